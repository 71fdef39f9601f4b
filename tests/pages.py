"""Packages of npm, pages in a headless chromium, and suites that run behind
each of two web servers: what the tests of real clients share."""
import http.server, json, os, shutil, subprocess, sys, tempfile, threading

TESTS = os.path.dirname(os.path.abspath(__file__))
OUT = os.environ.get("OUT") or os.path.join(os.path.dirname(TESTS), "build")


def without_npm():
    """None, or what is missing."""
    return None if shutil.which("node") and shutil.which("npm") else \
        "there is no node and npm"


def need_npm():
    if without_npm():
        print("1..0 # skip " + without_npm())
        sys.exit(77)


def install(source, store):
    """The packages of the lock file in ${source}: below the build folder,
    never in the source tree."""
    with open(os.path.join(source, "package-lock.json")) as text:
        wanted = text.read()
    try:
        with open(os.path.join(store, "installed")) as text:
            if text.read() == wanted:
                return
    except OSError:
        pass
    os.makedirs(store, exist_ok=True)
    for name in "package.json", "package-lock.json", ".npmrc":
        shutil.copy(os.path.join(source, name), store)
    if os.path.isdir(os.path.join(source, "types")):
        shutil.copytree(os.path.join(source, "types"),
                        os.path.join(store, "types"), dirs_exist_ok=True)
    run = subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"],
                         cwd=store, capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit("npm ci: " + run.stdout + run.stderr)
    with open(os.path.join(store, "installed"), "w") as text:
        text.write(wanted)


def behind_each():
    """Run this script again behind lighttpd and behind Apache, its kind as
    the argument, and end."""
    points, status = 0, 0
    for kind in "lighttpd", "apache-proxy":
        run = subprocess.run(
            [os.path.join(TESTS, "with-pg"), os.path.join(TESTS, "with-web"),
             kind, sys.executable] + sys.argv + [kind],
            stdout=subprocess.PIPE, text=True)
        lines = [line for line in run.stdout.splitlines()
                 if not line.startswith("1..")]
        print("\n".join(lines), flush=True)
        points += sum(line.startswith(("ok ", "not ok ")) for line in lines)
        status = status or run.returncode
    print("1..%d" % points)
    sys.exit(status)


class Server(http.server.ThreadingHTTPServer):
    """The page's own origin.  ${files}: path -> (type, bytes), where "/" is
    the page; results is what it was shown, as it posts that to /results."""
    results = None

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.done = dict(files), threading.Event()
        self.url = "http://127.0.0.1:%d" % self.server_port
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def answer(self, kind, data):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        found = self.server.files.get(self.path)
        if found is None:
            self.send_error(404)
        else:
            self.answer(*found)

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.results = json.loads(text)
        self.answer("application/json", b"{}")
        self.server.done.set()


def file(path, kind):
    with open(path, "rb") as data:
        return kind, data.read()


def browser():
    """The program, or None."""
    return next(filter(shutil.which, (
        "chromium-headless-shell", "chromium", "chromium-browser",
        "google-chrome")), None)


def browse(program, server, seconds=60):
    """What the page was shown."""
    with tempfile.TemporaryDirectory() as home:
        log = open(os.path.join(home, "log"), "w+")
        run = subprocess.Popen(
            [program, "--headless", "--disable-gpu", "--no-sandbox",
             "--disable-dev-shm-usage", "--user-data-dir=" + home,
             "--disable-background-networking", "--remote-debugging-port=0",
             server.url], stdout=log, stderr=log,
            env=dict(os.environ, HOME=home))
        try:
            if not server.done.wait(seconds):
                log.seek(0)
                raise SystemExit("no results of the page: " + log.read())
        finally:
            run.terminate()
            run.wait()
    server.shutdown()
    return server.results
