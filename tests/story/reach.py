#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which cells an approved area means: seen before it is approved, looked at again when it leaves, by
whichever register is in force then; old registers stay as long as somebody refers to them."""
import datetime
import glob
import json
import math
import os
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, application, cap, wait_for  # noqa: E402

tap = Tap()
HEADER = "plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people\n"
POLYGON = [[30.1, 120.1], [30.4, 120.1], [30.4, 120.5], [30.1, 120.5], [30.1, 120.1]]
# rat, lac, cell, lat, lon, radius, node, people: inside, but for the second, whose lower half is outside.
CELLS = [
    ("2g", 9500, 1, 30.20, 120.20, 1000, "bsc-001", 100),
    ("2g", 9500, 2, 30.10, 120.30, 2000, "bsc-001", 1000),
    ("2g", 9501, 1, 30.22, 120.22, 1000, "bsc-002", 300),
    ("2g", 9502, 1, 30.24, 120.40, 1000, "bsc-003", 500),  # a link, and nobody at its end
    ("4g", 7, 1, 30.26, 120.45, 1000, "mme-1", 700),  # no link
    ("5g", 8, 1, 30.30, 120.45, 1000, "", 900),  # no node
]
MOVED = [CELLS[0], CELLS[1], ("2g", 9501, 2, 30.22, 120.22, 1000, "bsc-002", 320),
         ("2g", 9501, 3, 30.28, 120.28, 1000, "bsc-002", 340), *CELLS[4:]]
# A pool tells each cell through the first of its nodes that is up: bsc-003 never is.
POOLS = [("2g", 9500, 1, 30.20, 120.20, 1000, "bsc-001;bsc-002", 100),
         ("2g", 9501, 1, 30.22, 120.22, 1000, "bsc-003;bsc-002;bsc-001", 300),
         ("2g", 9501, 2, 30.24, 120.24, 1000, "bsc-002", 400),
         ("2g", 9502, 1, 30.26, 120.26, 1000, "bsc-009;bsc-003", 500)]
# A site controller of several generations: over CBSP a BSC is told its 2G cells alone.
MIXED = [("2g", 9500, 1, 30.20, 120.20, 1000, "bsc-001", 100), ("3g", 9500, 8, 30.20, 120.20, 1000, "bsc-001", 200),
         ("4g", 9500, 9, 30.20, 120.20, 1000, "bsc-001", 300), ("2g", 9500, 2, 30.22, 120.22, 1000, "bsc-001", 400)]
ELSEWHERE = [("2g", 9500, 1, 31.20, 121.20, 1000, "bsc-001", 100)]


class Reaching(Dispatcher):
    """bsc-001 and bsc-002 are up; bsc-003 is configured and never comes."""

    def csv(self, name, cells):
        with open(self.path(name + ".csv"), "w") as f:
            f.write(HEADER)
            for rat, lac, cell, lat, lon, radius, node, people in cells:
                f.write(f"460-00,{rat},{lac},{cell},{lat},{lon},{radius},,,330100,{node},{people}\n")

    def make(self, name, cells):
        """A register of these cells; its digest."""
        self.csv(name, cells)
        done = subprocess.run([f"{BUILD}/cbctl", "cells", "import", self.path(name + ".csv"), "--register",
                               self.path(name + ".db"), "--json"], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)["digest"]

    def write_cells(self):
        self.first = self.make("cells", CELLS)

    def swap(self, name):
        return self.ctl("cells", "swap", self.path(name + ".db"), who="admin").returncode

    def ctl(self, *words, who="reviewer"):
        env = {**os.environ, "CBCTL_URL": f"http://127.0.0.1:{self.port}", "CBCTL_TOKEN": self.tokens[who]}
        return subprocess.run([f"{BUILD}/cbctl", *words], capture_output=True, text=True, env=env)

    def in_force(self):
        """The digest of the file that the configuration names, as cbctl reads it."""
        done = subprocess.run([f"{BUILD}/cbctl", "cells", "in", "--register", self.path("cells.db"), "--circle",
                               "0,0 0", "--json"], capture_output=True, text=True)
        return done.returncode == 0

    def versions(self):
        return {os.path.basename(p).split(".")[-1] for p in glob.glob(self.path("cells.db.*"))}

    def is_version(self, digest):
        """The configured file has that version's content, and the version is a file of its own."""
        own = self.path("cells.db." + digest)
        with open(self.path("cells.db"), "rb") as f, open(own, "rb") as g:
            return f.read() == g.read() and os.stat(own).st_nlink == 1

    def events(self, number, kind):
        events = self.ask("GET", f"/v1/notices/{number}/history", who="inspector")[1]["events"]
        return [e["event"] for e in events if e["kind"] == kind]

    def swaps(self):
        rows, after = [], 0
        while True:
            page = self.ask("GET", f"/v1/audit?after={after}&limit=1000", who="inspector")[1]["events"]
            rows += [json.loads(e["bytes"]) for e in page if e["kind"] == "register-swapped"]
            if not page:
                return rows
            after = page[-1]["sequence"]

    def check(self, document, query=""):
        return self.ask("POST", "/v1/checks" + query, document, who="officer", media="application/cap+xml")


def near(value, wanted, part):
    return abs(value - wanted) <= part * wanted


def filed(d, number, day="2026-03-30", **members):
    status, answer = d.request(application(number, areas=[{"polygon": POLYGON}], send_from=f"{day}T09:00:00+08:00",
                                           send_until=f"{day}T18:00:00+08:00", **members))
    if status != 202:
        raise RuntimeError(answer)
    return answer["notice"]


def agreed(d, number, day="2026-03-30", **members):
    notice = filed(d, number, day, **members)
    d.decide(notice, "agree", who="reviewer")
    if d.wait_state(notice, "scheduled") != "scheduled":
        raise RuntimeError(d.notice(notice))
    return notice


def alert(d, number, **members):
    """One of this moment: the drill's clock has been moved on."""
    now = datetime.datetime.fromisoformat(d.health()["now"])
    return cap(number, sent=now.isoformat(timespec="seconds"),
               expires=(now + datetime.timedelta(hours=5)).isoformat(timespec="seconds"), **members)


def off(d, notice):
    d.cancel(notice)
    return d.wait_state(notice, "cancelled")


# ---- seen before it is approved ---------------------------------------------------------------------


def a_check_says_whom_it_reaches(d):
    status, answer = d.check(cap(1))
    seen = answer["audience"]
    tap.ok(status == 200 and seen["cells"] == 6 and seen["nodes"] == 4 and seen["people"] == 3500, "all of the area", seen)
    tap.ok(seen["by_rat"] == {"2g": {"cells": 4, "people": 1900}, "4g": {"cells": 1, "people": 700},
                              "5g": {"cells": 1, "people": 900}}, "by generation", seen)
    lost = seen["not_reached"]
    tap.ok(lost == {"cells": 3, "people": 2100, "no_node": {"cells": 1, "people": 900},
                    "no_link": {"cells": 1, "people": 700}, "link_down": {"cells": 1, "people": 500},
                    "cell_down": {"cells": 0, "people": 0}}, "and who of them cannot be told, and why", lost)
    tap.ok(seen["cell_register"] == d.first, "by which register", seen)
    half = seen["over"]
    tap.ok(near(half["people"], 500, 0.05) and abs(half["people"] - 500) <= half["people_error"],
           "half of the people of a cell on the border are outside", half)
    tap.ok(near(half["km2"], 2 * math.pi, 0.05) and abs(half["km2"] - 2 * math.pi) <= half["km2_error"],
           "and so is half of its ground", half)
    inside = (5 + 2) * math.pi  # the third and the first overlap: a little less
    under = seen["area_km2"] - inside
    tap.ok(near(seen["area_km2"], 0.3 * 110.86 * 0.4 * 96.4, 0.01), "the area has its size", seen["area_km2"])
    tap.ok(abs(seen["under"]["km2"] - under) <= seen["under"]["km2_error"] + 1 and
           near(seen["under"]["share"], under / seen["area_km2"], 0.01), "what no cell covers is told", seen["under"])
    tap.ok(abs(seen["silent"]["km2"] - 3 * math.pi) <= seen["silent"]["km2_error"],
           "and what only cells cover that cannot be told", seen["silent"])


def codes_that_reach_nothing_are_told(d):
    area = "<geocode><valueName>adcode</valueName><value>330100</value></geocode>" \
           "<geocode><valueName>adcode</valueName><value>440000</value></geocode>"
    seen = d.check(cap(2, polygon=area))[1]["audience"]
    tap.ok(not seen["measured"] and seen["cells_by_code"] == 6 and "over" not in seen,
           "of a code alone nothing is estimated: its border is not known", seen)
    tap.ok(seen["codes_without_cells"] == [{"value_name": "adcode", "value": "440000", "reason": "no-cells"}],
           "a code that reaches nothing is named", seen)
    for name, code in ("adcode", "330102001000"), ("adcode", "339999"), ("adcode", "440100"), ("SAME", "006109"):
        beside = f"<polygon>30.1,120.1 30.4,120.1 30.4,120.5 30.1,120.1</polygon><geocode><valueName>{name}</valueName>" \
                 f"<value>{code}</value></geocode>"
        found = d.check(cap(code, polygon=beside))[1]["findings"]
        tap.ok([(f["rule"], f["effect"]) for f in found] == [("area", "warn")] and f"{name} {code}" in found[0]["en"] and
               code in found[0]["zh"], f"{name} {code} beside a polygon is a warning", found)
        alone = beside[beside.index("<geocode>"):]
        found = d.check(cap(code, polygon=alone))[1]["findings"]
        tap.ok([(f["rule"], f["effect"]) for f in found] == [("area", "duty-officer")] and "has its code" in found[0]["en"] and
               code in found[0]["zh"], "alone it is why it is held", found)


CROSSED = "<polygon>30.1,120.1 30.4,120.5 30.4,120.1 30.1,120.4 30.1,120.1</polygon>"
VOID = "<polygon>30.1,120.1 30.4,120.5 30.4,120.1 30.1,120.5 30.1,120.1</polygon>"
CIRCLE = "<circle>30.2,120.2 0.1</circle>"


def a_shape_that_nobody_understands_stops_no_other(d):
    status, answer = d.submit(alert(d, 70, text="图形：请向高处转移。", polygon=CROSSED + CIRCLE))
    told = [(f["rule"], f["effect"]) for f in answer["findings"]]
    tap.ok(status == 202 and sorted(told) == [("area", "warn"), ("cap-polygon-crossed", "warn")],
           "beside a circle a polygon that crosses itself stops no urgent alert", (status, answer))
    tap.ok(d.wait_state(answer["notice"], "broadcasting") == "broadcasting" and d.notice(answer["notice"])["cells"] == 1,
           "which goes to the circle alone", d.notice(answer["notice"]))
    said = next(f for f in answer["findings"] if f["rule"] == "cap-polygon-crossed")
    seen = d.ctl("cells", "in", "--register", d.path("cells.db"), "--polygon", CROSSED[9:-10])
    sentence = "polygon crosses or touches itself at its edges 1 and 3: what lies inside is not clear"
    tap.ok(sentence in said["en"] and sentence in seen.stderr, "cbctl says it in the same words", (said, seen.stderr))
    off(d, answer["notice"])
    crossed = [[30.1, 120.1], [30.4, 120.5], [30.4, 120.1], [30.1, 120.4], [30.1, 120.1]]
    status, answer = d.request(application(71, areas=[{"polygon": crossed}]))
    tap.ok(status == 422 and sentence in str(answer["findings"]), "so does an application, which is refused", answer)
    status, answer = d.check(alert(d, 74, polygon=VOID + CIRCLE))
    tap.ok(answer["verdict"] == "accept" and answer["audience"]["cells"] == 1, "one that encloses nothing stops none either",
           answer)
    status, answer = d.submit(alert(d, 72, text="图形二：请向高处转移。", polygon=CROSSED))
    tap.ok(status == 422 and ("cap-polygon-crossed", "refuse") in [(f["rule"], f["effect"]) for f in answer["findings"]],
           "alone it is no area, and refuses an alert too", answer)
    status, answer = d.submit(alert(d, 73, text="图形三：请向高处转移。", polygon=CROSSED + CIRCLE).replace(
        b"<urgency>Immediate", b"<urgency>Future").replace(b"<severity>Extreme", b"<severity>Minor"))
    tap.ok(status == 422, "what is not urgent is refused", answer)


def a_map_shows_it(d):
    status, seen = d.check(cap(3), "?format=geojson")
    cells = {f["properties"]["cell"]: f for f in seen["features"] if f["properties"]["kind"] == "cell"}
    areas = [f for f in seen["features"] if f["properties"]["kind"] == "area"]
    tap.ok(status == 200 and seen["type"] == "FeatureCollection" and not seen["truncated"] and seen["cells"] == 6,
           "a check is a map too", seen)
    tap.ok(areas[0]["geometry"]["coordinates"][0][0] == [120.1, 30.1] and areas[0]["properties"]["shape"] == "polygon",
           "with the area", areas)
    status_of = {name: f["properties"]["status"] for name, f in cells.items()}
    tap.ok(status_of == {"460-00-2g-9500-1": "reached", "460-00-2g-9500-2": "reached", "460-00-2g-9501-1": "reached",
                         "460-00-2g-9502-1": "link-down", "460-00-4g-7-1": "no-link", "460-00-5g-8-1": "no-node"},
           "and what becomes of each cell", status_of)
    one = cells["460-00-2g-9500-2"]
    tap.ok(one["properties"]["people"] == 1000 and one["properties"]["node"] == "bsc-001" and
           one["geometry"]["type"] == "Polygon" and len(one["geometry"]["coordinates"][0]) == 37, "each as it covers", one)
    tap.ok(d.check(cap(3), "?format=kml")[0] == 400, "another format is refused")
    tap.ok(d.check(b"<alert/>", "?format=geojson")[0] == 422, "what cannot be read has no map")


def the_reviewer_sees_it(d):
    notice = filed(d, 4)
    sheet = d.ask("GET", f"/v1/notices/{notice}/review", who="reviewer")[1]
    tap.ok(sheet["audience"]["cells"] == 6 and sheet["audience"]["not_reached"]["cells"] == 3 and
           sheet["audience"]["over"]["people"] > 400, "the sheet has the same numbers", sheet["audience"])
    status, seen = d.ask("GET", f"/v1/notices/{notice}/reach", who="officer")
    tap.ok(status == 200 and seen["audience"] == sheet["audience"] and seen["judged_with"] == d.first,
           "and so has /reach, for those who may see the notice", seen)
    seen = d.ask("GET", f"/v1/notices/{notice}/reach?format=geojson", who="reviewer")[1]
    tap.ok(len(seen["features"]) == 7 and seen["notice"] == notice and seen["cell_register"] == d.first, "as a map too", seen)
    tap.ok(d.ask("GET", f"/v1/notices/{notice}/reach", who="met")[0] == 404 and
           d.ask("GET", f"/v1/notices/{notice}/reach", who="engineer")[0] == 403, "nobody else sees it")
    shown = d.ctl("review", notice).stdout
    tap.ok("NOT REACHED NOW: 3 cells, 2100 people" in shown and "outside the area: 6." in shown and
           "their node is down" in shown, "cbctl review says it in words", shown)
    shown = d.ctl("reach", notice)
    tap.ok(shown.returncode == 0 and "6 cells on 4 nodes" in shown.stdout, "and so does cbctl reach", shown)
    drawn = json.loads(d.ctl("reach", "--geojson", notice).stdout)
    tap.ok(drawn["type"] == "FeatureCollection", "which can draw it", drawn)
    off(d, notice)
    tap.ok(d.ask("GET", f"/v1/notices/{notice}/reach", who="reviewer")[0] == 409, "a closed one has no reach of now")


def a_dead_cell_is_known(d):
    notice = agreed(d, 6, "2026-03-30")
    d.advance(28)
    d.wait_state(notice, "broadcasting")
    reach = d.events(notice, "routed")[0]["reach"]
    tap.ok(reach["compared"] and "cells_added" not in reach and reach["cell_register"] == reach["judged_with"] == d.first,
           "where the register is the same nothing has changed", reach)
    off(d, notice)
    d.tell_sim("fail bsc-001")
    lost = wait_for(lambda: d.check(cap(5))[1]["audience"]["not_reached"]["cell_down"] == {"cells": 1, "people": 100})
    tap.ok(lost, "what a node has said of its cells is kept", d.check(cap(5))[1]["audience"])
    d.sim.kill()
    d.sim.wait()
    d.kill()
    d.start()
    node = d.ask("GET", "/v1/links", who="reviewer")[1]["links"][0]["nodes"][0]
    tap.ok(node["cells_down"] == 1 and not node["up"], "a restart of the program forgets none", node)
    d.start_sim()
    back = wait_for(lambda: d.check(cap(5))[1]["audience"]["not_reached"]["cell_down"]["cells"] == 0)
    tap.ok(back, "until the node says that it is back", d.check(cap(5))[1]["audience"])


# ---- looked at again when it leaves -----------------------------------------------------------------


def what_changed_is_recorded(d):
    notice = agreed(d, 10, "2026-04-27")
    tap.ok(d.swap("moved") == 0, "another register is swapped in")
    tap.ok(d.is_version(d.moved) and d.versions() == {d.first, d.moved},
           "the configured file is a copy of it now; both versions stand beside", d.versions())
    seen = d.ask("GET", f"/v1/notices/{notice}/reach", who="reviewer")[1]
    tap.ok(seen["cell_register"] == d.moved and seen["judged_with"] == d.first and seen["audience"]["cells"] == 6 and
           seen["audience"]["people"] == 3360, "the reach is by the register of now, and says so", seen)
    d.advance(28)
    tap.ok(d.wait_state(notice, "broadcasting") == "broadcasting", "it leaves in its window", d.notice(notice))
    reach = d.events(notice, "routed")[0]["reach"]
    tap.ok(reach == {"cell_register": d.moved, "judged_with": d.first, "compared": True, "cells_added": 2, "cells_gone": 2,
                     "cells": 6, "people": 3360, "judged_cells": 6, "judged_people": 3500},
           "the event says what changed since it was judged", reach)
    shown = d.notice(notice)
    tap.ok(shown["reach"]["cells_added"] == 2 and shown["reach"]["judged_with"] == d.first, "and so does the notice", shown)
    before = shown["reach"]
    d.kill()
    d.start()
    d.wait_nodes()
    tap.ok(d.notice(notice)["reach"] == before, "after a restart too")
    other = filed(d, 11, "2026-06-30")
    tap.ok(d.notice(other)["judged_with"] == d.moved, "what is judged from now on is judged with the new one")
    d.cancel(other)
    d.going = notice


def an_old_version_goes_with_its_last_notice(d):
    tap.ok(d.versions() == {d.first, d.moved}, "the old register stays while a notice refers to it", d.versions())
    tap.ok(off(d, d.going) == "cancelled", "that notice is taken off", (d.notice(d.going), d.deliveries(d.going)))
    tap.ok(wait_for(lambda: d.versions() == {d.moved}), "the register is removed when none does any more", d.versions())
    tap.ok(wait_for(lambda: f"peer={d.first} outcome=removed" in d.read_log()), "which the log says", d.read_log()[-1500:])
    tap.ok(d.is_version(d.moved), "the one in force stays")


def one_that_nobody_has_any_more_is_not_compared(d):
    notice = agreed(d, 13, "2026-05-25")
    d.stop()
    d.make("cells", CELLS)
    os.unlink(d.path("cells.db." + d.moved))
    d.start()
    d.wait_nodes()
    d.advance(28)
    d.wait_state(notice, "broadcasting")
    reach = d.events(notice, "routed")[0]["reach"]
    tap.ok("compared" not in reach and reach["judged_with"] == d.moved and reach["people"] == 3500 and
           reach["judged_people"] == 3360, "where the old register is lost the numbers stand, and nothing is claimed", reach)
    off(d, notice)


def what_reaches_nobody_any_more_is_not_called_sent(d):
    notice = agreed(d, 14, "2026-06-22")
    d.swap("elsewhere")
    d.advance(28)
    tap.ok(d.wait_state(notice, "held") == "held", "what would reach nobody does not leave", d.notice(notice))
    shown = d.notice(notice)
    tap.ok(shown["waiting_for"] == "review" and "nobody" in shown["because"]["en"] and "未发送" in shown["because"]["zh"],
           "it waits for a decision again, and says why", shown)
    reach = d.events(notice, "unreached")[0]["reach"]
    tap.ok(reach["cells_gone"] == 6 and reach["judged_cells"] == 6 and "cells" not in reach and reach["compared"] and
           not d.events(notice, "routed"), "the chain has what was found instead of a sending", reach)
    tap.ok('outcome=reaches nobody' in d.read_log() and d.metric("cbd_unreached_total") == 1, "loudly",
           d.read_log()[-1500:])
    d.swap("first")
    d.decide(notice, "agree", who="reviewer")
    tap.ok(d.wait_state(notice, "broadcasting") == "broadcasting", "agreed to again, with a register that has cells, it leaves",
           d.notice(notice))
    off(d, notice)


def an_order_that_reaches_nobody_pages_again(d):
    number = d.submit(alert(d, 15, polygon=POLYGON_ELSEWHERE))[1]["notice"]
    tap.ok(d.wait_state(number, "held") == "held", "an alert that reaches nobody waits for the duty officer", d.notice(number))
    d.decide(number, "order-urgent")
    shown = wait_for(lambda: d.events(number, "unreached") and d.notice(number))
    tap.ok(shown and shown["state"] == "held" and shown["waiting_for"] == "duty-officer" and len(d.events(number, "paged")) >= 2,
           "ordered all the same, it is his again, and he is paged again", d.notice(number))
    d.decide(number, "unsuitable")
    tap.ok(d.wait_state(number, "unsuitable") == "unsuitable", "until he lets it be", d.notice(number))


POLYGON_ELSEWHERE = "<polygon>10.10,120.10 10.40,120.10 10.40,120.50 10.10,120.50 10.10,120.10</polygon>"


def a_pool_is_told_through_the_first_that_is_up(d):
    d.swap("pools")
    seen = d.check(alert(d, 50))[1]["audience"]
    tap.ok(seen["cells"] == 4 and seen["nodes"] == 3 and seen["not_reached"]["link_down"] == {"cells": 1, "people": 500},
           "a pool is reached if one of its nodes is", seen)
    number = d.submit(alert(d, 51))[1]["notice"]
    d.wait_state(number, "broadcasting")
    rows = {r["node"]: (r["cells"], r["state"]) for r in d.deliveries(number)}
    tap.ok(rows == {"bsc-001": (1, "accepted"), "bsc-002": (2, "accepted"), "bsc-003": (1, "queued")},
           "each cell goes once, through the first node that is up", rows)
    d.cancel(number)
    wait_for(lambda: d.deliveries(number)[0]["state"] == "stopped")


def an_interface_is_told_its_own_generation(d):
    d.swap("mixed")
    seen = d.check(alert(d, 60))[1]["audience"]
    tap.ok(seen["not_reached"]["no_link"] == {"cells": 2, "people": 500}, "cells that the link's interface does not know are not reached",
           seen)
    number = d.submit(alert(d, 61))[1]["notice"]
    d.wait_state(number, "broadcasting")
    tap.ok([(r["cells"], r["cells_ok"], r["state"]) for r in d.deliveries(number)] == [(2, 2, "accepted")] and
           d.notice(number)["cells_without_link"] == 2, "and keep nothing from the others", (d.notice(number), d.deliveries(number)))


# ---- crashes ----------------------------------------------------------------------------------------


def what_was_swapped_while_it_was_down_is_recorded(d):
    d.stop()
    second = d.make("cells", MOVED)
    d.start()
    d.wait_nodes()
    last = d.swaps()[-1]
    tap.ok(last["content"] == second and last["before"] == d.first and last["how"] == "start" and "person" not in last,
           "an import while it was down is an event of the next start", last)
    tap.ok(d.check(cap(20))[1]["audience"]["people"] == 3360, "and is used")
    count = len(d.swaps())
    d.kill()
    d.start()
    tap.ok(len(d.swaps()) == count, "once")


def a_crash_between_any_two_steps_leaves_a_register(d):
    wait_for(lambda: d.versions() == {d.moved})
    # Kept as a version, not yet the register: the old one stays in force, and what nobody uses goes.
    d.kill()
    os.link(d.path("first.db"), d.path("cells.db." + d.first))
    open(d.path("cells.db.aside"), "w").close()
    d.start()
    tap.ok(d.swaps()[-1]["content"] == d.moved and d.is_version(d.moved), "before the register changed, nothing has")
    tap.ok(wait_for(lambda: d.versions() == {d.moved}), "what was half done is cleared away", d.versions())
    # The register already, the event not yet.
    d.kill()
    os.link(d.path("first.db"), d.path("cells.db." + d.first))
    os.link(d.path("first.db"), d.path("aside"))
    os.rename(d.path("aside"), d.path("cells.db"))
    d.start()
    tap.ok(d.swaps()[-1]["content"] == d.first and d.swaps()[-1]["how"] == "start" and
           d.check(cap(21))[1]["audience"]["people"] == 3500, "after it, the next start records what it finds", d.swaps()[-1])


def kill_9_while_swapping_leaves_a_register(d):
    wanted = {"first": d.first, "moved": d.moved}
    good = []
    for n in range(8):
        name = "moved" if n % 2 else "first"
        body = json.dumps({"path": d.path(name + ".db")})
        with socket.create_connection(("127.0.0.1", d.port)) as s:
            s.sendall(f"POST /v1/cells HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {d.tokens['admin']}\r\nContent-Type: "
                      f"application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            if n >= 4:  # and now and then when it is done
                s.recv(1)
            d.kill()
        d.start()
        last = d.swaps()[-1]["content"]
        cells = d.check(cap(30 + n))[1]["audience"]
        good.append(last in wanted.values() and cells["cell_register"] == last and d.is_version(last) and
                    cells["people"] == (3360 if last == d.moved else 3500))
    tap.ok(all(good), "whenever it is killed, register, chain and what is used agree after the start", good)


def a_register_that_is_damaged_is_not_used(d):
    d.swap("first")
    d.kill()
    os.unlink(d.path("cells.db"))
    with open(d.path("cells.db"), "w") as f:
        f.write("no register")
    d.start()
    d.wait_nodes()
    tap.ok("outcome=failed" in d.read_log() and "outcome=last version" in d.read_log(),
           "where the file is none, the version in force before is used, and that is an error", d.read_log()[-1500:])
    tap.ok(d.check(cap(40))[1]["audience"]["people"] == 3500, "alerts reach whom they reached")
    tap.ok(d.swap("moved") == 0 and d.is_version(d.moved), "until a good one is swapped in")
    status, answer = d.ask("POST", "/v1/cells", json.dumps({"path": d.path("first.csv")}).encode(), who="admin")
    tap.ok(status == 422 and d.is_version(d.moved), "what is no register is refused, and changes nothing", answer)


def what_is_written_over_the_file_harms_nothing(d):
    mtime = os.stat(d.path("cells.db." + d.moved)).st_mtime_ns
    for name in ("first.db", "first.csv"):  # in place, as cp does it: shorter, and no register
        with open(d.path(name), "rb") as f, open(d.path("cells.db"), "r+b") as g:
            g.write(f.read())
            g.truncate()
        answer = d.submit(alert(d, name, text=f"{name}：请向高处转移。"))[1]
        tap.ok(d.wait_state(answer["notice"], "broadcasting") == "broadcasting" and d.health()["cell_register"] == "good",
               f"{name} over the configured file: alerts leave as before", answer)
        tap.ok(d.check(cap(41))[1]["audience"]["people"] == 3360, "by the register that was swapped in")
        off(d, answer["notice"])
    tap.ok(os.stat(d.path("cells.db." + d.moved)).st_mtime_ns == mtime, "whose version nobody touched")
    d.kill()
    d.start()
    d.wait_nodes()
    tap.ok(d.health()["cell_register"] == "last-version" and d.health()["status"] == "degraded" and
           "cbd_cell_register_bad 1" in d.ask("GET", "/metrics")[1] and d.ask("GET", "/readyz")[0] == 200,
           "after a start that could not use the file, health says so, and work is taken", d.health())
    tap.ok(d.check(cap(42))[1]["audience"]["people"] == 3360, "the version in force before is used")
    d.swap("moved")
    tap.ok(d.health()["cell_register"] == "good" and d.health()["status"] == "ok", "a swap ends it", d.health())


def damage(path):
    os.chmod(path, 0o644)
    with open(path, "r+b") as f:
        f.seek(4096)
        f.write(b"\xa5" * (os.path.getsize(path) - 4096))


def a_register_damaged_in_use_is_found_again_or_somebody_decides(d):
    damage(d.path("cells.db." + d.moved))  # the configured file is whole
    answer = d.submit(alert(d, 43, text="损坏一：请向高处转移。"))[1]
    tap.ok(d.wait_state(answer["notice"], "broadcasting") == "broadcasting" and d.notice(answer["notice"])["reach"]["people"] == 3360, "the whole copy is used at once", answer)
    tap.ok("stop=cell-register outcome=damaged" in d.read_log() and "outcome=mended" in d.read_log() and
           d.health()["cell_register"] == "good", "with an ERROR", d.read_log()[-800:])
    off(d, answer["notice"])
    damage(d.path("cells.db." + d.moved))
    damage(d.path("cells.db"))
    status, answer = d.submit(alert(d, 44, text="损坏二：请向高处转移。"))
    tap.ok(status == 202 and answer["state"] == "held" and "damaged" in str(answer["findings"]),
           "where none is whole, an urgent alert waits for the duty officer", (status, answer))
    health = d.health()
    tap.ok(health["cell_register"] == "damaged" and health["status"] == "degraded" and
           "stop=cell-register outcome=none" in d.read_log(), "health and log say that none is in force", health)
    other = d.submit(alert(d, 45, text="损坏三：请向高处转移。"))[1]
    tap.ok(other["state"] == "held", "and the next one")
    d.decide(other["notice"], "unsuitable")
    tap.ok(d.swap("moved") == 0 and d.health()["cell_register"] == "good", "until a good one is swapped in", d.health())
    d.decide(answer["notice"], "order-urgent")
    tap.ok(d.wait_state(answer["notice"], "broadcasting") == "broadcasting", "then what was held can go",
           d.notice(answer["notice"]))
    off(d, answer["notice"])


def a_pipe_is_no_register(d):
    os.mkfifo(d.path("fifo"))
    status, answer = d.ask("POST", "/v1/cells", json.dumps({"path": d.path("fifo")}).encode(), who="admin", timeout=5)
    tap.ok(status == 422 and "no regular file" in answer.get("detail", ""), "what would keep us waiting is refused", answer)
    out = d.ctl("cells", "swap", d.path("fifo"), who="admin")
    tap.ok(out.returncode != 0 and "no regular file" in out.stdout + out.stderr, "and cbctl says why", out)
    tap.ok(d.check(cap(46))[0] == 200, "whoever looks is answered")


def main():
    d = Reaching(nodes=3, period=2)
    try:
        d.nodes = 2
        d.make("first", CELLS)
        d.moved = d.make("moved", MOVED)
        d.make("elsewhere", ELSEWHERE)
        d.make("pools", POOLS)
        d.make("mixed", MIXED)
        d.begin()
        first = d.swaps()
        tap.ok(len(first) == 1 and first[0]["content"] == d.first and first[0]["how"] == "start", "the first register is recorded",
               first)
        a_check_says_whom_it_reaches(d)
        codes_that_reach_nothing_are_told(d)
        a_map_shows_it(d)
        the_reviewer_sees_it(d)
        a_dead_cell_is_known(d)
        what_changed_is_recorded(d)
        an_old_version_goes_with_its_last_notice(d)
        one_that_nobody_has_any_more_is_not_compared(d)
        what_reaches_nobody_any_more_is_not_called_sent(d)
        an_order_that_reaches_nobody_pages_again(d)
        what_was_swapped_while_it_was_down_is_recorded(d)
        a_crash_between_any_two_steps_leaves_a_register(d)
        kill_9_while_swapping_leaves_a_register(d)
        a_register_that_is_damaged_is_not_used(d)
        what_is_written_over_the_file_harms_nothing(d)
        a_register_damaged_in_use_is_found_again_or_somebody_decides(d)
        a_pipe_is_no_register(d)
        a_shape_that_nobody_understands_stops_no_other(d)
        a_pool_is_told_through_the_first_that_is_up(d)
        an_interface_is_told_its_own_generation(d)
        d.stop()
        tap.ok(d.verify()[0] == 0, "the chain verifies", d.verify())
    except (RuntimeError, LookupError, OSError, ValueError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
    finally:
        d.end()
    tap.end()


main()
