"""The realtime API for the clients of a torture run: links of senders, who send
by its method, and how its refusals are recorded."""
import json, os, sys, time

sys.path.insert(0, os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
from websocket import DDP, Late, Refused

IDLE_SECONDS = 5        # half of the time in which the server asks for a pong
# How REST says the same; the rest are the caller's own.
STATUS = {"error-duplicate-running": 409, "error-outcome-unknown": 503,
          "error-service-unavailable": 503, "too-many-requests": 429}


def as_rest(result, error):
    """status, answer of a method, as the path that calls methods answers."""
    if error is None:
        return 200, {"success": True,
                     "message": json.dumps({"result": result})}
    return STATUS.get(error.get("error"), 400), {
        "success": False, "message": json.dumps({"error": error})}


def without(error):
    """status, answer where an exception came instead of one."""
    if isinstance(error, Refused):
        try:
            return error.status, json.loads(error.body)
        except ValueError:
            return -1, repr(error)
    if isinstance(error, Late):
        return 0, "timed out: %s" % error
    return (0 if isinstance(error, OSError) else -1), repr(error)


class Refusal(Exception):
    """status, answer of a method that failed before the one that counts."""


class Links:
    """One for each user, opened when he sends."""

    def __init__(self, host, seconds):
        self.host, self.seconds, self.links = host, seconds, {}

    def open(self, user):
        """A connection that is logged in, and is not about to end."""
        link, used = self.links.pop(user, (None, 0))
        if link is not None:
            if time.monotonic() - used < IDLE_SECONDS and self.is_open(link):
                return link
            link.drop()
        link = DDP(host=self.host, seconds=self.seconds)
        result, error = link.outcome(link.begin(
            "login", {"resume": "token of " + user}), self.seconds)
        if error is not None:
            link.drop()
            raise Refusal(*as_rest(result, error))
        return link

    @staticmethod
    def is_open(link):
        link.frames.clear()
        try:
            while True:
                link.pump(0)
        except Late:
            return True
        except (OSError, ValueError):
            return False

    def ask(self, user, message):
        """begin, end, status, answer of sendMessage."""
        begin = time.time()
        try:
            link = self.open(user)
            status, answer = as_rest(*link.outcome(link.begin(
                "sendMessage", message), self.seconds))
            self.links[user] = link, time.monotonic()
        except Refusal as refusal:
            status, answer = refusal.args
        except (OSError, ValueError, Refused) as error:
            status, answer = without(error)
        return begin, time.time(), status, answer
