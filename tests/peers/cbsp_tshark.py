#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads what Wireshark made of our CBSP octets (PDML) and compares it with what we meant, value
by value. Arguments: the driver's lines, the PDML. TAP, one test for each kind of message."""
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict

FORMS = ["cgi", "lac-ci", "ci", None, "lai", "lac", "all"]
SIMPLE = {  # its name for a field -> our key, and how the value is written
    "cbsp.message_id": ("id", "%04x"), "cbsp.new_serial_nr": ("new", "%04x"),
    "cbsp.old_serial_nr": ("old", "%04x"), "cbsp.channel_ind": ("channel", "%d"),
    "cbsp.category": ("category", "%d"), "cbsp.rep_period": ("period", "%d"),
    "cbsp.num_bcast_req": ("count", "%d"), "cbsp.num_of_pages": ("pages", "%d"),
    "cbsp.dcs": ("dcs", "%02x"), "cbsp.emergency_ind": ("emergency", "%d"),
    "cbsp.recovery_ind": ("recovery", "%d"), "cbsp.bcast_msg_type": ("broadcast", "%d"),
    "cbsp.sched_period": ("schedule", "%d"), "cbsp.num_of_res_slots": ("slots", "%d"),
}
LISTS = {4: "cells", 8: "completed", 9: "failed", 10: "loads"}


def raw(field):
    """The octets themselves: Wireshark 4.0 masks the repetition period with 0xff0f, which is
    0x0fff with its octets swapped; libosmocore and osmo-bsc take it as 16 plain bits."""
    return int(field.get("unmaskedvalue") or field.get("value"), 16)


def seconds(field):
    """Wireshark 4.0 takes 60 s for each code from 87 on, so that the last, 186, would be 6600 s;
    libosmocore takes 30 s, and 186 is the hour."""
    code = int(field.get("value"), 16)
    return "%d" % (600 + (code - 86) * 30) if code > 86 else field.get("show")


def cell_text(form, values):
    name = FORMS[form]
    if name == "all":
        return "all"
    if name == "ci":
        return "ci:%d" % values["cbsp.ci"]
    if name == "lac":
        return "lac:%d" % values["cbsp.lac"]
    plmn = "%s-%s" % (values.get("e212.mcc"), values.get("e212.mnc"))
    if name == "lac-ci":
        return "lac-ci:%d/%d" % (values["cbsp.lac"], values["cbsp.ci"])
    if name == "lai":
        return "lai:%s/%d" % (plmn, values["cbsp.lac"])
    return "cgi:%s/%d/%d" % (plmn, values["cbsp.lac"], values["cbsp.ci"])


class Items:
    """Fields of a list in their order, cut into items at the field that each form ends with."""

    def __init__(self, iei):
        self.iei, self.form, self.values, self.out = iei, None, {}, []
        self.last = {4: None, 8: "cbsp.num_bcast_info", 9: "cbsp.cause", 10: "cbsp.rr_load2"}[iei]

    def take(self, name, field):
        if name == "cbsp.cell_id_disc":
            self.form = raw(field) & 15
        elif name.startswith("e212.") and name.endswith(("mcc", "mnc")):
            kind = "e212.mcc" if name.endswith("mcc") else "e212.mnc"
            digits = field.get("show")
            width = self.mnc_digits(field) if kind == "e212.mnc" else 3
            digits = "%0*d" % (width, int(digits))
            self.values[kind] = digits
        elif name.startswith("cbsp.") and not name.startswith("cbsp.ie."):
            self.values[name] = raw(field)
        last = self.last or {0: "cbsp.ci", 1: "cbsp.ci", 2: "cbsp.ci", 4: "cbsp.lac",
                             5: "cbsp.lac"}.get(self.form)
        if name == last:
            self.end()

    @staticmethod
    def mnc_digits(field):
        # The third digit of an MNC of two is 0xf (TS 24.008 10.5.1.13), in the second octet.
        return 2 if int(field.get("value")[:2], 16) >> 4 == 0xf else 3

    def end(self):
        v, text = self.values, cell_text(self.form, self.values)
        if self.iei == 8:
            text += ";%d;%d" % (v["cbsp.num_bcast_compl"], v["cbsp.num_bcast_info"])
        elif self.iei == 9:
            text += ";%02x" % v["cbsp.cause"]
        elif self.iei == 10:
            text += ";%d;%d" % (v["cbsp.rr_load1"], v["cbsp.rr_load2"])
        self.out.append(text)
        self.values = {}

    def text(self):
        return "all" if self.iei == 4 and self.form == 6 else ",".join(self.out)


def walk(field):
    for child in field.findall("field"):
        yield child
        yield from walk(child)


def read_element(element, out):
    fields = list(walk(element))
    by_name = {f.get("name"): f for f in fields}
    iei = raw(by_name["cbsp.ie.iei"])
    if iei in LISTS:
        items = Items(iei)
        for f in fields:
            items.take(f.get("name"), f)
        out[LISTS[iei]] = [items.text()]
    elif iei == 1:
        page = by_name["cbsp.cb_msg_page"].get("value")
        out["page"].append("%d:%s" % (raw(by_name["cbsp.user_info_len"]), page))
        out["text"].append(by_name["cbsp.cb_page_content"].get("show"))
    elif iei == 11:
        out["cause"] = ["%d" % raw(by_name["cbsp.cause"])]
    elif iei == 16:
        out["warning"] = [element.get("value")[2:]]
    elif iei == 17:
        out["security"] = [by_name["cbsp.ie.payload"].get("value")]
    elif iei == 23:
        out["warn_s"] = [seconds(by_name["cbsp.warning_period"])]
    elif iei == 24:
        out["alive_s"] = [seconds(by_name["cbsp.keepalive_rep_period"])]
    else:
        for name, field in by_name.items():
            if name in SIMPLE:
                key, form = SIMPLE[name]
                out[key] = [form % raw(field)]


def read_packet(packet):
    out = defaultdict(list)
    for proto in packet.findall("proto"):
        if proto.get("name") in ("_ws.malformed", "_ws.expert"):
            out["malformed"] = [proto.get("showname") or "yes"]
        if proto.get("name") != "cbsp":
            continue
        out["messages"].append("1")
        out["kind"] = [proto.get("showname").replace("CBSP ", "").replace("-", " ")]
        for element in proto.findall("field"):
            if element.find("field") is not None:
                read_element(element, out)
    return out


def read_meant(line):
    octets, dump, text = line.rstrip("\n").split("\t")
    words = dump.split(" ")
    out = defaultdict(list)
    first = next((i for i, w in enumerate(words) if "=" in w), len(words))
    out["kind"] = [" ".join(words[:first]).replace("-", " ")]
    for word in words[first:]:
        key, value = word.split("=", 1)
        out[key].append(value)
    out["messages"] = ["1"]
    return out, bytes.fromhex(text).decode()


def shown_text(got):
    """Of each page, without its prefix of language: two letters and CR (DCS 0x10), or the two
    octets that Wireshark shows as one character (0x11)."""
    prefix = {"10": 3, "11": 1}.get("".join(got["dcs"]), 0)
    return comparable("".join(page[prefix:] for page in got["text"]))


def comparable(text):
    """PDML writes a CR as a blank, and Wireshark 4.0 does not put surrogates together."""
    return "".join(c for c in text if c not in " \r\ufffd" and ord(c) < 0x10000)


def main():
    meant = [read_meant(line) for line in open(sys.argv[1], encoding="ascii")]
    got = [read_packet(p) for p in ET.parse(sys.argv[2]).getroot().findall("packet")]
    kinds, notes = {}, defaultdict(list)
    if len(meant) != len(got):
        print("not ok 1 - %d messages, %d packets" % (len(meant), len(got)))
        sys.exit(1)
    values = 0
    for n, ((want, text), have) in enumerate(zip(meant, got)):
        kind = want["kind"][0]
        kinds.setdefault(kind, 0)
        kinds[kind] += 1
        shown = shown_text(have)
        have.pop("text", None)
        for key in sorted(set(want) | set(have)):
            values += 1
            if key != "kind" and want[key] != have[key]:
                notes[kind].append("message %d %s: meant %.200s, Wireshark reads %.200s" %
                                   (n + 1, key, want[key], have[key]))
        if shown != comparable(text):
            notes[kind].append("message %d text: %r, not %r" % (n + 1, shown, text))
    for n, kind in enumerate(kinds, 1):
        print("%sok %d - Wireshark reads %d x %s as meant" %
              ("not " if notes[kind] else "", n, kinds[kind], kind))
        for note in notes[kind][:6]:
            print("# " + note)
    print("# %d values compared" % values)
    print("1..%d" % len(kinds))
    sys.exit(any(notes.values()))


main()
