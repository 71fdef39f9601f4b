"""What the tests that drive a running server share: TAP, an app of their own,
keep-alive HTTP clients, psql, and the processes behind the server.

A test that imports this and finds no MSG_URL begins again inside
tests/with-pg and tests/with-lighttpd, which start both and stop them."""
import http.client, json, os, subprocess, sys, threading, time
from urllib.parse import urlsplit

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(TESTS)
MSGCTL = os.environ.get("MSGCTL") or os.path.join(TOP, "build", "msgctl")
count = failed = 0
telling = threading.Lock()      # several threads may report


def need_server(*options, live=False):
    """live: with msg-live too; see msg_live()."""
    if "MSG_URL" not in os.environ:
        if live:
            os.environ["WITH_LIVE"] = "1"
        command = [os.path.join(TESTS, "with-pg"),
                   os.path.join(TESTS, "with-lighttpd"), *options,
                   sys.executable] + sys.argv
        os.execv(command[0], command)


def ok(good, what, detail=""):
    global count, failed
    with telling:
        count += 1
        print("%s %d - %s" % ("ok" if good else "not ok", count, what),
              flush=True)
        if not good:
            failed += 1
            for line in str(detail).splitlines():
                print("# " + line, flush=True)
    return good


def same(got, wanted, what):
    return ok(got == wanted, what, "got    %r\nwanted %r" % (got, wanted))


def done():
    print("1..%d" % count, flush=True)
    sys.exit(1 if failed else 0)


def wait_while(condition, seconds, what):
    """Wait until ${condition} is over; a test never sleeps for a guess."""
    end = time.monotonic() + seconds
    while condition():
        if time.monotonic() > end:
            raise SystemExit("waited %d s in vain: %s" % (seconds, what))
        time.sleep(0.02)


def msgctl(*words):
    run = subprocess.run([MSGCTL, *words, "--json"], capture_output=True,
                         text=True)
    if run.returncode != 0:
        raise SystemExit("msgctl %s: %s" % (" ".join(words), run.stderr))
    return json.loads(run.stdout or "null")


def msg_live(word, name="live"):
    """start, stop, kill, pid: see tests/msg-live."""
    run = subprocess.run([os.path.join(TESTS, "msg-live"), word, name],
                         stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        raise SystemExit("msg-live %s %s failed" % (word, name))
    return int(run.stdout) if word == "pid" else None


def sql(text):
    """The rows of a query, as lists of texts."""
    run = subprocess.run(["psql", "-X", "-At", "-F", "\t", "-v",
                          "ON_ERROR_STOP=1", "-d",
                          os.environ["MSG_ADMIN_DSN"], "-c", text],
                         capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit("psql: " + run.stderr)
    return [line.split("\t") for line in run.stdout.splitlines()]


class App:
    """An app of the test's own, with a token."""
    made, lock = 0, threading.Lock()

    def __init__(self, scale=None, settings=()):
        App.made += 1
        self.imkit = None
        self.org = "t%d" % os.getpid()
        self.name = "app%d" % App.made
        msgctl("app", "create", self.org, self.name)
        if settings:
            msgctl("app", "set", self.org, self.name, *settings)
        if scale:
            msgctl("limits", self.org, self.name, "--scale", str(scale))
        self.key = msgctl("key", "create", self.org, self.name)
        self.token = None
        client = Client(self)
        grant = dict(self.key, grant_type="client_credentials")
        # Another test may have asked for the name before it existed.
        for _ in range(100):
            status, answer, _ = client.post("/token", grant)
            if status == 200:
                break
            time.sleep(0.05)
        self.token = answer["access_token"]

    def platform_key(self):
        """The key with which paths of the IMKit dialect are called."""
        with App.lock:
            if self.imkit is None:
                self.imkit = msgctl("key", "create", self.org, self.name,
                                    "--kind", "platform")["api_key"]
            return self.imkit

    def room_number(self, kind, target):
        rows = sql("SELECT c.conv FROM conversation c JOIN app USING (app_id)"
                   " WHERE org = '%s' AND name = '%s' AND kind = %d AND"
                   " target = '%s'" % (self.org, self.name, kind, target))
        return rows[0][0] if rows else None


class Client:
    """One connection, for one thread."""

    def __init__(self, app, url=None, timeout=30):
        self.app = app
        self.url = urlsplit(url or os.environ["MSG_URL"])
        self.timeout, self.link, self.used = timeout, None, 0

    def call(self, method, path, body=None, headers=None):
        """status, parsed answer, headers.  A lost connection raises OSError
        or HTTPException, and the next call makes a new one.  A path is one
        below the app; or "imkit:/rooms", with the platform key."""
        text = None if body is None else json.dumps(body).encode()
        headers = dict(headers or {})
        if path.startswith("imkit:"):
            headers.setdefault("IM-API-KEY", self.app.platform_key())
            target = self.url.path.rstrip("/") + path[len("imkit:"):]
        else:
            target = "%s/%s/%s%s" % (self.url.path.rstrip("/"), self.app.org,
                                     self.app.name, path)
            if self.app.token:
                headers["Authorization"] = "Bearer " + self.app.token
        # Web servers close a connection that was idle for five seconds.
        if time.monotonic() - self.used > 3:
            self.link = None
        try:
            if self.link is None:
                self.link = http.client.HTTPConnection(
                    self.url.hostname, self.url.port, timeout=self.timeout)
            self.link.request(method, target, text, headers)
            answer = self.link.getresponse()
            data = answer.read()
            self.used = time.monotonic()
        except (OSError, http.client.HTTPException):
            self.link = None
            raise
        return answer.status, json.loads(data), \
            {n.lower(): t for n, t in answer.getheaders()}

    def post(self, path, body, headers=None):
        return self.call("POST", path, body, headers)

    def get(self, path):
        return self.call("GET", path)

    def send(self, kind, to, text, headers=None, **more):
        to = to if isinstance(to, list) else [to]
        return self.post("/messages/" + kind, dict(
            {"from": "user1", "to": to, "type": "txt",
             "body": {"msg": text}}, **more), headers)


def in_parallel(count, work):
    """Run work(i) in ${count} threads; their results in order."""
    results, errors = [None] * count, []

    def run(i):
        try:
            results[i] = work(i)
        except BaseException as error:       # shown by the test
            errors.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def in_background(count, work):
    """Begin ${count} calls of work(i); the function returned waits for them
    and gives their results in order."""
    results = []
    thread = threading.Thread(
        target=lambda: results.extend(in_parallel(count, work)))
    thread.start()

    def join():
        thread.join()
        return results
    return join


class Lock:
    """A transaction of somebody else's that holds what ${statement} locks;
    with wait=False it may still be waiting for it."""

    def __init__(self, statement, wait=True):
        self.psql = subprocess.Popen(
            ["psql", "-X", "-q", "-At", "-d", os.environ["MSG_ADMIN_DSN"]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.psql.stdin.write("BEGIN; %s; SELECT 'held';\n" % statement)
        self.psql.stdin.flush()
        if wait:
            self.wait()

    def wait(self):
        for line in self.psql.stdout:
            if line == "held\n":
                return
        raise SystemExit("psql ended before it had the lock")

    def give_back(self):
        self.psql.communicate("ROLLBACK;\n")


def programs():
    """Process ids of the msg.fcgi behind MSG_URL: those with its settings."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            name = os.path.basename(os.readlink("/proc/%s/exe" % pid))
            with open("/proc/%s/environ" % pid, "rb") as file:
                environment = file.read().split(b"\0")
        except OSError:
            continue
        if name.split(" ")[0] == "msg.fcgi" and ("MSG_SECRET_FILE=" +
                os.environ["MSG_SECRET_FILE"]).encode() in environment:
            found.append(int(pid))
    return sorted(found)


def second():
    """Wait for the beginning of the database's next second."""
    sql("SELECT pg_sleep(1.002 - extract(epoch FROM clock_timestamp())"
        " % 1)")
