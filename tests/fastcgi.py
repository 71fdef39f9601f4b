"""msg.fcgi without a web server: Program starts one on a socket of its own,
and Request speaks FastCGI with it, whole or by halves."""
import fcntl, json, os, signal, socket, struct, subprocess
import tempfile, termios
from live import TOP, wait_while

PROGRAM = os.path.join(os.environ.get("OUT") or os.path.join(TOP, "build"),
                       "msg.fcgi")
BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6
SECONDS = 30


def record(kind, data=b""):
    return struct.pack("!BBHHBB", 1, kind, 1, len(data), 0, 0) + data


def length(n):
    return bytes([n]) if n < 128 else struct.pack("!I", n | 1 << 31)


def variables(pairs):
    return b"".join(length(len(n)) + length(len(v)) + n + v for n, v in (
        (name.encode(), value.encode()) for name, value in pairs.items()))


class Request:
    """One request on a connection of its own.  ${body} is sent with it;
    ${size} says how long it claims to be, if that differs."""

    def __init__(self, program, method, target, body=b"", headers=None,
                 size=None):
        self.link = socket.socket(socket.AF_UNIX)
        self.link.settimeout(SECONDS)
        self.link.connect(program.path)
        self.body, self.whole = body, size is None
        pairs = {"REQUEST_METHOD": method, "REQUEST_URI": target,
                 "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost",
                 "CONTENT_LENGTH": str(len(body) if size is None else size)}
        pairs.update(headers or {})
        self.link.sendall(record(BEGIN, struct.pack("!HB5x", 1, 0)) +
                          record(PARAMS, variables(pairs)) + record(PARAMS))
        self.put(body)
        if self.whole:
            self.put_end()

    def put(self, body):
        for i in range(0, len(body), 32768):
            self.link.sendall(record(STDIN, body[i:i + 32768]))

    def put_end(self):
        self.link.sendall(record(STDIN))

    def unread(self):
        """Bytes that the program has not taken yet: it has not accepted."""
        return struct.unpack("i", fcntl.ioctl(self.link, termios.TIOCOUTQ,
                                              bytes(4)))[0]

    def close(self):
        self.link.close()

    def answer(self):
        """status, parsed body (or text), headers; status 0: no answer."""
        output = b""
        with self.link, self.link.makefile("rb") as file:
            while len(head := file.read(8)) == 8:
                _, kind, _, size, padding, _ = struct.unpack("!BBHHBB", head)
                data = file.read(size + padding)[:size]
                if kind == STDOUT:
                    output += data
                elif kind == END:
                    break
        if not output:
            return 0, None, {}
        head, _, body = output.partition(b"\r\n\r\n")
        headers = {n.lower(): t for n, _, t in (
            line.partition(": ") for line in head.decode().split("\r\n"))}
        try:
            body = json.loads(body)
        except ValueError:
            body = body.decode()
        return int(headers["status"].split()[0]), body, headers


class Program:
    """A msg.fcgi with the settings given; its log is a file."""

    def __init__(self, **settings):
        self.dir = tempfile.TemporaryDirectory(prefix="msgcgi-program.")
        self.path, self.log_path = self.dir.name + "/s", self.dir.name + "/l"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.path)
        listener.listen(64)
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [PROGRAM], stdin=listener, stdout=log, stderr=log,
                env=dict(os.environ, **{
                    "MSG_" + name.upper(): str(value)
                    for name, value in settings.items()}))
        listener.close()

    def log(self):
        with open(self.log_path, errors="replace") as file:
            return file.read()

    def wait_for_log(self, words, count=1):
        wait_while(lambda: self.log().count(words) < count, SECONDS,
                   "%s in the program's log:\n%s" % (words, self.log()))

    def call(self, method, target, body=None, headers=None):
        data = b"" if body is None else json.dumps(body).encode()
        return Request(self, method, target, data, headers).answer()

    def connections(self):
        """How many are open to it."""
        with open("/proc/net/unix") as file:
            return sum(line.endswith(" %s\n" % self.path) and
                       line.split()[5] == "03" for line in file)

    def memory(self):
        """KiB that it keeps for itself."""
        with open("/proc/%d/smaps_rollup" % self.process.pid) as file:
            return sum(int(line.split()[1]) for line in file
                       if line.startswith("Private_"))

    def kill(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM):
        """Its exit status."""
        if self.process.poll() is None:
            self.kill(number)
        status = self.process.wait(60)
        self.dir.cleanup()
        return status


class Caller:
    """An app, as seen through a Program: sends with the app's token."""

    def __init__(self, app, program):
        self.program, self.base = program, "/%s/%s" % (app.org, app.name)
        self.headers = {"HTTP_AUTHORIZATION": "Bearer " + app.token}

    def call(self, method, path, body=None, headers=None):
        return self.program.call(method, self.base + path, body,
                                 dict(self.headers, **(headers or {})))

    def request(self, method, path, body=b"", size=None):
        return Request(self.program, method, self.base + path, body,
                       self.headers, size)

    def send(self, room, text, headers=None):
        return self.call("POST", "/messages/chatrooms", {
            "from": "u", "to": [room], "type": "txt",
            "body": {"msg": text}}, headers)
