# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks that read the sources. Each takes a Tree and yields what is wrong, a line each."""
import json
import os
import re
import subprocess

import ctext
import rules

CODE = (".c", ".h", ".py", ".sh", ".js", ".mjs", ".css", ".html")
TEXT = CODE + (".md", ".yaml", ".yml", ".cfg", ".service")
UNTRACKED = {".git", "build", "node_modules"}


class Tree:
    """The files of the project: what git tracks or would, else all but what is built."""

    def __init__(self, top):
        self.top = top
        self.names = sorted(self.tracked() if os.path.exists(os.path.join(top, ".git"))
                            else self.walked())
        self.texts = {}

    def tracked(self):
        listed = subprocess.run(
            ["git", "-C", self.top, "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"], check=True, capture_output=True).stdout.decode()
        return {n for n in listed.split("\0") if n and os.path.isfile(os.path.join(self.top, n))}

    def walked(self):
        for folder, folders, names in os.walk(self.top):
            folders[:] = [f for f in folders if f not in UNTRACKED]
            for name in names:
                yield os.path.relpath(os.path.join(folder, name), self.top)

    def text(self, name):
        if name not in self.texts:
            with open(os.path.join(self.top, name), "rb") as file:
                self.texts[name] = file.read().decode("utf-8", "replace")
        return self.texts[name]

    def under(self, folders, ends):
        return [n for n in self.names if n.endswith(ends) and
                n.startswith(tuple(f.rstrip("/") + "/" for f in folders))]

    def c(self, *folders):
        return self.under(folders or ("dispatcher", "sim"), (".c", ".h"))


def home(name):
    """The row of the table that a source file lives under, and its folder's name."""
    parts = name.split("/")
    if parts[0] == "sim":
        return "sim", rules.SIM
    if len(parts) == 2:
        return "", rules.PROGRAMS
    return parts[1], rules.FOLDERS.get(parts[1])


def matches(patterns, name):
    return any(re.fullmatch(p, name) for p in patterns)


def may_include(tree, name, folder, row, path):
    """Why a file may not include a path of ours, or None."""
    if path.startswith(".") or "/../" in path:
        return "an include carries the folder, never ../"
    target = path.split("/")[0] if "/" in path else folder
    if "/" not in path and folder != "sim":
        return "an include carries the folder"
    place = f"sim/{path}" if target == "sim" else f"dispatcher/{path}"
    if place not in tree.names:
        return "no such header"
    if not path.endswith(".h"):
        return "only headers are included"
    reader = rules.ONE_READER.get(path)
    if reader and folder not in (reader, target):
        return f"only {reader}/ may include it"
    if target == folder or target in row["may"] or path in row["may"]:
        return None
    return f"{folder or 'a program'} may use {', '.join(row['may']) or 'no other folder'}"


def layers(tree):
    for name in tree.c():
        folder, row = home(name)
        if row is None:
            yield f"{name}: the folder is not in tests/house/rules.py"
            continue
        for line, kind, path in ctext.includes(tree.text(name)):
            why = may_include(tree, name, folder, row, path) if kind == '"' else None
            if why:
                yield f"{name}:{line}: includes {path}: {why}"


def numbers(tree):
    """The table itself keeps its word: only smaller numbers, so folders form no ring."""
    for folder, row in rules.FOLDERS.items():
        for other in row["may"]:
            if rules.FOLDERS[other.split("/")[0]]["number"] >= row["number"]:
                yield f"rules.py: {folder} may use {other}, which has no smaller number"


def rings(tree):
    edges = {}
    for name in tree.c():
        top = "sim/" if name.startswith("sim/") else "dispatcher/"
        edges[name] = [n for _, kind, path in ctext.includes(tree.text(name)) if kind == '"'
                       for n in (top + path, "dispatcher/" + path) if n in tree.names]
    done, road = set(), []

    def walk(name):
        if name in road:
            yield "ring: " + " > ".join(road[road.index(name):] + [name])
        elif name not in done:
            road.append(name)
            for target in edges.get(name, []):
                yield from walk(target)
            road.pop()
            done.add(name)
    for name in edges:
        yield from walk(name)


def headers(tree):
    for name in tree.c():
        folder, row = home(name)
        for line, kind, path in ctext.includes(tree.text(name)):
            if row and kind == "<" and not matches(row["headers"], path):
                yield f"{name}:{line}: <{path}> is not for {folder or 'a program'}"


def sizes(tree):
    for name in tree.c():
        lines = tree.text(name).count("\n")
        if name.endswith(".c") and lines > rules.LINES_MAX:
            yield f"{name}: {lines} lines"


def functions(tree):
    for name in tree.c():
        for f in ctext.functions(tree.text(name)):
            if f.lines > rules.FUNCTION_MAX:
                yield f"{name}:{f.line}: {f.name} has {f.lines} lines"


def parameters(tree):
    wide = set()
    for name in tree.c():
        text = tree.text(name)
        heads = [(f.name, f.line, f.parameters) for f in ctext.functions(text)]
        for called, line, count in heads + ctext.prototypes(text):
            if count <= rules.PARAMETERS_MAX or called.upper() == called:
                continue
            wide.add((name, called))
            if (name, called) not in rules.LIBRARY_SHAPES and (name, called) not in rules.WIDE:
                yield f"{name}:{line}: {called} takes {count} parameters"
    for name, called in sorted({*rules.WIDE, *rules.LIBRARY_SHAPES} - wide):
        if name in tree.names:
            yield f"rules.py: {called} of {name} needs no excuse any more"


OFF = re.compile(r"/\* clang-format off.*?/\* clang-format on \*/", re.S)


def columns(tree):
    for name in tree.c("dispatcher", "sim", "tests"):
        # A table laid out by hand may be wider: a row is a line.
        text = OFF.sub(lambda m: "\n" * m.group(0).count("\n"), tree.text(name))
        for number, line in enumerate(text.split("\n"), 1):
            width = len(line.expandtabs(rules.TAB))
            if width > rules.COLUMNS_MAX:
                yield f"{name}:{number}: {width} columns"


def is_code(tree, name):
    return name.endswith(CODE) or os.path.basename(name) == "Makefile" or \
        ("." not in os.path.basename(name) and tree.text(name).startswith("#!"))


def blanks(tree):
    for name in tree.names:
        if not (is_code(tree, name) or name.endswith(TEXT)):
            continue
        text = tree.text(name)
        if text and not text.endswith("\n"):
            yield f"{name}: the last line does not end"
        if text.endswith("\n\n"):
            yield f"{name}: blank lines at the end"
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip():
                yield f"{name}:{number}: blanks at the end of the line"


def licence(tree):
    wanted = "SPDX-License-" + "Identifier: AGPL-3.0-or-later"
    for name in tree.names:
        if is_code(tree, name) and wanted not in "\n".join(tree.text(name).split("\n")[:3]):
            yield f"{name}: no SPDX line in the first three"


def banned(tree):
    call = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(rules.BANNED))
    for name in tree.c():
        for number, line in enumerate(ctext.strip(tree.text(name)).split("\n"), 1):
            for found in call.findall(line):
                yield f"{name}:{number}: {found}()"


def words(tree):
    for name in tree.names:
        for number, line in enumerate(tree.text(name).split("\n"), 1):
            for pattern, what in rules.WORDS:
                if re.search(pattern, line):
                    yield f"{name}:{number}: names {what}"


def lock(tree):
    def addresses(value, road):
        items = value.items() if isinstance(value, dict) else \
            enumerate(value) if isinstance(value, list) else ()
        for key, below in items:
            if key == "resolved":
                yield f"{road}/{key}"
            yield from addresses(below, f"{road}/{key}")
    for name in tree.names:
        if os.path.basename(name) == "package-lock.json":
            yield from addresses(json.loads(tree.text(name)), name)


def sleeps(tree):
    c = re.compile(r"(?<!\w)(u|nano|clock_nano)?sleep\s*\(")
    script = re.compile(r"(?:^|[;&|(]|\bdo|\bthen|\.)\s*sleep[ (]+[\d$.]")
    for name in tree.under(rules.SLEEPLESS, (".c", ".h", ".sh", ".py", ".js")):
        is_c = name.endswith((".c", ".h"))
        text = ctext.strip(tree.text(name)) if is_c else tree.text(name)
        for number, line in enumerate(text.split("\n"), 1):
            if (c if is_c else script).search(line):
                yield f"{name}:{number}: sleeps"


CHECKS = [
    ("a folder includes only the folders below it", layers),
    ("the table of folders has no ring", numbers),
    ("no files include each other in a ring", rings),
    ("a folder uses only the system headers it may", headers),
    ("no .c file is longer than 500 lines", sizes),
    ("no function is longer than 60 lines", functions),
    ("no function takes more than five parameters", parameters),
    ("no line is wider than 100 columns", columns),
    ("lines and files end cleanly", blanks),
    ("each source file names its licence", licence),
    ("no call that overruns or guesses", banned),
    ("no words of the workplace", words),
    ("no download address in a lock file", lock),
    ("tests do not sleep", sleeps),
]
