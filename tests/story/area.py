#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an update leaves as it is stays quiet: the same text in another area, or for another time, keeps its serial
number. Phones that have it hear nothing, those that are new in the area one alarm (TS 23.041 9.4.1.2.1)."""
import datetime
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, wait_for  # noqa: E402

tap = Tap()
FLOOD = "云江上游水位3小时内将上涨2米，请立即向高处转移。电话0571-12345678。"
STORM = "沿江大风，请勿外出。电话0571-12345678。"
ENGLISH = "Water rises 2 m in 3 hours. Go up now."
NOON = "2026-03-02T12:00:00+08:00"
EVENING = "2026-03-02T18:00:00+08:00"


class Strip(Dispatcher):
    adcodes = ("330100", "330100")  # of each BSC
    """Each BSC has cells from west to east, so far apart that an area takes just those it names."""

    def __init__(self, **options):
        super().__init__(**options)
        self.begun = time.monotonic()

    def clock_in(self, seconds):
        """The drill's clock, so many seconds from now."""
        ahead = datetime.timedelta(seconds=time.monotonic() - self.begun + seconds)
        return (datetime.datetime(2026, 3, 2, 9) + ahead).strftime("%Y-%m-%dT%H:%M:%S+08:00")

    def write_cells(self):
        with open(self.path("cells.csv"), "w") as f:
            f.write("plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people\n")
            for n in range(self.nodes):
                for c in range(1, self.cells + 1):
                    f.write(f"460-00,2g,{9500 + n},{c},30.2,{120 + c / 10},500,,,{self.adcodes[n]},"
                            f"bsc-{n + 1:03d},900\n")
        self.import_cells()

    def cell(self, number, node=1):
        return f"460-00-2g-{9499 + node}-{number}"

    # ---- the air ---------------------------------------------------------------------------

    def rows(self):
        with open(self.path("air.json")) as f:
            lines = f.read().splitlines()
        rows = []
        for line in lines:
            try:
                rows.append(json.loads(line))
            except ValueError:
                continue
        return rows

    def on(self, node=1):
        """{cell: (message identifier, serial) of what is on there now}"""
        on = {c: set() for c in range(1, self.cells + 1)}
        for row in self.rows():
            number = (row["message_identifier"], row["serial_number"])
            for c in on:
                if row["cell"] == self.cell(c, node):
                    (on[c].add if row["change"] == "on" else on[c].discard)(number)
        return on

    def changes(self, number, node=1):
        """What happened on that cell, in order."""
        return [row["change"] for row in self.rows() if row["cell"] == self.cell(number, node)]

    def alarms(self, node=1):
        """{cell: how often a phone there sounded}"""
        return {c: int(self.phone(c, node).split("shown ")[1].split(",")[0]) for c in range(1, self.cells + 1)}

    def phone(self, number, node=1):
        return subprocess.run([f"{BUILD}/cbsim", "phone", "--cell", self.cell(number, node), self.path("air.json")],
                              capture_output=True, text=True, check=True).stdout

    # ---- alerts ----------------------------------------------------------------------------

    def send(self, number, *infos, follows=None):
        status, answer = self.submit(alert(number, infos, follows))
        if status != 202:
            raise RuntimeError(f"{status} {answer}")
        return answer["notice"]

    def goes_on(self, number, *infos, follows=None):
        notice = self.send(number, *infos, follows=follows)
        self.wait_state(notice, "broadcasting")
        return notice

    def numbers(self, notice):
        """{(message identifier, serial): is it kept}"""
        events = self.ask("GET", f"/v1/notices/{notice}/history", who="inspector")[1]["events"]
        return {(n["message_identifier"], n["serial_number"]): n.get("is_kept", False)
                for e in events if e["kind"] == "routed" for n in e["event"]["numbers"]}

    def states(self, notice):
        return [row["state"] for row in self.deliveries(notice)]

    def count(self, notice, name):
        return sum(row.get(name, 0) for row in self.deliveries(notice))


class Border(Strip):
    adcodes = ("330100", "340100")


def info(first, last, text=FLOOD, language="zh-CN", expires=NOON):
    west, east = 120 + first / 10 - 0.03, 120 + last / 10 + 0.03
    points = f"30.10,{west:.2f} 30.40,{west:.2f} 30.40,{east:.2f} 30.10,{east:.2f} 30.10,{west:.2f}"
    return f"""<info><language>{language}</language><category>Met</category><event>山洪</event>
<urgency>Immediate</urgency><severity>Extreme</severity><certainty>Observed</certainty><expires>{expires}</expires>
<senderName>云江省应急管理厅</senderName><headline>【云江省应急管理厅】山洪红色预警</headline>
<description>{text}</description><area><areaDesc>云州市沿江</areaDesc><polygon>{points}</polygon></area></info>"""


def alert(number, infos, follows):
    sent = f"2026-03-02T09:{number // 60:02d}:{number % 60:02d}+08:00"
    before = follows and f"2026-03-02T09:{follows // 60:02d}:{follows % 60:02d}+08:00"
    refs = f"<references>yj-em.example,yj-{follows},{before}</references>" if follows else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>yj-{number}</identifier>
<sender>yj-em.example</sender><sent>{sent}</sent><status>Actual</status>
<msgType>{'Update' if follows else 'Alert'}</msgType><scope>Public</scope>{refs}{''.join(infos)}</alert>""".encode()


def took_over(d, old, new, cells):
    """The old one is over, and the new one known to be on in so many cells."""
    return wait_for(lambda: d.notice(old)["state"] == "superseded" and set(d.states(new)) == {"accepted"} and
                    d.count(new, "cells_ok") == cells, 20)


# ---- the area moves ---------------------------------------------------------------------------


def the_area_moves_and_moves_back(d):
    old = d.goes_on(1, info(1, 3))
    [number] = d.numbers(old)
    new = d.goes_on(2, info(2, 4), follows=1)
    tap.ok(took_over(d, old, new, 6), "an update in another area takes over", (d.deliveries(old), d.deliveries(new)))
    tap.ok(d.numbers(new) == {number: True}, "under the number of what it follows, and says so", d.numbers(new))
    tap.ok(wait_for(lambda: d.on() == {1: set(), 2: {number}, 3: {number}, 4: {number}}),
           "where the area is new it is put on, where it ended it is taken off", d.on())
    tap.ok(d.changes(2) == ["on"] and d.changes(3, 2) == ["on"], "and in between nothing is touched", d.changes(2))
    tap.ok(d.alarms() == {1: 1, 2: 1, 3: 1, 4: 1} == d.alarms(2), "every phone sounds once", d.alarms())
    tap.ok(set(d.states(old)) == {"taken-over"} and (d.count(old, "cells_taken_over"),
                                                      d.count(old, "cells_stopped")) == (4, 2),
           "what goes on is not counted as stopped", d.deliveries(old))
    last = d.goes_on(3, info(1, 2), follows=2)
    tap.ok(took_over(d, new, last, 4) and d.numbers(last) == {number: True}, "an update of the update keeps it too",
           (d.numbers(last), d.deliveries(new)))
    tap.ok(wait_for(lambda: d.on() == {1: {number}, 2: {number}, 3: set(), 4: set()}), "it is on where it says now", d.on())
    tap.ok(d.changes(2) == ["on"] and d.changes(1) == ["on", "stopped", "on"],
           "untouched where all three are, back where it had left", (d.changes(1), d.changes(2)))
    tap.ok(d.alarms() == {1: 1, 2: 1, 3: 1, 4: 1}, "without a second alarm", d.alarms())
    d.cancel(last)
    tap.ok(d.wait_state(last, "cancelled") == "cancelled" and not d.air()[1],
           "a cancel takes off what it had from the others, too", d.air()[1])
    tap.ok(set(d.states(last)) == {"stopped"} and d.count(last, "cells_stopped") == 4, "and is told so", d.deliveries(last))


def another_text_takes_the_next_number(d):
    old = d.goes_on(10, info(1, 2))
    [(identifier, serial)] = d.numbers(old)
    new = d.goes_on(11, info(1, 2, text=STORM), follows=10)
    tap.ok(took_over(d, old, new, 4) and d.numbers(new) == {(identifier, serial + 1): False},
           "another text has its next update number", (serial, d.numbers(new)))
    tap.ok(set(d.states(old)) == {"stopped"}, "and the old one is stopped", d.deliveries(old))
    back = d.goes_on(12, info(1, 2), follows=11)
    tap.ok(took_over(d, new, back, 4) and d.numbers(back) == {(identifier, serial + 2): False}, "the first text again is another one still",
           d.numbers(back))
    d.cancel(back)
    d.wait_state(back, "cancelled")


# ---- several texts ----------------------------------------------------------------------------


def of_two_languages_the_one_that_changed_sounds(d):
    old = d.goes_on(20, info(1, 3), info(1, 3, ENGLISH, "en-US"))
    before = d.numbers(old)
    new = d.goes_on(21, info(1, 4), info(1, 4, ENGLISH + " Now!", "en-US"), follows=20)
    tap.ok(took_over(d, old, new, 16), "an update in two languages takes over", (d.deliveries(old), d.deliveries(new)))
    after = d.numbers(new)
    [chinese], [english] = [n for n, kept in after.items() if kept], [n for n, kept in after.items() if not kept]
    tap.ok(chinese in before and (english[0], english[1] - 1) in before,
           "the text that is the same keeps its number, the other has its next", (before, after))
    tap.ok(wait_for(lambda: d.on() == {c: {chinese, english} for c in range(1, 5)}), "both are on everywhere", d.on())
    tap.ok(d.changes(1).count("stopped") == 1, "one was taken off", d.changes(1))
    tap.ok(wait_for(lambda: sorted(d.states(old)) == ["stopped"] * 2 + ["taken-over"] * 2), "which is what is told",
           d.deliveries(old))
    d.cancel(new)
    d.wait_state(new, "cancelled")


def what_stays_gives_no_room(d):
    """16 pages find room. What goes on keeps its pages: giving up the other text would not make room for the new one."""
    filler = d.goes_on(25, info(1, 4, text=STORM * 16))
    old = d.goes_on(26, info(1, 3), info(1, 3, ENGLISH, "en-US"))
    before = d.numbers(old)
    wait_for(lambda: set(d.states(old)) == {"accepted"})
    new = d.send(27, info(1, 3), info(1, 3, ENGLISH * 3, "en-US"), follows=26)
    tap.ok(wait_for(lambda: sorted(d.states(new)) == ["accepted"] * 2 + ["refused"] * 2), "the longer text finds no room",
           (d.deliveries(new), d.deliveries(old)))
    [english] = [n for n in before if n not in d.numbers(new)]
    tap.ok(wait_for(lambda: sorted(d.states(old)) == ["accepted"] * 2 + ["taken-over"] * 2) and
           all(english in d.on()[c] for c in (1, 2, 3)), "and the shorter one stays", (d.deliveries(old), d.on()))
    d.cancel(filler)
    tap.ok(took_over(d, old, new, 12) and wait_for(lambda: english not in d.on()[1]), "until there is some", d.deliveries(new))
    d.cancel(new)
    d.wait_state(new, "cancelled")


def texts_of_two_places_move_apart(d):
    old = d.goes_on(30, info(1, 2), info(3, 4, text=STORM))
    flood, storm = d.on()[1], d.on()[4]
    new = d.goes_on(31, info(1, 3), info(3, 4, text=STORM), follows=30)
    tap.ok(took_over(d, old, new, 10) and all(d.numbers(new).values()), "of two texts one reaches further: both keep theirs",
           (d.numbers(new), d.deliveries(old), d.deliveries(new)))
    tap.ok(wait_for(lambda: d.on() == {1: flood, 2: flood, 3: flood | storm, 4: storm}), "each is where its own area is",
           d.on())
    sounded = d.alarms()
    last = d.goes_on(32, info(3, 4), info(1, 2, text=STORM), follows=31)
    tap.ok(took_over(d, new, last, 8) and all(d.numbers(last).values()), "they change places", d.numbers(last))
    tap.ok(wait_for(lambda: d.on() == {1: storm, 2: storm, 3: flood, 4: flood}), "and numbers go with their texts", d.on())
    tap.ok({c: n - sounded[c] for c, n in d.alarms().items()} == {1: 1, 2: 1, 3: 0, 4: 1},
           "a phone sounds for a text that it has not had", d.alarms())
    d.cancel(last)
    d.wait_state(last, "cancelled")


# ---- time -------------------------------------------------------------------------------------


def more_time_is_given_when_the_node_has_counted_to_the_end(d):
    """The nodes took a count for the first time; what they have they do not take again (cause 0d)."""
    old = d.goes_on(1, info(1, 2, expires=d.clock_in(10)))
    [number] = d.numbers(old)
    new = d.goes_on(2, info(1, 2, expires=EVENING), follows=1)
    tap.ok(took_over(d, old, new, 4) and d.numbers(new) == {number: True}, "an update that only lasts longer keeps its number",
           d.numbers(new))
    tap.ok(d.changes(1) == ["on"], "and nothing is taken off for it", d.changes(1))
    tap.ok(wait_for(lambda: all(d.changes(c, n) == ["on", "ended", "on"] for c in (1, 2) for n in (1, 2)), 60),
           "when the nodes have counted to the first end it is written again", d.changes(1))
    tap.ok(d.alarms() == {1: 1, 2: 1, 3: 0, 4: 0} and set(d.states(new)) == {"accepted"}, "and no phone hears of it", d.alarms())
    d.cancel(new)
    tap.ok(d.wait_state(new, "cancelled") == "cancelled" and not d.air()[1], "until it is cancelled", d.air()[1])


def a_node_counts_no_further_than_it_can(d):
    """65535 times 30 s are 22.8 days, for the old one and for whatever goes on under its number."""
    old = d.goes_on(1, info(1, 3, expires="2026-05-01T12:00:00+08:00"))
    d.advance(20)
    d.wait_nodes()
    new = d.goes_on(2, info(1, 4, expires="2026-05-20T12:00:00+08:00"), follows=1)
    tap.ok(took_over(d, old, new, 8) and all(d.numbers(new).values()), "an update on the twentieth day keeps the number",
           d.deliveries(old))
    renewed = f"notice={new} stop=renewal"
    d.advance(2)
    d.wait_nodes()
    tap.ok(wait_for(lambda: set(d.states(new)) == {"accepted"}) and renewed not in d.read_log(), "two days later the nodes count on", d.states(new))
    d.advance(1)
    tap.ok(wait_for(lambda: renewed in d.read_log(), 10), "on the twenty-third day it is written again", d.read_log()[-800:])
    d.cancel(new)
    tap.ok(d.wait_state(new, "cancelled") == "cancelled", "until it is cancelled", d.states(new))


def less_time_ends_sooner(d):
    old = d.goes_on(1, info(1, 2))
    [number] = d.numbers(old)
    new = d.goes_on(2, info(1, 2, expires=d.clock_in(8)), follows=1)
    tap.ok(took_over(d, old, new, 4) and d.numbers(new) == {number: True}, "one that lasts less long keeps it as well",
           d.numbers(new))
    tap.ok(d.wait_state(new, "done", seconds=40) == "done" and not d.air()[1], "and is off when its own time is over", d.air()[1])
    tap.ok(d.changes(1) == ["on", "stopped"], "taken off, for the nodes have counted further", d.changes(1))


# ---- what breaks in the middle ------------------------------------------------------------------


def a_silent_node_is_believed_nothing(d):
    old = d.goes_on(60, info(1, 3))
    [number] = d.numbers(old)
    d.tell_sim("silence bsc-001")
    new = d.send(61, info(2, 4), follows=60)

    def at(notice, node):
        return next(r for r in d.deliveries(notice) if r["node"] == node)

    tap.ok(wait_for(lambda: at(new, "bsc-002")["state"] == "accepted" and at(old, "bsc-002")["state"] == "taken-over"),
           "at one node the update took over", (d.deliveries(old), d.deliveries(new)))
    tap.ok(wait_for(lambda: at(new, "bsc-001")["state"] == "unknown" and at(new, "bsc-001")["cells_ok"] == 0, 20),
           "at the one that is silent nothing is known of it", at(new, "bsc-001"))
    tap.ok(at(old, "bsc-001").get("cells_taken_over", 0) == 0, "and the old one hands nothing over there", at(old, "bsc-001"))
    d.cancel(new)
    tap.ok(wait_for(lambda: at(new, "bsc-002")["state"] == "stopped"), "cancelled, it is off where it had taken over",
           d.deliveries(new))
    tap.ok(d.notice(old)["state"] == "cancelling", "and with it what it was taking the place of", d.deliveries(old))
    d.tell_sim("speak bsc-001")
    tap.ok(d.wait_state(new, "cancelled", seconds=40) == "cancelled" and d.wait_state(old, "cancelled", seconds=40) == "cancelled" and
           d.on() == {1: set(), 2: set(), 3: set(), 4: set()}, "both are off where it had not arrived, as it says",
           (d.on(), d.deliveries(new), d.deliveries(old)))
    tap.ok(d.alarms() == {1: 1, 2: 1, 3: 1, 4: 1}, "no phone sounded twice", d.alarms())
    reasons = [e["event"].get("person") for e in d.ask("GET", f"/v1/notices/{old}/history", None, "inspector")[1]["events"]
               if e["kind"] == "cancel-requested"]
    tap.ok(reasons == ["officer"], "it is on record who cancelled it", reasons)


def killed_at(d, first, moment):
    """`moment`: what the log says just before. The update must be whole afterwards, whenever that was."""
    old = d.goes_on(first, info(1, 3))
    [number] = d.numbers(old)
    before = len(d.rows())
    at = len(d.read_log())
    new = d.send(first + 1, info(2, 4), follows=first)
    line = moment.format(old=old, new=new)
    reached = wait_for(lambda: line in d.read_log()[at:], 10, pause=0.002)
    d.kill()
    d.start()
    d.wait_nodes()
    wanted = {1: set(), 2: {number}, 3: {number}, 4: {number}}
    tap.ok(took_over(d, old, new, 6) and wait_for(lambda: d.on() == wanted and d.on(2) == wanted),
           f"killed at {line!r} the update takes over all the same", (reached, d.on(), d.deliveries(old), d.deliveries(new)))
    touched = [r["cell"] for r in d.rows()[before:] if r["cell"] in (d.cell(2), d.cell(3), d.cell(2, 2), d.cell(3, 2))]
    tap.ok(not touched, "and touches nothing that goes on", touched)
    tap.ok(d.count(old, "cells_taken_over") == 4, "what goes on is told so", d.deliveries(old))
    d.cancel(new)
    tap.ok(d.wait_state(new, "cancelled") == "cancelled" and not d.air()[1], "cancelled, all of it is off", d.air()[1])


def killed_in_the_middle(d):
    moments = ("notice={new} stop=routed", "notice={new} delivery={new}.0 link=north node=bsc-001 outcome=sent",
               "notice={new} stop=receipts", "notice={old} stop=superseded", "notice={old} stop=receipts")
    for i, moment in enumerate(moments):
        killed_at(d, 70 + 10 * i, moment)
    tap.ok(all(n <= len(moments) for n in d.alarms().values()), "each alert sounded once in a cell", d.alarms())


def nodes_restart_in_the_middle(d):
    old = d.goes_on(130, info(1, 3))
    [number] = d.numbers(old)
    d.tell_sim("silence all")
    new = d.send(131, info(2, 4), follows=130)
    wait_for(lambda: set(d.states(new)) == {"unknown"}, 20)
    d.tell_sim("speak all")
    d.tell_sim("restart all")
    wanted = {1: set(), 2: {number}, 3: {number}, 4: {number}}
    tap.ok(took_over(d, old, new, 6) and wait_for(lambda: d.on() == wanted and d.on(2) == wanted),
           "nodes that restart before they have answered: the update takes over", (d.on(), d.deliveries(old), d.deliveries(new)))
    written = [r["change"] for r in d.rows()].count("on")
    d.tell_sim("restart all")
    tap.ok(wait_for(lambda: [r["change"] for r in d.rows()].count("on") >= written + 6) and d.on() == wanted,
           "restarted after it they have it again", d.on())
    tap.ok(wait_for(lambda: set(d.states(new)) == {"accepted"} and d.count(new, "cells_ok") == 6), "as they say", d.deliveries(new))
    tap.ok([r["change"] for r in d.rows()].count("on") == written + 6, "written once in each cell")
    tap.ok(d.alarms() == {1: 1, 2: 1, 3: 1, 4: 1} == d.alarms(2), "and no phone sounded twice", (d.alarms(), d.alarms(2)))
    d.cancel(new)
    tap.ok(d.wait_state(new, "cancelled") == "cancelled" and not d.air()[1], "a cancel takes off all of it", d.air()[1])


def put_back(d, number, last):
    """The first alert is on in cells 1 to `last`; the node owes the answer to its KILL in the first."""
    known = {c: n for c, n in d.alarms().items()}
    at = len(d.changes(1)), len(d.changes(2))
    old = d.goes_on(number, info(1, last))
    took = wait_for(lambda: set(d.states(old)) == {"accepted"})
    d.tell_sim("silence bsc-001")
    new = d.send(number + 1, info(2, 3), follows=number)
    tap.ok(took and wait_for(lambda: d.changes(1)[at[0]:] == ["on", "stopped"]),
           "a cell that the update left is off, and nobody has said so", (d.changes(1), d.deliveries(old)))
    back = d.send(number + 2, info(1, 4), follows=number + 1)
    tap.ok(wait_for(lambda: d.changes(1)[at[0]:] == ["on", "stopped", "on"]), "the next update has it on again", d.changes(1))
    wait_for(lambda: "unknown" in d.states(back), 20)
    d.tell_sim("speak bsc-001")
    tap.ok(took_over(d, new, back, 8) and d.wait_state(old, "superseded") == "superseded",
           "when the node speaks all of it is told", (d.deliveries(old), d.deliveries(new), d.deliveries(back)))
    tap.ok(d.changes(1)[at[0]:] == ["on", "stopped", "on"] and d.changes(2)[at[1]:] == ["on"],
           "and the KILL is not said there again", (d.changes(1), d.changes(2)))
    tap.ok({c: n - known[c] for c, n in d.alarms().items()} == {1: 1, 2: 1, 3: 1, 4: 1}, "each sounded once", d.alarms())
    d.cancel(back)
    tap.ok(d.wait_state(back, "cancelled") == "cancelled" and not d.air()[1], "then it is off", d.air()[1])


def what_is_put_back_is_not_killed_by_a_repeated_kill(d):
    put_back(d, 160, last=3)
    put_back(d, 180, last=1)


def the_other_part_has_the_same_number(d):
    """Beyond the border nothing goes before the duty officer has ordered it; what follows is one message with it."""
    old = d.goes_on(170, info(1, 3))
    [number] = d.numbers(old)
    d.decide(old, "order-urgent", digest=d.notice(old)["digest"])
    tap.ok(wait_for(lambda: d.on(2) == {1: {number}, 2: {number}, 3: {number}, 4: set()}) and d.on(2) == d.on(),
           "the part beyond the border is on under the number of the part inside", (d.on(), d.on(2)))
    new = d.goes_on(171, info(2, 4), follows=170)
    tap.ok(wait_for(lambda: d.on()[4] == {number} and d.count(old, "cells_taken_over") == 2), "an update takes over inside",
           (d.on(), d.deliveries(old)))
    tap.ok(d.on(2) == {1: {number}, 2: {number}, 3: {number}, 4: set()} and d.notice(old)["state"] == "broadcasting",
           "and waits outside", d.on(2))
    d.decide(new, "order-urgent", digest=d.notice(new)["digest"])
    tap.ok(took_over(d, old, new, 6) and wait_for(lambda: d.on(2) == d.on()), "until that is ordered", (d.on(), d.on(2)))
    tap.ok(d.alarms() == {1: 1, 2: 1, 3: 1, 4: 1} == d.alarms(2), "every phone sounded once", (d.alarms(), d.alarms(2)))
    d.cancel(new)
    tap.ok(d.wait_state(new, "cancelled") == "cancelled" and not d.air()[1], "a cancel takes off both parts", d.air()[1])


def what_a_node_is_told_late_is_the_last_word(d):
    """It hears of the update of an update in the same moment as of what that follows."""
    old = d.goes_on(140, info(1, 3))
    [number] = d.numbers(old)
    new = d.goes_on(141, info(2, 3), follows=140)
    took_over(d, old, new, 4)
    last = d.goes_on(142, info(1, 2), follows=141)
    d.tell_sim("silence bsc-001")
    back = d.send(143, info(1, 4), follows=142)
    wait_for(lambda: "unknown" in d.states(back), 20)
    d.tell_sim("drop bsc-001")
    d.tell_sim("speak bsc-001")
    tap.ok(took_over(d, last, back, 8) and wait_for(lambda: all(s == {number} for s in d.on().values())),
           "after three updates and a lost link it is on where the last one says", (d.on(), d.deliveries(last), d.deliveries(back)))
    tap.ok(d.alarms() == {1: 1, 2: 1, 3: 1, 4: 1}, "and sounded once", d.alarms())
    d.cancel(back)
    tap.ok(d.wait_state(back, "cancelled") == "cancelled" and not d.air()[1], "then it is off", d.air()[1])


def story(play, make=Strip, **options):
    if os.environ.get("ONLY", play.__name__) != play.__name__:
        return
    d = make(nodes=2, cells=4, **options)
    try:
        d.begin()
        play(d)
        tap.ok(d.stop() == 0 and d.verify()[0] == 0, "the chain verifies", d.verify()[1])
    except (RuntimeError, OSError, ValueError, KeyError, StopIteration) as problem:
        tap.ok(False, f"the story goes on ({play.__name__})", f"{problem!r}\n{d.read_log()[-3000:]}")
    finally:
        d.end()


story(the_area_moves_and_moves_back)
story(another_text_takes_the_next_number)
story(of_two_languages_the_one_that_changed_sounds)
story(what_stays_gives_no_room, period=30)
story(texts_of_two_places_move_apart)
story(more_time_is_given_when_the_node_has_counted_to_the_end, period=3)
story(a_node_counts_no_further_than_it_can, period=30)
story(less_time_ends_sooner)
if os.environ.get("LONG"):  # make soak: each waits for several silences
    story(a_silent_node_is_believed_nothing)
    story(what_is_put_back_is_not_killed_by_a_repeated_kill)
    story(what_a_node_is_told_late_is_the_last_word)
story(killed_in_the_middle)
story(nodes_restart_in_the_middle)
story(the_other_part_has_the_same_number, make=Border)
tap.end()
