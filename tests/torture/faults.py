"""What a torture run does to its servers: one function per fault, which hurts,
waits, and mends.  The run then waits until acknowledgements go on.

What the promises allow meanwhile is said beside each, for the checker:
	drops		connections may end without an answer (lighttpd is killed)
	program		lighttpd may answer for a program that it lost
	live		so it may for msg-live, whose connections may end
	database	an admission's answer may be lost, and its units be counted
			twice, so an early refusal is not judged
	crashes		how often the counters of limits begin again
	clock		a token may be from the future, which is a 401
A fault may return assertions of its own: (good, what, detail)."""
import base64, hashlib, json, os, signal, socket, struct, subprocess
import threading, time

import place as places
from live import programs, wait_while
from place import kill

FAULTS = {}


def fault(drops=False, program=False, live=False, database=False, crashes=0,
          clock=False, needs=()):
    def add(function):
        name = function.__name__.replace("_", "-")
        FAULTS[name] = {"hurt": function, "drops": drops, "needs": needs,
                        "program": program, "live": live,
                        "database": database,
                        "crashes": crashes, "clock": clock, "words": " ".join(
                            function.__doc__.split())}
        return function
    return add


# ------------------------------------------------------- program, web server

@fault(program=True)
def worker_kill(run):
    """kill -9 of a msg.fcgi, then of all of them"""
    kill(run.random.choice(programs()))
    time.sleep(run.random.uniform(1.5, 2.5))
    for pid in programs():
        kill(pid)


@fault()
def worker_stop(run):
    """SIGSTOP of a msg.fcgi for seconds, in the middle of its work"""
    for _ in range(2):
        pid = run.random.choice(programs())
        run.place.stop(pid)
        time.sleep(run.random.uniform(1, 4))
        run.place.resume(pid)
        time.sleep(0.3)


@fault()
def worker_renew(run):
    """MSG_MAX_REQUESTS of 40, and SIGUSR2 in between: nobody notices"""
    run.place.configure(max_requests=40)
    for pid in programs():
        kill(pid, signal.SIGUSR2)
    for _ in range(4):
        time.sleep(run.random.uniform(0.5, 1.5))
        kill(run.random.choice(programs()), signal.SIGUSR2)
    run.place.configure()
    for pid in programs():
        kill(pid, signal.SIGUSR2)


@fault(drops=True, program=True)
def web_kill(run):
    """kill -9 of lighttpd; the service manager ends the rest, starts it"""
    kill(run.place.web)
    time.sleep(run.random.uniform(0.1, 1))
    run.place.web_stop()
    run.place.web_start()


@fault()
def web_stop(run):
    """SIGSTOP of lighttpd for seconds"""
    run.place.stop(run.place.web)
    time.sleep(run.random.uniform(1, 4))
    run.place.resume(run.place.web)


@fault(clock=True)
def clock(run):
    """the program's clock steps back and forth, by seconds and by an hour"""
    steps = [3, -3, 3600, -3600, 0, -3600, 0]
    run.random.shuffle(steps)
    for step in steps + [0]:
        run.place.set_clock(step)
        time.sleep(run.random.uniform(0.4, 0.9))


@fault()
def slow_clients(run):
    """clients that hang in the middle of a header or a body"""
    host, port = os.environ["MSG_URL"].split("//")[1].split(":")
    app = run.app
    head = ("POST /%s/%s/messages/chatrooms HTTP/1.1\r\nHost: torture\r\n"
            "Authorization: Bearer %s\r\nContent-Length: 4000\r\n" % (
                app.org, app.name, app.token)).encode()
    parts = [head, head + b"\r\n", head + b"\r\n{\"from\": \"amy\", ",
             b"POST /", head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"]
    links = []
    for i in range(60):
        link = socket.create_connection((host, int(port)), timeout=10)
        link.sendall(parts[i % len(parts)])
        links.append(link)
    # While they hang, others are served: this time must have answers.
    during = run.acknowledged_in(run.random.uniform(3, 5), 20)
    run.random.shuffle(links)
    for link in links:
        link.close()
    return [(during >= 20, "others are served while 60 clients hang",
             "%d acknowledged" % during)]


# --------------------------------------------------------------- msg-live

@fault(live=True)
def live_kill(run):
    """kill -9 of the web server's msg-live, then of both; init starts them"""
    for names in (places.LIVE[:1], places.LIVE):
        for name in names:
            run.place.live_kill(name)
        for name in names:
            run.place.live_start(name)
        time.sleep(run.random.uniform(0.5, 1.5))


@fault(live=True)
def live_stop(run):
    """SIGTERM of each msg-live, which ends by itself, and a start"""
    asked = []
    for name in places.LIVE:
        pid = run.place.live[name]
        begin = time.monotonic()
        kill(pid, signal.SIGTERM)
        wait_while(lambda: not run.place.is_zombie(pid), 20,
                   "the end of msg-live")
        asked.append(time.monotonic() - begin)
        run.place.live_start(name)
        time.sleep(run.random.uniform(0, 1))
    return [(max(asked) < 8, "they end when they are asked to",
             "after %s s" % asked)]


@fault(live=True)
def live_pause(run):
    """SIGSTOP of each msg-live for seconds, in the middle of its work"""
    for name in run.random.sample(places.LIVE * 2, 3):
        run.place.stop(run.place.live[name])
        time.sleep(run.random.uniform(0.5, 3))
        run.place.resume(run.place.live[name])
        time.sleep(0.3)


@fault()
def listen_lost(run):
    """the connections end on which msg-live hears what was stored, again and
    again: nobody notices"""
    ended = 0
    for _ in range(6):
        ended += len(run.place.super(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
            " application_name = 'msgcgi live'"))
        time.sleep(run.random.uniform(0.1, 1))
    return [(ended >= 4, "they were there to be ended", "%d" % ended)]


# ------------------------------------------------------------- PostgreSQL

@fault(database=True, crashes=1)
def backend_kill(run):
    """kill -9 of a PostgreSQL backend: the server restarts itself"""
    kill(run.random.choice(run.place.backends()))


@fault(database=True)
def backend_stop(run):
    """SIGSTOP of backends for seconds, in the middle of their work"""
    for _ in range(2):
        chosen = run.place.backends()
        chosen = run.random.sample(chosen, max(1, len(chosen) // 3))
        for pid in chosen:
            run.place.stop(pid)
        time.sleep(run.random.uniform(1, 5))
        run.place.resume(*chosen)
        time.sleep(0.3)


@fault(database=True)
def backend_terminate(run):
    """pg_terminate_backend, again and again"""
    for _ in range(8):
        run.place.super(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
            " usename = 'msgcgi' AND random() < 0.7")
        time.sleep(run.random.uniform(0.1, 0.8))


@fault(database=True)
def helper_stop(run):
    """SIGSTOP of the checkpointer and the walwriter, with a checkpoint due"""
    pids = run.place.server_processes("checkpointer") + \
        run.place.server_processes("walwriter")
    for pid in pids:
        run.place.stop(pid)
    time.sleep(run.random.uniform(2, 4))
    run.place.resume(*pids)
    run.place.super("CHECKPOINT")


@fault(database=True, crashes=1)
def immediate_stop(run):
    """pg_ctl stop -m immediate, and a start"""
    run.place.cluster("stop", run.place.primary, "immediate")
    time.sleep(run.random.uniform(0, 3))
    run.place.cluster("start", run.place.primary)


@fault(database=True, crashes=1)
def postmaster_kill(run):
    """kill -9 of the postmaster and all of PostgreSQL, and a start"""
    run.place.kill_server()
    time.sleep(run.random.uniform(0, 6))
    run.place.cluster("start", run.place.primary)


def start_together(starts):
    """Each by itself: one may wait for another."""
    threads = [threading.Thread(target=start, daemon=True)
               for start in starts]
    for thread in threads:
        thread.start()
        time.sleep(0.2)
    for thread in threads:
        thread.join(60)


@fault(live=True, database=True, crashes=1)
def live_first(run):
    """kill -9 of both msg-live while PostgreSQL is away: they are started
    before it is there again"""
    run.place.cluster("stop", run.place.primary, "immediate")
    for name in places.LIVE:
        run.place.live_kill(name)
    later = run.random.uniform(0.5, 4)

    def database():
        time.sleep(later)
        run.place.cluster("start", run.place.primary)

    start_together([lambda name=name: run.place.live_start(name)
                    for name in places.LIVE] + [database])


@fault(drops=True, program=True, live=True, database=True, crashes=1)
def power_loss(run):
    """kill -9 of everything at once, which then is started in any order"""
    kill(run.place.web)
    for pid in programs():
        kill(pid)
    for name in places.LIVE:
        run.place.live_kill(name)
    run.place.kill_server()
    run.place.web_stop()
    starts = [run.place.web_start, lambda: run.place.cluster(
        "start", run.place.primary)] + [
            lambda name=name: run.place.live_start(name)
            for name in places.LIVE]
    run.random.shuffle(starts)
    start_together(starts)


TERMINATE = ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
             " usename = 'msgcgi'")


@fault(database=True)
def role_limit(run):
    """the program's role may have one connection, then none"""
    for limit in (1, 0):
        run.place.super("ALTER ROLE msgcgi CONNECTION LIMIT %d" % limit,
                        TERMINATE)
        time.sleep(run.random.uniform(1, 3))
    run.place.super("ALTER ROLE msgcgi CONNECTION LIMIT -1")


def log_in(link, path):
    """Z when PostgreSQL lets us in by this socket, E when it does not."""
    words = b"user\0msgcgi_owner\0database\0%s\0\0" % \
        places.DATABASE.encode()
    link.settimeout(10)
    link.connect(path)
    link.sendall(struct.pack(">II", 8 + len(words), 196608) + words)
    with link.makefile("rb") as answers:
        while True:
            kind, length = struct.unpack(">cI", answers.read(5))
            answers.read(length - 4)
            if kind in b"EZ":
                return kind.decode()


@fault(database=True)
def connections_full(run):
    """others take all of PostgreSQL's connections"""
    run.place.super("ALTER ROLE msgcgi CONNECTION LIMIT 0", TERMINATE)
    others, answer = [], "Z"
    while answer == "Z" and len(others) < 200:
        others.append(socket.socket(socket.AF_UNIX))
        answer = log_in(others[-1], run.place.path(
            run.place.primary, "socket", ".s.PGSQL.5432"))
    run.place.super("ALTER ROLE msgcgi CONNECTION LIMIT -1")
    during = run.acknowledged_in(run.random.uniform(2, 4))
    for link in others:
        link.close()
    return [(answer == "E" and len(others) > 40 and during == 0,
             "they were all taken", "%d by others, the last was answered %r,"
             " %d acknowledged" % (len(others), answer, during))]


def fill(run, disk):
    """Write until there is no room on a node's disk; the file."""
    path = run.place.path(run.place.primary, disk, "ballast")
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            pass
        try:
            while True:
                file.write(bytes(512))
        except OSError:
            pass
    return path


@fault(database=True, crashes=1, needs=("small disks",))
def data_disk_full(run):
    """no room where the tables are"""
    ballast = fill(run, "disk")
    time.sleep(run.random.uniform(3, 5))
    os.unlink(ballast)


@fault(database=True, crashes=2, needs=("small disks",))
def wal_disk_full(run):
    """no room for the WAL: PostgreSQL panics, and comes back with room"""
    ballast = fill(run, "wal")
    postmaster = run.place.postmaster()
    end = time.monotonic() + 6
    while time.monotonic() < end and os.path.exists("/proc/%d" % postmaster):
        # Segments that are there are used up first.
        run.place.super("SELECT pg_switch_wal()", check=False)
        time.sleep(0.2)
    os.unlink(ballast)
    time.sleep(1)
    if not run.place.server_processes():
        run.place.cluster("start", run.place.primary)


@fault(database=True)
def read_only(run):
    """read-only mode, of the database and then of the server"""
    run.place.super("ALTER DATABASE %s SET default_transaction_read_only = on"
                    % places.DATABASE, TERMINATE)
    time.sleep(run.random.uniform(1, 2.5))
    run.place.super("ALTER DATABASE %s RESET default_transaction_read_only"
                    % places.DATABASE, TERMINATE)
    time.sleep(run.random.uniform(0.5, 1))
    run.place.super("ALTER SYSTEM SET default_transaction_read_only = on")
    run.place.reload()
    time.sleep(run.random.uniform(1, 2.5))
    run.place.super("ALTER SYSTEM RESET default_transaction_read_only")
    run.place.reload()


@fault(database=True, crashes=1, needs=("a standby",))
def failover(run):
    """the primary dies at once; its synchronous standby is promoted"""
    run.place.wait_for_standby()
    old = run.place.fail_over()
    run.wait_for_sends("the new primary")
    run.place.rebuild(old)


# ------------------------------------------------- locks and lost answers

class Lock:
    """A transaction of somebody else's that holds something."""

    def __init__(self, run, statement, wait=True):
        self.psql = subprocess.Popen(
            ["psql", "-X", "-q", "-h",
             run.place.path(run.place.primary, "socket"), "-U", "postgres",
             "-d", places.DATABASE], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.psql.stdin.write("SET synchronous_commit = local; BEGIN; %s;\n"
                              "\\echo held\n" % statement)
        self.psql.stdin.flush()
        if wait:
            self.wait()

    def wait(self):
        for line in self.psql.stdout:
            if line.strip() == "held":
                return
        raise RuntimeError("a lock was not to be had")

    def give_back(self):
        self.psql.stdin.write("ROLLBACK;\n")
        self.psql.stdin.close()
        self.psql.wait()
        self.psql.stdout.close()


def hash_fields(*fields):
    """As lib/hash.c: each field behind its length."""
    digest = hashlib.sha256()
    for field in fields:
        text = field.encode()
        digest.update(struct.pack(">Q", len(text)) + text)
    return digest.digest()


def key_digest(run, route, key):
    claims = run.app.token.split(".")[1]
    subject = json.loads(base64.urlsafe_b64decode(
        claims + "=" * (-len(claims) % 4)))["sub"]
    return hash_fields(run.app_id, subject, "/{org}/{app}" + route, key)


@fault()
def key_lock(run):
    """somebody holds the row of an Idempotency-Key that is about to be used"""
    digest = key_digest(run, "/messages/chatrooms", "key-locked")
    slot = struct.unpack(">Q", digest[:8])[0] >> 1
    lock = Lock(run, "INSERT INTO idempotency VALUES (%d, '\\x%s', %s, '\\x00',"
                " '{1}', now())" % (slot, digest.hex(), run.app_id))
    answers = []
    sender = run.extra_sender()

    def send():
        one = sender.make_to_room("key-locked")
        sender.deliver(one, patience=10 ** 6)
        answers.append(one)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    during = run.acknowledged_in(run.random.uniform(1, 6), 5)
    held = not answers
    lock.give_back()
    thread.join(60)
    return [(held and answers, "the key waits for its lock, and then passes",
             "held: %s, passed: %s" % (held, bool(answers))),
            (during >= 5, "others are served meanwhile",
             "%d acknowledged" % during)]


@fault()
def row_locks(run):
    """somebody holds a conversation's row, then an app's counters"""
    lock = Lock(run, "SELECT 1 FROM conversation WHERE target IN ('room1',"
                " 'group2') FOR UPDATE")
    during = run.acknowledged_in(run.random.uniform(1, 5), 5)
    lock.give_back()
    lock = Lock(run, "SELECT 1 FROM rate_counter ORDER BY counter LIMIT 5"
                " FOR UPDATE")
    time.sleep(run.random.uniform(0.5, 2))
    lock.give_back()
    return [(during >= 5, "other conversations are served meanwhile",
             "%d acknowledged" % during)]


@fault(database=True, crashes=1)
def commit_lost(run):
    """COMMITs wait for a standby that is not there, their backends end, and
    then others hold the conversations' rows"""
    names = run.place.super("SHOW synchronous_standby_names")[0][0]
    for harm in run.random.sample(["terminate", "kill"], 2):
        run.place.super("ALTER SYSTEM SET synchronous_standby_names ="
                        " 'nobody'")
        run.place.reload()
        wait_while(lambda: run.place.super(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            " AND usename = 'msgcgi'", check=False) in (None, []), 20,
            "a COMMIT without an answer")
        time.sleep(run.random.uniform(0, 1.5))
        stuck = run.place.super(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'msgcgi' AND"
            " wait_event = 'SyncRep'", check=False) or []
        for pid, in stuck:
            if harm == "terminate":
                run.place.super("SELECT pg_terminate_backend(%s)" % pid)
            else:
                kill(int(pid))
                break
        if harm == "kill":
            wait_while(lambda: run.place.super("SELECT 1", check=False) is
                       None, 30, "PostgreSQL's own restart")
        # It waits for the COMMITs that are still stuck.
        lock = Lock(run, "SELECT 1 FROM conversation WHERE target LIKE"
                    " 'room%' FOR UPDATE", wait=False)
        run.place.super("ALTER SYSTEM SET synchronous_standby_names = '%s'"
                        % names)
        run.place.reload()
        lock.wait()
        time.sleep(run.random.uniform(1, 6))
        lock.give_back()
        time.sleep(0.5)
