"""The requests of the IMKit dialect for tests/t/0490-fail-malloc and
0491-fail-libpq, and what their rows must be afterwards.  What a request
writes besides (notifications, what search finds by, members) counts with its
message or room, so that half of it is noticed."""
import http.server, json, threading, time
from cases_http import Request
from live import Client, msgctl, sql

ERRORS = {"SERVICE_UNAVAILABLE": "refused", "INTERNAL_ERROR": "refused",
          "OUTCOME_UNKNOWN": "unknown"}
MEMBERS = ["owner", "member", "third"]
CHANGED = 6000                  # messages to be edited, and to be recalled


def says(status, answer):
    """What an error of the dialect tells of the store; None: it is none."""
    if set(answer) != {"RC", "RM", "error"} or answer["RC"] != status or \
            not isinstance(answer["error"], dict) or \
            set(answer["error"]) != {"code", "message"}:
        return None
    return ERRORS.get(answer["error"]["code"])


class Verifier(http.server.BaseHTTPRequestHandler):
    """Vouches for everybody: the token is "of NAME N"."""

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = json.loads(body)["token"].split()[1]
        answer = json.dumps({"id": name, "nickname": name}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


class Kit:
    """What the scenarios need in the stage's app, and the list of them."""

    def __init__(self, stage, scenario):
        self.stage, self.app, self.Scenario = stage, stage.app, scenario
        self.public = msgctl("key", "create", self.app.org, self.app.name,
                             "--kind", "public")["client_key"]
        self.where = "org = '%s' AND name = '%s'" % (self.app.org,
                                                     self.app.name)
        self.app_id = sql("SELECT app_id FROM app WHERE " + self.where)[0][0]
        self.start_verifier()
        for name in MEMBERS:
            self.ask("POST", "/admin/clients", {"_id": name})
        self.token = self.ask("POST", "/admin/clients", {
            "_id": "owner", "issueAccessToken": True})["token"]
        for room in ("kit1", "kit2", "kit3", "searched", "read", "edited",
                     "recalled"):
            self.ask("POST", "/rooms", {"_id": room, "name": room,
                                        "owner": "owner",
                                        "members": MEMBERS})
        for room, text in (("read", "nothing"), ("edited", "first"),
                           ("recalled", "first"), ("searched", "haystack")):
            self.ask("POST", "/rooms/%s/message" % room,
                     {"message": text, "sender": "owner"})
        self.needle = self.ask("POST", "/rooms/searched/message", {
            "message": "a needle", "sender": "member"})["_id"]
        self.last = self.ask("GET", "/rooms/read/messages/v3")["data"][0][
            "_id"]
        self.ids = {room: self.fill(room) for room in ("edited", "recalled")}

    def start_verifier(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Verifier)
        server.daemon_threads = True
        server.handle_error = lambda *_: None   # the other side hung up
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sql("UPDATE app SET auth_private = true, auth_url ="
            " 'http://127.0.0.1:%d/' WHERE %s" % (server.server_port,
                                                  self.where))

    def ask(self, method, path, body=None):
        status, answer, _ = Client(self.app).call(method, "imkit:" + path,
                                                  body)
        if status != 200:
            raise SystemExit("%s %s: %s" % (method, path, answer))
        return answer["result"]

    def fill(self, room):
        """CHANGED messages "old N" in the room; the function gives the id of
        the Nth as clients know it."""
        conv = int(self.app.room_number(2, room))
        first = (int(time.time()) - 5) * 1000 << 20
        sql("WITH c AS (UPDATE conversation SET last_seq = last_seq + %d"
            " WHERE conv = %d RETURNING conv, app_id, last_seq)"
            " INSERT INTO message (conv, id, seq, app_id, sender, dialect,"
            " type, priority, body) SELECT conv, %d + n, last_seq - %d + n,"
            " app_id, 'owner', 1, 'text', 1, json_build_object('message',"
            " 'old ' || n, 'extra', json_build_object('whole', 'yes'))::text"
            " FROM c, generate_series(1, %d) n" % (
                CHANGED, conv, first, CHANGED, CHANGED))

        def hexadecimal(n):
            milliseconds = first + n >> 20
            return "%08x%016x" % (
                milliseconds // 1000, milliseconds % 1000 << 54 |
                (first + n & 0xFFFFF) << 34 | conv >> 29)
        return hexadecimal

    # ------------------------------------------------------ requests

    def request(self, method, path, body=None, user=False, key=None):
        """By the platform key; or of the owner, or of whoever the token that
        is given as ${user} is."""
        body = b"" if body is None else json.dumps(body).encode()
        headers = [(b"Content-Type", b"application/json")] if body else []
        if user:
            token = self.token if user is True else user
            headers += [(b"IM-CLIENT-KEY", self.public.encode()),
                        (b"IM-Authorization", token.encode())]
        else:
            headers.append((b"IM-API-KEY", self.app.platform_key().encode()))
        if key:
            headers.append((b"Idempotency-Key", key.encode()))
        return Request(method.encode(), path.encode(), headers, body,
                       b"%d" % len(body) if body else None, None)

    def scenario(self, name, make, right, stores=None, key=False):
        made = self.Scenario("imkit " + name, 200, make,
                             lambda a, word: a["RC"] == 0 and
                             right(a["result"], word), stores, key)
        made.says = says
        return made

    def always(self, name, method, path, body, right, user=False):
        request = self.request(method, path, body, user)
        return self.scenario(name, lambda n: (request, None), right)

    def sends(self, name, path, body, rows, user=False, key=False):
        """${rows}: the message, who is notified of it, and what search finds
        it by."""
        def make(n):
            word = "%s %d" % (name, n)
            return self.request("POST", path, dict(
                body, message=word, extra={"whole": "yes"}), user,
                word if key else None), word

        return self.scenario(name, make, lambda r, word:
                             r["message"] == word and len(r["_id"]) == 24,
                             ("imkit sent", rows), key)

    def changes(self, name, table, rows, word, make, right, user=False):
        return self.scenario(name, lambda n: (self.request(
            *make(word % n, n), user), word % n), right, (table, rows))

    def known(self, token):
        headers = {"IM-API-KEY": "", "IM-CLIENT-KEY": self.public,
                   "IM-Authorization": token}
        return Client(self.app).call("GET", "imkit:/me",
                                     headers=headers)[0] == 200

    def batch(self, n):
        word = "batch %d" % n
        return self.request("POST", "/messages/batch", {
            "message": "$word$", "messageType": "text", "sender": "owner",
            "extra": {"whole": "yes"}, "push": True, "paras": [
                {"room": room, "$word$": word}
                for room in ("kit1", "kit2", "kit3")]}, key=word), word

    def batch_right(self, result, word):
        if result["count"] != 3:
            return False
        there = self.ask("GET", "/messages/batch?batchID=%s"
                         % result["batchID"])
        return there["failures"] == [] and \
            [m["message"] for m in there["data"]] == [word] * 3

    def upsert(self):
        made = self.changes(
            "upsert", "account", 1, "upserted%d", lambda w, n: (
                "POST", "/admin/clients", {"_id": w, "nickname": w,
                                           "issueAccessToken": True}),
            lambda r, word: r["_id"] == word and self.known(r["token"]))
        made.dies = "unknown"   # a token is made of the stored user
        return made

    def list(self):
        return [
            self.sends("send", "/rooms/kit1/message", {}, 4, user=True),
            self.sends("send with a key", "/rooms/kit1/message", {}, 4,
                       user=True, key=True),
            self.sends("platform's send", "/messages", {
                "messageType": "text", "room": "kit2", "sender": "member",
                "push": True, "mentions": ["owner", "third"]}, 4),
            self.scenario("batch of three", self.batch, self.batch_right,
                          ("imkit sent", 12), key=True),
            self.changes("edit", "imkit edited", 2, "new %d", lambda w, n: (
                "POST", "/rooms/edited/message", {
                    "_id": self.ids["edited"](n), "message": w}),
                lambda r, word: r["message"] == word and r["editedAt"], True),
            self.changes("recall", "imkit recalled", 1, "%d", lambda w, n: (
                "POST", "/rooms/recalled/message", {
                    "_id": self.ids["recalled"](n),
                    "messageType": "recall"}),
                lambda r, _: r["messageType"] == "recall" and
                r["message"] == "", True),
            self.always("lastRead", "PUT", "/rooms/read/lastRead",
                        {"message": self.last}, lambda r, _: r == {
                            "client": "owner", "lastRead": self.last,
                            "badge": 0}, True),
            self.changes("createAndJoin", "imkit room", 3, "made%d",
                         lambda w, n: ("POST", "/rooms/createAndJoin", {
                             "_id": w, "name": w, "roomType": "group",
                             "invitee": ["member"], "systemMessage": True}),
                         lambda r, word: r["_id"] == word and
                         len(r["members"]) == 2, True),
            self.always("history", "GET", "/rooms/read/messages/v3", None,
                        lambda r, _: r["totalCount"] == 1 and
                        [m["_id"] for m in r["data"]] == [self.last], True),
            self.always("search", "POST", "/search", {
                "type": ["messages"], "keyword": "needle"}, lambda r, _:
                [m["messages"] for m in r["messages"]] == [[self.needle]],
                True),
            self.always("rooms", "GET", "/rooms?limit=5", None,
                        lambda r, _: len(r["data"]) == 5, True),
            self.upsert(),
            self.scenario("verifier's token", lambda n: (self.request(
                "GET", "/me", user="of vouched%d %d" % (n, n)),
                "vouched%d" % n), lambda r, word: r["_id"] == word),
        ]

    def there(self, table):
        """As Stage.there()."""
        message = "message m JOIN conversation c USING (conv)" \
            " WHERE m.app_id = %s AND m.dialect = 1" % self.app_id
        own = "m.body::json ->> 'message'"
        query = {
            "imkit sent": "SELECT %s, sum(1 + (SELECT count(*) FROM"
                          " notification n WHERE n.conv = m.conv AND"
                          " n.message_id = m.id) + (SELECT count(*) FROM"
                          " message_gram g WHERE g.conv = m.conv AND"
                          " g.id = m.id)) FROM %s AND c.target LIKE 'kit_'"
                          " GROUP BY 1" % (own, message),
            "imkit edited": "SELECT %s, 1 + count(g.id) FROM message m JOIN"
                            " conversation c USING (conv) LEFT JOIN"
                            " message_gram g ON g.conv = m.conv AND"
                            " g.id = m.id WHERE m.app_id = %s AND c.target ="
                            " 'edited' AND m.edited IS NOT NULL GROUP BY"
                            " m.conv, m.id, 1" % (own, self.app_id),
            "imkit recalled": "SELECT m.seq - 1, 1 FROM %s AND c.target ="
                              " 'recalled' AND m.state = 1" % message,
            "imkit room": "SELECT r.room_id, 1 + (SELECT count(*) FROM"
                          " room_member o WHERE o.conv = r.conv)"
                          " FROM room r WHERE r.app_id = %s" % self.app_id,
        }[table]
        return {word: int(count) for word, count in sql(query)}
