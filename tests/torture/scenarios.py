"""What tests/t/0490-fail-malloc and 0491-fail-libpq share: requests of every
kind, and the judgement of what was answered after one call had failed."""
from fail_programs import *
import imkit_scenarios, rocketchat_scenarios


class Scenario:
    """A kind of request.  make(n) gives the nth one, and the word by which to
    know what it stores; right(answer, word) says whether a success is a true
    one; stores: in which table, and how many rows hold the word afterwards
    (0: it deletes)."""

    def __init__(self, name, status, make, right, stores=None, key=False):
        self.name, self.status, self.make = name, status, make
        self.right, self.stores, self.key = right, stores, key
        self.says, self.dies = says, "refused"
        self.part = False               # a lost answer may be of some rows
        self.lock, self.number = threading.Lock(), 0
        self.kinds = {}                 # of answers, by word
        self.faults = {}                # what failed then

    def next(self):
        with self.lock:
            self.number += 1
            return self.make(self.number)


class Stage:
    """An app with all that the scenarios need."""
    USERS = 6000                        # to be deleted, and to be added

    def __init__(self):
        self.app = app = App(scale=100000,
                             settings=["--room-rate", "1000000"])
        self.ask("POST", "/users", [{"username": "owner", "password": "1"},
                                    {"username": "member", "password": "1"}])
        self.room = self.ask("POST", "/chatrooms", {
            "name": "hall", "description": "d", "owner": "owner",
            "members": ["member"], "maxusers": 10000})["data"]["id"]
        for n in range(20):
            self.ask("POST", "/messages/chatrooms", self.message(
                ["history"], "old%d" % n))
        self.replayed = self.ask("POST", "/messages/chatrooms", self.message(
            ["replay"], "replay"), {"Idempotency-Key": "replay"})["data"]
        self.kit = imkit_scenarios.Kit(self, Scenario)
        self.chat = rocketchat_scenarios.Chat(self, Scenario)
        self.scenarios = self.fixed_list() + self.kit.list() + \
            self.chat.list()
        self.its = "app_id = (SELECT app_id FROM app WHERE org = '%s' AND" \
            " name = '%s')" % (app.org, app.name)
        sql("INSERT INTO account (app_id, username, uuid) SELECT app_id,"
            " kind || n, gen_random_uuid() FROM app, generate_series(1, %d)"
            " n, unnest(ARRAY['gone', 'more']) kind WHERE %s"
            % (self.USERS, self.its))

    @staticmethod
    def chosen(scenario):
        """SCENARIOS=words,words: those whose names hold one of them."""
        return any(words in scenario.name for words in
                   os.environ.get("SCENARIOS", "").split(","))

    def ask(self, method, path, body=None, headers=None):
        status, answer, _ = Client(self.app).call(method, path, body, headers)
        if status != 200:
            raise SystemExit("%s %s: %s" % (method, path, answer))
        return answer

    @staticmethod
    def message(to, text, **more):
        return dict({"from": "owner", "to": to, "type": "txt",
                     "body": {"msg": text}, "ext": {"whole": "yes"}}, **more)

    def request(self, method, path, body=None, key=None, auth=True,
                root=False):
        body = b"" if body is None else body if isinstance(body, bytes) \
            else json.dumps(body).encode()
        headers = [(b"Content-Type", b"application/json")] if body else []
        if auth:
            headers.append((b"Authorization",
                            b"Bearer " + self.app.token.encode()))
        if key:
            headers.append((b"Idempotency-Key", key.encode()))
        target = path if root else "/%s/%s%s" % (self.app.org, self.app.name,
                                                 path)
        return Request(method.encode(), target.encode(), headers, body,
                       b"%d" % len(body) if body else None, None)

    def good_token(self, token):
        app = types.SimpleNamespace(org=self.app.org, name=self.app.name,
                                    token=token)
        return Client(app).get("/messages/chatrooms/history")[0] in (200, 403)

    def always(self, name, method, path, body=None, right=None, status=200,
               **more):
        request = self.request(method, path, body, **more)
        return Scenario(name, status, lambda n: (request, None), right)

    def sends(self, name, path, to, key=False, **more):
        def make(n):
            word = "%s %d" % (name, n)
            return self.request("POST", path, self.message(
                to, word, **more), word if key else None), word

        def right(answer, _):
            return sorted(answer["data"]) == sorted(to) and \
                all(id.isdigit() for id in answer["data"].values())

        return Scenario(name, 200, make, right, ("message", len(to)), key)

    def changes(self, name, table, rows, word, make, right):
        return Scenario(name, 200, lambda n: (
            self.request(*make(word % n)), word % n), right, (table, rows))

    def fixed_list(self):
        return [
            self.always("token", "POST", "/token", dict(
                self.app.key, grant_type="client_credentials"),
                lambda a, _: self.good_token(a["access_token"]), auth=False),
            self.always("token by password", "POST", "/token", {
                "grant_type": "password", "username": "owner",
                "password": "1"},
                lambda a, _: self.good_token(a["access_token"]), auth=False),
            self.sends("send to one", "/messages/chatrooms", ["one"]),
            self.sends("send to ten", "/messages/chatrooms",
                       ["ten%d" % n for n in range(10)]),
            self.sends("send to users", "/messages/users", ["member"]),
            self.sends("send to some of a room", "/messages/chatrooms/users",
                       ["some"], users=["member"]),
            Scenario("send by the old form", 200, lambda n: (self.request(
                "POST", "/messages", {
                    "target_type": "users", "target": ["member"],
                    "msg": {"type": "txt", "msg": "old form %d" % n},
                    "ext": {"whole": "yes"}, "from": "owner"}),
                    "old form %d" % n),
                lambda a, _: a["data"] == {"member": "success"},
                ("message", 1)),
            self.sends("send with a key", "/messages/chatrooms", ["keyed"],
                       key=True),
            self.always("its replay", "POST", "/messages/chatrooms",
                        self.message(["replay"], "replay"),
                        lambda a, _: a["data"] == self.replayed,
                        key="replay"),
            self.always("history", "GET",
                        "/messages/chatrooms/history?after=0", None,
                        lambda a, _: [m["body"]["msg"] for m in a["data"]] ==
                        ["old%d" % n for n in range(20)]),
            self.changes("user create", "account", 1, "fresh%d", lambda w: (
                "POST", "/users", {"username": w, "password": "1"}),
                lambda a, word: a["entities"][0]["username"] == word),
            self.always("user list", "GET", "/users?limit=5", None,
                        lambda a, _: len(a["entities"]) == 5),
            self.changes("user delete", "account", 0, "gone%d", lambda w: (
                "DELETE", "/users/" + w),
                lambda a, word: a["entities"][0]["username"] == word),
            self.changes("room create", "room", 1, "room%d", lambda w: (
                "POST", "/chatrooms", {
                    "name": w, "description": "d", "owner": "owner",
                    "members": ["member"]}),
                lambda a, _: a["data"]["id"].isdigit()),
            self.always("room list", "GET", "/chatrooms?limit=1", None,
                        lambda a, _: len(a["data"]) == 1),
            self.always("room members", "GET", "/chatrooms/%s/users?version="
                        "v3&limit=1000" % self.room, None,
                        lambda a, _: {"owner", "member"} <= set(a["data"])),
            self.changes("member add", "room_member", 1, "more%d", lambda w: (
                "POST", "/chatrooms/%s/users/%s" % (self.room, w)),
                lambda a, word: a["data"]["user"] == word),
            self.always("health", "GET", "/healthz", None,
                        lambda a, _: a == {"status": "ok"}, root=True),
            self.always("no such path", "GET", "/nowhere", None,
                        lambda a, _: a["error"] == "service_resource_not"
                        "_found", 404),
            self.always("no token", "GET", "/users", None,
                        lambda a, _: a["error"] == "unauthorized", 401,
                        auth=False),
            self.always("bad JSON", "POST", "/messages/chatrooms",
                        b'{"from": "owner",}', lambda a, _:
                        a["error"] == "invalid_request_body", 400),
        ]

    def there(self, table):
        """How often each word is in a table."""
        if table.startswith("imkit"):
            return self.kit.there(table)
        if table.startswith("rocketchat"):
            return self.chat.there(table)
        query = {
            "message": "SELECT coalesce(m.body, p.body)::json ->> 'msg',"
                       " count(*) FROM message m LEFT JOIN payload p USING"
                       " (payload_id) WHERE m.%s AND coalesce(m.ext, p.ext)"
                       "::json ->> 'whole' = 'yes' GROUP BY 1",
            "account": "SELECT username, 1 FROM account WHERE %s",
            "room": "SELECT name, count(*) FROM room WHERE %s GROUP BY 1",
            "room_member": "SELECT username, count(*) FROM room_member WHERE"
                           " %s GROUP BY 1",
        }[table] % self.its
        return {word: int(count) for word, count in sql(query)}


# ----------------------------------------------------------------- judgement

ERROR = {"error", "exception", "timestamp", "duration", "error_description"}
SAYS = {"service_unavailable": "refused", "internal_error": "refused",
        "outcome_unknown": "unknown"}
# The one answer without memory is of all dialects.
WITHOUT_MEMORY = ERROR | {"RC", "RM"}


def says(status, answer):
    """What an error tells of the store; None: it is none."""
    return SAYS.get(answer["error"]) if set(answer) == ERROR else None


def parse(output):
    """status and JSON of a CGI answer; ValueError for one that is none."""
    lines, body = split_head(output)
    if not lines:
        raise ValueError("no head")
    headers = dict(line.decode().split(": ", 1) for line in lines)
    if len(headers) != len(lines):
        raise ValueError("a header comes twice")
    if headers.get("Content-Length", str(len(body))) != str(len(body)):
        raise ValueError("Content-Length is %s, the body has %d bytes"
                         % (headers["Content-Length"], len(body)))
    if headers["Content-Type"].partition(";")[0] != "application/json":
        raise ValueError("Content-Type is %s" % headers["Content-Type"])
    status, _, reason = headers["Status"].partition(" ")
    if not reason:
        raise ValueError("Status without a reason")
    return int(status), json.loads(body)


def kind_of(scenario, word, output):
    """right, refused (nothing was stored), unknown, or ValueError."""
    try:
        status, answer = parse(output)
    except (KeyError, ValueError) as error:
        raise ValueError("no answer: %s: %r" % (error, output[-300:]))
    if status == scenario.status:
        try:
            if scenario.right(answer, word):
                return "right"
        except (KeyError, IndexError, TypeError, AttributeError):
            pass
    elif status == 503 and answer == {"status": "unavailable"} and \
            scenario.name == "health":
        return "refused"
    elif status == 503 and set(answer) == WITHOUT_MEMORY and \
            answer["timestamp"] == 0 and answer["RC"] == 503:
        return "unknown"        # it does not say what was stored
    elif status in (500, 503) and scenario.says(status, answer):
        return scenario.says(status, answer)
    raise ValueError("wrong answer: %d %s" % (status, json.dumps(answer)))


def again(stage, request):
    """The same request, by the web server; status and answer."""
    headers = {name.decode(): text.decode()
               for name, text in request.headers}
    # The path as it stands, with this key or none.
    headers.setdefault("IM-API-KEY", "")
    return Client(stage.app).post("imkit:" + request.target.decode(),
                                  json.loads(request.body), headers)[:2]


def said(answer):
    """What a success says of what was stored; of the sender it may know
    more by then, such as when he came last."""
    if "success" in answer:
        return rocketchat_scenarios.message_of(answer)
    return answer["data"] if "data" in answer else \
        dict(answer["result"], sender=None)


def judge(stage, scenario, request, word, result, ends):
    """The kind of the answer, and what is wrong with it, if anything."""
    try:
        if result.ended not in ends:
            raise ValueError("it ended with %s: %r %s" % (
                result.ended, result.output[-300:], result.words[-300:]))
        kind, wrong = kind_of(scenario, word, result.output), None
    except ValueError as error:
        kind, wrong = "unknown", str(error)
    scenario.kinds[word] = kind
    if scenario.key:
        # The retry that the answer asks for; a lost attempt may still run.
        for _ in range(100):
            status, answer = again(stage, request)
            if status != 409 and not rocketchat_scenarios.running(answer):
                break
            time.sleep(0.05)
        if status != 200 or kind == "right" and \
                said(answer) != said(parse(result.output)[1]):
            wrong = wrong or "the retry: %d %s" % (status, answer)
        scenario.kinds[word] = "right"
    return kind, wrong


# -------------------------------------------------------------------- sweeps

# Libraries that cannot do without memory: what they die of, before anything
# was stored, unless the scenario says otherwise (dies).  The web server answers then, and starts the next process.
MORTAL = {"libfcgi": -signal.SIGABRT,   # its assertion, in taking a request
          "libjson-c": -signal.SIGSEGV,  # a member's name, not checked
          "libjansson": -signal.SIGSEGV}  # the list of names, in writing


def dies_of(trace, ended):
    """The library that made the call, also by way of strdup()."""
    callers = [f.partition(".")[0] for f in trace[1:3]]
    library = callers[1] if callers[0] == "libc" else callers[0]
    return library if ended and MORTAL.get(library) == ended else None


class Report:
    """What came of the faults of a scenario."""

    def __init__(self, stage, scenario):
        self.stage, self.scenario = stage, scenario
        self.kinds, self.wrong = collections.Counter(), []
        self.lock = threading.Lock()

    def run(self, place, ends, what, at=0, way=0):
        """One request, one fault; its kind."""
        request, word = self.scenario.next()
        result = place.run(request, what, at, way)
        # Who failed, before the next run.
        fired, trace = place.control.fired, None
        if at and fired:
            trace = place.control.frames_now()
        elif what:
            self.callers = place.control.callers()
        place.after(result)
        library = trace and dies_of(trace, result.ended)
        if library:
            kind, wrong = library + " dies", None
            self.scenario.kinds[word] = self.scenario.dies
        else:
            kind, wrong = judge(self.stage, self.scenario, request, word,
                                result, ends)
        self.scenario.faults[word] = at, way, trace
        if at and not fired:
            kind = "not reached"
        with self.lock:
            self.kinds[kind] += 1
            if wrong:
                self.note(at, way, wrong, trace)
        return kind

    def note(self, at, way, wrong, trace=None):
        self.wrong.append("call %d, way %d: %s\n  failed: %s" % (
            at, way, wrong, Control.words(trace) if trace else "-"))

    def calls(self, place, ends, what):
        """Who makes the calls of a request without a fault."""
        self.run(place, ends, what)
        return self.callers

    def end(self, where):
        wrong = self.wrong + check_stored(self.stage, self.scenario)
        self.scenario.kinds = {}
        total = sum(self.kinds.values())
        ok(not wrong, "%s, %s: %d runs: %s" % (
            self.scenario.name, where, total, ", ".join(
                "%d %s" % (n, kind)
                for kind, n in sorted(self.kinds.items()))),
           "%d wrong\n" % len(wrong) + "\n".join(
               wrong if FULL else wrong[:6]))


def sweep_cgi(report, places, what, picks):
    """A process for each of ${picks}, (at, way), some at a time."""
    in_parallel(len(places), lambda lane: [
        report.run(places[lane], (0, 1, OUT_OF_MEMORY), what, at, way)
        for at, way in picks[lane::len(places)]])


class Steady:
    """A long-lived process under faults: after each one it serves, itself or
    its successor, and holds neither more blocks nor more descriptors."""

    def __init__(self, stage, place, probe):
        self.place, self.stage = place, stage
        self.probe = Report(stage, probe)
        place.after = self.after
        self.blocks = None

    def after(self, result):
        """The next request; it also meets a process that ends late."""
        kind = None
        request, word = self.probe.scenario.next()
        answer = self.place.run(request, 0)
        kind, wrong = judge(self.stage, self.probe.scenario, request, word,
                            answer, (None, OUT_OF_MEMORY,
                                     *MORTAL.values()))
        if wrong or kind != "right":
            self.probe.note(0, 0, "the next request: %s %s" % (kind, wrong))
        if result.ended is None and answer.ended is not None:
            result.ended = answer.ended

    def live(self):
        """When the last request's thread is done with it."""
        control, seen = self.place.control, None
        for _ in range(100):
            seen, before = control.live, seen
            if seen == before and (self.blocks is None or
                                   seen <= self.blocks):
                break
            time.sleep(0.002)
        return seen

    def warm(self, report):
        """Until a request leaves what it found; then that is the measure."""
        self.blocks, last = None, None
        for _ in range(20):
            report.run(self.place, (None,), 0)
            self.blocks, last = self.live(), self.blocks
            if self.blocks == last:
                break
        self.process = self.place.process.pid
        self.files = self.place.descriptors()

    def grew(self, report):
        """Blocks or descriptors more than before, and they stay."""
        if self.place.process.pid != self.process:
            self.warm(report)
            return False
        if self.live() <= self.blocks and \
                self.place.descriptors() <= self.files:
            return False
        report.run(self.place, (None,), 0)
        more = self.live() > self.blocks or \
            self.place.descriptors() > self.files
        if more:
            self.blocks = max(self.blocks, self.live())
            self.files = max(self.files, self.place.descriptors())
        return more

    def sweep(self, report, what, picks):
        self.warm(report)
        suspects = []
        for at, way in picks:
            report.run(self.place, (None, OUT_OF_MEMORY), what, at, way)
            if self.grew(report):
                suspects.append((at, way))
        # What is made once and kept grows once; a leak grows each time.
        for at, way in suspects:
            for _ in range(4):
                report.run(self.place, (None, OUT_OF_MEMORY), what, at, way)
                if not self.grew(report):
                    break
            else:
                report.note(at, way, "it leaks",
                            self.place.control.frames_now())
        report.wrong += self.probe.wrong
        self.probe.wrong = []

    def sessions(self):
        return int(sql("SELECT count(*) FROM pg_stat_activity WHERE"
                       " application_name = '%s'" % self.place.name)[0][0])


def check_stored(stage, scenario):
    """What was answered is what is in the database; all or nothing."""
    if not scenario.stores:
        return []
    table, rows = scenario.stores
    there, wrong = stage.there(table), []
    before = 0 if rows else 1
    allowed = {"right": {rows}, "refused": {before}, "unknown": set(range(
        rows + 1)) if scenario.part else {rows, before}}
    for word, kind in scenario.kinds.items():
        if there.get(word, 0) not in allowed[kind]:
            at, way, trace = scenario.faults[word]
            wrong.append("%s: answered %s, rows: %d; call %d, way %d\n"
                         "  failed: %s" % (
                             word, kind, there.get(word, 0), at, way,
                             Control.words(trace) if trace else "-"))
    return wrong
