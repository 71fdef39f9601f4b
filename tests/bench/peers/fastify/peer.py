"""A Node service with fastify and pg, in two statements a message and with
batching; see server.js.

It listens itself, without a proxy in front, while msg.fcgi is measured behind
lighttpd: that favours this peer."""
import os, shutil, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from measure import OUT, Failed
from peer import Peer
from send_service import SendService

# npm's packages: below the build folder, never in the source tree.
PACKAGES = os.path.join(OUT, "bench", "fastify")
MODULES = os.path.join(PACKAGES, "node_modules")
LISTS = ("package.json", "package-lock.json", ".npmrc")


def content(folder, name):
    try:
        with open(os.path.join(folder, name)) as file:
            return file.read()
    except OSError:
        return None


class Fastify(SendService, Peer):
    """Two statements.  One worker: a second one takes its processor from
    PostgreSQL and the load, and was slower on two cores."""
    name = "fastify"
    batch = "0"
    workers = "1"
    pool = "16"

    def available(self):
        if not shutil.which("node"):
            return "there is no node: bin/install-packages bench"
        if content(PACKAGES, "installed") != content(HERE, LISTS[1]):
            return "fastify and pg are not installed: a full `make bench`" \
                " installs them with npm"
        return None

    def prepare(self):
        if not shutil.which("npm"):
            raise Failed("there is no npm: bin/install-packages bench")
        os.makedirs(PACKAGES, exist_ok=True)
        for name in LISTS:
            shutil.copy(os.path.join(HERE, name), PACKAGES)
        done = subprocess.run(["npm", "ci", "--omit=dev"], cwd=PACKAGES,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed("npm ci: " + (done.stderr or done.stdout)[-1000:])
        # The mark comes last: without it a broken installation is repeated.
        shutil.copy(os.path.join(HERE, LISTS[1]),
                    os.path.join(PACKAGES, "installed"))

    def start(self):
        settings = self.begin_service()
        port = self.free_port()
        self.spawn("fastify", ["node", os.path.join(HERE, "server.js")],
                   NODE_PATH=MODULES, NODE_ENV="production", PORT=str(port),
                   WORKERS=self.workers, POOL=self.pool, BATCH=self.batch,
                   **settings)
        self.url = "http://127.0.0.1:%d/" % port
        self.prove_one()


class FastifyBatching(Fastify):
    """One worker, since two make groups of half the size that wait for each
    other's conversations; they were slower.  It stores one group at
    a time, so it needs one connection."""
    name = "fastify batching"
    batch = "1"
    pool = "1"


PEERS = [Fastify, FastifyBatching]
