"""The servers that a torture run hurts: PostgreSQL, one or a synchronous
pair, lighttpd with the shipped configuration, two msg-live, and the programs'
clock.

Everything stands in one folder below /tmp; close() stops and removes all.
Small file systems are mounts in a namespace of the run's own (isolate()),
which end with it."""
import ctypes, os, shutil, signal, struct, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import live

OUT = os.environ.get("OUT", "")
DATABASE = "torture"
LIVE = ["live", "live2"]         # the web server's, and another
DISK_MEGABYTES, WAL_MEGABYTES = 1024, 256


def isolate():
    """Begin again in a mount namespace of our own, so that small file
    systems can be mounted; as a plain user in a user namespace where he
    keeps his name.  Returns a word on why not, or None."""
    if os.environ.get("TORTURE_ISOLATED"):
        return None if os.environ["TORTURE_ISOLATED"] == "yes" else \
            os.environ["TORTURE_ISOLATED"]
    ways = [["unshare", "--mount"]] if os.getuid() == 0 else \
        [["unshare", "--map-current-user", "--mount", "--keep-caps"]]
    for way in ways:
        test = subprocess.run(
            way + [sys.executable, "-c", "import sys\n"
                   "sys.path.insert(0, %r)\nimport place\n"
                   "place.mount('/mnt', 1)" % HERE], capture_output=True)
        if test.returncode == 0:
            os.environ["TORTURE_ISOLATED"] = "yes"
            os.execvp(way[0], way + [sys.executable] + sys.argv)
    word = "no mount namespace may be made here (needs root with " \
        "CAP_SYS_ADMIN, or unprivileged user namespaces)"
    os.environ["TORTURE_ISOLATED"] = word
    return word


def mount(path, megabytes):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", path.encode(), b"tmpfs", 0,
                  b"size=%dm,mode=755" % megabytes) != 0:
        raise OSError(ctypes.get_errno(), "cannot mount a tmpfs at " + path)


def processes():
    """pid, parent, session and command line of all."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as file:
                fields = file.read().rsplit(") ", 1)[1].split()
            with open("/proc/%s/cmdline" % pid, "rb") as file:
                words = file.read().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if fields[0] not in "ZX":
            yield int(pid), int(fields[1]), int(fields[3]), words


def kill(pid, number=signal.SIGKILL):
    try:
        os.kill(pid, number)
        return True
    except ProcessLookupError:
        return False


class Place:
    def __init__(self, standby, small_disks):
        self.folder = tempfile.mkdtemp(prefix="msgcgi-torture.", dir="/tmp")
        self.primary, self.other, self.web = "a", None, None
        self.small_disks, self.pair = small_disks, standby
        self.stopped = set()         # processes that SIGSTOP was sent to
        self.live = {}               # msg-live: process ids by names
        try:
            self.start(standby)
        except BaseException:
            self.close()
            raise

    def path(self, *words):
        return os.path.join(self.folder, *words)

    def cluster(self, *words, check=True):
        run = subprocess.run(
            [os.path.join(HERE, "cluster"), words[0], self.folder,
             *words[1:]], stdin=subprocess.DEVNULL, capture_output=True,
            text=True)
        if check and run.returncode != 0:
            raise RuntimeError("cluster %s: %s" % (" ".join(words),
                                                   run.stderr.strip()))
        return run.stdout.split()

    def start(self, standby):
        os.chmod(self.folder, 0o711)
        for node in "ab" if standby else "a":
            for disk, size in (("disk", DISK_MEGABYTES),
                               ("wal", WAL_MEGABYTES)):
                os.makedirs(self.path(node, disk))
                if self.small_disks:
                    mount(self.path(node, disk), size)
        self.cluster("create", "a")
        hosts = ",".join(self.path(node, "socket")
                         for node in ("ab" if standby else "a"))
        dsn = "host=%s port=5432 dbname=%s user=%%s%s" % (
            hosts, DATABASE,
            " target_session_attrs=read-write" if standby else "")
        os.environ.update(
            MSG_DSN=dsn % "msgcgi", MSG_ADMIN_DSN=dsn % "msgcgi_owner",
            MSG_SECRET_FILE=self.path("secret"), MSG_CONF=self.path("conf"),
            MSG_FILES_DIR=self.path("files"), MSGCTL=live.MSGCTL)
        self.configure()
        live.msgctl("migrate", "--grant-to", "msgcgi")
        if standby:
            self.other = "b"
            self.cluster("copy", "b", "a")
            self.super("ALTER SYSTEM SET synchronous_standby_names = '*'")
            self.reload()
            self.wait_for_standby()
        self.stage_program("msg.fcgi", "program")
        self.stage_program("msg-live", "live-program")
        os.environ["WEB_PROGRAM"] = self.path("bin", "program")
        os.environ["LIVE_PROGRAM"] = self.path("bin", "live-program")
        os.environ.setdefault("WEB_PROCESSES", "2")
        self.web_start()
        for name in LIVE:
            self.live_start(name)

    def configure(self, **settings):
        """The program's settings; it reads them when it is renewed."""
        settings = dict({"db_timeout": 2, "store_timeout": 4,
                         "live_threads": 4, "live_heartbeat": 10}, **settings)
        with open(self.path("conf"), "w") as file:
            for name, value in settings.items():
                file.write("%s = %s\n" % (name, value))
        os.chmod(self.path("conf"), 0o644)

    def stage_program(self, program, name):
        """A program where its user can read it, started by ${name}, with a
        clock to set."""
        # lighttpd opens the folder of what it starts.
        os.makedirs(self.path("bin"), exist_ok=True)
        os.chmod(self.path("bin"), 0o755)
        shutil.copy(os.path.join(OUT, program), self.path("bin"))
        shutil.copy(os.path.join(OUT, "torture", "clock.so"),
                    self.path("bin"))
        self.set_clock(0)
        os.chmod(self.path("clock"), 0o644)
        with open(self.path("bin", name), "w") as file:
            file.write("#!/bin/sh\n"
                       "exec env LD_PRELOAD='%s' TORTURE_CLOCK='%s' "
                       "ASAN_OPTIONS=verify_asan_link_order=0 '%s'\n" % (
                           self.path("bin", "clock.so"), self.path("clock"),
                           self.path("bin", program)))
        for name in os.listdir(self.path("bin")):
            os.chmod(self.path("bin", name), 0o755)

    def set_clock(self, seconds):
        path = self.path("clock")
        with open(path, "r+b" if os.path.exists(path) else "wb") as file:
            file.write(struct.pack("=q", int(seconds * 1000)))

    # ------------------------------------------------------- web server

    def web_start(self):
        pid, url = self.cluster("web")
        self.web = int(pid)
        os.environ["MSG_URL"] = url
        os.environ["TORTURE_PORT"] = url.rsplit(":", 1)[1]

    def web_stop(self):
        if self.web:
            self.cluster("web-stop", str(self.web), check=False)
            self.web = None

    # --------------------------------------------------------- msg-live

    def live_start(self, name):
        self.live[name] = int(self.cluster("live", name)[0])

    def live_stop(self, name):
        """As a service manager ends it."""
        pid = self.live.pop(name, None)
        if pid:
            self.cluster("live-stop", str(pid), check=False)

    def live_kill(self, name):
        pid = self.live.pop(name)
        kill(pid)
        live.wait_while(lambda: not self.is_zombie(pid), 10,
                        "the end of msg-live")

    def live_socket(self, name):
        return "unix:" + self.path("run", name + ".sock")

    # ------------------------------------------------------- PostgreSQL

    def super(self, *statements, node=None, database=DATABASE, check=True):
        """Rows of the superuser's statements, run by a node itself."""
        words = [word for text in statements for word in ("-c", text)]
        run = subprocess.run(
            ["psql", "-X", "-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1",
             "-h", self.path(node or self.primary, "socket"), "-U",
             "postgres", "-d", database] + words, capture_output=True,
            text=True, env=dict(
                os.environ, PGCONNECT_TIMEOUT="5", PGOPTIONS=(
                    "-c synchronous_commit=local"
                    " -c default_transaction_read_only=off")))
        if run.returncode != 0:
            if not check:
                return None
            raise RuntimeError("psql: " + run.stderr.strip())
        return [line.split("\t") for line in run.stdout.splitlines()]

    def reload(self):
        self.super("SELECT pg_reload_conf()")

    def postmaster(self, node=None):
        try:
            with open(self.path(node or self.primary, "disk", "data",
                                "postmaster.pid")) as file:
                return int(file.readline())
        except (OSError, ValueError):
            return None

    def server_processes(self, word="", node=None):
        """The primary's processes whose title has a word; by their ids."""
        parent = self.postmaster(node)
        return sorted(pid for pid, of, _, words in processes()
                      if of == parent and parent and
                      words.startswith("postgres: " + word))

    def backends(self):
        return self.server_processes("msgcgi " + DATABASE)

    def kill_server(self, node=None):
        """The postmaster first, so that nobody is told to go, then all."""
        parent, children = self.postmaster(node), \
            self.server_processes(node=node)
        if parent:
            kill(parent)
        for pid in children:
            kill(pid)
        live.wait_while(lambda: any(os.path.exists("/proc/%d" % pid) and
                                    not self.is_zombie(pid)
                                    for pid in children), 30,
                        "the end of PostgreSQL's processes")

    @staticmethod
    def is_zombie(pid):
        try:
            with open("/proc/%d/stat" % pid) as file:
                return file.read().rsplit(") ", 1)[1][0] in "ZX"
        except OSError:
            return True

    def wait_for_standby(self):
        """Until the standby has all that the primary's clients can see."""
        live.wait_while(lambda: self.super(
            "SELECT 1 FROM pg_stat_replication WHERE sync_state IN"
            " ('sync', 'quorum') AND flush_lsn >= pg_current_wal_flush_lsn()"
            " - 65536", check=False) != [["1"]], 60, "the standby")

    def fail_over(self):
        """The primary dies at once; the standby takes its place alone."""
        old, new = self.primary, self.other
        self.kill_server(old)
        self.cluster("promote", new)
        self.primary, self.other = new, None
        self.super("ALTER SYSTEM SET synchronous_standby_names = ''",
                   "SELECT pg_reload_conf()")
        return old

    def rebuild(self, node):
        self.cluster("copy", node, self.primary)
        self.other = node
        self.super("ALTER SYSTEM SET synchronous_standby_names = '*'",
                   "SELECT pg_reload_conf()")
        self.wait_for_standby()

    # ------------------------------------------------------------ stops

    def stop(self, pid):
        if kill(pid, signal.SIGSTOP):
            self.stopped.add(pid)

    def resume(self, *pids):
        for pid in pids or list(self.stopped):
            kill(pid, signal.SIGCONT)
            self.stopped.discard(pid)

    def logs(self):
        """Of lighttpd with its programs, and of each msg-live."""
        return [self.path(name + ".log") for name in ["web"] + LIVE]

    def stop_programs(self):
        for name in list(self.live):
            self.live_stop(name)
        self.web_stop()

    def close(self):
        self.resume()
        self.stop_programs()
        for node in "ab":
            if self.postmaster(node):
                self.cluster("stop", node, "immediate", check=False)
                self.kill_server(node)
        if self.small_disks:
            for node in "ab":
                for disk in ("disk", "wal"):
                    ctypes.CDLL(None).umount2(
                        self.path(node, disk).encode(), 2)
        shutil.rmtree(self.folder, ignore_errors=True)


def sleep_until(moment):
    left = moment - time.monotonic()
    if left > 0:
        time.sleep(left)
