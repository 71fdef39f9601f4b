"""The same send through the other web servers: Apache with mod_proxy_fcgi and
mod_fcgid beside lighttpd, and as a plain CGI program, a process for each
request, beside a CGI program that only inserts (peers/libpq_cgi.c) and one
that does nothing at all (peers/empty_cgi.c)."""
import contextlib, os, re, shutil, statistics

from beside import cpu_words, progress, prove, ratio_of
from measure import *
from server import Server

SEND = {"from": "user1", "to": ["room1"], "type": "txt",
        "body": {"msg": "x" * 100}}
OURS, LIBPQ, EMPTY = "ours", "bare libpq", "empty"
STORED = "SELECT count(*) FROM message JOIN app USING (app_id) WHERE" \
    " org = '%s' AND name = '%s'"


def send_contestant(name, server, app, connections, seconds):
    """The file has the sends to 16 rooms, in turn."""
    path = server.requests(app, [
        ("POST", "/messages/chatrooms", dict(SEND, to=["room%d" % n]))
        for n in range(16)], "sends")
    return server.contestant(
        name, lambda: server.replay(app, path, connections, seconds),
        STORED % (app.org, app.name))


def web_servers(options):
    """The same sends through each web server, 32 connections"""
    rounds = 1 if options.quick else options.rounds
    with contextlib.ExitStack() as stack:
        made = {}
        for kind in ("lighttpd", "apache-proxy", "apache-fcgid"):
            server = stack.enter_context(Server(kind))
            made[kind] = send_contestant(kind, server, server.app(), 32,
                                         options.seconds)
        results = interleave(rounds, made, progress)
        proof = prove(made.values())
    return Section(
        "Sends through each web server, 32 connections",
        ["what", "requests/s", "to lighttpd", "p50 ms", "p99 ms",
         "CPU µs a request"],
        [[name, f["rate"], ratio_of(results, name, "lighttpd"), f["p50"],
          f["p99"], cpu_words(f)] for name, f in results.items()],
        text="The shipped configurations: apache-proxy is mod_proxy_fcgi with"
        " two processes as lighttpd has them, apache-fcgid is mod_fcgid with"
        " up to 32 processes of one thread. " + proof)


# --------------------------------------------------------------------- CGI

def cgi_peers(server):
    """Put the two programs beside msg.cgi."""
    for name in ("libpq_cgi", "empty_cgi"):
        built = os.path.join(OUT, "bench", "peers", name)
        if not os.path.exists(built):
            raise Failed("there is no %s: make %s" % (built, built))
        shutil.copy(built, server.environment["WEB_CGI_BIN"])
    server.sql("DROP TABLE IF EXISTS bench_message;"
               " CREATE TABLE bench_message (LIKE message INCLUDING ALL);"
               " GRANT INSERT ON bench_message TO PUBLIC")


class Plain:
    """Contestants with a number of connections."""

    def __init__(self, server, connections, seconds):
        self.server = server
        self.connections, self.seconds = connections, seconds
        self.base = server.url.rpartition("/")[0]

    def ours(self):
        app = self.server.app()
        return send_contestant(OURS, self.server, app,
                               self.connections, self.seconds)

    def peer(self, name, program, stored=None):
        path = os.path.join(self.server.folder, program)
        with open(path, "w") as file:
            file.write("POST\t/%s\t%s\n" % (
                program, SEND["body"]["msg"]))
        return self.server.contestant(name, lambda: wrk(
            self.base, os.path.join(BENCH, "replay.lua"), self.connections,
            self.seconds, [path]), stored)

    def contestants(self):
        return {
            OURS: self.ours(),
            LIBPQ: self.peer(LIBPQ, "libpq_cgi",
                             "SELECT count(*) FROM bench_message"),
            EMPTY: self.peer(EMPTY, "empty_cgi")}


def stages(server):
    """Where our program's time goes, by its own log of the last round."""
    with open(server.environment["WEB_LOG"], errors="replace") as file:
        lines = [line for line in file if "endpoint=messages/" in line]
    median = {stage: statistics.median(
        int(n) for line in lines
        for n in re.findall(r"\b%s_us=(\d+)" % stage, line)) / 1e3
        for stage in ("auth", "run", "total")} if lines else {}
    return "By our program's own log, %.1f ms of a request passed between its" \
        " first look at it and its answer: %.1f until the token was checked" \
        " (which needs a connection and the app's row) and %.1f for the send" \
        " (the limits, and the commit)." % (
            median["total"], median["auth"], median["run"]) \
        if median else ""


def plain_cgi(options):
    """Plain CGI, a process for each request"""
    rounds = 1 if options.quick else options.rounds
    seconds = max(1, options.seconds * 3 // 5)
    rows, aims, words = [], [], []
    with Server("cgi") as server:
        cgi_peers(server)
        for connections in (1, 4):
            made = Plain(server, connections, seconds).contestants()
            results = interleave(rounds, made, progress)
            words.append(prove(made.values()))
            at_once = "%d at once" % connections if connections > 1 \
                else "one after the other"
            rows += [["%s, %s" % (name, at_once), f["average"],
                      ratio_of(results, name, LIBPQ, "average"), f["p50"],
                      f["p99"], f["cpu postgres"]]
                     for name, f in results.items()]
            aims.append(Aim("plain CGI / bare libpq CGI, " + at_once,
                            ratio_of(results, OURS, LIBPQ, "average"),
                            "<=", 1.4))
            if connections == 1:
                words.insert(0, stages(server))
    return Section(
        "Plain CGI", ["what", "average ms", "to bare libpq", "p50 ms",
                      # Of the programs themselves nobody can tell: Apache
                      # lets its children go without a look at their times.
                      "p99 ms", "CPU µs of postgres"], rows, aims,
        "All three behind the same Apache (mod_cgid). The bare libpq program"
        " connects, inserts one row of the same shape and answers. "
        + " ".join(words))
