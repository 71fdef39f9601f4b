"""Users of the Rocket.Chat dialect, for the tests of who may do what."""
import http.client, json, time
from urllib.parse import quote

from live import App, Client, msgctl, sql

PASSWORD = "secret"


class Chat(Client):
    """One who calls at the app's host: nobody, until he logs in."""

    def __init__(self, app, headers=None):
        super().__init__(app)
        self.headers = dict(headers or {}, Host=app.host)

    def ask(self, call, body=None, **headers):
        """status, parsed answer, headers of "GET channels.info?..."; what is
        no API's path begins with /."""
        method, _, path = call.partition(" ")
        path = path if path.startswith("/") else "/api/v1/" + path
        text = body if isinstance(body, (bytes, type(None))) else \
            json.dumps(body).encode()
        if method == "POST" and text is None:
            text = b""
        sent = dict(self.headers)
        sent.update({n.replace("_", "-"): t for n, t in headers.items()})
        for attempt in range(2):
            if self.link is None or time.monotonic() - self.used > 3:
                self.link = http.client.HTTPConnection(
                    self.url.hostname, self.url.port, timeout=60)
            try:
                self.link.request(method, self.url.path.rstrip("/") + path,
                                  text, {n: t for n, t in sent.items()
                                         if t is not None})
                answer = self.link.getresponse()
                self.text = answer.read().decode()
                break
            except (OSError, http.client.HTTPException):
                self.link = None
                if attempt:
                    raise
        self.used = time.monotonic()
        try:
            parsed = json.loads(self.text) if self.text else None
        except ValueError:
            parsed = None
        return answer.status, parsed, \
            {n.lower(): t for n, t in answer.getheaders()}

    def post(self, name, body):
        return self.ask("POST " + name, body)[:2]

    def get(self, name, **query):
        return self.ask("GET " + name + "".join(
            "%s%s=%s" % ("&" if i else "?", n, quote(str(v), safe=""))
            for i, (n, v) in enumerate(query.items())))[:2]

    def method(self, name, *params, anonymous=False):
        """status, frame"""
        status, answer = self.post("method.call%s/%s" % (
            "Anon" if anonymous else "", name.replace("/", ":")), {"message": json.dumps({
                "msg": "method", "id": "1", "method": name,
                "params": params})})
        return status, json.loads(answer["message"]) \
            if answer and "message" in answer and "status" not in answer \
            else answer

    def log_in(self, name, password=PASSWORD):
        status, answer, _ = self.ask("POST login", {
            "user": name, "password": password})
        if status == 200:
            data = answer["data"]
            self.name = name
            self.id, self.token = data["userId"], data["authToken"]
            self.headers.update({"X-User-Id": self.id,
                                 "X-Auth-Token": self.token})
        return status


def error_of(status, answer):
    """What refused a call, in one word or text; "ok" for a success."""
    if isinstance(answer, dict) and answer.get("msg") == "result":
        error = answer.get("error")
        if error is None:
            return "ok"
        return error.get("error") or error.get("message") or "{}"
    if status == 200:
        return "ok"
    if not isinstance(answer, dict):
        return "%s: %r" % (status, answer)
    if answer.get("status") == "error":
        return status
    return answer.get("errorType") or answer.get("error") or status


class ChatApp(App):
    """An app with a host, whose users have the password "secret"."""

    def __init__(self, *users, scale=None, settings=()):
        super().__init__(scale, settings)
        self.host = "%s.%s.example.org" % (self.name, self.org)
        msgctl("app", "host", self.org, self.name, self.host)
        self.backend = Client(self)
        self.row = sql("SELECT app_id FROM app WHERE org = '%s' AND name ="
                       " '%s'" % (self.org, self.name))[0][0]
        self.register(*users)

    def register(self, *users):
        for name in users:
            status, answer, _ = self.backend.post(
                "/users", {"username": name, "password": PASSWORD})
            if status != 200:
                raise SystemExit("%s: %s" % (name, answer))

    def role(self, name, roles):
        msgctl("user", "role", self.org, self.name, name, roles)

    def user(self, name, **more):
        """A session of a user's."""
        for _ in range(100):        # the host may be unknown for a moment
            chat = Chat(self, more.get("headers"))
            if chat.log_in(name) == 200:
                return chat
            time.sleep(0.1)
        raise SystemExit("%s cannot log in: %s" % (name, chat.text))

    def set(self, name, value):
        """A setting of the app: "rocketchat", "permissions"."""
        sql("INSERT INTO app_setting (app_id, name, value) VALUES (%s, '%s',"
            " '%s') ON CONFLICT (app_id, name) DO UPDATE SET value ="
            " excluded.value" % (self.row, name, json.dumps(value)))


def must(answer):
    """What was answered; it must have been a success."""
    if error_of(*answer) != "ok":
        raise SystemExit("not prepared: %s" % (answer,))
    return answer[1]


# What is said in a channel, a group and a direct room.
WORDS = {"c": "open", "g": "hush", "d": "dear"}


def make_room(owner, other, key, number, members):
    """A channel (c), a group (g) or the direct room (d) of two users, in which
    something was said and answered in a thread: {key: its id, "n": name, "m":
    message, "t": answer}, the latter with the key behind them.  Of the members
    "moderator" is one, and "muted" is it."""
    word = WORDS[key]
    if key == "d":
        room = must(owner.post("im.create", {"username": other.name}))["room"]
    else:
        kind = {"c": "channels", "g": "groups"}[key]
        room = must(owner.post(kind + ".create", {
            "name": "%s-%s" % (word, number), "members": members,
            "extraData": {"topic": word + "-topic"}}))[kind[:-1]]
        for name, call in (("moderator", kind + ".addModerator"),
                           ("muted", "rooms.muteUser")):
            if name in members:
                must(owner.post(call, {"roomId": room["_id"],
                                       "username": name}))
    first = must(owner.post("chat.sendMessage", {"message": {
        "rid": room["_id"], "msg": word + "-text",
        "attachments": [{"title": word + "-file"}]}}))["message"]["_id"]
    second = must(other.post("chat.sendMessage", {"message": {
        "tmid": first, "msg": word + "-answer"}}))["message"]["_id"]
    return {key: room["_id"], "n" + key: room.get("name"), "m" + key: first,
            "t" + key: second}
