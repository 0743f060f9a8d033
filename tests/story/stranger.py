#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody meets who knows the README alone: an admin's slips, roles at their edges, and answers
that must say what is the matter."""
import http.client
import json
import os
import socket
import subprocess
import sys
from datetime import datetime, timedelta

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, application, cap  # noqa: E402

tap = Tap()
DEFAULT_MINUTES = 180  # default_expiry_minutes of the plan in sim/demo/registry.json


def apply(d, change):
    registry = json.loads(d.registry())
    change({row["id"]: row for row in registry["persons"]}, registry)
    return d.ask("POST", "/v1/registry", json.dumps(registry).encode(), who="admin")


def no_registry_locks_everybody_out(d):
    for until, what in (("2020-01-01T00:00:00+08:00", "has expired"), ("2026-03-04T09:00:00+08:00", "ends in two days")):
        status, answer = apply(d, lambda persons, _: persons["admin"].update(valid_until=until))
        tap.ok(status == 422 and "admin" in answer["detail"] and "7 days" in answer["detail"],
               f"a registry whose only admin {what} is refused", answer)
    status, answer = apply(d, lambda persons, _: persons["admin"].update(valid_until="2026-06-01T00:00:00+08:00"))
    tap.ok(status == 200, "one whose admin has months left is not", answer)
    status, answer = apply(d, lambda persons, _: None)
    tap.ok(status == 200, "and the admin is still there", answer)


def a_carrier_sees_what_is_its_own(d):
    number = d.submit(cap(1))[1]["notice"]
    d.wait_state(number, "broadcasting")
    held = d.request(application(2))[1]["notice"]
    mine = d.ask("GET", "/v1/notices", who="engineer")[1]["notices"]
    tap.ok([n["notice"] for n in mine] == [number], "a carrier lists what has gone over it", mine)
    tap.ok(d.notice(number, "engineer").get("state") == "broadcasting" and "ordered_by" not in d.notice(number, "engineer"),
           "and sees that there is such a notice", d.notice(number, "engineer"))
    rows = d.deliveries(number, "engineer")
    tap.ok(rows and all(r["carrier"] == "yj-mobile" for r in rows), "with its own deliveries", rows)
    tap.ok(d.ask("GET", f"/v1/notices/{held}", who="engineer")[0] == 404, "what has not gone over it is not there")
    status = [d.ask("GET", f"/v1/notices/{number}{face}", who="engineer")[0] for face in ("/history", "/review")]
    tap.ok(status == [403] * 2, "what is of all carriers is not a carrier's to see", status)
    tap.ok(d.ask("GET", "/v1/notices", who="stranger")[1]["notices"] == [] and
           d.ask("GET", f"/v1/notices/{number}/deliveries", who="stranger")[0] == 404, "another carrier sees nothing of it")
    d.cancel(number)
    d.wait_state(number, "cancelled")
    tap.ok(len(d.deliveries(number, "engineer")) == len(rows) and
           d.ask("GET", f"/v1/notices/{number}/deliveries", who="stranger")[0] == 404, "nor when it is closed")


def what_waits_shows_what_it_is_and_why(d):
    apply(d, lambda persons, registry: registry.update(plans=[]))
    rows = {"a CAP alert": (d.submit(cap(20)), "duty", "云江上游水位", "值班人员"),
            "an application": (d.request(application(21)), "reviewer", "严禁野外用火", "审核"),
            "a CAP alert that is not critical": (d.submit(cap(22, severity="Minor", urgency="Future")), "reviewer", "云江上游水位", "第二十五条")}
    for what, ((status, answer), decider, text, why) in rows.items():
        number = answer["notice"]
        for who in (decider, "inspector"):
            status, sheet = d.ask("GET", f"/v1/notices/{number}/review", who=who)
            tap.ok(status == 200 and text in sheet["texts"][0]["text"] and sheet["area"]["zh"] and
                   sheet["criteria"]["area"]["cells"] > 0 and why in sheet["clock"]["because"]["zh"] and "findings" in sheet,
                   f"{what}: the sheet shows {who} its text, area, reach and why it waits", sheet)
        shown = d.notice(number, decider)
        tap.ok(text in shown["texts"][0]["text"] and why in shown["because"]["zh"] and shown["because"]["en"],
               f"{what}: and so does the notice itself", shown)
    status, answer = d.request(application(23, texts=[{"text": "【云江省应急管理厅】详见www.a.cn。咨询电话0571-12345678。"}]))
    shown = d.notice(answer["notice"], "officer")
    tap.ok(shown["findings"] == answer["findings"] != [], "what was refused shows its findings", shown)
    done = subprocess.run([f"{BUILD}/cbctl", "show", rows["a CAP alert"][0][1]["notice"], "--url", f"http://127.0.0.1:{d.port}"],
                          capture_output=True, text=True, env={**os.environ, "CBCTL_TOKEN": d.tokens["duty"]})
    tap.ok(done.returncode == 0 and "云江上游水位" in done.stdout and "值班人员" in done.stdout and "cbctl review" in done.stdout,
           "cbctl show prints them and points to the sheet", done.stdout + done.stderr)
    apply(d, lambda persons, _: None)


def without(name):
    def change(persons, registry):
        registry["agencies"] = [a for a in registry["agencies"] if a["id"] != name]
        registry["persons"] = [p for p in registry["persons"] if p.get("body") != name]
        for plan in registry["plans"]:
            plan["agencies"] = [a for a in plan.get("agencies", []) if a != name]
    return change


def what_a_removed_body_left_is_still_decided(d):
    number = d.request(application(3, applicant="yj-met", texts=[
        {"text": "【云江省气象局】近期森林火险等级高，严禁野外用火。咨询电话0571-11112121。"}]), who="met")[1]["notice"]
    tap.ok(d.notice(number)["state"] == "pending", "an application is pending", d.notice(number))
    status, answer = apply(d, without("yj-met"))
    tap.ok(status == 200, "its body leaves the registry", answer)
    queue = d.ask("GET", "/v1/notices?waiting_for=any", who="reviewer")[1]["notices"]
    tap.ok(number in [n["notice"] for n in queue], "the application stays in the queue of its authority", queue)
    tap.ok(d.notice(number, "reviewer").get("state") == "pending" and
           d.ask("GET", f"/v1/notices/{number}/review", who="reviewer")[0] == 200, "and is shown there")
    tap.ok(d.decide(number, "unsuitable", who="reviewer")[0] == 200, "and decided")
    apply(d, lambda persons, _: None)


def a_person_removed_sees_no_more(d):
    connection = http.client.HTTPConnection("127.0.0.1", d.port, timeout=10)
    connection.request("GET", "/v1/live", headers={"Authorization": "Bearer " + d.tokens["officer"]})
    stream = connection.getresponse()
    tap.ok(stream.status == 200, "an officer watches")
    apply(d, lambda persons, registry: registry["persons"].remove(persons["officer"]))
    rest = stream.read()  # which ends: a stream that goes on is kept alive for ever
    tap.ok(b"event: " not in rest, "and sees nothing from the moment the registry has lost them",
           rest)
    apply(d, lambda persons, _: None)


def finding(answer, rule):
    return [f for f in answer.get("findings", []) if f["rule"] == rule]


def what_is_refused_is_refused_again(d):
    refused = application(40, signer=None)
    first, answer = d.request(refused)
    again, repeated = d.request(refused)
    tap.ok(first == again == 422 and repeated["notice"] == answer["notice"] and repeated["findings"] == answer["findings"] != []
           and repeated["repeated"], "the same document after a refusal is the same refusal, with its findings", repeated)
    status, answer = d.request({**refused, "signer": "王建国"})
    tap.ok(status == 202, "what was mended is judged anew", answer)
    d.submit(cap(41))
    status, answer = d.submit(cap(41), who="met")
    tap.ok(status == 422 or "another body's" in answer["detail"], "another body's octets are not told to have other content", answer)


def a_blank_is_no_answer(d):
    for blank in (" ", "\u3000", "\u200b\ufeff", "\t\n"):
        status, answer = d.request(application(50, signer=blank, reason=blank, texts=[{"text": blank}]))
        told = finding(answer, "written")
        tap.ok(status == 422 and told and all(w in told[0]["en"] for w in ("signer", "reason", "texts")),
               f"{blank!r} fills in nothing of an application", answer)
        number = d.request(application(51 + ord(blank[0])))[1]["notice"]
        status, answer = d.decide(number, "unsuitable", who="reviewer", situation=blank)
        tap.ok(status == 400 and "situation" in answer["detail"], f"{blank!r} is no situation", answer)
        status, answer = d.cancel(number, reason=blank)
        tap.ok(status == 400 and "reason" in answer["detail"], f"{blank!r} is no reason to cancel", answer)
    tap.ok(d.cancel(number, reason="")[0] == 400, "nor is an empty one")
    number = d.submit(cap(52))[1]["notice"]
    form = {"letter_number": "1", "signer": "王", "seal": "章", "class": "自然灾害", "level": "red",
            "grounds": "汛情", "basis": "预案3.2", "effect": "有效", "internal_sign_off": "是"}
    status, answer = d.ask("POST", f"/v1/notices/{number}/paperwork", json.dumps({**form, "seal": "\u3000"}).encode(), "officer")
    tap.ok(status == 422 and "seal" in str(answer), "a blank seal is none", answer)
    status, answer = d.ask("POST", f"/v1/notices/{number}/paperwork",
                           json.dumps({**form, "lifted_at": "2026-03-09T09:00:00+08:00"}).encode(), "officer")
    tap.ok(status in (400, 422) and "lifted_at" in str(answer), "nothing has been lifted in the future", answer)


def what_is_compressed_is_not_taken(d):
    connection = http.client.HTTPConnection("127.0.0.1", d.port, timeout=10)
    for coding, wanted in (("gzip", 415), ("identity", 422)):
        connection.request("POST", "/v1/alerts", b"x", {"Authorization": "Bearer " + d.tokens["officer"],
                           "Content-Type": "application/cap+xml", "Content-Encoding": coding})
        response = connection.getresponse()
        text = response.read().decode()
        tap.ok(response.status == wanted, f"Content-Encoding {coding} is {wanted}", text)


def a_clock_that_is_wrong_by_hours_keeps_nothing_urgent(d):
    """Only what nobody's clock or zone explains waits for a person: over by a day and more."""
    now, day = datetime.fromisoformat(d.health()["now"]), timedelta(days=1)
    lasts = timedelta(minutes=DEFAULT_MINUTES)
    for number, ago, words in ((80, timedelta(hours=8), "eight hours, a zone that was left out"),
                               (81, lasts + day - timedelta(minutes=10), "over by less than a day")):
        _, answer = d.submit(cap(number, sent=(now - ago).isoformat(timespec="seconds"), expires=None))
        told = finding(answer, "expiry")
        tap.ok(answer["lane"] == "urgent" and answer["state"] != "held" and [f["effect"] for f in told] == ["warn", "warn", "notify"] and
               "时区" in told[1]["zh"] and "值班人员" in told[2]["zh"], f"sent at once: {words}", answer)
        left = datetime.fromisoformat(d.notice(answer["notice"])["expires"]) - now
        tap.ok(lasts <= left < lasts + timedelta(minutes=10) and d.notice(answer["notice"])["expires"] in told[1]["zh"],
               "and holds as long as the default, from when it came", d.notice(answer["notice"]))
        d.cancel(answer["notice"])
    _, answer = d.submit(cap(82, sent=(now - lasts - day - timedelta(seconds=1)).isoformat(timespec="seconds"), expires=None))
    tap.ok(answer["lane"] == "urgent" and answer["state"] == "held" and
           [f["effect"] for f in finding(answer, "expiry")] == ["warn", "duty-officer"], "over by a day: the duty officer looks", answer)
    _, answer = d.submit(cap(83, sent=(now - timedelta(hours=8)).isoformat(timespec="seconds"), expires=None, severity="Minor", urgency="Future"))
    tap.ok(answer["lane"] == "expedited" and [f["effect"] for f in finding(answer, "expiry")] == ["warn", "hold"],
           "on the expedited lane eight hours are asked about", answer)


def bounds_are_stated(d):
    status, answer = d.submit(cap(60, sent="2019-03-02T09:00:00+08:00"))
    tap.ok(status == 202 and "7 days" in finding(answer, "sent")[0]["en"], "sent years ago is asked about", answer)
    status, answer = d.submit(cap(66, sent="2026-03-04T10:00:00+08:00", expires="2026-03-04T15:00:00+08:00"))
    tap.ok(status == 202 and finding(answer, "cap-sent")[0]["effect"] == "warn" and answer["state"] != "held",
           "two days in the future too, and neither keeps what is urgent", answer)
    status, answer = d.submit(cap(67, sent="2025-03-02T09:00:00+08:00", expires=None))
    told = [f for f in finding(answer, "expiry") if f["effect"] == "duty-officer"]
    tap.ok(status == 202 and answer["state"] == "held" and len(told) == 1 and "2025-03-02T09:00:00" in told[0]["zh"],
           "last year's alert without an expiry is not this year's: the duty officer looks", answer)
    status, answer = d.submit(cap(68, sent="2026-03-02T08:50:00+08:00", expires=None))
    tap.ok(status == 202 and answer["state"] != "held" and [f["effect"] for f in finding(answer, "expiry")] == ["warn"],
           "one of ten minutes ago goes out with the default", answer)
    a_clock_that_is_wrong_by_hours_keeps_nothing_urgent(d)
    status, answer = d.submit(cap(69, sent="2025-03-02T09:00:00+08:00", expires=None, severity="Minor", urgency="Future"))
    tap.ok(answer["lane"] == "expedited" and "hold" in [f["effect"] for f in finding(answer, "expiry")],
           "on the expedited lane the reviewer is asked", answer)
    status, answer = d.submit(cap(61, expires="2036-03-02T09:00:00+08:00"))
    tap.ok(status == 202 and "366" in finding(answer, "expiry")[0]["zh"], "an expiry in ten years is asked about", answer)
    status, answer = d.submit(cap(62, expires="2026-03-02T08:00:00+08:00"))
    tap.ok(status == 422 and "expired at 2026-03-02T08:00:00" in finding(answer, "expiry")[0]["en"],
           "an expiry that has passed is told as passed", answer)
    status, answer = d.submit(cap("6" * 300))
    tap.ok(status == 422 and "identifier" in finding(answer, "cap-limit")[0]["en"], "an identifier of 300 octets is refused", answer)
    status, answer = d.request(application(63, title="题" * 3000))
    tap.ok(status == 422 and "title: 9000 octets, at most 8192" in answer["findings"][0]["en"],
           "a title of 9,000 octets is refused", answer)
    status, answer = d.ask("POST", "/v1/notices/1/cancel", json.dumps({"reason": "r" * 9000}).encode(), "officer")
    tap.ok(status == 400 and "reason: 9000 octets" in answer["detail"], "so is such a reason", answer)
    for bad in ("a\u0007b", "a b", "x" * 65, "\u3000"):
        status, answer = apply(d, lambda _, registry: registry["carriers"].append({"id": bad, "name": "n", "kind": "mobile"}))
        tap.ok(status == 422 and "an id" in answer["detail"], f"{bad[:5]!r} is no id", answer)
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", d.cbsp_port), source_address=("127.9.9.9", 0)) as s:
            s.recv(1)
    tap.ok(d.read_log().count("no node of this link") == 1, "a stranger who knocks twenty times fills one line")


d = Dispatcher(nodes=1)
try:
    d.begin()
    no_registry_locks_everybody_out(d)
    a_carrier_sees_what_is_its_own(d)
    what_a_removed_body_left_is_still_decided(d)
    a_person_removed_sees_no_more(d)
    what_waits_shows_what_it_is_and_why(d)
    what_is_refused_is_refused_again(d)
    a_blank_is_no_answer(d)
    bounds_are_stated(d)
    what_is_compressed_is_not_taken(d)
except (RuntimeError, OSError, KeyError) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
finally:
    d.end()
tap.end()
