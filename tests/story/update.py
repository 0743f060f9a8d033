#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An update takes its predecessor's place message by message and cell by cell, and never before it is on itself."""
import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, cap, reference, wait_for  # noqa: E402

tap = Tap()
LATER = "2026-03-02T09:01:00+08:00"
ENGLISH = "Water rises 2 m in 3 hours. Go up now."


class Border(Dispatcher):
    """Its last node's cells lie in another province."""

    def write_cells(self):
        super().write_cells()
        path = self.path("cells.csv")
        with open(path) as f:
            text = "".join(line.replace(",330100,", ",340100,") if f"bsc-{self.nodes:03d}" in line else line for line in f)
        with open(path, "w") as f:
            f.write(text)
        os.unlink(self.path("cells.db"))
        self.import_cells()


class Pool(Dispatcher):
    """One cell that two BSCs can tell, each a simulator of its own."""
    sims = ()

    def write_cells(self):
        with open(self.path("cells.csv"), "w") as f:
            f.write("plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people\n"
                    "460-00,2g,9500,1,30.20,120.20,500,,,330100,bsc-001;bsc-002,900\n")
        self.import_cells()

    def start_sim(self):
        self.sims = [subprocess.Popen([f"{BUILD}/cbsim", "bsc", "--connect", "127.0.0.1", "--port", str(self.cbsp_port),
                                       "--count", "1", "--first", f"127.1.0.{n}", "--cells", "1", "--lac", "9500", "--out",
                                       self.path(f"air{n}.json")], stdin=subprocess.PIPE, text=True) for n in (1, 2)]
        self.wait_nodes()

    def tell(self, n, line):
        self.sims[n - 1].stdin.write(line + "\n")
        self.sims[n - 1].stdin.flush()

    def on(self, n):
        there = set()
        with open(self.path(f"air{n}.json")) as rows:
            for row in map(json.loads, rows):
                (there.add if row["change"] == "on" else there.discard)((row["message_identifier"], row["serial_number"]))
        return there

    def end(self):
        for sim in self.sims:
            sim.kill()
            sim.wait()
        super().end()


def bilingual(number, english, **members):
    """Like cap(), with a second info in English."""
    document = cap(number, **members).decode()
    info = document[document.index("<info>"):document.index("</info>") + 7]
    head, rest = info.split("<headline>")
    tail = rest[rest.index("<area>"):]
    second = (head.replace("zh-CN", "en-US") + f"<headline>Flood {number}</headline><description>{english}"
              f"</description><instruction>Call 0571-12345678.</instruction>" + tail)
    return document.replace(info, info + second).encode()


def texts(d):
    """{cell: what is on there}, each message by a piece of its text."""
    on = {}
    with open(d.path("air.json")) as rows:
        for row in map(json.loads, rows):
            key = (row["cell"][-1], row["message_identifier"], row["serial_number"])
            if row["change"] == "on":
                on[key] = "".join(row["pages"])
            else:
                on.pop(key, None)
    return on


def shown(d, names):
    """{cell: names of what is on}, by names = {name: (message identifier, serial)}."""
    cells = {str(c): set() for c in range(1, d.cells + 1)}
    for cell, identifier, serial in texts(d):
        for name, number in names.items():
            if number == (identifier, serial):
                cells[cell].add(name)
    return cells


def numbers(d):
    return {(identifier, serial) for _, identifier, serial in texts(d)}


def send(d, document, known=frozenset()):
    """(notice, the numbers under which it came on the air)"""
    status, answer = d.submit(document)
    if status != 202:
        raise RuntimeError(f"{status} {answer}")
    d.wait_state(answer["notice"], "broadcasting")
    return answer["notice"], sorted(numbers(d) - set(known))


def a_cell_keeps_the_old_text_until_it_has_the_new(d):
    other, _ = send(d, cap(1))
    old, [old_number] = send(d, cap(2), numbers(d))
    d.tell_sim("fill bsc-001")
    new, [new_number] = send(d, cap(3, text="水位继续上涨。" * 12, msg_type="Update", references=reference(2), sent=LATER),
                             numbers(d))
    names = {"old": old_number, "new": new_number}
    tap.ok(wait_for(lambda: shown(d, names) == {"1": {"new"}, "2": {"old"}}, 10),
           "where the new text is on the old one goes; where it found no room the old one stays", shown(d, names))
    tap.ok(d.notice(old)["state"] == "broadcasting", "and is not over", d.deliveries(old))
    tap.ok(d.deliveries(new)[0]["state"] == "partial", "the update is on in a part", d.deliveries(new))
    d.kill()
    d.start()
    d.wait_nodes()
    tap.ok(wait_for(lambda: d.deliveries(new)[0]["state"] == "partial", 10), "after a crash it is asked again",
           d.deliveries(new))
    tap.ok(shown(d, names) == {"1": {"new"}, "2": {"old"}}, "and what was taken off stays off", shown(d, names))
    d.tell_sim("empty bsc-001")
    d.cancel(other)
    tap.ok(wait_for(lambda: shown(d, names) == {"1": {"new"}, "2": {"new"}}, 10),
           "when something leaves, the cell that had no room gets it, and the old text goes", shown(d, names))
    tap.ok(d.wait_state(old, "superseded") == "superseded", "which is then over", d.deliveries(old))
    tap.ok(wait_for(lambda: d.deliveries(new)[0]["state"] == "accepted", 10), "and the update is on everywhere",
           d.deliveries(new))
    d.cancel(new)
    tap.ok(d.wait_state(new, "cancelled") == "cancelled" and not numbers(d), "until it is cancelled", numbers(d))


def each_language_waits_for_its_own(d):
    """16 pages find room at the period of 30 s: the longer English text does not."""
    filler, _ = send(d, cap(10, text="请注意防范。" * 60))
    old, old_numbers = send(d, bilingual(11, ENGLISH), numbers(d))
    tap.ok(len(old_numbers) == 2, "an alert is on in two languages", old_numbers)
    known = numbers(d)
    new, _ = send(d, bilingual(12, ENGLISH * 12, msg_type="Update", references=reference(11), sent=LATER))
    wait_for(lambda: d.wait_state(new, "broadcasting") and [r["state"] for r in d.deliveries(new)] ==
             ["accepted", "refused"], 10)
    tap.ok([r["state"] for r in d.deliveries(new)] == ["accepted", "refused"],
           "of its update the one language is on, the other finds no room", d.deliveries(new))
    [new_chinese] = numbers(d) - known
    english = next(n for n in old_numbers if n[0] != new_chinese[0])
    tap.ok(wait_for(lambda: old_numbers[0] not in numbers(d) or old_numbers[1] not in numbers(d), 5) and
           english in numbers(d), "the old text goes in the language of the new one alone", numbers(d))
    d.cancel(filler)
    tap.ok(d.wait_state(old, "superseded") == "superseded", "and in the other when that is on", d.deliveries(old))
    tap.ok([r["state"] for r in d.deliveries(new)] == ["accepted", "accepted"], "which it is", d.deliveries(new))
    d.cancel(new)
    d.wait_state(new, "cancelled")


def beyond_the_border_nothing_goes_before_it_is_decided(d):
    def nodes(number):
        return {row["node"]: row["state"] for row in d.deliveries(number)}

    _, answer = d.submit(cap(20))
    old = answer["notice"]
    d.decide(old, "order-urgent", digest=d.notice(old)["digest"])
    tap.ok(wait_for(lambda: nodes(old) == {"bsc-001": "accepted", "bsc-002": "accepted"}, 10),
           "an alert is on beyond the border, by the duty officer's order", nodes(old))
    _, answer = d.submit(cap(21, msg_type="Update", references=reference(20), sent=LATER))
    new = answer["notice"]
    tap.ok(wait_for(lambda: nodes(new) == {"bsc-001": "accepted"} and nodes(old)["bsc-001"] == "stopped", 10),
           "its update takes its place inside", (nodes(old), nodes(new)))
    tap.ok(nodes(old)["bsc-002"] == "accepted", "outside the old text stays while the new one waits", nodes(old))
    status, answer = d.decide(new, "order-urgent", digest=d.notice(new)["digest"])
    tap.ok(status == 200 and d.wait_state(old, "superseded") == "superseded", "until that is ordered and on",
           (answer, nodes(old), nodes(new)))
    d.cancel(new)
    d.wait_state(new, "cancelled")


def one_that_people_decide_has_the_next_update_number(d):
    """Lesser ones leave when a reviewer agrees: resolved again then, they follow whom they followed before."""
    def agreed(number, text, **members):
        notice = d.submit(cap(number, severity="Minor", text=text, **members).replace(f"红色预警{number}".encode(), b""))[1]["notice"]
        before = set(numbers(d))
        d.decide(notice, "agree", who="reviewer", digest=d.notice(notice)["digest"])
        d.wait_state(notice, "broadcasting")
        return notice, set(numbers(d)) - before

    old, [first] = agreed(40, "山路塌方。")
    changed, [second] = agreed(41, "山路塌方，请绕行。", msg_type="Update", references=reference(40), sent=LATER)
    tap.ok(d.wait_state(old, "superseded") == "superseded" and second[1] == first[1] + 1,
           "an update that a reviewer agrees to has the next update number", (first, second))
    longer, new = agreed(42, "山路塌方，请绕行。", msg_type="Update", references=reference(41, LATER),
                         sent="2026-03-02T09:02:00+08:00", expires="2026-03-02T18:00:00+08:00")
    tap.ok(d.wait_state(changed, "superseded") == "superseded" and not new and set(numbers(d)) == {second},
           "one of time alone keeps the number: phones stay quiet", (new, numbers(d)))
    d.cancel(longer)
    tap.ok(d.wait_state(longer, "cancelled") == "cancelled" and not numbers(d), "until it is cancelled", numbers(d))


def a_cell_that_another_node_tells_keeps_the_old_text_too(d):
    old = d.submit(cap(50))[1]["notice"]
    d.wait_state(old, "broadcasting")
    tap.ok(len(d.on(1)) == 1 and not d.on(2), "of two BSCs the first tells the cell", (d.on(1), d.on(2)))
    there = d.on(1)
    d.tell(1, "drop all")
    wait_for(lambda: "stop=down" in d.read_log(), 5)
    d.sims[0].send_signal(signal.SIGSTOP)
    wait_for(lambda: d.health()["nodes_up"] == 1, 10)
    d.tell(2, "silence all")
    new = d.submit(cap(51, text="大堤出现险情，立即转移。", msg_type="Update", references=reference(50), sent=LATER))[1]["notice"]
    tap.ok([r["node"] for r in d.deliveries(new)] == ["bsc-002"], "while that is away its update goes through the other",
           d.deliveries(new))
    d.sims[0].send_signal(signal.SIGCONT)
    wait_for(lambda: d.health()["nodes_up"] == 2, 20)
    tap.ok(wait_for(lambda: d.deliveries(new)[0]["state"] == "unknown", 20) and d.on(1) == there and
           d.notice(old)["state"] == "broadcasting", "which says nothing: the old text stays where it is",
           (d.on(1), d.notice(old)["state"]))
    d.tell(2, "speak all")
    tap.ok(d.wait_state(old, "superseded", seconds=30) == "superseded" and not d.on(1) and len(d.on(2)) == 1,
           "until the other has said that the new one is on", (d.on(1), d.on(2), d.deliveries(old), d.deliveries(new)))
    d.cancel(new)
    tap.ok(d.wait_state(new, "cancelled") == "cancelled" and not d.on(2), "and then that is cancelled", d.deliveries(new))


def with_an_update_goes_what_it_was_to_replace(d):
    """The BSC has no room for the update: whoever cancels that wants nothing of either on the air."""
    send(d, cap(60, text="请注意防范。" * 60))
    filler = numbers(d)
    old, _ = send(d, cap(61), filler)
    new = d.submit(cap(62, text="水位上涨。" * 56, msg_type="Update", references=reference(61), sent=LATER))[1]["notice"]
    tap.ok(wait_for(lambda: d.deliveries(new)[0]["state"] == "refused", 5) and d.notice(old)["state"] == "broadcasting",
           "an update that finds no room takes nothing off", (d.deliveries(new), d.notice(old)["state"]))
    d.cancel(new)
    tap.ok(d.wait_state(old, "cancelled") == "cancelled" and d.wait_state(new, "cancelled") == "cancelled" and
           numbers(d) == filler, "cancelled, it takes with it what it was to replace", (d.notice(old)["state"], numbers(d)))
    old = d.submit(cap(63, severity="Minor", sent=LATER))[1]["notice"]
    d.decide(old, "agree", who="reviewer", digest=d.notice(old)["digest"])
    d.wait_state(old, "broadcasting")
    new = d.submit(cap(64, severity="Minor", msg_type="Update", references=reference(63, LATER),
                       sent="2026-03-02T09:02:00+08:00"))[1]["notice"]
    tap.ok(d.notice(new)["state"] == "pending", "one that waits for a reviewer", d.notice(new)["state"])
    d.cancel(new)
    tap.ok(d.notice(new)["state"] == "cancelled" and d.notice(old)["state"] == "broadcasting" and numbers(d) > filler,
           "takes nothing with it", (d.notice(new)["state"], d.notice(old)["state"]))


def codes_of_ones_own(d):
    """TS 23.041 9.4.1.2.1: 14 bits down to 4 are the code, the last four the update number."""
    known, given = set(), []
    for number in range(30, 33):
        _, [new] = send(d, cap(number, text="短。"), known)
        known.add(new)
        given.append((new[1] >> 4 & 0x3ff, new[1] & 15))
    tap.ok(given == [(512, 0), (513, 0), (512, 1)], "a dispatcher gives the codes that are its own, and no others", given)
    d.kill()
    d.start()
    d.wait_nodes()
    _, [new] = send(d, cap(33, text="短。"), known)
    tap.ok((new[1] >> 4 & 0x3ff, new[1] & 15) == (513, 1), "after a crash too", new)


def story(make, play):
    d = make()
    try:
        d.begin()
        play(d)
        tap.ok(d.stop() == 0 and d.verify()[0] == 0, "the chain verifies", d.verify()[1])
    except (RuntimeError, OSError, ValueError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
    finally:
        d.end()


story(lambda: Dispatcher(nodes=1, cells=2, period=30), a_cell_keeps_the_old_text_until_it_has_the_new)
story(lambda: Dispatcher(nodes=1, cells=1, period=30), each_language_waits_for_its_own)
story(lambda: Border(nodes=2, cells=1, period=30), beyond_the_border_nothing_goes_before_it_is_decided)
story(lambda: Dispatcher(nodes=1, cells=1, period=30), one_that_people_decide_has_the_next_update_number)
story(lambda: Dispatcher(nodes=1, cells=1, period=30), with_an_update_goes_what_it_was_to_replace)
story(lambda: Pool(nodes=2, cells=1, period=30), a_cell_that_another_node_tells_keeps_the_old_text_too)
story(lambda: Dispatcher(nodes=1, cells=1, period=60, http_options="  rate 100\n serial-codes 512 513\n"), codes_of_ones_own)
tap.end()
