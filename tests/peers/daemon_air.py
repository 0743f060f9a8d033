#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plays alerts from CAP to the air with the real dispatcher, BSC and BTS. See daemon_air.sh."""
import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
from air_chain import (LATIN, ONE_PAGE, PERIOD, PORT, SHORT, TWO_PAGES, UPDATE, Process,  # noqa: E402
                       Radio, read_air)
from dispatcher import BUILD, ROOT, Dispatcher, Tap, wait_for  # noqa: E402

LONG = os.environ.get("LONG")  # make soak: the phases that take minutes too
IDENTIFIER = 4371  # Extreme, Immediate, Observed (TS 23.041 9.4.1.2.2)
OTHERS = {"lesser": 4396, "quake": 4352}  # public safety; an earthquake of ETWS
SENDER = "yj-em.example"
OTHER = "【云江省应急管理厅】道路预警：沿江公路塌方，请勿驶入，绕行国道。"
LATE = "【云江省应急管理厅】紧急：水库开始泄洪，请远离河道。"
# Three pages: with what else is on they fill the channel, one page each 1.883 s of the period.
WIDE = ("【云江省应急管理厅】洪水红色预警：云江下游各乡镇今夜二十二时前须全部转移，"
        "无车者到村委会集合，由客车接送；老人和病人由医护人员陪同。学校和体育馆开放安置。"
        "咨询电话0571-12345678。")
WIDER = WIDE.replace("二十二时", "二十一时")
HUNG = "【云江省应急管理厅】山体滑坡预警：青石村后山开裂，请向东撤离。"
CROWDED = "【云江省应急管理厅】燃气泄漏预警：老街居民请关阀并撤离。"
LESSER = WIDE.replace("洪水红色预警", "道路积水提示")
GRAVE = "【云江省应急管理厅】化工厂氯气泄漏：请立即向上风向撤离，用湿毛巾掩住口鼻。咨询电话0571-12345678。"
STAYS = "【云江省应急管理厅】大坝险情：请沿江居民即刻转移到高处。"
QUAKE = "【云江省应急管理厅】云江发生6.1级地震，请注意余震。"
AREA = "30.10,120.10 30.40,120.10 30.40,120.50 30.10,120.50 30.10,120.10"
TEXTS = {"latin": LATIN, "one": ONE_PAGE, "two": TWO_PAGES, "other": OTHER, "update": UPDATE,
         "short": SHORT, "late": LATE, "wide": WIDE, "wider": WIDER, "hung": HUNG,
         "crowded": CROWDED, "lesser": LESSER, "grave": GRAVE, "quake": QUAKE, "stays": STAYS}
SAME = {"moves": "stays"}  # the update that says the same, in another area and for longer
NEARBY = AREA.replace("120.50", "120.45")


def moment(seconds):
    china = datetime.timezone(datetime.timedelta(hours=8))
    return datetime.datetime.fromtimestamp(time.time() + seconds, china).isoformat(timespec="seconds")


class Alerts:
    """Our CAP documents; each is submitted by cbctl, as an officer would."""

    def __init__(self, dispatcher):
        self.dispatcher = dispatcher
        self.references = {}
        self.numbers = {}

    def document(self, name, kind, follows, lasts):
        severity = "Minor" if name == "lesser" else "Extreme"
        event = "地震" if name == "quake" else "洪水"
        sent = moment(0)
        self.references[name] = f"{SENDER},{name},{sent}"
        references = (f"<references>{self.references[follows]}</references>" if follows else "")
        info = "" if kind == "Cancel" else f"""<info><language>zh-CN</language>
<category>Met</category><event>{event}</event><urgency>Immediate</urgency><severity>{severity}</severity>
<certainty>Observed</certainty><expires>{moment(lasts)}</expires>
<senderName>云江省应急管理厅</senderName><headline>洪水预警</headline><description>见全文。</description>
<parameter><valueName>CMAMlongtext</valueName><value>{TEXTS[SAME.get(name, name)]}</value></parameter>
<area><areaDesc>云州市沿江</areaDesc><polygon>{NEARBY if name in SAME else AREA}</polygon></area></info>"""
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{name}</identifier>
<sender>{SENDER}</sender><sent>{sent}</sent><status>Actual</status><msgType>{kind}</msgType>
<scope>Public</scope>{references}{info}</alert>"""

    def submit(self, name, kind="Alert", follows=None, lasts=3600):
        path = self.dispatcher.path(name + ".xml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(self.document(name, kind, follows, lasts))
        done = self.dispatcher.ctl("officer", "submit", "--json", path)
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            answer = {}
        self.numbers[name] = answer.get("notice")
        return answer.get("state") in ("sending", "broadcasting", "agreed", "received", "pending"), done


class LiveDispatcher(Dispatcher):
    """A live store, and the one cell of the virtual BTS."""

    def __init__(self, role, period):
        super().__init__(nodes=1, role=role, realm="live", period=period)

    def node_address(self, index):
        return "127.0.0.1"

    def write_cells(self):
        with open(self.path("cells.csv"), "w", encoding="ascii") as out:
            out.write("plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people\n"
                      "001-01,2g,1,6969,30.25,120.25,900,,,330100,bsc-001,900\n")
        subprocess.run([f"{BUILD}/cbctl", "cells", "import", self.path("cells.csv"), "--register",
                        self.path("cells.db")], check=True, stdout=subprocess.DEVNULL)

    def write_config(self, period, extra, http_options):
        """With a profile in which an earthquake is ETWS."""
        profiles = self.path("profiles")
        shutil.copytree(f"{ROOT}/cap-profiles", profiles)
        with open(f"{profiles}/cap-1.2/classes.csv", "a", encoding="utf-8") as out:
            out.write("event,地震,natural-disaster,4352\n")
        self.cbsp_port = PORT[self.role]
        super().write_config(period, f" profiles {profiles}\n{extra}", http_options)

    def ctl(self, who, verb, *words):
        token = self.path(who + ".token")
        with open(token, "w", encoding="ascii") as out:
            out.write(self.tokens[who])
        return subprocess.run([f"{BUILD}/cbctl", verb, "--url", f"http://127.0.0.1:{self.port}",
                               "--token-file", token, *words], capture_output=True, text=True,
                              check=False)


class Story:
    def __init__(self, tap, role, period=PERIOD):
        self.tap, self.name = tap, f"we are {role}"
        self.d = LiveDispatcher(role, period)
        self.alerts = Alerts(self.d)
        self.capture = self.d.path("air.pcapng")
        self.role = role
        self.ended = {}  # alert -> when it was told to end
        self.must_be_heard_after = []  # (alert, when, why)

    def ok(self, good, sentence, detail=""):
        return self.tap.ok(good, f"{self.name}: {sentence}", detail)

    def state_is(self, name, state, sentence, seconds=20):
        number = self.alerts.numbers[name]
        if not number:
            return self.ok(False, sentence, f"{name} has no number")
        got = self.d.wait_state(number, state, seconds=seconds)
        return self.ok(got == state, sentence, f"{got}: {self.d.deliveries(number)}")

    def goes_out(self, name, **how):
        good, done = self.alerts.submit(name, **how)
        self.ok(good, f"{name} is taken", done.stdout + done.stderr)
        self.state_is(name, "broadcasting", f"{name} is accepted by the BSC")

    def play(self):
        shark = Process(["tshark", "-q", "-i", "lo", "-w", self.capture])
        shark.wait_for("Capturing", 20)
        self.d.begin(simulate=False)
        radio = Radio(self.d.dir, self.role)
        try:
            self.d.wait_nodes()
            radio.bts.wait_for("(?i)opstart|rsl.*up|ACTIVATE", 15)
            time.sleep(5)
            self.first_alerts()
            self.changes()
            self.killed()
            self.state_is("short", "done", "the short one is over")
            if LONG:
                self.has_more_time()
            self.cancel("moves")
            self.ended["stays"] = self.ended.pop("moves")  # one text, under one number
            self.channel_is_full()
            self.bsc_hangs(radio)
            self.bsc_restarts(radio)
            if LONG and self.role == "server":
                self.grave_before_lesser()
                self.primary_first()
        finally:
            radio.end()
            shark.end()
            self.d.stop()

    def first_alerts(self):
        for name in ("latin", "one", "two", "other"):
            self.goes_out(name)
        time.sleep(2 * PERIOD + 4)  # what is on the air takes its time

    def changes(self):
        self.goes_out("update", kind="Update", follows="one")
        self.state_is("one", "superseded", "what the update follows is off")
        good, done = self.alerts.submit("cancel", "Cancel", "latin")
        self.state_is("latin", "cancelled", "a CAP Cancel ends what it names")
        done = self.d.ctl("officer", "cancel", "--reason", "险情解除", self.alerts.numbers["other"])
        self.ok(done.returncode == 0, "cbctl cancel is taken", done.stdout + done.stderr)
        self.state_is("other", "cancelled", "cbctl cancel ends it")
        for name in ("one", "latin", "other"):
            self.ended[name] = time.time()
        self.goes_out("short", lasts=3 * PERIOD)
        self.ended["short"] = time.time() + 3 * PERIOD
        self.goes_out("stays", lasts=3 * PERIOD)
        self.goes_out("moves", kind="Update", follows="stays")
        self.state_is("stays", "superseded", "an update of area and time alone takes over")
        self.ok(self.delivery_states("stays") == ["taken-over"] and self.is_accepted("moves"),
                "the BSC has it already, and keeps it", (self.delivery_states("stays"), self.delivery_states("moves")))

    def has_more_time(self):
        """The BSC counts to the end that it was told first, and takes no other count before (cause 0d)."""
        self.ok(wait_for(lambda: "stop=renewal" in self.d.read_log(), 40), "when its first time is over it is written again")
        self.must_be_heard_after.append(("stays", time.time(), "its first end"))
        time.sleep(2 * PERIOD)
        self.ok(self.is_accepted("moves"), "and is on", self.d.deliveries(self.alerts.numbers["moves"]))

    def killed(self):
        """Straight after the answer: what was sent may not have been noted."""
        good, done = self.alerts.submit("late")
        self.d.kill()
        self.ok(good, "late is taken, and the dispatcher killed at once", done.stdout + done.stderr)
        time.sleep(2)
        self.d.start()
        restarted = time.time()
        self.d.wait_nodes()
        for name in ("late", "two", "update"):
            self.state_is(name, "broadcasting", f"{name} is on after kill -9")
            self.must_be_heard_after.append((name, restarted, "kill -9"))
        time.sleep(2 * PERIOD + 4)

    def channel_is_full(self):
        """The BSC refuses the update until what it follows has made room."""
        self.goes_out("wide")
        time.sleep(PERIOD + 6)
        self.goes_out("wider", kind="Update", follows="wide")
        self.ended["wide"] = time.time()
        self.state_is("wide", "superseded", "a wide alert made room for its update")
        self.ok(wait_for(lambda: self.is_accepted("wider")), "which is accepted then",
                self.d.deliveries(self.alerts.numbers["wider"]))
        good, done = self.alerts.submit("crowded")
        self.ok(good and wait_for(lambda: self.delivery_states("crowded") == ["refused"]),
                "a full channel refuses one more", done.stdout + done.stderr)
        time.sleep(PERIOD + 6)

    def bsc_hangs(self, radio):
        """Silence is unknown, and asked again; nothing is given up."""
        radio.bsc.process.send_signal(signal.SIGSTOP)
        done = self.d.ctl("officer", "cancel", "--reason", "险情解除", self.alerts.numbers["wider"])
        good, sent = self.alerts.submit("hung")
        self.ok(done.returncode == 0 and good, "a cancel and an alert are taken while the BSC hangs",
                done.stdout + done.stderr + sent.stdout + sent.stderr)
        self.ok(wait_for(lambda: self.delivery_states("hung") == ["unknown"], 20),
                "what is not answered is unknown", self.delivery_states("hung"))
        self.ok(self.d.notice(self.alerts.numbers["wider"])["state"] == "cancelling",
                "and a cancel is not done", self.delivery_states("wider"))
        radio.bsc.process.send_signal(signal.SIGCONT)
        self.state_is("wider", "cancelled", "the cancel is done once the BSC goes on", 40)
        self.ended["wider"] = time.time()
        self.ok(wait_for(lambda: self.is_accepted("hung"), 40), "and the alert is on",
                self.d.deliveries(self.alerts.numbers["hung"]))
        self.ok(wait_for(lambda: self.is_accepted("crowded")),
                "what was refused is tried again as the cancel makes room",
                self.delivery_states("crowded"))
        time.sleep(PERIOD)

    def cancel(self, name):
        done = self.d.ctl("officer", "cancel", "--reason", "险情解除", self.alerts.numbers[name])
        self.ok(done.returncode == 0, f"{name} is cancelled", done.stdout + done.stderr)
        self.state_is(name, "cancelled", f"and {name} off")
        self.ended[name] = time.time()

    def grave_before_lesser(self):
        """Seven pages find room at 13.2 s; the BSC knows no category, so we take off what is lesser."""
        for name in ("hung", "crowded", "late"):
            self.cancel(name)
        good, done = self.alerts.submit("lesser")
        number = self.alerts.numbers["lesser"]
        self.d.decide(number, "agree", who="reviewer", digest=self.d.notice(number)["digest"])
        self.ok(good and wait_for(lambda: self.is_accepted("lesser")), "a lesser notice is on", done.stdout + done.stderr)
        time.sleep(PERIOD + 6)
        self.goes_out("grave")
        self.ok(wait_for(lambda: self.is_accepted("grave")) and self.delivery_states("lesser") == ["failed"],
                "an alert has its room", (self.delivery_states("grave"), self.d.deliveries(number)))
        time.sleep(PERIOD + 6)
        self.cancel("grave")
        gone = time.time()
        self.ok(wait_for(lambda: self.is_accepted("lesser")), "which is given back", self.d.deliveries(number))
        self.must_be_heard_after.append(("lesser", gone, "it gave way"))
        time.sleep(PERIOD + 6)
        self.cancel("lesser")

    def primary_first(self):
        self.goes_out("quake")
        self.ok(wait_for(lambda: self.delivery_states("quake") == ["accepted", "accepted"]),
                "an earthquake's primary notification and its text are taken", self.d.deliveries(self.alerts.numbers["quake"]))
        time.sleep(PERIOD + 6)
        self.d.kill()
        self.d.start()
        self.d.wait_nodes()
        self.ok(wait_for(lambda: self.delivery_states("quake") == ["accepted", "accepted"]),
                "after kill -9 they are known to be there", self.d.deliveries(self.alerts.numbers["quake"]))
        self.cancel("quake")

    def delivery_states(self, name):
        return [row["state"] for row in self.d.deliveries(self.alerts.numbers[name])]

    def bsc_restarts(self, radio):
        radio.end()
        ended = time.time()
        self.ok(wait_for(lambda: self.d.health()["nodes_up"] == 0), "the lost BSC is told")
        radio.start()
        self.d.wait_nodes()
        for name in ("late", "two", "update", "hung", "crowded"):
            self.ok(wait_for(lambda n=name: self.is_accepted(n), 40),
                    f"{name} is accepted by the restarted BSC",
                    self.d.deliveries(self.alerts.numbers[name]))
            self.must_be_heard_after.append((name, ended, "the BSC's restart"))
        time.sleep(2 * PERIOD + 10)

    def is_accepted(self, name):
        return self.delivery_states(name) == ["accepted"]

    # ---- what phones got ----------------------------------------------------------------

    def judge(self):
        heard = read_air(self.capture)
        keys = {}
        for key, one in heard.items():
            keys.setdefault(one["text"], []).append(key)
        played = {name: text for name, text in TEXTS.items() if name in self.alerts.numbers}
        for name, text in played.items():
            self.ok(len(keys.get(text, [])) == 1, f"the text of {name} is on the air under one number",
                    keys)
        self.ok(len(heard) == len(played) and all(
            {i for i, _ in keys.get(text, [])} <= {OTHERS.get(name, IDENTIFIER)} for name, text in played.items()),
                "a phone saw each alert once, as a live one, and nothing else",
                [(key, one["text"]) for key, one in heard.items()])
        self.judge_serials(keys)
        self.judge_times(heard, keys)
        self.judge_octets()
        status, text = self.d.verify()
        self.ok(status == 0 and text.startswith("intact"), "cbctl audit verify says intact", text)
        print(f"# {self.name}: pages heard mixed: {sum(one['odd'] for one in heard.values())}")

    def judge_serials(self, keys):
        old, new = (keys.get(TEXTS[name], [(0, 0)])[0][1] for name in ("one", "update"))
        self.ok(new == old + 1, "the update has the next update number of the same message code",
                (hex(old), hex(new)))

    def judge_times(self, heard, keys):
        times = {name: [at for key in keys.get(text, []) for at in heard[key]["times"]]
                 for name, text in TEXTS.items()}
        for name, when in self.ended.items():
            self.ok(times[name] and max(times[name]) < when + 5, f"{name} is not on the air afterwards",
                    (times[name], when))
        for name, when, why in self.must_be_heard_after:
            self.ok(any(at > when for at in times[name]), f"{name} is on the air after {why}",
                    (times[name], when))

    def judge_octets(self):
        """Wireshark finds nothing wrong in any CBSP message of this run."""
        messages = self.cbsp_messages()
        octets, capture = self.d.path("octets"), self.d.path("cbsp.pcap")
        with open(octets, "w", encoding="ascii") as out:
            out.writelines("000000 " + message.hex(" ") + "\n" for message in messages)
        subprocess.run(["text2pcap", "-q", "-T", "48049,40000", octets, capture], check=True)
        seen = self.count(capture, "cbsp"), self.count(capture, "cbsp && _ws.malformed")
        self.ok(len(messages) > 40 and seen == (len(messages), 0),
                "no CBSP of the whole run is malformed", (len(messages), seen))

    def cbsp_messages(self):
        """One by one: Wireshark 4.0 takes the messages of one TCP segment for a single one."""
        rows = subprocess.run(["tshark", "-r", self.capture, "-Y",
                               f"tcp.port == {PORT[self.role]} && tcp.len > 0", "-T", "fields", "-e",
                               "tcp.payload"], capture_output=True, text=True, check=True).stdout
        messages = []
        for segment in map(bytes.fromhex, rows.split()):
            while segment:
                size = 4 + int.from_bytes(segment[1:4], "big")
                messages.append(segment[:size])
                segment = segment[size:]
        return messages

    @staticmethod
    def count(capture, what):
        rows = subprocess.run(["tshark", "-r", capture, "-o", "tcp.desegment_tcp_streams:FALSE", "-o",
                               "tcp.analyze_sequence_numbers:FALSE", "-Y", what],
                              capture_output=True, text=True, check=True).stdout
        return len(rows.splitlines())


def tell(tap, story):
    try:
        story.play()
        story.judge()
    except Exception as problem:  # what broke is a failure of this role, told as TAP
        tap.ok(False, f"{story.name}: {problem!r}")
    if tap.failed:
        print("# " + story.d.read_log()[-8000:].replace("\n", "\n# "))
    story.d.end()


def main():
    tap = Tap()
    for role in sys.argv[1:] or ("server", "client"):
        tell(tap, Story(tap, role))
    tap.end()


if __name__ == "__main__":
    main()
