# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks that ask nm about the objects of a build."""
import os
import re
import subprocess
from collections import namedtuple

import ctext
import rules
import sources

Symbol = namedtuple("Symbol", "object name kind section")
MUTABLE = re.compile(r"\.(t?data|t?bss|sdata|sbss)(?!\.rel\.ro)")


class Objects:
    """The symbols of the objects whose sources are in the tree; "base/err.o" names one."""

    def __init__(self, tree, build):
        self.tree, self.build = tree, build
        self.missing, self.paths = [], {}
        for name in tree.under(["dispatcher", "sim"], (".c",)):
            short = re.sub(r"^dispatcher/", "", name)[:-2] + ".o"
            path = os.path.join(build, short)
            if os.path.exists(path):
                self.paths[path] = short
            else:
                self.missing.append(name)
        self.symbols = list(self.read()) if self.paths else []

    def read(self):
        out = subprocess.run(["nm", "-A", "-f", "sysv", *self.paths], check=True,
                             capture_output=True, text=True).stdout
        for line in out.split("\n"):
            if line.count("|") != 6:
                continue
            head, _, kind, _, _, _, section = map(str.strip, line.split("|"))
            path, _, name = head.rpartition(":")
            yield Symbol(self.paths[path], name, kind, section)

    def folder(self, symbol):
        return symbol.object.split("/")[0] if "/" in symbol.object else ""

    def exported(self):
        return [s for s in self.symbols if s.kind in "TDRBCVW"]

    def has_sanitizer(self):
        return any(s.kind == "U" and re.match(r"__(a|ub|t|m)san_|__sanitizer_", s.name)
                   for s in self.symbols)


def plain(name):
    """A symbol without its version and without what _FORTIFY_SOURCE makes of it."""
    return re.sub(r"^__(?:isoc\d\d_)?(\w+?)(?:_chk)?$", r"\1", re.sub(r"@.*", "", name)) \
        if re.match(r"__\w+_chk$|__isoc\d\d_", name) and name != "__stack_chk_fail" \
        else re.sub(r"@.*", "", name)


def built(objects):
    for name in objects.missing:
        yield f"{name}: not built: is it in the Makefile's lists?"


def purity(objects):
    ours = {s.name for s in objects.exported()}
    for s in objects.symbols:
        row = rules.FOLDERS.get(objects.folder(s))
        if s.kind in "Uw" and row and row["symbols"] and s.name not in ours and \
                not sources.matches(row["symbols"], plain(s.name)):
            yield f"{s.object}: uses {s.name}, which is not for a pure folder"


def owners(objects):
    for s in objects.symbols:
        folder = objects.folder(s)
        if s.kind != "U" or folder not in rules.FOLDERS:
            continue
        for pattern, folders, why in rules.OWNED:
            if folder not in folders and re.fullmatch(pattern, plain(s.name)) and \
                    (s.object, plain(s.name)) not in rules.EXCUSED:
                yield f"{s.object}: uses {s.name}: {why}"


def statics(objects):
    for s in objects.symbols:
        row = rules.FOLDERS.get(objects.folder(s))
        if row and not row["statics"] and s.kind in "bBdDC" and MUTABLE.match(s.section) \
                and not s.name.startswith("."):
            yield f"{s.object}: {s.name} can change ({s.section})"


class Header:
    """What a header declares: its words, its types, the names that its macros paste."""

    def __init__(self, text):
        text = ctext.strip(text)
        self.words = set(re.findall(r"\w+", text))
        self.types = set(re.findall(r"^(?:struct|enum|union) (\w+)\s*(?=[{;])", text, re.M))
        self.enums = set(re.findall(r"^enum (\w+)\s*(?=[{;])", text, re.M))
        self.pasted = re.findall(r"(\w+_)##", text)

    def declares(self, name):
        return name in self.words or any(
            name.startswith(p) and name[len(p):] in self.words for p in self.pasted)


def headers(tree, folder):
    return {os.path.basename(name)[:-2]: Header(tree.text(name))
            for name in tree.c(f"dispatcher/{folder}") if name.endswith(".h")}


def homes(objects, folder, stem):
    """The headers where a reader looks for what a file exports."""
    family = {stem.split("_")[0], rules.SECOND_HALF.get(f"{folder}/{stem}", stem).split("_")[0]}
    return {s: h for s, h in headers(objects.tree, folder).items()
            if s.split("_")[0] in family or s in rules.FACES.get(folder, [])}


def exports(objects):
    """(symbol, stem, homes) of each name that a file of a folder exports."""
    known = {}
    for s in objects.exported():
        folder = objects.folder(s)
        if folder in rules.FOLDERS:
            stem = os.path.basename(s.object)[:-2]
            if s.object not in known:
                known[s.object] = homes(objects, folder, stem)
            yield s, folder, stem, known[s.object]


def names(objects):
    for s, folder, stem, near in exports(objects):
        nouns = {stem, stem + "s", stem.split("_")[0], f"{folder}_{stem}", f"{folder}_{stem}s",
                 rules.SECOND_HALF.get(f"{folder}/{stem}", stem)}
        for header, content in near.items():
            if content.declares(s.name):
                nouns |= content.types | {header}
                if header == stem or header in rules.FACES.get(folder, []):
                    nouns.add(folder)
        if not any(s.name == n or s.name.startswith(n + "_") for n in nouns):
            yield f"{s.object}: exports {s.name}; expected {stem}_..."


def declared(objects):
    for s, _, stem, near in exports(objects):
        if not any(h.declares(s.name) for h in near.values()):
            yield f"{s.object}: {s.name} is in no header of {stem}, its family or its folder"


def is_name_of_enum(objects, symbol):
    """Each enum has its _name(), for logs and debuggers, used or not."""
    return symbol.name.endswith("_name") and any(
        h.enums & {symbol.name[:-5]} for h in
        headers(objects.tree, objects.folder(symbol)).values())


def used(objects):
    """A name is used when another object, a test or its own file (beyond defining it) does."""
    users = {s.name for s in objects.symbols if s.kind in "Uw"}
    for name in objects.tree.under(["tests"], (".c", ".h")):
        users.update(re.findall(r"\w+", ctext.strip(objects.tree.text(name))))
    own = {}
    for s in objects.exported():
        if objects.folder(s) not in rules.FOLDERS or s.name in users:
            continue
        if s.object not in own:
            text = objects.tree.text(f"dispatcher/{s.object[:-2]}.c")
            own[s.object] = re.findall(r"\w+", ctext.strip(text))
        if own[s.object].count(s.name) < 2 and s.name not in rules.AWAITING_A_USER and \
                not is_name_of_enum(objects, s):
            yield f"{s.object}: nobody uses {s.name}"
    exported = {s.name for s in objects.exported()}
    for name in sorted(exported & users & set(rules.AWAITING_A_USER)):
        yield f"rules.py: {name} has a user now"


CHECKS = [
    ("each source file is built", built),
    ("pure folders use no file, clock, chance, log, process, locale or environment", purity),
    ("what has an owner is used by its owner", owners),
    ("pure folders hold nothing that can change", statics),
    ("exported names begin with their file's name", names),
    ("exported names are declared in their family's header", declared),
    ("every exported name has a user", used),
]
