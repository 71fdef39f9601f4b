"""What the program's own tables say, for comparison with the documents: the
endpoints of cgi/DIALECT/*.c and the answers of cgi/DIALECT/errors.c; of the
Rocket.Chat dialect also its methods, settings, permissions and limits."""
import glob, os, re

import live

STRING = r'"((?:[^"\\]|\\.)*)"'


def source(dialect, name):
    path = os.path.join(live.TOP, "cgi", dialect, name)
    with open(path, encoding="utf-8") as text:
        # Comments hold braces and quotes too.
        return re.sub(r"/\*.*?\*/", " ", text.read(), flags=re.S)


def arguments(text, start):
    """Of the call whose "(" is text[start]: its arguments, and its end."""
    found, depth, quoted, begin = [], 0, False, start + 1
    for i in range(start, len(text)):
        c = text[i]
        if c == '"' and text[i - 1] != "\\":
            quoted = not quoted
        if quoted:
            continue
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(c, 0)
        if depth == 0 or (depth == 1 and c == ","):
            found.append(text[begin:i].strip())
            begin = i + 1
        if depth == 0:
            return found, i + 1
    raise SystemExit("a call without an end: " + text[start:start + 60])


def called(text, name, parameters, value):
    """The text with the calls of a macro in place."""
    while True:
        call = re.search(r"\b%s\(" % name, text)
        if not call:
            return text
        given, end = arguments(text, call.end() - 1)
        given = dict(zip(parameters, given))
        placed = re.sub(r"(?<!#)#(\w+)", lambda word: '"%s"' % given.get(
            word.group(1), word.group(1)), value)
        text = text[:call.start()] + re.sub(
            r"\s*##\s*", "", re.sub(r"\w+", lambda word: given.get(
                word.group(), word.group()), placed)) + text[end:]


def expanded(text):
    """The text with its own macros in place, and literals joined."""
    defines = re.findall(r"^#define\s+(\w+)(\([\w, ]*\))?[ \t]+"
                         r"((?:.*\\\n)*.*)$", text, re.M)
    text = re.sub(r"^#define\s+(?:.*\\\n)*.*$", "", text, flags=re.M)
    for name, parameters, value in reversed(defines):
        value = value.replace("\\\n", " ")
        if parameters:
            text = called(text, name, re.findall(r"\w+", parameters), value)
        else:
            text = re.sub(r"\b%s\b" % name, lambda _: value, text)
    return re.sub(r'"\s+"', "", text)


def elements(text):
    """The {...} right below the first brace of an initializer."""
    depth, start, found, quoted = 0, 0, [], False
    for i, c in enumerate(text):
        if c == '"' and text[i - 1] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif c == "{":
            depth += 1
            start = i if depth == 2 else start
        elif c == "}":
            depth -= 1
            if depth == 1:
                found.append(text[start:i + 1])
            elif depth == 0:
                break
    return found


def limit_of(row, member):
    """A limit of a row: (name, quota, window), named or not, or None."""
    limit = re.search(r"\.%s = \{([^}]*)\}" % member, row)
    if not limit:
        return None
    name, quota, window = re.sub(r"\.\w+ =", "", limit.group(1)).split(",")
    return name.strip(' "'), int(quota), int(window)


def endpoints(dialect):
    """method, path (below /{org}/{app}, where it has that) and limits of every
    endpoint."""
    found, tables = [], 0
    folder = os.path.join(live.TOP, "cgi", dialect)
    for path in sorted(glob.glob(os.path.join(folder, "*.c"))):
        # Limits that the families share stand in the header.
        text = expanded(source(dialect, dialect + ".h") +
                        source(dialect, os.path.basename(path)))
        table = re.search(r"struct endpoint \w+\[\w*\] = (?=\{)", text)
        tables += table is not None
        for row in elements(text[table.end():]) if table else []:
            found.append({
                "method": re.search(r"\.method = " + STRING, row).group(1),
                "path": re.search(r"\.path = " + STRING, row).group(1)
                .replace("/{org}/{app}", ""),
                "calls": limit_of(row, "calls"),
                "messages": limit_of(row, "messages")})
    with open(os.path.join(live.TOP, "cgi", "routes.c"),
              encoding="utf-8") as text:
        named = set(re.findall(r"&%s_\w+_endpoints," % dialect,
                               text.read()))
    # A table that was not understood must not go unseen.
    if len(named) != tables:
        raise SystemExit("cgi/%s: %d tables of endpoints, %d understood" % (
            dialect, len(named), tables))
    return found


def answers():
    """code, status, error and description of every answer to an error of the
    Easemob dialect."""
    text, found = expanded(source("easemob", "errors.c")), []
    entry = re.compile(r"\[(ERR_\w+)\] = \{\s*(\d+),\s*" + STRING + r",\s*" +
                       STRING + r",\s*" + STRING + r",\s*(?:NULL|" + STRING +
                       r"),\s*(\d+)\s*\}")
    for code, status, error, _, words, _, _ in entry.findall(text):
        found.append((code, status, error, words))
    # An entry that was not understood must not go unseen.
    if len(found) != len(re.findall(r"\[ERR_(?!COUNT)\w+\] =", text)):
        raise SystemExit("errors.c: %d answers understood" % len(found))
    return found


def imkit_answers():
    """The same of the IMKit dialect: status, code and words, each once; and
    (code, other code) where a page has another for the same fault."""
    text = expanded(source("imkit", "errors.c"))
    entry = re.compile(r"\[(ERR_\w+)\] = \{\s*(\d+),\s*" + STRING + r",\s*" +
                       STRING)
    found = entry.findall(text)
    if len(found) != len(re.findall(r"\[ERR_(?!COUNT)\w+\] =", text)):
        raise SystemExit("errors.c: %d answers understood" % len(found))
    statuses = {err: (status, words) for err, status, _, words in found}
    others = [statuses[err][:1] + (code,) + statuses[err][1:] for err, code in
              re.findall(r"\{ IMKIT_\w+, (ERR_\w+), " + STRING, text)]
    unavailable = re.search(r"unavailable = \{ (\d+), %s,\s*%s" %
                            (STRING, STRING), text).groups()
    plain = [answer[1:] for answer in found]
    return sorted(set(plain + others + [unavailable]))


def rocketchat_sources():
    """All of that dialect, comments out and macros in place."""
    folder = os.path.join(live.TOP, "cgi", "rocketchat")
    headers = source("rocketchat", "rocketchat.h") + source("rocketchat",
                                                            "method.h")
    return {name: expanded(headers + source("rocketchat", name)) for name in
            sorted(os.listdir(folder)) if name.endswith(".c")}


def methods():
    """The names of its methods."""
    found, tables, sources = [], 0, rocketchat_sources()
    for text in sources.values():
        table = re.search(r"struct rocketchat_method \w+\[\w*\] = (?=\{)", text)
        tables += table is not None
        for row in elements(text[table.end():]) if table else []:
            name = re.search(r"\.name = (\w+|%s)" % STRING, row)
            found.append(name.group(2) or re.search(
                r"char %s\[\] = %s" % (name.group(1), STRING), text).group(1))
    if len(re.findall(r"&\w+_methods,", sources["methods.c"])) != tables:
        raise SystemExit("methods.c: %d tables understood" % tables)
    return found


def rocketchat_errors():
    """(status, code, words) that any call may end in, and all codes."""
    sources = rocketchat_sources()
    entry = re.compile(r"\{ ERR_\w+, (\d+),\s*%s,\s*%s \}" % (STRING, STRING))
    rows = entry.findall(sources["errors.c"])
    if len(rows) != len(re.findall(r"\{ ERR_\w+, \d+,", sources["errors.c"])):
        raise SystemExit("errors.c: %d rows understood" % len(rows))
    codes = re.findall(r'"((?:error-|invalid-|not-authorized)[\w-]*)"',
                       " ".join(sources.values()))
    return sorted(set(rows)), sorted(set(codes))


def plain_texts():
    """Texts of errors that are thrown without a code; "…" for what differs."""
    found = set()
    for text in rocketchat_sources().values():
        for call in re.finditer(r"\brocketchat_plain(?=\(call,)", text):
            passed = " ".join(arguments(text, call.end())[0])
            words = "".join(re.findall(STRING, passed))
            found.add(re.sub(r"%\w+", "…", words.replace('\\"', '"')))
    return sorted(found)


def settings():
    """Name -> what holds where an app says nothing, or None if that is no
    plain value."""
    text = " ".join(" ".join(rocketchat_sources().values()).split())
    plain = re.findall(r'session_(?:flag|number)\([^"]*"(\w+)",\s*([\w-]+)\)',
                       text)
    constants = dict(re.findall(r"([A-Z_]+) = (\d+)", text + " ".join(
        source("rocketchat", name) for name in ("post.h", "message_input.h"))))
    found = {name: constants.get(value, value) for name, value in plain}
    for name in re.findall(r'-> ?settings, "(\w+)"', text):
        found.setdefault(name, None)
    if len(re.findall(r"session_(?:flag|number)\(", text)) != len(plain):
        raise SystemExit("a setting that was not understood")
    return found


def msgctl_settings():
    """The names that msgctl takes for settings that count."""
    with open(os.path.join(live.TOP, "bin", "msgctl", "app_rules.c"),
              encoding="utf-8") as text:
        table = re.search(r"known\[\] = \{(.*?)\n\};", text.read(), re.S)
    return re.findall(r'\n\t\{ "(\w+)"', table.group(1))


def permissions():
    """Name -> roles."""
    with open(os.path.join(live.TOP, "lib", "session.c"),
              encoding="utf-8") as text:
        table = re.search(r"defaults\[\] = \{(.*?)\n\};", text.read(), re.S)
    return {name: re.findall(r'"(\w+)"', roles) for name, roles in re.findall(
        r'\{ "([\w-]+)", \{ (.*?) \} \}', table.group(1), re.S)}


def limits():
    """(name, quota, window) of that dialect."""
    return sorted(set(re.findall(
        r'\.name = "(rocketchat \w+)", \.quota = (\d+),\s*\.window = (\d+)',
        " ".join(rocketchat_sources().values()))))


def endpoint_of(rows, method, path):
    """The row that a call means: literal segments win."""
    pieces = path.strip("/").split("/")
    best = None
    for row in rows:
        names = row["path"].strip("/").split("/")
        if row["method"] != method or len(names) != len(pieces) or any(
                not n.startswith("{") and n != p
                for n, p in zip(names, pieces)):
            continue
        literals = [n.startswith("{") for n in names]
        if best is None or literals < best[0]:
            best = (literals, row)
    return best[1] if best else None


def paths(text, absent):
    """(method, path) that a document's headings and sentences name as calls;
    and those that the section ${absent} names, method None where it has
    none."""
    missing = re.search(r"^## %s\n(.*?)(?=^## |\Z)" % re.escape(absent), text,
                        re.M | re.S)
    named, gone = set(re.findall(r"^### (\w+) (/\S*)", text, re.M)), set()
    if missing:
        text = text[:missing.start()] + text[missing.end():]
        gone = {(method or None, path) for method, path in re.findall(
            r"`(?:([A-Z]+) )?(/[^`\s]*)`", missing.group(1))}
    for others, method, path in re.findall(
            r"((?:`[A-Z]+`,? (?:and )?)*)`([A-Z]+) (/[^`?\s]*)[^`]*`", text):
        named |= {(each, path) for each in
                  re.findall(r"[A-Z]+", others) + [method]}
    return named, gone


def layout(block):
    """The paths that a code layout names: folders by their indentation."""
    found, folders = [], {}
    for line in block.splitlines():
        indent = len(line) - len(line.lstrip())
        if indent > 8:  # a description that goes on
            continue
        for name in re.split(r"  +", line.strip())[0].split():
            path = folders.get(indent - 2, "") + name if indent else name
            found.append(path)
            if name.endswith("/"):
                folders[indent] = path
    return found
