"""Sends beside everything else: the sections of tests/bench/run that this
folder's scale.py does not have."""
import glob, importlib.util, os, shutil, tempfile

from measure import BENCH, Aim, Contestant, Failed, Ledger, Section, Spread, \
    descendants, interleave, invalid, ratio, shown, wrk
from sending import Empty, Inserts, Sends

CLIENTS = 16                    # of pgbench, in the aims
CONNECTIONS = 32                # in the aims
OTHERS = (1, 8, 64)             # connections, in the second table
COLUMNS = ["what", "requests/s", "to inserts", "p50 ms", "p99 ms",
           "CPU µs a request", "private MiB"]


class Bench:
    """What both sections use; made once, by get()."""
    made = None

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="msgcgi-bench.", dir="/tmp")
        self.running = []

    def fill(self):
        self.hot = Sends(self.folder)
        self.many = Sends(self.folder, thousand=True)
        self.insert = Inserts(self.folder)
        self.counted = Inserts(self.folder, counter=True)
        self.empty = Empty(self.hot.file)
        start_peers(self.running, [self.empty], False)
        if not self.running:
            raise Failed("nothing to compare with")

    @classmethod
    def get(cls):
        if cls.made is None:
            cls.made = cls()
            cls.made.fill()
        return cls.made

    @classmethod
    def end(cls):
        if cls.made is not None:
            end_peers(cls.made.running)
            shutil.rmtree(cls.made.folder, ignore_errors=True)
            cls.made = None


# -------------------------------------------------------------------- peers

def find_peers():
    """All of peers/*/peer.py, none of them started."""
    found = []
    for path in sorted(glob.glob(os.path.join(BENCH, "peers", "*",
                                              "peer.py"))):
        name = "peer_" + os.path.basename(os.path.dirname(path))
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found += [peer() for peer in module.PEERS]
    return found


def start_peers(running, peers, quick):
    """Start those that can be had, and add them to the list ${running}.  A
    quick run leaves out what is not installed; one that cannot be started
    makes the run invalid."""
    for peer in peers:
        try:
            lack = peer.available()
            if lack and quick:
                print("    left out: %s (%s)" % (peer.name, lack), flush=True)
                continue
            if lack:
                print("    installing what %s needs" % peer.name, flush=True)
                peer.prepare()
            running.append(peer)
            peer.begin()
        except (Failed, OSError) as error:
            invalid("%s cannot be measured: %s" % (peer.name, error))
            if peer in running:
                running.remove(peer)
                peer.end()


def end_peers(running):
    while running:
        running.pop().end()


def peer_contestant(peer, connections, seconds):
    def memory_of():
        return descendants([pid for role, pids in peer.pids().items()
                            if role != "lighttpd" for pid in pids])
    ledger = None if peer.stored() is None else \
        Ledger(peer.name, peer.stored, peer.patience)
    return Contestant(
        peer.name, lambda: wrk(peer.url, peer.script, connections, seconds,
                               peer.arguments),
        peer.pids, ledger, memory_of)


# ------------------------------------------------------------------- tables

def cpu_words(figures):
    """msg.fcgi 40, lighttpd 18, postgres 30, client 9"""
    return ", ".join("%s %.0f" % (key[4:], figures[key].median)
                     for key in figures if key.startswith("cpu ")
                     and figures[key].median >= 0.5)


def mebibytes(kibibytes):
    return kibibytes and Spread([n / 1024 for n in kibibytes.rounds])


def table(results, standard):
    """A row per contestant; rates beside that of ${standard}."""
    return [[name, f["rate"],
             ratio(f["rate"], results[standard]["rate"])
             if standard in results else None,
             f.get("p50") or f.get("average"), f.get("p99"), cpu_words(f),
             mebibytes(f.get("memory"))] for name, f in results.items()]


def ratio_of(results, ours, other, figure="rate"):
    """Ours to another's, round by round; None where one is missing."""
    if ours not in results or other not in results:
        return None
    return ratio(results[ours][figure], results[other][figure])


def progress(name, figures):
    if figures:
        rate = "%8s/s" % shown(figures["rate"]) if "rate" in figures else ""
        print("    %-34s %10s  p50 %s  p99 %s ms" % (
            name, rate, shown(figures.get("p50") or figures.get("average")),
            shown(figures.get("p99"))), flush=True)


def prove(contestants):
    """What was acknowledged is stored; a sentence that says so."""
    words = []
    for ledger in dict.fromkeys(c.ledger for c in contestants if c.ledger):
        ledger.prove()
        words.append("%s %s and %s" % (
            ledger.name, format(ledger.acknowledged, ","),
            format(ledger.rows, ",")))
    return "Messages acknowledged, and found stored: %s." % "; ".join(words)


# ----------------------------------------------------------------- sections

def aims_beside_others(results, names):
    """The aims at 32 connections."""
    hot, many, insert, counted, empty = names
    return [
        Aim("sends / pgbench inserts, 16 clients",
            ratio_of(results, hot, insert), ">=", 1.0),
        Aim("sends / pgbench counter and insert, 16 clients",
            ratio_of(results, hot, counted), ">=", 1.5),
        Aim("sends / fastify", ratio_of(results, hot, "fastify"), ">=", 3.0),
        Aim("sends / fastify with batching",
            ratio_of(results, hot, "fastify batching"), ">=", 1.2),
        Aim("sends / PHP-FPM", ratio_of(results, hot, "php-fpm"), ">=", 3.5),
        Aim("sends / ejabberd", ratio_of(results, hot, "ejabberd"), ">=",
            6.0),
        Aim("sends / empty FastCGI program", ratio_of(results, hot, empty),
            ">=", 0.55),
        Aim("one hot app / a thousand apps", ratio_of(results, hot, many),
            ">=", 0.9),
        Aim("p99 / fastify's p99",
            ratio_of(results, hot, "fastify", "p99"), "<=", 0.4),
    ]


def beside_others(options):
    """Sends beside others, 32 connections"""
    bench, peers = Bench.get(), []
    try:
        start_peers(peers, find_peers(), options.quick)
        contestants = [
            bench.hot.contestant(CONNECTIONS, options.seconds),
            bench.insert.contestant(CLIENTS, options.seconds),
            bench.counted.contestant(CLIENTS, options.seconds),
            bench.many.contestant(CONNECTIONS, options.seconds)]
        contestants += [peer_contestant(peer, CONNECTIONS, options.seconds)
                        for peer in [bench.empty] + peers]
        results = interleave(options.rounds,
                             {c.name: c for c in contestants}, progress)
        proof = prove(contestants)
    finally:
        end_peers(peers)
    return Section(
        "Sends beside others, 32 connections", COLUMNS,
        table(results, bench.insert.name),
        aims_beside_others(results, [
            bench.hot.name, bench.many.name, bench.insert.name,
            bench.counted.name, bench.empty.name]),
        "A send is a text of 100 bytes to a chat room, to 16 rooms in turn. "
        "pgbench has 16 clients; its average latency is shown as p50. "
        + proof)


def by_connections(options):
    """Sends by connections, beside single inserts"""
    bench = Bench.get()
    rounds = 1 if options.quick else options.rounds
    seconds = max(1, options.seconds * 2 // 5)
    contestants, single = [], bench.insert.contestant(1, seconds)
    single.name = "pgbench insert, 1 client"
    contestants.append(single)
    for n in OTHERS:
        words = ", %d connection%s" % (n, "" if n == 1 else "s")
        these = [bench.hot.contestant(n, seconds)]
        if not options.quick:
            these += [bench.many.contestant(n, seconds),
                      peer_contestant(bench.empty, n, seconds)]
        for contestant in these:
            contestant.name += words
        contestants += these
    results = interleave(rounds, {c.name: c for c in contestants},
                         progress)
    one, most = (bench.hot.name + words for words in
                 (", 1 connection", ", 64 connections"))
    memory = results.get(most, {}).get("memory")
    return Section(
        "Sends by connections", COLUMNS, table(results, single.name), [
            Aim("one connection: latency / that of a bare libpq insert",
                ratio_of(results, one, single.name, "average"), "<=", 1.3),
            Aim("private memory of all msg.fcgi, 64 connections",
                mebibytes(memory), "<=", 16, " MiB")],
        "Each turn is %d s long. The bare insert is pgbench with one client; "
        "its latency is shown as p50 and is an average, and the aim compares "
        "averages. " % seconds + prove(contestants))


SECTIONS = [beside_others, by_connections]
