"""Run the examples of a document and compare their answers.

    ```sh       an example: run in order, in one shell per document
    ```json     behind one: its answer, compared member by member
    ```text     behind one: its answer, compared line by line
    ```console  is shown, and not run

In an expected answer "…" stands for any text, a member named "…" for any
other members, a last element "…" for any other elements.  What differs from
run to run (times, ids, tokens) is compared by its form.  Each document has an
app of its own and finds it in var/demo.env, as after `make run`."""
import json, os, re, shutil, subprocess, tempfile, threading, time
import live

# Compared by type, and where they are digits by their number.
BY_FORM = {"timestamp", "duration", "created", "modified", "lastModified",
           "joined_time", "uuid", "application", "access_token", "cursor",
           "client_id", "client_secret", "exp", "start", "end", "$date"}
BY_FORM_END = "MS"  # messageTimeMS ...
TIMES = {"ts"}  # where they are numbers
ID = re.compile(r"[0-9]{9,}\Z")
ANY = "…"
HEX_ID = r"\b[0-9a-f]{24}\b"
USER_ID = r"\b[0-9a-f]{17}\b"
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"
SHOWN_URL, SHOWN_ORG, SHOWN_APP = "http://127.0.0.1:8080", "demo", "chat"
BLOCK_SECONDS = 60
CURL = """#!/bin/sh
{ printf '%%s\\037' "$@"; printf '\\036'; } >> "$DOCS_CALLS"
exec %s "$@"
"""


class Block:
    """An example: its line, its text, and the answer that follows it."""

    def __init__(self, line):
        self.line, self.text, self.kind, self.answer = line, "", None, ""


def blocks(path):
    found, fence, kind = [], None, None
    with open(path, encoding="utf-8") as document:
        for number, line in enumerate(document, 1):
            mark = re.match(r"```(\w*)", line)
            if mark and kind is None:
                kind = mark.group(1)
                if kind == "sh":
                    found.append(Block(number))
                    fence = found[-1]
                elif kind in ("json", "text") and fence and not fence.kind:
                    fence.kind = kind
                else:
                    fence = None
            elif mark:
                # An answer ends the example; prose may stand between.
                fence = None if kind != "sh" else fence
                kind = None
            elif kind == "sh":
                fence.text += line
            elif kind is not None and fence:
                fence.answer += line
    return found


# What stands for others of its form, within texts.
FORMS = ((ANY, ".*"), (HEX_ID, HEX_ID), (USER_ID, USER_ID), (UUID, UUID),
         (TIME, TIME))


def form_of(piece):
    for known, form in FORMS:
        if re.fullmatch(known, piece):
            return form
    return "[0-9]{%d}" % len(piece)


def pattern(text):
    """What a shown text stands for: ids, uuids and times by their form."""
    pieces = re.split("(%s|%s|%s|%s|%s|[0-9]{13,})" % (
        ANY, HEX_ID, USER_ID, UUID, TIME), text)
    forms = [form_of(piece) for piece in pieces[1::2]]
    return "".join(re.escape(piece) + form for piece, form in
                   zip(pieces[::2], forms + [""]))


def form_differs(want, got, where):
    if type(want) is not type(got):
        return "%s: %r is no %s" % (where, got, type(want).__name__)
    if isinstance(want, str) and ID.match(want) and (
            not ID.match(got) or len(want) != len(got)):
        return "%s: %r is not like %r" % (where, got, want)
    return None


def pair_names(want, got):
    """Wanted name -> real one; ids in the order of both."""
    pairs = {name: name for name in want if name in got}
    rest = [name for name in got if name not in pairs and ID.match(name)]
    for name in want:
        if name not in pairs and ID.match(name) and rest and \
                len(rest[0]) == len(name):
            pairs[name] = rest.pop(0)
    return pairs


def object_differs(want, got, where):
    others = ANY in want
    want = {name: value for name, value in want.items() if name != ANY}
    pairs = pair_names(want, got)
    for name in want:
        if name not in pairs:
            return "%s: there is no member %s" % (where, name)
        below = "%s.%s" % (where, name)
        by_form = name in BY_FORM or name.endswith(BY_FORM_END) or (
            name in TIMES and isinstance(want[name], int))
        fault = form_differs(want[name], got[pairs[name]], below) if by_form \
            and want[name] is not None and not isinstance(
                want[name], (dict, list)) and ANY not in str(want[name]) \
            else differs(want[name], got[pairs[name]], below)
        if fault:
            return fault
    extra = sorted(set(got) - set(pairs.values()))
    if extra and not others:
        return "%s: also has %s" % (where, ", ".join(extra))
    return None


def differs(want, got, where="answer"):
    """The first difference in words, or None."""
    if isinstance(want, dict) and isinstance(got, dict):
        return object_differs(want, got, where)
    if isinstance(want, list) and isinstance(got, list):
        others = want[-1:] == [ANY]
        want = want[:-1] if others else want
        if len(got) < len(want) or (len(got) > len(want) and not others):
            return "%s: has %d elements" % (where, len(got))
        for i, value in enumerate(want):
            fault = differs(value, got[i], "%s[%d]" % (where, i))
            if fault:
                return fault
        return None
    if isinstance(want, str) and isinstance(got, str):
        if ID.match(want):
            return form_differs(want, got, where)
        if re.fullmatch(pattern(want), got, re.S):
            return None
    elif type(want) is type(got) and want == got:
        return None
    return "%s: is %s, not %s" % (where, json.dumps(got, ensure_ascii=False),
                                  json.dumps(want, ensure_ascii=False))


def text_differs(want, got):
    lines, found = want.splitlines(), got.splitlines()
    for i, line in enumerate(lines):
        if i >= len(found) or not re.fullmatch(
                pattern(line.rstrip()), found[i].rstrip()):
            return "line %d is %r, not %r" % (
                i + 1, found[i] if i < len(found) else None, line)
    return None if len(found) == len(lines) else \
        "there are %d more lines" % (len(found) - len(lines))


class Shell:
    """The shell of one document, in a folder that looks like the tree."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="docs-")
        self.app = live.App()
        self.calls = os.path.join(self.dir, "calls")
        # What programs need is to come from demo.env, as for a reader.
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("MSG_")}
        environment.update(DOCS_CALLS=self.calls, TMPDIR=self.dir, PATH="%s:%s"
                           % (os.path.join(self.dir, "bin"),
                              os.environ["PATH"]))
        self.furnish(shutil.which("curl"))
        self.process = subprocess.Popen(
            ["sh"], cwd=self.dir, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        self.run(". var/demo.env\n")

    def furnish(self, curl):
        for name in ("bin", "build", "var"):
            os.mkdir(os.path.join(self.dir, name))
        os.symlink(live.MSGCTL, os.path.join(self.dir, "build", "msgctl"))
        shim = os.path.join(self.dir, "bin", "curl")
        with open(shim, "w") as out:
            out.write(CURL % curl)
        os.chmod(shim, 0o755)
        with open(os.path.join(self.dir, "var", "demo.env"), "w") as out:
            for name, value in self.settings().items():
                out.write("%s='%s'\n" % (name, value))

    def settings(self):
        app, admin = self.app, live.Client(self.app)
        admin.post("/users", {"username": "owner", "password": "secret"})
        room = {"name": "lobby", "description": "the demo's room",
                "owner": "owner"}
        group = {"groupname": "team", "public": True, "owner": "owner"}
        return {
            **self.imkit(app, admin),
            "MSG_URL": os.environ["MSG_URL"], "MSG_ORG": app.org,
            "MSG_APP": app.name, "MSG_APP_TOKEN": app.token,
            "MSG_CLIENT_ID": app.key["client_id"],
            "MSG_CLIENT_SECRET": app.key["client_secret"],
            "MSG_ROOM": admin.post("/chatrooms", room)[1]["data"]["id"],
            "MSG_GROUP": admin.post("/chatgroups", group)[1]["data"]
            ["groupid"],
            **{name: os.environ[name] for name in (
                "MSG_DSN", "MSG_ADMIN_DSN", "MSG_SECRET_FILE")}}

    @staticmethod
    def rocketchat(app, admin):
        """And for the Rocket.Chat dialect, which finds the app by its host:
        from now on any host is this app's."""
        password = "demo-%s-%s" % (app.org, app.name)
        admin.call("PUT", "/users/user1/password", {"newpassword": password})
        live.msgctl("app", "host", app.org, app.name, "default")
        for _ in range(100):
            status, body, _ = admin.call("POST", "imkit:/api/v1/login",
                                         {"user": "user1",
                                          "password": password})
            if status == 200:
                break
            time.sleep(0.1)
        return {"MSG_PASSWORD": password,
                "MSG_ROCKETCHAT_ROOM": "demo-room",
                "MSG_USER_ID": body["data"]["userId"],
                "MSG_AUTH_TOKEN": body["data"]["authToken"]}

    def imkit(self, app, admin):
        """What the demo of `make run` has for the two other dialects."""
        def demo(first, second, *words):
            return live.msgctl(first, second, app.org, app.name, *words)
        for user in "user1", "user2":
            demo("user", "create", user)
        demo("room", "create", "demo-room", "--name", "demo room", "--owner",
             "user1", "--member", "user2")
        # A new password ends tokens: before there are others.
        chat = self.rocketchat(app, admin)
        return {
            **chat,
            "MSG_API_KEY": demo("key", "create", "--kind", "platform")
            ["api_key"],
            "MSG_CLIENT_KEY": demo("key", "create", "--kind", "public")
            ["client_key"],
            "MSG_USER": "user1", "MSG_IMKIT_ROOM": "demo-room",
            "MSG_USER_TOKEN": demo("token", "issue", "user1")["token"]}

    def run(self, text):
        """status, standard output, standard error; status None: it took too
        long, or the example ended the shell."""
        paths = [os.path.join(self.dir, name) for name in ("in", "out", "err")]
        with open(paths[0], "w") as out:
            out.write(text)
        self.process.stdin.write(
            ". ./in >out 2>err </dev/null; echo $?\n")
        self.process.stdin.flush()
        alarm = threading.Timer(BLOCK_SECONDS, self.process.kill)
        alarm.start()
        line = self.process.stdout.readline()
        alarm.cancel()
        texts = [open(path, errors="replace").read() if os.path.exists(path)
                 else "" for path in paths[1:]]
        return (int(line) if line.strip() else None, *texts)

    def shown(self, text):
        """An answer as the documents show it."""
        for real, name in (
                (os.environ["MSG_URL"], SHOWN_URL),
                ("%s/%s" % (self.app.org, self.app.name),
                 "%s/%s" % (SHOWN_ORG, SHOWN_APP)),
                ("%s#%s" % (self.app.org, self.app.name),
                 "%s#%s" % (SHOWN_ORG, SHOWN_APP)),
                ('"%s"' % self.app.org, '"%s"' % SHOWN_ORG),
                ('"%s"' % self.app.name, '"%s"' % SHOWN_APP)):
            text = text.replace(real, name)
        return text

    def end(self):
        """The calls that were made: (method, path) each."""
        self.process.stdin.close()
        self.process.wait()
        calls = []
        if os.path.exists(self.calls):
            with open(self.calls, errors="replace") as made:
                calls = [call_of(record.split("\037"), self.app)
                         for record in made.read().split("\036")[:-1]]
        shutil.rmtree(self.dir)
        return [call for call in calls if call]


def call_of(arguments, app):
    method, url = "GET", None
    for i, argument in enumerate(arguments):
        if argument == "-X":
            method = arguments[i + 1]
        elif argument in ("-d", "--data", "--data-binary") and method == "GET":
            method = "POST"
        elif argument.startswith(os.environ["MSG_URL"]):
            url = argument[len(os.environ["MSG_URL"]):]
    if url is None:
        return None
    base = "/%s/%s" % (app.org, app.name)
    path = url.split("?")[0]
    return method, path[len(base):] if path.startswith(base) else path


def judge(block, shell):
    """What is wrong with an example's run, or None; and its answer."""
    status, out, err = shell.run(block.text)
    out = shell.shown(out)
    if status != 0:
        return "status %s\n%s%s" % (status, out, err), out
    if block.kind == "text":
        return text_differs(block.answer, out), out
    if block.kind == "json":
        try:
            return differs(json.loads(block.answer), json.loads(out)), out
        except ValueError as fault:
            return "no JSON, %s:\n%s%s" % (fault, out, err), out
    return None, out


def run_document(path, show=False):
    """Test every example of a document; the calls they made.  One without a
    single checked answer proves nothing, and fails."""
    name = os.path.relpath(path, live.TOP)
    examples = blocks(path)
    if not examples:
        print("# %s: no examples to run" % name, flush=True)
        return []
    shell = Shell()
    for block in examples:
        fault, answer = judge(block, shell)
        first = block.text.strip().splitlines()[0][:60] if block.text.strip() \
            else "an empty example"
        live.ok(fault is None, "%s:%d %s" % (name, block.line, first),
                "%s\n%s" % (fault, answer))
        if show and fault is None:
            print(answer, flush=True)
    live.ok(any(block.kind for block in examples),
            "%s: has checked answers" % name)
    return shell.end()
