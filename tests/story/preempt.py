#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A BSC that is full: what is graver takes the room of what is lesser, and gives it back."""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, application, cap, reference, wait_for  # noqa: E402

tap = Tap()
NOW = {"send_from": "2026-03-02T09:00:00+08:00", "send_until": "2026-03-02T18:00:00+08:00"}


def lesser(d, number, text, **members):
    """An expedited notice of that many pages on the air: 41 characters a page."""
    _, answer = d.request(application(number, texts=[{"language": "zh", "text": text}], **NOW, **members,
                                      emergency={"class": "natural-disaster", "event_type": "山洪", "critical": False,
                                                 "grounds": "气象部门通报"}))
    number = answer["notice"]
    d.decide(number, "agree", who="reviewer", digest=d.notice(number)["digest"])
    if d.wait_state(number, "broadcasting") != "broadcasting":
        raise RuntimeError(f"{number}: {d.notice(number)} {d.deliveries(number)}")
    return number


def rows(d):
    with open(d.path("air.json")) as lines:
        return [json.loads(line) for line in lines]


def on_air(d):
    """{cell: {(identifier, serial)}}"""
    on = {}
    for row in rows(d):
        cell = on.setdefault(row["cell"][-1], set())
        (cell.add if row["change"] == "on" else cell.discard)((row["message_identifier"], row["serial_number"]))
    return on


def numbers_of(d, notice):
    return {(n["message_identifier"], n["serial_number"]) for e in
            d.ask("GET", f"/v1/notices/{notice}/history", None, "inspector")[1]["events"] if e["kind"] == "routed"
            for n in e["event"]["numbers"]}


def kinds(d, notice):
    return [e["kind"] for e in d.ask("GET", f"/v1/notices/{notice}/history", None, "inspector")[1]["events"]]


def shown(d, notice, cells=None):
    [number] = numbers_of(d, notice)
    on = on_air(d)
    return {cell for cell in on if number in on[cell]}


EVERYWHERE = {"1", "2", "3"}
LONG = "【云江省应急管理厅】" + "请注意防范山洪，远离河道，服从转移安排。" * 8 + "电话0571-12345678。"  # 5 pages


def full(d, first):
    """15 of the 16 pages that find room at a period of 30 s."""
    return [lesser(d, first + i, f"{i}{LONG}") for i in range(3)]


def an_alert_takes_the_room_it_needs(d):
    old = full(d, 1)
    tap.ok(all(shown(d, n) == EVERYWHERE for n in old), "three notices fill the BSC", on_air(d))
    alert = d.submit(cap(100, text="水位上涨。" * 25))[1]["notice"]  # 4 pages
    tap.ok(wait_for(lambda: shown(d, alert) == EVERYWHERE, 10), "an alert that finds no room is on the air", d.deliveries(alert))
    tap.ok(d.wait_state(alert, "broadcasting") == "broadcasting" and
           wait_for(lambda: d.deliveries(alert)[0]["state"] == "accepted", 5), "and known to be", d.deliveries(alert))
    tap.ok(not shown(d, old[2]) and all(shown(d, n) == EVERYWHERE for n in old[:2]),
           "for it the newest of the lesser ones gave way, and no other", on_air(d))
    [row] = d.deliveries(old[2])
    tap.ok(row["state"] == "failed" and f"its room to notice {alert}" in row["cause_text"] and
           row["cells_failed"] == 3, "which says so", row)
    tap.ok("preempted" in kinds(d, old[2]) and "preempted" not in kinds(d, old[1]), "and has it on record", kinds(d, old[2]))
    report = d.ask("GET", f"/v1/notices/{old[2]}/report", None, "inspector")[1]
    told = [line for line in report["log"] if line["stop"] == "preempted"]
    tap.ok(len(told) == 1 and f"notice {alert}" in told[0]["en"] and
           "no-room" in json.dumps(report["not_warned"]) and report["not_warned"]["cells"] == 3, "so does its report, with the gap",
           (told, report["not_warned"]))
    tap.ok(d.metric("cbd_preempted") == 1, "it is counted", d.metric("cbd_preempted"))
    [number] = numbers_of(d, old[2])
    d.cancel(alert)
    tap.ok(wait_for(lambda: shown(d, old[2]) == EVERYWHERE, 10), "when the alert is over it comes back", on_air(d))
    tap.ok(wait_for(lambda: d.deliveries(old[2])[0]["state"] == "accepted", 5), "and is known to be there", d.deliveries(old[2]))
    tap.ok(numbers_of(d, old[2]) == {number} and
           sum(r["change"] == "on" and (r["message_identifier"], r["serial_number"]) == number for r in rows(d)) == 6,
           "under the same serial number, once in each cell", number)
    return old


def what_is_as_grave_stays(d, old):
    alerts = [d.submit(cap(110 + i, text="水位上涨。" * 33))[1]["notice"] for i in range(4)]  # 5 pages each
    wait_for(lambda: sum(shown(d, n) == EVERYWHERE for n in alerts) == 3, 10)
    tap.ok(sum(shown(d, n) == EVERYWHERE for n in alerts) == 3 and not any(shown(d, n) for n in old),
           "three alerts take all the room there is", on_air(d))
    waits = next(n for n in alerts if not shown(d, n))
    tap.ok(wait_for(lambda: d.deliveries(waits)[0]["state"] in ("refused", "failed"), 5),
           "the fourth takes none of theirs", d.deliveries(waits))
    return alerts, waits


def a_crash_in_between(d, old, alerts, waits):
    d.kill()
    d.start()
    d.wait_nodes()
    on = [n for n in alerts if n != waits]
    tap.ok(wait_for(lambda: [r["state"] for n in on for r in d.deliveries(n)] == ["accepted"] * 3, 10),
           "after a crash the alerts are there", [d.deliveries(n) for n in alerts])
    tap.ok(not any(shown(d, n) for n in old), "and what gave way is not", on_air(d))
    d.tell_sim("restart bsc-001")
    tap.ok(wait_for(lambda: sum(shown(d, n) == EVERYWHERE for n in alerts) == 3 and not any(shown(d, n) for n in old), 15),
           "after the BSC lost everything the alerts have the room again", (on_air(d), [d.deliveries(n) for n in old]))
    for n in alerts:
        d.cancel(n)
    tap.ok(wait_for(lambda: all(shown(d, n) == EVERYWHERE for n in old), 15), "when they are over all lesser ones come back",
           (on_air(d), [d.deliveries(n) for n in old]))
    tap.ok(wait_for(lambda: all(d.deliveries(n)[0]["state"] == "accepted" for n in old), 5), "and are known to be there",
           [d.deliveries(n) for n in old])


def what_gave_way_can_be_cancelled(d, old):
    alert = d.submit(cap(120, text="水位上涨。" * 25))[1]["notice"]
    wait_for(lambda: shown(d, alert) == EVERYWHERE, 10)
    gone = next(n for n in old if not shown(d, n))
    d.cancel(gone)
    tap.ok(d.wait_state(gone, "cancelled") == "cancelled", "what gave way is cancelled like anything else", d.deliveries(gone))
    d.cancel(alert)
    d.wait_state(alert, "cancelled")
    behind = d.submit(cap(121, text="短。"))[1]["notice"]  # orders of a node go out one behind the other
    tap.ok(wait_for(lambda: shown(d, behind) == EVERYWHERE, 10) and not shown(d, gone), "and does not come back", on_air(d))
    d.cancel(behind)
    for n in old:
        if n != gone:
            d.cancel(n)
    tap.ok(wait_for(lambda: not any(on_air(d).values()), 10), "in the end nothing is on the air", on_air(d))


def one_channel(d):
    old = an_alert_takes_the_room_it_needs(d)
    alerts, waits = what_is_as_grave_stays(d, old)
    a_crash_in_between(d, old, alerts, waits)
    what_gave_way_can_be_cancelled(d, old)


def two_channels(d):
    old = full(d, 200)
    alert = d.submit(cap(200, text="水位上涨。" * 25))[1]["notice"]
    tap.ok(wait_for(lambda: shown(d, alert) == EVERYWHERE, 10) and all(shown(d, n) == EVERYWHERE for n in old),
           "where there is an extended channel the lesser ones go there, and nobody gives way", on_air(d))
    d.cancel(old[0])
    tap.ok(d.wait_state(old[0], "cancelled") == "cancelled" and not shown(d, old[0]), "each is taken off its own", on_air(d))
    d.kill()
    with open(d.path("cbd.cfg"), "r+") as config:
        text = config.read().replace("  extended-channel\n", "")
        config.seek(0)
        config.truncate()
        config.write(text)
    d.start()
    d.wait_nodes()
    for n in (*old[1:], alert):
        d.cancel(n)
    tap.ok(wait_for(lambda: not any(on_air(d).values()), 10), "also when the configuration knows that channel no more", on_air(d))


def what_nobody_knows_of(d):
    d.tell_sim("stray bsc-001")
    wait_for(lambda: on_air(d).get("1") == {(50, 0x4010)}, 5)
    alert = d.submit(cap(300, text="水位上涨。" * 25))[1]["notice"]
    tap.ok(wait_for(lambda: d.deliveries(alert)[0]["cells_failed"] == 3, 5), "a BSC full of strays refuses an alert",
           d.deliveries(alert))
    small = d.submit(cap(301, text="短。", sent="2026-03-02T09:02:00+08:00"))[1]["notice"]

    def ctl(*words):
        return subprocess.run([f"{BUILD}/cbctl", "links", "reset", *words], capture_output=True, text=True,
                              env={**os.environ, "CBCTL_URL": f"http://127.0.0.1:{d.port}",
                                   "CBCTL_TOKEN": d.tokens["admin"]})

    told = ctl("bsc-001")
    tap.ok(told.returncode == 2, "a reset needs a reason", told)
    told = ctl("--reason", "strays", "bsc-777")
    tap.ok(told.returncode != 0 and "bsc-777" in told.stdout, "and a node that there is", told)
    status, answer = d.ask("POST", "/v1/links/reset", b'{"node":"bsc-001","reason":"x"}', "officer")
    tap.ok(status == 403, "and an operator", answer)
    told = ctl("--reason", "another centre's messages", "bsc-001")
    tap.ok(told.returncode == 0 and wait_for(lambda: shown(d, alert) == EVERYWHERE and shown(d, small) == EVERYWHERE, 10),
           "on an operator's order it is emptied, and has what must be on", (told, on_air(d)))
    tap.ok(all((50, 0x4010) not in cell for cell in on_air(d).values()), "and nothing else", on_air(d))
    tap.ok(wait_for(lambda: [r["state"] for n in (alert, small) for r in d.deliveries(n)] == ["accepted"] * 2, 5),
           "which is known", [d.deliveries(n) for n in (alert, small)])
    events = d.ask("GET", "/v1/audit?limit=1000", None, "inspector")[1]["events"]
    tap.ok(any(e["kind"] == "link-changed" and "another centre" in json.dumps(e) for e in events),
           "who ordered it stands in the ledger", [e["kind"] for e in events])
    for n in (alert, small):
        d.cancel(n)
    tap.ok(wait_for(lambda: not any(on_air(d).values()), 10), "in the end nothing is on the air", on_air(d))


def a_store_that_came_back_from_a_backup(d):
    """It gives a number again that a BSC has for something else: that is no yes, however often it is asked."""
    d.stop()
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(d.path("store.db" + suffix)):
            shutil.copy(d.path("store.db" + suffix), d.path("backup.db" + suffix))
    d.start()
    d.wait_nodes()
    lost = d.submit(cap(900, text="水位上涨。"))[1]["notice"]
    d.wait_state(lost, "broadcasting")
    [number] = numbers_of(d, lost)
    d.kill()
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(d.path("store.db" + suffix)):
            os.unlink(d.path("store.db" + suffix))
        if os.path.exists(d.path("backup.db" + suffix)):
            shutil.copy(d.path("backup.db" + suffix), d.path("store.db" + suffix))
    d.start()
    d.wait_nodes()
    alert = d.submit(cap(901, text="山体滑坡。", sent="2026-03-02T09:01:00+08:00"))[1]["notice"]
    tap.ok(wait_for(lambda: d.deliveries(alert)[0]["state"] == "refused", 5) and numbers_of(d, alert) == {number},
           "a number that is another's there is refused", d.deliveries(alert))
    for n in range(2):
        downs = d.read_log().count("stop=down ")
        d.tell_sim("drop bsc-001")
        wait_for(lambda m=downs: d.read_log().count("stop=down ") > m, 5)
        d.wait_nodes()
        tap.ok(wait_for(lambda: d.deliveries(alert)[0].get("cause") == 13 and d.deliveries(alert)[0]["cells_failed"] == 3, 10),
               "asked again it is no yes either", d.deliveries(alert))
    report = d.ask("GET", f"/v1/notices/{alert}/report", None, "inspector")[1]
    tap.ok(report["warned"]["cells"] == 0 and report["not_warned"]["cells"] == 3, "nobody counts as warned",
           (report["warned"], report["not_warned"]))
    status, answer = d.ask("POST", "/v1/links/reset", b'{"node":"bsc-001","reason":"backup"}', "admin")
    tap.ok(status == 202 and wait_for(lambda: d.deliveries(alert)[0]["state"] == "accepted", 10), "the node emptied, it is on",
           (answer, d.deliveries(alert)))
    d.cancel(alert)
    tap.ok(wait_for(lambda: not any(on_air(d).values()), 10), "in the end nothing is on the air", on_air(d))


def more_than_a_node_takes_at_once(d):
    notices = [d.submit(cap(800 + i, text="短。"))[1]["notice"] for i in range(60)]
    tap.ok(wait_for(lambda: all(shown(d, n) == EVERYWHERE for n in (notices[0], notices[-1])) and len(on_air(d)["1"]) == 60, 20),
           "sixty alerts are on", len(on_air(d)["1"]))
    before = on_air(d)
    d.tell_sim("stray bsc-001")
    wait_for(lambda: (50, 0x4010) in on_air(d)["1"], 5)
    known = len(rows(d))
    status, answer = d.ask("POST", "/v1/links/reset", b'{"node":"bsc-001","reason":"strays"}', "admin")
    tap.ok(status == 202 and answer["killed"] + answer["left"] == 60 and answer["left"] > 0, "a node is to be emptied of more than it takes orders for",
           answer)
    status, again = d.ask("POST", "/v1/links/reset", b'{"node":"bsc-001","reason":"strays"}', "admin")
    tap.ok(status in (202, 409), "a second order does no harm", again)
    tap.ok(wait_for(lambda: on_air(d) == before, 20), "it has what must be on, and nothing else", on_air(d))
    tap.ok("stop=erase link=north node=bsc-001 outcome=reset" in d.read_log(), "RESET came behind the last of them")
    changed = rows(d)[known:]
    tap.ok(sum(r["change"] != "on" and r["message_identifier"] != 50 for r in changed if r["cell"].endswith("1")) >= 60 and
           all(r["change"] == "stopped" for r in changed if r["change"] != "on" and r["message_identifier"] != 50),
           "each was killed, none was left to RESET", {r["change"] for r in changed})
    for n in notices:
        d.cancel(n)
    tap.ok(wait_for(lambda: not any(on_air(d).values()), 20), "in the end nothing is on the air", on_air(d))


def story(play, **options):
    d = Dispatcher(nodes=1, cells=3, http_options="  rate 100000\n", **options)
    try:
        d.begin()
        play(d)
        tap.ok(d.stop() == 0, "it stops in order")
        status, text = d.verify()
        tap.ok(status == 0, "the chain verifies", text)
    except (RuntimeError, OSError, ValueError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
    finally:
        d.end()


def minor(d, number, text, **members):
    """A CAP of the lesser kind that a reviewer agrees to; its broadcast has no number of its own."""
    document = cap(number, severity="Minor", text=text, **members).replace(f"红色预警{number}".encode(), b"")
    notice = d.submit(document)[1]["notice"]
    d.decide(notice, "agree", who="reviewer", digest=d.notice(notice)["digest"])
    wait_for(lambda: numbers_of(d, notice), 5)
    return notice


def one_number_of_two_notices(d, crash=False):
    """While it is not known whether an update of time alone was taken, its pages count once."""
    old = minor(d, 700, "水位上涨。" * 30)
    beside = minor(d, 701, "山体滑坡。" * 30)
    tap.ok(wait_for(lambda: shown(d, old) == EVERYWHERE and shown(d, beside) == EVERYWHERE, 10),
           "two lesser ones are on", on_air(d))
    [number] = numbers_of(d, old)
    d.tell_sim("silence bsc-001")
    new = minor(d, 702, "水位上涨。" * 30, msg_type="Update", references=reference(700),
                sent="2026-03-02T09:01:00+08:00", expires="2026-03-02T18:00:00+08:00")
    if crash:
        wait_for(lambda: d.deliveries(new)[0]["state"] == "sent", 5)
        d.kill()
        d.start()
        d.wait_nodes()
    alert = d.submit(cap(703, text="水位上涨。" * 56))[1]["notice"]  # 8 pages; there is room for 6
    tap.ok(wait_for(lambda: [d.deliveries(n)[0]["state"] for n in (new, alert)] == ["unknown"] * 2, 20),
           "the node does not say if it took the update of one", [d.deliveries(n) for n in (old, new, alert)])
    d.tell_sim("speak bsc-001")
    tap.ok(wait_for(lambda: shown(d, alert) == EVERYWHERE, 20), "an alert has the room of that one",
           [d.deliveries(n) for n in (old, new, alert)])
    tap.ok(not shown(d, new) and shown(d, beside) == EVERYWHERE and "preempted" not in kinds(d, beside),
           "and of no other", on_air(d))
    d.cancel(alert)
    tap.ok(wait_for(lambda: shown(d, new) == EVERYWHERE, 10) and numbers_of(d, new) == {number},
           "which comes back under its number", on_air(d))
    tap.ok(d.wait_state(old, "superseded") == "superseded" and wait_for(lambda: d.deliveries(new)[0]["state"] == "accepted", 10),
           "as the update's", [d.deliveries(n) for n in (old, new)])
    for n in (new, beside):
        d.cancel(n)
    tap.ok(wait_for(lambda: not any(on_air(d).values()), 10), "in the end nothing is on the air", on_air(d))


def room_for_eight(d):
    """Two of the three are needed, and the third is left alone."""
    old = full(d, 400)
    alert = d.submit(cap(400, text="水位上涨。" * 56))[1]["notice"]  # 8 pages
    tap.ok(wait_for(lambda: shown(d, alert) == EVERYWHERE, 10), "an alert that needs the room of two has it", d.deliveries(alert))
    tap.ok(wait_for(lambda: not shown(d, old[1]) and not shown(d, old[2]) and shown(d, old[0]) == EVERYWHERE, 5) and
           "preempted" not in kinds(d, old[0]), "and the third was left alone", (on_air(d), [kinds(d, n) for n in old]))
    d.cancel(alert)
    tap.ok(wait_for(lambda: all(shown(d, n) == EVERYWHERE for n in old), 10), "both come back", on_air(d))
    for n in old:
        d.cancel(n)
    wait_for(lambda: not any(on_air(d).values()), 10)


def in_vain(d):
    """No rhythm: nobody knows how much finds room. What gives way in vain comes back, once."""
    small = lesser(d, 500, f"0{LONG}")  # 5
    grave = d.submit(cap(500, text="水位上涨。" * 70))[1]["notice"]  # 10
    wait_for(lambda: shown(d, grave) == EVERYWHERE, 10)
    waits = d.submit(cap(501, text="水位上涨。" * 70))[1]["notice"]
    tap.ok(wait_for(lambda: d.deliveries(waits)[0]["cells_failed"] == 3 and "preempted" in kinds(d, small), 10),
           "an alert for which there is not room enough takes what there is, in vain", d.deliveries(waits))
    tap.ok(wait_for(lambda: shown(d, small) == EVERYWHERE, 10), "so that is given back", on_air(d))
    before = kinds(d, small).count("preempted")
    downs = d.read_log().count("stop=down ")
    d.tell_sim("drop bsc-001")  # all of it is asked again, and refused again
    wait_for(lambda: d.read_log().count("stop=down ") > downs, 5)
    d.wait_nodes()
    wait_for(lambda: d.deliveries(small)[0]["state"] == "accepted" and d.deliveries(waits)[0]["cells_failed"] == 3, 10)
    behind = d.submit(cap(502, text="短。"))[1]["notice"]
    wait_for(lambda: d.deliveries(behind)[0]["state"] in ("accepted", "refused"), 10)
    tap.ok(kinds(d, small).count("preempted") == before == 1, "and not taken again and again", kinds(d, small))
    d.cancel(behind)
    for n in (small, grave, waits):
        d.cancel(n)
    tap.ok(wait_for(lambda: not any(on_air(d).values()), 10), "in the end nothing is on the air", on_air(d))


def one_rhythm(d):
    notice = d.submit(cap(600, text="短。"))[1]["notice"]
    d.wait_state(notice, "broadcasting")
    tap.ok({row["repetition_period"] for row in rows(d)} == {7}, "a node's rhythm is what goes out: 13 s are 7 units", rows(d)[0])
    d.cancel(notice)
    d.wait_state(notice, "cancelled")


story(one_channel)
story(one_number_of_two_notices)
story(lambda d: one_number_of_two_notices(d, crash=True))
story(room_for_eight)
story(in_vain, extra_config="  no rhythm\n")
story(one_rhythm, extra_config="  rhythm 13\n")
story(what_nobody_knows_of)
story(a_store_that_came_back_from_a_backup)
story(more_than_a_node_takes_at_once, period=120)
story(two_channels, extra_config="  extended-channel\n")
tap.end()
