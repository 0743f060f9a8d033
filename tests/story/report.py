#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of a notice with the real programs, held against what the simulated cells broadcast.

    bsc-001  every third cell refuses
    bsc-002  takes orders and says nothing
    bsc-003  as the first
    bsc-004  every second cell has no room
    bsc-005  is configured, and never connects
    bsc-900  is in the cell register, and no link has it; so is a cell without any node
"""
import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, cap, reference, wait_for  # noqa: E402

tap = Tap()
LATER = "2026-03-02T09:01:00+08:00"
CELLS = 4
REFUSES = {f"460-00-2g-{lac}-3" for lac in (9500, 9502)}
NO_ROOM = {f"460-00-2g-9503-{ci}" for ci in (2, 4)}
SILENT = {f"460-00-2g-9501-{ci}" for ci in range(1, CELLS + 1)}
NO_LINK = {f"460-00-2g-9504-{ci}" for ci in range(1, CELLS + 1)}
NOT_SERVED = {"460-00-2g-9700-1", "460-00-2g-9700-2"}


class Town(Dispatcher):
    """Four of its five nodes connect; two cells belong to none."""

    def write_cells(self):
        super().write_cells()
        with open(self.path("cells.csv"), "a") as f:
            f.write("460-00,2g,9700,1,30.2,120.2,500,0,120,330100,bsc-900,700\n"
                    "460-00,2g,9700,2,30.21,120.21,500,,,330100,,50\n")
        os.unlink(self.path("cells.db"))
        self.import_cells()

    def wait_nodes(self, count=None):
        super().wait_nodes(self.nodes - 1)

    def report(self, number, query="", who="inspector"):
        status, answer = self.ask("GET", f"/v1/notices/{number}/report{query}", who=who)
        if status != 200:
            raise RuntimeError(f"report {number}{query}: {status} {answer}")
        return answer

    def table(self, number, query="?format=csv"):
        text = self.report(number, query)
        if not text.startswith("\ufeff"):
            raise RuntimeError("the CSV has no byte order mark")
        return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def ctl(d, *arguments, who="inspector"):
    where = {"CBCTL_URL": f"http://127.0.0.1:{d.port}", "CBCTL_TOKEN": d.tokens[who]}
    return subprocess.run([f"{BUILD}/cbctl", *arguments], capture_output=True, text=True, env={**os.environ, **where})


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def ever_on(d, report):
    """The cells in which any message of the report was ever on the air."""
    numbers = {(m["message_identifier"], m["serial_number"]) for m in report["messages"]}
    return {cell for cell, identifier, serial in d.air()[0] if (identifier, serial) in numbers}


def outcomes(rows):
    return {row["cell"]: row["outcome"] for row in rows}


def cells_with(rows, outcome):
    return {row["cell"] for row in rows if row["outcome"] == outcome}


def stops(report):
    return [line["stop"] for line in report["log"]]


def sums(report, part="not_warned"):
    return {row["outcome"]: (row["cells"], row["people"]) for row in report[part]["rows"]}


def node(report, name):
    return next(row for row in report["nodes"]["deliveries"] if row["node"] == name)


def is_ring(ring):
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
    return len(ring) >= 4 and ring[0] == ring[-1] and twice > 0


def wait_settled(d, number):
    """The silent node is given up, the others have answered."""
    return wait_for(lambda: {r["node"]: r["state"] for r in d.deliveries(number)} ==
                    {"bsc-001": "partial", "bsc-002": "unknown", "bsc-003": "partial", "bsc-004": "partial",
                     "bsc-005": "queued"}, 20)


# ---- three formats, one truth -----------------------------------------------------------------


def formats_agree(d, number, what):
    report, table, atlas = d.report(number), d.table(number), d.report(number, "?format=geojson")
    rows = outcomes(report["cell_rows"])
    tap.ok(outcomes(table) == rows and len(table) == len(report["cell_rows"]), f"{what}: CSV has the cells of the JSON",
           (outcomes(table), rows))
    features = atlas["features"]
    drawn = {f["id"]: f["properties"]["outcome"] for f in features[1:]}
    tap.ok(atlas["type"] == "FeatureCollection" and drawn == rows, f"{what}: so has the GeoJSON", (drawn, rows))
    rings = [ring for f in features for ring in f["geometry"]["coordinates"]]
    tap.ok(all(f["geometry"]["type"] == "Polygon" for f in features) and all(is_ring(r) for r in rings),
           f"{what}: rings are closed and counter-clockwise", rings[:2])
    area = features[0]
    tap.ok(area["id"] == "area" and sorted(set(map(tuple, area["geometry"]["coordinates"][0]))) ==
           [(120.1, 30.1), (120.1, 30.4), (120.5, 30.1), (120.5, 30.4)], f"{what}: the area is the approved one", area)
    tap.ok(not report["truncated"] and not atlas["truncated"], f"{what}: nothing is left out")
    return report, table


def against_the_air(d, report):
    """Cells that the report has wrong: accepted and never on, or said to be without it and on. Of the silent
    nothing is claimed."""
    on, rows = ever_on(d, report), report["cell_rows"]
    accepted = cells_with(rows, "accepted") | cells_with(rows, "on-air")
    return (accepted - on) | ((set(outcomes(rows)) - accepted - cells_with(rows, "unknown")) & on)


def held_against_the_air(d, report, what):
    rows = report["cell_rows"]
    tap.ok(not against_the_air(d, report), f"{what}: what nodes accepted was on the air, what they refused was not",
           against_the_air(d, report))
    tap.ok(len(cells_with(rows, "accepted")) == 8 and cells_with(rows, "refused") == REFUSES and
           cells_with(rows, "no-room") == NO_ROOM, f"{what}: cell by cell, with the cause", outcomes(rows))


# ---- the stories ------------------------------------------------------------------------------


def the_first_report_is_of_an_open_notice(d):
    _, answer = d.submit(cap(1))
    d.first = answer["notice"]
    tap.ok(wait_settled(d, d.first), "an alert meets all kinds of nodes", d.deliveries(d.first))
    report, table = formats_agree(d, d.first, "open")
    held_against_the_air(d, report, "open")
    tap.ok(not report["final"] and sums(report) == {"unknown": (8, 7200), "refused": (2, 1800), "no-room": (2, 1800),
                                                    "not-served": (2, 750)},
           "who was not warned is counted, with the people", sums(report))
    tap.ok(report["not_warned"]["cells"] == 14 and report["warned"]["cells"] == 8 and list(report).index("not_warned") <
           list(report).index("log"), "and stands before everything else", report["not_warned"])
    tap.ok(cells_with(report["cell_rows"], "unknown") == SILENT | NO_LINK, "silence is unknown, never success")
    tap.ok(cells_with(report["cell_rows"], "not-served") == NOT_SERVED, "cells that no node serves are named")
    silent, lost = node(report, "bsc-002"), node(report, "bsc-005")
    tap.ok("handed_over" in silent and "answered" not in silent and silent["cause_zh"] == "限时内没有答复",
           "the silent node was given it and said nothing", silent)
    tap.ok("handed_over" not in lost and lost["cause_zh"] == "尚未交付", "the one without a link was given nothing", lost)
    row = next(r for r in table if r["cell"] == "460-00-2g-9500-3")
    tap.ok((row["outcome_zh"], row["cause"], row["node"], row["was_accepted"]) ==
           ("节点拒绝", "unspecified error", "bsc-001", "no"), "a row tells node, outcome and cause in words", row)
    tap.ok(row["received"] <= row["committed"] <= row["handed_over"] <= row["answered"], "and its times in order", row)


def the_log_tells_the_stops(d):
    log = d.report(d.first)["log"]
    tap.ok([s for s in stops({"log": log}) if s not in ("receipts", "restarted")] ==
           ["received", "judged", "authorised", "routed", "paperwork-owed", "first-handed-over", "last-handed-over",
            "first-accepted", "last-accepted"], "the log has each stop once", stops({"log": log}))
    tap.ok(log[0]["who"] == "officer" and "officer" in log[0]["zh"] and "officer" in log[0]["en"], "with who did it", log[0])
    tap.ok(all(line["zh"] and line["en"] for line in log) and all("after_ms" in line for line in log[1:]),
           "in two languages, with the time since the one before")
    receipts = [line for line in log if line["stop"] == "receipts"]
    tap.ok(len(receipts) < 4 and receipts[0]["nodes"] == 4 and receipts[0]["handed_over"] == 4 and
           receipts[0]["cells"]["accepted"] == 8 and receipts[0]["cells"]["refused"] == 2 and receipts[0]["cells"]["no-room"] == 2,
           "what many nodes say in one minute is one line", receipts)
    said = json.dumps(log, ensure_ascii=False).lower()
    tap.ok("已阅" not in said and "已读" not in said and "was read" not in said, "nobody is said to have read it")


def delays_are_of_the_events(d):
    report = d.report(d.first)
    delays = {row["measure"]: row for row in report["delays"]}
    rows = report["nodes"]["deliveries"]
    handed = sorted(r["received_to_handed_over_ms"] for r in rows if "received_to_handed_over_ms" in r)
    answered = sorted(r["received_to_answered_ms"] for r in rows if "received_to_answered_ms" in r)
    tap.ok([delays["received-to-handed-over"][m] for m in ("deliveries", "p50_ms", "worst_ms")] == [4, handed[1], handed[3]],
           "delays are times that occurred", (delays, handed))
    tap.ok([delays["received-to-answered"][m] for m in ("deliveries", "p50_ms", "worst_ms")] == [3, answered[1], answered[2]],
           "of the nodes that answered", (delays, answered))


def people_read_it_in_80_columns(d):
    done = ctl(d, "report", d.first)
    lines = done.stdout.split("\n")
    tap.ok(done.returncode == 0 and max(map(width, lines)) <= 80, "cbctl report fits a terminal", max(lines, key=width))
    heads = [done.stdout.find(word) for word in ("NOT WARNED: 14 cells", "LOG", "NODES WITH A PROBLEM: 5", "SUMS")]
    tap.ok(heads == sorted(heads) and heads[0] > 0, "those not warned first, then the log, the nodes, the sums", done.stdout[:2000])
    path = d.path("report.csv")
    done = ctl(d, "report", "--csv", "--out", path, d.first)
    with open(path, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f, strict=True))
    tap.ok(done.returncode == 0 and outcomes(rows) == outcomes(d.table(d.first)) and not os.path.exists(path + ".part"),
           "--csv --out writes the table", done.stderr)
    done = ctl(d, "report", "--geojson", d.first)
    tap.ok(done.returncode == 0 and len(json.loads(done.stdout)["features"]) == 1 + len(rows), "--geojson prints the map")
    done = ctl(d, "report", "--json", d.first)
    tap.ok(json.loads(done.stdout)["notice"] == d.first, "--json the whole")
    path = d.path("none.json")
    done = ctl(d, "report", "--json", "--out", path, "999")
    tap.ok(done.returncode == 2 and not os.path.exists(path), "of no notice no file is left", done.stderr)
    tap.ok(ctl(d, "report", "--json", "--csv", d.first).returncode == 2, "two formats at once are none")


def pages_are_the_whole(d):
    """Every format goes on where it ended."""
    whole, rows, cursor = d.table(d.first), [], "0"
    while cursor is not None and len(rows) < 100:
        page = d.table(d.first, f"?format=csv&limit=5&cursor={cursor}")
        last = page[-1] if page[-1]["outcome"] == "truncated" else None
        rows += page[:-1] if last else page
        cursor = last["cause"] if last else None  # as it is: docs/report.md
    tap.ok(rows == whole, "the pages of a CSV are the whole", (len(rows), len(whole)))
    page = d.report(d.first, "?limit=5&cursor=5")
    tap.ok([r["cell"] for r in page["cell_rows"]] == [r["cell"] for r in whole[5:10]] and page["truncated"] and "log" not in page,
           "a page of the JSON has its cells, and the sums", page)
    tap.ok(page["not_warned"]["cells"] == 14, "which are of all")
    problems = d.report(d.first, "?cells=problems")["cell_rows"]
    tap.ok(set(outcomes(problems)) == REFUSES | NO_ROOM | SILENT | NO_LINK | NOT_SERVED, "only those with a problem, if wanted", problems)
    done = ctl(d, "report", "--geojson", d.first)
    tap.ok(not json.loads(done.stdout)["truncated"], "cbctl fetches them all")


def each_sees_its_own(d):
    tap.ok(d.ask("GET", f"/v1/notices/{d.first}/report", who="stranger")[0] == 404, "a carrier that had no part in it sees nothing")
    tap.ok(d.ask("GET", f"/v1/notices/{d.first}/report", who="met")[0] == 404, "nor does another body")
    tap.ok(outcomes(d.report(d.first, who="officer")["cell_rows"]) == outcomes(d.report(d.first)["cell_rows"]), "its own body sees it all")
    mine = d.report(d.first, who="engineer")
    tap.ok(mine["only_carrier"] == "yj-mobile" and {r["carrier"] for r in mine["nodes"]["deliveries"]} == {"yj-mobile"} and
           not set(outcomes(mine["cell_rows"])) & NOT_SERVED, "a carrier's person sees its own nodes", mine["nodes"])
    tap.ok(not {"judged", "authorised", "paperwork-owed"} & set(stops(mine)) and "officer" not in json.dumps(mine),
           "and no decision or person", stops(mine))
    for bad in ("?format=pdf", "?cells=some", "?limit=0", "?cursor=x"):
        tap.ok(d.ask("GET", f"/v1/notices/{d.first}/report{bad}", who="inspector")[0] == 400, f"{bad} is refused")


def an_update_and_a_cancel_are_in_the_log(d):
    _, answer = d.submit(cap(2, msg_type="Update", references=reference(1), sent=LATER))
    d.second = answer["notice"]
    wait_settled(d, d.second)
    tap.ok("superseded" in stops(d.report(d.first)), "that an update takes its place is in the log of the first", stops(d.report(d.first)))
    before = d.report(d.first)
    held_against_the_air(d, before, "updated")
    d.cancel(d.second, reason="水位已退。")
    wait_for(lambda: {r["node"]: r["state"] for r in d.deliveries(d.second)}.get("bsc-005") == "stopped", 10)
    report = d.report(d.second)
    asked = next(line for line in report["log"] if line["stop"] == "cancel-asked")
    tap.ok(asked["who"] == "officer" and "水位已退" in asked["zh"], "so is a cancel, with who asked and why", asked)
    tap.ok(report["follows"] == d.first and report["messages"][0]["serial_number"] != before["messages"][0]["serial_number"],
           "each report is of its own message")
    tap.ok(cells_with(report["cell_rows"], "unsent") == NO_LINK, "what was never handed over is said to be so",
           outcomes(report["cell_rows"]))
    held_against_the_air(d, report, "cancelled")


def a_kill_changes_nothing_that_was_said(d):
    before = {n: d.report(n) for n in (d.first, d.second)}
    d.kill()
    d.start()
    d.wait_nodes()
    for number, report in before.items():
        after = d.report(number)
        tap.ok(after["log"][:6] == report["log"][:6] and after["delays"] == report["delays"],
               f"after a crash the log and the delays of {number} are what they were", (after["log"][:6], report["log"][:6]))
        tap.ok(wait_for(lambda: not against_the_air(d, d.report(number)), 10), "its cells are held against the air again",
               against_the_air(d, d.report(number)))
    tap.ok(outcomes(after["cell_rows"]) == outcomes(report["cell_rows"]), "of what is being stopped nothing is heard anew",
           (outcomes(after["cell_rows"]), outcomes(report["cell_rows"])))


def a_closed_one_is_told_for_ever(d):
    d.advance(2)
    tap.ok(d.wait_state(d.second, "cancelled") == "cancelled", "a day later it is closed", d.deliveries(d.second))
    report, _ = formats_agree(d, d.second, "closed")
    held_against_the_air(d, report, "closed")
    tap.ok(report["final"] and report["documents"] == {"content": "kept", "route": "kept"}, "and final", report["documents"])
    tap.ok({"closed", "ended"} <= set(stops(report)), "its end is in the log", stops(report))
    tap.ok("lost" not in sums(report, "warned") and report["warned"]["cells"] == 8, "what was taken off is still said to have been on",
           sums(report, "warned"))
    d.kill()
    d.start()
    again = d.report(d.second)
    tap.ok({**again, "now": ""} == {**report, "now": ""}, "the same after another crash, to the letter")


def what_was_purged_is_said_to_be(d):
    """As the retention of art. 8 does it: the octets go, the digest stays."""
    d.stop()
    with sqlite3.connect(d.path("store.db")) as store:
        store.execute("UPDATE document SET octets = NULL WHERE kind IN ('route', 'content')")
    store.close()
    d.start()
    report = d.report(d.second)
    tap.ok(report["documents"] == {"content": "purged", "route": "purged"} and report["cells_purged"] == 20,
           "purged documents are no error", report["documents"])
    tap.ok(report["cell_rows"] == [] and report["warned"]["cells"] == 8 and report["not_warned"]["cells"] == 14,
           "the sums stand, by the events alone", (report["warned"], report["not_warned"]))
    rows = d.table(d.second)
    tap.ok({r["outcome"] for r in rows} == {"purged"} and len(rows) == 5, "a table says so node by node", rows)
    atlas = d.report(d.second, "?format=geojson")
    tap.ok(atlas["route"] == "purged" and [f["geometry"] for f in atlas["features"]] == [None], "a map has nothing to draw", atlas)
    done = ctl(d, "report", d.second)
    tap.ok("Documents were purged" in done.stdout, "cbctl says so too", done.stdout[-500:])


def play(d):
    d.begin(simulate=False)
    d.start_sim("--count", str(d.nodes - 1), "--refuse-every", "3", "--cause", "14")
    d.tell_sim("silence bsc-002")
    d.tell_sim("fill bsc-004")
    the_first_report_is_of_an_open_notice(d)
    the_log_tells_the_stops(d)
    delays_are_of_the_events(d)
    people_read_it_in_80_columns(d)
    pages_are_the_whole(d)
    each_sees_its_own(d)
    an_update_and_a_cancel_are_in_the_log(d)
    a_kill_changes_nothing_that_was_said(d)
    a_closed_one_is_told_for_ever(d)
    what_was_purged_is_said_to_be(d)
    tap.ok(d.stop() == 0 and d.verify()[0] == 0, "the chain verifies", d.verify()[1])


town = Town(nodes=5, cells=CELLS, extra_config="  answer-timeout 1\n")
try:
    play(town)
except (RuntimeError, OSError, ValueError, KeyError, StopIteration) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{town.read_log()[-3000:]}")
finally:
    town.end()
tap.end()
