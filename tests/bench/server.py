"""A server of ours beside the one behind MSG_URL: another web server on the
same database, or one with a database of its own in the same PostgreSQL.

    with Server("lighttpd", fresh_database=True) as server:
        app = server.app()
        server.sql("SELECT ...")
        contestant = server.contestant("sends", lambda: server.replay(...))
"""
import contextlib, json, os, subprocess

import live
from live import App, TESTS, sql
from measure import BENCH, Contestant, Failed, descendants, wrk
from peer import Peer

REPLAY = os.path.join(BENCH, "replay.lua")
# What tests/with-pg and tests/with-web tell those they start.
TOLD = ("MSG_", "PG", "WEB_", "WITH_PG", "MSGCTL", "LIVE_")


class Server(Peer):
    """Also a context manager.  ${environment}: what both databases, or both
    web servers, know."""

    def __init__(self, kind="lighttpd", fresh_database=False, **environment):
        super().__init__()
        self.kind, self.fresh = kind, fresh_database
        self.name = kind
        self.given, self.environment = environment, {}

    def __enter__(self):
        try:
            self.begin()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        self.end()

    def start(self):
        told = os.path.join(self.folder, "environment")
        command = [os.path.join(TESTS, "with-web"), self.kind, "sh", "-c",
                   'env -0 >"$0.new" && mv "$0.new" "$0" && exec sleep 86400',
                   told]
        if self.fresh:
            command.insert(0, os.path.join(TESTS, "with-pg"))
        process = self.spawn("servers", command, **self.given)
        live.wait_while(lambda: not os.path.exists(told)
                        and process.poll() is None, 60, self.kind)
        if process.poll() is not None:
            raise self.failed("%s does not start" % self.kind)
        with open(told) as file:
            entries = [e.partition("=") for e in file.read().split("\0") if e]
        self.environment = {name: value for name, _, value in entries
                            if name.startswith(TOLD)}
        self.url = self.environment["MSG_URL"]

    @contextlib.contextmanager
    def inside(self, **more):
        """What runs in here sees this server's environment."""
        old = dict(os.environ)
        os.environ.update(self.environment, **more)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(old)

    def sql(self, text):
        with self.inside():
            return sql(text)

    def number(self, text):
        return int(self.sql(text)[0][0] or 0)

    def psql_file(self, path, **variables):
        """Run a file of SQL as the tables' owner."""
        command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", path]
        for name, value in variables.items():
            command += ["-v", "%s=%s" % (name, value)]
        done = subprocess.run(command, capture_output=True, text=True,
                              env=dict(os.environ, **self.environment))
        if done.returncode != 0:
            raise Failed("%s: %s" % (path, done.stderr.strip()))

    def app(self):
        """An app whose limits nobody reaches: 100,000 times the default."""
        with self.inside():
            return App(scale=100000, settings=["--room-rate", "1000000"])

    def roles(self):
        """msg.fcgi, and the web server with everything else below it."""
        root, ours = self.processes[0][1].pid, []
        for pid in descendants([root]):
            try:
                name = os.path.basename(os.readlink("/proc/%d/exe" % pid))
            except OSError:
                continue
            if name.startswith("msg.fcgi"):
                ours.append(pid)
        return {"msg.fcgi": ours, self.kind: [root]}

    def contestant(self, name, run, stored=None):
        """For interleave(): run() inside; ${stored}: a query for a number."""
        def inside():
            with self.inside():
                return run()
        return Contestant(name, inside, self.roles,
                          stored and (lambda: self.number(stored)))

    def requests(self, app, lines, name):
        """A file for replay.lua: (method, path below the app, body)."""
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            for method, target, body in lines:
                file.write("%s\t/%s/%s%s\t%s\n" % (
                    method, app.org, app.name, target,
                    json.dumps(body, separators=(",", ":")) if body else ""))
        return path

    def replay(self, app, path, connections, seconds):
        """The requests of a file, in turn, again and again."""
        # The log is written as always; only, it shall not fill the disk.
        os.truncate(self.environment["WEB_LOG"], 0)
        return wrk(self.url, REPLAY, connections, seconds, [path, app.token])
