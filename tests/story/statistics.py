#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statistics with the real programs: nine notices on two days, counted by hand beforehand.

    n  received   body    lane     what became of it
    1  2 March    yj-em   urgent   sent under a plan
    2  2 March    yj-met  urgent   sent under a plan, cancelled
    3  2 March    yj-em   urgent   refused: its polygon is open, so it has no area
    4  2 March    yj-em   none     refused: no XML
    5  2 March    yj-em   planned  refused: 83 characters, a link, three days' notice
    6  2 March    yj-em   planned  agreed a day later
    7  2 March    yj-em   planned  found unsuitable at once
    8  2 March    yj-em   urgent   chlorine without a plan, ordered by the duty officer
    9  3 March    yj-em   urgent   sent under a plan
"""
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, application, cap, wait_for  # noqa: E402

tap = Tap()
DAY_MS = 24 * 3600 * 1000
LATER = "2026-03-30T15:00:00+08:00"


class TwoAuthorities(Dispatcher):
    """The demo's registry, and another authority with a body of its own."""

    def registry(self):
        registry = json.loads(super().registry())
        registry["authorities"].append({"id": "hs-ca", "name": "黄山省通信管理局", "jurisdiction": ["340000"]})
        registry["agencies"].append({"id": "hs-em", "name": "黄山省应急管理厅", "authority": "hs-ca", "adcode": "340000",
                                     "kind": "department", "level": "province", "cap_senders": ["hs-em.example"],
                                     "jurisdiction": ["340000"], "phones": ["0559-12345678"]})
        self.tokens["other"] = "other-" + "0" * 40
        registry["persons"].append({"id": "other", "name": "other", "body": "hs-ca", "roles": ["authority"],
                                    "verified": True, "token_sha256": sha256(self.tokens["other"])})
        return json.dumps(registry).encode()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def nine_notices(d):
    d.submit(cap(1))
    _, answer = d.submit(cap(2, sender="yj-met.example"), who="met")
    d.wait_state(answer["notice"], "broadcasting")
    d.cancel(answer["notice"], who="met")
    d.submit(cap(3, polygon="<polygon>30.1,120.1 30.4,120.1 30.4,120.5 30.1,120.5</polygon>"))
    d.submit(b"<alert")
    text = "【云江省应急管理厅】" + "近期森林火险等级高。" * 5 + "详见www.yj.gov.cn。咨询电话0571-12345678。"
    d.request(application(5, send_from="2026-03-05T09:00:00+08:00", send_until="2026-03-05T18:00:00+08:00",
                          texts=[{"language": "zh", "text": text}]))
    _, agreed = d.request(application(6))
    _, unsuitable = d.request(application(7))
    d.decide(unsuitable["notice"], "unsuitable", who="reviewer", digest=d.notice(unsuitable["notice"])["digest"])
    _, chlorine = d.submit(cap(8, category="CBRNE", event="氯气泄漏"))
    d.decide(chlorine["notice"], "order-urgent", digest=d.notice(chlorine["notice"])["digest"])
    d.wait_state(chlorine["notice"], "broadcasting")
    d.advance(1)
    status, answer = d.decide(agreed["notice"], "agree", who="reviewer", digest=d.notice(agreed["notice"])["digest"])
    tap.ok(status == 200, "a day later one application is agreed", answer)
    _, answer = d.submit(cap(9, sent="2026-03-03T09:00:00+08:00", expires=LATER))
    tap.ok(answer["notice"] == "9" and d.wait_state("9", "broadcasting") == "broadcasting", "nine notices are there", answer)


def ask(d, query, who="reviewer"):
    return d.ask("GET", "/v1/statistics" + query, who=who)


def row(rows, key, name):
    return next((r for r in rows if r[key] == name), None)


def counts(r):
    return r and [r[k] for k in ("notices", "sent", "refused", "declined", "cancelled")]


def counted_by_hand(d):
    status, s = ask(d, "?period=2026-03")
    tap.ok(status == 200 and counts(s["all"]) == [9, 4, 3, 1, 1], "nine: 4 sent, 3 refused, 1 declined, 1 cancelled", s)
    tap.ok(counts(row(s["by_lane"], "lane", "urgent")) == [5, 4, 1, 0, 1]
           and counts(row(s["by_lane"], "lane", "planned")) == [3, 0, 1, 1, 0]
           and counts(row(s["by_lane"], "lane", "none")) == [1, 0, 1, 0, 0] and len(s["by_lane"]) == 3,
           "by lane", s["by_lane"])
    tap.ok(counts(row(s["by_class"], "class", "natural-disaster")) == [4, 3, 1, 0, 1]
           and counts(row(s["by_class"], "class", "accident")) == [1, 1, 0, 0, 0]
           and counts(row(s["by_class"], "class", "none")) == [4, 0, 2, 1, 0], "by class", s["by_class"])
    body = row(s["by_body"], "body", "yj-em")
    tap.ok(counts(body) == [8, 3, 3, 1, 0] and body["name"] == "云江省应急管理厅"
           and counts(row(s["by_body"], "body", "yj-met")) == [1, 1, 0, 0, 1] and len(s["by_body"]) == 2,
           "by body, with its name", s["by_body"])
    carrier = row(s["by_carrier"], "carrier", "yj-mobile")
    tap.ok([carrier[k] for k in ("notices", "deliveries", "accepted", "failed", "unknown", "cells")] == [4, 12, 12, 0, 0, 36]
           and carrier["name"] == "云江移动", "by carrier: four notices at three BSCs with nine cells", carrier)
    rules = {r["rule"]: r["notices"] for r in s["refusals_by_rule"]}
    tap.ok(all(rules.get(rule) == 1 for rule in ("cap-polygon-open", "cap-area", "cap-xml", "length", "lead-time"))
           and "expiry" not in rules, "refusals by each rule that refused", rules)
    return s


def times_by_hand(s):
    times = {(t["measure"], t["lane"]): t for t in s["times"]}
    decided, sent = times[("received-to-decided", "all")], times[("received-to-sent", "all")]
    planned = times[("received-to-decided", "planned")]
    tap.ok(decided["notices"] == 6 and sent["notices"] == 4 and planned["notices"] == 2,
           "six were decided by a plan or a person, four sent", s["times"])
    tap.ok(DAY_MS <= planned["max_ms"] < DAY_MS + 60000 and planned["median_ms"] < 60000
           and planned["p95_ms"] == planned["max_ms"] == decided["max_ms"],
           "one application took a day, the other a moment", planned)
    tap.ok(times[("received-to-sent", "urgent")] == {**sent, "lane": "urgent"} and sent["max_ms"] < 60000,
           "everything that was sent was urgent", s["times"])


def days_of_china(d):
    _, first = ask(d, "?period=2026-03-02")
    _, second = ask(d, "?period=2026-03-03")
    _, none = ask(d, "?period=2026-02")
    _, both = ask(d, "?period=2026-03-02..2026-03-03")
    tap.ok([x["all"]["notices"] for x in (first, second, none, both)] == [8, 1, 0, 9], "by day", (first, second, none))
    tap.ok(first["from"] == "2026-03-02T00:00:00+08:00" and first["until"] == "2026-03-03T00:00:00+08:00",
           "a day is one of China's", first)
    tap.ok(none["by_body"] == [] and none["times"] == [] and none["by_carrier"] == [], "an empty month is empty", none)
    _, month = ask(d, "")
    tap.ok(month["period"] == "2026-03" and month["all"] == both["all"], "without a period it is this month", month)


def paperwork_overdue(d):
    _, s = ask(d, "?period=2026-03")
    tap.ok(s["paperwork"]["owed"] == 4 and s["paperwork"]["overdue"] == 0, "four owe their paperwork, none is late yet",
           s["paperwork"])
    d.advance(4)  # 7 March: due on the 5th (1, 2 and 8) and the 6th (9)
    _, s = ask(d, "?period=2026-03")
    late = s["paperwork"]["overdue_notices"]
    tap.ok(s["paperwork"]["overdue"] == 4 and [r["notice"] for r in late] == ["1", "2", "8", "9"]
           and late[1]["body"] == "yj-met" and late[3]["due"].startswith("2026-03-06"),
           "past the third working day all four are overdue", s["paperwork"])
    _, s = ask(d, "?period=2026-03-02")
    tap.ok(s["paperwork"]["overdue"] == 3, "three of them of the first day", s["paperwork"])


def who_sees_what(d):
    status, s = ask(d, "?period=2026-03", who="other")
    tap.ok(status == 200 and s["all"]["notices"] == 0 and s["authority"] == "hs-ca",
           "another authority sees its own bodies alone", s)
    d.submit(cap(10, sender="hs-em.example", sent="2026-03-07T09:00:00+08:00", expires=LATER), who="officer")
    status, s = ask(d, "?period=2026-03", who="inspector")
    tap.ok(status == 200 and s["all"]["notices"] == 10 and "authority" not in s, "an inspector sees everybody's", s)
    tap.ok(ask(d, "", who="officer")[0] == 403 and ask(d, "", who="duty")[0] == 200, "an agency sees none")
    status, problem = ask(d, "?period=2026-3")
    tap.ok(status == 400 and "2026-01..2026-03" in problem["detail"], "what is no period is refused with what is one", problem)


def as_csv(d, s):
    status, text = ask(d, "?period=2026-03-02&format=csv")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    by = {(r["section"], r["name"], r["measure"]): int(r["value"]) for r in rows}
    tap.ok(text.startswith("\ufeff") and text.count("\ufeff") == 1, "CSV begins with a byte order mark, as the report's does", text[:20])
    tap.ok(status == 200 and list(rows[0]) == ["period", "section", "name", "label", "measure", "value"]
           and all(r["period"] == "2026-03-02" for r in rows) and text.count("\r\n") == len(rows) + 1,
           "CSV has one heading and one number a line", text[:300])
    tap.ok(by[("lane", "urgent", "notices")] == 4 and by[("rule", "length", "notices")] == 1
           and by[("carrier", "yj-mobile", "deliveries")] == 9 and by[("received-to-sent", "all", "notices")] == 3
           and by[("paperwork", "all", "overdue")] == 3 and by[("all", "all", "notices")] == 8,
           "and the same numbers", by)
    tap.ok(any(r["label"] == "云江省应急管理厅" for r in rows), "and the names")


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def for_people(d):
    with open(d.path("reviewer.token"), "w") as f:
        f.write(d.tokens["reviewer"])

    def ctl(*arguments):
        return subprocess.run([f"{BUILD}/cbctl", "statistics", "--url", f"http://127.0.0.1:{d.port}", "--token-file",
                               d.path("reviewer.token"), *arguments], capture_output=True, text=True)

    done = ctl("--period", "2026-03")
    lines = done.stdout.splitlines()
    tap.ok(done.returncode == 0 and max(width(line) for line in lines) <= 80, "tables fit 80 columns",
           [line for line in lines if width(line) > 80] or done.stderr)
    tap.ok("云江省应急管理厅" in done.stdout and any(line.split()[:2] == ["urgent", "5"] for line in lines)
           and "24 h 0 min" in done.stdout, "and say it in words", done.stdout)
    starts = {width(line[:line.index("NOTICES")]) for line in lines if line.startswith("BODY")}
    numbers = {width(line[:line.rindex(" 8 ") + 1]) for line in lines if line.startswith("yj-em")}
    tap.ok(starts == numbers, "double-width names keep the columns", done.stdout)
    done = ctl("--period", "2026-03", "--csv")
    tap.ok(done.returncode == 0 and done.stdout.startswith("\ufeffperiod,section"), "--csv prints CSV", done.stdout[:200])
    done = ctl("--json")
    tap.ok(done.returncode == 0 and json.loads(done.stdout)["period"] == "2026-03", "--json prints JSON", done.stdout[:200])
    done = ctl("--period", "March")
    tap.ok(done.returncode == 2 and "2026-01..2026-03" in done.stderr, "no period is status 2, with what is one", done.stderr)


def a_restart_changes_nothing(d, before):
    d.kill()
    d.start()
    wait_for(d.is_ready)
    _, s = ask(d, "?period=2026-03-02")
    tap.ok(s["all"] == before["all"] and s["times"] == before["times"] and s["refusals_by_rule"] == before["refusals_by_rule"],
           "after a crash the figures are the same", (s, before))


def main():
    d = TwoAuthorities()
    try:
        d.begin()
        nine_notices(d)
        s = counted_by_hand(d)
        times_by_hand(s)
        days_of_china(d)
        paperwork_overdue(d)
        as_csv(d, s)
        for_people(d)
        who_sees_what(d)
        a_restart_changes_nothing(d, ask(d, "?period=2026-03-02")[1])
    except (RuntimeError, KeyError, OSError, TypeError, ValueError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
    finally:
        d.end()
    tap.end()


main()
