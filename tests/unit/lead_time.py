#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""cbctl calendar: what it prints and how it exits, against a count made here from the list of
days in tests/vectors/workdays.csv; and what is said of a country's folder that is broken. TAP."""
import csv
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile

CBCTL = os.environ.get("BUILD", "build") + "/cbctl"
DAY = datetime.timedelta(days=1)
count = failed = 0

with open("tests/vectors/workdays.csv", encoding="utf-8") as f:
    WORKS = {datetime.date.fromisoformat(row["date"]): row["is_workday"] == "1"
             for row in csv.DictReader(f)}


def ok(condition, sentence, detail=""):
    global count, failed
    count += 1
    failed += not condition
    print(f"{'ok' if condition else 'not ok'} {count} - {sentence}")
    if not condition:
        print(f"# {detail}")


def run(*arguments):
    done = subprocess.run([CBCTL, "calendar", *arguments], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout, done.stderr


def counted(day, days, safe):
    """The days-th working day after `day`; None where the list ends before."""
    if safe and not WORKS[day]:
        while not WORKS[day]:
            day += DAY
    while days:
        day += DAY
        if day not in WORKS:
            return None
        days -= WORKS[day]
    return day.isoformat()


def both_readings(step):
    wrong, day, end = [], datetime.date(2024, 1, 1), datetime.date(2026, 12, 31)
    while day <= end:
        wanted = counted(day, 15, True), counted(day, 15, False)
        status, out, _ = run("earliest", "--received", day.isoformat(), "--json")
        answer = json.loads(out) if status == 0 else {}
        if None in wanted:
            right = status == 3 and not out
        else:
            right = (answer.get("earliest_send"), answer.get("by_the_letter")) == wanted
        if not right:
            wrong.append((day.isoformat(), wanted, status, out))
        day += step
    return wrong


wrong = both_readings(3 * DAY)
ok(not wrong, "both readings are those counted here, every third day of three years", wrong[:5])

ROWS = [  # arguments, status, first line
    (["earliest", "--received", "2025-01-10"], 0, "2025-02-07"),
    (["earliest", "--received", "2026-02-16T09:00:00+08:00"], 0, "2026-03-16"),
    (["earliest", "--received", "2026-09-18T16:00:00Z"], 0, "2026-10-16"),
    (["earliest", "--received", "2026-09-19", "--explain"], 0, "2026-10-16"),
    (["earliest", "--received", "2026-03-02", "--days", "3"], 0, "2026-03-05"),
    (["earliest", "--received", "2026-12-20"], 3, ""),
    (["earliest", "--received", "2027-03-02"], 3, ""),
    (["earliest", "--received", "2026-13-02"], 2, ""),
    (["earliest", "--received", "2026-03-02", "--days", "0"], 2, ""),
    (["earliest", "--received", "2026-03-02", "--profiles", "/nowhere"], 2, ""),
    (["earliest"], 2, ""),
    (["earliest", "--send", "2026-03-02"], 2, ""),
    (["latest", "--send", "2026-10-08"], 0, "2026-09-10"),
    (["latest", "--send", "2026-10-01"], 0, "2026-09-09"),
    (["latest", "--send", "2027-01-04"], 3, ""),
    (["latest", "--send", "2024-01-10"], 3, ""),
    (["show", "2027"], 3, ""),
    (["show", "twenty"], 2, ""),
]
for arguments, status, first in ROWS:
    is_status, out, err = run(*arguments)
    ok(is_status == status and out.partition("\n")[0] == first and (status == 0) == (err == ""),
       f"calendar {' '.join(arguments)}: {status} {first}", (is_status, out, err))

_, _, err = run("earliest", "--received", "2026-12-20")
ok("2027" in err, "the year that is missing is named", err)
_, out, _ = run("earliest", "--received", "2026-09-19", "--explain")
ok("2026-10-15" in out and "counts as received on 2026-09-20" in out and "国办发明电〔2025〕7号" in out
   and "valid through  2026-12-31" in out, "--explain says the other reading, the shift and the notice", out)
ok(out.count("+") == 1 and "10-10+" in out, "--explain lists the days counted, those made up marked", out)
_, out, _ = run("latest", "--send", "2026-10-01", "--json")
ok(json.loads(out) == {"send": "2026-10-01", "days": 15, "latest_filing": "2026-09-09",
                       "by_the_letter": "2026-09-09", "calendar": "国办发明电〔2025〕7号",
                       "valid_through": "2026-12-31"}, "latest --json has both readings", out)

status, out, _ = run("show", "2026")
ok(status == 0 and "16*17*18*19*20*21*22*" in out and "14+15*" in out and "working days: 248" in out,
   "a year is shown with its days off and its days made up", out)
ok(all(len(line) <= 79 and line == line.rstrip() for line in out.splitlines()[1:]),
   "a year fits 80 columns", out)
status, out, _ = run("show", "2025", "--json")
ok({row["date"]: row["works"] for row in json.loads(out)["days"]} ==
   {day.isoformat(): works for day, works in WORKS.items() if day.year == 2025},
   "show --json has every day of the year")

# ---- a year added by the registry ----------------------------------------------------------

with tempfile.TemporaryDirectory() as folder:
    registry = os.path.join(folder, "registry.json")
    with open(registry, "w", encoding="utf-8") as f:
        # No notice for 2027 is known here: these days are made up for the test.
        json.dump({"calendars": [{"year": 2027, "off": ["2027-01-01..2027-01-03"],
                                  "number": "测试〔2026〕1号"}]}, f)
    status, out, _ = run("earliest", "--received", "2026-12-21", "--json", "--registry", registry)
    answer = json.loads(out)
    ok(status == 0 and answer["earliest_send"] == "2027-01-12" and
       answer["calendar"] == "测试〔2026〕1号" and answer["valid_through"] == "2027-12-31",
       "a year that the registry adds is counted on", out)

    # ---- a folder that is broken -----------------------------------------------------------

    BROKEN = [  # file, what is written there, what the complaint names
        ("calendar.csv", "year,off,made_up,title,number\n", "no year"),
        ("calendar.csv", "year,off,made_up,title,number\n\n# 2026\n2026,2026-01-01,,x\n", "line 4"),
        ("calendar.csv", "year,off,made_up,title,number\n2026,2026-01-32,,x,y\n", "2026-01-32"),
        ("divisions.csv", "h\n330000,浙江省,province,,yes\n", "line 2"),
        ("divisions.csv", "h\n330000,浙江省,land,,yes,yes\n", "line 2"),
        ("divisions.csv", "h\n330000,浙江省,province,,setting,yes\n", "line 2"),
        ("divisions.csv", "h\n330000,浙江省,province,,yes,yes\n330000,浙江省,province,,yes,yes\n", "twice"),
    ]
    for number, (name, text, named) in enumerate(BROKEN):
        profiles = os.path.join(folder, str(number))
        shutil.copytree("cap-profiles/cn", os.path.join(profiles, "cn"))
        with open(os.path.join(profiles, "cn", name), "w", encoding="utf-8") as f:
            f.write(text)
        status, out, err = run("show", "2026", "--profiles", profiles)
        ok(status == 2 and not out and named in err, f"a broken {name} is refused, naming {named}", err)

    # Lines as another system ends them, and the mark some put in front.
    profiles = os.path.join(folder, "crlf")
    shutil.copytree("cap-profiles/cn", os.path.join(profiles, "cn"))
    for name in os.listdir("cap-profiles/cn"):
        with open(os.path.join("cap-profiles/cn", name), "rb") as f:
            text = f.read()
        with open(os.path.join(profiles, "cn", name), "wb") as f:
            f.write(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    ok(run("show", "2026", "--profiles", profiles) == run("show", "2026"),
       "a folder with CRLF and a byte order mark reads the same")

print(f"1..{count}")
sys.exit(failed > 0)
