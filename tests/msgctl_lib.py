"""What the tests of msgctl share: a scratch PostgreSQL, databases in it with
an owner and a role for the program, running msgctl, and TAP."""
import json, os, shutil, subprocess, sys, tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MSGCTL = os.environ.get("MSGCTL") or os.path.join(TOP, "build", "msgctl")
PROGRAM = os.path.join(os.path.dirname(MSGCTL), "msg.fcgi")
count = failed = 0
databases = []


def need_server():
    """Inside tests/with-pg there is one; else begin again inside."""
    if "PGHOST" not in os.environ:
        with_pg = os.path.join(TOP, "tests", "with-pg")
        os.execv(with_pg, [with_pg, sys.executable] + sys.argv)


def ok(good, what, detail=None):
    global count, failed
    count += 1
    print("%s %d - %s" % ("ok" if good else "not ok", count, what), flush=True)
    if not good:
        failed += 1
        for line in str(detail).splitlines():
            print("# " + line, flush=True)


def same(got, wanted, what):
    ok(got == wanted, what, "got    %r\nwanted %r" % (got, wanted))


def sql(database, text, user=None):
    command = ["psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-d", database,
               "-c", text] + (["-U", user] if user else [])
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else \
        "ERROR: " + done.stderr.strip()


class Site:
    """A database of its own, and the configuration of a program for it."""

    def __init__(self, name, role=True, encoding="UTF8"):
        self.name = "%s_%d" % (name, os.getpid())
        self.role = self.name + "_app"
        self.dir = tempfile.mkdtemp(prefix="msgctl-")
        self.secret = os.path.join(self.dir, "secret")
        with open(os.open(self.secret, os.O_CREAT | os.O_WRONLY, 0o600),
                  "w") as out:
            out.write(os.urandom(24).hex())
        owner = sql("postgres", "SELECT current_user")
        done = sql("postgres", "CREATE DATABASE %s ENCODING '%s' LC_COLLATE "
                   "'C' LC_CTYPE 'C' TEMPLATE template0" %
                   (self.name, encoding))
        if done.startswith("ERROR"):
            raise SystemExit(done)
        databases.append(self)
        if role:
            self.make_role()
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith("MSG")}
        self.environment.update(
            MSG_DSN="dbname=%s user=%s" % (self.name, self.role),
            MSG_ADMIN_DSN="dbname=%s user=%s" % (self.name, owner),
            MSG_SECRET_FILE=self.secret, MSG_FILES_DIR=self.dir)

    def make_role(self):
        sql("postgres", "CREATE ROLE %s LOGIN" % self.role)

    def run(self, *words, stdin="", **settings):
        environment = dict(self.environment, **settings)
        return subprocess.run([MSGCTL, *words], capture_output=True,
                              text=True, env=environment, timeout=120,
                              input=stdin)

    def start(self, *words):
        return subprocess.Popen([MSGCTL, *words], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True,
                                env=self.environment)

    def json(self, *words, **settings):
        done = self.run(*words, "--json", **settings)
        try:
            return json.loads(done.stdout)
        except ValueError:
            return {"no JSON": done.stdout, "stderr": done.stderr}

    def sql(self, text, user=None):
        return sql(self.name, text, user)

    def refused(self, status, part, *words, **settings):
        """The command ends with this status, and says this."""
        done = self.run(*words, **settings)
        ok(done.returncode == status and part in done.stderr,
           "refused: msgctl " + " ".join(words)[:50],
           "%d\n%s%s" % (done.returncode, done.stdout, done.stderr))

    def call(self, method, path, body, **headers):
        """Ask the program as plain CGI; status and the parsed answer."""
        text = json.dumps(body) if body is not None else ""
        environment = dict(
            self.environment, REQUEST_METHOD=method, REQUEST_URI=path,
            PATH_INFO=path, SCRIPT_NAME="", QUERY_STRING="",
            SERVER_PROTOCOL="HTTP/1.1", GATEWAY_INTERFACE="CGI/1.1",
            CONTENT_LENGTH=str(len(text.encode())))
        for name, value in headers.items():
            environment["HTTP_" + name] = value
        done = subprocess.run([PROGRAM], capture_output=True, text=True,
                              input=text, env=environment, timeout=60)
        head, _, answer = done.stdout.replace("\r", "").partition("\n\n")
        try:
            return int(head.split()[1]), json.loads(answer)
        except (IndexError, ValueError):
            return 0, done.stdout + done.stderr

    def drop(self):
        sql("postgres", "DROP DATABASE IF EXISTS %s WITH (FORCE)" % self.name)
        sql("postgres", "DROP ROLE IF EXISTS %s" % self.role)
        shutil.rmtree(self.dir)


def run_tests(*tests):
    need_server()
    try:
        for test in tests:
            test()
    finally:
        for site in databases:
            site.drop()
    print("1..%d" % count)
    sys.exit(failed > 0)
