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
    d.advance(28)
    tap.ok(d.wait_state(notice, "broadcasting") == "broadcasting", "in its window it is sent", d.notice(notice))
    _, on = d.air()
    tap.ok({mid for _, mid, _ in on} == {4381}, "on every cell, as an exercise in a drill", on)
    d.advance(1)
    tap.ok(d.wait_state(notice, "done") == "done", "after its window it is off", d.notice(notice))


def main():
    d = Dispatcher()
    try:
        d.begin()
        what_is_missing_is_said_at_once(d)
        an_agreed_one_leaves_in_its_window(d)
    finally:
        d.end()
    tap.end()


main()
