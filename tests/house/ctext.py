# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads C as far as the checks need it: without comments and literals, by function."""
import re
from collections import namedtuple

Function = namedtuple("Function", "name line lines parameters")

LITERAL = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
HEAD = re.compile(r"([A-Za-z_]\w*)\s*$")


def strip(text):
    """Comments and literals become blanks; every line stays where it is."""
    def blank(match):
        found = match.group(0)
        if found[0] in "\"'":
            return found[0] + re.sub(r"[^\n]", "_", found[1:-1]) + found[0]
        return re.sub(r"[^\n]", " ", found)
    return LITERAL.sub(blank, text)


def includes(text):
    """(line, '<' or '"', path) of each include."""
    return [(text.count("\n", 0, m.start()) + 1, m.group(1), m.group(2))
            for m in INCLUDE.finditer(re.sub(r"/\*.*?\*/", lambda c: re.sub(
                r"[^\n]", " ", c.group(0)), text, flags=re.S))]


def parameters(inside):
    """How many a list between parentheses names; the dots of a variadic are none."""
    depth, parts = 0, [""]
    for c in inside:
        depth += (c in "([{") - (c in ")]}")
        if c == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    return len([p for p in map(str.strip, parts) if p not in ("", "void", "...")])


def last_list(head):
    """(name, inside) of the last parameter list that closes a head, or None."""
    head = head.rstrip()
    if not head.endswith(")"):
        return None
    depth = 0
    for at in range(len(head) - 1, -1, -1):
        depth += (head[at] == ")") - (head[at] == "(")
        if depth == 0:
            name = HEAD.search(head[:at])
            return (name.group(1), head[at + 1:-1]) if name else None
    return None


def functions(text):
    """The functions that a file defines: '{' and '}' stand in the first column."""
    lines, found, start = strip(text).split("\n"), [], 0
    opened, head = None, None
    for number, line in enumerate(lines, 1):
        if line.startswith("{") and opened is None:
            head = last_list("\n".join(l for l in lines[start:number - 1]
                                       if not l.startswith("#")))
            opened = number
        elif line.startswith("}"):
            if opened is not None and head:
                found.append(Function(head[0], opened, number - opened - 1, parameters(head[1])))
            opened, start = None, number
        elif opened is None and (line.endswith(";") or line.startswith("#")):
            start = number if line.startswith("#") and not line.endswith("\\") else start
    return found


def prototypes(text):
    """(name, line, parameters) of each function that a header declares."""
    found, plain = [], strip(text)
    for m in re.finditer(r"^[A-Za-z_][^;{}#]*?\)\s*(?:[A-Z_]+\([^;]*\)\s*)?;", plain, re.M):
        head = last_list(m.group(0)[:-1])
        if head and not m.group(0).startswith(("typedef", "return")):
            found.append((head[0], plain.count("\n", 0, m.start()) + 1, parameters(head[1])))
    return found
