#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A written application's road (art. 27): filed, judged, decided, sent in its window, or sent back."""
import base64
import json
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, application, cap, wait_for  # noqa: E402

tap = Tap()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


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


def the_law_is_judged_whole(d):
    early = application(9, send_from="2026-03-05T09:00:00+08:00", send_until="2026-03-05T18:00:00+08:00",
                        texts=[{"text": "【云江省应急管理厅】" + "火" * 80 + "0571-12345678"}])
    status, answer = d.request(early, path="/v1/checks")
    tap.ok(status == 200 and answer["verdict"] == "refuse" and {"lead-time", "length"} <= rules(answer, "refuse"),
           "83 characters three days ahead: every reason at once", answer)
    tap.ok(answer["earliest_send"] == "2026-03-23T00:00:00+08:00", "and the earliest lawful day (art. 27)", answer)
    told = [f for f in answer["findings"] if f["rule"] == "lead-time"][0]
    tap.ok("2026" in told["zh"] and told["where"]["field"] == "send_from", "in the finding too", told)
    tap.ok(d.ask("GET", "/v1/notices", None, "officer")[1]["notices"] == [], "a check leaves nothing behind")
    status, answer = d.request(application(9, areas=[{"adcode": "110000"}]), path="/v1/checks")
    tap.ok("area" in rules(answer, "refuse"), "another province's area is refused (art. 3)", answer)
    status, answer = d.request(application(9, send_from="2026-03-30T19:00:00+08:00"), path="/v1/checks")
    tap.ok("expiry" in rules(answer, "refuse"), "a window that ends before it begins is refused", answer)
    status, answer = d.request(application(9, channels=["sms"], sender_code="1063933001"), path="/v1/checks")
    tap.ok("channel" in rules(answer, "refuse"), "what can go over no channel here is refused, not broadcast", answer)
    status, answer = d.request(application(9, channels=["cell-broadcast", "sms"], sender_code="1063933001"),
                               path="/v1/checks")
    tap.ok(answer["verdict"] == "accept" and "channel" in rules(answer, "warn"), "a channel that is not here is told", answer)
    status, answer = d.request(application(9, exemption="none"), path="/v1/checks")
    tap.ok("exemption" in rules(answer, "warn"), "an exemption nobody confirmed helps nothing", answer)
    status, answer = d.request(application(9, send_from="2027-03-30T09:00:00+08:00",
                                           send_until="2027-03-30T18:00:00+08:00"), path="/v1/checks")
    tap.ok(answer["verdict"] == "accept", "next year is far enough ahead whatever its holidays", answer)


LINK = "www.yjyj.gov.cn/fire"
TOO_LONG = (f"【云江省应急管理厅】近期天干物燥，进入林区勿携带火种，严禁野外用火，发现火情请报警，详见{LINK}。"
            "咨询电话0571-12345678。")


def every_reason_is_told_at_once(d):
    tap.ok(len(TOO_LONG) == 83, "the text has 83 characters", len(TOO_LONG))
    status, answer = d.request(application(30, send_from="2026-03-05T09:00:00+08:00",
                                           send_until="2026-03-05T18:00:00+08:00", texts=[{"text": TOO_LONG}]))
    tap.ok(status == 422 and rules(answer, "refuse") == {"lead-time", "length", "no-link"},
           "a link, 83 characters and 3 days' notice: refused with each of the reasons", answer)
    told = {f["rule"]: f for f in answer["findings"]}
    at = TOO_LONG.index(LINK)
    tap.ok(told["no-link"]["where"] == {"field": "texts[0].text", "offset": at, "length": len(LINK)} and
           f"第{at + 1}个字符起“{LINK}”为网址或链接" in told["no-link"]["zh"], "the link where it stands (art. 27)", told)
    tap.ok("共83个字符" in told["length"]["zh"] and "删减13个字符" in told["length"]["zh"],
           "the length with what to remove", told)
    tap.ok("2026年3月23日" in told["lead-time"]["zh"] or "2026-03-23" in told["lead-time"]["zh"],
           "the notice with the earliest lawful day", told)
    tap.ok(all(f["zh"].startswith("按照本平台所采用的") for f in told.values()), "all on the pack's basis", told)
    row = d.notice(answer["notice"])
    tap.ok(row["state"] == "refused" and row["rules_pack"].startswith("cn-sms-draft-"), "a record, with its pack", row)


def text_of(more):
    return [{"text": f"【云江省应急管理厅】{more}咨询电话0571-12345678。"}]


def the_words_of_a_text_are_judged(d):
    def check(number, more, **members):
        return d.request(application(number, texts=text_of(more), **members), path="/v1/checks")[1]

    answer = check(31, "详见www点yjga点gov点cn。")
    tap.ok(rules(answer, "refuse") == {"no-link"}, "a link in disguise is refused", answer)
    answer = check(31, "请减少外出.中国气象局提醒您。")
    tap.ok(answer["verdict"] == "accept" and rules(answer, "warn") == {"no-link"}, "a missing blank is warned of", answer)
    answer = check(31, "全省应急工作会议隆重召开。")
    tap.ok(answer["verdict"] == "accept" and rules(answer, "warn") == {"publicity"}, "publicity is for the reviewer", answer)
    answer = check(31, "灭火器限时抢购。")
    tap.ok(rules(answer, "refuse") == {"commercial"}, "selling is refused (art. 18)", answer)
    answer = check(31, "在线赌场。")
    tap.ok(answer["verdict"] == "hold" and rules(answer, "hold") == {"prohibited"}, "prohibited content is held", answer)
    answer = d.request(application(31, texts=[{"text": "【应急厅】请注意防火。咨询电话13812345678。"}]), path="/v1/checks")[1]
    tap.ok(rules(answer, "refuse") == {"sender-name", "sender-phone"} and
           any("“13812345678”未经核验" in f["zh"] for f in answer["findings"]),
           "a bare name is none, and a mobile is no number of the body", answer)
    answer = check(31, "请注意防火。", sender_code="10699123")
    tap.ok(rules(answer, "refuse") == {"sender-code"} and "请改用1063933001。" in answer["findings"][0]["zh"],
           "a code of somebody else is refused, with those that would do (art. 9)", answer)
    answer = check(31, "请注意防火。", sender_code="12379")
    tap.ok(rules(answer, "refuse") == {"sender-code"}, "12379 is for warnings", answer)
    answer = check(31, "请注意防火。", channels=["cell-broadcast", "sms"])
    tap.ok(rules(answer, "refuse") == {"sender-code"}, "what leaves by SMS has a code", answer)
    registry = json.loads(d.registry())
    registry["words"] = [{"word": "神水", "rule": "commercial", "note": "市场监管总局名单"},
                         {"word": "限时抢购", "rule": "none"}]
    registry["carriers"][0]["adds_signature"] = True
    status, said = d.ask("POST", "/v1/registry", json.dumps(registry).encode(), who="admin")
    answer = check(31, "神水限时抢购。")
    tap.ok(status == 200 and rules(answer, "refuse") == {"commercial"} and
           answer["findings"][0]["suggestion"] == "市场监管总局名单", "the registry adds words and takes them back", answer)
    long = "近期天干物燥森林火险等级高进入林区请勿携带火种严禁野外用火发现火情请速报警"
    answer = check(31, long[:36], channels=["cell-broadcast", "sms"], sender_code="1063933001")
    tap.ok("length" not in rules(answer, "refuse"), "without the carrier's signature it would do", answer)
    answer = check(31, long[:37], channels=["cell-broadcast", "sms"], sender_code="1063933001")
    tap.ok("共71个字符" in str([f["zh"] for f in answer["findings"] if f["rule"] == "length"]),
           "what the carrier adds counts", answer)
    registry["words"] = [{"word": "神", "rule": "commercial"}]
    status, said = d.ask("POST", "/v1/registry", json.dumps(registry).encode(), who="admin")
    tap.ok(status == 422 and "at least 2" in str(said), "a word of one character is refused", said)
    d.ask("POST", "/v1/registry", d.registry(), who="admin")


def on_the_urgent_lane_suspected_content_is_sent_and_told(d):
    status, answer = d.request(
        application(32, send_from=None, send_until="2026-03-02T18:00:00+08:00", texts=text_of("山洪将至，在线赌场。"),
                    sender_code="1063933001",
                    emergency={"class": "natural-disaster", "event_type": "山洪", "critical": True,
                               "grounds": "水位猛涨", "level": "red"}))
    notice = answer["notice"]
    tap.ok(status == 202 and rules(answer, "warn") >= {"prohibited"} and rules(answer, "notify") >= {"prohibited"},
           "suspected content is warned of on the urgent lane (art. 15)", answer)
    tap.ok(d.wait_state(notice, "broadcasting") == "broadcasting", "and sent", d.notice(notice))
    tap.ok(wait_for(lambda: d.notice(notice).get("pages") == 1), "the duty officer is told, once", d.notice(notice))
    tap.ok("suspected prohibited content" in d.read_log(), "in the log too")
    tap.ok(d.notice(notice)["sender_code"] == "1063933099" and "sender-code" in rules(answer, "notify"),
           "it leaves under the authority's emergency code (art. 9)", d.notice(notice))
    d.cancel(notice)
    d.wait_state(notice, "cancelled")


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
    seen = answer["digest"]
    d.decide(notice, "return", who="reviewer")
    status, answer = d.request(application(3, repeats=3), path=f"/v1/notices/{notice}/versions")
    tap.ok(status == 200 and answer["digest"] != seen and answer["received"] == filed,
           "more repeats are no new filing, but something else to agree to", answer)
    for digest in ({}, {"digest": seen}):
        status, problem = d.decide(notice, "agree", who="reviewer", **digest)
        tap.ok(status == 409 and "look at it" in problem["detail"],
               "whoever saw the version before does not agree to this one", problem)
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
    tap.ok(status == 404, "only the applicant confirms", reply)
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


def an_adjustment_is_not_a_new_filing(d):
    _, answer = d.request(application(7, send_from="2026-03-23T09:00:00+08:00",
                                      send_until="2026-03-23T18:00:00+08:00"))
    notice = answer["notice"]
    d.advance(4)
    adjusted = application(7, send_from="2026-03-23T10:00:00+08:00", send_until="2026-03-23T18:00:00+08:00")
    status, answer = d.decide(notice, "agree-adjusted", who="reviewer", application=adjusted)
    tap.ok(status == 200 and answer["state"] == "adjusting",
           "what the reviewer adjusts four days later is in time all the same (art. 27)", answer)
    both = d.decide(notice, "return", who="reviewer")
    tap.ok(both[0] == 409, "and is decided already", both)


def whoever_declines_an_adjustment_keeps_the_filing(d):
    _, answer = d.request(application(62))
    notice, filed = answer["notice"], d.notice(answer["notice"])["received"]
    d.advance(4)
    d.decide(notice, "agree-adjusted", who="reviewer", application=application(62, send_from="2026-03-30T10:00:00+08:00"))
    status, answer = d.request(application(62), path=f"/v1/notices/{notice}/versions")
    tap.ok(status == 200 and answer["received"] == filed, "who declines an adjustment stands by what was filed (art. 27)", answer)
    d.decide(notice, "agree-adjusted", who="reviewer", application=application(62, send_from="2026-03-30T10:00:00+08:00"))
    status, answer = d.request(application(62, send_from="2026-03-30T11:00:00+08:00"), path=f"/v1/notices/{notice}/versions")
    tap.ok(status == 200 and answer["received"] > filed, "and who asks for something else files anew", answer)


def a_returned_one_may_come_back_as_an_emergency(d):
    _, answer = d.request(application(9))
    notice = answer["notice"]
    d.decide(notice, "return", who="reviewer")
    status, answer = d.request(
        application(9, send_from=None, send_until="2026-03-10T18:00:00+08:00",
                    emergency={"class": "natural-disaster", "event_type": "山洪", "critical": True,
                               "grounds": "水位猛涨", "level": "red"}), path=f"/v1/notices/{notice}/versions")
    tap.ok(status == 200 and answer["lane"] == "urgent", "what comes back may be an emergency", answer)
    tap.ok(d.wait_state(notice, "broadcasting") == "broadcasting", "that a plan covers: sent at once (art. 26)",
           d.notice(notice))
    tap.ok(d.notice(notice)["paperwork"]["state"] == "owed", "and owes its paperwork", d.notice(notice))


def an_undecided_one_lapses(d):
    _, answer = d.request(application(5))
    a_window_that_passed_unseen_is_not_sent_into(d)
    tap.ok(d.wait_state(answer["notice"], "lapsed") == "lapsed", "undecided when its window passed: lapsed",
           d.notice(answer["notice"]))


LEAK = {"class": "accident", "event_type": "氯气泄漏", "critical": False, "grounds": "少量泄漏", "level": "yellow"}


def expedited(number, **members):
    return application(number, **{"send_from": None, "send_until": None, "emergency": LEAK, **members})


def a_new_version_without_an_end_leaves(d):
    notice = d.request(expedited(60))[1]["notice"]
    d.decide(notice, "return", who="reviewer")
    status, answer = d.request(expedited(60, signer="赵一"), path=f"/v1/notices/{notice}/versions")
    tap.ok(status == 200 and answer["lane"] == "expedited" and answer["expires"] != "", "a version may leave its end to the default", answer)
    d.decide(notice, "agree", who="reviewer", digest=answer["digest"])
    tap.ok(d.wait_state(notice, "broadcasting", seconds=10) == "broadcasting", "agreed, the amended version leaves (art. 25)",
           (d.notice(notice), d.read_log()[-800:]))
    notice = d.request(expedited(61))[1]["notice"]
    status, answer = d.decide(notice, "agree-adjusted", who="reviewer", application=expedited(61, texts=text_of("请减少外出。")))
    d.ask("POST", f"/v1/notices/{notice}/confirm", json.dumps({"digest": answer["digest"]}).encode(), "officer")
    tap.ok(d.wait_state(notice, "broadcasting", seconds=10) == "broadcasting", "confirmed, so does the adjusted one", d.notice(notice))


def what_an_emergency_invokes_must_be_there(d):
    flood = {"class": "natural-disaster", "event_type": "山洪", "critical": True, "grounds": "水位猛涨", "level": "red"}

    def check(**members):
        return d.request(expedited(63, emergency={**flood, **members}), path="/v1/checks")[1]

    answer = check(plan="flood-2026")
    tap.ok(answer["verdict"] == "accept" and answer["lane"] == "urgent" and not rules(answer) & {"plan", "level"},
           "the plan that it invokes covers it", answer)
    answer = check(plan="flood-1998")
    tap.ok("plan" in rules(answer, "warn") and "未登记" in str(answer["findings"]), "a plan that is not registered is told", answer)
    status, answer = d.request(expedited(63, emergency={**flood, "plan": "flood-1998"}))
    tap.ok(answer["state"] == "held" and answer["lane"] == "urgent", "and no other plan lets it out: the duty officer decides (art. 26)", answer)
    d.cancel(answer["notice"])
    answer = check(plan="flood-2026", **{"class": "accident"})
    tap.ok("plan" in rules(answer, "warn") and "does not cover" in str(answer["findings"]), "so is one that does not cover it", answer)
    for level in ("yellow", "blue"):
        status, answer = d.request(expedited(64, emergency={**flood, "level": level}))
        tap.ok(answer["state"] == "held" and "level" in rules(answer, "warn"),
               f"critical, yet {level}: told, and below the plan's threshold it is the duty officer's", answer)
        d.cancel(answer["notice"])
    answer = check(level="orange")
    tap.ok(answer["verdict"] == "accept" and "level" not in rules(answer), "orange is grave enough", answer)
    answer = d.request(application(65, cap_per_carrier={"yj-mobile": 5, "yj-mobil": 5}), path="/v1/checks")[1]
    tap.ok(rules(answer, "refuse") == {"carrier"} and
           [f["where"]["field"] for f in answer["findings"] if f["rule"] == "carrier"] == ["cap_per_carrier"],
           "a limit for a carrier that nobody knows is refused (art. 27)", answer)


FORM = {"letter_number": "云应急函〔2026〕9号", "signer": "王建国", "seal": "云江省应急管理厅",
        "class": "自然灾害", "level": "red", "grounds": "上游水位3小时内将上涨2米", "basis": "预案第4.2条", "effect": "转移群众1.2万人",
        "internal_sign_off": "厅长签批", "lifted_at": "2026-03-02T09:00:00+08:00"}


def ctl(d, *words, who="reviewer"):
    return subprocess.run([f"{BUILD}/cbctl", *words], text=True, capture_output=True,
                          env={**os.environ, "CBCTL_URL": f"http://127.0.0.1:{d.port}", "CBCTL_TOKEN": d.tokens[who]})


def paperwork_of(d, notice, who, form=None, decision=None):
    path = f"/v1/notices/{notice}/paperwork" + ("/decisions" if decision else "")
    body = form or decision
    return d.ask("POST" if body else "GET", path, json.dumps(body).encode() if body else None, who)


def an_emergency_leaves_paperwork_that_somebody_finishes(d):
    _, answer = d.submit(cap(1))
    notice = answer["notice"]
    status, answer = d.ask("GET", "/v1/paperwork?state=owed", None, "reviewer")
    tap.ok([n["notice"] for n in answer["notices"]] == [notice], "what is owed is in the list (art. 26)", answer)
    status, answer = d.ask("GET", f"/v1/paperwork?cursor={notice}&limit=1", None, "reviewer")
    tap.ok(status == 200 and answer["notices"] == [], "page by page, as every list", answer)
    status, draft = paperwork_of(d, notice, "officer")
    tap.ok(status == 200 and draft["draft"]["plan"] == "flood-2026" and
           "云江上游水位" in draft["draft"]["messages"][0]["text"], "the chain drafts what it knows", draft)
    told, messages = draft["draft"], draft["draft"]["messages"]
    tap.ok(told["class"] == "natural-disaster" and told["level"] == "Extreme" and told["grounds"],
           "class, level and grounds", told)
    tap.ok(messages and all("个顶点围成的多边形区域" in m["area"] for m in messages) and
           all(m["channel"] == "cell-broadcast" and m["plmn"] == "460-00" and m["message_identifier"] and "serial_number" in m
               and m["sent"].startswith("2026-03-02T") and m["until"] == "2026-03-02T15:00:00+08:00" for m in messages),
           "of each text time, area, code and channel", messages)
    tap.ok([c["carrier"] for c in told["carriers"]] == ["yj-mobile"] and told["carriers"][0]["cells"] > 0 and
           told["carriers"][0]["cells_ok"] <= told["carriers"][0]["cells"], "the volumes of each carrier", told["carriers"])
    tap.ok("lifted_at" not in told and "filed" not in draft, "it is not lifted yet, and nothing is filed", draft)
    status, answer = paperwork_of(d, notice, "officer", {"letter_number": "1"})
    tap.ok(status == 422 and all(w in answer["findings"][0]["zh"] for w in ("签发人", "用印单位", "类别", "级别", "内部签批")),
           "what the form lacks is said at once", answer)
    status, answer = paperwork_of(d, notice, "reviewer", decision={"outcome": "accepted"})
    tap.ok(status == 409, "nothing is filed yet", answer)
    status, answer = paperwork_of(d, notice, "met", FORM)
    tap.ok(status == 404, "another department cannot file it", answer)
    status, answer = paperwork_of(d, notice, "officer", FORM)
    tap.ok(status == 200 and answer["paperwork"]["state"] == "filed", "the department files it", answer)
    first = paperwork_of(d, notice, "reviewer")[1]["filed"]
    tap.ok(first["by"] == "officer" and first["at"].startswith("2026-03-02T") and first["form"] == FORM and
           first["draft"]["messages"] == messages and first["digest"] == answer["paperwork"]["digest"],
           "the authority reads what was filed, by whom and when, before it settles it", first)
    tap.ok([(r["member"], r["zh"], r["draft"], r["filed"]) for r in first["differs"]] ==
           [("grounds", "情况紧急的依据", told["grounds"], FORM["grounds"]), ("lifted_at", "解除时间", "", FORM["lifted_at"])],
           "and where it differs from the draft; 自然灾害 is natural-disaster and red is Extreme", first["differs"])
    status, answer = paperwork_of(d, notice, "reviewer", decision={"outcome": "returned"})
    tap.ok(status == 400, "a return says why", answer)
    status, answer = paperwork_of(d, notice, "reviewer", decision={"outcome": "maybe", "reason": "?"})
    tap.ok(status == 400, "an unknown outcome is refused", answer)
    paperwork_of(d, notice, "reviewer", decision={"outcome": "returned", "reason": "缺少效果评估"})
    status, answer = paperwork_of(d, notice, "officer", FORM)
    d.cancel(notice)
    tap.ok(d.wait_state(notice, "cancelled") == "cancelled", "the message itself was never in its way")
    told = paperwork_of(d, notice, "officer")[1]["draft"]
    tap.ok(told.get("lifted_at", "").startswith("2026-03-02T"), "the time of lifting, once all of it is off", told)
    status, answer = paperwork_of(d, notice, "reviewer", decision={"outcome": "accepted"})
    tap.ok(status == 409 and "digest" in answer["detail"], "filed twice, it is accepted by its digest only", answer)
    status, answer = paperwork_of(d, notice, "reviewer", decision={"outcome": "accepted", "digest": first["digest"]})
    tap.ok(status == 409 and "filed anew" in answer["detail"], "not by that of what was returned", answer)
    status, answer = paperwork_of(d, notice, "reviewer", decision={"outcome": "accepted", "digest": "12"})
    tap.ok(status == 400, "nor by half a one", answer)
    shown = ctl(d, "paperwork", "show", notice).stdout
    tap.ok("FILED 补办手续  by officer" in shown and FORM["effect"] in shown and "! 情况紧急的依据" in shown, "cbctl shows it", shown)
    done = ctl(d, "paperwork", "accept", notice)
    tap.ok(done.returncode == 0 and FORM["effect"] in done.stdout and "paperwork: accepted" in done.stdout,
           "cbctl shows what it accepts, and the authority accepts it", done)
    status, closed = paperwork_of(d, notice, "officer")
    tap.ok(status == 200 and closed["paperwork"]["state"] == "accepted" and closed["filed"]["form"] == FORM and
           closed["filed"]["filings"] == 2, "it can still be read when all is over", closed)
    tap.ok(paperwork_of(d, notice, "met")[0] == 404, "by nobody else")
    with sqlite3.connect(d.path("store.db")) as store:
        stored = [json.loads(row[0]) for row in store.execute("select octets from document where kind='paperwork'")]
    tap.ok(len(stored) == 2 and all(p["form"] == FORM and p["draft"]["messages"] == messages for p in stored),
           "what was filed is draft and form, one document", stored)


def an_emergency_without_cap_and_plan_goes_by_the_duty_officer(d):
    leak = application(8, send_from=None, send_until="2026-03-02T15:00:00+08:00", legal_ground=None,
                       texts=[{"text": "【云江省应急管理厅】沿江化工厂氯气泄漏，请向上风向撤离。电话0571-12345678。"}],
                       emergency={"class": "accident", "event_type": "氯气泄漏", "critical": True,
                                  "grounds": "氯气正在扩散", "level": "red"})
    status, answer = d.request(leak)
    notice = answer["notice"]
    tap.ok(status == 202 and answer["lane"] == "urgent" and answer["state"] == "held",
           "a chlorine leak without a plan is urgent, and waits for the duty officer", answer)
    tap.ok(rules(answer, "warn") >= {"written"}, "its missing fields only warn", answer)
    tap.ok(wait_for(lambda: d.notice(notice).get("pages", 0) >= 1), "who was paged at once", d.notice(notice))
    status, answer = d.decide(notice, "order-urgent", who="duty", situation="氯气泄漏", reason="危及人身安全")
    tap.ok(status == 200 and d.wait_state(notice, "broadcasting") == "broadcasting", "his order sends it",
           d.notice(notice))
    tap.ok(d.notice(notice)["paperwork"]["state"] == "owed", "and leaves paperwork", d.notice(notice))


def cancel_with(d, notice, correction, who="officer"):
    return d.ask("POST", f"/v1/notices/{notice}/cancel",
                 json.dumps({"reason": "内容有误", "correction": correction}).encode(), who)


def a_cancel_brings_its_correction(d):
    _, answer = d.submit(cap(20))
    notice = answer["notice"]
    d.wait_state(notice, "broadcasting")
    status, answer = cancel_with(d, notice, "【云江省应急管理厅】更正：此前山洪预警系误发。电话0571-12345678。", "met")
    tap.ok(status == 404, "another body cancels nothing", answer)
    status, answer = cancel_with(d, notice, "【云江省应急管理厅】更正：此前山洪预警系误发。电话0571-12345678。")
    correction = answer.get("correction", {}).get("notice")
    tap.ok(status == 200 and correction, "a cancel is answered with its correction", answer)
    tap.ok(d.wait_state(notice, "cancelled") == "cancelled", "the original is off", d.notice(notice))
    tap.ok(d.wait_state(correction, "broadcasting") == "broadcasting", "the correction is on, asking nobody (更正)",
           d.notice(correction))
    row = d.notice(correction)
    tap.ok(row["relation"] == "correction" and row["follows"] == notice and "paperwork" not in row,
           "it follows the original and owes nothing of its own", row)
    tap.ok({r["node"] for r in d.deliveries(correction)} == {r["node"] for r in d.deliveries(notice)},
           "on the same nodes", d.deliveries(correction))
    status, answer = cancel_with(d, correction, "再更正。")
    tap.ok(status == 200 and "no area of its own" in answer["correction"]["why"],
           "a correction of a correction says why it cannot be, and is off", answer)
    _, answer = d.submit(cap(21))
    notice = answer["notice"]
    d.wait_state(notice, "broadcasting")
    status, answer = cancel_with(d, notice, "长" * 1400)
    tap.ok(status == 200 and answer["correction"]["state"] == "refused" and answer["correction"]["findings"],
           "a correction that cannot be sent is refused with its findings", answer)
    tap.ok(d.wait_state(notice, "cancelled") == "cancelled", "and never keeps the cancel", d.notice(notice))
    _, answer = d.submit(cap(22))
    told = subprocess.run([f"{BUILD}/cbctl", "cancel", answer["notice"], "--reason", "误发", "--correction", "长" * 1400],
                          env={**os.environ, "CBCTL_URL": f"http://127.0.0.1:{d.port}",
                               "CBCTL_TOKEN": d.tokens["officer"]}, capture_output=True, text=True)
    tap.ok(told.returncode == 1 and "its state: refused" in told.stdout and "refuse: pages" in told.stdout,
           "cbctl says so, and exits with 1", told)


def no_tag_switches_the_law_off(d):
    """Art. 27 is asked of the Chinese text, whatever its tag calls it."""
    def check(*texts, **members):
        texts = [{"language": language, "text": text} for language, text in texts]
        return d.request(application(60, texts=texts, **members), path="/v1/checks")[1]

    good = application(60)["texts"][0]["text"]
    english = "[Yunjiang EM] Fire risk is high. No open fires. 0571-12345678"
    for language in ("en", "zz", "ZH", "zh-cn"):
        answer = check((language, "林" * 300))
        tap.ok({"length", "sender-name", "sender-phone"} <= rules(answer, "refuse"),
               f"300 Chinese characters with language {language}: judged as Chinese", answer)
    tap.ok(rules(check(("EN", good))) == set(), "a good one passes under any tag", check(("EN", good)))
    answer = check(("en", english))
    told = [f for f in answer["findings"] if f["rule"] == "written"]
    tap.ok(rules(answer, "refuse") == {"written"} and "zh-CN" in told[0]["en"] and "中文文本" in told[0]["zh"],
           "an English text alone is refused: the Chinese one is missing", answer)
    tap.ok(check(("zh", good), ("en", english))["verdict"] == "accept", "beside the Chinese one it is none")
    for languages in (["zh"] * 16, ["zh", "ZH-CN"], ["zh", "en"], ["zh", "cmn"], ["zh-Hans", "zh-CN"]):
        answer = check(*[(language, good) for language in languages])
        told = [f for f in answer["findings"] if f["rule"] == "texts"]
        tap.ok(len(told) == len(languages) - 1 and told[0]["effect"] == "refuse" and "texts[0].text" in told[0]["en"],
               f"one Chinese text, not several: {languages[:2]}", answer)
    tap.ok(check(("zh-Hans", good), ("zh-Hant", good))["verdict"] == "accept", "two scripts are two texts")
    tap.ok(rules(check(("zh", good), ("en-US", english), ("en-GB", english)), "refuse") == {"texts"},
           "English twice is once too often")


def a_text_past_all_bounds_is_read_no_further(d):
    status, answer = d.request(application(61, texts=[{"text": "1.a" * 1000000}]), path="/v1/checks")
    tap.ok(status == 200 and rules(answer, "refuse") == {"texts"} and "3000000" in answer["findings"][0]["en"],
           "a text of 3 MB is refused by its size alone", answer)
    answer = d.request(application(61, texts=[{"text": "火" * 2731}]), path="/v1/checks")[1]
    tap.ok("texts" in rules(answer, "refuse"), "8193 octets are too many", answer)
    answer = d.request(application(61, texts=[{"text": "火" * 2730}]), path="/v1/checks")[1]
    tap.ok({"pages", "length"} <= rules(answer, "refuse") and "texts" not in rules(answer), "8190 are judged", answer)
class BesideTheBorder(Dispatcher):
    """The third node's cells are another province's."""

    def import_cells(self):
        with open(self.path("cells.csv")) as f:
            rows = f.read()
        with open(self.path("cells.csv"), "w") as f:
            f.writelines(row.replace(",330100,", ",310101,") if "bsc-003" in row else row for row in rows.splitlines(True))
        super().import_cells()


ACROSS = [{"polygon": [[30.10, 120.10], [30.40, 120.10], [30.40, 120.50], [30.10, 120.50], [30.10, 120.10]]}]


def nodes_of(d, notice):
    return sorted(r["node"] for r in d.deliveries(notice))


def on_the_air(d, number, **members):
    notice = d.request(expedited(number, areas=ACROSS, **members))[1]["notice"]
    d.decide(notice, "agree", who="reviewer")
    d.wait_state(notice, "broadcasting")
    return notice


def a_correction_goes_where_its_original_went(d):
    notice = on_the_air(d, 70)
    tap.ok(nodes_of(d, notice) == ["bsc-001", "bsc-002", "bsc-003"], "agreed, it goes past the jurisdiction too", nodes_of(d, notice))
    answer = cancel_with(d, notice, "【云江省应急管理厅】更正：系误发。电话0571-12345678。")[1]["correction"]
    tap.ok("area" not in rules(answer) and d.wait_state(answer["notice"], "broadcasting", seconds=10) == "broadcasting" and
           nodes_of(d, answer["notice"]) == nodes_of(d, notice), "so does its correction, and its area is nobody's question (更正)",
           (answer, d.notice(answer["notice"])))
    notice = on_the_air(d, 71)
    answer = cancel_with(d, notice, "【云江省应急管理厅】更正：无在线赌场。电话0571-12345678。")[1]["correction"]
    held = answer["notice"]
    tap.ok(answer["state"] == "held" and rules(answer, "hold") == {"prohibited"}, "suspected content holds a correction (art. 15)", answer)
    d.kill()
    d.start()
    d.wait_nodes()
    status, answer = d.decide(held, "agree", who="reviewer")
    tap.ok(status == 200 and d.wait_state(held, "broadcasting", seconds=10) == "broadcasting" and
           nodes_of(d, held) == ["bsc-001", "bsc-002", "bsc-003"], "agreed, it leaves, where its original went",
           (d.notice(held), d.read_log()[-600:]))


def a_held_correction_that_is_ordered_owes_nothing_of_its_own(d):
    notice = on_the_air(d, 102)
    held = cancel_with(d, notice, "【云江省应急管理厅】更正：无在线赌场。电话0571-12345678。")[1]["correction"]["notice"]
    status, answer = d.decide(held, "order-urgent", who="duty", situation="误报已传开", reason="须立即更正")
    tap.ok(status == 200 and d.wait_state(held, "broadcasting", seconds=10) == "broadcasting", "the duty officer orders a held correction",
           answer)
    row = d.notice(held)
    tap.ok(row["key"] == "mechanism" and row["ordered_by"] == "duty" and row["follows"] == notice and "paperwork" not in row,
           "his order is on record, and it opens no paperwork beside that of what it corrects (art. 26)", row)
    d.cancel(held)


def a_correction_sees_what_left_before_the_cancel(d):
    wrong = []
    for number in range(72, 102):
        notice = d.request(expedited(number))[1]["notice"]
        d.decide(notice, "agree", who="reviewer")
        answer = cancel_with(d, notice, "【云江省应急管理厅】更正：系误发。电话0571-12345678。")[1]["correction"]
        if ("nothing" in answer.get("why", "")) == bool(d.deliveries(notice)):
            wrong.append((answer, d.notice(notice)))
        d.cancel(answer["notice"])
    tap.ok(not wrong, "what left while the cancel waited for its turn is corrected", wrong[:2])


def an_exemption_outranks_the_content_rules(d):
    long = "【云江省应急管理厅】" + "近期森林火险等级高，请勿携带火种进入林区。" * 4 + "咨询电话0571-12345678。"
    members = {"texts": [{"language": "zh", "text": long}]}
    status, answer = d.request(application(40, **members))
    tap.ok(status == 422 and "length" in {f["rule"] for f in answer["findings"] if f["effect"] == "refuse"},
           "too long a text is refused (art. 27)", answer)
    whole = json.loads(d.registry())
    whole["exemptions"] = [{"id": "fire-2026", "instrument": "森林防火条例", "rank": "administrative-regulation",
                            "number": "国务院令第541号", "clause": "第三十条", "confirmed_by": "王建国"}]
    d.ask("POST", "/v1/registry", json.dumps(whole).encode(), "admin")
    status, answer = d.request(application(41, exemption="fire-2026", **members))
    told = [f for f in answer["findings"] if f["rule"] == "exemption"]
    tap.ok(status == 202 and len(told) == 1 and "国务院令第541号" in told[0]["zh"] and "length" in told[0]["en"],
           "an exemption on record (国家另有规定) lets it be decided, and says by what", answer)
    status, answer = d.request(application(42, exemption="nothing", **members))
    tap.ok(status == 422, "one that nobody registered does not", answer)


def attachments_are_documents_of_their_own(d):
    pdf = b"%PDF-1.7\n" + bytes(range(256)) * 1200  # large: read beside the loop
    attachments = [{"name": "授权书.pdf", "media_type": "application/pdf", "base64": base64.b64encode(pdf).decode()},
                   {"name": "图.png", "media_type": "image/png", "base64": base64.b64encode(PNG).decode()}]
    status, answer = d.request(application(50, attachments=attachments))
    notice = answer["notice"]
    shown = d.notice(notice)["attachments"]
    tap.ok(status == 202 and [(a["n"], a["name"], a["octets"]) for a in shown] ==
           [(1, "授权书.pdf", len(pdf)), (2, "图.png", len(PNG))], "attachments are named, with their sizes", shown)
    got = subprocess.run([f"{BUILD}/cbctl", "attachment", notice, "1"], capture_output=True,
                         env={**os.environ, "CBCTL_URL": f"http://127.0.0.1:{d.port}", "CBCTL_TOKEN": d.tokens["reviewer"]})
    tap.ok(got.stdout == pdf, "the reviewer has them octet by octet", (got.returncode, got.stderr, len(got.stdout)))
    tap.ok(d.ask("GET", f"/v1/notices/{notice}/attachments?n=3", None, "reviewer")[0] == 404, "there is no third one")
    tap.ok(d.ask("GET", f"/v1/notices/{notice}/attachments", None, "reviewer")[0] == 400, "which one must be said")
    tap.ok(d.ask("GET", f"/v1/notices/{notice}/attachments?n=1", None, "met")[0] == 404, "another body has none of them")
    d.kill()
    d.start()
    d.wait_nodes()
    d.decide(notice, "return", who="reviewer")
    d.request(application(50, attachments=attachments[1:]), path=f"/v1/notices/{notice}/versions")
    tap.ok([a["name"] for a in d.notice(notice)["attachments"]] == ["图.png"], "a new version brings its own",
           d.notice(notice).get("attachments"))


def a_number_that_a_cancel_names_is_not_given_again(d):
    _, answer = d.submit(cap(30))
    d.wait_state(answer["notice"], "broadcasting")
    _, answer = cancel_with(d, answer["notice"], "【云江省应急管理厅】更正：系误发。电话0571-12345678。")
    first = answer["correction"]["notice"]
    d.wait_state(first, "broadcasting")
    _, answer = cancel_with(d, first, "再更正。")
    named = answer["correction"]["notice"]
    tap.ok(answer["correction"]["state"] == "failed" and "notice" not in d.notice(named),
           "a cancel names a correction that never came to be", answer)
    d.kill()
    d.start()
    _, answer = d.submit(cap(31))
    tap.ok(int(answer["notice"]) > int(named), "its number is not another notice's after a crash", (named, answer))


def main():
    d = Dispatcher()
    try:
        d.begin()
        the_law_is_judged_whole(d)
        what_an_emergency_invokes_must_be_there(d)
        every_reason_is_told_at_once(d)
        the_words_of_a_text_are_judged(d)
        an_emergency_leaves_paperwork_that_somebody_finishes(d)
        an_emergency_without_cap_and_plan_goes_by_the_duty_officer(d)
        a_cancel_brings_its_correction(d)
        what_is_missing_is_said_at_once(d)
        a_returned_one_comes_back_as_a_new_version(d)
        an_adjusted_one_is_confirmed_by_the_applicant(d)
        an_agreed_one_leaves_in_its_window(d)
    finally:
        d.end()
    d = Dispatcher()
    try:
        d.begin()
        on_the_urgent_lane_suspected_content_is_sent_and_told(d)
        attachments_are_documents_of_their_own(d)
        no_tag_switches_the_law_off(d)
        a_text_past_all_bounds_is_read_no_further(d)
        an_exemption_outranks_the_content_rules(d)
        an_adjustment_is_not_a_new_filing(d)
        a_returned_one_may_come_back_as_an_emergency(d)
    finally:
        d.end()
    d = Dispatcher(plans=False)
    try:
        d.begin()
        a_new_version_without_an_end_leaves(d)
        whoever_declines_an_adjustment_keeps_the_filing(d)
    finally:
        d.end()
    d = BesideTheBorder(plans=False)
    try:
        d.begin()
        a_correction_goes_where_its_original_went(d)
        a_held_correction_that_is_ordered_owes_nothing_of_its_own(d)
        a_correction_sees_what_left_before_the_cancel(d)
    finally:
        d.end()
    d = Dispatcher()
    try:
        d.begin()
        a_number_that_a_cancel_names_is_not_given_again(d)
        an_undecided_one_lapses(d)
        d.stop()
        tap.ok(d.verify()[0] == 0, "the chain is intact", d.verify())
    finally:
        d.end()
    tap.end()


main()
