#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""cbctl pages against pages made here, by Python's codecs and a packer of septets that shares
nothing with ours; and how it exits. TAP."""
import json
import os
import random
import subprocess
import unicodedata

CBCTL = os.environ.get("BUILD", "build") + "/cbctl"
# TS 23.038 6.2.1 and 6.2.1.1
DEFAULT = ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
           "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
EXTENSION = {"\f": 10, "^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62, "|": 64,
             "€": 101}
CR = [13]
count = 0


def septets(character):
    if character in EXTENSION:
        return [27, EXTENSION[character]]
    at = DEFAULT.find(character)
    return [at] if at >= 0 and character != "\x1b" else None


def packed(values):
    bits = "".join(format(v, "07b")[::-1] for v in values)
    bits += "0" * (82 * 8 - len(bits))
    return bytes(int(bits[i:i + 8][::-1], 2) for i in range(0, 82 * 8, 8))


def cut(groups, room):
    pages = [[]]
    for group in groups:
        if len(pages[-1]) + len(group) > room:
            pages.append([])
        pages[-1] += group
    return pages


def gsm(text, language):
    prefix = [ord(c) for c in language] + CR if language not in ("", "en") else []
    pages = cut([septets(c) for c in text], 93 - len(prefix))
    used = [(7 * len(prefix + p) + 7) // 8 for p in pages]
    dcs = {"": 0x0F, "en": 0x01}.get(language, 0x10)
    return dcs, [(u, packed((prefix + p + 93 * CR)[:93])) for u, p in zip(used, pages)]


def ucs2(text, language):
    prefix = packed([ord(c) for c in language])[:2] if language else b""
    units = [[c.encode("utf-16-be")[i:i + 2] for i in range(0, len(c.encode("utf-16-be")), 2)]
             for c in text]
    pages = [prefix + b"".join(p) for p in cut(units, 41 - len(prefix) // 2)]
    return 0x11 if language else 0x48, [(len(p), (p + b"\0\r" * 41)[:82]) for p in pages]


def expected(text, language):
    text = unicodedata.normalize("NFC", text)
    return (gsm if all(septets(c) for c in text) else ucs2)(text, language)


def run(*arguments, text=None):
    return subprocess.run([CBCTL, "pages", *arguments], input=text, capture_output=True, check=False)


def ok(name, good, note=""):
    global count
    count += 1
    print("%sok %d - %s%s" % ("" if good else "not ", count, name, "" if good else "\n# " + note))


def agrees(text, language):
    arguments = ["--language", language] if language else []
    done = run("--json", *arguments, "-", text=text.encode() + b"\n")
    dcs, pages = expected(text, language)
    if len(pages) > 15:
        return done.returncode == 1 and b"too many for 15 pages" in done.stderr
    said = json.loads(done.stdout or b"{}")
    return said.get("dcs") == dcs and said["count"] == len(pages) and [
        (p["used"], bytes.fromhex(p["content"])) for p in said["pages"]] == pages


def main():
    rng = random.Random(2026)
    alphabets = [DEFAULT.replace("\x1b", "").replace("\r", ""), "a€[", "警报洪水a", "警𬇕😀", "e\u0301e\u0304警"]
    # At every edge of one page and of the last.
    lengths = [1, 7, 8, 39, 40, 41, 42, 89, 90, 91, 92, 93, 94, 600, 601, 615, 616, 1350, 1395, 1396]
    bad = []
    for alphabet in alphabets:
        for length in lengths:
            for language in ("", "en", "zh"):
                text = "".join(rng.choice(alphabet) for _ in range(length))
                if not agrees(text, language):
                    bad.append("%d of %r, language %r" % (length, alphabet[:8], language))
    ok("pages_are_those_that_python_makes", not bad, "; ".join(bad[:5]))
    ok("a_plain_line_has_used_length_and_content",
       run("警报").stdout.startswith(b"dcs 0x48 pages 1 characters 2\npage 1 used 4 8b6662a5000d000d"))
    ok("too_long_is_refused_by_how_much", run("警" * 616).stderr ==
       b"cbctl: pages: 1 characters too many for 15 pages (TS 23.041 9.4.1)\n")
    ok("no_text_is_refused", run("").returncode == 1)
    ok("what_is_not_utf_8_cannot_be_read", run("-", text=b"a\xff").returncode == 2)
    ok("no_such_language_is_a_matter_of_usage", run("--language", "zho", "a").returncode == 2)
    ok("no_argument_is_a_matter_of_usage", run().returncode == 2)
    print("1..%d" % count)


main()
