#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads what Wireshark made of our SMPP octets (PDML) and compares it with what we meant, value by
value. Arguments: the driver's lines, the PDML. TAP, one test for each command."""
import calendar
import sys
import time
import xml.etree.ElementTree as ET
from collections import defaultdict

# Fields of which it shows some bits: its names, ours, where the bits stand.
BITS = {
    "esm.submit.msg_mode": ("esm_class", 0, 3), "esm.submit.msg_type": ("esm_class", 2, 15),
    "esm.submit.features": ("esm_class", 6, 3), "regdel.receipt": ("registered_delivery", 0, 3),
    "regdel.acks": ("registered_delivery", 2, 3), "regdel.notif": ("registered_delivery", 4, 1),
    "replace_if_present_flag": ("replace_if_present_flag", 0, 1),
    "callback_num.pres": ("callback_num_pres_ind", 2, 3),
    "callback_num.scrn": ("callback_num_pres_ind", 0, 3),
    "msg_wait.ind": ("ms_msg_wait_facilities", 7, 1),
    "msg_wait.type": ("ms_msg_wait_facilities", 0, 3),
}
NUMBERS = {"source_addr_ton", "source_addr_npi", "dest_addr_ton", "dest_addr_npi", "addr_ton",
           "addr_npi", "esme_addr_ton", "esme_addr_npi", "protocol_id", "priority_flag",
           "data_coding", "sm_default_msg_id", "message_state", "error_code", "interface_version"}
STRINGS = {"service_type", "source_addr", "destination_addr", "esme_addr", "system_id", "password",
           "system_type", "address_range", "message_id"}
TIMES = ("schedule_delivery_time", "validity_period", "final_date")
TEXTS = {"additional_status_info_text", "receipted_message_id", "source_network_id",
         "dest_network_id", "broadcast_end_time"}
OCTETS = {"source_subaddress", "dest_subaddress", "message_payload", "ms_validity",
          "broadcast_content_type_info", "broadcast_service_group", "billing_identification",
          "source_node_id", "dest_node_id", "dest_addr_np_country", "dest_addr_np_information",
          "its_session_info"}
# Which bits of the octets it shows, or that there are some and no more.
WITHOUT_PARAMETERS = {"generic_nack", "unbind_resp", "enquire_link_resp", "cancel_sm_resp",
                      "replace_sm_resp", "cancel_broadcast_sm_resp", "query_sm_resp"}
IN_PART = {"callback_num", "callback_num_atag", "its_session_info", "message_payload"}
ITS_NAME = {"alert_on_msg_delivery": "alert_on_message_delivery", "dest_addr_np_info":
            "dest_addr_np_information", "dest_port": "destination_port", "billing_id": "billing_identification"}


def words_of(octets):
    text = octets.rstrip(b"\0").decode("latin1")
    return "".join(c if "!" <= c <= "~" and c != "%" else "%%%02x" % ord(c) for c in text)


def octets_of(field):
    value = field.get("value") or ""
    return bytes.fromhex("0" * (len(value) % 2) + value)  # bits of an octet are one digit


def read_time(field, out):
    """The text, and what it says of it, as the driver says it. In a submit_multi it calls both of
    them schedule_delivery_time."""
    name = field.get("name")[5:].removesuffix("_r")
    if name in out:
        name = "validity_period"
    out[name] = [words_of(octets_of(field))]
    if out[name] != [""]:
        out["times"].append(name + seconds(field))


def seconds(field):
    show = field.get("show")
    if field.get("name").endswith("_r"):
        return "_in=%d" % float(show)
    moment = time.strptime(show.split(".")[0], "%b %d, %Y %H:%M:%S")
    return "_at=%d" % calendar.timegm(moment)


def read_list(proto, out):
    """dlist and dlist_resp: fields one behind the other, a list or an address each."""
    ton = npi = 0
    for field in proto.findall("field"):
        name, octets = field.get("name")[5:], octets_of(field)
        if name == "dl_name":
            out["dest"].append("list:" + words_of(octets))
        elif name == "dest_addr_ton":
            ton = octets[0]
        elif name == "dest_addr_npi":
            npi = octets[0]
        elif name == "destination_addr":
            key = "dest" if proto.get("name") == "smpp.dlist" else "unsuccess"
            out[key].append("%d:%d:%s" % (ton, npi, words_of(octets)))
        elif name == "error_status_code":
            out["unsuccess"][-1] += ":%d" % int.from_bytes(octets, "big")


def read_parameter(param, out):
    """False where it loses its way: of these two it takes one octet, however many there are."""
    fields = param.findall("field")
    title = param.get("showname").split(": ", 1)[1].split(" (")[0]
    name = ITS_NAME.get(title.lower(), title.lower())
    size = int(fields[1].get("show"))
    values = b"".join(octets_of(f) for f in fields[2:] if f.get("name")[5:] not in BITS)
    if (name == "broadcast_rep_num" and size == 2) or (name == "ms_validity" and size > 1):
        out["lost"].append(name)
        return False
    if name == "broadcast_area_identifier":
        whole = octets_of(fields[-1])
        out[name].append("%d:%s" % (whole[0], whole[1:].hex()))
    elif name == "callback_num_pres_ind" or name == "ms_msg_wait_facilities":
        out[name].append("%d" % sum(int(f.get("value"), 16) << BITS[f.get("name")[5:]][1]
                                    for f in fields[2:]))
    elif name in IN_PART:
        out[name].append("?")
    elif name in TEXTS:
        out[name].append(words_of(values))
    elif name in OCTETS:
        out[name].append(values.hex())
    else:
        out[name].append("%d" % int.from_bytes(values, "big"))
    return True


def read_field(field, out):
    name, octets = field.get("name")[5:], octets_of(field)
    if name in BITS:
        key, shift, _ = BITS[name]
        out[key] = [str((int(out[key][0]) if out[key] else 0) | int(field.get("value"), 16) << shift)]
    elif name in NUMBERS:
        out[name] = ["%d" % octets[0]]
    elif name in STRINGS:
        out[name] = [words_of(octets)]
    elif name.removesuffix("_r") in TIMES:
        read_time(field, out)
    elif name in ("dlist", "dlist_resp"):
        read_list(field, out)
    elif name == "message":
        out["short_message"] = [octets.hex()]
    elif name == "message_text":
        out["shown"].append(field.get("show"))
    elif name == "command_status":
        out["status"] = ["%d" % int.from_bytes(octets, "big")]
    elif name == "sequence_number":
        out["seq"] = ["%d" % int.from_bytes(octets, "big")]
    elif name == "command_id":
        out["kind"] = [field.get("showname").split(": ")[1].split(" (")[0].lower().replace(" - ", "_")]


def read_packet(packet):
    out = defaultdict(list)
    for proto in packet.findall("proto"):
        if "malformed" in proto.get("name") or "expert" in proto.get("name"):
            out["malformed"].append("yes")
        if proto.get("name") != "smpp":
            continue
        out["pdus"].append("1")
        for field in proto.findall("field"):
            if field.get("name") != "smpp.opt_params":
                read_field(field, out)
                continue
            for param in field.findall("field"):
                if not read_parameter(param, out):
                    break
    return out


def masked(key, value):
    """Of a field of which it shows some bits, these."""
    mask = sum(m << shift for k, shift, m in BITS.values() if k == key)
    return "%d" % (int(value) & mask) if mask else value


def read_meant(line):
    _, dump, times = line.rstrip("\n").split("\t")
    words = dump.split(" ")
    out = defaultdict(list, {"kind": [words[0]], "pdus": ["1"]})
    for word in words[1:]:
        key, value = word.split("=", 1)
        out[key].append("?" if key in IN_PART else masked(key, value))
    out["times"] = times.split()
    return out


def judge(want, have, notes):
    """How many values are compared; behind what it loses its way on, nothing is."""
    lost = have.pop("lost", [])
    shown = have.pop("shown", [])
    keys = list(want)
    if lost:
        behind = keys[keys.index(lost[0]):]
        for key in [k for k in behind if k not in ("times", "pdus")]:
            have.pop(key, None)
            keys.remove(key)
    have.setdefault("status", ["0"])
    # It is silent about empty strings, what comes with an error, and optional parameters of some
    # responses.
    is_silent = want["status"] != ["0"] or want["kind"][0] in WITHOUT_PARAMETERS
    for key in [k for k in keys if k not in have]:
        if want[key] == [""] or is_silent:
            keys.remove(key)
    for key in sorted(set(keys) | set(have)):
        if want[key] != have[key]:
            notes.append("%s: meant %.200s, Wireshark reads %.200s" % (key, want[key], have[key]))
    if want["data_coding"] == ["8"] and shown and want["esm_class"] == ["0"]:
        text = bytes.fromhex(want["short_message"][0]).decode("utf-16-be")
        if shown != [text]:
            notes.append("text: %r, not %r" % (shown, text))
    return len(keys)


def main():
    meant = [read_meant(line) for line in open(sys.argv[1], encoding="ascii")]
    got = [read_packet(p) for p in ET.parse(sys.argv[2]).getroot().findall("packet")]
    kinds, notes, values = defaultdict(int), defaultdict(list), 0
    if len(meant) != len(got):
        print("not ok 1 - %d PDUs, %d packets" % (len(meant), len(got)))
        sys.exit(1)
    for n, (want, have) in enumerate(zip(meant, got), 1):
        kind, found = want["kind"][0], []
        kinds[kind] += 1
        values += judge(want, have, found)
        notes[kind] += ["PDU %d %s" % (n, note) for note in found]
    for n, kind in enumerate(kinds, 1):
        print("%sok %d - Wireshark reads %d x %s as meant" %
              ("not " if notes[kind] else "", n, kinds[kind], kind))
        for note in notes[kind][:6]:
            print("# " + note)
    print("# %d values compared" % values)
    print("1..%d" % len(kinds))
    sys.exit(any(notes.values()))


main()
