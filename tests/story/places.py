#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every text goes to its own area and nowhere else (art. 27: what was approved is text and area)."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, application, wait_for  # noqa: E402

tap = Tap()
WEST = "30.10,120.10 30.40,120.10 30.40,120.35 30.10,120.35 30.10,120.10"
EAST = "30.10,120.25 30.40,120.25 30.40,120.50 30.10,120.50 30.10,120.25"
NOWHERE = "10.10,10.10 10.40,10.10 10.40,10.40 10.10,10.40 10.10,10.10"
WEST_CELL, EAST_CELL, BOTH_CELL = 1, 2, 3
LONGITUDES = {WEST_CELL: 120.15, EAST_CELL: 120.45, BOTH_CELL: 120.30}


class TwoPlaces(Dispatcher):
    """Each BSC has a cell in the west, one in the east, and one that both areas reach."""

    def write_cells(self):
        with open(self.path("cells.csv"), "w") as f:
            f.write("plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people\n")
            for n in range(self.nodes):
                for cell, lon in LONGITUDES.items():
                    f.write(f"460-00,2g,{9500 + n},{cell},30.2,{lon},500,,,330100,bsc-{n + 1:03d},900\n")
        subprocess.run([f"{BUILD}/cbctl", "cells", "import", self.path("cells.csv"), "--register",
                        self.path("cells.db")], check=True, stdout=subprocess.DEVNULL)

    def shown(self):
        """{cell number: {text that is on air there now}}"""
        on = {}
        with open(self.path("air.json")) as f:
            for line in f:
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                key = (int(row["cell"].split("-")[-1]), row["cell"], row["message_identifier"], row["serial_number"])
                on.pop(key, None)
                if row["change"] == "on":
                    on[key] = "".join(bytes.fromhex(p).decode("utf-16-be") for p in row["pages"])
        cells = {cell: set() for cell in LONGITUDES}
        for (cell, *_), text in on.items():
            cells[cell].add(text.rstrip("\r"))
        return cells


def info(headline, points, language="zh-CN", severity="Extreme", described="云州市"):
    area = f"<polygon>{points}</polygon>" if points else ""
    area = f"<area><areaDesc>{described}</areaDesc>{area}</area>" if points else ""
    return f"""<info><language>{language}</language><category>Met</category><event>山洪</event>
<urgency>Immediate</urgency><severity>{severity}</severity><certainty>Observed</certainty>
<expires>2026-03-02T15:00:00+08:00</expires><senderName>云江省应急管理厅</senderName>
<headline>{headline}</headline><description>{headline}</description>{area}</info>"""


def alert(number, *infos, references=None):
    refs = f"<references>yj-em.example,yj-{references},2026-03-02T09:00:00+08:00</references>" if references else ""
    sent = "2026-03-02T09:01:00+08:00" if references else "2026-03-02T09:00:00+08:00"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>yj-{number}</identifier>
<sender>yj-em.example</sender><sent>{sent}</sent><status>Actual</status>
<msgType>{'Update' if references else 'Alert'}</msgType><scope>Public</scope>{refs}{''.join(infos)}</alert>""".encode()


def sent(d, document):
    _, answer = d.submit(document)
    d.wait_state(answer["notice"], "broadcasting")
    return answer["notice"], answer


def off(d, number):
    d.cancel(number)
    d.wait_state(number, "cancelled")


def seen(d, west, east, both):
    """The cells of every BSC show exactly these; the texts by the words they begin with."""
    wanted = {WEST_CELL: set(west), EAST_CELL: set(east), BOTH_CELL: set(both)}
    return wait_for(lambda: {cell: {t[:2] for t in texts} for cell, texts in d.shown().items()} == wanted, 10)


def rules(answer):
    return {(f["rule"], f["effect"]) for f in answer["findings"]}


def routed(d, number):
    events = d.ask("GET", f"/v1/notices/{number}/history", who="inspector")[1]["events"]
    return [e["event"] for e in events if e["kind"] == "routed"]


def two_texts_of_one_language_stay_apart(d):
    number, answer = sent(d, alert(1, info("西边山洪红色预警，电话0571-12345678。", WEST),
                                   info("东边山洪黄色预警，电话0571-12345678。", EAST, severity="Severe")))
    tap.ok(answer["state"] not in ("held", "refused") and answer["lane"] == "urgent", "both go out at once", answer)
    tap.ok(seen(d, {"西边"}, {"东边"}, {"西边", "东边"}), "each text is on the cells of its own area alone", d.shown())
    numbers = [n["serial_number"] for n in routed(d, number)[0]["numbers"]]
    tap.ok(len(numbers) == 2 and len(set(numbers)) == 2, "they are two messages, with two serial numbers", numbers)
    rows = d.deliveries(number)
    tap.ok(sorted(r["cells"] for r in rows) == [2] * 2 * d.nodes, "a delivery names its own cells only", rows)
    d.two = number


def an_update_replaces_each_in_its_own_place(d):
    before = {(n["serial_number"] >> 4) for n in routed(d, d.two)[0]["numbers"]}
    number, _ = sent(d, alert(2, info("东二山洪黄色预警，电话0571-12345678。", EAST, severity="Severe"),
                              info("西二山洪红色预警，电话0571-12345678。", WEST), references=1))
    tap.ok(d.wait_state(d.two, "superseded") == "superseded", "what it updates is off", d.notice(d.two))
    tap.ok(seen(d, {"西二"}, {"东二"}, {"西二", "东二"}), "each new text replaced the one of its own area", d.shown())
    after = {(n["serial_number"] >> 4) for n in routed(d, number)[0]["numbers"]}
    tap.ok(after == before, "under the same message codes, each with its next update number", (before, after))
    off(d, number)


def one_area_in_two_languages_is_one_place(d):
    number, _ = sent(d, alert(3, info("西边山洪红色预警，电话0571-12345678。", WEST),
                              info("W — flash flood", WEST, language="en-US", described="Yunzhou City")))
    tap.ok(seen(d, {"西边", "W "}, set(), {"西边", "W "}), "both languages go to the one area", d.shown())
    tap.ok({n["message_identifier"] for n in routed(d, number)[0]["numbers"]} == {4381, 4394},
           "the second under the number of a further language", routed(d, number))
    off(d, number)


def a_language_that_speaks_alone_somewhere_has_the_main_number_there(d):
    number, _ = sent(d, alert(4, info("西边山洪红色预警，电话0571-12345678。", WEST),
                              info("E — flash flood", EAST, language="en-US")))
    tap.ok(seen(d, {"西边"}, {"E "}, {"西边", "E "}), "a language goes to its own area alone", d.shown())
    tap.ok({n["message_identifier"] for n in routed(d, number)[0]["numbers"]} == {4381},
           "and is no further language where nobody else speaks", routed(d, number))
    off(d, number)


def parts_of_one_area_are_one_message(d):
    number, _ = sent(d, alert(5, info("西边山洪红色预警，电话0571-12345678。", WEST), info("请向高处转移。", WEST)))
    tap.ok(len(routed(d, number)[0]["numbers"]) == 1, "two infos of one language and area are one message", routed(d, number))
    tap.ok(seen(d, {"西边"}, set(), {"西边"}), "on the cells of that area", d.shown())
    off(d, number)


def a_text_without_a_place_goes_nowhere(d):
    notice, answer = sent(d, alert(6, info("西边山洪红色预警，电话0571-12345678。", WEST),
                                   info("N — flash flood", NOWHERE, language="en-US")))
    tap.ok(("area", "warn") in rules(answer), "it is said which text has no place", answer)
    tap.ok(seen(d, {"西边"}, set(), {"西边"}), "it is on no cell of another text's area", d.shown())
    off(d, notice)
    _, answer = d.submit(alert(7, info("西边山洪红色预警，电话0571-12345678。", WEST),
                               info("N — flash flood", None, language="en-US")))
    tap.ok(("cap-area", "refuse") in rules(answer), "an info without an area is refused, not lent another's", answer)


def what_is_left_out_is_said(d):
    infos = [info("西边山洪红色预警，电话0571-12345678。", WEST)]
    infos += [info(f"X{n} — flood", WEST, language=f"x-l{n}") for n in range(17)]
    status, answer = d.ask("POST", "/v1/checks", alert(8, *infos), who="officer", media="application/cap+xml")
    told = [f for f in answer["findings"] if f["rule"] == "texts"]
    tap.ok(status == 200 and len(told) == 1 and "2 more" in told[0]["en"] and "另有2条" in told[0]["zh"],
           "texts past the bound are counted in both languages", answer)


def the_binding_is_part_of_what_is_approved(d):
    def digest(*infos):
        _, answer = d.submit(alert(digest.number, *infos))
        digest.number += 1
        return d.notice(answer["notice"])["digest"]
    digest.number = 20
    one, two = ("西边雷电预警，电话0571-12345678。", "东边雷电预警，电话0571-12345678。")
    mild = {"severity": "Minor"}
    straight = digest(info(one, WEST, **mild), info(two, EAST, **mild))
    crossed = digest(info(one, EAST, **mild), info(two, WEST, **mild))
    again = digest(info(one, WEST, **mild), info(two, EAST, described="别的说法", **mild))
    tap.ok(straight != crossed, "the same texts and areas crossed have another digest", (straight, crossed))
    tap.ok(straight == again, "an area's description does not change it", (straight, again))


def an_application_has_one_area(d):
    texts = [{"language": "zh", "text": "【云江省应急管理厅】严禁野外用火。咨询电话0571-12345678。"},
             {"language": "en", "text": "No open fires — 0571-12345678 云江省应急管理厅"}]
    _, answer = d.request(application(40, texts=texts, send_from="2026-03-30T09:00:00+08:00",
                                      areas=[{"polygon": [[30.1, 120.1], [30.4, 120.1], [30.4, 120.35], [30.1, 120.35],
                                                          [30.1, 120.1]]}]))
    number = answer["notice"]
    d.decide(number, "agree", who="reviewer", criteria={}, digest=d.notice(number)["digest"])
    d.advance(28)
    tap.ok(d.wait_state(number, "broadcasting") == "broadcasting", "an application is sent in its window", d.notice(number))
    tap.ok(seen(d, {"【云", "No"}, set(), {"【云", "No"}), "all its texts go to its one area", d.shown())


def main():
    d = TwoPlaces(nodes=2, period=2)
    try:
        d.begin()
        two_texts_of_one_language_stay_apart(d)
        an_update_replaces_each_in_its_own_place(d)
        one_area_in_two_languages_is_one_place(d)
        a_language_that_speaks_alone_somewhere_has_the_main_number_there(d)
        parts_of_one_area_are_one_message(d)
        a_text_without_a_place_goes_nowhere(d)
        what_is_left_out_is_said(d)
        the_binding_is_part_of_what_is_approved(d)
        an_application_has_one_area(d)
    except (RuntimeError, LookupError, OSError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
    finally:
        d.end()
    tap.end()


main()
