"""The words of the case files: placeholders in requests and answers, tokens
that are not ours, comparing an answer with what is expected."""
import base64, hashlib, hmac, json, re, time

PLACE = re.compile(r"\{(repeat \d+ [^}]+|close \d+|hex [0-9A-Fa-f]+|"
                   r"count \d+ [^}]*|fields \d+|[a-z][a-z0-9_]*)\}")


class Number(str):
    """A JSON number as it was written: 1.0 is not 1."""


def numbers(text):
    """Refuse what Python's reader takes beyond JSON: NaN and its like."""
    raise ValueError(text)


def pairs(members):
    names = [name for name, _ in members]
    if len(set(names)) != len(names):
        raise ValueError("duplicate names in %s" % names)
    return dict(members)


def read_json(text):
    return json.loads(text, parse_int=Number, parse_float=Number,
                      parse_constant=numbers, object_pairs_hook=pairs)


def write_json(value):
    """Compact, and numbers as they were written in the case file."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{%s}" % ",".join(write_json(name) + ":" + write_json(member)
                                 for name, member in value.items())
    if isinstance(value, list):
        return "[%s]" % ",".join(map(write_json, value))
    return json.dumps(value, ensure_ascii=False)


def fill(text, values):
    """Replace {name} by its value, {repeat N TEXT}, {repeat N @NAME} and
    {close N} (N times }) by many, {fields N} by N different members, {count N
    TEXT} by "TEXT1","TEXT2"... and {hex ..} by bytes."""
    def place(found):
        word, _, rest = found.group(1).partition(" ")
        if not rest:
            return values.get(word, found.group(0))
        if word == "hex":
            return bytes.fromhex(rest).decode("ascii", "surrogateescape")
        times, _, piece = rest.partition(" ")
        if word == "fields":
            return ",".join('"f%d":1' % i for i in range(int(rest)))
        if word == "close":
            return "}" * int(times)
        if word == "count":
            return ",".join('"%s%d"' % (piece, i + 1)
                            for i in range(int(times)))
        if piece.startswith("@"):
            piece = values[piece[1:]]
        return piece * int(times)
    return PLACE.sub(place, text)


def fill_bytes(text, values):
    return fill(text, values).encode("utf-8", "surrogateescape")


def fill_all(value, values):
    """The same in every string of a JSON value, names included."""
    if isinstance(value, Number):
        return value
    if isinstance(value, str):
        return fill(value, values)
    if isinstance(value, list):
        return [fill_all(element, values) for element in value]
    if isinstance(value, dict):
        return {fill(name, values): fill_all(member, values)
                for name, member in value.items()}
    return value


def is_time(value):
    return isinstance(value, Number) and value.isdigit() and \
        abs(int(value) / 1000 - time.time()) < 3600


# What may stand for a value that differs each time.
MATCHERS = {
    "{*time}": is_time,
    "{*timetext}": lambda v: isinstance(v, str) and is_time(Number(v)),
    "{*duration}": lambda v: isinstance(v, Number) and v.isdigit(),
    "{*seq}": lambda v: isinstance(v, Number) and v.isdigit() and int(v) > 0,
    "{*id}": lambda v: re.fullmatch(r"[1-9]\d{18}", v) is not None,
    "{*room}": lambda v: re.fullmatch(r"[1-9]\d{14}", v) is not None,
    "{*uuid}": lambda v: re.fullmatch(
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", v) is not None,
    "{*token}": lambda v: re.fullmatch(r"[\w-]+(\.[\w-]+){2}", v) is not None,
    "{*hex}": lambda v: re.fullmatch(r"[0-9a-f]{24}", v) is not None,
    "{*iso}": lambda v: re.fullmatch(
        r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", v) is not None,
    "{*text}": lambda v: isinstance(v, str) and v != "",
    "{*any}": lambda v: True,
}


def differences(wanted, got, where=""):
    """Sentences on what differs; nothing when the two are the same."""
    if isinstance(wanted, str) and wanted in MATCHERS:
        return [] if MATCHERS[wanted](got) else \
            ["%s is no %s: %r" % (where or "it", wanted, got)]
    if isinstance(wanted, dict) and isinstance(got, dict):
        found = ["%s/%s is missing" % (where, n) for n in wanted
                 if n not in got]
        found += ["%s/%s is too much: %r" % (where, n, got[n]) for n in got
                  if n not in wanted]
        for name in wanted:
            if name in got:
                found += differences(wanted[name], got[name],
                                     where + "/" + name)
        return found
    if isinstance(wanted, list) and isinstance(got, list) and \
            len(wanted) == len(got):
        return [d for i, (w, g) in enumerate(zip(wanted, got))
                for d in differences(w, g, "%s/%d" % (where, i))]
    if type(wanted) is type(got) and wanted == got:
        return []
    return ["%s: got %r, wanted %r" % (where or "it", got, wanted)]


# The volatile parts of an answer, for comparing one transport with another.
VOLATILE = [(re.compile(pattern), word) for pattern, word in (
    (rb'"(timestamp|duration|created|modified|joined_time)":\d+', rb'"\1":0'),
    (rb'"lastModified":"\d+"', rb'"lastModified":"0"'),
    (rb'"cursor":(\[?)"[^"]*"', rb'"cursor":\1"C"'),
    (rb'"access_token":"[^"]*"', b'"access_token":"T"'),
    (rb'"(token|ticket)":"eyJ[^"]*"', rb'"\1":"T"'),
    (rb'"(start|end|exp)":\d+', rb'"\1":0'),
    (rb'\b[0-9a-f]{32}\b', b"DIRECT"),
    (rb'\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b', b"UUID"),
    (rb'\b[0-9a-f]{24}\b', b"HEX"),
    (rb'\b[0-9a-f]{17}\b', b"USER"),
    (rb'"(authToken|token)(\\?":\\?")[\w-]{43}\b', rb'"\1\2T'),
    (rb'\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z', b"ISO"),
    (rb'"(\w+)MS":\d+', rb'"\1MS":0'),
    (rb'\b1[789]\d{11}(_[1-9]\d{18})?\b', b"0"),
    (rb'\b[1-9]\d{18}\b', b"ID"),
    (rb'\b[1-9]\d{14}\b', b"ROOM"),
)]


def stable(body, values):
    """An answer's body without what differs from run to run."""
    for name in "url", "org", "app":
        body = body.replace(values[name].encode(), name.upper().encode())
    for pattern, word in VOLATILE:
        body = pattern.sub(word, body)
    return body


def b64(data):
    data = data if isinstance(data, bytes) else data.encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed(payload, key):
    text = b64('{"alg":"HS256","typ":"JWT"}') + "." + b64(payload)
    return text + "." + b64(hmac.new(key, text.encode(), "sha256").digest())


def dynamic(values, user, issued, ttl, secret=None, appkey=None):
    """A dynamic user token, as a client makes it (contract easemob 1.1)."""
    appkey = appkey or "%s#%s" % (values["org"], values["app"])
    plain = "%s%s%s%d%d%s" % (values["client_id"], appkey, user, issued, ttl,
                              secret or values["client_secret"])
    return b64("dt-" + json.dumps({
        "signature": hashlib.sha256(plain.encode()).hexdigest(),
        "appkey": appkey, "userId": user, "curTime": issued, "ttl": ttl}))


def forged(values, prefix="forged_"):
    """Tokens made from good ones that must not be accepted: by name."""
    header, payload, signature = values["token"].split(".")
    claims, now = json.loads(unb64(payload)), int(time.time())

    def head(text, sign=signature):
        return "%s.%s.%s" % (b64(text), payload, sign)
    made = {"alg_" + alg: head('{"alg":"%s","typ":"JWT"}' % alg, "")
            for alg in ("none", "None", "NONE", "nOnE")}
    made.update(("alg_%s_signed" % alg.lower(),
                 head('{"alg":"%s","typ":"JWT"}' % alg))
                for alg in ("none", "HS384", "HS512", "RS256", "ES256"))
    made.update(
        alg_empty=head('{"alg":"","typ":"JWT"}'),
        alg_absent=head('{"typ":"JWT"}'),
        alg_number=head('{"alg":256,"typ":"JWT"}'),
        header_swapped=head('{"typ":"JWT","alg":"HS256"}'),
        header_twice=head('{"alg":"HS256","alg":"none","typ":"JWT"}'),
        header_kid=head('{"alg":"HS256","typ":"JWT","kid":"../../dev/null"}'),
        header_jku=head('{"alg":"HS256","typ":"JWT",'
                        '"jku":"http://127.0.0.1/"}'),
        header_crit=head('{"alg":"HS256","typ":"JWT","crit":["exp"]}'),
        header_not_json=head("not JSON"),
        stripped="%s.%s." % (header, payload),
        two_parts="%s.%s" % (header, payload),
        one_part=header,
        four_parts=values["token"] + ".x",
        five_parts="%s..AAAA.BBBB.CCCC" % b64('{"alg":"dir","enc":"A256GCM"}'),
        dots="..", short_signature=values["token"][:-4],
        long_signature=values["token"] + "AAAA",
        padded=values["token"] + "=",
        no_base64=header + ".!!!!." + signature,
        payload_not_json="%s.%s.%s" % (header, b64("[]"), signature),
        payload_empty="%s..%s" % (header, signature),
        payload_deep="%s.%s.%s" % (header, b64('{"a":' + "[" * 2000 +
                                   "]" * 2000 + "}"), signature),
        tampered="%s.%s.%s" % (header, b64(json.dumps(
            dict(claims, exp=now + 10 ** 9))), signature),
        other_app_claim="%s.%s.%s" % (header, b64(json.dumps(
            dict(claims, aud="x#y"))), signature),
        other_signature="%s.%s.%s" % (header, payload, b64(b"\0" * 32)),
        crossed="%s.%s.%s" % (header, payload,
                              values["other_token"].split(".")[2]),
        key_empty=signed(unb64(payload), b""),
        key_client_secret=signed(unb64(payload),
                                 values["client_secret"].encode()),
        key_guess=signed(unb64(payload), b"secret"),
        tail_bits=values["token"][:-1] + flip(values["token"][-1]),
        dynamic_expired=dynamic(values, "reader", now - 7200, 3600),
        dynamic_wrong=dynamic(values, "reader", now, 3600, secret="x" * 43),
        dynamic_foreign=dynamic(values, "reader", now, 3600, appkey="x#y"),
        dynamic_empty=b64("dt-"), dynamic_not_json=b64("dt-{"),
        dynamic_number=b64("dt-1"),
        dynamic_types=b64('dt-{"signature":1,"appkey":2,"userId":3,'
                          '"curTime":"x","ttl":[]}'),
        dynamic_user=dynamic(values, "reader", now, 3600),
        dynamic_for_ever=dynamic(values, "reader", now - 10 ** 8, 0),
        dynamic_nobody=dynamic(values, "nobody", now, 3600),
        dynamic_no_name=dynamic(values, "not a name", now, 3600))
    made.update({"long_%d" % size: header + "." +
                 "A" * (size - len(header) - 45) + "." + "A" * 43
                 for size in (8192, 8193, 12288)})
    return {prefix + name: text for name, text in made.items()}


def flip(letter):
    """Another last letter of the same bytes: only the spare bits differ."""
    alphabet = ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                "0123456789-_")
    return alphabet[alphabet.index(letter) ^ 1]
