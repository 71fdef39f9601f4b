"""What the promises say about live readers: each gets every message that he may
see, once, in the order of the seqs, whatever broke in between.  Part of
checker.py."""
import bisect, collections

SHOWN = 5
ENDS = ("finish", "impatient", "refused")       # of the reader's own, or of
                                                # one that answers() judges


def visible(row, viewer):
    """By the store's rules (sql/query/history_after.sql)."""
    if viewer is None or row["sender"] == viewer:
        return True
    return (not row["users"] or viewer in row["users"]) and \
        viewer not in (row["ignored"] or ())


def place_of(row):
    return row["kind"], row["target"]


class Proofs:
    def __init__(self, checker):
        self.checker, self.none = checker, checker.none
        self.readers = {r["reader"]: r
                        for r in checker.by_type["live_reader"]}
        self.by_id, self.by_mark = {}, collections.defaultdict(list)
        for row in checker.rows:
            self.by_id[row["id"]] = row
            self.by_mark[row["app"], row["mark"]].append(row)
        self.connections = {(e["reader"], e["connection"]): e
                            for e in checker.by_type["live_end"]}
        # Reader: the rows that came, as (connection, via, row).
        self.came = collections.defaultdict(list)
        self.strange = []
        for record in checker.by_type["live"]:
            for id, seq, mark in record["rows"]:
                self.take(record, id, seq, mark)

    def take(self, record, id, seq, mark):
        """Find the stored row; what is foreign is proved no further."""
        reader = self.readers[record["reader"]]
        row, word = self.find(reader, id, mark), ""
        if row is None:
            word = "is not stored"
        elif row["app"] != reader["app"]:
            word = "is of %s" % row["app"]
        elif list(place_of(row)) not in reader["places"]:
            word = "is of %r, which he does not read" % (place_of(row),)
        elif row["seq"] is None:
            word = "was dropped"
        elif not visible(row, reader["viewer"]):
            word = "is for %s, not for %s" % (row["users"], row["ignored"])
        elif (seq or row["seq"], mark or row["mark"]) != (
                row["seq"], row["mark"]):
            word = "has seq %s, mark %s; stored: %s, %s" % (
                seq, mark, row["seq"], row["mark"])
        if word:
            self.strange.append("%s: %s %s" % (reader["reader"], id, word))
        else:
            self.came[reader["reader"]].append(
                (record["connection"], record["via"], row))

    def find(self, reader, id, mark):
        """A message of the Rocket.Chat dialect has its mark as id."""
        if id in self.by_id:
            return self.by_id[id]
        rows = self.by_mark.get((reader["app"], id), [])
        return rows[0] if len(rows) == 1 else None

    def wanted(self, reader):
        """Rows by place, in the order of their seqs."""
        return {tuple(place): [
            row for row in self.checker.order.get(
                (reader["app"], *place), [])
            if visible(row, reader["viewer"])]
            for place in reader["places"]}

    def streamed(self, name):
        """{(line, place): rows}, a line being what has no break for the
        dialect: all connections where there is a cursor, else each."""
        lines = collections.defaultdict(list)
        whole = self.readers[name]["form"] != "rocketchat"
        for connection, via, row in self.came[name]:
            if via == "stream":
                lines[0 if whole else connection, place_of(row)].append(row)
        return lines

    # ------------------------------------------------------- properties

    def foreign(self):
        dropped = sum(row["seq"] is None for row in self.checker.rows)
        self.none(self.strange, "live: nothing came to %d readers that is"
                  " not stored, was dropped (%d were), or is not theirs to"
                  " see" % (len(self.readers), dropped))

    def once(self):
        faults = []
        for name in self.readers:
            for (line, place), rows in self.streamed(name).items():
                for id, n in collections.Counter(
                        row["id"] for row in rows).items():
                    if n > 1:
                        faults.append("%s: %s of %r came %d times" % (
                            name, id, place, n))
        self.none(faults, "live: each message came once, across all breaks"
                  " where there is a cursor")

    def order(self):
        faults = []
        for name in self.readers:
            for (line, place), rows in self.streamed(name).items():
                faults += ["%s, connection %d, %r: seq %d behind %d" % (
                    name, line, place, b["seq"], a["seq"])
                    for a, b in zip(rows, rows[1:]) if b["seq"] < a["seq"]]
        self.none(faults, "live: in the order of the seqs")

    def whole(self):
        count, faults = 0, []
        for name, reader in self.readers.items():
            came = {row["id"] for _, _, row in self.came[name]}
            count += len(came)
            for place, rows in self.wanted(reader).items():
                lost = [row["seq"] for row in rows if row["id"] not in came]
                if lost:
                    faults.append("%s of %r: %d of %d are missing: seqs %s" % (
                        name, place, len(lost), len(rows), lost[:SHOWN]))
        self.none(faults, "live: every message that was stored came to each"
                  " of %d readers who may see it (%d messages)" % (
                      len(self.readers), count))

    def streams(self):
        """Who has no cursor: between two messages of a connection none is
        missing, nor before the first one that was asked for when the
        subscription was ready."""
        count, faults = 0, []
        for name, reader in self.readers.items():
            wanted = self.wanted(reader)
            for (line, place), rows in self.streamed(name).items():
                if line == 0:
                    continue
                count += 1
                faults += self.holes(name, line, wanted[place],
                                     sorted({r["seq"] for r in rows}))
        self.none(faults, "live: no subscription has a hole (%d of them)"
                  % count)

    def holes(self, name, line, wanted, seqs):
        connection = self.connections.get((name, line))
        first = seqs[0]
        if connection is not None:
            new = [row["seq"] for row in wanted
                   if self.began(row) > connection["ready"]]
            first = min([first] + new)
        lost = [row["seq"] for row in wanted
                if first <= row["seq"] <= seqs[-1] and
                seqs[bisect.bisect_left(seqs, row["seq"])] != row["seq"]]
        if lost:
            yield "%s, connection %d: seqs %s are missing in %d to %d" % (
                name, line, lost[:SHOWN], first, seqs[-1])

    def began(self, row):
        calls = self.checker.sends.get((row["app"], row["mark"]))
        return min(call["begin"] for call in calls) if calls else 0

    def ends(self):
        faults = []
        for end in self.connections.values():
            if end["reason"] in ENDS:
                continue
            # Its last moment is what counts.
            last = dict(end, begin=end["end"] - 1)
            if not any(self.checker.during(last, allowance) for allowance in
                       ("live", "drops", "database")):
                faults.append("%s, connection %d: %s at %.3f" % (
                    end["reader"], end["connection"], end["reason"],
                    end["end"]))
        self.none(faults, "live: no stream of %d ended but while something"
                  " was killed or the database was hurt" % len(
                      self.connections))



