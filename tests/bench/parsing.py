"""The message parser beside the one whose trees it equals: the same texts, parsed
and written as JSON, by one thread each."""
import json, os, subprocess

from beside import progress
from measure import Aim, Failed, Section, Spread, interleave, ratio
from pages import OUT, TESTS, install, without_npm

HERE = os.path.join(TESTS, "md")
STORE = os.path.join(OUT, "md")
SEED, COUNT = 20261121, 2000            # as tests/t/0900-md-parser's fixed ones
SLOW = 100                              # milliseconds
PRODUCTION = {"colors": True, "emoticons": True, "customDomains": [], "katex": {
    "dollarSyntax": False, "parenthesisSyntax": True}}
WANTED = 50                             # times as fast
# What once held up the model's server, and markers in markers.
ABUSE = "_ [] " * 100
HEAVY = {"`_ [] ` 10,000 times": "_ [] " * 10000,
         "5,000 markers, nested": "*_~[" * 1250,
         "5,000 markers, and a link's end": "*_~[" * 1250 + "](http://a.de)"}
LIMIT = 20                              # milliseconds of processor time


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True,
                          env=dict(os.environ, MODULES=STORE))
    if done.returncode != 0:
        raise Failed("%s: %s" % (command[-2], done.stderr[-500:]))
    return done.stdout


def lines_of(pairs):
    return "".join(json.dumps({"input": one["input"], "options":
                               one.get("options") or {}}) + "\n"
                   for one in pairs)


def texts():
    """Sets of texts, as lines."""
    with open(os.path.join(HERE, "pairs.jsonl"), encoding="utf-8") as file:
        tests = [json.loads(line) for line in file]
    made = [json.loads(line) for line in run(
        ["node", "--no-warnings", os.path.join(HERE, "inputs.mjs"), str(SEED),
         str(COUNT), str(SLOW)], "").split("\n") if line]
    # A few on which npm's takes seconds would be all that is measured.
    made = [one for one in made if "expected" in one]
    plain = [{"input": text, "options": PRODUCTION} for text in (
        "Hello World!", "Good morning everybody, the meeting begins at ten",
        "@all please look at https://github.com/RocketChat :smile:",
        "That is *very* important, and _this_ is not")]
    return {"texts of its own tests": lines_of(tests),
            "made texts": lines_of(made),
            "four plain messages": lines_of(plain),
            "`_ [] ` 100 times": lines_of([{"input": ABUSE,
                                            "options": PRODUCTION}])}


def rate(program, lines, seconds):
    ours = [os.path.join(STORE, "trees"), "--rate", str(seconds)]
    theirs = ["node", "--no-warnings", os.path.join(HERE, "rate.mjs"),
              str(seconds)]
    return {"rate": float(run(ours if program == "ours" else theirs, lines))}


def cost(text):
    """Milliseconds of processor time, and KiB of memory."""
    line = run([os.path.join(STORE, "trees"), "--cost"],
               lines_of([{"input": text, "options": PRODUCTION}]))
    _, microseconds, memory = map(int, line.split())
    return {"average": microseconds / 1000, "memory": memory / 1024}


def hostile_texts(options):
    """the message parser on texts that make others try everything again"""
    prepare()
    found = interleave(options.rounds, {
        name: lambda text=text: cost(text) for name, text in HEAVY.items()},
        progress)
    return Section(
        "Hostile texts in the message parser",
        ["what", "ms", "KiB"],
        [[name, f["average"], f["memory"]] for name, f in found.items()],
        [Aim(name, f["average"], "<=", LIMIT, " ms")
         for name, f in found.items()],
        "Processor time and memory of parsing and writing JSON, in a process"
        " that has just begun.")


def prepare():
    missing = without_npm()
    if missing is None and not os.path.exists(os.path.join(STORE, "trees")):
        missing = "there is no %s/trees: make bench builds it" % STORE
    if missing is not None:
        raise Failed(missing)
    install(HERE, STORE)


def message_parser(options):
    """the message parser beside npm's"""
    prepare()
    # A round of npm's takes its time, however short the turn is to be.
    results, rows, aims = {}, [], []
    for name, lines in texts().items():
        found = interleave(options.rounds, {
            program + ", " + name: lambda program=program: rate(
                program, lines, max(1, options.seconds * 3 // 5))
            for program in ("ours", "npm's")}, progress)
        ours, theirs = (found.get(program + ", " + name, {}).get("rate")
                        for program in ("ours", "npm's"))
        if ours is None or theirs is None:
            continue
        times = ratio(ours, theirs)
        rows.append([name, len(lines.splitlines()), ours, theirs, times,
                     Spread([1e6 / n for n in ours.rounds])])
        aims.append(Aim("message parser / npm's, " + name, times, ">=",
                        WANTED))
    return Section(
        "The message parser beside npm's",
        ["what", "texts", "texts/s", "npm's texts/s", "times", "µs a text"],
        rows, aims[:2],
        "@rocket.chat/message-parser 0.32.0, whose trees ours equal, under"
        " Node: parsing and writing JSON, one thread each, all texts once to"
        " warm up and then again and again. The made texts are those of"
        " tests/t/0900-md-parser's fixed seed, up to some thousand characters"
        " long, without those on which npm's takes longer than %d ms." % SLOW)


SECTIONS = [message_parser, hostile_texts]
