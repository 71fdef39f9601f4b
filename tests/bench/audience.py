"""Those who listen (audience/*.c), and the bare loop that only writes
(peers/fanout.c): both are told what to do by lines on their standard input."""
import json, os, select, subprocess, time

from measure import OUT, Failed

OPEN_SECONDS = 320


class Ordered:
    """A program that answers each line by a line."""

    def __init__(self, *command):
        path = os.path.join(OUT, "bench", command[0])
        if not os.access(path, os.X_OK):
            raise Failed("there is no %s: `make bench` builds it" % path)
        self.name = os.path.basename(path)
        self.process = subprocess.Popen(
            [path, *command[1:]], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)

    def say(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def answer(self, seconds=60):
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            raise Failed("%s does not answer" % self.name)
        line = self.process.stdout.readline()
        if not line:
            raise Failed("%s has ended" % self.name)
        return line

    def order(self, *words, seconds=60):
        self.say(*words)
        return self.answer(seconds)

    def end(self):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Audience(Ordered):
    """${folder}: where its files are."""

    def __init__(self, folder):
        super().__init__("audience")
        self.folder, self.opened = folder, 0

    def file(self, text):
        self.opened += 1
        path = os.path.join(self.folder, "audience-%d-%d" % (
            self.process.pid, self.opened))
        with open(path, "w", newline="") as file:
            file.write(text)
        return path

    def open(self, count, address, request, ready):
        """That many connections more, as one group; seconds that it took.
        ${request}: an HTTP request, and texts for its WebSocket."""
        found = json.loads(self.order(
            "open", count, address, self.file(request), ready,
            seconds=OPEN_SECONDS))
        if found["ready"] != count:
            raise Failed("of %d connections %d are ready" % (
                count, found["ready"]))
        return found["seconds"]

    def forget(self):
        self.order("forget")

    def listen(self, count, seconds):
        """What each group heard, as soon as all heard ${count} marks."""
        return json.loads(self.order("expect", count, seconds,
                                     seconds=seconds + 60))

    def sample(self):
        """The last text with a mark."""
        path = self.file("")
        self.order("sample", path)
        with open(path, "rb") as file:
            return file.read()

    def close(self):
        self.order("close")


class Bare(Ordered):
    """The loop that writes the same bytes to everybody."""

    def __init__(self, folder, websocket):
        self.folder, self.websocket = folder, websocket
        self.socket = os.path.join(folder, "fanout.sock")
        if os.path.exists(self.socket):
            os.unlink(self.socket)
        greeting = os.path.join(folder, "greeting")
        with open(greeting, "wb") as file:
            file.write(b"HTTP/1.1 101 x\r\n\r\n" + self.wrap(b"ready")
                       if websocket else
                       b"HTTP/1.1 200 OK\r\n\r\nready\n\n")
        super().__init__("peers/fanout", self.socket, greeting)
        end = time.monotonic() + 20
        while not os.path.exists(self.socket):
            if time.monotonic() > end:
                raise Failed("fanout does not listen")
            time.sleep(0.02)

    def wrap(self, text):
        """As it goes over the wire."""
        if not self.websocket:
            return text + b"\n\n"
        if len(text) < 126:
            return bytes([0x81, len(text)]) + text
        return bytes([0x81, 126]) + len(text).to_bytes(2, "big") + text

    def prepare(self, text):
        path = os.path.join(self.folder, "frame")
        with open(path, "wb") as file:
            file.write(self.wrap(text))
        self.order("frame", path)

    def go(self):
        self.order("go")


# ------------------------------------------------------------- who listens

def websocket(app, token, room):
    """A client of DDP that logs in by its token and subscribes to a room."""
    texts = [{"msg": "connect", "version": "1", "support": ["1"]},
             {"msg": "method", "method": "login", "id": "1",
              "params": [{"resume": token}]},
             {"msg": "sub", "id": "s1", "name": "stream-room-messages",
              "params": [room, False]}]
    return "GET /websocket HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\n" \
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" \
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OTAxMjM0NQ==\r\n\r\n%s" % (
            app.host, "".join(json.dumps(text) + "\n" for text in texts))


def stream(path, host, **headers):
    """A reader of events.  HTTP/1.0: no chunks, whoever is between."""
    return "GET %s HTTP/1.0\r\nHost: %s\r\n%s\r\n" % (path, host, "".join(
        "%s: %s\r\n" % (name.replace("_", "-"), text)
        for name, text in headers.items()))


def mark(number):
    """In a text: which message it is, and when it was sent."""
    return "mark-%d-%d;" % (number, time.monotonic_ns())
