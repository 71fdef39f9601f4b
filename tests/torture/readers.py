"""The live readers of a torture run: they hold streams, and come back by
themselves after every break.

Streams of Server-Sent Events go on with Last-Event-ID, from the conversations'
beginning.  Clients of the realtime API know no cursor: after each
subscription they take by REST what they missed, and know by its id what they
had.  Impatient ones also leave a stream on which nothing comes."""
import calendar, re, threading, time, urllib.parse

import clients, realtime
from realtime import Refusal, as_rest
from sse import Events
from websocket import DDP, Closed, Late, Refused

BACK_SECONDS = 0.4              # at most, before a reader comes back
OPEN_SECONDS = 20
LOOK_SECONDS = 0.5              # between looks at whether the run ends
PAGE = 100                      # messages by REST; the most
SYNC = 500                      # the same, of changes
LATE_SECONDS = 60               # that a message may be stored behind its time


class LiveReader(clients.Worker):
    """One lineage: what a client of a user's, or the backend, sees of some
    conversations, over all its connections.  ${places}: (kind, target)."""
    form = "easemob"
    route = "GET /live"

    def __init__(self, run, app, name, viewer, places, patience=None,
                 url=None):
        super().__init__(run, app, name, 0)
        self.viewer, self.places, self.url = viewer, places, url
        self.patience = patience        # seconds of silence; None: no end
        self.finish, self.seen = threading.Event(), set()
        self.connection = self.count = 0
        self.history.add({
            "type": "live_reader", "reader": name, "app": self.app_name,
            "form": self.form, "viewer": viewer,
            "places": [list(place) for place in places]})

    def work(self):
        while not self.finish.is_set():
            begin = time.time()
            try:
                link = self.open()
            except Refusal as refusal:
                self.refused(begin, *refusal.args)
            except Late as late:
                # An impatient one leaves before the answer is late.
                if self.patience is None:
                    self.refused(begin, *realtime.without(late))
            except (OSError, ValueError, Refused) as error:
                self.refused(begin, *realtime.without(error))
            else:
                self.hold(link, begin)
            self.finish.wait(0.05 + self.random.random() *
                             (BACK_SECONDS - 0.05))

    def refused(self, begin, status, answer):
        self.history.add(dict(
            clients.reply(status, answer), type="answer", begin=begin,
            end=time.time(), app=self.app_name, live=True,
            route=self.route + " " + self.name))

    def open_seconds(self):
        return self.patience or OPEN_SECONDS

    def hold(self, link, begin):
        """Read until the stream ends, or the run."""
        self.connection += 1
        self.ready, reason = time.time(), "finish"
        heard = time.monotonic()
        try:
            self.greet(link)
            while not self.finish.is_set():
                try:
                    self.take(link)
                    heard = time.monotonic()
                except Late:
                    if self.patience and \
                            time.monotonic() - heard > self.patience:
                        reason = "impatient"
                        break
        except Refusal as refusal:
            self.refused(begin, *refusal.args)
            reason = "refused"
        except (OSError, ValueError) as error:
            reason = self.why(link, error)
        finally:
            self.leave(link)
        self.history.add({
            "type": "live_end", "reader": self.name, "begin": begin,
            "end": time.time(), "ready": self.ready, "reason": reason,
            "connection": self.connection, "app": self.app_name})

    def greet(self, link):
        pass

    def leave(self, link):
        link.drop()

    def why(self, link, error):
        return str(error)

    def record(self, rows, via="stream"):
        """Rows are [id, seq, mark]; what a dialect does not show is None."""
        if not rows:
            return
        self.count += len(rows)
        self.history.add({
            "type": "live", "reader": self.name, "app": self.app_name,
            "connection": self.connection, "via": via, "rows": rows,
            "at": time.time()})
        self.seen.update(row[0] for row in rows)

    def has(self, id, mark):
        return id in self.seen


class EventReader(LiveReader):
    """Server-Sent Events of the Easemob dialect."""

    def __init__(self, *words, **options):
        super().__init__(*words, **options)
        self.last = "-".join("0" for _ in self.places)

    def path(self):
        query = {}
        for kind, target in self.places:
            name = {1: "users", 2: "groups", 3: "rooms"}[kind]
            if kind == 1:
                target = [n for n in target.split("\x1f")
                          if n != self.viewer][0]
            query.setdefault(name, []).append(target)
        # The cursor has the order of the query.
        query = [(n, ",".join(ids)) for n, ids in query.items()]
        if self.viewer:
            query.append(("as", self.viewer))
        return "/%s/%s/live?%s" % (self.app.org, self.app.name,
                                   urllib.parse.urlencode(query))

    def open(self):
        return Events(self.path(), url=self.url, token=self.app.token,
                      last=self.last, seconds=self.open_seconds())

    def leave(self, link):
        """What has come belongs to the cursor from which it goes on."""
        link.parse()
        self.record_events(link)
        link.drop()

    def take(self, link):
        link.unwrap()
        link.parse()
        try:
            if not link.events:
                link.pump(LOOK_SECONDS)
            if link.over:
                raise Closed(1006, "the stream has ended")
        finally:
            self.record_events(link)

    def record_events(self, link):
        events, link.events = link.events, []
        if link.last is not None:
            self.last = link.last
        self.record([self.row(e.data) for e in events if e.event is None])

    def why(self, link, error):
        said = [text for text, _ in link.comments if text]
        return ": ".join([str(error)] + said[-1:])

    @staticmethod
    def row(message):
        return [message["id"], message["seq"],
                (message.get("ext") or {}).get("mark")]


class ImkitReader(EventReader):
    """The same of the IMKit dialect: a room, with a user's token."""
    form = "imkit"
    route = "GET /rooms/{id}/live"

    def open(self):
        headers = {"IM-CLIENT-KEY": self.app.client_key,
                   "IM-Authorization": "imkit token of " + self.viewer}
        return Events("/rooms/%s/live" % self.places[0][1], url=self.url,
                      headers=headers, last=self.last,
                      seconds=self.open_seconds())

    @staticmethod
    def row(message):
        return [clients.decimal(message["_id"]), None,
                (message.get("extra") or {}).get("mark")]


class RealtimeReader(LiveReader):
    """A client of the realtime API.  ${by_time}: it asks for what it missed
    by the time of the newest message that it has; else it goes back from the
    newest one until it meets what it had."""
    form = "rocketchat"
    route = "websocket"

    def __init__(self, run, app, name, viewer, places, by_time=False,
                 **options):
        super().__init__(run, app, name, viewer, places, **options)
        self.host, self.by_time = run.host, by_time
        self.headers = {"IM-API-KEY": "", "Host": run.host,
                        "X-User-Id": run.people[viewer],
                        "X-Auth-Token": "token of " + viewer}
        # By room: all up to here was there before the connection.
        self.newest = dict.fromkeys((t for _, t in places), "1970-01-01T"
                                    "00:00:00.000Z")
        self.whole = {target: set() for _, target in places}

    def open(self):
        link = DDP(url=self.url, host=self.host, seconds=self.open_seconds())
        result, error = link.outcome(link.begin(
            "login", {"resume": "token of " + self.viewer}),
            self.open_seconds())
        if error is not None:
            link.drop()
            raise Refusal(*as_rest(result, error))
        return link

    def greet(self, link):
        for _, target in self.places:
            self.subscribe(link, target)
        self.ready = time.time()
        self.taken = {target: set() for _, target in self.places}
        self.caught_up = set()
        self.take_frames(link)
        for _, target in self.places:
            self.catch_up(link, target)

    def subscribe(self, link, target):
        link.number += 1
        id = "s%d" % link.number
        link.send(msg="sub", id=id, name="stream-room-messages",
                  params=[target, False])
        frame = link.wait(
            lambda f: f.get("msg") == "ready" and id in f["subs"] or
            f.get("msg") == "nosub" and f.get("id") == id, OPEN_SECONDS)
        if frame["msg"] == "nosub":
            link.drop()
            raise Refusal(*as_rest(None, frame.get("error") or {}))

    def take(self, link):
        try:
            link.pump(LOOK_SECONDS)
        finally:
            self.take_frames(link)

    def take_frames(self, link):
        frames, link.frames = link.frames, []
        rows = []
        for frame in frames:
            if frame.get("msg") == "nosub":
                raise Closed(1006, "the subscription has ended: %r" % frame)
            if frame.get("msg") != "changed" or \
                    frame["collection"] != "stream-room-messages":
                continue
            for message in frame["fields"]["args"]:
                rows.append(self.row(message))
                self.note(message)
        self.record(rows)

    def note(self, message):
        self.taken[message["rid"]].add(message["_id"])
        if message["rid"] in self.caught_up:
            self.whole[message["rid"]].add(message["_id"])

    # ------------------------------------------------- what it missed

    def catch_up(self, link, target):
        """By REST, which may be refused; once it is done all of the room
        is there."""
        while not self.finish.is_set():
            found = self.since(target) if self.by_time else self.back(target)
            if found is not None:
                break
            # Meanwhile the stream may end, or messages come.
            try:
                self.take(link)
            except Late:
                pass
        else:
            return
        self.whole[target] |= self.taken[target]
        rows = []
        for message in found:
            if message["_id"] not in self.whole[target]:
                self.whole[target].add(message["_id"])
                rows.append(self.row(message))
        self.caught_up.add(target)
        self.record(rows, "rest")

    def rest(self, path, **query):
        """The answer's object; None: not now."""
        begin, end, status, answer = self.ask(
            "GET", "imkit:/api/v1/%s?%s" % (
                path, urllib.parse.urlencode(query)), None, self.headers)
        if status == 200:
            return answer
        self.history.add(dict(
            clients.reply(status, answer), type="answer", begin=begin,
            end=end, route="GET " + path, app=self.app_name))
        return None

    def back(self, target):
        """The newest first, until one that was there before."""
        found, offset = [], 0
        while True:
            answer = self.rest("channels.messages", roomId=target,
                               count=PAGE, offset=offset)
            if answer is None:
                return None
            found += answer["messages"]
            offset += len(answer["messages"])
            if not answer["messages"] or any(
                    message["_id"] in self.whole[target]
                    for message in answer["messages"]):
                return found

    def since(self, target):
        """The oldest first, from some time before the newest one."""
        found = []
        while True:
            answer = self.rest("chat.syncMessages", roomId=target,
                               lastUpdate=self.newest[target])
            if answer is None:
                return None
            updated = answer["result"]["updated"]
            found += updated
            if len(updated) < SYNC:
                break
            self.newest[target] = earlier(
                max(m["_updatedAt"] for m in updated), 1)
        if found:
            self.newest[target] = earlier(
                max(m["_updatedAt"] for m in found), LATE_SECONDS)
        return found

    @staticmethod
    def row(message):
        id = message["_id"]
        if re.fullmatch("[0-9a-f]{24}", id):
            return [clients.decimal(id), None,
                    (message.get("customFields") or {}).get("mark")]
        return [id, None, id]

    def has(self, id, mark):
        return id in self.seen or mark in self.seen


def earlier(date, seconds):
    """An ISO date in UTC, so many seconds before."""
    whole = time.strptime(date[:19], "%Y-%m-%dT%H:%M:%S")
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(
        calendar.timegm(whole) - seconds))
