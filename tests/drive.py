"""What msg-live does without its connections: build/live/drive, ordered by
words (tests/live/drive.c)."""
import json, os, queue, subprocess, threading

from live import TOP

EASEMOB, IMKIT, ROCKETCHAT = range(3)
ALL = 7


class Drive:
    def __init__(self, app, **environment):
        program = os.path.join(os.environ.get("OUT") or os.path.join(
            TOP, "build"), "live", "drive")
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=dict(os.environ, **environment))
        self.answers, self.events = queue.Queue(), queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.app = self.order("app", app.org, app.name)["app"]

    def read(self):
        for line in self.process.stdout:
            answer = json.loads(line)
            (self.events if "kind" in answer else self.answers).put(answer)

    def say(self, *words):
        self.process.stdin.write(" ".join(str(w) for w in words) + "\n")
        self.process.stdin.flush()

    def order(self, *words):
        self.say(*words)
        return self.answers.get(timeout=60)

    def page(self, conv, kind, room, after=0, form=ROCKETCHAT, viewer=None):
        """upto, events"""
        page = self.order("page", conv, kind, room, after, form,
                          *([viewer] if viewer else []))
        return page["upto"], page["events"]

    def members(self, kind, room, *names):
        return self.order("members", kind, room, *names)

    def end(self):
        """Its exit status."""
        self.process.stdin.close()
        return self.process.wait(timeout=60)

    def watch(self, conv, kind, room, after=0, forms=ALL):
        self.say("watch", conv, kind, room, after, forms)

    def next(self, seconds=30):
        """The next event."""
        return self.events.get(timeout=seconds)

    def take(self, count, seconds=60):
        return [self.next(seconds) for _ in range(count)]

    def quiet(self):
        """The events that are there, after all that was ordered was done."""
        self.order("ping")
        found = []
        while not self.events.empty():
            found.append(self.events.get())
        return found
