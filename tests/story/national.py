#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Chinese national message with the real programs: red rain, its updates, its lifting."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, wait_for  # noqa: E402

tap = Tap()
BODY = "33000041600000"
# 113 characters, no telephone number: more than art. 27 allows, and no reason to stop a red warning.
RAIN = ("云江省气象台2026年03月02日09时00分发布暴雨红色预警：受台风外围云系影响，预计未来3小时云州市、云川市"
        "大部降雨量将达100毫米以上，部分乡镇超过150毫米，山洪、滑坡和城乡积涝风险高。请立即转移到安全地带，"
        "切勿涉水。")


class Province(Dispatcher):
    """The demo's registry, with the bodies known as national messages name them."""

    def registry(self):
        registry = json.loads(super().registry())
        names = {"yj-met": ["云江省气象局", BODY], "yj-em": ["云江省应急管理厅", "33000041900000"]}
        for agency in registry["agencies"]:
            agency["cap_senders"] += names[agency["id"]]
        return json.dumps(registry).encode()


def message(minute, kind="Alert", first=None, severity="Red", colour="红色", text=RAIN, sender="云江省气象局",
            code=BODY, level="None", event="11B03", action="发布", expires="", method="SMS"):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert><identifier>{code}_2026030209{minute:02d}00</identifier><sender>{sender}</sender>
<senderCode>{code}</senderCode><sendTime>2026-03-02 09:{minute:02d}:00+08:00</sendTime>
<status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>
<code><method><methodName>{method}</methodName><message>{text}</message><audienceGrp/><audenceprt>,</audenceprt></method></code>
<secClassification>{level}</secClassification><note>{'降雨已经结束' if kind == 'Cancel' else ''}</note>
<references>{f'{BODY}_2026030209{first:02d}00' if first is not None else ''}</references>
<info><language>zh-CN</language><eventType>{event}</eventType><urgency>Unknown</urgency>
<severity>{severity}</severity><certainty>Unknown</certainty>
<effective>2026-03-02 09:00:00+08:00</effective><onset/><expires>{expires}</expires><senderName>周明</senderName>
<headline>云江省气象局{action}暴雨{colour}预警</headline><description>正文。</description>
<area><areaDesc>云州市</areaDesc><polygon/><circle/><geocode>330100000000</geocode></area></info></alert>""".encode()


def effects(answer, rule):
    return [f["effect"] for f in answer["findings"] if f["rule"] == rule]


def a_red_message_under_a_plan_is_sent(d):
    """Cases 7 and 12."""
    assert len(RAIN) == 113, len(RAIN)
    status, answer = d.submit(message(0), who="met")
    d.first = answer["notice"]
    tap.ok(status == 202 and answer["lane"] == "urgent", "a red national message under a plan is urgent", answer)
    tap.ok(d.wait_state(d.first, "broadcasting") == "broadcasting", "and is sent at once", d.deliveries(d.first))
    tap.ok(effects(answer, "length") == ["warn"] and effects(answer, "sender-phone") == ["warn"],
           "113 characters without a telephone number are only warned of (case 7)", answer)
    tap.ok(effects(answer, "expiry") == ["warn"] and not effects(answer, "cn-expires"),
           "an empty expires is the plan's default, warned (case 12)", answer)
    notice = d.notice(d.first)
    tap.ok(notice["format"] == "cn" and notice["profile"] == "cn-12379" and notice["agency"] == "yj-met"
           and notice["event_type"] == "11B03" and notice["expires"].startswith("2026-03-02T12:00:00"),
           "format, profile, body, event type and expiry are on record", notice)
    tap.ok(notice["paperwork"]["state"] == "owed" and notice["paperwork"]["due"].startswith("2026-03-05"),
           "the paperwork is owed by the third working day (art. 26)", notice)
    tap.ok("周明" not in str(notice), "the officer's own name goes nowhere", notice)


def its_text_is_that_of_the_short_message(d):
    shown = set()
    with open(d.path("air.json"), encoding="utf-8") as f:
        for line in f:
            pages = "".join(json.loads(line)["pages"])
            shown.add(bytes.fromhex(pages).decode("utf-16-be", "replace"))
    text = "".join(shown)
    tap.ok(len(shown) == 1 and RAIN in text.replace("\r", "") and "周明" not in text,
           "phones show the SMS method's text, whole, and nobody's own name", shown)


def the_same_identifier_again(d):
    status, answer = d.submit(message(0), who="met")
    tap.ok(status == 200 and answer["notice"] == d.first, "the same message again is the same notice", answer)
    status, answer = d.submit(message(0, text="另一内容。"), who="met")
    tap.ok(status == 409, "the same identifier with other content is a conflict", answer)


def updates_name_the_first_message(d):
    status, answer = d.submit(message(10, "Update", first=0, severity="Blue", colour="蓝色", action="继续发布",
                                      text="降雨减弱。"), who="met")
    d.second = answer["notice"]
    tap.ok(status == 202 and answer["lane"] == "urgent", "a blue update travels in the lane of what it follows", answer)
    tap.ok(d.wait_state(d.first, "superseded") == "superseded", "and takes its place", d.deliveries(d.first))
    status, answer = d.submit(message(20, "Update", first=0, severity="Orange", colour="橙色", action="变更",
                                      text="降雨再度增强。"), who="met")
    d.third = answer["notice"]
    tap.ok(status == 202 and d.notice(d.third)["follows"] == d.second,
           "a second update names the first message and follows the one on air", d.notice(d.third))
    tap.ok(d.wait_state(d.second, "superseded") == "superseded" and d.wait_state(d.third, "broadcasting") == "broadcasting",
           "which it takes the place of", d.deliveries(d.second))
    tap.ok("paperwork" not in d.notice(d.second) and "paperwork" not in d.notice(d.third),
           "the chain owes its paperwork once")
    _, on = d.air()
    tap.ok(len(on) == d.nodes * d.cells and len({serial for _, _, serial in on}) == 1, "one message a cell is on air", on)


def a_restart_remembers_the_chain(d):
    d.kill()
    d.start()
    d.wait_nodes()
    tap.ok(d.wait_state(d.third, "broadcasting") == "broadcasting", "after a crash the update is still on", d.notice(d.third))


def the_lifting_ends_it(d):
    """Case 9."""
    status, answer = d.submit(message(30, "Cancel", first=0, severity="Unknown", action="解除", text="解除。"), who="met")
    tap.ok(status == 202 and answer["lane"] == "none" and answer["findings"] == [],
           "a lifting by Cancel, of unknown severity, is taken at once (case 9)", answer)
    tap.ok(d.wait_state(d.third, "cancelled") == "cancelled", "what is on air stops", d.deliveries(d.third))
    tap.ok(wait_for(lambda: not d.air()[1]), "nothing is on air", d.air()[1])
    notice = d.notice(d.first)
    tap.ok(notice["paperwork"]["state"] == "owed" and notice["paperwork"]["chain"] == d.first,
           "its paperwork is still that of the first message", notice)
    tap.ok(d.notice(d.third)["cancel_reason"] == "降雨已经结束", "the reason stands in the record", d.notice(d.third))
    status, answer = d.submit(message(31, "Cancel", first=0, severity="Unknown", action="解除"), who="met")
    tap.ok(status == 202 and effects(answer, "reference") == ["warn"],
           "a second lifting is told that nothing is left", answer)


def a_lifting_stops_all_that_is_open(d):
    """The update comes and the lifting at its heels, before the BSCs have changed over."""
    _, answer = d.submit(message(32), who="met")
    one = answer["notice"]
    d.wait_state(one, "broadcasting")
    _, answer = d.submit(message(33, "Update", first=32, action="继续发布"), who="met")
    two = answer["notice"]
    status, _ = d.submit(message(34, "Cancel", first=32, severity="Unknown", action="解除"), who="met")
    tap.ok(status == 202 and d.wait_state(two, "cancelled") == "cancelled"
           and d.wait_state(one, "cancelled", "superseded") in ("cancelled", "superseded"),
           "a lifting stops the update and what it was taking the place of", (d.notice(one), d.notice(two)))
    tap.ok(wait_for(lambda: not d.air()[1]), "nothing is on air", d.air()[1])


def a_lifting_that_comes_first_is_kept(d):
    status, answer = d.submit(message(41, "Cancel", first=40, severity="Unknown", action="解除"), who="met")
    tap.ok(status == 202 and answer["state"] == "held", "a lifting before its message is held", answer)
    status, answer = d.submit(message(40), who="met")
    tap.ok(answer["state"] == "cancelled", "the message is cancelled on arrival and never sent", answer)
    tap.ok(d.deliveries(answer["notice"]) == [], "no BSC ever heard of it")


def what_may_not_leave(d):
    status, answer = d.submit(message(50, level="Inner"), who="met")
    tap.ok(status == 422 and effects(answer, "cn-inner") == ["refuse"], "Inner is never broadcast, not even red", answer)
    status, answer = d.submit(message(50, level="Inner", severity="Blue", colour="蓝色"), who="met")
    tap.ok(status == 422 and effects(answer, "cn-inner") == ["refuse"], "nor on the other lanes", answer)
    status, answer = d.submit(message(51, severity="Unknown", colour=""), who="met")
    tap.ok(status == 202 and answer["lane"] == "expedited" and answer["state"] == "pending",
           "an unknown colour waits for a person", answer)
    status, answer = d.submit(message(52, severity="Yellow", colour="黄色"), who="met")
    tap.ok(status == 202 and answer["lane"] == "expedited", "yellow is not critical", answer)
    status, answer = d.submit(message(53, event="11B06"), who="met")
    tap.ok(status == 202 and effects(answer, "event-name") == ["warn"],
           "an event type that is not the headline's is warned of", answer)
    d.cancel(answer["notice"], who="met")


def people_decide_the_others(d):
    _, answer = d.submit(message(42, severity="Yellow", colour="黄色", text="请注意防范。"), who="met")
    number = answer["notice"]
    status, answer = d.decide(number, "agree", who="reviewer", digest=d.notice(number)["digest"])
    tap.ok(status == 200 and d.wait_state(number, "broadcasting") == "broadcasting",
           "a yellow one leaves when the reviewer has agreed", answer)
    status, answer = d.ask("POST", f"/v1/notices/{number}/cancel",
                           json.dumps({"reason": "数字有误", "correction": "更正：请以最新预警为准。"}).encode(), who="met")
    tap.ok(status == 200 and answer["correction"]["state"] in ("sending", "broadcasting"),
           "its correction goes where it went", answer)
    d.cancel(answer["correction"]["notice"], who="met")
    _, answer = d.submit(message(43, event="12D01", text="氯气泄漏，请关闭门窗。").replace("暴雨".encode(),
                                                                            "危化品泄漏".encode()), who="met")
    number = answer["notice"]
    tap.ok(answer["state"] == "held" and d.notice(number)["class"] == "accident",
           "without a plan a red one waits for the duty officer; 12 is an accident", answer)
    for who in ("duty", "inspector"):
        sheet = d.ask("GET", f"/v1/notices/{number}/review", who=who)[1]
        tap.ok("氯气泄漏" in sheet["texts"][0]["text"] and sheet["area"]["zh"] and "值班人员" in sheet["clock"]["because"]["zh"],
               f"its sheet shows {who} text, area and why it waits", sheet)
    status, answer = d.decide(number, "order-urgent", digest=d.notice(number)["digest"])
    tap.ok(status == 200 and d.wait_state(number, "broadcasting") == "broadcasting", "who orders it", answer)
    d.cancel(number, who="met")


def who_sends(d):
    status, answer = d.submit(message(54, sender="云江省气象台"), who="met")
    tap.ok(status == 202 and answer["state"] != "held", "the senderCode names the body, whatever it calls itself", answer)
    d.cancel(answer["notice"], who="met")
    status, answer = d.submit(message(55, code="99999941600000"), who="met")
    tap.ok(status == 202 and answer["state"] != "held", "a body known by name is that body", answer)
    d.cancel(answer["notice"], who="met")
    status, answer = d.submit(message(56, sender="云江省应急管理厅"), who="met")
    tap.ok(answer["state"] == "held" and effects(answer, "identity") == ["duty-officer"],
           "a name of one body with the code of another goes to the duty officer", answer)
    status, answer = d.submit(message(57, code="99999941600000", sender="某局", expires="2026-03-02 15:00:00+08:00"), who="met")
    tap.ok(answer["state"] == "held" and effects(answer, "identity") == ["duty-officer"],
           "so does a body that nobody knows", answer)


def a_check_changes_nothing(d):
    newest = lambda: d.ask("GET", "/v1/notices?limit=1", who="inspector")[1]["notices"][0]["notice"]  # noqa: E731
    before = newest()
    status, answer = d.ask("POST", "/v1/checks", message(58), who="met", media="application/xml")
    tap.ok(status == 200 and answer["lane"] == "urgent" and answer["verdict"] == "accept"
           and answer["audience"]["cells"] == d.nodes * d.cells, "a check tells lane, verdict and audience", answer)
    tap.ok(newest() == before, "and makes no notice")


def main():
    d = Province()
    try:
        d.begin()
        a_red_message_under_a_plan_is_sent(d)
        its_text_is_that_of_the_short_message(d)
        the_same_identifier_again(d)
        updates_name_the_first_message(d)
        a_restart_remembers_the_chain(d)
        the_lifting_ends_it(d)
        a_lifting_stops_all_that_is_open(d)
        a_lifting_that_comes_first_is_kept(d)
        what_may_not_leave(d)
        people_decide_the_others(d)
        who_sends(d)
        a_check_changes_nothing(d)
        tap.ok(d.stop() == 0 and d.verify()[0] == 0, "it stops in order and the chain verifies")
    except (RuntimeError, KeyError, OSError, AssertionError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
    finally:
        d.end()
    tap.end()


main()
