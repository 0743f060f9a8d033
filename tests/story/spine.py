#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The main job with the real programs: alert, phone, update, cancel, duty officer, expiry, proof."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, cap, reference, wait_for  # noqa: E402

tap = Tap()


def a_plan_sends_at_once(d):
    status, answer = d.submit(cap(1))
    tap.ok(status == 202 and answer["lane"] == "urgent", "an alert under a plan is accepted as urgent", answer)
    tap.ok(d.wait_state(1, "broadcasting") == "broadcasting", "every BSC has it", d.deliveries(1))
    tap.ok(wait_for(lambda: all(r["state"] == "accepted" for r in d.deliveries(1))), "each delivery is accepted", d.deliveries(1))
    notice = d.notice(1)
    tap.ok(notice["paperwork"]["state"] == "owed" and notice["paperwork"]["due"].startswith("2026-03-05"),
           "the paperwork is owed by the third working day (art. 26)", notice)
    _, on = d.air()
    tap.ok({mid for _, mid, _ in on} == {4381}, "a drill uses the exercise identifier only", on)


def the_same_document_again_is_the_same_notice(d):
    status, answer = d.submit(cap(1))
    tap.ok(status == 200 and answer["notice"] == "1", "the same document again answers the same notice", answer)
    status, answer = d.submit(cap(1, text="另一内容。"))
    tap.ok(status == 409, "the same identifier with other content is a conflict", answer)


def an_update_takes_the_place_of_its_predecessor(d):
    status, answer = d.submit(cap(2, msg_type="Update", references=reference(1), sent="2026-03-02T09:01:00+08:00",
                                  severity="Minor"))
    tap.ok(status == 202 and answer["lane"] == "urgent",
           "an update travels in the lane of what it follows, whatever its severity", answer)
    d.update = answer["notice"]
    tap.ok(d.wait_state(d.update, "broadcasting") == "broadcasting", "the update is on", d.deliveries(d.update))
    tap.ok(d.wait_state(1, "superseded") == "superseded", "what it updates is off", d.deliveries(1))
    tap.ok("paperwork" not in d.notice(d.update), "a chain owes its paperwork once", d.notice(d.update))
    _, on = d.air()
    tap.ok(len(on) == d.nodes * d.cells and len({s for _, _, s in on}) == 1, "one message a cell is on air", on)


def a_cap_cancel_stops_it(d):
    status, answer = d.submit(cap(3, msg_type="Cancel", references=reference(2, "2026-03-02T09:01:00+08:00"),
                                  sent="2026-03-02T09:02:00+08:00"))
    tap.ok(status == 202 and answer["lane"] == "none", "a Cancel belongs to no lane", answer)
    tap.ok(d.wait_state(d.update, "cancelled") == "cancelled", "what it names is off everywhere", d.deliveries(d.update))
    rows = d.deliveries(d.update)
    tap.ok(len(rows) == d.nodes and all(r["state"] == "stopped" for r in rows),
           "a closed notice is shown from its events, delivery by delivery", rows)
    _, on = d.air()
    tap.ok(not on, "nothing is on air", on)


def a_cancel_that_comes_first_is_kept(d):
    status, answer = d.submit(cap(5, msg_type="Cancel", references=reference(4), sent="2026-03-02T09:03:00+08:00"))
    early = answer["notice"]
    tap.ok(status == 202 and answer["state"] == "held", "a Cancel before its Alert is held", answer)
    status, answer = d.submit(cap(4))
    tap.ok(answer["state"] == "cancelled", "the Alert is cancelled on arrival and never sent", answer)
    tap.ok(d.deliveries(answer["notice"]) == [], "no BSC ever heard of it", early)


def one_person_cancels_at_once(d):
    _, answer = d.submit(cap(6))
    number = answer["notice"]
    d.wait_state(number, "broadcasting")
    status, answer = d.cancel(number, who="met")
    tap.ok(status == 404 and answer["detail"] == f"there is no notice {number}", "to a body that is not over it there is nothing to cancel", answer)
    status, answer = d.cancel(number)
    tap.ok(status == 200, "its own body cancels in one step", answer)
    tap.ok(d.wait_state(number, "cancelled") == "cancelled", "and it is off", d.deliveries(number))
    status, answer = d.cancel(number)
    tap.ok(status == 409 and "is cancelled" in answer["detail"], "a second cancel is told that nothing is left", answer)


def what_is_not_theirs_is_not_there(d):
    """Open, closed or never given out: a stranger is told the same, and the owner the truth."""
    _, answer = d.submit(cap(70, severity="Minor", urgency="Future"))
    number = answer["notice"]
    told = {"open": d.cancel(number, who="met"), "none": d.cancel("99999", who="met")}
    d.cancel(number)
    wait_for(lambda: d.notice(number)["state"] == "cancelled" and not d.notice(number).get("open"))
    told["closed"] = d.cancel(number, who="met")
    alike = {(status, answer["detail"].replace(number, "N").replace("99999", "N")) for status, answer in told.values()}
    tap.ok(alike == {(404, "there is no notice N")}, "a stranger cannot tell which numbers there are", told)
    status, answer = d.cancel(number)
    tap.ok(status == 409 and answer["detail"] == f"notice {number} is closed", "its own body is told that it is closed", answer)


def without_a_plan_the_duty_officer_orders(d):
    status, answer = d.submit(cap(7, category="CBRNE", event="氯气泄漏"))
    number = answer["notice"]
    tap.ok(status == 202 and answer["state"] == "held", "critical without a plan waits for the duty officer", answer)
    tap.ok(wait_for(lambda: d.notice(number).get("pages", 0) >= 1), "who is paged at once", d.notice(number))
    status, answer = d.decide(number, "order-urgent", who="reviewer")
    tap.ok(status == 403, "a reviewer cannot order it", answer)
    status, answer = d.decide(number, "order-urgent", digest="00" * 32)
    tap.ok(status == 409, "an order for other content than is stored is refused", answer)
    status, answer = d.decide(number, "order-urgent", digest=d.notice(number)["digest"])
    tap.ok(status == 200, "the duty officer orders it", answer)
    tap.ok(d.wait_state(number, "broadcasting") == "broadcasting", "and it goes out", d.notice(number))
    notice = d.notice(number)
    tap.ok(notice["key"] == "mechanism" and notice["ordered_by"] == "duty" and notice["paperwork"]["state"] == "owed",
           "by the mechanism of art. 26, his name and the paperwork on record", notice)
    d.cancel(number)
    d.wait_state(number, "cancelled")


def bad_input_is_a_record_too(d):
    status, answer = d.submit(b"<alert")
    tap.ok(status == 422 and answer["notice"], "what is no XML is refused with its number", answer)
    status, answer = d.submit(b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
    tap.ok(status == 422 and "DOCTYPE" in str(answer), "a DOCTYPE is refused by name", answer)
    status, answer = d.submit(cap(8, polygon="<polygon>30.1,120.1 30.4,120.1 30.4,120.5 30.1,120.5</polygon>"))
    tap.ok(status == 422 and any(f["rule"] == "cap-polygon-open" for f in answer["findings"]),
           "an open polygon is refused with its rule", answer)
    status, answer = d.submit(cap(9, sender="stranger.example"))
    tap.ok(answer["state"] == "held" and any(f["rule"] == "identity" for f in answer["findings"]),
           "an unknown sender of a critical alert goes to the duty officer", answer)
    status, answer = d.submit(cap(10).replace(b"Actual", b"Draft"))
    tap.ok(status == 422 and any(f["rule"] == "status" for f in answer["findings"]), "a Draft never leaves", answer)
    status, answer = d.submit(cap(11, expires=None))
    tap.ok(status == 202 and any(f["rule"] == "expiry" and f["effect"] == "warn" for f in answer["findings"]),
           "without an expiry the plan's default holds, with a warning", answer)
    d.cancel(answer["notice"])
    d.wait_state(answer["notice"], "cancelled")


def an_expiry_stops_it(d):
    _, answer = d.submit(cap(12, expires="2026-03-02T23:00:00+08:00"))
    number = answer["notice"]
    d.wait_state(number, "broadcasting")
    status, answer = d.ask("POST", "/v1/clock/advance", b'{"days":1}', who="admin")
    tap.ok(status == 200, "a drill's clock can be advanced", answer)
    tap.ok(d.wait_state(number, "done") == "done", "past its expiry it is stopped and done", d.deliveries(number))
    _, on = d.air()
    tap.ok(not on, "nothing is on air", on)


def the_ledger_proves_it(d):
    head = d.health()["head"]
    status, page = d.ask("GET", "/v1/audit?after=0&limit=5", who="inspector")
    tap.ok(status == 200 and page["events"][0]["kind"] == "store-created", "an inspector reads the chain", page)
    tap.ok(d.stop() == 0, "it stops in order")
    status, text = d.verify()
    tap.ok(status == 0 and text.startswith("intact"), "the whole chain verifies", text)
    status, text = d.verify("--head", head)
    tap.ok(status == 0 and text.startswith("intact"), "the head that the daemon published is on it", (head, text))
    other = head[:-1] + ("0" if head[-1] != "0" else "1")
    status, text = d.verify("--head", other)
    tap.ok(status == 1 and f"the published head {other}" in text, "another head is not, and is named", (other, text))


def main():
    for role in ("server", "client"):
        d = Dispatcher(role=role)
        try:
            d.begin()
            a_plan_sends_at_once(d)
            the_same_document_again_is_the_same_notice(d)
            an_update_takes_the_place_of_its_predecessor(d)
            a_cap_cancel_stops_it(d)
            a_cancel_that_comes_first_is_kept(d)
            one_person_cancels_at_once(d)
            what_is_not_theirs_is_not_there(d)
            without_a_plan_the_duty_officer_orders(d)
            bad_input_is_a_record_too(d)
            an_expiry_stops_it(d)
            the_ledger_proves_it(d)
        except (RuntimeError, KeyError, OSError) as problem:
            tap.ok(False, f"the story goes on (role {role})", f"{problem!r}\n{d.read_log()[-2500:]}")
        finally:
            d.end()
    tap.end()


main()
