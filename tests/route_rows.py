"""The rows of the program's tables of endpoints, as the sources write them:
cgi/DIALECT/*.c, with the macros that some of them use."""
import glob, os, re

import live
from docs_source import STRING, elements

CALL = re.compile(r"\b([A-Z][A-Z_]*)\(")


def arguments(text, at):
    """The arguments of the call whose ( stands before ${at}, and its end."""
    found, depth, quoted, start = [], 0, False, at
    for i in range(at, len(text)):
        c = text[i]
        if c == '"' and text[i - 1] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif c == "," and depth == 0:
            found.append(text[start:i].strip())
            start = i + 1
        elif c in "({":
            depth += 1
        elif c in ")}":
            if depth == 0:
                return found + [text[start:i].strip()], i + 1
            depth -= 1
    raise ValueError("no end: " + text[at:at + 60])


def with_macros(text):
    """The text with its own macros that have parameters in place."""
    text = text.replace("\\\n", " ")
    macros = {name: ([p.strip() for p in names.split(",")], body)
              for name, names, body in re.findall(
                  r"^#define\s+(\w+)\(([^)]*)\)[ \t]+(.*)$", text, re.M)}
    text = re.sub(r"^#define.*$", "", text, flags=re.M)
    at = 0
    while call := CALL.search(text, at):
        at = call.end()
        if call.group(1) not in macros:
            continue
        names, body = macros[call.group(1)]
        values, end = arguments(text, at)
        for name, value in zip(names, values):
            body = re.sub(r"\b%s\b(?!\s*=[^=])(##\w+)?" % name,
                          lambda m: value + (m.group(1) or "")[2:], body)
        text = text[:call.start()] + body + text[end:]
        at = call.start()
    return re.sub(r'"\s+"', "", text)


def rows(dialect):
    """[{method, path, auth, name}] of the dialect."""
    found, tables = [], 0
    for path in sorted(glob.glob(os.path.join(live.TOP, "cgi", dialect,
                                              "*.c"))):
        with open(path, encoding="utf-8") as source:
            text = re.sub(r"/\*.*?\*/", " ", source.read(), flags=re.S)
        text = with_macros(text)
        table = re.search(r"struct endpoint rows\[\w*\]\s*=\s*(?=\{)", text)
        if not table:
            continue
        tables += 1
        for row in elements(text[table.end():]):
            found.append({
                member: re.search(r"\.%s = %s" % (member, value), row).group(1)
                for member, value in (("method", STRING), ("path", STRING),
                                      ("name", STRING), ("auth", r"(\w+)"))})
    with open(os.path.join(live.TOP, "cgi", "routes.c")) as text:
        named = re.findall(r"&%s_\w+_endpoints," % dialect, text.read())
    # A table that was not understood must not go unseen.
    if len(named) != tables:
        raise SystemExit("%d tables of %s, %d understood" % (
            len(named), dialect, tables))
    return found
