#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A written application's road (art. 27): filed, judged, decided, sent in its window, or sent back."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, application, wait_for  # noqa: E402

tap = Tap()


def rules(answer, effect=None):
    return {f["rule"] for f in answer.get("findings", []) if effect in (None, f["effect"])}


def what_is_missing_is_said_at_once(d):
    status, answer = d.request(application(1, document_number=None, signer=None, handler={"name": "李明"}))
    tap.ok(status == 422, "an application that lacks fields is refused (art. 27)", answer)
    told = [f for f in answer["findings"] if f["rule"] == "written"]
    tap.ok(len(told) == 1 and all(w in told[0]["en"] for w in ("document_number", "signer", "handler.phone")),
           "one finding names every field that is missing", answer)
    tap.ok("文号" in told[0]["zh"] and "经办人电话" in told[0]["zh"], "in Chinese by its Chinese name", told)
    status, answer = d.ask("POST", "/v1/requests", b'{"title":1}', "officer", "application/json")
    tap.ok(status == 422 and rules(answer) == {"application"}, "a wrong type is a finding, and a record", answer)


def an_agreed_one_leaves_in_its_window(d):
    status, answer = d.request(application(2))
    tap.ok(status == 202 and answer["state"] == "pending" and answer["lane"] == "planned",
           "a complete application waits for the reviewer", answer)
    notice = answer["notice"]
    digest = d.notice(notice)["digest"]
    status, answer = d.decide(notice, "agree", who="officer")
    tap.ok(status == 403, "an agency decides nothing", answer)
    status, answer = d.decide(notice, "agree", who="reviewer", digest="0" * 64)
    tap.ok(status == 409, "what is agreed must be what was looked at", answer)
    status, answer = d.decide(notice, "agree", who="reviewer", digest=digest)
    tap.ok(status == 200, "the reviewer agrees", answer)
    tap.ok(d.wait_state(notice, "scheduled") == "scheduled", "it waits for its window", d.notice(notice))
    d.advance(27)
    tap.ok(d.wait_state(notice, "broadcasting") == "broadcasting", "in its window it is sent", d.notice(notice))
    _, on = d.air()
    tap.ok({mid for _, mid, _ in on} == {4381}, "on every cell, as an exercise in a drill", on)
    d.advance(1)
    tap.ok(d.wait_state(notice, "done") == "done", "after its window it is off", d.notice(notice))


def a_returned_one_comes_back_as_a_new_version(d):
    _, answer = d.request(application(3))
    notice = answer["notice"]
    filed = d.notice(notice)["received"]
    status, answer = d.request(application(3, reason="改"), path=f"/v1/notices/{notice}/versions")
    tap.ok(status == 409, "only a returned application takes a new version", answer)
    status, answer = d.decide(notice, "return", who="reviewer", situation="", reason="")
    tap.ok(status == 400, "a return says why (art. 27 par. 2)", answer)
    d.decide(notice, "return", who="reviewer", situation="理由过简", reason="请补充依据")
    tap.ok(d.notice(notice)["state"] == "returned", "returned for amendment", d.notice(notice))
    status, answer = d.request(application(3, signer=None), path=f"/v1/notices/{notice}/versions")
    tap.ok(status == 422 and "written" in rules(answer) and d.notice(notice)["state"] == "returned",
           "a version that lacks fields is refused and changes nothing", answer)
    d.advance(1)
    status, answer = d.request(application(3, reason="补充：依据省防火指挥部会议。"),
                               path=f"/v1/notices/{notice}/versions")
    tap.ok(status == 200 and answer["state"] == "pending" and answer["version"] == 2, "the version is in the queue",
           answer)
    tap.ok(answer["received"] == filed, "same text, area, time and body: the filing date stands", answer)
    d.decide(notice, "return", who="reviewer")
    status, answer = d.request(application(3, send_until="2026-03-30T17:00:00+08:00"),
                               path=f"/v1/notices/{notice}/versions")
    tap.ok(status == 200 and answer["received"] > filed, "another window is a new filing", answer)
    d.decide(notice, "unsuitable", who="reviewer", situation="频次过高", reason="本月已发三次")
    tap.ok(d.notice(notice)["state"] == "unsuitable", "unsuitable ends it", d.notice(notice))


def an_adjusted_one_is_confirmed_by_the_applicant(d):
    status, answer = d.request(application(4))
    tap.ok(status == 202, "another is filed", answer)
    notice = answer["notice"]
    adjusted = application(4, send_until="2026-03-30T16:00:00+08:00")
    status, answer = d.decide(notice, "agree-adjusted", who="reviewer")
    tap.ok(status == 400, "agree-adjusted brings the adjusted version", answer)
    status, answer = d.decide(notice, "agree-adjusted", who="reviewer",
                              application=application(4, texts=[{"text": "太长" * 40}]))
    tap.ok(status == 422 and d.notice(notice)["state"] == "pending",
           "an adjusted version is judged too, and changes nothing when it fails", answer)
    before = d.notice(notice)["digest"]
    status, answer = d.decide(notice, "agree-adjusted", who="reviewer", application=adjusted)
    tap.ok(status == 200 and answer["state"] == "adjusting" and answer["digest"] != before,
           "the adjusted version waits for the applicant", answer)
    status, reply = d.ask("POST", f"/v1/notices/{notice}/confirm", b'{"digest":"' + before.encode() + b'"}', "officer")
    tap.ok(status == 409, "the old content cannot be confirmed", reply)
    status, reply = d.ask("POST", f"/v1/notices/{notice}/confirm",
                          b'{"digest":"' + answer["digest"].encode() + b'"}', "met")
    tap.ok(status == 403, "only the applicant confirms", reply)
    status, reply = d.ask("POST", f"/v1/notices/{notice}/confirm",
                          b'{"digest":"' + answer["digest"].encode() + b'"}', "officer")
    tap.ok(status == 200 and d.wait_state(notice, "scheduled") == "scheduled", "confirmed, it is scheduled",
           d.notice(notice))
    status, reply = d.cancel(notice, "不再需要")
    tap.ok(status == 200 and d.wait_state(notice, "cancelled") == "cancelled", "and cancelled before its window", reply)


def a_window_that_passed_unseen_is_not_sent_into(d):
    _, answer = d.request(application(6))
    notice = answer["notice"]
    d.decide(notice, "agree", who="reviewer")
    d.wait_state(notice, "scheduled")
    d.advance(29)
    tap.ok(d.wait_state(notice, "expired") == "expired" and d.notice(notice)["deliveries"] == 0,
           "agreed, but its window passed: expired, and nothing left", d.notice(notice))


def an_undecided_one_lapses(d):
    _, answer = d.request(application(5))
    a_window_that_passed_unseen_is_not_sent_into(d)
    tap.ok(d.wait_state(answer["notice"], "lapsed") == "lapsed", "undecided when its window passed: lapsed",
           d.notice(answer["notice"]))


def main():
    d = Dispatcher()
    try:
        d.begin()
        what_is_missing_is_said_at_once(d)
        a_returned_one_comes_back_as_a_new_version(d)
        an_adjusted_one_is_confirmed_by_the_applicant(d)
        an_agreed_one_leaves_in_its_window(d)
    finally:
        d.end()
    d = Dispatcher()
    try:
        d.begin()
        an_undecided_one_lapses(d)
        d.stop()
        tap.ok(d.verify()[0] == 0, "the chain is intact", d.verify())
    finally:
        d.end()
    tap.end()


main()
