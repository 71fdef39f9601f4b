"""A reader of Server-Sent Events for the tests, on a socket of its own, so
that it knows when each byte came.

	stream = Events("/org/app/live?rooms=1", token=token)
	event = stream.next()                   id, event, data (parsed), text, at
	stream.wait(lambda e: e.data["msg_id"] == id, 5)
	Events(path, token=token, last=stream.last)     goes on behind it

Raises Refused (websocket.py) when the answer is no stream, Late when nothing
comes in time, Closed when the stream has ended."""
import json, time

from websocket import SECONDS, Closed, Late, Refused, Wire


class Event:
    """One event; ${at} is the time.monotonic() at which it was whole."""

    def __init__(self, id, event, text):
        self.id, self.event, self.text = id, event, text
        self.at = time.monotonic()
        try:
            self.data = json.loads(text)
        except ValueError:
            self.data = None

    def __repr__(self):
        return "Event(%r, %r, %s)" % (self.id, self.event, self.text)


class Events(Wire):
    """comments are the heartbeats and the like: (text, at); retry what the
    server last asked for, in ms; last the id to go on from."""

    def __init__(self, path, url=None, token=None, headers=None, last=None,
                 host=None, seconds=SECONDS):
        super().__init__(url, seconds)
        sent = {"Host": host or self.host, "Accept": "text/event-stream",
                "Authorization": token and "Bearer " + token,
                "Last-Event-ID": last}
        sent.update(headers or {})
        self.request("GET", path, sent)
        self.status, self.headers = self.head(seconds)
        if self.status != 200 or not self.headers.get(
                "content-type", "").startswith("text/event-stream"):
            body = self.body(self.headers, seconds)
            self.drop()
            raise Refused(self.status, self.headers, body)
        self.chunked = self.headers.get("transfer-encoding") == "chunked"
        self.lines, self.over = b"", False
        self.comments, self.events = [], []
        self.retry, self.last = None, last
        self.id, self.name, self.parts = last, None, []

    def unwrap(self):
        """Move what has come out of its chunks into lines."""
        if not self.chunked:
            self.lines += self.take(len(self.data))
        while b"\r\n" in self.data:
            start = self.data.index(b"\r\n") + 2
            size = int(self.data[:start].split(b";")[0], 16)
            if len(self.data) < start + size + 2:
                break
            self.lines += self.take(start + size + 2)[start:start + size]
            self.over = self.over or size == 0

    def parse(self):
        """What is whole in lines becomes events and comments."""
        while b"\n" in self.lines:
            line, _, self.lines = self.lines.partition(b"\n")
            line = line.rstrip(b"\r").decode()
            name, _, text = line.partition(":")
            text = text[1:] if text.startswith(" ") else text
            if not line:
                self.finish_event()
            elif not name:
                self.comments.append((text, time.monotonic()))
            elif name == "data":
                self.parts.append(text)
            elif name == "event":
                self.name = text
            elif name == "id":
                self.id = text
            elif name == "retry":
                self.retry = int(text)

    def finish_event(self):
        self.last = self.id
        if self.parts:
            self.events.append(Event(self.id, self.name,
                                     "\n".join(self.parts)))
        self.name, self.parts = None, []

    def pump(self, seconds):
        """Read something."""
        self.over = self.over or not self.more(time.monotonic() + seconds)
        self.unwrap()
        self.parse()

    def next(self, seconds=SECONDS):
        return self.wait(lambda event: True, seconds)

    def wait(self, wanted, seconds=SECONDS):
        """The first event for which wanted(event) is true, taken out; those
        before it stay in events."""
        end, seen = time.monotonic() + seconds, 0
        self.unwrap()
        self.parse()
        while True:
            for i in range(seen, len(self.events)):
                if wanted(self.events[i]):
                    return self.events.pop(i)
            seen = len(self.events)
            if self.over:
                raise Closed(1006, "the stream has ended")
            try:
                self.pump(end - time.monotonic())
            except Late:
                raise Late("not among %d events: %r" % (
                    seen, self.events[-3:])) from None

    def nothing(self, wanted, seconds):
        """Whether no such event is there or comes within that time."""
        try:
            self.wait(wanted, seconds)
        except Late:
            return True
        return False

    def comment(self, seconds=SECONDS):
        """The next comment, taken out: text, at."""
        end = time.monotonic() + seconds
        self.unwrap()
        self.parse()
        while not self.comments:
            if self.over:
                raise Closed(1006, "the stream has ended")
            self.pump(end - time.monotonic())
        return self.comments.pop(0)

    def ends(self, seconds=SECONDS):
        """Wait until the stream ends; what came before is in events."""
        end = time.monotonic() + seconds
        while not self.over:
            self.pump(end - time.monotonic())
