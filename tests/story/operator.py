#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who runs the program: what --check finds beforehand, what the VTY writes, ports that are taken, files
that are nobody else's."""
import os
import socket
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, ROOT, Dispatcher, Tap, free_port, wait_for  # noqa: E402

tap = Tap()


def run(*arguments):
    done = subprocess.run([f"{BUILD}/cbdispatchd", *arguments], capture_output=True, text=True, timeout=20)
    return done.returncode, done.stdout + done.stderr


def config(d, name, lines, cells=None, links=True):
    """A configuration of its own, with the given lines behind what every one needs."""
    link = (f" link north\n  carrier yj-mobile\n  role server\n  local 127.0.0.1 {d.cbsp_port}\n"
            "  node bsc-001 remote 127.1.0.1\n" if links else "")
    with open(d.path(name), "w") as f:
        f.write(f"dispatcher\n profiles {ROOT}/cap-profiles\n cell-register {cells or d.path('cells.db')}\n{link}{lines}")
    return d.path(name)


HTTP = " http 127.0.0.1 18080\n"
LINK = " link south\n  carrier {}\n  role server\n  local {} {}\n  node {} remote {}\n"


def check_finds_what_cannot_run(d):
    store = ("--store", d.path("store.db"))
    foreign = d.path("cells.csv")
    rows = [
        ("a store that is not there", HTTP, ("--store", d.path("none.db")), "no such store", {}),
        ("a store that is left out", HTTP, (), "--store F is left out", {}),
        ("plain HTTP beyond loopback", " http 0.0.0.0 18080\n", store, "is not loopback", {}),
        ("a certificate that is not there", HTTP + "  certificate /no/c.pem\n  key /no/k.pem\n", store, "/no/c.pem", {}),
        ("a certificate without its key", HTTP + "  certificate /no/c.pem\n", store, "go together", {}),
        ("a certificate that is none", HTTP + f"  certificate {foreign}\n  key {foreign}\n", store, foreign, {}),
        ("a cell register that is not there", HTTP, store, "cell-register", {"cells": "/no/cells.db"}),
        ("a cell register that is none", HTTP, store, "cell-register", {"cells": foreign}),
        ("two nodes with one address", HTTP + " link north\n  node bsc-002 remote 127.1.0.1\n", store, "have one address", {}),
        ("one port in two links", HTTP + LINK.format("yj-mobile", "127.0.0.1", d.cbsp_port, "bsc-009", "127.1.9.1"), store,
         "both listen on", {}),
        ("one port of a link and of HTTP", f" http 127.0.0.1 {d.cbsp_port}\n", store, "both listen on port", {}),
        ("one node on two links", HTTP + LINK.format("yj-mobile", "127.0.0.1", 18049, "bsc-001", "127.1.9.1"), store,
         "both have a node bsc-001", {}),
        ("a carrier the registry does not know", HTTP + LINK.format("nobody", "127.0.0.1", 18049, "bsc-009", "127.1.9.1"), store,
         "knows no carrier nobody", {}),
        ("no listener at all", "", store, "nobody could come in", {}),
    ]
    status, text = run("-c", config(d, "good.cfg", HTTP), *store, "--check")
    tap.ok(status == 0 and "faults: 0" in text, "--check passes what can run, beside the daemon that runs", text)
    tap.ok("bsc-002" in text and "on no link" in text, "and notes a node of the register that is on no link", text)
    for codes, warned in (("0 511", False), ("512 1023", False), ("0 510", True), ("511 1023", True), ("514 515", True)):
        status, text = run("-c", config(d, "codes.cfg", f" serial-codes {codes}\n" + HTTP), *store, "--check")
        tap.ok(status == 0 and ("multiples of 4" in text) == warned, f"serial-codes {codes}: {'warned of' if warned else 'as it should'}",
               text)
    for what, lines, where, wanted, more in rows:
        status, text = run("-c", config(d, "bad.cfg", lines, **more), *where, "--check")
        tap.ok(status == 78 and wanted in text, f"--check finds {what}", f"{status}: {text}")
    both = " http 0.0.0.0 18080\n" + LINK.format("nobody", "127.0.0.1", d.cbsp_port, "bsc-001", "127.1.0.1")
    status, text = run("-c", config(d, "bad.cfg", both), *store, "--check")
    tap.ok(status == 78 and "faults: 4" in text, "all at once", text)
    status, text = run("-c", d.path("bad.cfg"), "--store", d.path("other.db"))
    tap.ok(status == 78 and "is not loopback" in text, "and a start refuses what can never run", f"{status}: {text}")
    status, text = run("-c", d.path("absent.cfg"), *store)
    tap.ok(status == 78 and "No such file" in text, "a configuration that is not there is said to be absent", text)
    status, text = run("-c", config(d, "bad.cfg", " http 127.0.0.1 99999\n"), *store)
    tap.ok(status == 78 and "outside its range" in text, "a port of 99999 is outside its range", text)


def it_says_what_it_is():
    for option, wanted in (("--help", "usage: cbdispatchd"), ("--version", "cbdispatchd 0.")):
        status, text = run(option)
        tap.ok(status == 0 and wanted in text, f"cbdispatchd {option}", text)
    for port in ("abc", "70000"):
        status, text = run("-c", "x", "--store", "y", "--vty-port", port)
        tap.ok(status == 64 and "--vty-port" in text, f"--vty-port {port} is refused", text)


def cbctl(*arguments, cwd="/", **environment):
    done = subprocess.run([f"{BUILD}/cbctl", *arguments], capture_output=True, text=True, timeout=20, cwd=cwd,
                          env={**os.environ, **environment})
    return done.returncode, done.stdout, done.stderr


def cbctl_helps_who_does_not_know_it(d):
    for words, status, wanted, not_wanted in (
            (("cap",), 2, "cbctl cap profiles", "cbctl audit"), (("cap", "chekc"), 2, 'no command "cap chekc"', "cbctl audit"),
            (("nothing",), 2, "cbctl audit verify", "cap what?"), (("cap", "check", "--help"), 0, "usage: cbctl cap check", "profiles\n"),
            (("show", "--help"), 0, "usage: cbctl show", "audit"), (("cap", "--help"), 0, "cbctl cap profiles", "audit"),
            (("--version",), 0, "cbctl 0.", "usage")):
        code, out, err = cbctl(*words)
        tap.ok(code == status and wanted in out + err and not_wanted not in out + err, f"cbctl {' '.join(words)} says what there is",
               (code, out, err))
    code, out, err = cbctl("cap", "profiles")
    tap.ok(code == 0 and "cap-1.2" in out, "cbctl finds the profiles of its own clone from anywhere", err)
    code, out, err = cbctl("cap", "profiles", CBD_PROFILES="/no/such")
    tap.ok(code == 2 and "/no/such" in err, "CBD_PROFILES says where else", err)
    code, out, err = cbctl("calendar", "show", "2026")
    tap.ok(code == 0 and "2026" in out, "and the calendar", err)
    status, answer = d.ask("POST", "/v1/cells", b'{"path":"cells.db"}', "admin")
    tap.ok(status == 400 and "not absolute" in answer["detail"], "a register is swapped by its absolute path", answer)
    status, answer = d.ask("POST", "/v1/cells", b'{"path":"/no/cells.db"}', "admin")
    tap.ok(status == 422 and "审查" not in answer["zh"], "one that is not there is not called reviewed", answer)
    code, out, err = cbctl("cells", "swap", "cells.db", "--url", f"http://127.0.0.1:{d.port}", cwd=d.dir, CBCTL_TOKEN=d.tokens["admin"])
    tap.ok(code == 0, "cbctl makes it absolute", out + err)


class Vty:
    def __init__(self, port):
        self.socket = wait_for(lambda: self.connect(port))
        self.read("> ")
        self.say("enable")

    @staticmethod
    def connect(port):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except OSError:
            return None

    def read(self, end):
        text = b""
        while not text.rstrip(b"\x00").endswith(end.encode()):
            octets = self.socket.recv(65536)
            if not octets:
                break
            text += octets
        return text.decode(errors="replace")

    def say(self, line):
        self.socket.sendall(line.encode() + b"\r\n")
        return self.read("# ")


def the_vty_writes_what_starts(d, vty_port):
    with open(d.path("cbd.cfg")) as f:
        before = f.read()
    vty = Vty(vty_port)
    vty.say("configure terminal")
    vty.say("dispatcher")
    vty.say("link half")
    vty.say("carrier yj-mobile")
    said = vty.say("write file")
    with open(d.path("cbd.cfg")) as f:
        tap.ok("nothing is written" in said and "half" in said and f.read() == before,
               "write file refuses what the next start would", said)
    vty.say("exit")
    tap.ok("there is no link whole" in vty.say("no link whole"), "a link that is not there is not taken away")
    vty.say("no link half")
    vty.say(f"http 127.0.0.1 {free_port()}")
    vty.say("exit")
    vty.say("http 127.0.0.1 18099")
    vty.say("exit")
    vty.say("no http 127.0.0.1 18099")
    vty.say("link north")
    vty.say("node bsc-007 remote 127.1.0.7")
    vty.say("node bsc-008 remote 127.1.0.8")
    tap.ok("no node bsc-009" in vty.say("no node bsc-009"), "nor a node")
    vty.say("no node bsc-002")
    vty.say("no node bsc-007")
    said = vty.say("write file")
    with open(d.path("cbd.cfg")) as f:
        text = f.read()
    tap.ok("half" not in text and "18099" not in text and "bsc-002" not in text and "bsc-007" not in text
           and "node bsc-008 remote 127.1.0.8" in text and text.count(" http ") == 2, "what is taken away is not written", text)
    tap.ok(run("-c", d.path("cbd.cfg"), "--store", d.path("store.db"), "--check")[0] == 0, "what is written starts", said)
    broker = ["broker 127.0.0.1 1883", "client-id desk-1", "user desk", "password-file /secret", "alerts-in"]
    for line in ("exit", "exit", "dispatcher", broker[0], "urgent-by-mqtt", "no urgent-by-mqtt", *reversed(broker[1:]), "write file"):
        said = vty.say(line)
    with open(d.path("cbd.cfg")) as f:
        tap.ok("\n  ".join(broker) + "\n" in f.read(), "and the broker, in whatever order it was said", said)
    with open(d.path("cbd.cfg"), "w") as f:
        f.write(text)
    rows = d.ask("GET", "/v1/links", who="reviewer")[1]["links"]
    tap.ok([n["node"] for n in rows[0]["nodes"]] == ["bsc-001", "bsc-002"], "what runs stays as it was", rows)
    tap.ok(d.health()["nodes_up"] == 2, "with its nodes", d.health())


def a_taken_port_is_tried_again(d):
    d.stop()
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with open(d.path("cbd.cfg")) as f:
            text = f.read()
        with open(d.path("cbd.cfg"), "w") as f:
            f.write(text.replace(f" http 127.0.0.1 {d.port}\n", f" http 127.0.0.1 {port}\n"))
        d.port = port
        length = len(d.read_log())
        d.process = subprocess.Popen([f"{BUILD}/cbdispatchd", "-c", d.path("cbd.cfg"), "--store", d.path("store.db"),
                                      "--vty-port", "0"], stderr=d.log, stdout=d.log)
        tap.ok(wait_for(lambda: "outcome=up" in d.read_log()[length:]), "with its only port taken it starts and keeps its links",
               d.read_log()[length:])
        tap.ok("stop=listen" in d.read_log()[length:] and "cannot listen on" in d.read_log()[length:], "the log says which port",
               d.read_log()[length:])
    tap.ok(wait_for(lambda: d.is_ready(), 20), "and it comes in as soon as the port is free", d.read_log()[length:])


def files_are_nobody_elses(d):
    for name in ("store.db", "store.db-wal", "cells.db"):
        mode = stat.S_IMODE(os.stat(d.path(name)).st_mode)
        tap.ok(mode == 0o600, f"{name} is for its owner alone", oct(mode))
    others = [n for n in os.listdir(d.dir) if n.startswith("store.db") and os.stat(d.path(n)).st_mode & 0o077]
    tap.ok(not others, "and so is all that belongs to the store", others)


os.umask(0o022)
d = Dispatcher(nodes=2)
try:
    d.begin()
    vty_port = free_port()
    d.stop()
    d.process = subprocess.Popen([f"{BUILD}/cbdispatchd", "-c", d.path("cbd.cfg"), "--store", d.path("store.db"),
                                  "--vty-port", str(vty_port)], stderr=d.log, stdout=d.log)
    wait_for(d.is_ready)
    d.wait_nodes()
    it_says_what_it_is()
    check_finds_what_cannot_run(d)
    cbctl_helps_who_does_not_know_it(d)
    files_are_nobody_elses(d)
    the_vty_writes_what_starts(d, vty_port)
    a_taken_port_is_tried_again(d)
except (RuntimeError, OSError, KeyError, TypeError) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-3000:]}")
finally:
    d.end()
tap.end()
