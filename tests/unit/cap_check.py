#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `cbctl cap check` prints and how it exits, with the examples of cap-profiles/."""
import json
import os
import subprocess
import sys

BUILD = os.environ.get("BUILD", "build")
GOOD = "cap-profiles/cap-1.2/examples/accept-flood.xml"
BAD = "cap-profiles/cap-1.2/examples/refuse-open-polygon.xml"
YELLOW = "cap-profiles/cn-cma/examples/accept-yellow.xml"
CANCEL = "cap-profiles/cap-1.2/examples/accept-cancel.xml"
count = failed = 0


def check(*arguments, stdin=b""):
    done = subprocess.run([BUILD + "/cbctl", "cap", *arguments], input=stdin, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def ok(claim, name):
    global count, failed
    count += 1
    failed += not claim
    print(f"{'ok' if claim else 'not ok'} {count} - {name}")


status, out, _ = check("check", "--json", GOOD)
answer = json.loads(out)
ok(status == 0 and answer["verdict"] == "accept" and answer["findings"] == [], "a good alert is accepted with status 0")
ok((answer["file"], answer["profile"], answer["lane"]) == (GOOD, "cap-1.2", "urgent"),
   "file, profile and lane stand beside the verdict")

status, out, _ = check("check", "--json", GOOD, BAD, YELLOW, CANCEL)
answers = [json.loads(line) for line in out.splitlines()]
ok(status == 1 and [a["verdict"] for a in answers] == ["accept", "refuse", "accept", "accept"],
   "one refused among several gives status 1, a line each")
ok([a["lane"] for a in answers] == ["urgent", "urgent", "expedited", "follows"],
   "lanes: critical, critical, not critical, follow-up")
finding = [f for f in answers[1]["findings"] if f["rule"] == "cap-polygon-open"][0]
ok(finding["where"]["path"] == "/alert/info[1]/area[1]/polygon[1]" and finding["where"]["line"] > 1
   and finding["zh"] and finding["en"] and finding["suggestion"] == "30.100000,120.100000",
   "a finding has line, path, two languages and what would be right")

status, out, _ = check("check", "--json", "--profile", "cap-cp", GOOD)
ok(status == 1 and json.loads(out)["profile"] == "cap-cp", "a profile can be named")
status, _, err = check("check", "--profile", "nowhere", GOOD)
ok(status == 2 and "nowhere" in err, "a profile that does not exist is status 2")
status, _, err = check("check", "--profiles", "docs", GOOD)
ok(status == 2 and err, "a folder without profiles is status 2")
status, _, err = check("check", "does-not-exist.xml")
ok(status == 2 and "does-not-exist.xml" in err, "a file that cannot be read is status 2")
status, _, _ = check("check")
ok(status == 2, "no file at all is status 2")

with open(GOOD, "rb") as file:
    status, out, _ = check("check", "--json", "-", stdin=file.read())
ok(status == 0 and json.loads(out)["verdict"] == "accept", "- is standard input")
status, out, _ = check("check", "--json", "-", stdin=b"<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
answer = json.loads(out)
ok(status == 1 and answer["lane"] == "none" and [f["rule"] for f in answer["findings"]] == ["cap-doctype"],
   "a DOCTYPE is one finding, no lane")
status, out, _ = check("check", "--json", "--now", "2027-01-01T00:00:00+08:00", GOOD)
ok(status == 1 and "cap-expired" in out, "with --now an expired alert is refused")
status, out, _ = check("check", BAD)
ok(status == 1 and "多边形未闭合" in out and "not closed" in out and "line " in out, "for people: both languages, line")
status, out, _ = check("profiles")
ok(status == 0 and [line.split()[0] for line in out.splitlines()] ==
   sorted(name for name in os.listdir("cap-profiles") if name != "cn"),
   "cap profiles lists every folder but the country's")

print(f"1..{count}")
sys.exit(failed > 0)
