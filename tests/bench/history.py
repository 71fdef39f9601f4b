"""What ten million stored messages cost: pages of history beside the same
query in psql, a send beside the same send into an empty database, and dropping
a week while others send.

BENCH_MESSAGES=n changes their number, QUICK=1 makes them 200,000."""
import os, random, threading, time

import live
from live import Client, TOP
from beside import cpu_words, progress, prove, ratio_of
from measure import *
from server import Server

PAGE = 100
PAGES = 128                     # different ones, read in turn
SENDERS = 4                     # while a week is dropped
NEWEST, BEFORE, PSQL = "newest page", "page before a message", ", psql"


def messages(options):
    return int(os.environ.get("BENCH_MESSAGES") or
               (200000 if options.quick else 10000000))


class Stored:
    """The loaded database, its server and its app."""

    def __init__(self, server, count):
        self.server, self.count = server, count
        self.rooms = max(60, count // 1000)
        self.app = server.app()
        self.app_id = server.number(
            "SELECT app_id FROM app WHERE org = '%s' AND name = '%s'"
            % (self.app.org, self.app.name))

    def load(self):
        """In two connections, two weeks each."""
        started = time.monotonic()
        load = os.path.join(BENCH, "load_%s.sql")
        self.server.psql_file(load % "conversations", app_id=self.app_id,
                              messages=self.count, rooms=self.rooms)
        live.in_parallel(2, lambda half: [
            self.server.psql_file(load % "week", app_id=self.app_id,
                                  week=week)
            for week in (half, half + 2)])
        self.server.sql("ANALYZE conversation, message")
        self.seconds = time.monotonic() - started
        self.check()

    def check(self):
        """All are there, and no conversation has a gap."""
        rows = self.server.number("SELECT count(*) FROM message")
        wrong = self.server.number(
            "SELECT count(*) FROM conversation c LEFT JOIN (SELECT conv,"
            " count(*), min(seq), max(seq) FROM message GROUP BY conv) m"
            " USING (conv) WHERE (m.count, m.min, m.max) IS DISTINCT FROM"
            " (c.last_seq, 1, c.last_seq)")
        if rows != self.count or wrong:
            invalid("history: %d of %d messages were loaded, %d conversations"
                    " have gaps" % (rows, self.count, wrong))

    def pages(self):
        """Rows (room, conv, seq, id): the page before this message, in
        conversations of all lengths and at any depth."""
        rows = self.server.sql(
            "SELECT c.target, c.conv, m.seq, m.id FROM"
            " (SELECT *, row_number() OVER (ORDER BY conv) AS place,"
            "  101 + (last_seq - 100) * (conv %% 1009) / 1009 AS wanted"
            "  FROM conversation WHERE last_seq > %d"
            "  ORDER BY conv LIMIT %d) AS c"
            " JOIN message m ON m.conv = c.conv AND m.seq = c.wanted"
            " ORDER BY c.place" % (PAGE, PAGES))
        return [(room, int(conv), int(seq), int(id))
                for room, conv, seq, id in rows]


# ------------------------------------------------------------------- pages

def statement(name, **values):
    """One of sql/query as pgbench takes it: $1 becomes a variable."""
    with open(os.path.join(TOP, "sql", "query", name + ".sql")) as file:
        text = "".join(l for l in file if not l.startswith("--"))
    for number, value in values.items():
        text = text.replace("$" + number[1:] + "::", value + "::")
    return text.strip()


def choice(name, numbers):
    return "\\set %s case %s end\n" % (name, " ".join(
        "when :n = %d then %d" % row for row in enumerate(numbers, 1)))


class Pages:
    """The same pages, by HTTP and by pgbench, one after the other."""

    def __init__(self, stored, seconds):
        self.stored, self.seconds = stored, seconds
        self.rows = stored.pages()
        server, app = stored.server, stored.app
        path = "/messages/chatrooms/%s?limit=" + str(PAGE)
        self.newest = server.requests(
            app, [("GET", path % r[0], None) for r in self.rows], "newest")
        self.before = server.requests(
            app, [("GET", path % r[0] + "&before=%d" % r[3], None)
                  for r in self.rows], "before")
        page = statement("history_before", _1=":conv",
                         _2=str(stored.app_id), _3=":seq", _4="NULL",
                         _5=str(PAGE))
        cursor = statement("history_cursor", _1=":conv",
                           _2=str(stored.app_id), _3=":id")
        begin = "\\set n random(1, %d)\n" % len(self.rows) \
            + choice("conv", [r[1] for r in self.rows])
        self.newest_sql = self.file(
            "newest.sql", begin + "\\set seq 9223372036854775807\n" + page
            + ";\n")
        # As our server does it: the message's place, then the page.
        self.before_sql = self.file(
            "before.sql", begin + choice("id", [r[3] for r in self.rows])
            + cursor + "\n\\gset\n" + page + ";\n")

    def file(self, name, text):
        path = os.path.join(self.stored.server.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def check(self):
        """Each page holds the rows that the table has for it."""
        server = self.stored.server
        stored = dict(server.sql(
            "SELECT p.id, string_agg(m.id::text, ' ' ORDER BY m.seq DESC)"
            " FROM (VALUES %s) AS p (conv, seq, id) JOIN message m ON"
            " m.conv = p.conv AND m.seq < p.seq AND m.seq >= p.seq - %d"
            " GROUP BY p.id" % (", ".join(
                "(%d, %d, %d)" % row[1:] for row in self.rows), PAGE)))
        with server.inside():
            client = Client(self.stored.app)
            for room, _, _, id in self.rows:
                status, answer, _ = client.get(
                    "/messages/chatrooms/%s?limit=%d&before=%d"
                    % (room, PAGE, id))
                got = [m["id"] for m in answer.get("data", [])]
                if len(got) != PAGE or " ".join(got) != stored[str(id)]:
                    invalid("history: the page of %s before %d is not what"
                            " is stored (status %d, %d messages)" % (
                                room, id, status, len(got)))

    def over_http(self, requests):
        return self.stored.server.replay(self.stored.app, requests, 1,
                                         self.seconds)

    def by_psql(self, script):
        # As the program's role, with the settings of its sessions.
        with self.stored.server.inside(
                PGUSER="msgcgi", PGOPTIONS=SESSION):
            return pgbench(script, 1, self.seconds)

    def contestants(self):
        make = self.stored.server.contestant
        return {name: make(name, run) for name, run in (
            (NEWEST, lambda: self.over_http(self.newest)),
            (NEWEST + PSQL, lambda: self.by_psql(self.newest_sql)),
            (BEFORE, lambda: self.over_http(self.before)),
            (BEFORE + PSQL, lambda: self.by_psql(self.before_sql)))}


def pages_section(stored, rounds, seconds):
    pages = Pages(stored, seconds)
    pages.check()
    results = interleave(rounds, pages.contestants(), progress)
    return Section(
        "Pages of %d at %s stored messages" % (PAGE, format(
            stored.count, ",")),
        ["what", "average ms", "to psql", "p50 ms", "p99 ms",
         "CPU µs a request"],
        [[name, f["average"],
          ratio_of(results, name, name + PSQL, "average"), f.get("p50"),
          f.get("p99"), cpu_words(f)] for name, f in results.items()],
        [Aim("%s: time / that of the same query in psql" % name,
             ratio_of(results, name, name + PSQL, "average"), "<=", 1.3)
         for name in (NEWEST, BEFORE)],
        "One connection, %d pages of as many rooms in turn, whose messages"
        " lie among all others'. psql is pgbench with one client, prepared,"
        " as the program's role and with its settings; for a page before a"
        " message it asks for the message's place first, as the program does."
        " The program also counts the call." % len(pages.rows))


# ------------------------------------------------------------------- sends

def sends(server, app, rooms, seconds):
    """Sends over 32 connections to rooms at random."""
    pick = random.Random(1)
    path = server.requests(app, [
        ("POST", "/messages/chatrooms", {
            "from": "user1", "to": ["room%d" % pick.randint(1, rooms)],
            "type": "txt", "body": {"msg": "x" * 100}})
        for _ in range(10000)], "sends")
    return lambda: server.replay(app, path, 32, seconds)


def sends_section(stored, empty, rounds, seconds):
    """The same sends to the loaded database and to an empty one."""
    nothing, much = "nothing stored", format(stored.count, ",") + " stored"
    made = {}
    for name, server, app in ((nothing, empty, empty.app()),
                              (much, stored.server, stored.app)):
        newest = server.number("SELECT coalesce(max(id), 0) FROM message")
        made[name] = server.contestant(
            name, sends(server, app, stored.rooms, seconds),
            "SELECT count(*) FROM message WHERE id > %d" % newest)
    results = interleave(rounds, made, progress)
    work = {name: cpu_of(figures) for name, figures in results.items()}
    both = len(results) == 2
    return Section(
        "A send to an empty and to a full database, 32 connections",
        ["what", "requests/s", "p50 ms", "p99 ms", "CPU µs a request", "sum"],
        [[name, f["rate"], f["p50"], f["p99"], cpu_words(f), work[name]]
         for name, f in results.items()],
        [Aim("send at %s / send at nothing, time" % much,
             ratio_of(results, nothing, much), "<=", 1.15),
         Aim("send at %s / send at nothing, CPU" % much,
             ratio(work[much], work[nothing]) if both else None,
             "<=", 1.15)],
        "To %s rooms at random, on one app; two databases in one PostgreSQL."
        " The sum is without the client. " % format(stored.rooms, ",")
        + prove(made.values()))


def cpu_of(figures):
    """CPU a send of everything but the client, in microseconds."""
    return Spread([sum(values) for values in zip(*(
        spread.rounds for key, spread in figures.items()
        if key.startswith("cpu ") and key != "cpu client"))])


# ---------------------------------------------------------------- dropping

class Sender(threading.Thread):
    """Sends one after the other and remembers when each began and ended."""

    def __init__(self, app, number, stop):
        super().__init__()
        self.app, self.number, self.stop = app, number, stop
        self.times, self.failed = [], 0

    def run(self):
        client, n = Client(self.app), 0
        while not self.stop.is_set():
            n += 1
            began = time.monotonic()
            try:
                status, _, _ = client.send(
                    "chatrooms", "room%d" % (1 + self.number), str(n))
            except OSError:
                status = 0
            self.times.append((began, time.monotonic()))
            self.failed += status != 200


def longest(times, begin, end):
    """Milliseconds of the slowest send that ran in [begin, end]."""
    return max((b - a for a, b in times if a <= end and b >= begin),
               default=0) * 1e3


def drop_week(stored):
    """Let msgctl drop the oldest weeks, as cron would, while sends run.  Says
    how long that took and the slowest send, before and meanwhile."""
    server, stop = stored.server, threading.Event()
    before = server.number("SELECT count(*) FROM pg_inherits WHERE inhparent"
                           " = 'message'::regclass")
    size = server.number(
        "SELECT pg_total_relation_size(inhrelid) FROM pg_inherits WHERE"
        " inhparent = 'message'::regclass ORDER BY inhrelid::regclass::text"
        " LIMIT 1")
    with server.inside():
        live.msgctl("app", "set", stored.app.org, stored.app.name,
                    "--retention-days", "8")
        threads = [Sender(stored.app, n, stop) for n in range(SENDERS)]
        for thread in threads:
            thread.start()
        try:
            quiet = time.monotonic() + 0.5      # connections are made
            time.sleep(2.5)
            began = time.monotonic()
            live.msgctl("partitions")
            ended = time.monotonic()
            time.sleep(0.5)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    times = sorted(t for thread in threads for t in thread.times)
    failed = sum(thread.failed for thread in threads)
    after = server.number("SELECT count(*) FROM pg_inherits WHERE inhparent"
                          " = 'message'::regclass")
    if failed:
        invalid("dropping a week: %d of %d sends failed" % (
            failed, len(times)))
    if after >= before:
        invalid("dropping a week: nothing was dropped")
    return Section(
        "Dropping a week while others send", ["what", ""], [
            ["weeks dropped", before - after],
            ["MiB of one, with its indexes", size / 2 ** 20],
            ["msgctl partitions, ms", (ended - began) * 1e3],
            ["sends of %d connections in all" % SENDERS, len(times)],
            ["slowest send before, ms", longest(times, quiet, began)],
            ["slowest send meanwhile, ms", longest(times, began, ended)]],
        text="Housekeeping as cron starts it, on the full database.")


def history(options):
    """History, sends and housekeeping with many stored messages"""
    rounds = 1 if options.quick else options.rounds
    with Server(fresh_database=True) as full, \
            Server(fresh_database=True) as empty:
        stored = Stored(full, messages(options))
        stored.load()
        print("    %s messages loaded in %.0f s" % (
            format(stored.count, ","), stored.seconds), flush=True)
        checkpoint()
        return [pages_section(stored, rounds,
                              max(1, options.seconds * 3 // 5)),
                sends_section(stored, empty, rounds, options.seconds),
                drop_week(stored)]
