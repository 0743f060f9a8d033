#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reviewer sees and does (art. 27 par. 2): queue and clock, criteria, near-duplicates, two persons, replies."""
import http.client
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, PERSONS, Dispatcher, Tap, application, cap, wait_for  # noqa: E402

tap = Tap()
PERSONS.update({
    "reviewer2": ("yj-ca", ["authority"]),
    "officer2": ("yj-em", ["agency"]),
})
PEOPLE = 9 * 900  # three nodes of three cells


def ctl(d, who, *words):
    return subprocess.run([f"{BUILD}/cbctl", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, "CBCTL_URL": f"http://127.0.0.1:{d.port}", "CBCTL_TOKEN": d.tokens[who]})


def review(d, notice, who="reviewer"):
    return d.ask("GET", f"/v1/notices/{notice}/review", None, who)


def queue(d, who="reviewer", query="waiting_for=any"):
    return d.ask("GET", f"/v1/notices?{query}", None, who)[1]


def file(d, number, **members):
    status, answer = d.request(application(number, **members))
    if status != 202:
        raise RuntimeError(f"{status} {answer}")
    return answer["notice"]


def window(day, begin=9, end=18):
    return {"send_from": f"2026-{day}T{begin:02}:00:00+08:00", "send_until": f"2026-{day}T{end:02}:00:00+08:00"}


def the_queue_is_in_the_order_of_what_must_be_decided(d):
    late, early, soon = file(d, 1, **window("04-20")), file(d, 2, **window("03-25")), file(d, 3, **window("04-01"))
    answer = queue(d)
    rows = answer["notices"]
    tap.ok([n["notice"] for n in rows] == [early, soon, late], "the nearest window is decided first", answer)
    first = rows[0]
    tap.ok(first["waiting_for"] == "review" and first["decide_by"] == "2026-03-25T09:00:00+08:00" and
           first["waits_since"] >= first["received"] and first["authority"] == "yj-ca" and "overdue" not in first,
           "with what it waits for, since when and until when", first)
    page = queue(d, query="waiting_for=any&limit=2")
    rest = queue(d, query=f"waiting_for=any&limit=2&cursor={page['cursor']}")
    tap.ok([n["notice"] for n in page["notices"]] == [early, soon] and [n["notice"] for n in rest["notices"]] == [late],
           "page by page", (page, rest))
    tap.ok(d.ask("GET", "/v1/notices?waiting_for=any&cursor=x", None, "reviewer")[0] == 400 and
           d.ask("GET", "/v1/notices?waiting_for=nobody", None, "reviewer")[0] == 400, "and strictly read")
    tap.ok(queue(d, query="waiting_for=second-person")["notices"] == [], "filtered by what is waited for")
    tap.ok(queue(d, "met")["notices"] == [] and len(queue(d, "officer")["notices"]) == 3,
           "a body sees what of its own waits")
    told = ctl(d, "reviewer", "queue")
    tap.ok(told.returncode == 0 and all(len(line) <= 80 for line in told.stdout.splitlines()) and
           told.stdout.splitlines()[1].split()[0] == early and "22d" in told.stdout and "03-25 09:00" in told.stdout,
           "cbctl shows it within 80 columns", told.stdout)
    for notice in (late, early, soon):
        d.cancel(notice)
    tap.ok(wait_for(lambda: queue(d)["notices"] == []), "what is cancelled waits no more", queue(d))


def the_sheet_has_the_five_criteria(d):
    notice = file(d, 4)
    status, sheet = review(d, notice)
    tap.ok(status == 200 and sheet["digest"] == d.notice(notice)["digest"] and
           sheet["texts"][0]["text"].startswith("【云江省应急管理厅】"), "the texts and their digest", sheet)
    tap.ok(sheet["acceptance_number"] == f"受理〔2026〕yj-ca-{int(notice):06}号" == d.notice(notice)["acceptance_number"],
           "the acceptance number", sheet)
    criteria = sheet["criteria"]
    tap.ok(criteria["content"]["texts"][0]["characters"] == len(sheet["texts"][0]["text"]) and
           criteria["content"]["texts"][0]["pages"] == 2, "content: what the phone shows", criteria)
    tap.ok(sheet["area"]["zh"] == "浙江省杭州市（330100）", "the area in words", sheet["area"])
    reached = dict(criteria["area"])
    register = {reached.pop("judged_with"), reached.pop("cell_register")}
    tap.ok(reached == {"cells": 9, "nodes": 3, "people": PEOPLE, "cells_outside": 0, "share_outside": 0.0} and len(register) == 1,
           "area: cells, nodes, people, share outside", criteria)
    tap.ok(criteria["frequency"]["body"] == {"days_7": 0, "days_30": 0, "days_90": 0} and
           criteria["frequency"]["busiest_city"] == "330100", "frequency: nothing was sent yet", criteria)
    tap.ok(criteria["willingness"]["source"] == "none" and "未接入" in criteria["willingness"]["zh"],
           "willingness: no source, and said so", criteria)
    tap.ok(sheet["application"]["reason"] and "attachments" not in sheet["application"], "the application's own reasons",
           sheet)
    tap.ok(sheet["clock"]["waiting_for"] == "review" and sheet["clock"]["lapses"] == "2026-03-30T18:00:00+08:00" and
           sheet["clock"]["next_alarm"] < sheet["clock"]["decide_by"], "the reviewer's clock", sheet)
    tap.ok(review(d, notice, "officer")[0] == 403 and
           review(d, 99999)[0] == 404, "for the authority it is before, and nobody else")
    told = ctl(d, "reviewer", "review", notice)
    tap.ok(told.returncode == 0 and all(w in told.stdout for w in ("WAITS FOR review", "8100 people", "云江省应急管理厅",
                                                                  "VOLUME", sheet["digest"])),
           "cbctl prints it on one page", told)
    status, answer = d.decide(notice, "agree", who="reviewer", digest="0" * 64)
    tap.ok(status == 409 and "look at it again" in answer["detail"], "another digest is refused with a sentence", answer)
    told = ctl(d, "reviewer", "agree", notice)
    tap.ok(told.returncode == 0 and sheet["digest"] in told.stdout and "严禁野外用火" in told.stdout,
           "cbctl agree shows what is agreed", told)
    tap.ok(d.wait_state(notice, "scheduled") == "scheduled", "and agrees to it", d.notice(notice))
    tap.ok(review(d, notice)[1]["clock"]["waiting_for"] == "none", "it waits for nobody now")
    return notice


def record(d, who="reviewer", **members):
    said = {"matter": "complaint", "agency": "yj-em", "count": 3, "source": "12321", **members}
    return d.ask("POST", "/v1/complaints", json.dumps({k: v for k, v in said.items() if v is not None}).encode(), who)


def what_the_people_say_is_recorded_and_weighed(d):
    """Art. 27 par. 2: willingness, in numbers that somebody answers for."""
    notice = file(d, 6)
    for wrong, word in (({"matter": None}, "matter"), ({"source": " "}, "source"), ({"count": 0}, "count"), ({"agency": "nobody"}, "agency"),
                        ({"agency": None}, "agency"), ({"at": "2027-01-01T00:00:00+08:00"}, "at"), ({"notice": "x"}, "notice"),
                        ({"notice": "99999"}, "notice"), ({"notice": notice, "agency": "yj-met"}, "notice"), ({"colour": "red"}, "colour")):
        status, answer = record(d, **wrong)
        tap.ok(status == 400 and word in answer["detail"], f"a record without its {word}, or with a wrong one, is none", answer)
    tap.ok(record(d, who="officer")[0] == 403 and record(d, who="duty", agency="nobody")[0] == 400, "only the authority records")
    for wrong, word in (({"reference": "号" * 201}, "reference"), ({"source": "源" * 201}, "source")):
        status, answer = record(d, **wrong)
        tap.ok(status == 400 and word in answer["detail"] and "200" in answer["detail"], f"a {word} is no place for a story", answer)
    status, answer = record(d, agency="yj-met", reference="r-1")
    tap.ok(d.ask("POST", "/v1/complaints/1/strike", json.dumps({"reason": "由" * 201}).encode(), "reviewer")[0] == 400,
           "nor is the reason of striking")
    d.ask("POST", "/v1/complaints/1/strike", b'{"reason":"x"}', "reviewer")
    tap.ok(review(d, notice)[1]["criteria"]["willingness"]["source"] == "none", "what was struck is no source", answer)
    status, answer = record(d, agency="yj-met", count=9)
    willing = review(d, notice)[1]["criteria"]["willingness"]
    tap.ok(willing["source"] == "recorded" and willing["records"] == 0 and "none of them is about this body" in willing["en"] and
           "没有关于该机构" in willing["zh"], "where none is about this body, the sheet says so beside the zeros", willing)
    d.ask("POST", "/v1/complaints/2/strike", b'{"reason":"x"}', "reviewer")
    status, answer = record(d, notice="00" + notice, agency=None, reference=" 12321-2026-7 ")
    tap.ok(status == 200 and answer["complaint"] == 3 and answer["agency"] == "yj-em" and answer["notice"] == notice and
           answer["recorded_by"] == "reviewer" and answer["at"].startswith("2026-03-02T"), "a complaint about a notice is about its body", answer)
    again = record(d, notice=notice, reference="12321-2026-7")
    tap.ok(again == (200, answer), "said again after a lost answer, it is the same record", again)
    status, other = record(d, notice=notice, reference="12321-2026-7", count=4)
    tap.ok(status == 409 and "complaint 3 " in other["detail"], "with another count it is a contradiction", other)
    tap.ok(record(d, notice=notice, reference="12321-2026-7", at="2026-02-01T00:00:00+08:00")[0] == 409, "with another time too")
    record(d, count=40, at="2026-02-20T10:00:00+08:00")
    record(d, matter="opt-out", count=7, at="2026-01-01T10:00:00+08:00", source="云江移动")
    record(d, agency="yj-met", count=9)
    with open(d.path("complaint.json"), "w") as f:
        json.dump({"matter": "opt-out", "agency": "yj-em", "count": 500, "source": "云江移动"}, f)
    told = ctl(d, "reviewer", "complaints", "record", d.path("complaint.json"))
    tap.ok(told.returncode == 0 and "complaint: 7" in told.stdout and "count: 500" in told.stdout, "cbctl records", told)
    told = ctl(d, "reviewer", "complaints", "strike", "7", "--reason", "多录一个零")
    tap.ok(told.returncode == 0 and "struck: 2026-03-02" in told.stdout, "what was recorded wrongly is struck", told)
    tap.ok(ctl(d, "reviewer", "complaints", "strike", "7", "--reason", "再次").returncode == 1 and
           d.ask("POST", "/v1/complaints/77/strike", b'{"reason":"x"}', "reviewer")[0] == 404, "once, and only what is there")
    d.kill()
    d.start()
    d.wait_nodes()
    willing = review(d, notice)[1]["criteria"]["willingness"]
    tap.ok(willing["source"] == "recorded" and willing["complaints"] == {"days_7": 3, "days_30": 43, "days_90": 43} and
           willing["opt_outs"] == {"days_7": 0, "days_30": 0, "days_90": 7} and willing["last_recorded"].startswith("2026-03-02T"),
           "the sheet has the numbers of this body, without what was struck, after kill -9 too", willing)
    told = ctl(d, "reviewer", "review", notice)
    tap.ok("complaints 投诉, 7/30/90 days: 3 / 43 / 43" in told.stdout and "opt-outs 退订, 7/30/90 days: 0 / 0 / 7" in told.stdout,
           "cbctl prints them", told.stdout)
    listed = d.ask("GET", "/v1/complaints", None, "officer")[1]["complaints"]
    tap.ok([c["complaint"] for c in listed] == [7, 5, 4, 3] and listed[0]["strike_reason"] == "多录一个零",
           "a body sees what was said of it, what was struck too", listed)
    told = ctl(d, "reviewer", "complaints", "list")
    tap.ok(told.returncode == 0 and len(told.stdout.splitlines()) == 8, "the authority sees those of its bodies", told.stdout)
    rows = d.ask("GET", "/v1/statistics?period=2026-02..2026-03", None, "reviewer")[1]["complaints"]
    tap.ok({r["body"]: (r["records"], r["complaints"], r["opt_outs"]) for r in rows} == {"yj-em": (2, 43, 0), "yj-met": (1, 9, 0)},
           "the statistics count what was made in the period", rows)
    text = d.ask("GET", "/v1/statistics?period=2026-01&format=csv", None, "reviewer")[1]
    tap.ok("2026-01,complaints,yj-em,云江省应急管理厅,opt_outs,7" in text, "in CSV too", text[-400:])
    told = ctl(d, "reviewer", "statistics", "--period", "2026-03")
    tap.ok("Complaints 投诉 and opt-outs 退订" in told.stdout, "and for people", told.stdout)
    d.decide(notice, "unsuitable", who="reviewer", situation="投诉较多", reason="意愿")
    said = [e["event"] for e in d.ask("GET", f"/v1/notices/{notice}/history", None, "inspector")[1]["events"] if e["kind"] == "decided"]
    kept = said[0]["criteria"] if isinstance(said[0]["criteria"], dict) else json.loads(said[0]["criteria"])
    tap.ok(kept["server"]["criteria"]["willingness"]["complaints"]["days_30"] == 43, "and the decision keeps them", said)


def like_ones_and_windows_in_the_way_are_told(d, notice):
    twin = file(d, 5, **window("03-30", 12, 20))
    near = review(d, twin)[1]["near"]
    tap.ok([n["notice"] for n in near] == [notice] and near[0]["similarity"] > 90 and near[0]["duplicate"] and
           near[0]["conflict"], "nearly the same text in the same hours: a duplicate and a conflict", near)
    other = file(d, 6, **window("03-30", 12, 20), texts=[{"text": "【云江省应急管理厅】12月20日9时至17时云州大桥封闭检修，"
                                                                  "请绕行二桥。咨询电话0571-12345678。"}])
    near = {n["notice"]: n for n in review(d, other)[1]["near"]}
    tap.ok(set(near) == {notice, twin} and not near[notice]["duplicate"] and near[notice]["conflict"] and
           near[notice]["similarity"] < 50, "another text at the same hours: a conflict only", near)
    far = file(d, 7, **window("04-10"))
    tap.ok(review(d, far)[1]["near"] == [], "the same text eleven days later: neither", review(d, far)[1]["near"])
    away = file(d, 8, areas=[{"circle": {"at": [30.155, 120.155], "radius_km": 0.01}}])
    tap.ok(notice in {n["notice"] for n in review(d, away)[1]["near"]}, "a part of the area is in the way", away)
    status, answer = d.decide(other, "unsuitable", who="reviewer", situation="同时段已有两条", reason="频次过高",
                              criteria={"public_interest": True, "note": "a"})
    history = d.ask("GET", f"/v1/notices/{other}/history", None, "inspector")[1]["events"]
    decided = [e["event"] for e in history if e["kind"] == "decided"][0]
    kept = json.loads(decided["criteria"])
    tap.ok(status == 200 and kept["reviewer"] == {"public_interest": True, "note": "a"} and
           kept["server"]["criteria"]["area"]["people"] == PEOPLE and
           set(kept["server"]["near"]) >= {notice, twin}, "the numbers of the moment stand in the decision", kept)
    tap.ok(decided["public_interest"] == "yes" and d.notice(other)["public_interest"] is True, "and the mark", decided)
    tap.ok(other not in {n["notice"] for n in review(d, twin)[1]["near"]}, "what was refused is in nobody's way")
    for n in (twin, far, away):
        d.cancel(n)


def marks_and_reasons_are_asked_for(d):
    notice = file(d, 9)
    for body, what in (({"criteria": {"public_interest": "yes"}}, "a mark is true or false"),
                       ({"criteria": []}, "criteria are an object"),
                       ({"criteria": {"public_interest": False}}, "what serves no public interest is not agreed to")):
        status, answer = d.decide(notice, "agree", who="reviewer", **body)
        tap.ok(status == 400, what, answer)
    status, answer = d.decide(notice, "agree", who="reviewer", criteria={"note": "长" * 3000})
    tap.ok(status == 413, "criteria are bounded", answer)
    status, answer = d.decide(notice, "unsuitable", who="reviewer", situation="长" * 3000)
    tap.ok(status == 413, "so are the situation and the reason", answer)
    for decision in ("unsuitable", "out-of-scope"):
        status, answer = d.decide(notice, decision, who="reviewer", reason="")
        tap.ok(status == 400 and "reason" in answer["detail"], f"{decision} says why (art. 27 par. 2)", answer)
    status, answer = d.decide(notice, "out-of-scope", who="reviewer", situation="宣传本单位工作成绩。", reason="属工作宣传",
                              criteria={"public_interest": False})
    tap.ok(status == 200 and answer["state"] == "out-of-scope", "publicity is out of scope", answer)
    return notice


def reply(d, notice, who="officer", what="reply"):
    return d.ask("GET", f"/v1/notices/{notice}/{what}", None, who)


def letters_follow_from_the_decision(d, agreed, out_of_scope):
    status, letter = reply(d, agreed)
    number = d.notice(agreed)["acceptance_number"]
    tap.ok(status == 200 and all(w in letter for w in (
        number, "关于同意发送公益性短信息的复函", "【演练", "经研究，同意协调云江移动于2026年3月30日9时00分至2026年3月30日18时00分向",
        "云应急函〔2026〕4号", "文号（由发文人填写）：____", "云江省通信管理局（盖章）", "Agreed:", d.notice(agreed)["digest"])),
        "agree: who, when, where, on what basis", letter)
    tap.ok("征求意见稿" in letter, "with the basis of the pack", letter)
    status, order = reply(d, agreed, "reviewer", "coordination-order")
    tap.ok(status == 200 and all(w in order for w in ("公益性短信息发送协调单", "云江移动", "严禁野外用火4", "cell-broadcast", number)),
           "the coordination order tells the carriers", order)
    status, letter = reply(d, out_of_scope)
    tap.ok(status == 200 and "不纳入协调发送范围" in letter and "有关情况：宣传本单位工作成绩。理由：属工作宣传。" in letter,
           "out of scope: of a notice that is closed, with situation and reason", letter)
    tap.ok(reply(d, out_of_scope, what="coordination-order")[0] == 409, "there is nothing to coordinate")
    pending = file(d, 10)
    status, answer = reply(d, pending)
    tap.ok(status == 409 and "no decision" in answer["detail"], "undecided: no letter yet", answer)
    d.decide(pending, "return", who="reviewer", situation="依据不足", reason="请补充法律依据")
    tap.ok("补正要求：请补充法律依据。" in reply(d, pending)[1], "return: what is to be amended", reply(d, pending))
    tap.ok(reply(d, pending, "met")[0] == 404 and reply(d, pending, "reviewer")[0] == 200, "not for other bodies")
    status, answer = d.request(application(11, texts=[{"text": "【云江省应急管理厅】" + "火" * 80 + "0571-12345678"}]))
    letter = reply(d, answer["notice"])[1]
    tap.ok(status == 422 and "不予受理" in letter and "超出70个字符" in letter and "remove at least" in letter,
           "refused by the rules: with every finding", letter)
    told = ctl(d, "officer", "reply", agreed)
    tap.ok(told.returncode == 0 and number in told.stdout, "cbctl prints it", told)
    told = ctl(d, "officer", "coordination-order", pending)
    tap.ok(told.returncode == 1 and "coordinated for what is agreed" in told.stdout, "or says why not", told)
    d.cancel(pending)


def two_persons_by_size(d):
    registry = json.loads(d.registry())
    registry["settings"] = {"second_person_people": PEOPLE - 1}
    status, answer = d.ask("POST", "/v1/registry", json.dumps(registry).encode(), who="admin")
    tap.ok(status == 200, "above so many people two persons agree", answer)
    notice = file(d, 12)
    tap.ok(review(d, notice)[1]["needs_second_person"] is True, "the sheet says so")
    d.decide(notice, "agree", who="reviewer")
    tap.ok(d.notice(notice)["waiting_for"] == "second-person" and
           [n["notice"] for n in queue(d, query="waiting_for=second-person")["notices"]] == [notice],
           "agreed by one, it waits for the second", d.notice(notice))
    status, answer = d.decide(notice, "agree", who="reviewer")
    tap.ok(status == 403 and "own decision" in answer["detail"], "nobody seconds their own decision", answer)
    status, answer = d.decide(notice, "agree", who="reviewer2", digest="1" * 64)
    tap.ok(status == 409 and "look at it again" in answer["detail"], "a second person names the digest too", answer)
    tap.ok(reply(d, notice)[0] == 409, "half a decision is no reply")
    d.kill()
    d.start()
    tap.ok(d.notice(notice)["waiting_for"] == "second-person", "it waits for it after a crash too", d.notice(notice))
    status, answer = d.decide(notice, "agree", who="reviewer2")
    tap.ok(status == 200 and d.wait_state(notice, "scheduled") == "scheduled", "the second person lets it go",
           d.notice(notice))
    history = d.ask("GET", f"/v1/notices/{notice}/history", None, "inspector")[1]["events"]
    seconded = [json.loads(e["event"]["criteria"]) for e in history if e["kind"] == "seconded"]
    tap.ok(len(seconded) == 1 and seconded[0]["server"]["criteria"]["area"]["people"] == PEOPLE,
           "with the numbers in front of them", seconded)
    adjusted = file(d, 13)
    status, answer = d.decide(adjusted, "agree-adjusted", who="reviewer", digest="1" * 64,
                              application=application(13, **window("03-30", 9, 16)))
    tap.ok(status == 409 and d.notice(adjusted)["state"] == "pending", "so does whoever adjusts", answer)
    d.decide(adjusted, "agree-adjusted", who="reviewer", application=application(13, **window("03-30", 9, 16)))
    status, answer = d.ask("POST", f"/v1/notices/{adjusted}/confirm",
                           json.dumps({"digest": d.notice(adjusted)["digest"]}).encode(), "officer2")
    tap.ok(status == 200 and answer["waiting_for"] == "second-person",
           "what was adjusted and confirmed needs the second person too", answer)
    seen = d.notice(adjusted)["digest"]
    tap.ok(d.decide(adjusted, "agree", who="reviewer", digest=seen)[0] == 403 and
           d.decide(adjusted, "agree", who="reviewer2")[0] == 409 and
           d.decide(adjusted, "agree", who="reviewer2", digest=seen)[0] == 200,
           "who is not the one who adjusted it, and names what they saw")
    tap.ok("按调整后的内容" in reply(d, adjusted)[1], "and the reply says that it was adjusted", reply(d, adjusted))
    expedited = d.submit(cap(1, severity="Minor"))[1]
    d.decide(expedited["notice"], "agree", who="reviewer")
    tap.ok(expedited["lane"] == "expedited" and d.notice(expedited["notice"])["waiting_for"] == "second-person",
           "so does what is expedited (art. 25)", d.notice(expedited["notice"]))
    urgent = d.submit(cap(2))[1]
    tap.ok(urgent["lane"] == "urgent" and d.wait_state(urgent["notice"], "broadcasting") == "broadcasting",
           "what is urgent waits for nobody by size", d.notice(urgent["notice"]))
    for n in (notice, adjusted, expedited["notice"], urgent["notice"]):
        d.cancel(n)
    return urgent["notice"]


FORM = {"letter_number": "云应急函〔2026〕9号", "signer": "王建国", "seal": "云江省应急管理厅",
        "class": "自然灾害", "level": "red", "grounds": "上游水位3小时内将上涨2米", "basis": "预案第4.2条", "effect": "转移群众1.2万人",
        "internal_sign_off": "厅长签批", "lifted_at": "2026-03-02T09:00:00+08:00"}


def paperwork_has_its_replies(d, notice):
    path = f"/v1/notices/{notice}/paperwork"
    status, answer = reply(d, notice)
    tap.ok(status == 409 and "owed" in answer["detail"], "paperwork that is owed has no reply yet", answer)
    for outcome, reason, words in (("returned", "缺少效果评估", "补正要求：缺少效果评估。"), ("accepted", "", "予以认可，手续办结")):
        d.ask("POST", path, json.dumps(FORM).encode(), "officer")
        digest = d.ask("GET", path, None, "reviewer")[1]["filed"]["digest"]
        d.ask("POST", path + "/decisions", json.dumps({"outcome": outcome, "reason": reason, "digest": digest}).encode(), "reviewer")
        tap.ok(words in reply(d, notice)[1], f"paperwork {outcome}: its letter", reply(d, notice))


def what_was_sent_counts(d):
    notice = file(d, 14)
    d.decide(notice, "agree", who="reviewer")
    d.wait_state(notice, "scheduled")
    d.advance(28)
    tap.ok(d.wait_state(notice, "broadcasting") == "broadcasting", "one is sent", d.notice(notice))
    later = file(d, 15, **window("05-20"))
    criteria = review(d, later)[1]["criteria"]
    # the urgent one of 28 days ago, and this one of today
    tap.ok(criteria["frequency"]["body"] == {"days_7": 1, "days_30": 2, "days_90": 2} and
           criteria["frequency"]["area"] == {"days_7": 1, "days_30": 2, "days_90": 2} and
           criteria["volume"]["authority_people"]["days_30"] == 2 * PEOPLE and
           criteria["volume"]["body_people"]["days_7"] == PEOPLE, "frequency and volume count what was sent", criteria)
    return later


def live_kinds(d, notice, after):
    """The kinds of that notice's events that the live stream tells to whoever missed them."""
    connection = http.client.HTTPConnection("127.0.0.1", d.port, timeout=5)
    connection.request("GET", "/v1/live", None, {"Authorization": "Bearer " + d.tokens["reviewer"],
                                                 "Last-Event-ID": str(after)})
    response, kinds = connection.getresponse(), []
    try:
        while True:
            line = response.fp.readline().decode().strip()
            if line.startswith("event: "):
                kinds.append(line[7:])
            if kinds and kinds[-1] == "lapsed" and line.startswith("data: "):
                return kinds
    except OSError:
        return kinds
    finally:
        connection.close()


def an_undecided_one_alarms_and_lapses(d, notice):
    before = d.health()["sequence"]

    def alarms():
        return d.ask("GET", f"/v1/notices/{notice}/history", None, "inspector")[1]["events"]
    d.advance(30)
    tap.ok(wait_for(lambda: d.notice(notice).get("alarms") == 1), "at half of the time it alarms", d.notice(notice))
    d.advance(20)
    tap.ok(wait_for(lambda: d.notice(notice).get("alarms") == 2), "and once a working day before", d.notice(notice))
    events = [e["event"] for e in alarms() if e["kind"] == "alarmed"]
    tap.ok([e["attempt"] for e in events] == [1, 2] and events[0]["waiting_for"] == "review",
           "each alarm is an event of the notice", events)
    log = [line for line in d.read_log().splitlines() if f"ERROR notice={notice} stop=alarm " in line]
    tap.ok(len(log) == 2 and "review must be done by 2026-05-20T09:00:00+08:00" in log[0], "and an ERROR in the log", log)
    d.advance(1)
    rows = [n for n in queue(d)["notices"] if n["notice"] == notice]
    tap.ok(rows and rows[0].get("overdue") is True, "past the begin of its window it is marked overdue", rows)
    told = ctl(d, "reviewer", "queue")
    tap.ok("! -" in told.stdout, "in cbctl too", told.stdout)
    d.advance(1)
    tap.ok(d.wait_state(notice, "lapsed") == "lapsed", "undecided to the end: lapsed", d.notice(notice))
    tap.ok([k for k in live_kinds(d, notice, before) if k in ("alarmed", "lapsed")] == ["alarmed", "alarmed", "lapsed"],
           "whoever watches sees the alarms live")
    letter = reply(d, notice)[1]
    tap.ok("申请自动失效，未予发送" in letter, "and the lapse has its letter", letter)


def main():
    d = Dispatcher()
    try:
        d.begin()
        the_queue_is_in_the_order_of_what_must_be_decided(d)
        agreed = the_sheet_has_the_five_criteria(d)
        what_the_people_say_is_recorded_and_weighed(d)
        like_ones_and_windows_in_the_way_are_told(d, agreed)
        letters_follow_from_the_decision(d, agreed, marks_and_reasons_are_asked_for(d))
        d.cancel(agreed)
        urgent = two_persons_by_size(d)
        paperwork_has_its_replies(d, urgent)
        d.ask("POST", "/v1/registry", d.registry(), who="admin")
        an_undecided_one_alarms_and_lapses(d, what_was_sent_counts(d))
        d.stop()
        tap.ok(d.verify()[0] == 0, "the chain is intact", d.verify())
    finally:
        d.end()
    tap.end()


main()
