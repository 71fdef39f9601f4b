"""What is measured beside msg.fcgi, and how such a thing is started.

tests/bench/peers/NAME/peer.py has a list PEERS of subclasses of Peer.  Each
does the job of a send in the way that is usual for it, on the same PostgreSQL
(PGHOST, PGPORT), in a database of its own, and can tell how many messages it
has stored.

    class Fastify(Peer):
        name = "fastify"
        def start(self):
            self.database("bench_fastify", SCHEMA)
            self.port = self.free_port()
            self.process = self.spawn("fastify", ["node", ...], PORT=...)
            self.url = "http://127.0.0.1:%d/" % self.port
            self.wait_for_200(self.url, method="POST", body=b"...")
        def stored(self):
            return self.count("SELECT count(*) FROM message")
"""
import grp, os, pwd, shutil, signal, socket, subprocess, tempfile, time, \
    urllib.error, urllib.request

from measure import Failed


class Peer:
    """Life: available(), start(), then url, script, pids(), stored() may be
    used, stop().  start() and stop() are called once each; stop() also after
    a start() that raised."""
    name = None             # as in the tables
    url = None              # wrk's target, when started
    script = None           # wrk's Lua file, or None
    arguments = ()          # what that gets in its init()
    patience = 0            # seconds that stored() may lag behind answers

    def __init__(self):
        self.folder = None      # all files of this peer are below it
        self.processes = []     # (role, Popen)
        self._database = None

    # ------------------------------------------------- what a peer defines

    def available(self):
        """None, or what is missing, as a sentence that says how to get it.
        A quick run leaves such a peer out, a full one calls prepare()."""
        return None

    def prepare(self):
        """Install what available() missed (npm ci ...); raises Failed."""
        raise Failed(self.available())

    def start(self):
        """Start everything, on 127.0.0.1 or Unix sockets; return when it
        answers 200, raise Failed otherwise."""
        raise NotImplementedError

    def stored(self):
        """Messages stored so far, from the database; None: it stores none."""
        raise NotImplementedError

    # --------------------------------------------------- what it may use

    def begin(self):
        """The runner calls this: a fresh folder, then start()."""
        # /tmp: paths of Unix sockets are at most 107 bytes long.
        self.folder = tempfile.mkdtemp(prefix="msgcgi-bench.", dir="/tmp")
        os.chmod(self.folder, 0o755)
        self.start()

    def end(self):
        """The runner calls this: stop(), then nothing is left."""
        try:
            self.stop()
        finally:
            if self._database:
                self._super("postgres", 'DROP DATABASE IF EXISTS "%s" WITH'
                            ' (FORCE)' % self._database)
            if self.folder:
                shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self):
        """End all that spawn() started, the last one first."""
        while self.processes:
            end_session(self.processes.pop()[1])

    def pids(self):
        """Its processes beside PostgreSQL, by role; descendants count too."""
        found = {}
        for role, process in self.processes:
            found.setdefault(role, []).append(process.pid)
        return found

    def spawn(self, role, command, user=None, **environment):
        """Start a program in a session of its own, as ${user} (only root can
        choose), with ${environment} added; its output goes to
        folder/ROLE.log, which failed() quotes."""
        as_user = {}
        if user and os.geteuid() == 0:
            entry = pwd.getpwnam(user)
            as_user = {"user": entry.pw_uid, "group": entry.pw_gid,
                       "extra_groups": os.getgrouplist(user, entry.pw_gid)}
        with open(os.path.join(self.folder, role + ".log"), "ab") as log:
            try:
                process = subprocess.Popen(
                    command, cwd=self.folder, stdin=subprocess.DEVNULL,
                    stdout=log, stderr=log, start_new_session=True,
                    env=dict(os.environ, **environment), **as_user)
            except FileNotFoundError as error:
                raise Failed("%s: %s" % (self.name, error))
        self.processes.append((role, process))
        return process

    def failed(self, sentence):
        """A Failed with the end of the logs."""
        tails = []
        for role, process in self.processes:
            path = os.path.join(self.folder, role + ".log")
            with open(path, errors="replace") as log:
                tail = log.read()[-1000:].strip()
            state = process.poll()
            tails.append("%s (%s): %s" % (
                role, "runs" if state is None else "ended with %d" % state,
                tail))
        return Failed("%s: %s\n%s" % (self.name, sentence, "\n".join(tails)))

    def wait_for_200(self, url, method="GET", body=None, headers=None,
                     seconds=30):
        """Ask until the answer is 200; Failed when it never is."""
        end, last = time.monotonic() + seconds, "no answer"
        while time.monotonic() < end:
            request = urllib.request.Request(url, data=body, method=method,
                                             headers=headers or {})
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    if answer.status == 200:
                        return answer.read()
                    last = "status %d" % answer.status
            except urllib.error.HTTPError as error:
                last = "status %d: %s" % (error.code, error.read()[:300])
            except OSError as error:
                last = str(error)
            if any(p.poll() is not None for _, p in self.processes):
                raise self.failed("ended while it started (%s)" % last)
            time.sleep(0.05)
        raise self.failed("did not answer 200 at %s: %s" % (url, last))

    def database(self, name, schema=""):
        """A fresh database of the peer's own, in the cluster of PGHOST; its
        owner is PGUSER.  ${schema} is SQL that runs in it.  Returns the
        connection string."""
        self._super("postgres", 'DROP DATABASE IF EXISTS "%s" WITH (FORCE)'
                    % name)
        self._super("postgres", 'CREATE DATABASE "%s" OWNER "%s"' % (
            name, os.environ["PGUSER"]))
        self._super(name, 'ALTER SCHEMA public OWNER TO "%s"'
                    % os.environ["PGUSER"])
        self._database = name
        if schema:
            self.psql(schema)
        return "host=%s port=%s dbname=%s user=%s" % (
            os.environ["PGHOST"], os.environ["PGPORT"], name,
            os.environ["PGUSER"])

    def psql(self, text):
        """Run SQL in the peer's database, as its owner; its output."""
        return self._psql(["-U", os.environ["PGUSER"], "-d", self._database],
                          text)

    def count(self, text):
        """The one number that a query in the peer's database gives."""
        return int(self.psql(text))

    def _super(self, database, text):
        return self._psql(["-U", "postgres", "-d", database], text)

    def _psql(self, words, text):
        done = subprocess.run(
            ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", *words],
            input=text, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed("%s: psql: %s" % (self.name, done.stderr.strip()))
        return done.stdout.strip()

    @staticmethod
    def free_port():
        """A TCP port of 127.0.0.1 that nobody listens on."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    def folder_for(self, user, name):
        """A folder below this peer's that ${user} owns."""
        path = os.path.join(self.folder, name)
        os.makedirs(path, exist_ok=True)
        if os.geteuid() == 0:
            entry = pwd.getpwnam(user)
            os.chown(path, entry.pw_uid, entry.pw_gid)
        return path


class LighttpdPeer(Peer):
    """A peer behind a lighttpd of its own."""

    def lighttpd(self, configuration, **environment):
        """Start it; sets url.  The configuration finds WEB_PORT, WEB_BIND,
        WEB_RUN (a folder for sockets), WEB_USER, WEB_GROUP in its
        environment, as httpd-conf/lighttpd.conf does."""
        user = web_user()
        port = self.free_port()
        self.url = "http://127.0.0.1:%d/" % port
        return self.spawn(
            "lighttpd", [lighttpd_program(), "-D", "-f", configuration],
            WEB_PORT=str(port), WEB_BIND="127.0.0.1",
            WEB_RUN=self.folder_for(user, "run"), WEB_USER=user,
            WEB_GROUP=grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name,
            **environment)


def web_user():
    """Who runs web servers and programs: by root www-data, or nobody; else
    whoever runs this (as bin/servers.sh has it)."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        return pwd.getpwnam("www-data").pw_name
    except KeyError:
        return "nobody"


def lighttpd_program():
    path = shutil.which("lighttpd", path=os.environ.get("PATH", "")
                        + ":/usr/local/sbin:/usr/sbin:/sbin")
    if not path:
        raise Failed("there is no lighttpd: bin/install-packages bench")
    return path


def end_session(process, seconds=10):
    """Ask a program and what it started to end, then insist."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        # The first process may want to end the others in its own order.
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
        for pid in session_pids(process.pid):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        end = time.monotonic() + seconds
        while session_pids(process.pid) and time.monotonic() < end:
            time.sleep(0.02)
        if not session_pids(process.pid):
            return


def session_pids(session):
    """All that still lives in a session."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as file:
                words = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[3]) == session and words[0] not in "ZX":
            found.append(int(pid))
    return found
