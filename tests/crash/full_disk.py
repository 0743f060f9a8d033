#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk that fills up under the daemon: 503 and an alarm, nothing acknowledged lost, and work goes on
when there is room again. Needs the right to mount a small tmpfs."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, cap, wait_for  # noqa: E402

tap = Tap()
disk = tempfile.mkdtemp(prefix="cbd-disk-")


def mount(*arguments):
    return subprocess.run(["mount", *arguments], capture_output=True).returncode == 0


def fill(d):
    accepted = []
    for number in range(3000):
        status, answer = d.submit(cap(number, text="水位上涨。" * 20))
        if status != 202:
            return accepted, status, answer
        accepted.append(answer["notice"])
    return accepted, 0, "the disk never filled"


def play(d):
    accepted, status, answer = fill(d)
    tap.ok(status == 503 and "full" in answer["detail"], f"after {len(accepted)} alerts a full disk is 503", answer)
    tap.ok(d.ask("GET", "/readyz")[0] == 503, "readiness says so")
    tap.ok("LEDGER ERROR" in d.read_log(), "and the log raises the alarm")
    tap.ok(mount("-o", "remount,size=24m", disk) and wait_for(lambda: d.ask("GET", "/readyz")[0] == 200),
           "with room again it recovers by itself")
    status, answer = d.submit(cap("again"))
    tap.ok(status == 202, "and takes alerts", answer)
    lost = [n for n in accepted if d.notice(n).get("state") is None]
    tap.ok(not lost, "nothing acknowledged was lost", lost)
    tap.ok(d.stop() == 0 and d.verify()[0] == 0, "the chain verifies", d.verify()[1])
    with open(d.path("fill"), "wb", buffering=0) as f:
        try:
            while f.write(b"x" * 4096):
                pass
        except OSError:
            pass
    done = subprocess.run([f"{BUILD}/cbdispatchd", "-c", d.path("cbd.cfg"), "--store", d.path("store.db"), "--vty-port", "0"],
                          capture_output=True, text=True, timeout=20)
    tap.ok(done.returncode == 74 and "full" in done.stderr, "a start on a full disk says what is the matter", done.stderr)


if not mount("-t", "tmpfs", "-o", "size=6m", "tmpfs", disk):
    print("ok 1 - full disk # SKIP no right to mount a tmpfs (run as root)\n1..1")
    os.rmdir(disk)
    sys.exit(0)
tempfile.tempdir = disk
d = Dispatcher(nodes=1, cells=1, http_options="  rate 100000\n")
try:
    d.begin()
    play(d)
except (RuntimeError, OSError, KeyError) as problem:
    tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2000:]}")
finally:
    d.end()
    subprocess.run(["umount", disk])
    os.rmdir(disk)
tap.end()
