"""ejabberd (Debian's package): send_message of its HTTP API, archived by
mod_mam in PostgreSQL; see ejabberd.yml.

A message of one local user to another is two rows of its table archive: one
in the sender's archive, one in the receiver's.  Here it counts as one message,
when both are there: stored() is the smaller of the two numbers.  Rooms are 16
users, since its multi-user chat keeps each room in a process, and what is
measured is the storing."""
import glob, os, pwd, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from live import sql
from peer import Peer, web_user
from send_service import post

PROGRAM = "/usr/sbin/ejabberdctl"
SCHEMA = "/usr/share/ejabberd/sql/pg.sql"
ROOMS = 16


def runner():
    """Who runs it: the package's user by root, else whoever runs this."""
    try:
        return pwd.getpwnam("ejabberd").pw_name if os.geteuid() == 0 \
            else web_user()
    except KeyError:
        return web_user()


def libraries():
    """Where Debian keeps ejabberd's modules: ejabberdctl knows."""
    with open(PROGRAM) as file:
        return re.search(r"^ERL_LIBS='([^']*)'", file.read(), re.M).group(1)


class Ejabberd(Peer):
    name = "ejabberd"
    script = os.path.join(HERE, "send.lua")
    # As many as the load has; with the default of 10 it was slower.
    pool = "32"

    def available(self):
        if not os.path.exists(PROGRAM) or not os.path.exists(SCHEMA):
            return "there is no ejabberd: bin/install-packages bench"
        if not glob.glob("/usr/lib/erlang/lib/p1_pgsql-*"):
            return "there is no erlang-p1-pgsql: bin/install-packages bench"
        if sql("SHOW listen_addresses") == [[""]]:
            return "ejabberd reaches PostgreSQL by TCP alone:" \
                " WITH_PG_TCP=1 tests/with-pg ..."
        return None

    def start(self):
        with open(SCHEMA) as file:
            self.database("bench_ejabberd_%d" % os.getpid(), file.read())
        port = self.free_port()
        spool = self.folder_for(runner(), "spool")
        configuration = os.path.join(self.folder, "ejabberd.yml")
        with open(os.path.join(HERE, "ejabberd.yml")) as file:
            text = file.read()
        for name, value in (
                ("PG_PORT", os.environ["PGPORT"]),
                ("DATABASE", self._database), ("USER", os.environ["PGUSER"]),
                ("POOL", self.pool), ("PORT", str(port))):
            text = text.replace("@%s@" % name, value)
        with open(configuration, "w") as file:
            file.write(text)
        os.chmod(configuration, 0o644)
        # What `ejabberdctl foreground` runs, but as a user of our choice and
        # as a node without a name: one that is in no cluster needs neither
        # epmd nor a port for others.  The threads of Erlang do not spin while
        # they wait: two cores have better to do.
        self.spawn("ejabberd", [
            "erl", "+K", "true", "+P", "250000", "+sbwt", "none",
            "+sbwtdcpu", "none", "+sbwtdio", "none", "-noinput",
            "-mnesia", "dir", '"%s"' % spool, "-s", "ejabberd"],
            user=runner(), ERL_LIBS=libraries(), HOME=spool,
            EJABBERD_CONFIG_PATH=configuration,
            EJABBERD_LOG_PATH=os.path.join(spool, "ejabberd.log"),
            ERL_CRASH_DUMP=os.path.join(spool, "erl_crash.dump"),
            ERL_MAX_PORTS="32000")
        self.url = "http://127.0.0.1:%d/" % port
        self.wait_for_200(self.url + "api/status", "POST", b"{}", seconds=60)
        self.prove_one()

    def prove_one(self):
        for name in ["user1"] + ["room%d" % (n + 1) for n in range(ROOMS)]:
            self.call("register", {"user": name, "host": "localhost",
                                   "password": "password"})
        text = "x" * 100
        self.call("send_message", {
            "type": "chat", "from": "user1@localhost",
            "to": "room1@localhost", "subject": "", "body": text})
        rows = self.psql("SELECT username, bare_peer, txt FROM archive"
                         " ORDER BY username")
        if rows != "room1|user1@localhost|%s\nuser1|room1@localhost|%s" % (
                text, text):
            raise self.failed("archived %r" % rows)

    def call(self, command, arguments):
        try:
            status, answer = post(self.url + "api/" + command, arguments,
                                  {"Content-Type": "application/json"})
        except OSError as error:
            raise self.failed("%s: %s" % (command, error))
        if status != 200:
            raise self.failed("%s: %d %r" % (command, status, answer))

    def stored(self):
        return self.count(
            "SELECT least(count(*) FILTER (WHERE username = 'user1'),"
            " count(*) FILTER (WHERE username <> 'user1')) FROM archive")


PEERS = [Ejabberd]
