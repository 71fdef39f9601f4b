"""A program that hears notifications by lib/listen, for tests."""
import os, queue, subprocess, threading
from live import TOP

HEAR = os.path.join(os.environ.get("OUT") or os.path.join(TOP, "build"),
                    "live", "hear")


class Hear:
    """What comes on ${channels}, as (channel, payload), in order."""

    def __init__(self, *channels, environment=None):
        self.states, self.lines = queue.Queue(), queue.Queue()
        self.words = queue.Queue()
        self.run = subprocess.Popen(
            [HEAR, *channels], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, bufsize=1,
            env=dict(os.environ, **(environment or {})))
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.run.stdout:
            kind, _, rest = line.rstrip("\n").partition(" ")
            if kind == "heard":
                self.lines.put(tuple(rest.split(" ", 1)))
            elif kind == "state":
                self.states.put(rest)
            else:
                self.words.put(rest)

    @staticmethod
    def take(where, seconds):
        try:
            return where.get(timeout=seconds)
        except queue.Empty:
            return None

    def state(self, seconds=20):
        """The next state, or None."""
        return self.take(self.states, seconds)

    def heard(self, seconds=10):
        """The next notification, or None."""
        return self.take(self.lines, seconds)

    def woken(self, word, seconds=10):
        """What it answers to ${word}."""
        self.run.stdin.write(word + "\n")
        self.run.stdin.flush()
        return self.take(self.words, seconds)

    def stop(self):
        self.run.stdin.close()
        return self.run.wait(10)
