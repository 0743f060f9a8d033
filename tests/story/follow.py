#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Follow-ups: who may change or end what, that nobody's order is borrowed, and that a Cancel always finds its alert."""
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, cap, reference, wait_for  # noqa: E402

tap = Tap()
CHLORINE = {"category": "CBRNE", "event": "氯气泄漏"}
MINUTES = iter(range(1, 59))


def later():
    return f"2026-03-02T09:{next(MINUTES):02d}:00+08:00"


def rules(answer, effect=None):
    return {f["rule"] for f in answer.get("findings", []) if effect in (None, f["effect"])}


def follow_up(d, number, msg_type, references, who="officer", **members):
    return d.submit(cap(number, msg_type=msg_type, references=references, sent=later(), **members), who=who)


def nothing_was_sent(d, notice):
    return d.notice(notice)["state"] != "broadcasting" and not d.deliveries(notice)


def an_order_is_not_borrowed(d):
    _, answer = d.submit(cap(100, **CHLORINE))
    held = answer["notice"]
    tap.ok(answer["state"] == "held", "an alert without a plan waits for the duty officer (art. 26 b)", answer)
    _, answer = follow_up(d, 101, "Update", reference(100), **CHLORINE)
    tap.ok(answer["state"] == "held" and nothing_was_sent(d, answer["notice"]),
           "so does its Update: nobody has ordered either", d.notice(answer["notice"]))
    d.decide(answer["notice"], "order-urgent")
    tap.ok(d.wait_state(answer["notice"], "broadcasting") == "broadcasting" and
           d.notice(answer["notice"])["paperwork"]["state"] == "owed", "ordered, it goes out and owes its paperwork",
           d.notice(answer["notice"]))
    tap.ok(d.wait_state(held, "superseded") == "superseded", "and takes the other's place", d.notice(held))
    d.cancel(answer["notice"])
    _, answer = d.submit(cap(103, **CHLORINE))
    status, cancelled = d.ask("POST", f"/v1/notices/{answer['notice']}/cancel",
                              '{"reason":"误发","correction":"任意文本。"}'.encode(), "officer")
    tap.ok(status == 200 and cancelled["correction"]["state"] == "failed" and "nothing" in cancelled["correction"]["why"],
           "what was never sent has no correction: nothing goes out by that door", cancelled)
    _, answer = follow_up(d, 104, "Update", reference(103), **CHLORINE)
    tap.ok(answer["state"] == "held" and nothing_was_sent(d, answer["notice"]),
           "an Update of one that is over has no key either", d.notice(answer["notice"]))
    d.cancel(answer["notice"])


def what_is_ordered_in_a_chain_joins_its_paperwork(d):
    _, answer = d.submit(cap(105))
    first = answer["notice"]
    d.wait_state(first, "broadcasting")
    document = cap(106, msg_type="Update", references=reference(105), sent=later())
    _, answer = d.submit(document.replace(b"<scope>Public</scope>", "<scope>Private</scope><addresses>张三</addresses>".encode()))
    update = answer["notice"]
    tap.ok(answer["state"] == "held", "an Update that is not for the public is held", answer)
    d.decide(update, "order-urgent")
    tap.ok(d.wait_state(update, "broadcasting") == "broadcasting" and "paperwork" not in d.notice(update) and
           d.notice(first)["paperwork"]["state"] == "owed", "ordered, it joins the paperwork of what it follows (art. 26)",
           d.notice(update))
    d.cancel(update)


def what_becomes_critical_waits_in_no_queue(d):
    _, answer = d.submit(cap(110, severity="Minor", urgency="Future"))
    tap.ok(answer["lane"] == "expedited" and answer["state"] == "pending", "a minor one waits for approval", answer)
    _, answer = follow_up(d, 111, "Update", reference(110))
    tap.ok(answer["lane"] == "urgent" and d.wait_state(answer["notice"], "broadcasting") == "broadcasting",
           "its Update has become critical and a plan covers it: sent at once (art. 26)", d.notice(answer["notice"]))
    d.cancel(answer["notice"])


def another_body_may_not(d):
    _, answer = d.submit(cap(120))
    notice = answer["notice"]
    d.wait_state(notice, "broadcasting")
    met = {"who": "met", "sender": "yj-met.example"}
    status, answer = follow_up(d, 121, "Cancel", reference(120), **met)
    tap.ok(status == 422 and "identity" in rules(answer, "refuse"), "another body's Cancel is refused (art. 12)", answer)
    status, answer = follow_up(d, 122, "Update", reference(120), text="广告。", **met)
    tap.ok(status == 422 and "identity" in rules(answer, "refuse"), "and its Update", answer)
    tap.ok(d.notice(notice)["state"] == "broadcasting", "the alert stays on the air", d.notice(notice))
    d.cancel(notice)
    status, answer = follow_up(d, 123, "Cancel", reference(124), **met)
    tap.ok(answer["state"] == "held", "a Cancel of what has not come is held", answer)
    _, answer = d.submit(cap(124))
    tap.ok(d.wait_state(answer["notice"], "broadcasting") == "broadcasting", "and ends no other body's alert", answer)
    d.cancel(answer["notice"])


def a_cancel_names_the_first_of_three(d, first, *in_between):
    _, answer = d.submit(cap(first))
    sent, latest = None, answer["notice"]
    d.wait_state(latest, "broadcasting")
    for number in (first + 1, first + 2):
        names = reference(number - 1, sent) if sent else reference(first)
        sent, old = later(), latest
        latest = d.submit(cap(number, msg_type="Update", references=names, sent=sent))[1]["notice"]
        d.wait_state(old, "superseded")
    for step in in_between:
        step()
    follow_up(d, first + 3, "Cancel", reference(first))
    tap.ok(d.wait_state(latest, "cancelled") == "cancelled",
           "one that names the first of three ends the last, though what stands between is over", d.notice(latest))
    d.cancel(latest)


def a_cancel_ends_the_whole_chain(d):
    _, answer = d.submit(cap(130))
    d.wait_state(answer["notice"], "broadcasting")
    _, update = follow_up(d, 131, "Update", reference(130))
    d.wait_state(answer["notice"], "superseded")
    _, answer = follow_up(d, 132, "Cancel", reference(130))
    tap.ok(answer["state"] == "done" and d.wait_state(update["notice"], "cancelled") == "cancelled",
           "a Cancel that names the first message ends its Update", d.notice(update["notice"]))
    a_cancel_names_the_first_of_three(d, 310)
    a_cancel_names_the_first_of_three(d, 320, d.kill, d.start, d.wait_nodes)
    both = [d.submit(cap(n))[1]["notice"] for n in (133, 134)]
    _, answer = follow_up(d, 135, "Cancel", reference(133) + " " + reference(134))
    tap.ok(all(d.wait_state(n, "cancelled") == "cancelled" for n in both), "one that names two ends both", answer)
    _, answer = follow_up(d, 136, "Cancel", reference(133))
    tap.ok("reference" in rules(answer, "warn"), "one that finds nothing left says so", answer)


def what_a_cancel_says_beside_is_no_obstacle(d):
    _, answer = d.submit(cap(140))
    notice = answer["notice"]
    d.wait_state(notice, "broadcasting")
    document = cap(141, msg_type="Alert", references=reference(140), sent=later(), expires="2026-03-01T00:00:00+08:00",
                   polygon="<polygon>30.1,120.1 30.2,120.2</polygon>").replace(b">Alert<", b">Cancel<")
    status, answer = d.submit(document)
    tap.ok(status == 202 and d.wait_state(notice, "cancelled") == "cancelled",
           "a Cancel with a faulty info still cancels", answer)
    tap.ok(rules(answer, "warn"), "and the faults are told", answer)


def a_cancel_has_a_rate_of_its_own(d):
    _, answer = d.submit(cap(150))
    notice = answer["notice"]
    d.wait_state(notice, "broadcasting")
    used = [d.submit(cap(151))[0] for _ in range(60)]
    tap.ok(429 in used, "an officer's documents have a rate", used)
    status, answer = follow_up(d, 152, "Cancel", reference(150))
    tap.ok(status == 202 and d.wait_state(notice, "cancelled") == "cancelled", "a Cancel is taken all the same", answer)


def what_is_not_for_the_public(d):
    for number, msg_type in ((160, "Ack"), (161, "Error")):
        document = cap(number, references=reference(150)).replace(b">Alert<", f">{msg_type}<".encode())
        status, answer = d.submit(document)
        tap.ok(status == 422 and "status" in rules(answer, "refuse"), f"{msg_type} is recorded, never broadcast", answer)
    document = cap(162).replace(b"<scope>Public</scope>", "<scope>Private</scope><addresses>张三</addresses>".encode())
    status, answer = d.submit(document)
    tap.ok(status == 202 and answer["state"] == "held" and nothing_was_sent(d, answer["notice"]),
           "a private one waits for the duty officer", answer)
    d.cancel(answer["notice"])


def an_area_without_cells_is_not_silence(d):
    far = "<polygon>10.10,10.10 10.40,10.10 10.40,10.50 10.10,10.50 10.10,10.10</polygon>"
    _, answer = d.submit(cap(170, polygon=far))
    tap.ok(answer["state"] == "held" and "area" in rules(answer, "duty-officer"),
           "an alert that reaches nobody pages the duty officer", answer)
    d.cancel(answer["notice"])


def a_translation_for_later_does_not_delay(d):
    second = """<info><language>en-US</language><category>Met</category><event>flood</event><urgency>Immediate</urgency>
<severity>Extreme</severity><certainty>Observed</certainty><effective>2026-03-02T12:00:00+08:00</effective>
<expires>2026-03-02T15:00:00+08:00</expires><headline>Flood</headline><description>Go up.</description>
<area><areaDesc>a</areaDesc><polygon>30.10,120.10 30.40,120.10 30.40,120.50 30.10,120.50 30.10,120.10</polygon></area></info></alert>"""
    status, answer = d.submit(cap(180).replace(b"</alert>", second.encode()))
    tap.ok(status == 202 and d.wait_state(answer["notice"], "broadcasting") == "broadcasting",
           "an alert leaves when its earliest info says", d.notice(answer["notice"]))
    d.cancel(answer["notice"])


def a_cancel_that_races_its_alert(d):
    lost = []
    for n in range(60):
        answers = {}
        alert = threading.Thread(target=lambda: answers.update(alert=d.submit(cap(1000 + n))))
        cancel = threading.Thread(target=lambda: (wait_for(lambda: False, n % 30 * 0.0002, 0.0001), answers.update(cancel=d.submit(
            cap(5000 + n, msg_type="Cancel", references=reference(1000 + n), sent="2026-03-02T10:00:00+08:00")))))
        for thread in (alert, cancel):
            thread.start()
        for thread in (alert, cancel):
            thread.join()
        notice = answers["alert"][1]["notice"]
        if answers["cancel"][0] != 202 or d.wait_state(notice, "cancelled", seconds=5) != "cancelled":
            lost.append((answers, d.notice(notice)["state"]))
    tap.ok(not lost, "60 Cancels at the moment of their alerts: each one ends its alert", lost[:3])


def a_stop_under_load_is_clean(d):
    numbers = iter(range(10000, 10 ** 6))
    ending = threading.Event()

    def flood():
        while not ending.is_set():
            try:
                d.submit(cap(next(numbers)))
            except (OSError, ValueError):
                continue
    codes = []
    for _ in range(4):
        ending.clear()
        threads = [threading.Thread(target=flood) for _ in range(4)]
        for thread in threads:
            thread.start()
        before = d.health()["sequence"]
        wait_for(lambda: d.health()["sequence"] > before + 40)
        codes.append(d.stop())
        ending.set()
        for thread in threads:
            thread.join()
        d.start()
    tap.ok(codes == [0, 0, 0, 0], "SIGTERM in the middle of a flood ends in order", codes)


def main():
    d = Dispatcher()
    try:
        d.begin()
        an_order_is_not_borrowed(d)
        what_is_ordered_in_a_chain_joins_its_paperwork(d)
        what_becomes_critical_waits_in_no_queue(d)
        another_body_may_not(d)
        a_cancel_ends_the_whole_chain(d)
        what_a_cancel_says_beside_is_no_obstacle(d)
        what_is_not_for_the_public(d)
        an_area_without_cells_is_not_silence(d)
        a_translation_for_later_does_not_delay(d)
        a_cancel_has_a_rate_of_its_own(d)
    finally:
        d.end()
    d = Dispatcher(http_options="  rate 10000\n")
    try:
        d.begin()
        a_cancel_that_races_its_alert(d)
        a_stop_under_load_is_clean(d)
        d.stop()
        tap.ok(d.verify()[0] == 0, "the chain verifies", d.verify()[1])
    finally:
        d.end()
    tap.end()


main()
