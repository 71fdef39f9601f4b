"""The clients of a torture run: senders that use every send route of all
dialects, with an Idempotency-Key each, or an _id of their own; senders of an app
with small limits; readers that follow conversations by their cursor.  All they
did and heard goes into one History, which is all that the checker knows of
them.

What a client sends follows from the seed and its own number alone."""
import http.client, json, os, random, sys, threading, time

sys.path.insert(0, os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
import live, realtime

KINDS = {"users": 1, "chatgroups": 2, "chatrooms": 3}
ROOM_IDS = ["room%d" % i for i in range(6)]
GROUP_IDS = ["group%d" % i for i in range(4)]
WRITERS = ["amy", "bob", "carl"]
PEOPLE = ["dora", "eve", "finn"]
RETRY = (0, 409, 500, 502, 503, 504)
ANSWER_SECONDS = 45          # the program's own bounds end well before


class History:
    """Records, in memory and as lines of a file: calls, reads, phases."""

    def __init__(self, path):
        self.lock, self.records = threading.Lock(), []
        self.file = open(path, "w") if path else None
        self.acknowledged, self.sent, self.retried = [], 0, 0
        self.calls = []

    def add(self, record):
        line = json.dumps(record, ensure_ascii=False) + "\n"
        with self.lock:
            self.records.append(record)
            if self.file:
                self.file.write(line)
            if record["type"] == "call":
                self.calls.append(record)
                self.sent += 1
                self.retried += record["attempt"] > 1
                if record["status"] == 200:
                    self.acknowledged.append(record["end"])

    def figures(self):
        with self.lock:
            return self.sent, len(self.acknowledged), self.retried

    def silence(self, begin, end):
        """The longest time without an acknowledgement in between."""
        with self.lock:
            times = [t for t in self.acknowledged if begin <= t <= end]
        times = [begin] + sorted(times) + [end]
        return max(b - a for a, b in zip(times, times[1:]))

    def close(self):
        if self.file:
            self.file.close()


def pair(a, b):
    return "\x1f".join(sorted((a, b)))


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


class Worker(threading.Thread):
    """A client with a connection, a random source and a history."""

    def __init__(self, run, app, name, pause):
        super().__init__(daemon=True, name=name)
        self.history, self.stop, self.app = run.history, run.stop, app
        self.app_name, self.pause = app.name, pause
        self.seed = run.seed
        self.random = random.Random("%s %s" % (run.seed, name))
        self.client, self.used = None, 0.0
        self.error = None

    def run(self):
        try:
            self.work()
        except BaseException as error:      # the run reports it
            self.error = error
            raise

    def ask(self, method, path, body=None, headers=None):
        """begin, end, status, answer; status 0: no answer, with a word on
        why; -1: an answer that is not JSON."""
        # The web server ends idle connections after five seconds.
        if self.client is None or time.monotonic() - self.used > 2:
            self.client = live.Client(self.app, timeout=ANSWER_SECONDS)
        begin = time.time()
        try:
            status, answer, _ = self.client.call(method, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self.client, status, answer = None, 0, repr(error)
        except ValueError as error:
            self.client, status, answer = None, -1, str(error)
        self.used = time.monotonic()
        return begin, time.time(), status, answer


def decimal(hex):
    """An id in 24 hex digits, as the other dialect shows it."""
    seconds, rest = int(hex[:8], 16), int(hex[8:], 16)
    return str((seconds * 1000 + (rest >> 54)) << 20 | rest >> 34 & 0xFFFFF)


def reply(status, answer):
    """What a record keeps of an answer."""
    if status in (0, -1):
        return {"status": status, "words": answer}
    if not isinstance(answer, dict):
        return {"status": -1, "words": repr(answer)[:200]}
    if status == 200:
        return {"status": 200}
    if "success" in answer:
        return rocketchat_reply(status, answer)
    if isinstance(answer.get("error"), dict):
        return {"status": status, "error": answer["error"].get("code"),
                "words": answer["error"].get("message"),
                "members": sorted(answer)}
    return {"status": status, "error": answer.get("error"),
            "words": answer.get("error_description"),
            "members": sorted(answer)}


def rocketchat_reply(status, answer):
    """The same of the Rocket.Chat dialect, where a method says what the
    client did wrong with 400, and REST puts the code behind the words."""
    if isinstance(answer.get("message"), str):
        error = json.loads(answer["message"])["error"]
        code, words = error["error"], error.get("reason")
    else:
        code = answer.get("errorType")
        words = answer["error"].removesuffix(" [%s]" % code)
    if code == "error-duplicate-running":
        status = 409
    return {"status": status, "error": code, "words": words,
            "members": ["error", "success"]}


class Sender(Worker):
    """Sends, and tries again under the same key until it is acknowledged,
    mostly; some keys are given up early, and some are asked again later."""

    def __init__(self, run, app, number, pause=0.03):
        super().__init__(run, app, "sender%d" % number, pause)
        self.count, self.done = 0, []
        self.host, self.people = run.host, run.people
        self.links = realtime.Links(run.host, ANSWER_SECONDS)
        self.by_realtime = False

    def work(self):
        while not self.stop.is_set():
            self.deliver(self.make())
            if self.done and self.random.random() < 0.1:
                self.deliver(self.random.choice(self.done), again=True)
            self.stop.wait(self.random.random() * 2 * self.pause)

    def body(self):
        return self.content.choice([
            ("txt", {"msg": "text of %s" % self.mark}),
            ("txt", {"msg": "晚上好 " * self.content.randint(1, 40)}),
            ("custom", {"customEvent": "gift_1",
                        "customExts": {"name": self.mark}}),
            ("cmd", {"action": self.mark}),
            ("loc", {"lat": "39.966", "lng": 116.322, "addr": "x"}),
            ("img", {"url": "https://files.example.org/1",
                     "size": {"width": 480, "height": 720}}),
        ])

    def targets(self, family):
        """Ids, by the form's own rules; most calls have one target."""
        r = self.content
        if family == "chatrooms":
            return r.sample(ROOM_IDS, r.choice([1, 1, 1, 2, 6]))
        if family == "chatgroups":
            return r.sample(GROUP_IDS, r.choice([1, 1, 1, 3]))
        chosen = r.random()
        if chosen < 0.01:
            return ["many%d" % i for i in range(600)]
        if chosen < 0.05:
            return ["many%d" % i for i in range(40)]
        return r.sample(PEOPLE, r.choice([1, 1, 1, 2, 3]))

    def make(self):
        """A send: its route, path, JSON, and what must be stored of it."""
        self.count += 1
        # Its own source: what is sent does not depend on what was answered.
        r = self.content = random.Random("%s %s %d" % (
            self.seed, self.name, self.count))
        self.mark = "%s.%d" % (self.name, self.count)
        chosen = r.random()
        if chosen < 0.15:
            return self.make_imkit(r)
        if chosen < 0.3:
            return self.make_rocketchat(r)
        kind, body = self.body()
        family = r.choice(["chatrooms", "chatrooms", "chatgroups", "users"])
        writer, form = r.choice(WRITERS), r.choice(["plain", "plain", "old",
                                                    "directed"])
        to = self.targets(family)
        users = None
        if family != "users" and (form == "directed" or
                                  form == "old" and r.random() < 0.3):
            to, users = to[:1], r.sample(PEOPLE, r.randint(1, 3))
        send = {"mark": self.mark, "app": self.app_name, "key": "key-"
                + self.mark, "type": kind, "content": canonical(body),
                "users": sorted(users) if users else None,
                "sender": writer, "kind": KINDS[family], "shows_ids": True,
                "targets": {id: id if family != "users" else
                            pair(writer, id) for id in to}}
        extra = {"from": writer, "ext": {"mark": self.mark}}
        if users:
            extra["users"] = users
        if family == "chatrooms":
            extra["chatroom_msg_level"] = r.choice(["high", "normal", "low"])
            if r.random() < 0.1:
                extra["roam_ignore_users"] = r.sample(PEOPLE, r.randint(1, 2))
        if form == "old":
            send["shows_ids"] = r.random() < 0.8
            send["path"] = "/messages" + ("?useMsgId=true" if
                                          send["shows_ids"] else "")
            send["body"] = dict(extra, target_type=family, target=to,
                                msg=dict(body, type=kind))
            send["route"] = "POST /messages"
        else:
            # A member "users" on the plain path means the same.
            directed = users and r.random() < 0.7
            send["path"] = "/messages/%s%s" % (
                family, "/users" if directed else "")
            send["body"] = dict(extra, to=to, type=kind, body=body)
            send["route"] = "POST " + send["path"]
        return send

    def make_imkit(self, r):
        """The same by the IMKit dialect, whose rooms are the groups; their
        members are the writers and PEOPLE."""
        room, writer = r.choice(GROUP_IDS), r.choice(WRITERS)
        body = {"message": r.choice([self.mark, "晚上好 " * r.randint(1, 40),
                                     {"any": ["JSON", None, self.mark]}]),
                "extra": {"mark": self.mark}}
        send = {"mark": self.mark, "app": self.app_name, "type": "text",
                "key": "key-" + self.mark, "content": canonical(body),
                "users": None, "sender": writer, "kind": 2,
                "shows_ids": True, "targets": {room: room}}
        body = dict(body, messageType="text", sender=writer,
                    mentions=r.sample(WRITERS + PEOPLE, r.randint(0, 2)))
        send.update(mentions=body["mentions"], push=True, untotalled=False)
        if r.random() < 0.5:
            send["path"] = "imkit:/rooms/%s/message" % room
            send["route"] = "POST /rooms/{id}/message"
            if r.random() < 0.3:
                del body["sender"]
                send["sender"] = ""
        else:
            send["path"], send["route"] = "imkit:/messages", "POST /messages"
            body["room"] = room
        if r.random() < 0.3:
            send["push"] = body["push"] = r.random() < 0.3
            send["untotalled"] = body["skipTotalBadge"] = r.random() < 0.7
        send["body"] = body
        send["content"] = canonical({n: body[n] for n in (
            "message", "mentions", "extra")})
        return send

    def make_rocketchat(self, r):
        """And by the Rocket.Chat dialect; the key is the message's _id."""
        room, writer = r.choice(GROUP_IDS), r.choice(WRITERS)
        named = r.sample(WRITERS + PEOPLE, r.randint(0, 2))
        text = r.choice([self.mark, "晚上好 " * r.randint(1, 40),
                         "*%s* :smile:" % self.mark]) + "".join(
                             " @%s" % name for name in named)
        return {"mark": self.mark, "app": self.app_name, "type": "text",
                "key": self.mark, "sender": writer, "kind": 2,
                "shows_ids": False, "users": None, "targets": {room: room},
                "mentions": named, "push": True, "untotalled": False,
                "path": "rocketchat", "route": "sendMessage",
                "body": {"_id": self.mark, "rid": room, "msg": text},
                "content": canonical({
                    "msg": text, "urls": [], "channels": [], "mentions": [
                        {"_id": self.people[name], "username": name,
                         "name": name, "type": "user"} for name in named]})}

    def ask_rocketchat(self, send, attempt):
        """By the method, over HTTP or the realtime API, or by REST: an
        attempt may follow one of another way."""
        way = (attempt + int(send["mark"].rsplit(".", 1)[1])) % 3
        self.by_realtime = way == 2
        if self.by_realtime:
            return self.links.ask(send["sender"], send["body"])
        path, body = "chat.sendMessage", {"message": send["body"]}
        if way:
            path, body = "method.call/sendMessage", {"message": json.dumps({
                "msg": "method", "id": "1", "method": "sendMessage",
                "params": [send["body"]]})}
        # The path as it stands, with nothing of the other dialect.
        return self.ask("POST", "imkit:/api/v1/" + path, body, {
            "IM-API-KEY": "", "Host": self.host,
            "X-User-Id": self.people[send["sender"]],
            "X-Auth-Token": "token of " + send["sender"]})

    @staticmethod
    def ids_shown(send, answer):
        """By conversation, what a success says."""
        if send["path"] == "rocketchat":
            message = answer["message"]
            if isinstance(message, str):
                message = json.loads(message)["result"]
            wrong = "" if message["_id"] == send["key"] else "?"
            return {wrong + message["rid"]: message["_id"]}
        if send["path"].startswith("imkit:"):
            result = answer.get("result") or {}
            return {result.get("room"): decimal(result.get("_id", "0" * 24))}
        return {send["targets"].get(id, "?" + id): value
                for id, value in (answer.get("data") or {}).items()}

    def make_to_room(self, key):
        """A plain send to one room, under a key of the caller's choice."""
        while True:
            send = self.make()
            if send["route"] == "POST /messages/chatrooms" and \
                    not send["users"]:
                return dict(send, key=key)

    def deliver(self, send, again=False, patience=None):
        if patience is None:
            patience = self.random.choice([1, 2] + [10 ** 6] * 18)
        attempt = 1 if again else 0
        while not self.stop.is_set() and attempt < patience + again:
            attempt += 1
            record = self.call(send, attempt)
            if record["status"] == 200:
                if len(self.done) < 200:
                    self.done.append(send)
                else:
                    self.done[self.random.randrange(200)] = send
                return
            if record["status"] not in RETRY:
                return
            self.stop.wait(0.05 + 0.1 * self.random.random())

    def call(self, send, attempt):
        self.by_realtime = False
        begin, end, status, answer = self.ask_rocketchat(send, attempt) if \
            send["path"] == "rocketchat" else self.ask(
                "POST", send["path"], send["body"],
                {"Idempotency-Key": send["key"]})
        record = dict(reply(status, answer), type="call", begin=begin,
                      end=end, attempt=attempt, live=self.by_realtime)
        for name in ("mark", "key", "app", "route", "kind", "content",
                     "sender", "users", "shows_ids"):
            record[name] = send[name]
        record.update((name, send[name]) for name in (
            "mentions", "push", "untotalled") if name in send)
        record["message_type"] = send["type"]
        record["targets"] = sorted(send["targets"].values())
        if record["status"] == 200:
            record["ids"] = self.ids_shown(send, answer)
        self.history.add(record)
        return record


class LimitedSender(Sender):
    """Asks for more than its app's small limits allow.  ${family} users: one
    message a call, so that calls are the limit; chatgroups: two; chatrooms:
    more than a room keeps."""
    targets_of = {"users": ["dora"], "chatgroups": ["group0", "group1"],
                  "chatrooms": ["room0"]}

    def __init__(self, run, app, number, family, pause):
        super().__init__(run, app, number, pause)
        self.name, self.family = "limited%d" % number, family

    def make(self):
        self.count += 1
        self.mark = "%s.%d" % (self.name, self.count)
        to, body = self.targets_of[self.family], {"msg": self.mark}
        more = {"chatroom_msg_level": random.Random("%s %s" % (
            self.seed, self.mark)).choice(["high", "normal", "low"])}
        return {"mark": self.mark, "app": self.app_name,
                "key": "key-" + self.mark, "type": "txt", "users": None,
                "content": canonical(body), "sender": "amy",
                "kind": KINDS[self.family], "shows_ids": True,
                "route": "POST /messages/" + self.family,
                "path": "/messages/" + self.family,
                "targets": {id: id if self.family != "users" else
                            pair("amy", id) for id in to},
                "body": dict(
                    more if self.family == "chatrooms" else {},
                    **{"from": "amy"}, to=to, type="txt", body=body,
                    ext={"mark": self.mark})}

    def deliver(self, send, again=False, patience=None):
        if not again:
            super().deliver(send, patience=1)


class Reader(Worker):
    """Follows conversations by `after`, from their beginning, until told to
    finish; then reads on until each has no more."""

    def __init__(self, run, app, number):
        super().__init__(run, app, "reader%d" % number, 0.05)
        self.finish = threading.Event()
        self.number = number
        self.places = [("/messages/chatrooms/%s?" % id, id, 3)
                       for id in ROOM_IDS]
        self.places += [("/messages/chatgroups/%s?" % id, id, 2)
                        for id in GROUP_IDS]
        self.places += [("/messages/users/%s?peer=%s&" % (a, b), pair(a, b),
                         1) for a in WRITERS for b in PEOPLE]
        self.cursor = {place[1]: "0" for place in self.places}

    def work(self):
        finished = set()
        while len(finished) < len(self.places):
            last = self.finish.is_set()
            for place in self.random.sample(self.places, len(self.places)):
                if self.page(place) == "end" and last:
                    finished.add(place)
                if not last:
                    self.finish.wait(self.random.random() * self.pause)

    def page(self, place):
        path, target, kind = place
        limit = self.random.choice([3, 20, 100, 1000])
        begin, end, status, answer = self.ask(
            "GET", "%safter=%s&limit=%d" % (path, self.cursor[target], limit))
        if status != 200:
            self.history.add(dict(reply(status, answer), type="answer",
                                  begin=begin, end=end, route="GET " + path,
                                  app=self.app_name))
            time.sleep(0.1)
            return "error"
        rows = [[m["id"], m["seq"]] for m in answer["data"]]
        if rows:
            self.cursor[target] = answer["cursor"]
            self.history.add({"type": "read", "reader": self.number,
                              "kind": kind, "target": target, "rows": rows,
                              "app": self.app_name, "begin": begin,
                              "end": end})
        return "more" if rows else "end"
