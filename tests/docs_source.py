"""What the program's own tables say, for comparison with the documents: the
endpoints of cgi/easemob/*.c and the answers of cgi/easemob/errors.c."""
import glob, os, re

import live

FOLDER = os.path.join(live.TOP, "cgi", "easemob")
STRING = r'"((?:[^"\\]|\\.)*)"'


def source(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as text:
        # Comments hold braces and quotes too.
        return re.sub(r"/\*.*?\*/", " ", text.read(), flags=re.S)


def expanded(text):
    """The text with its own macros in place, and literals joined."""
    defines = re.findall(r"^#define\s+(\w+)[ \t]+((?:.*\\\n)*.*)$", text,
                         re.M)
    text = re.sub(r"^#define\s+(?:.*\\\n)*.*$", "", text, flags=re.M)
    for name, value in reversed(defines):
        value = value.replace("\\\n", " ")
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


def number(row, member, position):
    """A member's limit: {"name", quota, window}, named or not."""
    limit = re.search(r"\.%s = \{([^}]*)\}" % member, row)
    if not limit:
        return None
    return int(re.sub(r"\.\w+ =", "", limit.group(1)).split(",")[position])


def endpoints():
    """method, path below /{org}/{app}, and limits, of every endpoint."""
    found = []
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.c"))):
        text = expanded(source(os.path.basename(path)))
        table = re.search(r"struct endpoint rows\[\w*\] = (?=\{)", text)
        for row in elements(text[table.end():]) if table else []:
            found.append({
                "method": re.search(r"\.method = " + STRING, row).group(1),
                "path": re.search(r"\.path = " + STRING, row).group(1)
                .replace("/{org}/{app}", ""),
                "calls": number(row, "calls", 1),
                "messages": number(row, "messages", 1),
                "window": number(row, "messages", 2)})
    return found


def answers():
    """code, status, error and description of every answer to an error."""
    text, found = expanded(source("errors.c")), []
    entry = re.compile(r"\[(ERR_\w+)\] = \{\s*(\d+),\s*" + STRING + r",\s*" +
                       STRING + r",\s*" + STRING + r",\s*(?:NULL|" + STRING +
                       r"),\s*(\d+)\s*\}")
    for code, status, error, _, words, _, _ in entry.findall(text):
        found.append((code, status, error, words))
    # An entry that was not understood must not go unseen.
    if len(found) != len(re.findall(r"\[ERR_(?!COUNT)\w+\] =", text)):
        raise SystemExit("errors.c: %d answers understood" % len(found))
    return found


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
