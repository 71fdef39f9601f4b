"""How speed is measured: in rounds that alternate, with medians and spread.

Machines are noisy, so a figure says little alone: what is compared is measured
in one run, in turns (A B, B A, A B ...), and ratios are taken within a round.

    results = interleave(5, {
        "sends": lambda: wrk(url, script, 32, 5),
        "insert": lambda: pgbench(file, 16, 5)})
    results["sends"]["rate"].median, .low, .high, .rounds
    ratio(results["sends"]["rate"], results["insert"]["rate"]).median

Figures are dicts of numbers.  Names in use, and their units: rate (requests or
transactions a second), requests, p50, p99, average (milliseconds), errors,
cpu ROLE (microseconds a request), memory (KiB).

A measurement that is not valid (answers that were not 2xx, rows missing) is
told to invalid(), and the run fails at its end.  A program that cannot be run
at all raises Failed."""
import collections, json, os, platform, re, resource, statistics, \
    subprocess, sys, time

BENCH = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(BENCH))
from live import TOP, programs, sql

CORES = os.cpu_count()
TICK = os.sysconf("SC_CLK_TCK")
OUT = os.path.join(TOP, os.environ.get("OUT") or "build")
# What the program's sessions have (sql/query/session_settings.sql), for what is
# asked beside it by pgbench.
SESSION = "-c enable_seqscan=off -c jit=off" \
    " -c plan_cache_mode=force_generic_plan"
# What made this run invalid, as sentences.
problems = []


class Failed(Exception):
    """Something that is needed cannot be run; the text says what to do."""


def invalid(sentence):
    problems.append(sentence)
    print("INVALID: " + sentence, file=sys.stderr, flush=True)


# ------------------------------------------------------------------- rounds

class Spread:
    """A figure over the rounds; ${rounds} has None where it was not had."""

    def __init__(self, rounds):
        there = [n for n in rounds if n is not None]
        self.rounds = rounds
        self.median = statistics.median(there) if there else None
        self.low = min(there, default=None)
        self.high = max(there, default=None)

    def as_dict(self):
        return {"median": self.median, "low": self.low, "high": self.high,
                "rounds": self.rounds}


def ratio(a, b):
    """a / b, round by round: what slowed the machine slowed both."""
    return Spread([x / y if x is not None and y else None
                   for x, y in zip(a.rounds, b.rounds)])


def interleave(rounds, contestants, each=None):
    """Run each of ${contestants}, a dict of callables that return a dict of
    figures, ${rounds} times, in the order A B, B A, A B ..., after one round
    that warms up and is thrown away.  Returns per contestant a dict of
    Spreads.  ${each}(name, figures) is told of each measurement, the warm ones
    with figures None.  One that raises Failed or OSError is out of this and
    the following rounds, makes the run invalid and has no result."""
    taken = {name: [] for name in contestants}
    lost = set()
    for number in range(rounds + 1):
        names = list(contestants)
        for name in names if number % 2 == 0 else reversed(names):
            if name in lost:
                continue
            try:
                figures = contestants[name]()
            except (Failed, OSError) as error:
                invalid("%s: %s" % (name, error))
                lost.add(name)
                continue
            if number > 0:
                taken[name].append(figures)
            if each:
                each(name, figures if number > 0 else None)
    results = {}
    for name in contestants:
        if name in lost:
            continue
        keys = dict.fromkeys(k for figures in taken[name] for k in figures)
        results[name] = {key: Spread([f.get(key) for f in taken[name]])
                         for key in keys}
    return results


class Ledger:
    """What was acknowledged beside what is stored, for all measurements of
    one thing.  ${stored}() returns the rows stored so far; ${patience}: seconds
    that they may come after the answer."""

    def __init__(self, name, stored, patience=0):
        self.name, self.stored, self.patience = name, stored, patience
        self.acknowledged, self.before = 0, stored()
        self.rows = None

    def prove(self):
        """Every acknowledged message is stored; False and invalid if not."""
        end = time.monotonic() + self.patience
        while True:
            self.rows = self.stored() - self.before
            if self.rows >= self.acknowledged or time.monotonic() >= end:
                break
            time.sleep(0.2)
        if self.rows < self.acknowledged:
            invalid("%s: %d messages were acknowledged and %d are stored" % (
                self.name, self.acknowledged, self.rows))
        return self.rows >= self.acknowledged


class Contestant:
    """A callable for interleave(): run() with its surroundings.

    run        returns the figures of wrk() or pgbench()
    roles      returns {"role": [pid, ...]}; PostgreSQL's is added
    stored     a Ledger, or a function for one; None: it stores nothing
    memory_of  returns the pids whose private memory counts

    Adds the figures "cpu ROLE" (also "cpu client": wrk or pgbench itself) and
    "memory" (after the load).  prove() compares what was acknowledged with
    what is stored."""

    def __init__(self, name, run, roles=dict, stored=None, memory_of=None):
        self.name, self.run, self.roles = name, run, roles
        self.memory_of = memory_of
        self.ledger = Ledger(name, stored) if callable(stored) else stored

    def __call__(self):
        # A checkpoint would fall into one contestant's time and not into the
        # next one's.  It is made outside of what is timed, before everybody's
        # turn alike, which is fair: who writes more pays in his own round for
        # the full pages that follow a checkpoint.
        checkpoint()
        roles = dict(self.roles(), postgres=[postmaster()])
        before, own = cpu(roles), client_cpu()
        figures = self.run()
        after = cpu(roles)
        after["client"], before["client"] = client_cpu(), own
        requests = figures["requests"]
        if self.ledger:
            self.ledger.acknowledged += requests - figures.get("refused", 0)
        if figures.get("errors"):
            invalid("%s: %d of %d answers were not 2xx, or lost" % (
                self.name, figures["errors"], requests))
        for role in after if requests else ():
            figures["cpu " + role] = \
                (after[role] - before[role]) * 1e6 / requests
        if self.memory_of:
            figures["memory"] = private_memory(self.memory_of())
        return figures

    def prove(self):
        return self.ledger.prove() if self.ledger else True


# ------------------------------------------------------- tables and aims

Options = collections.namedtuple("Options", "quick rounds seconds")
Options.__doc__ = """What a section is called with: whether all must be over
in some minutes, rounds and seconds of each measurement."""


class Aim:
    """${value}, a Spread or a number, shall be ${sign} (">=" or "<=")
    ${bound}; its median is judged.  None: it was not measured."""

    def __init__(self, words, value, sign, bound, unit=""):
        self.words, self.sign, self.bound, self.unit = words, sign, bound, unit
        self.spread = value if isinstance(value, Spread) else Spread([value])
        self.value = self.spread.median

    @property
    def held(self):
        if self.value is None:
            return None
        return self.value >= self.bound if self.sign == ">=" \
            else self.value <= self.bound

    def verdict(self):
        """held 1.12 (aim >= 1.0)"""
        if self.held is None:
            return "not measured (aim %s %s%s)" % (
                self.sign, shown(self.bound), self.unit)
        return "%s %s%s (aim %s %s%s)" % (
            "held" if self.held else "NOT held", shown(self.value), self.unit,
            self.sign, shown(self.bound), self.unit)

    def as_dict(self):
        return {"aim": self.words, "value": self.spread.as_dict(),
                "sign": self.sign, "bound": self.bound, "unit": self.unit,
                "held": self.held}


class Section:
    """A table with a title.  ${columns}: names; ${rows}: lists of as many
    cells: texts, numbers, Spreads, or None.  ${aims}: a list of Aim; ${text}:
    a paragraph above the table, on how it was measured."""

    def __init__(self, title, columns, rows, aims=(), text=""):
        self.title, self.columns, self.rows = title, columns, rows
        self.aims, self.text = list(aims), text

    def as_dict(self):
        return {"title": self.title, "columns": self.columns,
                "rows": self.rows, "aims": self.aims}


def shown(value):
    """A cell as text: a Spread as its median and (low..high)."""
    if value is None:
        return "-"
    if isinstance(value, Spread):
        if value.low is None or value.low == value.high:
            return shown(value.median)
        return "%s (%s..%s)" % tuple(map(
            shown, (value.median, value.low, value.high)))
    if isinstance(value, str):
        return value
    if abs(value) >= 100:
        return "{:,.0f}".format(value)
    return "%.3g" % value if abs(value) < 1 else "%.2f" % value \
        if abs(value) < 10 else "%.1f" % value


# --------------------------------------------------------------------- load

def _run(command, environment=None, quiet=False):
    """Its output; ${quiet}: what it says on standard error is a failure."""
    try:
        done = subprocess.run(command, capture_output=True, text=True,
                              env=dict(os.environ, **(environment or {})))
    except FileNotFoundError:
        raise Failed("there is no %s: bin/install-packages bench" % command[0])
    if done.returncode != 0 or quiet and done.stderr.strip():
        raise Failed("%s failed: %s" % (
            os.path.basename(command[0]),
            (done.stderr or done.stdout).strip()[-500:]))
    return done.stdout


UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 60e3, "h": 3600e3}


def _milliseconds(output, label):
    found = re.search(r"^\s*%s\s+([\d.]+)(us|ms|s|m|h)\b" % label, output,
                      re.M)
    return float(found.group(1)) * UNITS[found.group(2)] if found else None


def wrk(url, script, connections, seconds, arguments=(), environment=None):
    """Load on ${url} over ${connections} kept-alive connections.  ${script}
    (Lua, or None for GET) gets ${arguments} in its init().  Returns requests,
    rate, average, p50, p99, refused (answers that are an error), errors (those
    and whatever the socket failed at).

    One thread: it makes more requests than two cores can answer, and a second
    one would take its place from what is measured."""
    # wrk 4.1 knows whole seconds only.
    command = ["wrk", "-t", "1", "-c", str(connections), "-d",
               "%ds" % max(1, round(seconds)), "--timeout", "10s",
               "--latency"]
    command += ["-s", script] if script else []
    # Without its script it would say so, and go on without.
    output = _run(command + [url] + (["--", *arguments] if arguments else []),
                  environment, quiet=True)
    total = re.search(r"(\d+) requests in ", output)
    rate = re.search(r"^Requests/sec:\s+([\d.]+)", output, re.M)
    if not total or not rate:
        raise Failed("wrk said: " + output[-500:])
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write"
                        r" (\d+), timeout (\d+)", output)
    refused = int(refused.group(1)) if refused else 0
    lost = sum(map(int, sockets.groups())) if sockets else 0
    if int(total.group(1)) == 0:
        raise Failed("no answer at all from " + url)
    return {"requests": int(total.group(1)), "rate": float(rate.group(1)),
            "average": _milliseconds(output, "Latency"),
            "p50": _milliseconds(output, "50%"),
            "p99": _milliseconds(output, "99%"),
            "refused": refused, "errors": refused + lost}


def pgbench(script, clients, seconds, variables=None):
    """The file ${script} again and again over ${clients} connections, with
    prepared statements, in PGDATABASE.  Returns requests (transactions),
    rate, average (latency), errors (transactions that failed)."""
    command = [pg_program("pgbench"), "-n", "-M", "prepared", "-c",
               str(clients), "-j", str(min(clients, CORES)), "-T",
               str(max(1, round(seconds))), "-f", script]
    for name, value in (variables or {}).items():
        command += ["-D", "%s=%s" % (name, value)]
    output = _run(command)
    found = {key: re.search(pattern, output) for key, pattern in (
        ("requests", r"transactions actually processed: (\d+)"),
        ("errors", r"number of failed transactions: (\d+)"),
        ("average", r"latency average = ([\d.]+) ms"),
        ("rate", r"tps = ([\d.]+)"))}
    if not found["requests"] or not found["rate"]:
        raise Failed("pgbench said: " + output[-500:])
    return {"requests": int(found["requests"].group(1)),
            "rate": float(found["rate"].group(1)),
            "average": float(found["average"].group(1)),
            "errors": int(found["errors"].group(1)) if found["errors"] else 0}


def pg_program(name):
    """The path of a PostgreSQL program: the newest version's."""
    folders = sorted((f for f in os.listdir("/usr/lib/postgresql")
                      if f.replace(".", "").isdigit()), key=float) \
        if os.path.isdir("/usr/lib/postgresql") else []
    for folder in reversed(folders):
        path = "/usr/lib/postgresql/%s/bin/%s" % (folder, name)
        if os.access(path, os.X_OK):
            return path
    return name


def checkpoint():
    """As PostgreSQL's superuser, which tests/with-pg lets everybody be."""
    _run(["psql", "-X", "-q", "-U", "postgres", "-c", "CHECKPOINT"])


# ---------------------------------------------------------------- processes

Process = collections.namedtuple("Process", "parent own children")


def processes():
    """All processes: pid -> parent, own CPU seconds, those of children that
    ended and were waited for."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as file:
                # The name, in parentheses, may hold blanks.
                words = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        user, system, child_user, child_system = map(int, words[11:15])
        found[int(pid)] = Process(int(words[1]), (user + system) / TICK,
                                  (child_user + child_system) / TICK)
    return found


def cpu(pids_by_role):
    """CPU seconds used so far per role: of its processes, their descendants,
    and the children of these that have ended.  A descendant that another role
    names (msg.fcgi below lighttpd) belongs to that one.  Call it before and
    after, and subtract."""
    members, used = _role_times(pids_by_role)
    # While we read, a child may end and be waited for after we saw its parent
    # and before we came to itself: its time would be nowhere.  Then the
    # members have changed.
    for _ in range(20):
        before = members
        members, used = _role_times(pids_by_role)
        if members == before:
            break
    return used


def _role_times(pids_by_role):
    there = processes()
    role_of = {pid: role for role, pids in pids_by_role.items()
               for pid in pids}
    members, used = set(), dict.fromkeys(pids_by_role, 0.0)
    for pid, process in there.items():
        at = pid
        while at in there and at not in role_of:
            at = there[at].parent
        if at in role_of:
            members.add(pid)
            used[role_of[at]] += process.own + process.children
    return members, used


def client_cpu():
    """CPU seconds of the programs that _run() ran to their end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def private_memory(pids):
    """KiB that only these processes have: what would be free without them."""
    total = 0
    for pid in pids:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            total += sum(int(line.split()[1]) for line in file
                         if line.startswith(("Private_Clean:",
                                             "Private_Dirty:")))
    return total


def postmaster():
    """The pid of PostgreSQL's first process, the parent of all others."""
    with open(os.path.join(os.environ["PGDATA"], "postmaster.pid")) as file:
        return int(file.readline())


def msg_roles():
    """The roles of our own server: the msg.fcgi behind MSG_URL and the
    lighttpd that started them."""
    pids = programs()
    if not pids:
        raise Failed("there is no msg.fcgi behind MSG_URL")
    there = processes()
    return {"msg.fcgi": pids,
            "lighttpd": sorted({there[pid].parent for pid in pids})}


def children(pids):
    """The processes that these started and that still run."""
    return sorted(pid for pid, process in processes().items()
                  if process.parent in pids)


def descendants(pids):
    """These, what they started, what that started ..."""
    found = list(pids)
    for pid in found:           # grows meanwhile
        found += children([pid])
    return found


# ------------------------------------------------------------------ machine

def _first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return ""
    return (done.stdout or done.stderr).partition("\n")[0].strip()


def _field(path, name):
    with open(path) as file:
        for line in file:
            key, _, value = line.partition(":" if ":" in line else "=")
            if key.strip() == name:
                return value.strip().strip('"')
    return ""


def machine():
    """What the figures depend on, as a dict of texts in the order to show."""
    memory = int(_field("/proc/meminfo", "MemTotal").split()[0])
    commit = _first_line("git", "-C", TOP, "describe", "--always", "--dirty")
    return {
        "processor": _field("/proc/cpuinfo", "model name")
        or platform.machine(),
        "cores": str(CORES),
        "memory": "%.1f GiB" % (memory / 2 ** 20),
        "kernel": platform.release(),
        "distribution": _field("/etc/os-release", "PRETTY_NAME"),
        "PostgreSQL": sql("SHOW server_version")[0][0],
        "durability": ", ".join(
            "%s=%s" % (name, sql("SHOW " + name)[0][0])
            for name in ("fsync", "synchronous_commit", "full_page_writes")),
        "lighttpd": _first_line("lighttpd", "-v").split(" (")[0],
        "compiler": _first_line("gcc", "--version"),
        "commit": commit or "unknown",
    }


def save(path, value):
    """As JSON, by as_dict() where there is one."""
    with open(path + ".new", "w") as file:
        json.dump(value, file, indent=1, default=lambda thing: thing.as_dict())
        file.write("\n")
    os.replace(path + ".new", path)
