"""Large calls (600 users, 10 rooms, 5 KB of text), and the counters of the
limits after as many windows as an hour has."""
import os, subprocess, time

from beside import cpu_words, progress, prove
from history import history, statement
from measure import *
from server import Server
from web import plain_cgi, web_servers

# -------------------------------------------------------------- large calls

# Per call: the route, its targets, the bytes of text.
CALLS = {
    "1 room": ("chatrooms", 1, 100),
    "10 rooms": ("chatrooms", 10, 100),
    "600 users": ("users", 600, 100),
    "1 room, 5 KB": ("chatrooms", 1, 5000),
    "600 users, 5 KB": ("users", 600, 5000)}
SENDERS = 48                    # with different targets
CONNECTIONS = 16


def large_calls(options):
    """600 users a call, 10 rooms a call, 5 KB of text"""
    rounds = 1 if options.quick else options.rounds
    seconds = max(1, options.seconds * 3 // 5)
    with Server(fresh_database=True) as server:
        made = {name: call_contestant(name, server, seconds)
                for name in list(CALLS)[:4 if options.quick else None]}
        results = interleave(rounds, made, progress)
        proof = prove(made.values())
        gaps = server.number(
            "SELECT count(*) FROM conversation c JOIN (SELECT conv, count(*)"
            " FROM message GROUP BY conv) m USING (conv) WHERE"
            " m.count <> c.last_seq")
    if gaps:
        invalid("large calls: %d conversations have gaps" % gaps)
    return Section(
        "Large calls, %d connections" % CONNECTIONS,
        ["a call", "calls/s", "messages/s", "p50 ms", "p99 ms",
         "CPU µs a call"],
        [[name, f["rate"], f["rows"], f["p50"], f["p99"], cpu_words(f)]
         for name, f in results.items()],
        [Aim("messages by calls to 600 users",
             results.get("600 users", {}).get("rows"), ">=", 30000, "/s")],
        "%d senders, each with targets of its own; a message is a row with"
        " its conversation's seq, the content of one call is stored once."
        " Here calls are counted: " % SENDERS + proof)


def call_contestant(name, server, seconds):
    kind, targets, size = CALLS[name]
    app = server.app()
    path = server.requests(app, [
        ("POST", "/messages/" + kind, {
            "from": "user%d" % sender, "type": "txt",
            "to": ["%s%d" % (kind, 1 + sender * targets + n)
                   for n in range(targets)],
            "body": {"msg": "x" * size}})
        for sender in range(SENDERS)], "calls-" + app.name)

    def run():
        figures = server.replay(app, path, CONNECTIONS, seconds)
        return dict(figures, rows=figures["rate"] * targets)
    # Whole calls: a half one would be missing here.
    return server.contestant(
        name, run, "SELECT count(*) / %d FROM message JOIN app USING (app_id)"
        " WHERE name = '%s'" % (targets, app.name))


# ----------------------------------------------------------------- counters

GROUP = 16                      # sends judged together, to one hot app
COUNTERS = "SELECT n_tup_ins + n_tup_upd, n_tup_hot_upd, n_dead_tup," \
    " pg_total_relation_size(relid)" \
    " FROM pg_stat_user_tables WHERE relname = 'rate_counter'"


def counter_state(server):
    # Backends tell their statistics when they have been idle for a second.
    time.sleep(1.5)
    names = ("written", "hot", "dead", "size")
    return dict(zip(names, map(int, server.sql(COUNTERS)[0])))


def full_load(server, seconds):
    """Groups a second that sends at 32 connections make, each of which
    updates three counters: calls, messages, and the room's."""
    app = server.app()
    path = server.requests(app, [("POST", "/messages/chatrooms", {
        "from": "user1", "to": ["room1"], "type": "txt",
        "body": {"msg": "x" * 100}})], "full")
    before = counter_state(server)["written"]
    figures = server.contestant("full load", lambda: server.replay(
        app, path, 32, seconds))()
    after = counter_state(server)["written"]
    return (after - before) / 3 / (figures["requests"] / figures["rate"])


def admit_file(server):
    """One group of sends with normal priority, as lib/admission.c asks."""
    def array(values):
        return "'{%s}'" % ",".join(map(str, values))
    each = range(1, GROUP + 1)
    text = statement(
        "rate_admit", _1=array([1001, 1002, 1003]), _2=array([10 ** 9] * 3),
        _3=array([1, 1, 1]), _4=array([GROUP, GROUP, 0]),
        _5=array([0, 0, GROUP]), _6=array([0, 0, 0]),
        _7=array(1 for _ in each), _8=array(2 for _ in each),
        _9=array(1 for _ in each), _10=array(each),
        _11=array(3 for _ in each), _12=array(1 for _ in each))
    path = os.path.join(server.folder, "admit.sql")
    with open(path, "w") as file:
        file.write(text + ";\n")
    return path


class Snapshot:
    """A transaction that sees the past, as a backup's does."""

    def __init__(self, server):
        self.psql = subprocess.Popen(
            ["psql", "-X", "-q", "-At"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
            env=dict(os.environ, **server.environment))
        self.psql.stdin.write("BEGIN ISOLATION LEVEL REPEATABLE READ;"
                              " SELECT 1 FROM rate_counter LIMIT 1;"
                              " SELECT 'taken';\n")
        self.psql.stdin.flush()
        while "taken" not in self.psql.stdout.readline():
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.psql.stdin.close()
        self.psql.wait()


def counters(options):
    """The limits' counters after an hour of full load"""
    seconds = min(options.seconds, 5)
    with Server(fresh_database=True) as server:
        wanted = full_load(server, seconds) * 3600
        path = admit_file(server)

        def calls():
            # Two, as there are two processes with one writer each.
            with server.inside(PGUSER="msgcgi", PGOPTIONS=SESSION):
                return pgbench(path, 2, seconds)
        before, slices = counter_state(server), []
        end = time.monotonic() + (3 if options.quick else 100)
        while not slices or time.monotonic() < end and \
                sum(s["requests"] for s in slices) < wanted:
            slices.append(calls())
        after = counter_state(server)
        with Snapshot(server):
            held = [calls() for _ in range(2 if options.quick else 4)]
        swollen = counter_state(server)
        # Autovacuum looks once a minute; this is what it will do.
        server.sql("VACUUM rate_counter")
        relieved = calls()
    done = sum(s["requests"] for s in slices)
    written = after["written"] - before["written"]
    if sum(s["errors"] for s in slices + held + [relieved]):
        invalid("counters: calls of rate_admit failed")
    if written < done * 3:
        invalid("counters: %d calls wrote %d times" % (done, written))
    return Section(
        "The counters of one hot app", ["what", ""], [
            ["calls of rate_admit that an hour of full load makes", wanted],
            ["calls made here, without a pause", done],
            ["their updates in place (HOT)", "%.2f %%" % (
                (after["hot"] - before["hot"]) * 100 / written)],
            ["dead rows then", after["dead"]],
            ["table and indexes then, KiB", after["size"] / 1024],
            ["a call at first, ms", slices[0]["average"]],
            ["a call at last, ms", slices[-1]["average"]],
            ["with a backup's snapshot for %d s: a call, ms"
             % seconds, held[0]["average"]],
            ["and for %d s" % (seconds * len(held)), held[-1]["average"]],
            ["table and indexes then, KiB", swollen["size"] / 1024],
            ["after snapshot and vacuum: a call, ms", relieved["average"]]],
        text="Groups of %d sends, two clients, autovacuum as it is by"
        " default." % GROUP)


SECTIONS = [web_servers, plain_cgi, large_calls, history, counters]
