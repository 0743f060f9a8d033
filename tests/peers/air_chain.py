#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plays one alert's life on a real BSC and BTS and reads the air. See air_chain.sh."""
import collections
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

CELL = ["001-01", "1", "6969"]
CONFIG = "/usr/share/doc/osmo-bsc/examples/osmo-bsc/osmo-bsc.cfg"
BTS_CONFIG = "/usr/share/doc/osmo-bts/examples/osmo-bts-virtual/osmo-bts-virtual.cfg"
CBC = {
    "server": "cbc\n mode client\n client\n  remote-ip 127.0.0.1\n  remote-port 48049\n",
    "client": "cbc\n mode server\n server\n  local-ip 127.0.0.1\n  local-port 48050\n",
}
PORT = {"server": 48049, "client": 48050}
PERIOD = 12  # seconds, 13.2 on the air; one for all, as this BSC wants it

LATIN = "Flood warning: leave the river bank now. Information: 0571-12345678 (Yunjiang EMA)"
ONE_PAGE = "【云江省应急管理厅】洪水预警：请立即前往高处。咨询0571-12345678。"
TWO_PAGES = ("【云江省应急管理厅】洪水红色预警：云江水位今夜将超过堤坝，沿岸居民请立即转移到高处，"
             "不要返回取物，听从现场人员指挥。咨询电话0571-12345678。")
UPDATE = "【云江省应急管理厅】洪水预警更新：水位正在下降，请继续留在高处，等候通知。"
SHORT = "【云江省应急管理厅】短时通知：一分钟后结束。"
EXPECTED = {}


def gsm7(text):
    """One page of TS 23.038 septets; these texts use only what ASCII and the alphabet share."""
    bits = sum(ord(c) << 7 * i for i, c in enumerate(text.ljust(93, "\r")))
    return [bits.to_bytes(82, "little").hex()]


def ucs2(text):
    """Pages of 41 units, the last one padded with CR."""
    cut = [text[i:i + 41].ljust(41, "\r") for i in range(0, len(text), 41)]
    return [page.encode("utf-16-be").hex() for page in cut]


class Process:
    """A program whose lines are kept."""

    def __init__(self, argv, **more):
        self.lines = []
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        stdin=subprocess.PIPE, text=True, errors="replace", **more)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def wait_for(self, pattern, seconds=30, since=0):
        """The index behind the first line that matches, or None."""
        until = time.time() + seconds
        while time.time() < until:
            for i in range(since, len(self.lines)):
                if re.search(pattern, self.lines[i]):
                    return i + 1
            time.sleep(0.05)
        return None

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Radio:
    """osmo-bsc and osmo-bts-virtual; the latter leaves when the former does."""

    def __init__(self, folder, role):
        with open(CONFIG, encoding="ascii") as example:
            text = example.read().replace("phys_chan_config CCCH+SDCCH4\n",
                                          "phys_chan_config CCCH+SDCCH4+CBCH\n")
        self.config = os.path.join(folder, "osmo-bsc.cfg")
        with open(self.config, "w", encoding="ascii") as out:
            out.write(text + CBC[role])
        self.folder = folder
        self.start()

    def start(self):
        self.bsc = Process(["osmo-bsc", "-c", self.config], cwd=self.folder)
        time.sleep(1)
        self.bts = Process(["osmo-bts-virtual", "-c", BTS_CONFIG], cwd=self.folder)

    def end(self):
        self.bts.end()
        self.bsc.end()


def read_air(capture):
    """(identifier, serial) -> text, whole transmissions and their times, as a phone gets them."""
    fields = ["frame.time_epoch", "gsm_cbs.message-identifier", "gsm_cbs.serial_number",
              "gsm_cbs.current_page", "gsm_cbs.total_pages", "gsm_cbs.page_content"]
    rows = subprocess.run(["tshark", "-r", capture, "-Y", "gsmtap && gsm_cbs", "-T", "fields"] +
                          [part for field in fields for part in ("-e", field)],
                          capture_output=True, text=True, check=False).stdout
    heard = collections.OrderedDict()
    for row in rows.splitlines():
        at, identifier, serial, page, pages, text = (row.split("\t") + [""] * 6)[:6]
        one = heard.setdefault((int(identifier), int(serial, 0)),
                               {"pages": {}, "times": [], "total": int(pages)})
        one["pages"].setdefault(int(page), collections.Counter())[text] += 1
        if page == pages:
            one["times"].append(float(at))
    for one in heard.values():
        # A page of which the capture lost blocks, or whose sending a change of schedule cut, comes
        # out mixed with its neighbour (seen once in some hundred): the usual content counts.
        usual = {i: counts.most_common(1)[0] for i, counts in one["pages"].items()}
        one["text"] = "".join(usual[i][0] for i in sorted(usual)).rstrip("\r\n")
        one["odd"] = sum(sum(counts.values()) - usual[i][1] for i, counts in one["pages"].items())
    return heard


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def check(self, good, name, detail=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}")
        if not good and detail:
            print("# " + str(detail).replace("\n", "\n# "))
        sys.stdout.flush()


def send(driver, serial, dcs, pages, seconds, verb="send"):
    driver.say(f"{verb} 4371 {serial:04x} {dcs} {PERIOD} {seconds} {','.join(pages)}")


def play(tap, role, driver_program, folder):
    name = f"we are {role}"
    capture = os.path.join(folder, f"{role}.pcapng")
    shark = Process(["tshark", "-q", "-i", "lo", "-w", capture])
    shark.wait_for("Capturing", 20)
    driver = Process([driver_program, role, "127.0.0.1", str(PORT[role])] + CELL)
    radio = Radio(folder, role)
    try:
        tap.check(driver.wait_for("report up", 40), f"{name}: osmo-bsc is up", driver.lines)
        radio.bts.wait_for("(?i)opstart|rsl.*up|ACTIVATE", 15)
        time.sleep(6)
        send(driver, 0x4010, "0f", gsm7(LATIN), 600)
        send(driver, 0x4020, "48", ucs2(ONE_PAGE), 600)
        send(driver, 0x4030, "48", ucs2(TWO_PAGES), 600)
        for serial in ("4010", "4020", "4030"):
            tap.check(driver.wait_for(f"receipt {serial} accepted cause=0 cells=1", 15),
                      f"{name}: {serial} is accepted in its cell", driver.lines)
        time.sleep(2 * PERIOD + 5)
        # An update: the new one is written, then the old one killed; and one is cancelled.
        send(driver, 0x4021, "48", ucs2(UPDATE), 600)
        tap.check(driver.wait_for("receipt 4021 accepted", 15), f"{name}: the update is accepted",
                  driver.lines)
        driver.say("stop 4371 4020")
        driver.say("stop 4371 4010")
        tap.check(driver.wait_for("receipt 4020 stopped", 15) and
                  driver.wait_for("receipt 4010 stopped", 15),
                  f"{name}: the old one and the cancelled one are stopped", driver.lines)
        stopped = time.time()
        send(driver, 0x4040, "48", ucs2(SHORT), 20)
        tap.check(driver.wait_for("receipt 4040 accepted", 15), f"{name}: a short one is accepted",
                  driver.lines)
        time.sleep(3 * PERIOD - 2)
        mark = len(driver.lines)
        radio.end()
        restarted = time.time()
        tap.check(driver.wait_for("report down", 30, mark), f"{name}: the lost BSC is told",
                  driver.lines[mark:])
        radio.start()
        tap.check(driver.wait_for("report up", 45, mark), f"{name}: the BSC is back",
                  driver.lines[mark:])
        radio.bts.wait_for("(?i)opstart|rsl.*up|ACTIVATE", 15)
        time.sleep(5)
        mark = len(driver.lines)
        send(driver, 0x4030, "48", ucs2(TWO_PAGES), 500, "again")
        tap.check(driver.wait_for("receipt 4030 accepted", 15, mark),
                  f"{name}: what must be on is written again", driver.lines[mark:])
        mark = len(driver.lines)
        send(driver, 0x4030, "48", ucs2(TWO_PAGES), 500, "again")
        tap.check(driver.wait_for("receipt 4030 accepted .*cell_cause=13", 15, mark),
                  f"{name}: written twice, it is found already there", driver.lines[mark:])
        time.sleep(PERIOD + 6)
    finally:
        driver.process.stdin.close()
        radio.end()
        shark.end()
        driver.end()
    judge(tap, name, read_air(capture), stopped, restarted)


def judge(tap, name, heard, stopped, restarted):
    for serial, text in ((0x4010, LATIN), (0x4020, ONE_PAGE), (0x4030, TWO_PAGES),
                         (0x4021, UPDATE), (0x4040, SHORT)):
        got = heard.get((4371, serial), {"text": None})
        tap.check(got["text"] == text, f"{name}: {serial:04x} on the air is the text that was sent",
                  (got["text"], text))
    print(f"# {name}: pages heard mixed: {sum(one['odd'] for one in heard.values())}")
    nothing = {"times": []}
    for serial in (0x4010, 0x4020):
        times = heard.get((4371, serial), nothing)["times"]
        tap.check(len(times) >= 2 and max(times) < stopped + 4,
                  f"{name}: {serial:04x} was repeated, and ended when it was stopped",
                  (times, stopped))
    times = heard.get((4371, 0x4040), nothing)["times"]
    tap.check(len(times) == 2, f"{name}: the short one went out twice and ended by itself", times)
    times = heard.get((4371, 0x4030), nothing)["times"]
    tap.check(any(at > restarted + 1 for at in times),
              f"{name}: after the restart it is on the air again, under the same number", times)
    tap.check(set(heard) == {(4371, s) for s in (0x4010, 0x4020, 0x4021, 0x4030, 0x4040)},
              f"{name}: a phone saw each number once and no other", list(heard))


def main():
    tap = Tap()
    driver_program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        for role in sys.argv[2:] or ("server", "client"):
            play(tap, role, driver_program, folder)
    print(f"1..{tap.count}")
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
