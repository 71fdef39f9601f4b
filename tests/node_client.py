"""A real client under Node, driven through tests/clients/live/drive.js:

	ann = NodeClient("simpleddp", url, modules)
	ann.ask("login", "ann", "secret")       the result; Told when it shows an error
	ann.error("login", "ann", "wrong")      that error
	ann.wait(lambda: len(ann.changed(room)) == 2, "both messages")

What it tells by itself is in heard."""
import json, os, subprocess, threading, time

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clients",
                    "live")
SECONDS = 30


class Told(Exception):
    """An error that the client's own API showed."""

    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.error = error


class NodeClient:
    def __init__(self, name, url, modules):
        self.name, self.asked = name, 0
        self.heard, self.answers = [], {}
        self.news = threading.Condition()
        self.run = subprocess.Popen(
            ["node", os.path.join(HERE, "drive.js"), name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=dict(os.environ, URL=url, MODULES=modules))
        self.listening = threading.Thread(target=self.listen, daemon=True)
        self.listening.start()

    def listen(self):
        for line in self.run.stdout:
            said = json.loads(line)
            with self.news:
                if "id" in said and "event" not in said:
                    self.answers[said["id"]] = said
                else:
                    self.heard.append(said)
                self.news.notify_all()

    def wait(self, condition, what, seconds=SECONDS):
        with self.news:
            if not self.news.wait_for(condition, seconds):
                raise SystemExit("%s: waited in vain: %s; heard %s" % (
                    self.name, what, json.dumps(self.heard[-5:])[:3000]))

    def answer(self, what, *words):
        self.asked += 1
        number = self.asked
        self.run.stdin.write(json.dumps(
            {"id": number, "do": what, "with": words}) + "\n")
        self.run.stdin.flush()
        self.wait(lambda: number in self.answers, what)
        return self.answers.pop(number)

    def ask(self, what, *words):
        answer = self.answer(what, *words)
        if "error" in answer:
            raise Told(answer["error"])
        return answer["result"]

    def error(self, what, *words):
        return self.answer(what, *words).get("error")

    def events(self, kind):
        return [one for one in self.heard if one["event"] == kind]

    def changed(self, name, stream=None):
        """The arguments of each event of that name, in order."""
        return [one["args"] for one in self.events("changed")
                if one["name"] == name and stream in (None, one["stream"])]

    def end(self):
        """Its exit status."""
        self.run.stdin.close()
        self.listening.join()
        return self.run.wait(SECONDS)
