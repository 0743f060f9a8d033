#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The longest message there is, 15 pages, and a channel filled to its last page, with a real BSC and BTS. See pages_air.sh."""
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import air_chain  # noqa: E402
import daemon_air  # noqa: E402
from dispatcher import Tap, wait_for  # noqa: E402

PERIOD = 30  # 16 units of 1.883 s: 16 pages find room (TS 48.049 8.2.9)
PAGE = 41    # characters of UCS-2 in 82 octets
NUMBERED = "".join(f"第{n:02d}页：云江洪水，请听从现场人员指挥，向高处转移，勿返回取物，照顾老人孩子。" for n in range(1, 16))
daemon_air.TEXTS.update({
    "longest": ("【云江省应急管理厅】" + NUMBERED)[:15 * PAGE - 2],
    "last": "【云江省应急管理厅】最后一页。",
    "over": "【云江省应急管理厅】没有位置。",
})


class Longest(daemon_air.Story):
    def play(self):
        shark = air_chain.Process(["tshark", "-q", "-i", "lo", "-w", self.capture])
        shark.wait_for("Capturing", 20)
        self.d.begin(simulate=False)
        radio = air_chain.Radio(self.d.dir, self.role)
        try:
            self.d.wait_nodes()
            radio.bts.wait_for("(?i)opstart|rsl.*up|ACTIVATE", 15)
            time.sleep(5)
            self.goes_out("longest")
            self.goes_out("last")
            good, done = self.alerts.submit("over")
            self.ok(good and wait_for(lambda: self.delivery_states("over") == ["refused"]),
                    "fifteen pages and one fill the channel: not one more", done.stdout + done.stderr)
            time.sleep(3 * PERIOD + 10)  # the first time may have been cut by what came behind it
        finally:
            radio.end()
            shark.end()
            self.d.stop()

    def judge(self):
        heard = air_chain.read_air(self.capture)
        texts = {one["text"]: one for one in heard.values()}
        for name, pages in (("longest", 15), ("last", 1)):
            one = texts.get(daemon_air.TEXTS[name])
            self.ok(one and one["total"] == pages and len(one["pages"]) == pages and len(one["times"]) >= 2,
                    f"a phone has the {pages} pages of {name}, time after time", [(t, o["total"]) for t, o in texts.items()])
        self.ok(daemon_air.TEXTS["over"] not in texts, "and nothing of what found no room", list(texts))


def main():
    tap = Tap()
    for role in sys.argv[1:] or ("server", "client"):
        daemon_air.tell(tap, Longest(tap, role, period=PERIOD))
    tap.end()


if __name__ == "__main__":
    main()
