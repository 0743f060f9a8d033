#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""MQTT with stock mosquitto: alerts in, the internet channel out, and what breaks in between.
ONLY=killed runs one of them."""
import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from broker import Broker, BrokerDispatcher, Subscriber  # noqa: E402
from dispatcher import Tap, application, cap, reference, wait_for  # noqa: E402

tap = Tap()
PUSH = {"id": "yj-push", "name": "云江应急APP", "kind": "internet"}
LINK = " link push\n  carrier yj-push\n  protocol mqtt\n  answer-timeout 1\n  node app\n"
UNICOM = {"id": "yj-unicom", "name": "云江联通", "kind": "mobile"}
CBC = " link cbc\n  carrier yj-unicom\n  protocol mqtt\n  node cbc\n"
ALERTS, ANSWERS = "cbd/v1/alerts/yj-em", "cbd/v1/answers/yj-em"


class Rig:
    def __init__(self, broker_lines="  alerts-in\n  urgent-by-mqtt\n", top="", options=(), start_broker=True,
                 ca=None, more_links=""):
        self.dir = tempfile.mkdtemp(prefix="cbd-mqtt-")
        self.broker = Broker(self.dir)
        if start_broker:
            self.broker.start()
        self.push = Subscriber(self.broker, "yj-push", *options)
        if ca:
            broker_lines += f"  tls-ca {self.dir}/{ca}.pem\n"
        port = self.broker.tls_port if ca else self.broker.port
        self.d = BrokerDispatcher(self.dir, port, broker_lines, LINK + more_links, top, [PUSH, UNICOM])
        self.answers = lambda: []

    def begin(self, simulate=True):
        self.d.begin(simulate)
        if self.broker.process:
            self.watch()
            self.wait_up()
        return self

    def watch(self):
        self.answers = self.broker.watch(ANSWERS, "answers")
        self.push.start()
        self.broker.wait_subscribed("cbsim-yj-push")

    def wait_up(self):
        if not wait_for(self.d.broker_up, 40):
            raise RuntimeError("the broker is not reached: " + self.d.read_log()[-1500:])

    def end(self):
        self.push.stop()
        self.broker.end()
        self.d.end()
        shutil.rmtree(self.dir, ignore_errors=True)

    def answer(self, identifier, seconds=20, number=1):
        """The number-th answer to the alert of that identifier."""
        def found():
            rows = [a for _, a in self.answers() if a.get("alert", {}).get("identifier") == identifier]
            return rows[number - 1] if len(rows) >= number else None
        return wait_for(found, seconds) or {}

    def send(self, document, user="yj-em", topic=ALERTS):
        return self.broker.publish(topic, document, user)


def story(name, body, **options):
    if name not in os.environ.get("ONLY", name):
        return
    rig = Rig(**options)
    try:
        body(rig)
    except (RuntimeError, KeyError, OSError, TypeError) as problem:
        tap.ok(False, f"the story goes on ({name})", f"{problem!r}\n{rig.d.read_log()[-2500:]}")
    finally:
        rig.end()


def over_the_internet(number, **members):
    """An emergency under the plan, over the internet channel alone."""
    return application(number, channels=["internet"], send_from=None, send_until="2026-03-02T18:00:00+08:00",
                       emergency={"class": "natural-disaster", "event_type": "山洪", "critical": True,
                                  "grounds": "水位猛涨", "level": "red"}, **members)


# ---- in -----------------------------------------------------------------------------------------


def an_alert_comes_in_and_is_answered(rig):
    rig.begin()
    d = rig.d
    rig.send(cap(1))
    answer = rig.answer("yj-1")
    tap.ok(answer.get("status") == 202 and answer["body"]["lane"] == "urgent",
           "an alert by MQTT is answered with what HTTP would have said", answer)
    tap.ok(answer["alert"]["sender"] == "yj-em.example" and answer["alert"]["sent"].startswith("2026-03-02T09:00"),
           "beside the alert's key", answer)
    tap.ok(d.wait_state(1, "broadcasting") == "broadcasting", "and it is on air", d.notice(1))
    notice = d.notice(1)
    tap.ok(notice["agency"] == "yj-em" and not notice.get("person"), "no person, only the agency (art. 12)", notice)
    rig.send(cap(1))
    again = rig.answer("yj-1", number=2)
    tap.ok(again.get("status") == 200 and again["body"]["notice"] == "1", "the same document is the same notice", again)
    tap.ok(again["body"]["findings"] == answer["body"]["findings"], "and finds the same", again)
    rig.send(b"<alert")
    refused = wait_for(lambda: [a for _, a in rig.answers() if a["status"] == 422 and "alert" not in a])
    tap.ok(refused and refused[0]["body"]["notice"] == "2" and len(refused[0]["document_sha256"]) == 64,
           "what cannot be read is refused with its number, and named by its digest", refused)
    rig.send(cap(3, msg_type="Cancel", references=reference(1), sent="2026-03-02T09:02:00+08:00"))
    tap.ok(d.wait_state(1, "cancelled") == "cancelled", "a Cancel by MQTT takes it off", d.notice(1))
    shown = d.ctl("duty", "links")
    tap.ok("(broker)" in shown and " mqtt " in shown and max(map(len, shown.splitlines())) <= 80,
           "cbctl links shows the broker and the links behind it", shown)
    tap.ok(d.metric("cbd_mqtt_documents") >= 4 and d.metric("cbd_mqtt_up") == 1, "it is counted",
           d.ask("GET", "/metrics")[1])


def nobody_comes_in_by_a_topic_that_is_not_theirs(rig):
    rig.begin(simulate=False)
    others = rig.broker.watch("cbd/v1/answers/+", "others")
    rig.broker.publish("cbd/v1/alerts/nobody", cap(4), "stranger")
    answer = wait_for(lambda: [a for t, a in others() if t.endswith("/nobody")])
    tap.ok(answer and answer[0]["status"] == 403, "an agency that is not registered is told so", answer)
    tap.ok(set(answer[0]) == {"status", "body"}, "and its document is neither hashed nor parsed", answer)
    rig.broker.publish("cbd/v1/alerts/yj-met", cap(5), "stranger")
    answer = wait_for(lambda: [a for t, a in others() if t.endswith("/yj-met")])
    tap.ok(answer and "identity" in {f["rule"] for f in answer[0]["body"]["findings"]},
           "a topic gives no right over another body's sender", answer)
    rig.broker.publish(ALERTS, b" " * (1 << 20) + b"<a/>", "stranger")
    answer = wait_for(lambda: [a for t, a in others() if t.endswith("/yj-em")])
    tap.ok(answer and answer[0]["status"] == 413, "a document past the limit is told so", answer)
    tap.ok(set(answer[0]) == {"status", "body"}, "nor is one that is too large", answer)
    rig.broker.publish("cbd/v1/alerts/nobody-else", b" " * (1 << 20) + b"<a/>", "stranger")
    answer = wait_for(lambda: [a for t, a in others() if t.endswith("/nobody-else")])
    tap.ok(answer and answer[0]["status"] == 413, "its size comes before whose it is", answer)
    for _ in range(3):
        rig.broker.publish("cbd/v1/carriers/yj-push/receipts", os.urandom(300), "stranger")
    rig.broker.publish("cbd/v1/carriers/yj-push/receipts", json.dumps(
        {"notice": "999", "delivery": "999.0", "serial": 1, "outcome": "accepted",
         "received_at": "2026-03-02T09:00:00+08:00"}).encode(), "stranger")
    tap.ok(wait_for(lambda: rig.d.metric("cbd_receipts_strange") == 4), "receipts that fit nothing are counted",
           rig.d.metric("cbd_receipts_strange"))
    flood = "\n".join(["cbd"] * 400).encode()
    for _ in range(3):
        rig.broker.publish("cbd/v1/alerts/nobody", flood, "stranger")
    tap.ok(rig.d.health()["status"] == "ok", "and a flood changes nothing")


MISFITS = (" link wrong\n  carrier yj-push\n  protocol cbsp\n  local 127.0.0.1 0\n  node x remote 127.9.9.9\n"
           " link stray\n  carrier nobody\n  protocol cbsp\n  local 127.0.0.1 0\n  node y remote 127.9.9.8\n")


def links_that_do_not_fit_their_carriers_are_named(rig):
    rig.begin(simulate=False)
    log = [line for line in rig.d.read_log().splitlines() if "outcome=mismatch" in line]
    tap.ok(len(log) == 2 and "link=wrong" in log[0] and "link=stray" in log[1],
           "a link that does not fit its carrier is named in the log", log)
    _, answer = rig.d.request(over_the_internet(1))
    tap.ok([r["link"] for r in rig.d.deliveries(answer["notice"])] == ["push"], "and serves no channel",
           rig.d.deliveries(answer["notice"]))


def urgent_waits_for_the_duty_officer(rig):
    rig.begin()
    d = rig.d
    rig.send(cap(1))
    answer = rig.answer("yj-1")
    told = [f for f in answer["body"]["findings"] if f["rule"] == "mqtt"]
    tap.ok(answer["body"]["state"] == "held" and told and told[0]["effect"] == "duty-officer",
           "urgent by MQTT, where it is off, waits for the duty officer (art. 26)", answer)
    tap.ok(wait_for(lambda: d.notice(1).get("pages", 0) >= 1), "who is paged at once", d.notice(1))
    status, reply = d.decide(1, "order-urgent")
    tap.ok(status == 200 and d.wait_state(1, "broadcasting") == "broadcasting", "his order sends it", reply)


# ---- out ----------------------------------------------------------------------------------------


def the_internet_channel_tells_the_area(rig):
    rig.begin()
    d = rig.d
    notices = rig.broker.watch("cbd/v1/carriers/yj-push/notices", "notices")
    status, answer = d.request(over_the_internet(1))
    tap.ok(status == 202, "a notice for the internet channel is accepted", answer)
    number = answer["notice"]
    tap.ok(d.wait_state(number, "broadcasting") == "broadcasting", "the subscriber has accepted it",
           (d.notice(number), d.deliveries(number)))
    rows = d.deliveries(number)
    tap.ok(len(rows) == 1 and rows[0]["carrier"] == "yj-push" and rows[0]["state"] == "accepted",
           "nothing of it went over cell broadcast", rows)
    tap.ok(rows[0].get("targeted") == 5000, "what the subscriber counted is on record", rows)
    order = wait_for(lambda: [o for _, o in notices()])[0]
    tap.ok(order["action"] == "send" and order["areas"] == [{"adcode": "330100"}] and "cells" not in order,
           "it is told the area that was approved (art. 28)", order)
    tap.ok(order["digest"] == d.notice(number)["digest"] and order["realm"] == "drill" and
           order["order_no"] == f"{number}.0.1" and order["until"] == "2026-03-02T18:00:00+08:00",
           "with its digest, realm, order number and end", order)
    d.cancel(number)
    tap.ok(d.wait_state(number, "cancelled") == "cancelled", "a cancel takes it back", d.deliveries(number))
    tap.ok(rig.push.times("off") == {f"{number}.0": 1}, "once", rig.push.shown())
    status, answer = d.request(application(2))
    d.decide(answer["notice"], "agree", who="reviewer")
    status, answer = d.submit(cap(5))
    d.wait_state(answer["notice"], "broadcasting")
    tap.ok(all(r["carrier"] == "yj-mobile" for r in d.deliveries(answer["notice"])),
           "a notice for cell broadcast never goes to the internet", d.deliveries(answer["notice"]))
    status, answer = d.request(application(3, channels=["internet"], signer=None), path="/v1/checks")
    told = [f for f in answer["findings"] if f["rule"] == "internet"]
    tap.ok(told and told[0]["effect"] == "refuse" and "written" in told[0]["en"],
           "the same gate stands on that channel (art. 28)", answer)
    status, answer = d.request(over_the_internet(4, areas=[{"circle": {"at": [10.0, 100.0], "radius_km": 5}}]))
    tap.ok(answer["state"] == "held" and any(f["rule"] == "area" for f in answer["findings"]),
           "an area that no cell places goes to the duty officer first (art. 3)", answer)


def a_carrier_of_cell_broadcast_takes_its_cells(rig):
    rig.begin()
    d = rig.d
    cbc = Subscriber(rig.broker, "yj-unicom", user="cbc").start()
    rig.broker.wait_subscribed("cbsim-yj-unicom")
    notices = rig.broker.watch("cbd/v1/carriers/yj-unicom/notices", "notices")
    try:
        d.submit(cap(1))
        tap.ok(wait_for(lambda: {r["state"] for r in d.deliveries(1)} == {"accepted"}) and len(d.deliveries(1)) == 4,
               "a carrier of cell broadcast may take its notices by MQTT", d.deliveries(1))
        order = wait_for(lambda: [o for _, o in notices()])[0]
        tap.ok(sorted(order["cells"])[0] == "460-01-5g-700001-68719476001" and len(order["cells"]) == 3 and
               order["areas"], "it is told its cells, and the area", order)
        row = [r for r in d.deliveries(1) if r["carrier"] == "yj-unicom"][0]
        tap.ok(row["cells"] == 3 and row["cells_ok"] == 3, "and answers for each of them", row)
        tap.ok(not rig.push.shown(), "MQTT is transport: the internet channel hears nothing of it", rig.push.shown())
        d.cancel(1)
        tap.ok(d.wait_state(1, "cancelled") == "cancelled" and cbc.times("off") == {row["delivery"]: 1},
               "a cancel reaches it as every other", d.deliveries(1))
    finally:
        cbc.stop()


def each_text_goes_with_its_own_area(rig):
    """Two infos of one language for two places: an app is told each with its own (art. 27, 28)."""
    document = cap(8).decode()
    info = document[document.index("<info>"):document.index("</alert>")]
    other = info.replace("30.10,120.10", "30.10,120.11").replace("山洪红色预警8", "东边的预警")
    notices = rig.broker.watch("cbd/v1/carriers/yj-push/notices", "places")
    _, answer = rig.d.submit(document.replace(info, info + other).encode())
    rig.d.wait_state(answer["notice"], "broadcasting")
    orders = wait_for(lambda: (lambda mine: mine if len(mine) == 2 else None)(
        [o for _, o in notices() if o["notice"] == answer["notice"]]))
    told = {o["texts"][0]["text"].split("】")[1][:2]: [a["polygon"][0] for a in o["areas"]] for o in orders or []}
    tap.ok(told == {"山洪": [[30.1, 120.1]], "东边": [[30.1, 120.11]]}, "each text of an alert is told with its own area",
           (told, orders))
    rig.d.cancel(answer["notice"])
    rig.d.wait_state(answer["notice"], "cancelled")


def alerts_go_over_both_where_that_is_set(rig):
    rig.begin()
    d = rig.d
    _, answer = d.submit(cap(1))
    d.wait_state(1, "broadcasting")
    tap.ok({r["carrier"] for r in d.deliveries(1)} == {"yj-mobile", "yj-push"}, "an alert goes over both channels",
           d.deliveries(1))
    shown = wait_for(rig.push.shown)
    tap.ok(shown and shown[0]["areas"] == 1 and "云江上游水位" in shown[0]["text"], "its polygon is told", shown)
    d.submit(cap(2, msg_type="Update", references=reference(1), sent="2026-03-02T09:01:00+08:00"))
    tap.ok(d.wait_state(1, "superseded") == "superseded", "an update takes its place on both", d.deliveries(1))
    rows = rig.push.shown()
    tap.ok([r["action"] for r in rows if r["change"] == "on"] == ["send", "update"], "told as an update", rows)
    each_text_goes_with_its_own_area(rig)


def same_text(number, area=True, follows=None):
    document = cap(number, polygon=area, msg_type="Update" if follows else "Alert", references=follows and reference(follows),
                   sent="2026-03-02T09:01:00+08:00" if follows else "2026-03-02T09:00:00+08:00")
    return document.replace(f"山洪红色预警{number}".encode(), "山洪红色预警".encode())


def an_update_of_the_area_alone_is_the_same_message(rig):
    """Under its serial: whoever has shown it shows it in the other area, and is told no stop of it."""
    rig.begin()
    d = rig.d
    cbc = Subscriber(rig.broker, "yj-unicom", user="cbc").start()
    rig.broker.wait_subscribed("cbsim-yj-unicom")
    app = rig.broker.watch("cbd/v1/carriers/yj-push/notices", "app")
    cells = rig.broker.watch("cbd/v1/carriers/yj-unicom/notices", "cells")
    west = "<polygon>30.10,120.10 30.40,120.10 30.40,120.22 30.10,120.22 30.10,120.10</polygon>"
    try:
        d.submit(same_text(1))
        d.wait_state(1, "broadcasting")
        wait_for(lambda: {r["state"] for r in d.deliveries(1)} == {"accepted"})
        d.submit(same_text(2, area=west, follows=1))
        tap.ok(d.wait_state(1, "superseded") == "superseded" and
               wait_for(lambda: {r["state"] for r in d.deliveries(2)} == {"accepted"}), "an update of the area alone takes over",
               (d.deliveries(1), d.deliveries(2)))
        for name, orders in (("the internet", app), ("a carrier of cells", cells)):
            first, second = [o for _, o in orders()]
            tap.ok((second["action"], second["serial"], second["replaces"]) == ("update", first["serial"], first["serial"]),
                   f"{name} is told the same serial, in an update", (first, second))
            tap.ok(second["areas"] != first["areas"] and second["texts"] == first["texts"], "the same text, another area", second)
        tap.ok(len(cells()[1][1]["cells"]) < len(cells()[0][1]["cells"]), "the cells of that area alone", cells())
        rows = {r["node"]: r["state"] for r in d.deliveries(1)}
        tap.ok(rows["app"] == rows["cbc"] == "taken-over", "what they have is not stopped: it goes on", rows)
        d.cancel(2)
        tap.ok(d.wait_state(2, "cancelled") == "cancelled", "a cancel takes it back", d.deliveries(2))
        for orders in (app, cells):
            tap.ok([o["action"] for _, o in orders()] == ["send", "update", "stop"], "with the one stop of all", orders())
        tap.ok(set(rig.push.times("off").values()) == {1} and len(rig.push.times("off")) == len(rig.push.times("on")),
               "and nothing is shown", rig.push.shown())
    finally:
        cbc.stop()


def a_correction_goes_where_its_original_went(rig):
    rig.begin(simulate=False)
    d = rig.d
    _, answer = d.request(over_the_internet(1))
    d.wait_state(answer["notice"], "broadcasting")
    status, reply = d.ask("POST", f"/v1/notices/{answer['notice']}/cancel", json.dumps(
        {"reason": "内容有误", "correction": "【云江省应急管理厅】更正：无需转移。电话0571-12345678。"}).encode(), "officer")
    tap.ok(status == 200 and reply["correction"]["state"] in ("sending", "broadcasting"), "a correction goes out", reply)
    tap.ok(wait_for(lambda: any("更正" in r["text"] for r in rig.push.shown())), "to the subscriber too",
           rig.push.shown())


WIDE = ("<polygon>30.10,120.10 30.70,120.10 30.70,120.50 30.10,120.50 30.10,120.10</polygon>")


def a_part_outside_is_not_told_before_it_is_ordered(rig):
    """Cells can be split at the border, the area that a subscriber is told cannot."""
    rig.begin()
    d = rig.d
    status, answer = d.submit(cap(1, polygon=WIDE))
    tap.ok(status == 202 and d.wait_state(1, "broadcasting") == "broadcasting", "the part inside leaves at once", answer)
    tap.ok({r["carrier"] for r in d.deliveries(1)} == {"yj-mobile"} and not rig.push.shown(),
           "the subscriber is told nothing while the part outside waits (art. 3)", d.deliveries(1))
    status, answer = d.decide(1, "order-urgent")
    tap.ok(status == 200 and wait_for(rig.push.shown), "the duty officer's order tells it", answer)
    tap.ok(rig.push.times("on") and len([r for r in d.deliveries(1) if r["carrier"] == "yj-push"]) == 1, "once",
           d.deliveries(1))


# ---- what breaks --------------------------------------------------------------------------------


def silence_is_unknown_and_asked_again(rig):
    rig.push.options = ("--silent-first", "2", "--duplicates", "2")
    rig.begin(simulate=False)
    d = rig.d
    _, answer = d.request(over_the_internet(1))
    tap.ok(wait_for(lambda: d.deliveries(answer["notice"])[0]["state"] == "unknown"), "silence is unknown",
           d.deliveries(answer["notice"]))
    tap.ok(d.wait_state(answer["notice"], "broadcasting", seconds=30) == "broadcasting",
           "until it is asked again and answers", d.deliveries(answer["notice"]))
    tap.ok(list(rig.push.times("on").values()) == [1] and sum(rig.push.times("again").values()) >= 1,
           "the repeated order was shown once", rig.push.shown())
    rig.push.stop()
    rig.push.start("--refuse")
    _, answer = d.request(over_the_internet(2, title="二"))
    tap.ok(wait_for(lambda: d.deliveries(answer["notice"])[0]["state"] == "refused"), "a refusal is told",
           d.deliveries(answer["notice"]))
    tap.ok(d.deliveries(answer["notice"])[0]["cause_text"] == "told to refuse", "with its cause in words",
           d.deliveries(answer["notice"]))


def an_absent_broker_delays_nothing(rig):
    rig.begin()
    d = rig.d
    _, answer = d.submit(cap(1))
    tap.ok(d.wait_state(1, "broadcasting") == "broadcasting", "without a broker cell broadcast goes on", d.notice(1))
    _, answer = d.request(over_the_internet(2))
    number = answer["notice"]
    tap.ok(d.deliveries(number)[0]["state"] == "queued", "what is for the internet waits in the ledger",
           d.deliveries(number))
    rig.broker.start()
    rig.watch()
    tap.ok(d.wait_state(number, "broadcasting", seconds=60) == "broadcasting", "and leaves when the broker is there",
           d.deliveries(number))


def nothing_is_lost_and_nothing_twice(rig):
    rig.begin(simulate=False)
    d, numbers, alerts = rig.d, [], []

    def send(name):
        """As an author does: again, until the answer is there."""
        for _ in range(20):
            if rig.send_quietly(cap(name, category="Met", severity="Minor", urgency="Expected")) == 0 and \
                    rig.answer(f"yj-{name}", seconds=2):
                return
    rig.send_quietly = lambda document: rig.broker.publish(ALERTS, document, check=False)
    for step in range(4):
        for i in range(3):
            _, answer = d.request(over_the_internet(10 + 10 * step + i, title=f"{step}-{i}"))
            numbers.append(answer["notice"])
            alerts.append(f"{step}{i}")
            rig.send_quietly(cap(alerts[-1], severity="Minor", urgency="Expected"))
        if step % 2 == 0:
            rig.broker.kill()
            rig.broker.start()
        else:
            d.kill()
            rig.send_quietly(cap(f"dead{step}", severity="Minor", urgency="Expected"))
            alerts.append(f"dead{step}")
            d.start()
        rig.wait_up()
    for name in alerts:
        if not rig.answer(f"yj-{name}", seconds=0.1):
            send(name)
    tap.ok(all(rig.answer(f"yj-{name}", seconds=1) for name in alerts), "every alert has its answer", rig.answers())
    by_alert = {}
    for _, a in rig.answers():
        by_alert.setdefault(a["alert"]["identifier"], set()).add(a["body"].get("notice"))
    tap.ok(all(len(n) == 1 for n in by_alert.values()), "and each is one notice, however often it came", by_alert)
    states = {n: d.wait_state(n, "broadcasting", seconds=40) for n in numbers}
    tap.ok(set(states.values()) == {"broadcasting"}, "every notice has reached the subscriber", states)
    tap.ok(set(rig.push.times("on").values()) == {1} and len(rig.push.times("on")) == len(numbers),
           "and was shown once", rig.push.times("on"))
    rig.broker.kill()
    for n in numbers:
        d.cancel(n)
    rig.broker.start()
    states = {n: d.wait_state(n, "cancelled", seconds=60) for n in numbers}
    tap.ok(set(states.values()) == {"cancelled"} and set(rig.push.times("off").values()) == {1},
           "cancels given while the broker was away reach it too", (states, rig.push.times("off")))


def what_comes_while_nobody_is_there_waits_at_the_broker(rig):
    rig.begin(simulate=False)
    rig.d.kill()
    rig.send(cap(1))
    rig.send(cap(2))
    rig.d.start()
    answers = [rig.answer("yj-1"), rig.answer("yj-2")]
    tap.ok(all(a.get("status") in (200, 202) and a["body"]["lane"] == "urgent" for a in answers),
           "what came while the daemon was away is taken in when it is back", rig.answers())


# ---- said to everybody --------------------------------------------------------------------------


def the_world_hears_how_it_is(rig):
    rig.begin()
    d = rig.d
    status = wait_for(lambda: rig.broker.retained("cbd/v1/status"))
    tap.ok(status and status["status"] == "ok" and status["realm"] == "drill", "the status is retained", status)
    d.submit(cap(1))
    d.wait_state(1, "broadcasting")
    head = d.health()
    tap.ok(wait_for(lambda: (rig.broker.retained("cbd/v1/audit-head") or {}).get("sequence") == d.health()["sequence"]),
           "so is the head of the chain", (head, rig.broker.retained("cbd/v1/audit-head")))
    tap.ok(rig.broker.retained("cbd/v1/audit-head")["hash"] == d.health()["head"], "with its hash", head)
    d.kill()
    tap.ok(wait_for(lambda: (rig.broker.retained("cbd/v1/status") or {}).get("status") == "down"),
           "a daemon that dies is down by its will", rig.broker.retained("cbd/v1/status"))
    d.start()
    tap.ok(wait_for(lambda: (rig.broker.retained("cbd/v1/status") or {}).get("status") == "ok", 40), "and up again")
    tap.ok(d.stop() == 0 and (rig.broker.retained("cbd/v1/status") or {}).get("status") == "down",
           "one that stops says so itself", rig.broker.retained("cbd/v1/status"))
    code, text = d.verify()
    tap.ok(code == 0, "and its chain verifies", text)


def the_broker_is_known_by_its_certificate(rig):
    rig.begin(simulate=False)
    rig.send(cap(1))
    tap.ok(rig.answer("yj-1").get("status") == 202, "over TLS it is the same", rig.answers())
    _, answer = rig.d.request(over_the_internet(2))
    tap.ok(rig.d.wait_state(answer["notice"], "broadcasting") == "broadcasting", "in both directions",
           rig.d.deliveries(answer["notice"]))


def a_broker_of_another_authority_is_not_spoken_to(rig):
    rig.d.begin(simulate=False)

    def reason():
        return rig.d.ask("GET", "/v1/links", who="duty")[1]["broker"].get("reason", "")
    tap.ok(wait_for(lambda: reason() not in ("", "connecting")), "a broker that is not the one is not spoken to",
           reason())
    tap.ok(not rig.d.ask("GET", "/v1/links", who="duty")[1]["broker"]["up"], "whatever it says", reason())


def main():
    off = {"broker_lines": "  alerts-in\n"}
    story("in", an_alert_comes_in_and_is_answered)
    story("strangers", nobody_comes_in_by_a_topic_that_is_not_theirs)
    story("mismatch", links_that_do_not_fit_their_carriers_are_named, more_links=MISFITS)
    story("urgent off", urgent_waits_for_the_duty_officer, **off)
    story("internet", the_internet_channel_tells_the_area, options=("--users", "5000"))
    story("both", alerts_go_over_both_where_that_is_set, top=" alerts-by-internet\n")
    story("area", an_update_of_the_area_alone_is_the_same_message, top=" alerts-by-internet\n", more_links=CBC)
    story("correction", a_correction_goes_where_its_original_went)
    story("outside", a_part_outside_is_not_told_before_it_is_ordered, top=" alerts-by-internet\n")
    story("cells", a_carrier_of_cell_broadcast_takes_its_cells, more_links=CBC)
    story("silence", silence_is_unknown_and_asked_again)
    story("absent", an_absent_broker_delays_nothing, start_broker=False)
    story("killed", nothing_is_lost_and_nothing_twice)
    story("away", what_comes_while_nobody_is_there_waits_at_the_broker)
    story("status", the_world_hears_how_it_is)
    story("tls", the_broker_is_known_by_its_certificate, ca="ca")
    story("another", a_broker_of_another_authority_is_not_spoken_to, ca="other-ca")
    tap.end()


main()
