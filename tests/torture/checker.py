"""What the promises say about a run, proved from what its clients recorded
and from what is stored at its end.  Pure: check() reads records and returns
assertions, so that doctored histories can show that it notices.

Records, a dict each; times are seconds since 1970, and intervals contain the
moment in which the server worked:
	call	a send: mark, key, app, route, targets, begin, end, status, ...
	read	a page that a reader got: its rows, [id, seq] each
	answer	what a reader got instead of a page
	live_reader	who holds a stream: reader, app, form, viewer, and his
		places, [kind, target] each
	live	what came on it: connection, via (stream, rest), rows, [id, seq,
		mark] each, None for what the dialect does not show
	live_end	one of his connections: connection, begin, ready (from when on
		all that is stored must come), end, reason
	phase	a fault: name, begin, end (acknowledgements went on), allowances
	app	an app, and its small limits: {counter: [route, quota]}
	row	a stored message
	conversation	what is stored of one: last_seq
	member	of a room: username, unread (his badge there), total (the part
		of it that is in his total badge), mention (seq of the newest one)
	badge	what a user is told of his total badge
	notice	a row of the outbox: of which message, for whom, mentioned
"""
import collections, json, math, os, re

import live_proofs

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
MEMBERS = {"error", "exception", "timestamp", "duration",
           "error_description"}
IMKIT_MEMBERS = {"RC", "RM", "error"}
ROCKETCHAT_MEMBERS = {"success", "error"}
# Answers that say: nothing was stored.
NOTHING = {(429, "reach_limit"), (403, "message_send_error"),
           (503, "service_unavailable"), (503, "SERVICE_UNAVAILABLE"),
           (503, "error-service-unavailable")}
LIGHTTPD = (500, 502, 503, 504)
# Of msg-live, before it is anybody's call.
STOPS = (503, "the server stops: try again")
SHOWN = 5


def words_of(dialect):
    """(status, code, text) of a later dialect's table, as far as its page
    names the code."""
    with open(os.path.join(TOP, "cgi", dialect, "errors.c")) as file:
        table = file.read()
    page = os.path.join(TOP, "docs", dialect + ".md")
    named = None
    if os.path.exists(page):
        with open(page) as file:
            named = set(re.findall(r"`([A-Za-z_-]+)`", file.read()))
    for status, code, words in re.findall(
            r'\b(\d{3}),\s+"([A-Za-z_-]+)",\s*((?:"[^"]*"\s*)+)', table):
        if named is None or code in named:
            yield int(status), code, "".join(re.findall(r'"([^"]*)"', words))


def documented(page=None, errors=None):
    """(status, error): the texts that docs/easemob.md has for them, and those
    of the later dialects; and those with which the web server answers for a
    program that it lost."""
    program, web = collections.defaultdict(set), set()
    for dialect in ("imkit", "rocketchat"):
        for status, code, words in words_of(dialect):
            program[status, code].add(words)
    with open(page or os.path.join(TOP, "docs", "easemob.md")) as file:
        for line in file:
            cells = [c.strip() for c in line.split("|")]
            if len(cells) >= 5 and re.fullmatch(r"\d{3}", cells[1]):
                program[int(cells[1]), cells[2].strip("`")].add(cells[3])
    folder = errors or os.path.join(TOP, "httpd-conf", "errors")
    for status in LIGHTTPD:
        with open(os.path.join(folder, "%d.html" % status)) as file:
            web.add((status, json.load(file)["error_description"]))
    return dict(program), web


class Checker:
    def __init__(self, records):
        self.by_type = collections.defaultdict(list)
        for record in records:
            self.by_type[record["type"]].append(record)
        self.calls, self.rows = self.by_type["call"], self.by_type["row"]
        self.phases = self.by_type["phase"]
        self.results = []
        self.sends = collections.defaultdict(list)
        for call in self.calls:
            self.sends[call["app"], call["mark"]].append(call)
        self.stored = collections.defaultdict(list)
        self.order = collections.defaultdict(list)
        for row in self.rows:
            self.stored[row["app"], row["mark"]].append(row)
            # One without a seq was dropped.
            if row["seq"] is not None:
                self.order[row["app"], row["kind"],
                           row["target"]].append(row)
        for rows in self.order.values():
            rows.sort(key=lambda row: row["seq"])

    def none(self, faults, what):
        faults = list(faults)
        words = ["%d in all; the first:" % len(faults)]
        words += [str(fault) for fault in faults[:SHOWN]]
        self.results.append((not faults, what, "\n".join(words)))

    def during(self, record, allowance):
        """Whether it touches a phase that has the allowance."""
        return any(phase[allowance] and record["begin"] <= phase["end"] and
                   record["end"] >= phase["begin"] for phase in self.phases)

    # ------------------------------------------------- what is stored

    def acknowledged(self):
        count = 0
        faults = []
        for (app, mark), calls in self.sends.items():
            good = [call for call in calls if call["status"] == 200]
            if not good:
                continue
            count += 1
            faults += self.not_as_asked(mark, good[0],
                                        self.stored.get((app, mark), []))
        self.none(faults, "each of %d acknowledged sends is stored exactly "
                  "once for each target, as it was asked for" % count)

    def not_as_asked(self, mark, call, rows):
        there = sorted(row["target"] for row in rows)
        if there != call["targets"]:
            lost = sorted(set(call["targets"]) - set(there))
            return ["%s: %d targets, %d rows; lost: %s" % (
                mark, len(call["targets"]), len(there), lost[:3])]
        wanted = {name: call[name] for name in (
            "kind", "sender", "content", "users", "message_type")}
        return ["%s: stored %r, asked for %r" % (mark, row, wanted)
                for row in rows
                if any(row[name] != wanted[name] for name in wanted)][:1]

    def ids_shown(self):
        faults = []
        for (app, mark), calls in self.sends.items():
            rows = {row["target"]: row["id"]
                    for row in self.stored.get((app, mark), [])}
            good = [c for c in calls if c["status"] == 200]
            for call in good:
                if set(call["ids"]) != set(call["targets"]):
                    faults.append("%s: answered for %s" % (
                        mark, sorted(call["ids"])[:3]))
                elif call["shows_ids"] and call["ids"] != good[0]["ids"]:
                    faults.append("%s: first %r, then %r" % (
                        mark, good[0]["ids"], call["ids"]))
                elif call["shows_ids"] and any(
                        rows.get(target) != id
                        for target, id in call["ids"].items()):
                    faults.append("%s: shown %r, stored %r" % (
                        mark, call["ids"], rows))
        again = sum(len([c for c in calls if c["status"] == 200]) - 1
                    for calls in self.sends.values()
                    if any(c["status"] == 200 for c in calls))
        self.none(faults, "acknowledgements show the stored ids, %d repeated "
                  "ones the same ids" % again)

    def once(self):
        faults = []
        for (app, mark), rows in self.stored.items():
            places = collections.Counter(
                (row["kind"], row["target"]) for row in rows)
            faults += ["%s is %d times in %r" % (mark, n, place)
                       for place, n in places.items() if n > 1]
        ids = collections.Counter(row["id"] for row in self.rows)
        faults += ["id %s is there %d times" % (id, n)
                   for id, n in ids.items() if n > 1]
        self.none(faults, "no message and no id is stored twice, "
                  "acknowledged or not (%d rows)" % len(self.rows))

    def whole(self):
        faults = []
        for (app, mark), rows in self.stored.items():
            calls = self.sends.get((app, mark))
            if calls is None:
                faults.append("%s was never sent" % mark)
            elif sorted(row["target"] for row in rows) != \
                    calls[0]["targets"]:
                faults.append("%s: %d of %d targets" % (
                    mark, len(rows), len(calls[0]["targets"])))
        self.none(faults, "what is stored was sent, and is there for all of "
                  "its targets")

    def refused(self):
        """Every answer said that nothing was stored: then nothing was."""
        count, faults = 0, []
        for (app, mark), calls in self.sends.items():
            if all((c["status"], c.get("error")) in NOTHING and
                   "may have been stored" not in c["words"] for c in calls):
                count += 1
                if (app, mark) in self.stored:
                    faults.append("%s: %s" % (mark, [
                        (c["status"], c["words"]) for c in calls]))
        self.none(faults, "nothing is there of %d sends of which every "
                  "answer said so" % count)

    # -------------------------------------------------------- readers

    def sequences(self):
        faults = []
        for place, rows in self.order.items():
            seqs = [row["seq"] for row in rows]
            if seqs != list(range(1, len(seqs) + 1)):
                gap = next((i for i, seq in enumerate(seqs, 1)
                            if i != seq), None)
                faults.append("%r: at place %s stands seq %s" % (
                    place, gap, seqs[gap - 1]))
        for c in self.by_type["conversation"]:
            there = len(self.order.get((c["app"], c["kind"], c["target"]),
                                       []))
            if c["last_seq"] != there:
                faults.append("%r: last_seq %d, %d messages" % (
                    (c["kind"], c["target"]), c["last_seq"], there))
        self.none(faults, "seqs of all %d conversations are 1, 2, 3 … to "
                  "the last" % len(self.by_type["conversation"]))

    def readers(self):
        seen = collections.defaultdict(lambda: collections.defaultdict(list))
        for read in self.by_type["read"]:
            seen[read["app"], read["kind"], read["target"]][
                read["reader"]] += read["rows"]
        numbers = sorted({r["reader"] for r in self.by_type["read"]})
        faults, count = [], 0
        for place, by_reader in seen.items():
            wanted = [[row["id"], row["seq"]]
                      for row in self.order.get(place, [])]
            for number in numbers:
                got = by_reader.get(number, [])
                count += len(got)
                if got != wanted:
                    at = next((i for i, (a, b) in enumerate(zip(got, wanted))
                               if a != b), min(len(got), len(wanted)))
                    faults.append(
                        "reader %d of %r: %d of %d, differs at %d: %s "
                        "instead of %s" % (
                            number, place, len(got), len(wanted), at,
                            got[at:at + 2], wanted[at:at + 2]))
        self.none(faults, "each of %d readers saw every message of %d "
                  "conversations once, in the order of their seqs (%d reads)"
                  % (len(numbers), len(seen), count))

    # --------------------------------------------------------- limits

    @staticmethod
    def units(call, counter):
        return len(call["targets"]) if counter.endswith("messages") else 1

    def surely_taken(self, call, counter):
        """Whether the call certainly took its units, once, in between."""
        if counter.endswith("messages"):
            return call["status"] == 200 and call["attempt"] == 1
        return call["status"] in (200, 403)

    def maybe_taken(self, call, counter):
        if counter.endswith("messages"):
            return call["status"] not in (403, 429)
        return call["status"] != 429

    def limits(self):
        """Never exceeded: of any run of seconds, the calls that lie in it
        took no more than its seconds allow, plus one window for each crash
        in it, which loses the counters.

        Never early: a refused call touches a second in which all that may
        have been taken fills the limit.  Not judged while the database is
        hurt: an admission whose answer was lost is counted again."""
        over, early, judged, limited = [], [], 0, 0
        for app in self.by_type["app"]:
            for counter, (route, quota) in app["limits"].items():
                calls = [c for c in self.calls if c["app"] == app["app"] and
                         c["route"] == route]
                over += self.exceeded(calls, counter, quota)
                refusal = 403 if counter.endswith("messages") else 429
                load = self.load(calls, counter)
                for call in calls:
                    if call["status"] != refusal:
                        continue
                    limited += 1
                    if self.during(call, "database"):
                        continue
                    judged += 1
                    least = quota - self.units(call, counter) + 1 if \
                        refusal == 403 else quota
                    if max(load[s] for s in self.seconds(call)) < least:
                        early.append("%s %s: refused with %s of %d taken" % (
                            call["mark"], counter, [
                                load[s] for s in self.seconds(call)], quota))
        self.none(over, "no limit was exceeded in any run of seconds")
        self.none(early, "no call was refused early (%d refused, %d of them "
                  "judged)" % (limited, judged))

    @staticmethod
    def seconds(call):
        return range(math.floor(call["begin"]), math.floor(call["end"]) + 1)

    def load(self, calls, counter):
        load = collections.Counter()
        for call in calls:
            if self.maybe_taken(call, counter):
                for second in self.seconds(call):
                    load[second] += self.units(call, counter)
        return load

    def exceeded(self, calls, counter, quota):
        taken = [(math.floor(c["begin"]), math.floor(c["end"]),
                  self.units(c, counter)) for c in calls
                 if self.surely_taken(c, counter)]
        inside = collections.Counter()
        for begin, end, units in taken:
            for length in range(end - begin, 5):
                for first in range(end - length, begin + 1):
                    inside[first, length] += units
        for (first, length), units in sorted(inside.items()):
            crashes = sum(p["crashes"] for p in self.phases
                          if p["begin"] < first + length + 1 and
                          p["end"] >= first)
            most = quota * (length + 1 + crashes)
            if units > most:
                yield "%s: %d in the %d s from %d on, at most %d" % (
                    counter, units, length + 1, first, most)

    # -------------------------------------------------------- members

    def asked(self, row):
        """The send of a stored message; whole() notices one without."""
        return self.sends.get((row["app"], row["mark"]), [{}])[0]

    def badges(self):
        """Nobody reads, so all that others sent, and he may see, is
        unread."""
        faults, totals = [], collections.Counter()
        for m in self.by_type["member"]:
            rows = self.order.get((m["app"], m["kind"], m["target"]), [])
            others = [r for r in rows if r["sender"] != m["username"] and
                      (not r["users"] or m["username"] in r["users"])]
            part = [r for r in others if not self.asked(r).get("untotalled")]
            mention = max([r["seq"] for r in rows if m["username"] in
                           self.asked(r).get("mentions", ())], default=0)
            wanted = len(others), len(part), mention
            got = m["unread"], m["total"], m["mention"]
            if got != wanted:
                faults.append("%s in %s: unread, in the total, mentioned:"
                              " %r, stored: %r" % (
                                  m["username"], m["target"], got, wanted))
            totals[m["app"], m["username"]] += len(part)
        faults += ["%s is told of %d, stored: %d" % (
            b["username"], b["badge"], totals[b["app"], b["username"]])
            for b in self.by_type["badge"]
            if b["badge"] != totals[b["app"], b["username"]]]
        self.none(faults, "badges: those of %d members, and the total ones of"
                  " %d users, are what is stored" % (
                      len(self.by_type["member"]),
                      len(self.by_type["badge"])))

    def notices(self):
        members = collections.defaultdict(set)
        for m in self.by_type["member"]:
            members[m["app"], m["kind"], m["target"]].add(m["username"])
        wanted = {(row["id"], name, name in self.asked(row)["mentions"])
                  for place, rows in self.order.items() for row in rows
                  if self.asked(row).get("push")
                  for name in members[place] - {row["sender"]}}
        there = collections.Counter(
            (n["id"], n["username"], n["mentioned"])
            for n in self.by_type["notice"])
        faults = ["missing: %s for %s, mentioned: %s" % n
                  for n in sorted(wanted - set(there))]
        faults += ["%d rows: %s for %s, mentioned: %s" % ((count,) + n)
                   for n, count in sorted(there.items())
                   if n not in wanted or count > 1]
        self.none(faults, "the outbox has one row for each message with push"
                  " and member, %d in all" % len(self.by_type["notice"]))

    # -------------------------------------------------------- answers

    def lost(self, call, allowance):
        return self.during(call, allowance) or \
            call.get("live") and self.during(call, "live")

    def answers(self, program=None, web=None):
        if program is None:
            program, web = documented()
        small = {app["app"] for app in self.by_type["app"] if app["limits"]}
        faults, drops, late = [], [], []
        for call in self.calls + self.by_type["answer"]:
            status, error = call["status"], call.get("error")
            where = "%s %s" % (call["route"], call.get("mark", ""))
            if status == 200:
                continue
            if status == 0:
                if "timed out" in call["words"]:
                    late.append("%s: %s" % (where, call["words"]))
                elif not self.lost(call, "drops"):
                    drops.append("%s: %s at %.3f" % (where, call["words"],
                                                     call["begin"]))
            elif status == -1:
                faults.append("%s: no JSON object: %s" % (where,
                                                          call["words"]))
            elif (status, error) == STOPS and self.lost(call, "live"):
                continue
            elif not (MEMBERS <= set(call["members"]) or
                      IMKIT_MEMBERS <= set(call["members"]) or
                      ROCKETCHAT_MEMBERS <= set(call["members"])):
                faults.append("%s: %d has members %s" % (
                    where, status, call["members"]))
            elif (status, call["words"]) in web:
                if not self.lost(call, "program"):
                    drops.append("%s: %d by the web server at %.3f" % (
                        where, status, call["begin"]))
            elif status == 401 and call["words"] in program.get(
                    (status, error), ()) and self.during(call, "clock"):
                continue
            elif call["words"] not in program.get((status, error), ()) or \
                    not (status in (409, 503) or call["app"] in small and
                         status in (403, 429)):
                faults.append("%s: %d %s: %s" % (where, status, error,
                                                 call["words"]))
        self.none(faults, "every answer is JSON of the dialect, documented, "
                  "and one that these calls may get")
        self.none(late, "every call was answered in time")
        self.none(drops, "no answer is missing, and none by the web server, "
                  "but while it or its programs were killed")


def check(records):
    """(good, what, detail) for each property."""
    checker = Checker(records)
    proofs = live_proofs.Proofs(checker)
    for prove in (checker.acknowledged, checker.ids_shown, checker.once,
                  checker.whole, checker.refused, checker.sequences,
                  checker.readers, checker.badges, checker.notices,
                  checker.limits, checker.answers, proofs.foreign,
                  proofs.once, proofs.order, proofs.whole, proofs.streams,
                  proofs.ends):
        prove()
    return checker.results
