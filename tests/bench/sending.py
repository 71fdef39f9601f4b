"""What is measured in beside.py: the sends of msg.fcgi through lighttpd, bare
inserts by pgbench, and a FastCGI program that does nothing."""
import os, secrets, shutil, time

from live import Client, sql
from measure import OUT, Contestant, Failed, Ledger, children, msg_roles, \
    pgbench, wrk
from peer import LighttpdPeer

HERE = os.path.dirname(os.path.abspath(__file__))
ORG = "bench"
APPS = 1000
ROOMS = 16                      # as sends.lua has it
CLIENTS = 16                    # of pgbench, in the aims
CONNECTIONS = 32                # in the aims


# ------------------------------------------------------------------ our own

class BenchApp:
    """What live.Client wants of an app."""

    def __init__(self, name):
        self.org, self.name, self.token = ORG, name, None


def make_apps(names):
    """Apps whose limits are out of reach, made by SQL (msgctl would need a
    minute for a thousand), and their tokens, asked for as clients do.
    Returns lines for sends.lua."""
    secret = secrets.token_urlsafe(32)
    sql("WITH made AS (INSERT INTO app (org, name, uuid, limit_scale,"
        " room_rate) SELECT '%s', name, gen_random_uuid(), 100000000, 1000000"
        " FROM unnest('{%s}'::text[]) AS name RETURNING app_id, name)"
        " INSERT INTO api_key (key_id, app_id, kind, secret_sha256)"
        " SELECT 'bench-' || name, app_id, 'client', sha256('%s') FROM made"
        % (ORG, ",".join(names), secret))
    lines = []
    for name in names:
        app = BenchApp(name)
        status, answer, _ = Client(app).post("/token", {
            "grant_type": "client_credentials", "client_secret": secret,
            "client_id": "bench-" + name})
        if status != 200:
            raise Failed("no token for %s/%s: %r" % (ORG, name, answer))
        lines.append("/%s/%s/messages/chatrooms %s\n" % (
            ORG, name, answer["access_token"]))
    return lines


class Sends:
    """Sends to one hot app, or to a thousand."""

    def __init__(self, folder, thousand=False):
        self.name = "sends, 1,000 apps" if thousand else "sends, hot app"
        self.prefix = "many" if thousand else "hot"
        self.file = os.path.join(folder, self.prefix)
        names = ["%s%d" % (self.prefix, n)
                 for n in range(APPS if thousand else 1)]
        with open(self.file, "w") as file:
            file.writelines(make_apps(names))
        self.ledger = Ledger(self.name, self.stored)

    def stored(self):
        """Messages of these apps, counted row by row."""
        return int(sql(
            "SELECT count(*) FROM message JOIN app USING (app_id) WHERE"
            " org = '%s' AND name LIKE '%s%%'" % (ORG, self.prefix))[0][0])

    def load(self, connections, seconds):
        # The log is written as always; only, it shall not fill the disk.
        os.truncate(os.environ["WEB_LOG"], 0)
        return wrk(os.environ["MSG_URL"], os.path.join(HERE, "sends.lua"),
                   connections, seconds, [self.file])

    def contestant(self, connections, seconds):
        return Contestant(
            self.name, lambda: self.load(connections, seconds), msg_roles,
            self.ledger, lambda: msg_roles()["msg.fcgi"])


# ------------------------------------------------------------- bare inserts

# Tables of the same shape, indexes and rows as ours, so that ours are not
# touched.  The counter is as rate_counter is: unlogged (a transaction that
# wrote only to it does not wait for the disk, whatever synchronous_commit
# says), one hot row, updated in place.
COUNTER_TABLE = """CREATE UNLOGGED TABLE bench_counter
    (LIKE rate_counter INCLUDING ALL) WITH (fillfactor = 50)"""
COUNTER = """INSERT INTO bench_counter AS c (counter, quota, seconds,
    window_start, high, normal, low)
VALUES (1, 1000000000, 1, floor(extract(epoch FROM clock_timestamp())), 1, 0,
    0)
ON CONFLICT (counter) DO UPDATE SET
    high = excluded.high + CASE WHEN c.window_start = excluded.window_start
        THEN c.high ELSE 0 END,
    window_start = excluded.window_start
RETURNING high;
"""
# Ids grow with time, as ours do, and differ by client.
INSERT = r"""\set n :n + 1
\set conv random(1, %d)
\set id (:base + :n) * 1024 + :client_id
INSERT INTO %s (conv, id, seq, app_id, sender, type, priority, body)
VALUES (:conv, :id, :n, 1, 'user1', 'txt', 1, '{"msg":"%s"}');
"""


class Inserts:
    """pgbench: one row a transaction, alone or after the counter's own
    transaction."""

    def __init__(self, folder, counter=False):
        self.name = "pgbench counter, insert" if counter else \
            "pgbench insert"
        self.table = "bench_counted" if counter else "bench_inserted"
        self.file = os.path.join(folder, self.table + ".sql")
        with open(self.file, "w") as file:
            file.write((COUNTER if counter else "") + INSERT % (
                ROOMS, self.table, "x" * 100))
        sql("CREATE TABLE %s (LIKE message INCLUDING ALL)" % self.table)
        if counter:
            sql(COUNTER_TABLE)
        self.ledger = Ledger(self.name, self.stored)

    def stored(self):
        return int(sql("SELECT count(*) FROM " + self.table)[0][0])

    def contestant(self, clients, seconds):
        return Contestant(self.name, lambda: pgbench(
            self.file, clients, seconds,
            {"n": 0, "base": int(time.time() * 1000) * 64}),
            stored=self.ledger)


# --------------------------------------------------------- the empty program

class Empty(LighttpdPeer):
    """peers/empty.c behind a lighttpd with the settings of ours."""
    name = "empty FastCGI program"
    script = os.path.join(HERE, "sends.lua")

    def __init__(self, tokens):
        super().__init__()
        self.arguments = (tokens,)

    def available(self):
        if not os.access(self.built, os.X_OK):
            return "there is no %s: `make bench` builds it" % self.built
        return None

    @property
    def built(self):
        return os.path.join(OUT, "bench", "peers", "empty")

    def start(self):
        # The web server's user may not be allowed to read the build folder.
        program = shutil.copy(self.built, self.folder)
        os.chmod(program, 0o755)
        self.lighttpd(os.path.join(HERE, "peers", "empty.conf"),
                      EMPTY_PROGRAM=program,
                      WEB_PROCESSES=os.environ.get("WEB_PROCESSES") or "2")
        self.wait_for_200(self.url)

    def pids(self):
        found = super().pids()
        found["empty"] = children(found["lighttpd"])
        return found

    def stored(self):
        return None
