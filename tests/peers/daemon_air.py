#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""CAP alerts through the real daemon to a real BSC and BTS, read off the air. See daemon_air.sh."""
import datetime
import os
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, "..", "support")]
from air_chain import LATIN, ONE_PAGE, PERIOD, PORT, SHORT, TWO_PAGES, UPDATE, Process, Radio, read_air  # noqa: E402
from dispatcher import Dispatcher, Tap, wait_for  # noqa: E402

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def stamp(seconds=0):
    now = datetime.datetime.now(CHINA).replace(microsecond=0)
    return (now + datetime.timedelta(seconds=seconds)).isoformat()


def alert(name, text, sent, language="zh-CN", lasts=900, follows=None, cancel=False):
    kind = "Cancel" if cancel else "Update" if follows else "Alert"
    references = f"<references>yj-em.example,{follows[0]},{follows[1]}</references>" if follows else ""
    info = "" if cancel else f"""<info><language>{language}</language><category>Met</category>
<event>flood</event><urgency>Immediate</urgency><severity>Extreme</severity>
<certainty>Observed</certainty><expires>{stamp(lasts)}</expires><description>{text}</description>
<area><areaDesc>river</areaDesc><circle>30.2,120.2 5</circle></area></info>"""
    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{name}</identifier>
<sender>yj-em.example</sender><sent>{sent}</sent><status>Actual</status><msgType>{kind}</msgType>
<scope>Public</scope>{references}{info}</alert>""".encode()


class OneBsc(Dispatcher):
    """A live store, and one cell of the Osmocom BSC's example configuration."""

    def __init__(self, role):
        super().__init__(nodes=1, cells=1, role=role, realm="live", period=PERIOD)
        self.cbsp_port = PORT[role]
        self.write_config(PERIOD, "", "")

    def node_address(self, index):
        return "127.0.0.1"

    def write_cells(self):
        import subprocess
        from dispatcher import BUILD
        with open(self.path("cells.csv"), "w") as f:
            f.write("plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people\n"
                    "001-01,2g,1,6969,30.2,120.2,2000,,,330100,bsc-001,900\n")
        subprocess.run([f"{BUILD}/cbctl", "cells", "import", self.path("cells.csv"), "--register",
                        self.path("cells.db")], check=True, stdout=subprocess.DEVNULL)


def submit(tap, d, name, sentence, **more):
    sent = stamp()
    status, answer = d.submit(alert(name, sent=sent, **more))
    tap.ok(status == 202, sentence, answer)
    return answer.get("notice"), (name, sent)


def on_air(d, number, seconds=20):
    return wait_for(lambda: [r["state"] for r in d.deliveries(number)] == ["accepted"], seconds)


def play(tap, d, role, radio):
    def say(text):
        return f"{role}: {text}"

    tap.ok(wait_for(lambda: d.health()["nodes_up"] == 1, 40), say("osmo-bsc is up"), d.read_log()[-1500:])
    radio.bts.wait_for("(?i)opstart|rsl.*up|ACTIVATE", 15)
    time.sleep(6)
    latin, _ = submit(tap, d, "latin", say("a GSM 7-bit alert is accepted"), text=LATIN, language="en-US")
    one, one_key = submit(tap, d, "one", say("a Chinese alert of one page is accepted"), text=ONE_PAGE)
    two, _ = submit(tap, d, "two", say("a Chinese alert of two pages is accepted"), text=TWO_PAGES)
    tap.ok(all(on_air(d, n) for n in (latin, one, two)), say("the BSC has all three"), d.read_log()[-1500:])
    time.sleep(2 * PERIOD + 5)
    update, _ = submit(tap, d, "update", say("an Update is accepted"), text=UPDATE, follows=one_key)
    tap.ok(d.wait_state(one, "superseded") == "superseded", say("it takes the place of the first"), d.deliveries(one))
    tap.ok(d.cancel(latin)[0] == 200 and d.wait_state(latin, "cancelled") == "cancelled", say("one is cancelled"))
    stopped = time.time()
    short, _ = submit(tap, d, "short", say("one that expires soon is accepted"), text=SHORT, lasts=30)
    tap.ok(d.wait_state(short, "done", seconds=60) == "done", say("it ends with its expiry"), d.notice(short))
    ended = time.time()
    d.kill()
    d.start()
    tap.ok(wait_for(lambda: d.health()["nodes_up"] == 1, 60) and on_air(d, two) and on_air(d, update),
           say("after kill -9 of the dispatcher what must be on is on"), d.read_log()[-1500:])
    radio.end()
    # The BTS goes first and is told as failed cells; then the BSC.
    tap.ok(wait_for(lambda: [r["state"] for r in d.deliveries(two)][0] in ("unknown", "failed"), 30),
           say("a lost BSC is never a success"), d.deliveries(two))
    restarted = time.time()
    radio.start()
    tap.ok(wait_for(lambda: d.health()["nodes_up"] == 1, 60) and on_air(d, two, 40) and on_air(d, update, 40),
           say("after the BSC's restart it is written again"), d.deliveries(two))
    radio.bts.wait_for("(?i)opstart|rsl.*up|ACTIVATE", 15)
    time.sleep(2 * PERIOD + 6)
    tap.ok(d.stop() == 0 and d.verify()[0] == 0, say("the chain verifies"), d.verify()[1])
    return stopped, ended, restarted


def judge(tap, role, heard, times):
    stopped, ended, restarted = times
    by_text = {one["text"]: (key, one["times"]) for key, one in heard.items()}
    for name, text in (("GSM 7-bit", LATIN), ("one Chinese page", ONE_PAGE), ("two Chinese pages", TWO_PAGES),
                       ("the Update", UPDATE), ("the short one", SHORT)):
        tap.ok(text in by_text, f"{role}: {name} off the air is the alert's text", list(by_text))
    tap.ok(len(heard) == 5 and all(identifier == 4371 for identifier, _ in heard),
           f"{role}: a phone saw five messages, each under one number", list(heard))
    for name, text, until in (("replaced", ONE_PAGE, stopped), ("cancelled", LATIN, stopped), ("expired", SHORT, ended)):
        on = by_text.get(text, (None, []))[1]
        tap.ok(on and max(on) < until + 4, f"{role}: what was {name} is off the air", (on, until))
    on = by_text.get(TWO_PAGES, (None, []))[1]
    tap.ok(any(at > restarted + 1 for at in on), f"{role}: what must be on is on after both restarts", (on, restarted))


def main():
    role = sys.argv[1]
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        capture = os.path.join(folder, "air.pcapng")
        shark = Process(["tshark", "-q", "-i", "lo", "-w", capture])
        shark.wait_for("Capturing", 20)
        d = OneBsc(role)
        radio, times = None, None
        try:
            d.begin(simulate=False)
            radio = Radio(folder, role)
            times = play(tap, d, role, radio)
        except (RuntimeError, OSError, KeyError) as problem:
            tap.ok(False, f"{role}: the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
        finally:
            if radio:
                radio.end()
            shark.end()
            d.end()
        if times:
            judge(tap, role, read_air(capture), times)
    tap.end()


main()
