# SPDX-License-Identifier: AGPL-3.0-or-later
"""A dispatcher with simulated BSCs on loopback, for stories that need the real programs.

Every test that uses it prints TAP. Nothing here sleeps for a fixed time to let something happen:
wait_for() asks again until the condition holds or the deadline passes.
"""
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CHINA = "+08:00"


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, condition, sentence, detail=""):
        self.count += 1
        self.failed += not condition
        print(f"{'ok' if condition else 'not ok'} {self.count} - {sentence}", flush=True)
        if not condition and detail:
            for line in str(detail).splitlines()[:40]:
                print(f"# {line}", flush=True)
        return condition

    def end(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)


def wait_for(condition, seconds=20.0, pause=0.02):
    """The condition's first true value, or its last one when the time is over."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(pause)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def cap(number, text="云江上游水位3小时内将上涨2米。请立即向高处转移。", msg_type="Alert", references=None,
        sent="2026-03-02T09:00:00+08:00", expires="2026-03-02T15:00:00+08:00", severity="Extreme",
        urgency="Immediate", polygon=True, category="Met", sender="yj-em.example", event="山洪"):
    area = ("<polygon>30.10,120.10 30.40,120.10 30.40,120.50 30.10,120.50 30.10,120.10</polygon>"
            if polygon is True else polygon)
    refs = f"<references>{references}</references>" if references else ""
    info = f"""<info><language>zh-CN</language><category>{category}</category><event>{event}</event>
<urgency>{urgency}</urgency><severity>{severity}</severity><certainty>Observed</certainty>
{f'<expires>{expires}</expires>' if expires else ''}<senderName>云江省应急管理厅</senderName>
<headline>【云江省应急管理厅】山洪红色预警{number}</headline><description>{text}</description>
<instruction>电话0571-12345678。</instruction>
<area><areaDesc>云州市沿江</areaDesc>{area}</area></info>"""
    if msg_type == "Cancel":
        info = ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>yj-{number}</identifier>
<sender>{sender}</sender><sent>{sent}</sent><status>Actual</status><msgType>{msg_type}</msgType>
<scope>Public</scope>{refs}{info}</alert>""".encode()


def reference(number, sent="2026-03-02T09:00:00+08:00", sender="yj-em.example"):
    return f"{sender},yj-{number},{sent}"


def application(number, **members):
    """A complete application of the province's emergency department; None leaves a member out."""
    whole = {
        "title": f"森林防火提示{number}", "applicant": "yj-em", "document_number": f"云应急函〔2026〕{number}号",
        "signer": "王建国", "handler": {"name": "李明", "phone": "0571-12345679"},
        "complaint_contact": "0571-12345678", "category": "安全提示", "purpose": "预防森林火灾",
        "legal_ground": "《森林防火条例》第二十条", "reason": "近期天干物燥，火险等级高。",
        "texts": [{"language": "zh", "text": f"【云江省应急管理厅】近期森林火险等级高，严禁野外用火{number}。"
                                             "咨询电话0571-12345678。"}],
        "send_from": "2026-03-30T09:00:00+08:00", "send_until": "2026-03-30T18:00:00+08:00",
        "areas": [{"adcode": "330100"}], "channels": ["cell-broadcast"],
    }
    whole.update(members)
    return {name: value for name, value in whole.items() if value is not None}


PERSONS = {
    "admin": ("", ["admin"]),
    "officer": ("yj-em", ["agency"]),
    "met": ("yj-met", ["agency"]),
    "duty": ("yj-ca", ["duty-officer", "authority"]),
    "reviewer": ("yj-ca", ["authority"]),
    "inspector": ("", ["inspector"]),
    "engineer": ("yj-mobile", ["carrier"]),
    "stranger": ("yj-resale", ["carrier"]),
}


class Dispatcher:
    def __init__(self, nodes=3, cells=3, role="server", realm="drill", clock="2026-03-02T09:00:00+08:00",
                 period=30, plans=True, extra_config="", http_options=""):
        self.dir = tempfile.mkdtemp(prefix="cbd-test-")
        self.nodes, self.cells, self.role = nodes, cells, role
        self.port, self.cbsp_port = free_port(), free_port()
        self.plans = plans
        self.process = self.sim = None
        self.tokens = {}
        self.log = open(self.path("daemon.log"), "ab")
        self.write_cells()
        self.write_config(period, extra_config, http_options)
        arguments = [f"{BUILD}/cbctl", "bootstrap", "--store", self.path("store.db"), "--realm", realm]
        if realm == "drill":
            arguments += ["--clock", clock]
        self.tokens["admin"] = subprocess.run(arguments, capture_output=True, text=True,
                                              check=True).stdout.strip()

    def path(self, name):
        return os.path.join(self.dir, name)

    # ---- what it is made of ------------------------------------------------------------

    def node_address(self, index):
        """127.1.0.1 and on, as cbsim counts."""
        return f"127.1.{(index + 1) >> 8}.{(index + 1) & 255}"

    def write_cells(self):
        with open(self.path("cells.csv"), "w") as f:
            f.write("plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people\n")
            for n in range(self.nodes):
                for c in range(1, self.cells + 1):
                    lat, lon = 30.15 + 0.002 * (n % 100), 120.15 + 0.002 * c
                    f.write(f"460-00,2g,{9500 + n},{c},{lat:.4f},{lon:.4f},500,,,330100,bsc-{n + 1:03d},900\n")
        self.import_cells()

    def import_cells(self):
        subprocess.run([f"{BUILD}/cbctl", "cells", "import", self.path("cells.csv"), "--register",
                        self.path("cells.db")], check=True, stdout=subprocess.DEVNULL)

    def write_config(self, period, extra, http_options):
        with open(self.path("cbd.cfg"), "w") as f:
            f.write(f"dispatcher\n profiles {ROOT}/cap-profiles\n cell-register {self.path('cells.db')}\n"
                    f" repetition-period {period}\n http 127.0.0.1 {self.port}\n{http_options}"
                    f" link north\n  carrier yj-mobile\n  protocol cbsp\n  role {self.role}\n")
            if self.role == "server":
                f.write(f"  local 127.0.0.1 {self.cbsp_port}\n")
            for n in range(self.nodes):
                port = f" {self.cbsp_port}" if self.role == "client" else ""
                f.write(f"  node bsc-{n + 1:03d} remote {self.node_address(n)}{port}\n")
            f.write(extra)

    def registry(self):
        with open(f"{ROOT}/sim/demo/registry.json") as f:
            registry = json.load(f)
        # One that has no link here: its people must see nothing of what others are sent.
        registry["carriers"].append({"id": "yj-resale", "name": "云江转售", "kind": "resale", "hosts": ["yj-mobile"]})
        if not self.plans:
            registry["plans"] = []
        for name, (body, roles) in PERSONS.items():
            token = self.tokens.setdefault(name, hashlib.sha256((self.dir + name).encode()).hexdigest())
            row = {"id": name, "name": name, "roles": roles, "verified": True,
                   "token_sha256": hashlib.sha256(token.encode()).hexdigest()}
            if body:
                row["body"] = body
            registry["persons"].append(row)
        return json.dumps(registry).encode()

    # ---- running -----------------------------------------------------------------------

    def start(self, wrapper=()):
        self.process = subprocess.Popen(
            [*wrapper, f"{BUILD}/cbdispatchd", "-c", self.path("cbd.cfg"), "--store",
             self.path("store.db"), "--vty-port", "0"], stderr=self.log, stdout=self.log)
        if not wait_for(self.is_ready):
            raise RuntimeError("the daemon does not get ready:\n" + self.read_log()[-3000:])
        return self

    def is_ready(self):
        if self.process.poll() is not None:
            raise RuntimeError("the daemon has ended:\n" + self.read_log()[-3000:])
        try:
            return self.ask("GET", "/readyz", timeout=2)[0] == 200
        except OSError:
            return False

    def begin(self, simulate=True):
        self.start()
        status, answer = self.ask("POST", "/v1/registry", self.registry(), who="admin")
        if status != 200:
            raise RuntimeError(f"registry: {status} {answer}")
        if simulate:
            self.start_sim()
        return self

    def start_sim(self, *options):
        where = (["--connect", "127.0.0.1", "--port", str(self.cbsp_port)] if self.role == "server"
                 else ["--listen", str(self.cbsp_port)])
        self.sim = subprocess.Popen(
            [f"{BUILD}/cbsim", "bsc", *where, "--count", str(self.nodes), "--first", "127.1.0.1",
             "--cells", str(self.cells), "--lac", "9500", "--out", self.path("air.json"), *options],
            stdin=subprocess.PIPE, stderr=open(self.path("sim.log"), "ab"), text=True)
        self.wait_nodes()

    def wait_nodes(self, count=None):
        wanted = self.nodes if count is None else count
        if not wait_for(lambda: self.health()["nodes_up"] == wanted, 30):
            raise RuntimeError(f"nodes up: {self.health()['nodes_up']} of {wanted}")

    def tell_sim(self, line):
        self.sim.stdin.write(line + "\n")
        self.sim.stdin.flush()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def metric(self, name):
        text = self.ask("GET", "/metrics")[1]
        for line in text.splitlines():
            if line.startswith(name):
                return int(line.rsplit(" ", 1)[1])
        return None

    def stop(self):
        self.process.terminate()
        return self.process.wait(20)

    def end(self):
        for process in (self.process, self.sim):
            if process and process.poll() is None:
                process.kill()
                process.wait()
        self.log.close()
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.dir, ignore_errors=True)

    # ---- asking ------------------------------------------------------------------------

    def ask(self, method, path, body=None, who=None, media=None, timeout=20):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {}
        if who:
            headers["Authorization"] = "Bearer " + self.tokens[who]
        if body is not None:
            headers["Content-Type"] = media or "application/json"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            octets = response.read()
        except http.client.HTTPException as problem:
            raise OSError(str(problem)) from problem
        finally:
            connection.close()
        try:
            return response.status, json.loads(octets)
        except ValueError:
            return response.status, octets.decode(errors="replace")

    def submit(self, document, who="officer"):
        return self.ask("POST", "/v1/alerts", document, who=who, media="application/cap+xml")

    def request(self, members, who="officer", path="/v1/requests"):
        return self.ask("POST", path, json.dumps(members).encode(), who=who)

    def advance(self, days):
        return self.ask("POST", "/v1/clock/advance", json.dumps({"days": days}).encode(), who="admin")

    def notice(self, number, who="inspector"):
        return self.ask("GET", f"/v1/notices/{number}", who=who)[1]

    def deliveries(self, number, who="inspector"):
        return self.ask("GET", f"/v1/notices/{number}/deliveries", who=who)[1]["deliveries"]

    def cancel(self, number, reason="test", who="officer"):
        return self.ask("POST", f"/v1/notices/{number}/cancel", json.dumps({"reason": reason}).encode(),
                        who=who)

    def decide(self, number, decision, who="duty", **more):
        body = {"decision": decision, "situation": "s", "reason": "r", **more}
        return self.ask("POST", f"/v1/notices/{number}/decisions", json.dumps(body).encode(), who=who)

    def health(self):
        return self.ask("GET", "/healthz")[1]

    def wait_state(self, number, *states, seconds=20):
        wait_for(lambda: self.notice(number).get("state") in states, seconds)
        return self.notice(number).get("state")

    def verify(self, *options):
        """(exit status, what it printed): of the store as a file, the daemon stopped."""
        done = subprocess.run([f"{BUILD}/cbctl", "audit", "verify", "--store", self.path("store.db"), *options],
                              capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def air(self):
        """{(cell, message identifier, serial): times put on air}, and what is on now."""
        shown, on = {}, set()
        with open(self.path("air.json")) as f:
            for line in f:
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                key = (row["cell"], row["message_identifier"], row["serial_number"])
                if row["change"] == "on":
                    shown[key] = shown.get(key, 0) + 1
                    on.add(key)
                else:
                    on.discard(key)
        return shown, on

    def texts(self):
        """[(what changed, cell, text)]: the air as a phone has it, which knows no serial number. A page in
        UCS-2 only: write a Chinese character into a text that this shall read."""
        rows = []
        with open(self.path("air.json")) as f:
            for line in f:
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                text = "".join(bytes.fromhex(p).decode("utf-16-be", "replace") for p in row["pages"])
                rows.append((row["change"], row["cell"], text.rstrip("\r")))
        return rows

    def read_log(self):
        with open(self.path("daemon.log"), errors="replace") as f:
            return f.read()
