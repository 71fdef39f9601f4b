"""A WebSocket client of the tests' own, down to single frames, so that it can
send what no library would; and on it DDP, the realtime API's protocol.

	link = WebSocket("/websocket")          at MSG_URL
	link.text('{"msg":"ping"}'); link.receive()
	link.frame(TEXT, b"{", fin=False); link.frame(CONTINUATION, b"}")

	ddp = DDP(host="chat.example.org")      connected already
	ddp.login(resume=token)                 the result; Failure when refused
	ddp.call("sendMessage", {"rid": rid, "msg": "Hello"})
	ddp.subscribe("stream-room-messages", rid, False)
	ddp.wait(lambda f: f["msg"] == "changed", 5)

One thread for each; all that waits has an end.  A url is http://host:port/mount,
or unix:/path of a socket."""
import base64, hashlib, json, os, select, socket, struct, time
from urllib.parse import urlsplit

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
SECONDS = 20


class Refused(Exception):
    """No upgrade: status, headers (lower-case names), body."""

    def __init__(self, status, headers, body):
        super().__init__("%d %r" % (status, body[:300]))
        self.status, self.headers, self.body = status, headers, body


class Closed(ConnectionError):
    """The other side has closed: code (1006: without a close frame), reason."""

    def __init__(self, code, reason=""):
        super().__init__("closed: %d %s" % (code, reason))
        self.code, self.reason = code, reason


class Late(TimeoutError):
    """What was waited for did not come."""


class Wire:
    """A connection to a server, with what was read and not yet used."""

    def __init__(self, url=None, seconds=SECONDS):
        url = url or os.environ["MSG_URL"]
        self.mount, self.host, self.data = "", "localhost", b""
        if url.startswith("unix:"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(seconds)
            self.socket.connect(url[5:])
            return
        parts = urlsplit(url)
        self.mount, self.host = parts.path.rstrip("/"), parts.netloc
        self.socket = socket.create_connection(
            (parts.hostname, parts.port or 80), seconds)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def request(self, method, path, headers):
        """Send it; path is below the mount.  Headers that are None are left
        out."""
        lines = ["%s %s%s HTTP/1.1" % (method, self.mount, path)]
        lines += ["%s: %s" % (n, t) for n, t in headers.items()
                  if t is not None]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())

    def more(self, end):
        """Read something, until the moment ${end}; False: nobody sends any
        more."""
        left = end - time.monotonic()
        # What has arrived is read also when its time is over.
        # Not select(), which knows no more than 1024 descriptors.
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        if not poll.poll(max(left, 0) * 1000):
            raise Late("nothing came in time")
        try:
            data = self.socket.recv(262144)
        except ConnectionError:
            return False
        self.data += data
        return bool(data)

    def take(self, count):
        data, self.data = self.data[:count], self.data[count:]
        return data

    def head(self, seconds=SECONDS):
        """status, headers of an answer."""
        end = time.monotonic() + seconds
        while b"\r\n\r\n" not in self.data:
            if not self.more(end):
                raise Closed(1006, "no answer: %r" % self.data[:300])
        lines = self.take(self.data.index(b"\r\n\r\n") + 4).decode("latin-1")
        lines = lines.split("\r\n")
        headers = {}
        for line in filter(None, lines[1:]):
            name, _, text = line.partition(":")
            headers[name.lower()] = text.strip()
        return int(lines[0].split(" ")[1]), headers

    def body(self, headers, seconds=SECONDS):
        """The body of an answer that is no stream."""
        end = time.monotonic() + seconds
        length = headers.get("content-length")
        if headers.get("transfer-encoding") == "chunked":
            while not self.data.endswith(b"0\r\n\r\n") and self.more(end):
                pass
            text, rest = b"", self.data
            while rest:
                size, _, rest = rest.partition(b"\r\n")
                text += rest[:int(size, 16)]
                rest = rest[int(size, 16) + 2:]
            return text
        while (length is None or len(self.data) < int(length)) and \
                self.more(end):
            pass
        return self.data if length is None else self.take(int(length))

    def fileno(self):
        return self.socket.fileno()

    def drop(self):
        """Away without a word."""
        self.socket.close()

    def reset(self):
        """Away with a reset, which no server can miss."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                               struct.pack("ii", 1, 0))
        self.socket.close()


class WebSocket(Wire):
    """${host}, or the url's, is the name called; more headers can be given,
    and None for one of ours leaves that out.  Raises Refused."""

    def __init__(self, path="/websocket", url=None, host=None, headers=None,
                 seconds=SECONDS):
        super().__init__(url, seconds)
        key = base64.b64encode(os.urandom(16)).decode()
        sent = {"Host": host or self.host, "Connection": "Upgrade",
                "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": key}
        sent.update(headers or {})
        self.request("GET", path, sent)
        self.status, self.headers = self.head(seconds)
        if self.status != 101:
            body = self.body(self.headers, seconds)
            self.drop()
            raise Refused(self.status, self.headers, body)
        accept = base64.b64encode(hashlib.sha1((
            sent["Sec-WebSocket-Key"] +
            "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        if self.headers.get("sec-websocket-accept") != accept.decode():
            raise Refused(101, self.headers, b"another Sec-WebSocket-Accept")
        self.answers_pings, self.pongs, self.parts = True, [], None

    # ------------------------------------------------------------- sending
    @staticmethod
    def make(opcode, payload=b"", fin=True, masked=True, reserved=0,
             length=None):
        """The bytes of a frame; ${length} can be a lie, ${reserved} the three
        bits that nobody may set."""
        length = len(payload) if length is None else length
        head = bytes([(128 if fin else 0) | reserved << 4 | opcode])
        mark = 128 if masked else 0
        if length < 126:
            head += bytes([mark | length])
        elif length < 65536:
            head += bytes([mark | 126]) + struct.pack(">H", length)
        else:
            head += bytes([mark | 127]) + struct.pack(">Q", length)
        if not masked:
            return head + payload
        mask = os.urandom(4)
        size = len(payload)
        mixed = int.from_bytes(payload, "big") ^ int.from_bytes(
            (mask * (size // 4 + 1))[:size], "big")
        return head + mask + mixed.to_bytes(size, "big")

    def raw(self, data):
        try:
            self.socket.sendall(data)
        except ConnectionError:
            raise Closed(1006) from None

    def frame(self, opcode, payload=b"", **options):
        self.raw(self.make(opcode, payload, **options))

    def text(self, text):
        self.frame(TEXT, text if isinstance(text, bytes) else text.encode())

    def ping(self, payload=b""):
        self.frame(PING, payload)

    # ----------------------------------------------------------- receiving
    def read_frame(self, seconds=SECONDS):
        """fin, opcode, payload of the next frame, whichever it is."""
        end = time.monotonic() + seconds
        while True:
            found = self.parse()
            if found:
                return found
            if not self.more(end):
                raise Closed(1006)

    def parse(self):
        data = self.data
        if len(data) < 2:
            return None
        length, start = data[1] & 127, 2
        if length > 125:
            start = 4 if length == 126 else 10
            if len(data) < start:
                return None
            length = int.from_bytes(data[2:start], "big")
        if data[1] & 128:
            raise Closed(1002, "the server masks its frames")
        if len(data) < start + length:
            return None
        payload = self.take(start + length)[start:]
        return bool(data[0] & 128), data[0] & 15, payload

    def receive(self, seconds=SECONDS):
        """The next text, or bytes of a binary message.  Pings are answered,
        pongs collected; Closed when it is over, Late when nothing comes."""
        end = time.monotonic() + seconds
        while True:
            fin, opcode, payload = self.read_frame(end - time.monotonic())
            if opcode == CLOSE:
                code = int.from_bytes(payload[:2], "big") if payload else 1005
                self.leave(payload[:2])
                raise Closed(code, payload[2:].decode(errors="replace"))
            if opcode == PING and self.answers_pings:
                self.frame(PONG, payload)
            if opcode == PONG:
                self.pongs.append(payload)
            if opcode in (PING, PONG):
                continue
            if opcode != CONTINUATION:
                self.parts = [opcode]
            self.parts.append(payload)
            if fin:
                whole = b"".join(self.parts[1:])
                return whole.decode() if self.parts[0] == TEXT else whole

    def leave(self, payload):
        try:
            self.frame(CLOSE, payload)
        except (OSError, Closed):
            pass
        self.drop()

    def closes(self, seconds=SECONDS):
        """Wait until the server closes, whatever comes before; the Closed."""
        end = time.monotonic() + seconds
        try:
            while True:
                self.receive(end - time.monotonic())
        except Closed as closed:
            return closed

    def close(self, code=1000, reason="", seconds=SECONDS):
        """Say goodbye, and wait for the answer; the Closed."""
        self.frame(CLOSE, struct.pack(">H", code) + reason.encode())
        return self.closes(seconds)


class Failure(Exception):
    """A method or subscription was refused: error, its object."""

    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.error = error


class DDP(WebSocket):
    """Frames are objects.  What came and was not waited for stays, in order,
    in frames.  sockjs=True: as the web client of Meteor does it.
    connect=False: without the handshake."""

    def __init__(self, url=None, host=None, headers=None, sockjs=False,
                 connect=True, path=None, seconds=SECONDS):
        self.sockjs, self.number, self.frames = sockjs, 0, []
        self.answers_ddp_pings = True
        super().__init__(path or ("/sockjs/123/abcd2345/websocket" if sockjs
                                  else "/websocket"), url, host, headers,
                         seconds)
        if sockjs and self.receive(seconds) != "o":
            raise Closed(1002, "SockJS begins with o")
        self.session = None
        if connect:
            self.send(msg="connect", version="1", support=["1", "pre2", "pre1"])
            self.session = self.wait(
                lambda f: f.get("msg") == "connected", seconds)["session"]

    def send(self, frame=None, **members):
        text = json.dumps(frame or members, ensure_ascii=False)
        self.text(json.dumps([text]) if self.sockjs else text)

    def pump(self, seconds):
        """Put what the next message brings into frames."""
        text = self.receive(seconds)
        texts = [text]
        if self.sockjs:
            if text[0] == "c":
                raise Closed(*json.loads(text[1:]))
            texts = json.loads(text[1:]) if text[0] == "a" else []
        for text in texts:
            frame = json.loads(text)
            if frame.get("msg") == "ping" and self.answers_ddp_pings:
                self.send(dict(frame, msg="pong"))
            else:
                self.frames.append(frame)

    def wait(self, wanted, seconds=SECONDS):
        """The first frame for which wanted(frame) is true, taken out."""
        end, seen = time.monotonic() + seconds, 0
        while True:
            for i in range(seen, len(self.frames)):
                if wanted(self.frames[i]):
                    return self.frames.pop(i)
            seen = len(self.frames)
            try:
                self.pump(end - time.monotonic())
            except Late:
                raise Late("not among %d frames, the last: %r" % (
                    seen, self.frames[-3:])) from None

    def nothing(self, wanted, seconds):
        """Whether no such frame is there or comes within that time."""
        try:
            self.wait(wanted, seconds)
        except Late:
            return True
        return False

    def settle(self):
        """Wait until the methods sent before were answered: they are, in
        order, and one that nobody knows is."""
        self.outcome(self.begin("settle"))

    def begin(self, method, *params):
        """Call it, and do not wait; its id."""
        self.number += 1
        id = "c%d" % self.number
        self.send(msg="method", method=method, params=list(params), id=id)
        return id

    def outcome(self, id, seconds=SECONDS):
        """result, error of the method with that id; None for what is not
        there."""
        frame = self.wait(lambda f: f.get("msg") == "result" and
                          f.get("id") == id, seconds)
        self.wait(lambda f: f.get("msg") == "updated" and
                  id in f["methods"], seconds)
        return frame.get("result"), frame.get("error")

    def call(self, method, *params, seconds=SECONDS):
        """Its result; Failure."""
        result, error = self.outcome(self.begin(method, *params), seconds)
        if error is not None:
            raise Failure(error)
        return result

    def login(self, resume=None, user=None, password=None, seconds=SECONDS):
        if resume:
            return self.call("login", {"resume": resume}, seconds=seconds)
        digest = hashlib.sha256(password.encode()).hexdigest()
        return self.call("login", {
            "user": {"email" if "@" in user else "username": user},
            "password": {"digest": digest, "algorithm": "sha-256"}},
            seconds=seconds)

    def subscribe(self, name, *params, seconds=SECONDS):
        """The subscription's id, once it is ready; Failure."""
        self.number += 1
        id = "s%d" % self.number
        self.send(msg="sub", id=id, name=name, params=list(params))
        frame = self.wait(lambda f: f.get("msg") == "ready" and id in f["subs"]
                          or f.get("msg") == "nosub" and f.get("id") == id,
                          seconds)
        if frame["msg"] == "nosub":
            raise Failure(frame.get("error"))
        return id

    def unsubscribe(self, id, seconds=SECONDS):
        self.send(msg="unsub", id=id)
        return self.wait(lambda f: f.get("msg") == "nosub" and
                         f.get("id") == id, seconds)

    def changed(self, event, wanted=lambda args: True, seconds=SECONDS,
                stream="stream-room-messages"):
        """args of the first event of that name for which wanted(args)."""
        return self.wait(lambda f: f.get("msg") == "changed" and
                         f["collection"] == stream and
                         f["fields"]["eventName"] == event and
                         wanted(f["fields"]["args"]), seconds)["fields"]["args"]
