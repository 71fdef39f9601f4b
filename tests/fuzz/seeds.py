"""Inputs to begin with, made of what the tests and documents have: requests,
bodies, headers and tokens of tests/cases, settings of the documents.

targets() is {name: inputs}; words() what a dictionary may hold beside.
program(name) is the program of a target.  Of fuzz_body there is a target for
each family of endpoints, body-FAMILY, and one for all of them, body; a new
family comes in by its rows and cases."""
import base64, glob, importlib.machinery, importlib.util, json, os, re, struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
TOP = os.path.dirname(TESTS)
sys.path.insert(0, TESTS)
sys.dont_write_bytecode = True
from cases_http import Program
from cases_text import (b64, dynamic, fill, forged, read_json, signed,
                        write_json)

LONGEST = 8192          # bytes of an input; longer ones only slow it down
NOW = 1763000000        # as in fuzz.h, like the names and the key below
KEY = b"the key that the fuzzers sign by"
# With what paths of the IMKit dialect begin.
IMKIT = ("rooms", "messages", "admin", "me", "badges", "blockStatus", "search",
         "push", "auths", "config", "room")
CLAIMS = ('{"iss":"msgcgi","aud":"o#a","sub":"c","typ":"app","epoch":1,'
          '"iat":1}')


def load(path):
    """A script without .py as a module."""
    loader = importlib.machinery.SourceFileLoader("script", path)
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("script", loader))
    loader.exec_module(module)
    return module


run_cases = load(os.path.join(TESTS, "run-cases"))


def program(name):
    return "fuzz_" + name.partition("-")[0]


class Cases(run_cases.Run):
    """The requests of the cases, for the app o/a, without sending them."""

    def __init__(self):
        view = {"app": "a", "token": signed(CLAIMS, KEY), "base":
                "http://h/o/a", "uuid": "9bc7af52-216c-4449-b75b-aa567d1d240d"}
        self.views = {name: view for name, _, _ in run_cases.APPS}
        self.values = dict(
            view, url="http://h", org="o", mount="", other="b",
            client_id="client", client_secret="s" * 43,
            other_client_id="client", other_client_secret="s" * 43,
            user_token=signed(CLAIMS, b"user"),
            other_token=signed(CLAIMS, b"other"), kit="a", room="1234")
        for name in "kit", "other", "tight":
            self.values.update({name + "_api_key": "k" * 43, name +
                                "_client_key": "c" * 22})
        for name in run_cases.USERS:
            self.values[name + "_token"] = signed(CLAIMS, b"user")
        self.values.update(forged(self.values), dynamic_token=dynamic(
            self.values, "reader", NOW, 3600))

    def all(self):
        """(case, request) of each."""
        for path in sorted(glob.glob(os.path.join(TESTS, "cases", "*.json"))):
            with open(path, encoding="utf-8") as text:
                data = read_json(text.read())
            for name, value in data.get("values", {}).items():
                self.values[name] = fill(value, self.values)
            for case in data["cases"]:
                case = run_cases.merge(data.get("defaults", {}), case)
                try:
                    request = self.request(case)
                except KeyError:
                    continue    # made of an earlier answer
                if request.chunks:
                    request.body = b"".join(request.chunks)
                if len(request.body) <= LONGEST:
                    yield case, request


def variables(request):
    """The CGI variables of a request."""
    given = Program("", "", 0).environment(request, request.body)
    given = {name: value for name, value in given.items()
             if os.environb.get(name) != value}
    given.pop(b"CONTENT_LENGTH", None)      # the body's own, unless it lies
    if request.length not in (None, b"%d" % len(request.body)):
        given[b"CONTENT_LENGTH"] = request.length
    return given


def written(given, body):
    """A request as fuzz.h has it."""
    return b"".join(b"%s=%s\n" % (name, value.replace(b"\n", b" "))
                    for name, value in given.items()) + b"\n" + body


def families():
    """users, messages ...: how the names of endpoints begin."""
    found = set()
    for path in glob.glob(os.path.join(TOP, "cgi", "*", "*.c")):
        with open(path, encoding="utf-8") as text:
            found |= set(re.findall(r'\.path = "/\{org\}/\{app\}/(\w+)',
                                    text.read()))
    return found


def body_target(request, known):
    """The target that a request is for."""
    segments = request.target.partition(b"?")[0].decode("latin-1").split("/")
    if segments[1:] and segments[1] in IMKIT:
        return "body-imkit"
    if segments[1:2] == ["api"]:
        return "body-rocketchat"
    if len(segments) < 4 or segments[3] not in known:
        return "body"
    if segments[3] == "messages" and request.method != b"POST":
        return "body-history"
    return "body-" + segments[3]


def for_decode(case, given):
    """Only what decode looks at."""
    kept = {name: given[name] for name in (
        b"REQUEST_METHOD", b"REQUEST_URI", b"HTTP_IDEMPOTENCY_KEY")
        if name in given}
    if case.get("in") == "strict":
        kept[b"FUZZ_APP"] = b"strict"
    if "user" in str(case.get("auth")) or \
            case.get("as") not in (None, "platform"):
        kept[b"FUZZ_TOKEN"] = b"user"
    return kept


def record(kind, content):
    return struct.pack("!BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def length_of(text):
    return bytes([len(text)]) if len(text) < 128 else \
        struct.pack("!I", len(text) | 1 << 31)


def records(given, body, piece):
    """The request in FastCGI, its streams in records of ${piece} bytes."""
    given = dict(given)
    if b"HTTP_AUTHORIZATION" in given:
        # Blanks behind it, for a length without a byte above 80.
        given[b"HTTP_AUTHORIZATION"] = \
            given[b"HTTP_AUTHORIZATION"].ljust(256)
    given.setdefault(b"CONTENT_LENGTH", b"%d" % len(body))
    params = b"".join(length_of(name) + length_of(value) + name + value
                      for name, value in given.items())

    def stream(kind, content):
        return b"".join(record(kind, content[at:at + piece]) for at in
                        range(0, len(content), piece)) + record(kind, b"")
    return record(1, b"\0\1\0\0\0\0\0\0") + stream(4, params) + \
        stream(5, body)


def settings():
    """Configurations of the documents, and one with all settings."""
    with open(os.path.join(TOP, "lib", "conf.c")) as text:
        table = re.findall(r'\{ "(\w+)", [A-Z]+, PLACE\(\w+\), "([^"]*)"',
                           text.read())
    yield "".join("%s = %s\n" % row for row in table)
    yield "[msgcgi]\n[environment]\n" + "".join(
        "MSG_%s=%s\n" % (name.upper(), value) for name, value in table)
    for row in table:
        yield "%s = %s\n" % row
    for path in glob.glob(os.path.join(TOP, "docs", "*.md")) + \
            [os.path.join(TOP, "README.md")]:
        with open(path, encoding="utf-8") as text:
            for block in re.findall(r"^```\w*\n(.*?)^```", text.read(),
                                    re.S | re.M):
                if re.search(r"^\w+ = ", block, re.M):
                    yield "\n".join(line for line in block.splitlines()
                                    if re.match(r"\w+ = |\[|;|$", line))


def texts(value):
    """All strings in a JSON value."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from texts(member)
    elif isinstance(value, list):
        for element in value:
            yield from texts(element)
    elif isinstance(value, str):
        yield str(value)


def contents(body):
    """The messages of a send, as the target content has them."""
    if not isinstance(body, dict):
        return
    own = body.get("ext") if isinstance(body.get("ext"), dict) else ""
    said = [("0 %s" % body["type"], body["body"])] \
        if "type" in body and "body" in body else []
    if isinstance(body.get("msg"), dict):
        said.append(("0 %s" % body["msg"].get("type"), body["msg"]))
    if "messageType" in body or "message" in body:
        said.append(("1 %s" % body.get("messageType", "text"), {
            name: body[name] for name in body
            if name not in ("paras", "room", "sender", "messageType")}))
    paras = body.get("paras")
    lines = ["%s=%s" % (name.strip("$"), value) for para in
             (paras if isinstance(paras, list) else [])[:4]
             if isinstance(para, dict) for name, value in para.items()]
    for head, content in said:
        yield "\n".join(text if isinstance(text, str) else write_json(text)
                        for text in (head, content, own, *lines))


def frames(path, body):
    """The frame in the envelope of a method's call, of a user and nobody."""
    if not path.startswith(b"/api/v1/method.call"):
        return
    try:
        text = read_json(body.decode())["message"].encode()
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return
    yield text
    yield b"!" + text


def subscriptions():
    """Frames that subscribe to what there is."""
    with open(os.path.join(TOP, "cgi", "rocketchat", "stream.c")) as text:
        names = re.findall(r'\{ \.name = "([^"]+)"', text.read())
    for i, name in enumerate(names + ["unknown"]):
        for params in ([], ["room"], ["room/typing", True], ["", False],
                       ["9bc7af5221644449b/message", {
                           "useCollection": True, "args": [None]}], [1, 2]):
            yield "!" * (i % 2) + json.dumps({
                "msg": "sub", "id": "s%d" % i, "name": name,
                "params": params})


def conversations():
    """What clients of realtime connections say one after the other."""
    hello = ['{"msg":"connect","version":"%s","support":["%s"]}' % (v, v)
             for v in ("1", "pre2", "pre1", "9")]
    said = [
        '{"msg":"ping","id":"1"}', '{"msg":"ping"}', '{"msg":"pong"}',
        '{"msg":"method","method":"login","id":"a","params":[{"resume":"t"}]}',
        '{"msg":"method","method":"logout","id":"bb"}',
        '{"msg":"method","method":"sendMessage","id":"c","params":[{"rid":'
        '"r","msg":"Hello \\u00e4"}]}',
        '{"msg":"sub","id":"d","name":"stream-room-messages","params":["r"]}',
        '{"msg":"sub","id":"e","name":"stream-notify-room","params":['
        '"r/typing",false]}',
        '{"msg":"sub","id":"d","name":"x"}', '{"msg":"unsub","id":"d"}',
        '{"msg":"unsub","id":"never"}', '{"msg":"method","id":1}',
        '{"msg":"sub"}', '{"msg":"x"}', '{}', '[]', 'x', '', '12-7-0']
    for text in hello:
        for words in said, said * 8, said[::-1], said[3:4] * 70 + said[6:8]:
            yield "\n".join([text] + words)
            yield "o\n" + "\n".join(json.dumps([one, two]) for one, two in zip(
                [text] + words, words))
    yield "\n".join(said)
    yield "o\n[]\n\n\"{}\"\n[1,null]\n" + json.dumps([hello[0]] + said)
    yield "o\n{}"


def of_request(found, case, request, known):
    given = variables(request)
    path = request.target.partition(b"?")[0]

    def add(name, value):
        found.setdefault(name, set()).add(value)
    add("request", written(given, request.body))
    stream = records(given, request.body,
                     (16, 100, 65535)[len(found["request"]) % 3])
    if max(stream) <= 0x80:     # the target takes no others
        add("fastcgi", stream)
    add("path", b"\n".join((path, b"", path, b"")))
    add("path", b"\n".join((b"/chat" + path, b"/chat", b"", b"/chat")))
    add("headers", given.get(b"HTTP_IDEMPOTENCY_KEY", b"") + b"\n" +
        given.get(b"HTTP_AUTHORIZATION", b""))
    add(body_target(request, known),
        written(for_decode(case, given), request.body))
    for frame in frames(path, request.body):
        add("realtime", frame)
    if request.body:
        add("json", request.body)
    try:
        for text in contents(read_json(request.body.decode())):
            add("content", text.encode())
    except (ValueError, RecursionError):
        pass


def targets():
    found, cases, known = {}, Cases(), families()
    for case, request in cases.all():
        of_request(found, case, request, known)
        for text in texts(case.get("json", [])):
            found.setdefault("text", set()).add(
                fill(text, cases.values).encode("utf-8", "surrogateescape"))
    found["text"] |= {b64("c1:user1").encode(), b64("c1:1234").encode()}
    # The first and last code points of each length, and one beyond.
    found["text"] |= {bytes.fromhex(code) for code in (
        "7f c280 dfbf e0a080 ed9fbf ee8080 efbfbf f0908080 f48fbfbf c1bf "
        "e09fbf eda080 edbfbf f08fbfbf f4908080 f5808080 80 c2 e0a0 f09080"
        ).split()}
    with open(os.path.join(TESTS, "md", "pairs.jsonl")) as pairs:
        found["md"] = {json.loads(line)["input"].encode("utf-8",
                                                        "surrogatepass")
                       for line in pairs}
    found["realtime"] |= {frame.encode() for frame in subscriptions()}
    found["ddp"] = {text.encode() for text in conversations()}
    # One subscription after the other, of whoever.
    found["ddp"].add(b'{"msg":"connect","version":"1","support":["1"]}\n' +
                     b"\n".join(frame.encode().lstrip(b"!")
                                for frame in subscriptions())[:LONGEST - 60])
    found["conf"] = {text.encode() for text in settings()}
    found["token"] = {CLAIMS.encode(), CLAIMS.replace(
        "app", "user").replace("}", ',"app_epoch":1,"exp":%d}' %
                               (NOW + 60)).encode(), CLAIMS.replace(
        '"app"', '"ticket"').replace(
            "}", ',"app_epoch":1,"for":"app","as":"","scope":""}').encode()}
    found["dynamic_token"] = set()
    for name, value in cases.values.items():
        if name.endswith("dynamic_token") or "_dynamic_" in name:
            found["dynamic_token"].add(value.encode())
        elif name.startswith("forged_") or name == "token":
            found["token"].add(value.encode())
    found["dynamic_token"].add(json.dumps({
        "signature": "0" * 64, "appkey": "o#a", "userId": "u",
        "curTime": NOW, "ttl": "60"}).encode())
    return {name: sorted(text for text in inputs if len(text) <= LONGEST)
            for name, inputs in found.items()}


def words():
    """Names and short words of the bodies in the cases."""
    found = set()
    for case, request in Cases().all():
        try:
            body = json.loads(request.body or b"[]")
        except (ValueError, RecursionError):
            continue
        found |= {text for text in texts(body)
                  if re.fullmatch(r"[A-Za-z_.-]{2,24}", text)}
    return sorted(found)


def pack(inputs):
    """Many inputs as lines, as replay.c reads them."""
    return b"".join(base64.b64encode(text) + b"\n" for text in inputs)


def unpack(lines):
    return [base64.b64decode(line, validate=True)
            for line in lines.splitlines()]
