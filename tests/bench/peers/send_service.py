"""What peers that do the very job of our send have in common.

They use our own tables (sql/schema/003, 004), so their rows and indexes are
equal to ours, and answer the same request: a bearer token (HS256), one room,
a text of 100 bytes.  What they leave out favours them: idempotency keys, the
rooms' own counters, quotas that differ by app, revocation of tokens, the
checks of names and sizes beyond their schema, the request log."""
import base64, hashlib, hmac, json, os, secrets, time, urllib.error, \
    urllib.request

from measure import BENCH, TOP

ORG, NAME = "bench", "chat"
# Calls a second: counted and compared, and never reached.
QUOTA = 1000000000
TABLES = ("003_messages.sql", "004_limits.sql")
MESSAGE = {"from": "user1", "to": ["room1"], "type": "txt",
           "body": {"msg": "x" * 100}}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make_token(secret):
    """An HS256 JWT (RFC 7519) for the app, good for a day."""
    header = base64url(b'{"alg":"HS256","typ":"JWT"}')
    now = int(time.time())
    claims = base64url(json.dumps({
        "iss": "bench", "aud": "%s#%s" % (ORG, NAME), "sub": "bench",
        "typ": "app", "iat": now, "exp": now + 86400,
        "jti": secrets.token_hex(8)}).encode())
    signed = "%s.%s" % (header, claims)
    signature = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return "%s.%s" % (signed, base64url(signature))


def post(url, body, headers):
    """One POST of ${body} as JSON: its status and its answer."""
    request = urllib.request.Request(url, json.dumps(body).encode(), headers,
                                     method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


class SendService:
    """Beside Peer: class Fastify(SendService, Peer)."""
    script = os.path.join(BENCH, "sends.lua")

    def begin_service(self):
        """Its database and token; returns the settings that the services
        read from their environment."""
        schema = []
        for file in TABLES:
            with open(os.path.join(TOP, "sql", "schema", file)) as text:
                schema.append(text.read())
        # A run may pass midnight of a Sunday.
        schema.append("DO $$ BEGIN PERFORM partition_ensure(now()), "
                      "partition_ensure(now() + interval '7 days'); END $$;")
        database = "bench_%s_%d" % (self.name.replace(" ", "_"), os.getpid())
        self.database(database, "\n".join(schema))
        secret = secrets.token_bytes(32)
        self.path = "/%s/%s/messages/chatrooms" % (ORG, NAME)
        self.token = make_token(secret)
        tokens = os.path.join(self.folder, "tokens")
        with open(tokens, "w") as file:
            file.write("%s %s\n" % (self.path, self.token))
        self.arguments = (tokens,)
        return {"SECRET": secret.hex(), "QUOTA": str(QUOTA),
                "PGDATABASE": database}

    def prove_one(self):
        """One send is answered with 200 and is in the table; a wrong token
        and a wrong body are refused."""
        url = self.url.rstrip("/") + self.path
        headers = {"Content-Type": "application/json",
                   "Authorization": "Bearer " + self.token}
        answer = json.loads(self.wait_for_200(
            url, "POST", json.dumps(MESSAGE).encode(), headers))
        number = int(answer["data"][MESSAGE["to"][0]])
        row = self.psql("SELECT target, seq > 0, sender, type, body FROM"
                        " message JOIN conversation USING (conv) WHERE"
                        " id = %d" % number)
        wanted = "room1|t|user1|txt|" + json.dumps(MESSAGE["body"],
                                                   separators=(",", ":"))
        if row != wanted:
            raise self.failed("stored %r, not %r" % (row, wanted))
        forged = self.token[:-8] + "AAAAAAAA"
        self.refused(url, 401, MESSAGE, dict(
            headers, Authorization="Bearer " + forged))
        self.refused(url, 400, dict(MESSAGE, to=[]), headers)

    def refused(self, url, wanted, message, headers):
        before = self.stored()
        status, answer = post(url, message, headers)
        if status != wanted or self.stored() != before:
            raise self.failed("answered %d where %d was due: %r" % (
                status, wanted, answer))

    def stored(self):
        return self.count("SELECT count(*) FROM message")
