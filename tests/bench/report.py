"""The figures as text for a terminal, as data, and as docs/benchmarks.md."""
import os, re, textwrap, time

from measure import BENCH, TOP, shown

DOCUMENT = os.path.join(TOP, "docs", "benchmarks.md")
NOTES = os.path.join(BENCH, "notes.md")

TEMPLATE = """# Benchmarks

This page is written by `make bench`; change `tests/bench/report.py` or
`tests/bench/notes.md`, not the page.

## How it was measured

Everything runs on one machine: the load, the web server, the programs and
PostgreSQL, which keeps every commit
({durability}).
A figure says little on another machine, a ratio more. So what is compared is
measured in one run, in turns: A B, B A, A B …, with one round that warms up and
is thrown away, and {rounds} that count, of {seconds} s for each where nothing
else is said. Shown are the median and, in parentheses, the lowest and highest
round; a ratio is taken within each round. Before each turn there is a
checkpoint, outside of what is timed.

msg.fcgi runs with its defaults behind lighttpd with the shipped configuration,
and writes its log. A run counts only if every answer was a 2xx and every
acknowledged message was found in the database afterwards.

What stands beside it:

- **pgbench insert**: rows like ours, one each transaction, prepared, into a
  table with the same columns and indexes; no HTTP, no limits, no order.
  **counter, insert**: before each one a counter is raised, in a transaction of
  its own, as an exact limit needs.
- **empty FastCGI program**: behind the same lighttpd, answers at once with as
  many bytes.
- **fastify**: a Node service with pg that does the same job in two statements,
  and once more with batching. **php-fpm**: PHP with PDO, the same job.
  **ejabberd**: `send_message` with mod_mam in PostgreSQL, two rows a message.
  Their code and configuration are in `tests/bench/peers/`.
- **bare loop**: beside msg-live, a loop around epoll that writes prepared
  bytes to as many connections. Those who listen are one C program for both
  (`tests/bench/audience/`), at a Unix socket where nothing else is said, so
  that no web server is measured.

*CPU µs a request* is the time that the processes of each role used, divided by
the requests; *client* is wrk or pgbench. *Private MiB* is memory that nobody
else shares, of msg.fcgi or of the peer, without PostgreSQL and lighttpd.

To repeat it, on a machine that does nothing else:

```console
$ make bench                    # about 40 minutes
$ make bench QUICK=1            # about four minutes, noisy
$ make bench ONLY=others        # one section
```

## The aims

{aims}

### Why what does not hold does not

{notes}

{sections}
## The machine

{machine}

Measured on {date}, in {minutes} minutes.
"""


class Run:
    """All that one run has found out."""

    def __init__(self, machine, options, sections, seconds, problems):
        self.machine, self.options, self.sections = machine, options, sections
        self.seconds, self.problems = seconds, problems
        self.date = time.strftime("%Y-%m-%d")

    @property
    def aims(self):
        return [aim for section in self.sections for aim in section.aims]

    def as_dict(self):
        return {"date": self.date, "machine": self.machine,
                "quick": self.options.quick, "rounds": self.options.rounds,
                "seconds": self.options.seconds, "took": self.seconds,
                "invalid": self.problems, "sections": self.sections}


# ----------------------------------------------------------------- terminal

def text(section):
    """The section as a table for a terminal, and its aims."""
    rows = [section.columns] + [[shown(cell) for cell in row]
                                for row in section.rows]
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [section.title]
    for row in rows:
        lines.append("  " + "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    if section.text:
        lines += textwrap.wrap(section.text, 78, initial_indent="  ",
                               subsequent_indent="  ")
    return "\n".join(lines + aim_lines(section.aims))


def aim_lines(aims):
    return ["  %-38s %s" % (aim.verdict(), aim.words) for aim in aims]


def aims_text(sections):
    aims = [aim for section in sections for aim in section.aims]
    return "\n".join(["Aims: %d held, %d not, %d not measured" % tuple(
        sum(aim.held is state for aim in aims)
        for state in (True, False, None))] + aim_lines(aims))


# ----------------------------------------------------------------- document

def markdown_table(columns, rows):
    lines = ["| " + " | ".join(columns) + " |",
             "|---|" + "---:|" * (len(columns) - 1)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row)
              + " |" for row in rows]
    return "\n".join(lines)


def markdown_section(section):
    parts = ["## " + section.title]
    if section.text:
        parts.append(textwrap.fill(section.text, 80, break_long_words=False,
                                   break_on_hyphens=False))
    parts.append(markdown_table(section.columns, [
        [shown(cell) for cell in row] for row in section.rows]))
    return "\n\n".join(parts) + "\n"


def notes_text(aims):
    """What people wrote into notes.md, without its comments."""
    with open(NOTES, encoding="utf-8") as file:
        notes = re.sub(r"<!--.*?-->", "", file.read(), flags=re.S).strip()
    if notes:
        return notes
    return "Nothing has been written about it." if any(
        aim.held is False for aim in aims) else "Everything holds."


def markdown(run):
    aims = markdown_table(
        ["aim", "wanted", "measured", "verdict"],
        [[aim.words, "%s %s%s" % (aim.sign, shown(aim.bound), aim.unit),
          shown(aim.spread) + (aim.unit if aim.held is not None else ""),
          {True: "held", False: "**not held**", None: "not measured"}
          [aim.held]] for aim in run.aims])
    return TEMPLATE.format(
        durability=run.machine["durability"], rounds=run.options.rounds,
        seconds=run.options.seconds, aims=aims,
        notes=notes_text(run.aims),
        sections="\n".join(map(markdown_section, run.sections)),
        machine=markdown_table(["what", "is"], [
            [name, value] for name, value in run.machine.items()]
        ).replace("---:", "---"), date=run.date,
        minutes=round(run.seconds / 60))


def write(run):
    """Refresh docs/benchmarks.md; its path."""
    with open(DOCUMENT + ".new", "w", encoding="utf-8") as file:
        file.write(markdown(run))
    os.replace(DOCUMENT + ".new", DOCUMENT)
    return os.path.relpath(DOCUMENT, TOP)
