"""Live delivery: how much memory a connection takes, how fast a message comes
to all who listen, whether all come, and how long they take from one dialect
to another."""
import contextlib, json, os, shutil, statistics, tempfile, threading, time

from audience import Audience, Bare, mark, stream, websocket
from beside import cpu_words, ratio_of
from live import Client, in_parallel, msg_live
from measure import *
from server import Server

PADDING = "x" * 60              # behind a mark: about 100 bytes of text


class Live(Server):
    """A server with msg-live, an app, and a room in which its user talks."""

    def __init__(self):
        super().__init__("lighttpd", fresh_database=True, WITH_LIVE="1",
                         MSG_LIVE_CONNECTIONS="15000")

    def __enter__(self):
        super().__enter__()
        try:
            self.place = tempfile.mkdtemp(prefix="msgcgi-bench.", dir="/tmp")
            with self.inside():
                self.prepare()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.place, ignore_errors=True)
        self.end()

    def prepare(self):
        from chat import ChatApp, must
        self.chat = ChatApp("owner", scale=100000,
                            settings=["--room-rate", "1000000"])
        self.owner = self.chat.user("owner")
        self.room = must(self.owner.post(
            "channels.create", {"name": "bench"}))["channel"]["_id"]
        self.socket = os.path.join(self.environment["LIVE_RUN"], "live.sock")
        self.port = "127.0.0.1:%d" % self.owner.url.port
        self.pid = msg_live("pid")
        self.web_begin = self.web_memory()

    def restart(self):
        with self.inside():
            msg_live("stop")
            msg_live("start")
            self.pid = msg_live("pid")

    def roles(self):
        return dict(super().roles(), **{"msg-live": [self.pid]})

    def web_memory(self):
        """KiB that lighttpd itself has; it keeps what it had once."""
        return private_memory(
            pid for pid in descendants([self.processes[0][1].pid])
            if os.path.basename(os.readlink("/proc/%d/exe" % pid))
            .startswith("lighttpd"))

    def websocket(self):
        return websocket(self.chat, self.owner.token, self.room)

    def events(self):
        """Of the Easemob dialect, by the backend's token."""
        return stream("/%s/%s/live?groups=%s&as=owner" % (
            self.chat.org, self.chat.name, self.room), self.chat.host,
            Authorization="Bearer " + self.chat.token)

    def kit_events(self):
        return stream("/rooms/%s/live" % self.room, self.chat.host,
                      IM_API_KEY=self.chat.platform_key())

    def send(self, number):
        """When it was sent, and when that was acknowledged."""
        began = time.monotonic_ns()
        answer = self.owner.post("chat.sendMessage", {"message": {
            "rid": self.room, "msg": mark(number) + PADDING}})
        if answer[0] != 200:
            raise Failed("a send was refused: %r" % (answer,))
        return began, time.monotonic_ns()

    def stored(self):
        """The numbers of all marks of the room, in the order of the store."""
        return [int(row[0]) for row in self.sql(
            "SELECT substring(m.body::text FROM 'mark-(\\d+)-') FROM message"
            " m JOIN conversation c USING (conv) WHERE c.target = '%s'"
            " AND m.body IS NOT NULL ORDER BY m.seq" % self.room)]


@contextlib.contextmanager
def audience(folder):
    made = Audience(folder)
    try:
        yield made
    finally:
        made.end()


def processor(pids):
    """Microseconds that all threads of these processes have used."""
    used = 0
    for pid in pids:
        for task in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/schedstat" % (pid, task)) as file:
                used += int(file.read().split()[0])
    return used / 1000


def check(group, what):
    """Everybody heard the same, once, in one order, and nobody left."""
    if group["closed"] or group["different"] or \
            group["deliveries"] != group["wanted"]:
        invalid("%s: of %d deliveries came %d; %d connections were closed, %d"
                " heard something else" % (
                    what, group["wanted"], group["deliveries"],
                    group["closed"], group["different"]))
    return group


def in_turns(options, contestants, each=lambda name, figures: None):
    """As interleave(); a quick run has one round and does not warm up."""
    if not options.quick:
        return interleave(options.rounds, contestants, each)
    results = {}
    for name, contestant in contestants.items():
        figures = contestant()
        each(name, figures)
        results[name] = {key: Spread([figures[key]]) for key in figures}
    return results


# -------------------------------------------------------------------- idle

class Idle:
    """So many connections of a kind that do nothing."""

    def __init__(self, server, count, request, ready, address):
        self.server, self.count = server, count
        self.request, self.ready, self.address = request, ready, address

    def __call__(self):
        server = self.server
        server.restart()
        pid = server.pid
        with audience(server.place) as those:
            # What the first one needs is not counted to the others.
            those.open(1, self.address, self.request, self.ready)
            server.send(0)
            check(those.listen(1, 60)[0], "idle connections")
            before = private_memory([pid])
            seconds = those.open(self.count, self.address, self.request,
                                 self.ready)
            memory = private_memory([pid])
            web = server.web_memory() - server.web_begin
            began, used = time.monotonic(), processor([pid])
            time.sleep(self.server.seconds)
            used = (processor([pid]) - used) / (time.monotonic() - began)
            those.forget()
            server.send(1)
            for group in those.listen(1, 60):
                check(group, "idle connections")
            after = private_memory([pid])
            those.close()
        return {"memory": (memory - before) / self.count,
                "web": web / self.count,
                "heard": (after - before) / self.count,
                "opened": self.count / seconds, "used": used / 1e4}


def live_idle(options):
    """Connections that are idle: their memory"""
    many, few = (500, 100) if options.quick else (10000, 1000)
    with Live() as server:
        server.seconds = options.seconds
        contestants = {
            "WebSocket": Idle(server, many, server.websocket(), '"ready"',
                              server.socket),
            "event streams": Idle(server, many, server.events(), "retry:",
                                  server.socket),
            "WebSocket, through lighttpd": Idle(
                server, few, server.websocket(), '"ready"', server.port)}
        results = in_turns(options._replace(rounds=min(options.rounds, 3)),
                           contestants)
    return Section(
        "Idle connections",
        ["what", "connections", "KiB each", "and after a message",
         "KiB of lighttpd", "opened/s", "CPU % of msg-live"],
        [[name, format(contestants[name].count, ","), f["memory"], f["heard"],
          f["web"] if contestants[name].count == few else None, f["opened"],
          f["used"]] for name, f in results.items()],
        [Aim("msg-live: private memory of an idle connection, %s of them"
             % format(many, ","), results.get("WebSocket", {}).get("memory"),
             "<=", 12, " KiB")],
        "Logged in with one token and subscribed to one room, directly at"
        " msg-live's Unix socket where nothing else is said, so that no web"
        " server is measured. Private memory of msg-live with them, less that"
        " with one, divided; what the kernel keeps for a socket is not in it."
        " All of them were alive: a message came to each. CPU: of one core,"
        " in the %d s before that, between two heartbeats." % options.seconds)


# ----------------------------------------------------------------- fan-out

class Fanout:
    """One message to all, some times; the median of what it took.  ${go}
    (number): when it was sent, when that was acknowledged."""

    def __init__(self, name, those, go, pid, messages):
        self.name, self.those, self.go = name, those, go
        self.pid, self.messages = pid, messages
        self.number = 0

    def one(self):
        self.those.forget()
        used = processor([self.pid])
        sent, acknowledged = self.go(self.number)
        group = check(self.those.listen(1, 30)[0], self.name)
        number, first, last = group["heard"][0]
        if number != self.number:
            invalid("%s: %d came, and %d was sent" % (
                self.name, number, self.number))
        self.number += 1
        return {"first": (first - sent) / 1e6, "sent": (last - sent) / 1e6,
                "acknowledged": (last - acknowledged) / 1e6,
                "spread": (last - first) / 1e6,
                "used": (processor([self.pid]) - used) / group["wanted"]}

    def __call__(self):
        taken = [self.one() for _ in range(self.messages)]
        return {key: statistics.median(one[key] for one in taken)
                for key in taken[0]}


@contextlib.contextmanager
def bare_loop(folder, pattern, count, is_websocket):
    """A fanout of texts like ${pattern}, and who listens to it."""
    bare, begin = Bare(folder, is_websocket), pattern.index(b"mark-")
    end = pattern.index(b";", begin) + 1

    def go(number):
        bare.prepare(pattern[:begin] + mark(number).encode() + pattern[end:])
        began = time.monotonic_ns()
        bare.say("go")
        return began, began
    try:
        with audience(folder) as those:
            those.open(count, bare.socket, "GET / HTTP/1.1\r\n\r\n", "ready")
            yield those, go, bare
    finally:
        bare.end()


class BareFanout(Fanout):
    def __init__(self, name, those, go, bare, messages):
        super().__init__(name, those, go, bare.process.pid, messages)
        self.bare = bare

    def one(self):
        figures = super().one()
        self.bare.answer()
        return figures


def fan_out(server, options, kind, count):
    """msg-live beside the bare loop; their results."""
    request, ready = (server.websocket(), '"ready"') \
        if kind == "WebSocket" else (server.events(), "retry:")
    words = "%s, %s" % (kind, format(count, ","))
    ours, bare = words + ": msg-live", words + ": bare loop"
    messages = 3 if options.quick else 9
    with contextlib.ExitStack() as stack:
        those = stack.enter_context(audience(server.place))
        those.open(count, server.socket, request, ready)
        # Who was a member is asked for once.
        server.send(0)
        check(those.listen(1, 60)[0], words)
        other = stack.enter_context(bare_loop(
            server.place, those.sample(), count, kind == "WebSocket"))
        results = in_turns(options, {
            ours: Fanout(ours, those, server.send, server.pid, messages),
            bare: BareFanout(bare, *other, messages)},
            lambda name, f: f and print("    %-40s %s ms" % (
                name, shown(f["acknowledged"])), flush=True))
    return results, ours, bare


def live_fanout(options):
    """One message to 1,000 and to 5,000 who listen, beside a bare loop"""
    sizes = (500,) if options.quick else (1000, 5000)
    rows, aims = [], []
    with Live() as server:
        for count in sizes:
            for kind in ("WebSocket", "event streams"):
                results, ours, bare = fan_out(server, options, kind, count)
                rows += [[name, f["acknowledged"], ratio_of(
                    results, name, bare, "acknowledged"), f["sent"],
                    ratio_of(results, name, bare, "sent"), f["spread"],
                    f["used"]] for name, f in results.items()]
                aims.append(Aim(
                    "until the last of %s has it (%s) / a bare loop" % (
                        format(count, ","), kind),
                    ratio_of(results, ours, bare, "acknowledged"), "<=", 2))
    return Section(
        "One message to many",
        ["what", "ms from the acknowledgement to the last", "to the bare loop",
         "ms from the send to the last", "to the bare loop",
         "ms from the first to the last", "CPU µs a delivery"], rows, aims,
        "A message of 100 bytes is sent by Rocket.Chat's chat.sendMessage"
        " through lighttpd; the connections are at msg-live's Unix socket, and"
        " in one room. The bare loop (tests/bench/peers/fanout.c) has as many,"
        " of the same client program, and writes the same bytes to each in one"
        " write(), from the moment on in which it is told. Each figure is the"
        " median of the rounds', and a round's that of %d messages. CPU: all"
        " threads of msg-live, or of the loop." % (3 if options.quick else 9))


# ------------------------------------------------------------------- a rate

RATE, SUBSCRIBERS = 200, 200
SENDERS = 8


class Steady:
    """Messages at a rate to who is there."""

    def __init__(self, name, server, address, seconds):
        self.name, self.server, self.address = name, server, address
        self.messages = RATE * seconds
        self.number = 0

    def sender(self, place, began):
        """A connection of its own; every SENDERS-th message, at its time.
        When the last was acknowledged."""
        from chat import Chat
        chat = Chat(self.server.chat, self.server.owner.headers)
        for i in range(place, self.messages, SENDERS):
            time.sleep(max(0, began + i / RATE - time.monotonic()))
            status, answer = chat.post("chat.sendMessage", {"message": {
                "rid": self.server.room,
                "msg": mark(self.number + i) + PADDING}})
            if status != 200:
                raise Failed("a send was refused: %r" % (answer,))
        return time.monotonic()

    def heard(self, those):
        began = time.monotonic()
        with self.server.inside():
            ends = in_parallel(SENDERS, lambda i: self.sender(i, began))
        group = check(those.listen(self.messages, 30)[0], self.name)
        numbers = [number for number, _, _ in group["heard"]]
        stored = self.server.stored()[-self.messages:]
        if numbers != stored or sorted(numbers) != list(range(
                self.number, self.number + self.messages)):
            invalid("%s: what came is not what was stored, in its order"
                    % self.name)
        self.number += self.messages
        return {"rate": self.messages / (max(ends) - began),
                "p50": group["p50"], "p90": group["p90"],
                "p99": group["p99"], "most": group["most"],
                "deliveries": group["deliveries"],
                "requests": self.messages}

    def __call__(self):
        with audience(self.server.place) as those:
            those.open(SUBSCRIBERS, self.address, self.server.websocket(),
                       '"ready"')
            return self.contestant(lambda: self.heard(those))()

    def contestant(self, run):
        return Contestant(self.name, run, self.server.roles)


def live_rate(options):
    """200 messages a second to 200 who listen"""
    seconds = options.seconds * (1 if options.quick else 2)
    with Live() as server:
        contestants = {
            "directly": Steady("directly", server, server.socket, seconds),
            "through lighttpd": Steady("through lighttpd", server,
                                       server.port, seconds)}
        contestants["through lighttpd"].number = 10 ** 9
        with server.inside():
            results = in_turns(options, contestants)
    return Section(
        "%d messages a second to %d connections" % (RATE, SUBSCRIBERS),
        ["what", "messages/s", "deliveries a round", "p50 ms", "p90 ms",
         "p99 ms", "most ms", "CPU µs a message"],
        [[name, f["rate"], f["deliveries"], f["p50"], f["p90"], f["p99"],
          f["most"], cpu_words(f)] for name, f in results.items()],
        text="DDP, %d s a round; %d senders by chat.sendMessage, in one room."
        " Times are from before the send until a connection has the message."
        " Each connection heard every message once, all in the same order,"
        " which is that of the store, and none was closed; a round in which"
        " that is not so makes the run invalid. The client of the CPU's"
        " times is the senders'." % (seconds, SENDERS))


# ------------------------------------------------------- between dialects

class Dialect:
    """Sends of one dialect, one after the other, that three kinds of
    listeners hear."""

    def __init__(self, server, those, post, messages):
        self.server, self.those, self.post = server, those, post
        self.messages, self.number = messages, 0

    def __call__(self):
        self.those.forget()
        took = []
        for _ in range(self.messages):
            began = time.monotonic()
            status, answer = self.post(mark(self.number) + PADDING)[:2]
            took.append((time.monotonic() - began) * 1000)
            if status != 200:
                raise Failed("a send was refused: %r" % (answer,))
            self.number += 1
            # The machine shall be idle again.
            time.sleep(0.03)
        figures = {"average": statistics.mean(took)}
        for name, group in zip(LISTENERS, self.those.listen(
                self.messages, 30)):
            check(group, "between dialects, " + name)
            figures[name + " p50"], figures[name + " p99"] = \
                group["p50"], group["p99"]
        return figures


LISTENERS = ("DDP", "events, Easemob", "events, IMKit")


def live_dialects(options):
    """From each dialect to each kind of connection"""
    messages = 10 if options.quick else 100
    with Live() as server, audience(server.place) as those, server.inside():
        those.open(1, server.port, server.websocket(), '"ready"')
        those.open(1, server.port, server.events(), "retry:")
        those.open(1, server.port, server.kit_events(), "retry:")
        backend, room = server.chat.backend, server.room
        posts = {
            "Easemob, /messages/chatgroups": lambda text: backend.send(
                "chatgroups", room, text, **{"from": "owner"}),
            "IMKit, /rooms/{id}/message": lambda text: backend.call(
                "POST", "imkit:/rooms/%s/message" % room,
                {"message": text, "sender": "owner"}),
            "Rocket.Chat, chat.sendMessage": lambda text: server.owner.post(
                "chat.sendMessage", {"message": {"rid": room, "msg": text}})}
        results = in_turns(options, {
            name: Dialect(server, those, post, messages)
            for name, post in posts.items()})
    worst = [f[name + " p50"] for f in results.values() for name in LISTENERS]
    return Section(
        "From dialect to dialect",
        ["sent by", "ms until acknowledged"] + [
            name + word for name in LISTENERS
            for word in (": p50 ms", ": p99 ms")],
        [[name, f["average"]] + [f[listener + word] for listener in LISTENERS
                                 for word in (" p50", " p99")]
         for name, f in results.items()],
        [Aim("the slowest pair of dialects, at the median",
             max(worst, key=lambda spread: spread.median, default=None),
             "<=", 100, " ms")],
        "One room, one connection of each kind, everything through lighttpd;"
        " %d messages of 100 bytes one after the other in each round, the next"
        " one 30 ms after the last was acknowledged. Times are from before the"
        " send until the connection has the message." % messages)


SECTIONS = [live_idle, live_fanout, live_rate, live_dialects]
