#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody meets who knows the README alone: an admin's slips, roles at their edges, and answers
that must say what is the matter."""
import http.client
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, application, cap  # noqa: E402

tap = Tap()


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
    status = [d.ask("GET", f"/v1/notices/{number}{face}", who="engineer")[0] for face in ("/history", "/report", "/review")]
    tap.ok(status == [403] * 3, "what is of all carriers is not a carrier's to see", status)
    tap.ok(d.ask("GET", "/v1/notices", who="stranger")[1]["notices"] == [] and
           d.ask("GET", f"/v1/notices/{number}/deliveries", who="stranger")[0] == 404, "another carrier sees nothing of it")
    d.cancel(number)
    d.wait_state(number, "cancelled")
    tap.ok(len(d.deliveries(number, "engineer")) == len(rows) and
           d.ask("GET", f"/v1/notices/{number}/deliveries", who="stranger")[0] == 404, "nor when it is closed")


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
    started = time.monotonic()
    apply(d, lambda persons, registry: registry["persons"].remove(persons["officer"]))
    rest = stream.read()
    tap.ok(time.monotonic() - started < 5 and b"event: " not in rest, "and sees nothing from the moment the registry has lost them",
           rest)
    apply(d, lambda persons, _: None)


d = Dispatcher(nodes=1)
try:
    d.begin()
    no_registry_locks_everybody_out(d)
    a_carrier_sees_what_is_its_own(d)
    what_a_removed_body_left_is_still_decided(d)
    a_person_removed_sees_no_more(d)
except (RuntimeError, OSError, KeyError) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
finally:
    d.end()
tap.end()
