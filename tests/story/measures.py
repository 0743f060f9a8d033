#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measures of an authority: a suspended body (art. 22, 37), a notice withheld, prohibited content (art. 15, 32)."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, application, cap, wait_for  # noqa: E402

tap = Tap()

ORDER = {"agency": "yj-em", "situation": "三次发送未经核验的内容", "reason": "违反第十五条", "letter_number": "云通管〔2026〕3号",
         "appeal": "工业和信息化部", "told_at": "2026-03-02T08:00:00+08:00"}


def suspend(d, who="reviewer", **members):
    order = {name: value for name, value in {**ORDER, **members}.items() if value is not None}
    return d.ask("POST", "/v1/suspensions", json.dumps(order).encode(), who)


def lift(d, number, reason="整改完成", who="reviewer"):
    return d.ask("POST", f"/v1/suspensions/{number}/lift", json.dumps({"reason": reason}).encode(), who)


def rules(answer):
    return {(f["rule"], f["effect"]) for f in answer.get("findings", [])}


def what_a_suspension_needs(d):
    status, answer = suspend(d, appeal=None)
    tap.ok(status == 400 and "appeal" in answer["detail"] and "申诉" in answer["detail"],
           "a suspension names where to appeal (art. 22, 37)", answer)
    status, answer = suspend(d, told_at=None)
    tap.ok(status == 400 and "told_at" in answer["detail"], "and when the body was told", answer)
    status, answer = suspend(d, **{"from": "2026-03-02T07:00:00+08:00"})
    tap.ok(status == 400 and "before" in answer["detail"], "which is before it begins", answer)
    status, answer = suspend(d, agency="nobody")
    tap.ok(status == 400 and "nobody" in answer["detail"], "a body that is not registered is named", answer)
    tap.ok(suspend(d, who="officer")[0] == 403, "only an authority suspends")


def a_suspended_body(d):
    _, answer = d.request(application(1))
    waiting = answer["notice"]
    d.decide(waiting, "agree", who="reviewer")
    status, answer = suspend(d)
    tap.ok(status == 200 and answer["suspension"] == 1, "a body is suspended", answer)
    status, answer = d.request(application(2))
    tap.ok(status == 422 and ("suspended", "refuse") in rules(answer), "what it plans is refused", answer)
    sentence = [f["zh"] for f in answer["findings"] if f["rule"] == "suspended"]
    tap.ok(len(sentence) == 1 and "工业和信息化部" in sentence[0] and "违反第十五条" in sentence[0],
           "with the reason and the appeal body", sentence)
    status, answer = d.submit(cap(1))
    tap.ok(status == 202 and answer["lane"] == "urgent" and ("suspended", "notify") in rules(answer),
           "its emergency goes out, and the authority is told (art. 37)", answer)
    tap.ok(d.wait_state(answer["notice"], "broadcasting") == "broadcasting", "at once", d.notice(answer["notice"]))
    listed = d.ask("GET", "/v1/suspensions", None, "officer")[1]["suspensions"]
    tap.ok([s["agency"] for s in listed] == ["yj-em"], "the body sees it", listed)
    tap.ok(d.ask("GET", "/v1/suspensions", None, "met")[1]["suspensions"] == [], "another body does not")
    return waiting


def what_was_agreed_before_waits(d, waiting):
    d.kill()
    d.start()
    d.wait_nodes()
    tap.ok(len(d.ask("GET", "/v1/suspensions", None, "inspector")[1]["suspensions"]) == 1,
           "a suspension is there after kill -9")
    d.advance(28)
    d.wait_state(waiting, "scheduled")
    tap.ok(d.notice(waiting)["state"] == "scheduled" and not d.deliveries(waiting),
           "what was agreed before is not sent in its window", d.notice(waiting))
    done = subprocess.run([f"{BUILD}/cbctl", "suspensions", "lift", "1", "--reason", "整改完成"], text=True, capture_output=True,
                          env={**os.environ, "CBCTL_URL": f"http://127.0.0.1:{d.port}", "CBCTL_TOKEN": d.tokens["reviewer"]})
    tap.ok(done.returncode == 0 and "lifted: 2026-03-30" in done.stdout, "cbctl lifts it", done)
    tap.ok(d.wait_state(waiting, "broadcasting") == "broadcasting", "then it leaves", d.notice(waiting))
    status, answer = lift(d, 1)
    tap.ok(status == 409 and "already" in answer["detail"], "nothing is lifted twice", answer)
    tap.ok(lift(d, 7)[0] == 404, "and nothing that is not there")


def a_correction_follows_its_notice(d, planned):
    """Whoever is suspended does not plan by way of a correction; an emergency is put right (art. 22, 37)."""
    _, answer = d.submit(cap(3, sent="2026-03-30T09:00:00+08:00", expires="2026-03-30T15:00:00+08:00"))
    urgent = answer["notice"]
    d.wait_state(urgent, "broadcasting")
    told = {**ORDER, "told_at": "2026-03-30T08:00:00+08:00"}
    tap.ok(suspend(d, **told)[0] == 200, "it is suspended again")
    text = "【云江省应急管理厅】更正：此前信息有误，请以本条为准。电话0571-12345678。"
    for notice, state, rule in ((planned, "refused", ("suspended", "refuse")), (urgent, "broadcasting", ("suspended", "notify"))):
        status, answer = d.ask("POST", f"/v1/notices/{notice}/cancel",
                               json.dumps({"reason": "内容有误", "correction": text}).encode(), "officer")
        correction = answer.get("correction", {})
        tap.ok(status == 200 and rule in rules(correction), f"its correction is judged: {rule}", answer)
        tap.ok(d.wait_state(correction["notice"], state) == state, f"and is {state}", d.notice(correction["notice"]))
        tap.ok(d.wait_state(notice, "cancelled") == "cancelled", "the cancel is done either way", d.notice(notice))
        if state == "refused":
            tap.ok("本更正不予发送" in correction["findings"][0]["zh"] and "工业和信息化部" in correction["findings"][0]["zh"],
                   "with where to appeal", correction["findings"])


def ctl(d, *words, who="reviewer"):
    return subprocess.run([f"{BUILD}/cbctl", *words], text=True, capture_output=True,
                          env={**os.environ, "CBCTL_URL": f"http://127.0.0.1:{d.port}", "CBCTL_TOKEN": d.tokens[who]})


def what_is_withheld_waits(d):
    _, answer = d.request(application(11))
    notice = answer["notice"]
    d.decide(notice, "agree", who="reviewer")
    d.wait_state(notice, "scheduled")
    done = ctl(d, "withhold", "--reason", "收到投诉，待核实", notice)
    tap.ok(done.returncode == 0 and "state: held" in done.stdout, "an agreed notice is withheld", done)
    tap.ok(d.notice(notice)["withheld_by"] == "reviewer", "it says by whom", d.notice(notice))
    tap.ok(ctl(d, "withhold", "--reason", "再次", notice).returncode == 1, "not twice")
    d.decide(notice, "agree", who="reviewer")
    tap.ok(d.wait_state(notice, "scheduled") == "scheduled", "a new decision lets it go on", d.notice(notice))


def prohibited_content(d):
    _, answer = d.submit(cap(11))
    notice = answer["notice"]
    d.wait_state(notice, "broadcasting")
    tap.ok(ctl(d, "content-stop", "--reason", "经核查", notice).returncode == 2, "the words in question are named")
    done = ctl(d, "content-stop", "--hit", "水库已决堤", "--reason", "经核查系谣言", notice)
    tap.ok(done.returncode == 0 and "prohibited content: report-owed" in done.stdout, "it is stopped at once (art. 32)", done)
    tap.ok(d.wait_state(notice, "cancelled") == "cancelled", "and off the air", d.notice(notice))
    tap.ok(d.health()["content_reports_owed"] == 1, "what is owed is counted", d.health())
    d.advance(4)
    tap.ok(wait_for(lambda: d.notice(notice)["prohibition"].get("reminders", 0) == 1), "and said", d.notice(notice))
    tap.ok(not wait_for(lambda: d.notice(notice)["prohibition"]["reminders"] > 1, 2), "once, however late", d.notice(notice))
    d.advance(1)
    tap.ok(wait_for(lambda: d.notice(notice)["prohibition"]["reminders"] == 2), "and once every day", d.notice(notice))
    done = ctl(d, "content-report", "--to", "云江省网信办", "--reference", "云通管〔2026〕9号", "--result", "已处置", notice)
    tap.ok(done.returncode == 0 and "prohibited content: reported" in done.stdout, "the report is recorded", done)
    tap.ok(d.health()["content_reports_owed"] == 0, "then nothing is owed", d.health())


def paperwork_is_escalated(d):
    _, answer = d.submit(cap(12, sent="2026-03-07T09:00:00+08:00", expires="2026-03-07T15:00:00+08:00"))
    notice = answer["notice"]
    tap.ok(d.notice(notice)["paperwork"]["due"].startswith("2026-03-11"), "due on the third working day", d.notice(notice))
    seen = []
    for _ in range(6):
        d.advance(1)
        wait_for(lambda: False, 0.15)
        seen.append(d.notice(notice)["paperwork"].get("reminders", 0))
    tap.ok(wait_for(lambda: d.notice(notice)["paperwork"].get("reminders", 0) == 3), "reminded the day before, on the day and after",
           (seen, d.notice(notice)))
    lines = [line for line in d.read_log().splitlines() if "stop=remind" in line and f"notice={notice} " in line and "paperwork" in line]
    tap.ok(len(lines) == 3 and "officer" in lines[0] and "reviewer" not in lines[0] and "reviewer" in lines[2],
           "the third time the authority is told too", lines)
    listed = ctl(d, "paperwork", "list")
    row = [line for line in listed.stdout.splitlines() if line.startswith(notice + " ")]
    tap.ok(len(row) == 1 and " yes " in row[0], "the list says what is overdue", listed.stdout)
    tap.ok(d.health()["paperwork_overdue"] >= 1, "and so does the health page", d.health())


def main():
    d = Dispatcher()
    try:
        d.begin()
        what_a_suspension_needs(d)
        planned = a_suspended_body(d)
        what_was_agreed_before_waits(d, planned)
        a_correction_follows_its_notice(d, planned)
    finally:
        d.end()
    d = Dispatcher()
    try:
        d.begin()
        what_is_withheld_waits(d)
        prohibited_content(d)
        paperwork_is_escalated(d)
        d.stop()
        tap.ok(d.verify()[0] == 0, "the chain verifies", d.verify()[1])
    finally:
        d.end()
    tap.end()


main()
