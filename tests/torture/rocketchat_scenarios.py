"""The requests of the Rocket.Chat dialect for tests/t/0490-fail-malloc and
0491-fail-libpq, and what their rows must be afterwards; see
imkit_scenarios.py."""
import json
from cases_http import Request
from live import Client, msgctl, sql

ERRORS = {"error-service-unavailable": "refused", "500": "refused",
          500: "refused", "error-outcome-unknown": "unknown"}
PEOPLE = ["ann", "bob", "carl"]
MANY = 6000         # users who log in, who join, who are invited; messages


def frame_of(answer):
    """What a method answers; None for an answer of REST."""
    text = answer.get("message")
    return json.loads(text) if isinstance(text, str) and \
        text.startswith("{") else None


def says(status, answer):
    """What an error of the dialect tells of the store; None: it is none."""
    if answer.get("success") is not False:
        return None
    frame = frame_of(answer)
    if frame is not None:
        return ERRORS.get(frame.get("error", {}).get("error"))
    if set(answer) != {"success", "error", "errorType"} or \
            not answer["error"].endswith("[%s]" % answer["errorType"]):
        return None
    return ERRORS.get(answer["errorType"])


def running(answer):
    """The first attempt of a message of this _id is not done yet."""
    return "[error-duplicate-running]" in json.dumps(answer)


def message_of(answer):
    """The message that a send answers with, without its times' forms."""
    frame = frame_of(answer)
    message = dict(frame["result"] if frame else answer["message"])
    return {name: message[name] for name in ("_id", "rid", "msg", "u", "md")}


class Chat:
    """What the scenarios need in the stage's app, and the list of them."""

    def __init__(self, stage, scenario):
        self.stage, self.app, self.Scenario = stage, stage.app, scenario
        self.host = "%s.%s.example.org" % (self.app.name, self.app.org)
        msgctl("app", "host", self.app.org, self.app.name, self.host)
        self.app_id = sql("SELECT app_id FROM app WHERE org = '%s' AND name ="
                          " '%s'" % (self.app.org, self.app.name))[0][0]
        plain = Client(self.app)
        plain.post("/users", [{"username": name, "password": "secret"}
                              for name in PEOPLE])
        msgctl("user", "role", self.app.org, self.app.name, "ann",
               "admin,user")
        self.logins = {}
        self.logins.update((name, self.login(name)) for name in PEOPLE)
        self.fill_users()
        # Ids of other dialects' rooms are names too.
        self.rooms = {name: self.ask("groups.create", {
            "name": "chat-" + name, "members": PEOPLE})["group"]["_id"]
            for name in ("sent", "edited", "erased", "liked", "invited",
                         "read")}
        self.rooms["hall"] = self.ask("channels.create", {
            "name": "chat-hall"})["channel"]["_id"]
        self.ask("chat.sendMessage", {"message": {
            "_id": "first", "rid": self.rooms["read"], "msg": "a *thread*"}})
        for n in range(3):
            self.ask("chat.sendMessage", {"message": {
                "rid": self.rooms["read"], "msg": "reply @bob %d" % n,
                "tmid": "first"}}, user="bob")
        self.fill_messages()

    def fill_users(self):
        """Those who log in, who join with a token each, who are invited, and
        whom others write to."""
        sql("INSERT INTO account (app_id, username, uuid, password_hash)"
            " SELECT a.app_id, kind || n, gen_random_uuid(), a.password_hash"
            " FROM account a, generate_series(1, %d) n, unnest(ARRAY['comes',"
            " 'joins', 'guest', 'peer']) kind WHERE app_id = %s AND username"
            " = 'bob'" % (MANY, self.app_id))
        sql("INSERT INTO user_token (app_id, digest, username, expires,"
            " purpose) SELECT app_id, sha256(convert_to(username, 'UTF8')),"
            " username, now() + interval '1 day', 'login' FROM account WHERE"
            " app_id = %s AND username LIKE 'joins%%'" % self.app_id)
        self.joiners = dict(sql(
            "SELECT username, public_id FROM account WHERE app_id = %s AND"
            " username LIKE 'joins%%'" % self.app_id))

    def fill_messages(self):
        """MANY messages "old N" of bob in each of three rooms, with the _id
        ROOM-N, by which they are found."""
        for room in ("edited", "erased", "liked"):
            self.ask("chat.sendMessage", {"message": {
                "rid": self.rooms[room], "msg": "first"}})
            sql("WITH c AS (UPDATE conversation SET last_seq = last_seq + %d"
                " WHERE conv = (SELECT conv FROM room WHERE app_id = %s AND"
                " room_id = '%s') RETURNING conv, app_id, last_seq - %d AS"
                " seq), n AS (SELECT n, '%s-' || n AS id, floor(extract("
                "epoch FROM now()) - 5)::bigint * 1000 << 20 | n AS number"
                " FROM generate_series(1, %d) n), i AS (INSERT INTO message"
                " (conv, id, seq, app_id, sender, dialect, type, priority,"
                " body, options) SELECT conv, number, seq + n, app_id, 'bob',"
                " 2, 'text', 1, '{\"msg\":\"old\"}', '{\"rocketchat\":"
                "{\"_id\":\"' || id || '\"}}' FROM c, n), d AS (SELECT n.*,"
                " sha256('%s'::bytea || int8send(length(id)) || id::bytea) AS"
                " digest FROM n) INSERT INTO idempotency (slot, digest,"
                " app_id, fingerprint, ids, created, conv) SELECT ('x' ||"
                " encode(digest, 'hex'))::bit(64)::bigint >> 1 &"
                " 9223372036854775807, digest, app_id, '', ARRAY[number],"
                " now(), conv FROM c, d" % (
                    MANY, self.app_id, self.rooms[room], MANY, room, MANY,
                    self.key_begins()))

    def key_begins(self):
        """What comes before the _id where its digest is made, as
        idempotency_digest() does it; as a bytea's text."""
        fields = (self.app_id, "", "rocketchat message")
        return "\\x" + b"".join(
            len(text).to_bytes(8, "big") + text.encode()
            for text in fields).hex()

    # ------------------------------------------------------ requests

    def headers(self, user):
        if user is None:
            return {"Host": self.host}
        id, token = self.logins.get(user) or (self.joiners[user], user)
        return {"Host": self.host, "X-User-Id": id, "X-Auth-Token": token}

    def call(self, path, body, user="ann"):
        return Client(self.app).call(
            "POST" if body is not None else "GET", "imkit:/api/v1/" + path,
            body, dict(self.headers(user), **{"IM-API-KEY": ""}))[:2]

    def ask(self, path, body=None, user="ann"):
        status, answer = self.call(path, body, user)
        if status != 200:
            raise SystemExit("%s: %s" % (path, answer))
        return answer

    def login(self, name):
        data = self.ask("login", {"user": name, "password": "secret"},
                        None)["data"]
        return data["userId"], data["authToken"]

    def request(self, path, body=None, user="ann"):
        body = b"" if body is None else json.dumps(body).encode()
        headers = [(b"Content-Type", b"application/json")] if body else []
        headers += [(n.encode(), t.encode())
                    for n, t in self.headers(user).items()]
        return Request(b"POST" if body else b"GET",
                       b"/api/v1/" + path.encode(), headers, body,
                       b"%d" % len(body) if body else None, None)

    def method(self, name, *params, user="ann"):
        return self.request("method.call/" + name, {"message": json.dumps({
            "msg": "method", "id": "1", "method": name,
            "params": params})}, user)

    def scenario(self, name, make, right, stores=None, key=False):
        made = self.Scenario("rocketchat " + name, 200, make, lambda a, word:
                             a.get("success", True) is True and
                             right(a, word), stores, key)
        made.says = says
        return made

    def always(self, name, path, right, user="ann"):
        request = self.request(path, None, user)
        return self.scenario(name, lambda n: (request, None), right)

    def changes(self, name, table, rows, word, make, right):
        return self.scenario(name, lambda n: (make(word % n), word % n),
                             right, ("rocketchat " + table, rows))

    # ------------------------------------------------------ their list

    def sends(self, name, make, key=False, rows=2, **more):
        """${rows}: the message, and what search finds it by."""
        def request(n):
            word = "%s %d" % (name, n)
            if key:
                more["_id"] = word
            return make(dict(more, rid=self.rooms["sent"], msg=word)), word

        def right(answer, word):
            message = message_of(answer)
            return message["msg"] == word and message["md"] and (
                message["_id"] == word if key else len(message["_id"]) == 24)

        return self.scenario(name, request, right,
                             ("rocketchat sent", rows), key)

    def by_method(self, message):
        return self.method("sendMessage", message, user="bob")

    def by_rest(self, message):
        return self.request("chat.sendMessage", {"message": message}, "bob")

    def post(self, name, targets, rows):
        """chat.postMessage; ${targets}(n) are the rooms."""
        def make(n):
            word = "%s %d" % (name, n)
            return self.request("chat.postMessage", {
                "channel": targets(n), "text": word}), word

        made = self.scenario(name, make, lambda a, word:
                             a["message"]["msg"] == word,
                             ("rocketchat sent", rows))
        made.part = rows > 2
        return made

    def known(self, user, token):
        return Client(self.app).call("GET", "imkit:/api/v1/me", None, {
            "Host": self.host, "X-User-Id": user, "X-Auth-Token": token,
            "IM-API-KEY": ""})[0] == 200

    def login_scenario(self):
        made = self.changes(
            "login", "came", 1, "comes%d", lambda w: self.request("login", {
                "user": w, "password": "secret"}, None),
            lambda a, _: self.known(a["data"]["userId"],
                                    a["data"]["authToken"]))
        made.dies = "unknown"   # an answer is made when the token is stored
        return made

    def list_sends(self):
        return [
            self.sends("send", self.by_method),
            self.sends("send with an _id", self.by_method, key=True),
            self.sends("send by REST", self.by_rest, key=True,
                       alias="", tmid="first-of-none"),
            self.sends("send that mentions", self.by_rest),
            self.post("post to a room", lambda n: self.rooms["sent"], 2),
            self.post("post to a name", lambda n: "#chat-sent", 2),
            self.post("post to a user", lambda n: "@peer%d" % n, 2),
            self.post("post to three", lambda n: [
                self.rooms["sent"], "#chat-invited",
                "@peer%d" % (MANY - n)], 6),
        ]

    def list_changes(self):
        return [
            self.changes("edit", "edited", 2, "%d", lambda w: self.request(
                "chat.update", {"roomId": self.rooms["edited"], "msgId":
                                "edited-" + w, "text": "new @bob " + w}),
                lambda a, w: a["message"]["msg"] == "new @bob " + w),
            self.changes("delete", "erased", 0, "%d", lambda w: self.request(
                "chat.delete", {"roomId": self.rooms["erased"], "msgId":
                                "erased-" + w}),
                lambda a, w: a["_id"] == "erased-" + w),
            self.changes("react", "liked", 1, "%d", lambda w: self.request(
                "chat.react", {"messageId": "liked-" + w, "emoji":
                               ":smile:", "shouldReact": True}),
                lambda a, _: True),
            self.changes("group", "made", 4, "team%d", lambda w: self.request(
                "groups.create", {"name": w, "members": ["bob", "carl"]}),
                lambda a, w: a["group"]["name"] == w and
                a["group"]["usersCount"] == 3),
            self.changes("join", "joined", 1, "joins%d", lambda w:
                         self.request("channels.join", {
                             "roomId": self.rooms["hall"]}, w),
                         lambda a, _: a["channel"]["name"] == "chat-hall"),
            self.changes("invite", "joined", 1, "guest%d", lambda w:
                         self.request("groups.invite", {
                             "roomId": self.rooms["invited"],
                             "username": w}),
                         lambda a, _: a["group"]["name"] ==
                         "chat-invited"),
            self.changes("users.create", "user", 1, "new%d", lambda w:
                         self.request("users.create", {
                             "username": w, "name": w, "password": "secret",
                             "email": w + "@example.org"}),
                         lambda a, w: a["user"]["username"] == w),
        ]

    def list(self):
        return [
            self.login_scenario(),
            *self.list_sends(), *self.list_changes(),
            self.always("history", "groups.history?roomId=%s&count=2"
                        % self.rooms["read"], lambda a, _: [
                            m["msg"] for m in a["messages"]] == [
                                "reply @bob 2", "reply @bob 1"]),
            self.scenario("loadHistory", lambda n: (self.method(
                "loadHistory", self.rooms["read"], None, 4), None),
                lambda a, _: [m["_id"] for m in frame_of(a)["result"][
                    "messages"]][3:] == ["first"]),
            self.always("thread", "chat.getThreadMessages?tmid=first",
                        lambda a, _: a["total"] == 3),
            self.always("rooms", "groups.list?count=3",
                        lambda a, _: len(a["groups"]) == 3),
            self.always("rooms.get", "rooms.get", lambda a, _:
                        len(a["update"]) > 5, "carl"),
        ]

    def there(self, table):
        """As Stage.there()."""
        grams = "(SELECT count(*) FROM message_gram g WHERE g.conv = m.conv" \
            " AND g.id = m.id)"
        message = "FROM message m JOIN room r USING (conv) WHERE m.app_id" \
            " = %s AND m.dialect = 2 AND r.room_id " % self.app_id
        own = "m.body::json ->> 'msg'"
        of = "substr(m.options::json #>> '{rocketchat,_id}', 8)"
        query = {
            "sent": "SELECT %s, sum(1 + %s) %s NOT IN ('%s') GROUP BY 1" % (
                own, grams, message, self.rooms["edited"]),
            "edited": "SELECT %s, 1 + %s %s = '%s' AND m.edited IS NOT NULL"
                      % (of, grams, message, self.rooms["edited"]),
            "erased": "SELECT %s, 1 %s = '%s' AND m.state = 0" % (
                of, message, self.rooms["erased"]),
            "liked": "SELECT substr(m.options::json #>> '{rocketchat,_id}',"
                     " 7), (SELECT count(*) FROM message_reaction x WHERE"
                     " x.conv = m.conv AND x.id = m.id) %s = '%s'" % (
                         message, self.rooms["liked"]),
            "made": "SELECT handle, 1 + (SELECT count(*) FROM room_member m"
                    " WHERE m.conv = r.conv) FROM room r WHERE app_id = %s"
                    " AND handle IS NOT NULL" % self.app_id,
            "joined": "SELECT username, 1 FROM room_member WHERE app_id = %s"
                      " AND room_id IN ('%s', '%s')" % (
                          self.app_id, self.rooms["hall"],
                          self.rooms["invited"]),
            "user": "SELECT username, 1 FROM account WHERE app_id = %s"
                    % self.app_id,
            "came": "SELECT username, count(*) FROM user_token WHERE app_id"
                    " = %s GROUP BY 1" % self.app_id,
        }[table.partition(" ")[2]]
        return {word: int(count) for word, count in sql(query)}
