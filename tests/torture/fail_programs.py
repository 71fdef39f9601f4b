"""The program with fail_calls.so in it, as plain CGI and as FastCGI, so that
one of its calls fails: what tests/t/0490-fail-malloc and 0491-fail-libpq
run their scenarios on."""
import collections, contextlib, ctypes, json, mmap, os, select, shutil, signal
import socket, struct, subprocess, sys, tempfile, threading, time, types
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, TESTS)
from cases_http import Program, Request, split_head
from live import *

OUT = os.environ.get("OUT") or os.path.join(TOP, "build")
PROGRAM = os.path.join(OUT, "msg.fcgi")
LIBRARY = os.path.join(OUT, "torture", "fail_calls.so")
FULL = bool(os.environ.get("FULL"))
LANES = int(os.environ.get("LANES") or 2)      # runs at a time
MEMORY, LIBPQ = 1, 2            # fail_calls.c, enum what
WAYS = {"refused": 0, "lost": 1, "late": 2}
OUT_OF_MEMORY = 70              # the exit status, sysexits.h


class Control(ctypes.Structure):
    """struct control of fail_calls.c, in a file that the program maps."""
    _fields_ = [("what", ctypes.c_uint32), ("way", ctypes.c_uint32),
                ("at", ctypes.c_uint64), ("count", ctypes.c_uint64),
                ("live", ctypes.c_int64), ("fired", ctypes.c_uint32),
                ("objects", ctypes.c_uint32),
                ("frames", ctypes.c_char * 96 * 32),
                ("object", ctypes.c_char * 48 * 48),
                ("caller", ctypes.c_uint8 * 60000)]

    @classmethod
    def make(cls, path):
        with open(path, "wb+") as file:
            file.truncate(ctypes.sizeof(cls))
            control = cls.from_buffer(mmap.mmap(file.fileno(), 0))
        control.path = path
        return control

    def set(self, what, at=0, way=0):
        ctypes.memset(ctypes.addressof(self.frames), 0,
                      ctypes.sizeof(self.frames))
        self.fired, self.count, self.at, self.way = 0, 0, at, way
        self.what = what

    def callers(self):
        """Who made each of the calls that were counted."""
        return [self.object[self.caller[n]].value.decode()
                for n in range(min(self.count, 60000))]

    def frames_now(self):
        return [f.value.decode() for f in self.frames if f.value]

    @staticmethod
    def words(frames):
        """The failed call and who called it, with the lines of our code."""
        ours = [f.partition("+")[2] for f in frames if "msg.fcgi+" in f]
        # A return address is one behind its call.
        ours = ["0x%x" % (int(address, 16) - 1) for address in ours]
        lines = subprocess.run(["addr2line", "-s", "-f", "-e", PROGRAM, *ours],
                               capture_output=True, text=True) \
            .stdout.split("\n") if ours and shutil.which("addr2line") else []
        named = iter(zip(lines[::2], lines[1::2]))
        return " < ".join("%s (%s)" % next(named, (f, "?"))
                          if "msg.fcgi+" in f else f for f in frames[:16])


def environment(control, **more):
    return dict(os.environ, LD_PRELOAD=LIBRARY, FAIL_CONTROL=control.path,
                MSG_APP_CACHE="60000", **more)


class Result:
    """What one request brought: the bytes, and how the process ended (None:
    it did not)."""

    def __init__(self, output, ended, words=b""):
        self.output, self.ended = output, ended
        self.words = words.decode(errors="replace")


def skip_checkers():
    with open(PROGRAM, "rb") as file:
        text = file.read()
    if b"__asan_init" in text or b"__tsan_init" in text:
        print("1..0 # skip the sanitizers have a malloc() of their own")
        sys.exit(77)


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="msgcgi-faults.")
    try:
        yield path
    finally:
        shutil.rmtree(path)


class Cgi:
    """A process for each request."""

    def __init__(self, folder, name, command=()):
        self.control = Control.make(os.path.join(folder, name))
        self.command, self.link = list(command), Program(None, "", 60)

    def after(self, result):
        pass

    def run(self, request, what, at=0, way=0):
        self.control.set(what, at, way)
        variables = self.link.environment(request, request.body)
        variables.update({os.fsencode(n): os.fsencode(t) for n, t in
                          environment(self.control).items()
                          if n not in os.environ})
        try:
            done = subprocess.run([*self.command, PROGRAM],
                                  input=request.body, env=variables,
                                  capture_output=True, timeout=120)
        except subprocess.TimeoutExpired:
            return Result(b"", "it hangs")
        return Result(done.stdout, done.returncode, done.stderr)


class FastCgi:
    """One process for many requests, behind a socket of our own; one that
    ends is followed by a new one, as behind a web server."""

    def __init__(self, folder, name):
        self.control = Control.make(os.path.join(folder, name))
        self.name, self.log = name, os.path.join(folder, name + ".log")
        self.path = os.path.join(folder, name + ".sock")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(16)
        self.link, self.ends = Program(None, "", 60), []
        self.start()

    def start(self):
        self.control.live = 0
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM], stdin=self.listener, stdout=log, stderr=log,
                env=environment(self.control, MSG_THREADS="2",
                                MSG_DB_CONNECTIONS="2", PGAPPNAME=self.name))
        self.pidfd = os.pidfd_open(self.process.pid)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        os.close(self.pidfd)
        self.listener.close()

    @staticmethod
    def record(kind, content):
        return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content

    @staticmethod
    def pair(name, value):
        return struct.pack(">II", len(name) | 1 << 31,
                           len(value) | 1 << 31) + name + value

    def bytes(self, request):
        names = self.link.environment(request, request.body)
        return self.record(1, struct.pack(">HB5x", 1, 0)) + \
            self.record(4, b"".join(self.pair(n, t) for n, t in names.items()
                                    if n not in os.environb)) + \
            self.record(4, b"") + \
            (self.record(5, request.body) if request.body else b"") + \
            self.record(5, b"")

    def receive(self, connection, seconds):
        """All that is sent until the connection is closed.  A process that
        took it closes it by ending; else its successor takes it."""
        data, until = b"", time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            ready = select.select([connection, self.pidfd], [], [],
                                  max(left, 0))[0]
            if not ready:
                raise TimeoutError
            if self.pidfd in ready:
                self.ends.append(self.process.wait())
                os.close(self.pidfd)
                if len(self.ends) > 3:
                    with open(self.log) as log:
                        raise SystemExit("msg.fcgi does not start: "
                                         + log.read()[-500:])
                self.start()
            if connection in ready:
                piece = connection.recv(65536)
                if not piece:
                    return data
                data += piece

    def exchange(self, request, seconds=60):
        """The output; nothing if its end was not announced."""
        output, ended = b"", False
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self.path)
            try:
                connection.sendall(self.bytes(request))
                data = self.receive(connection, seconds)
            except ConnectionError:
                data = b""
        while len(data) >= 8:
            _, kind, _, length, padding = struct.unpack(">BBHHBx", data[:8])
            content, data = data[8:8 + length], data[8 + length + padding:]
            output += content if kind == 6 else b""
            ended = ended or kind == 3
        return output if ended else b""

    def run(self, request, what, at=0, way=0):
        """Also whether the process ended, which may be after the answer:
        then the next request finds it out."""
        self.ends = []
        self.control.set(what, at, way)
        try:
            output = self.exchange(request)
        except TimeoutError:
            return Result(b"", "it hangs")
        self.control.what = 0
        # The answer without memory is a process's last: its end follows, and
        # another thread must not take the next request in between.
        if b'"timestamp":0' in output and not self.ends:
            self.await_end()
        return Result(output, self.ends[0] if self.ends else None)

    def await_end(self):
        if not select.select([self.pidfd], [], [], 10)[0]:
            return              # judged: it ended with None
        self.ends.append(self.process.wait())
        os.close(self.pidfd)
        self.start()

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))


# ------------------------------------------------------------------ requests
