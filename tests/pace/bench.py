#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""make bench: speed and memory beside the floor measured in the same run; a table, and bench.json."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, ROOT, Dispatcher, cap, wait_for  # noqa: E402

ALERTS = int(os.environ.get("ALERTS", "400"))
APPLICATIONS = int(os.environ.get("APPLICATIONS", "10000"))
CELLS = int(os.environ.get("CELLS", "1000000"))
RECIPIENTS = int(os.environ.get("RECIPIENTS", "10000000"))
OPEN, CLOSED = int(os.environ.get("OPEN", "1000")), int(os.environ.get("CLOSED", "100000"))


def rss_mb(pid):
    with open(f"/proc/{pid}/status") as f:
        for line in f:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def spine(nodes, cells=3):
    d = Dispatcher(nodes=nodes, cells=cells, http_options="  rate 100000\n")
    try:
        d.begin(simulate=False)
        idle = rss_mb(d.process.pid)
        done = subprocess.run(
            [f"{BUILD}/tests/pace/bench_spine", str(d.port), d.tokens["officer"], str(d.cbsp_port), str(nodes),
             str(cells), str(ALERTS), d.path("floor")], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr + d.read_log()[-2000:])
        row = json.loads(done.stdout)
        row["rss_idle_mb"], row["rss_after_mb"] = round(idle, 1), round(rss_mb(d.process.pid), 1)
        return row
    finally:
        d.end()


def import_cells(csv, path):
    """Seconds that cbctl takes for it."""
    begun = time.monotonic()
    subprocess.run([f"{BUILD}/cbctl", "cells", "import", csv, "--register", path], check=True, capture_output=True)
    return time.monotonic() - begun


def beside_imports(csv, path):
    """Alerts while registers are made on the same machine, one after the other."""
    took, is_over = [], threading.Event()

    def work():
        while not is_over.is_set():
            took.append(import_cells(csv, path))

    worker = threading.Thread(target=work)
    worker.start()
    try:
        row = spine(1)
    finally:
        is_over.set()
        worker.join()
    return {**row, "import_s": round(max(took), 2)}


def memory(path):
    """A daemon's octets, in MB, after it was told to use that register and looked at all of it once: its own, and
    pages of files, which the system takes back when it needs them."""
    d = Dispatcher(nodes=1, cells=1)
    try:
        d.begin(simulate=False)
        begun = time.monotonic()
        status, answer = d.ask("POST", "/v1/cells", json.dumps({"path": path}).encode(), "admin", timeout=60)
        swapped = time.monotonic() - begun
        wide = "<polygon>26,117.5 32,117.5 32,123.5 26,123.5 26,117.5</polygon>"
        checked, seen = d.ask("POST", "/v1/checks", cap(1, polygon=wide), "officer", "application/cap+xml", timeout=60)
        if status // 100 != 2 or checked != 200:
            raise RuntimeError(f"{answer} {seen}")
        rows = dict(line.split(":", 1) for line in open(f"/proc/{d.process.pid}/status"))
        return {"swap_s": round(swapped, 2), "cells": seen["audience"]["cells"],
                **{what: round(int(rows[key].split()[0]) / 1024, 1)
                   for what, key in (("own_mb", "RssAnon"), ("files_mb", "RssFile"), ("peak_mb", "VmHWM"))}}
    finally:
        d.end()


def asked(path, *place):
    done = subprocess.run([f"{BUILD}/tests/pace/bench_register", path, *place], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def cells():
    """An invented province: its import, alone and beside alerts, and what a polygon costs then, there and in the
    greatest city of an invented nation; what a daemon needs for it."""
    folder = tempfile.mkdtemp(prefix="cbd-bench-")
    csv, path = os.path.join(folder, "cells.csv"), os.path.join(folder, "cells.db")
    make = [sys.executable, f"{ROOT}/tests/tools/make_cells.py", str(CELLS), "300"]
    try:
        with open(csv, "w") as f:
            subprocess.run([*make, "--nation"], stdout=f, check=True)
        import_cells(csv, path)
        nation = asked(path, "31", "121")
        with open(csv, "w") as f:
            subprocess.run(make, stdout=f, check=True)
        alone = import_cells(csv, path)
        return {"cells": CELLS, "import_s": round(alone, 2), "beside": beside_imports(csv, path + "2"),
                "memory": memory(path), "nation": nation, **asked(path)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def smpp_link():
    """Messages over one SMPP connection with a window of 16, to a sink that answers at once, beside the same octets by a sender
    that keeps nothing."""
    done = subprocess.run([f"{BUILD}/tests/pace/bench_smpp"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def restart():
    """After kill -9 with many notices open, on air, and many closed that had been sent: ready again, and
    every open message given again to a BSC that comes back."""
    d = Dispatcher(nodes=1, cells=1, http_options="  rate 100000\n")
    fill = f"{BUILD}/tests/pace/bench_fill"
    try:
        d.begin(simulate=False)
        made = subprocess.run([fill, "fill", str(d.port), str(d.cbsp_port), d.tokens["officer"], d.tokens["reviewer"],
                               d.tokens["admin"], str(OPEN), str(CLOSED)], capture_output=True, text=True)
        if made.returncode != 0:
            raise RuntimeError(made.stderr + d.read_log()[-2000:])
        wait_for(lambda: d.health()["open_notices"] == OPEN)
        held = d.health()["open_notices"]
        d.kill()
        begun = time.monotonic()
        d.start()
        ready = time.monotonic() - begun
        again = json.loads(subprocess.run([fill, "count", str(d.cbsp_port), str(OPEN), "30"], capture_output=True,
                                          text=True, check=True).stdout)
        return {"open": held, "closed": CLOSED, "ready_s": round(ready, 3), "again": again,
                "rss_mb": round(rss_mb(d.process.pid), 1), "filled": json.loads(made.stdout)}
    finally:
        d.end()


def short_messages():
    """Recipients from CSV, and the log of what became of them."""
    folder = tempfile.mkdtemp(prefix="cbd-bench-")
    prefixes = f"{ROOT}/cap-profiles/cn/number_prefixes.csv"
    try:
        rows = [json.loads(subprocess.run(order, capture_output=True, text=True, check=True).stdout) for order in (
            [f"{BUILD}/tests/pace/bench_recipients", folder, str(RECIPIENTS), prefixes],
            [f"{BUILD}/tests/pace/bench_outcomes", os.path.join(folder, "outcomes"), str(RECIPIENTS)])]
        return dict(zip(("recipients", "outcomes"), rows))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def print_short_messages(row):
    people, log = row["recipients"], row["outcomes"]
    print(f"{'%d recipients imported' % people['lines']:52} {people['import_s']:8.2f} s{'':19} < 60 s")
    print(f"{'resident memory of that':52} {people['import_rss_mb']:8.1f} MB{'':18} < 64 MB")
    print(f"{'all of a province streamed':52} {people['stream_s']:8.2f} s")
    print(f"{'outcomes appended':52} {log['appended_per_s']:8.0f} /s{'':18} >= 500000 /s")
    print(f"{'durable, batches of %d' % log['batch']:52} {log['durable_per_s']:8.0f} {log['floor_per_s']:8.0f} "
          f"{'':13} >= 20000 /s")


def statistics():
    made = subprocess.run([f"{BUILD}/tests/pace/bench_statistics"], capture_output=True, text=True, check=True)
    return json.loads(made.stdout)


def texts(number=300000):
    """Ordinary texts of 60 characters through cbctl text check --lines, on one core."""
    parts = ["近期天干物燥，", "严禁野外用火。", "12月20日9时至17时", "请绕行二桥。", "雨量可达50.5毫米，", "PM2.5浓度较高，"]
    lines = "".join(
        ("【云江省应急管理厅】" + "".join(parts[(i + k) % 6] for k in range(6)))[:41] + "咨询电话0571-12345678。\n"
        for i in range(number)).encode()
    begun = time.monotonic()
    done = subprocess.run([f"{BUILD}/cbctl", "text", "check", "--lines", "--json", "--sender", "云江省应急管理厅",
                           "--phone", "0571-12345678"], input=lines, capture_output=True)
    took = time.monotonic() - begun
    if done.stdout.count(b"\n") != number:
        raise RuntimeError(done.stderr.decode())
    return {"texts": number, "per_s": round(number / took)}


def queue():
    """Filing, checks, and the reviewer's questions with many open applications while alerts flow."""
    d = Dispatcher(nodes=20, cells=20, http_options="  rate 100000\n")
    try:
        d.begin(simulate=False)
        done = subprocess.run(
            [f"{BUILD}/tests/pace/bench_queue", str(d.port), d.tokens["officer"], d.tokens["reviewer"],
             str(APPLICATIONS)], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr + d.read_log()[-2000:])
        return json.loads(done.stdout)
    finally:
        d.end()


def sheet():
    """A review sheet beside a long history, on the reader alone."""
    done = subprocess.run([f"{BUILD}/tests/pace/bench_review", str(CLOSED), str(APPLICATIONS)], capture_output=True,
                          text=True, check=True)
    return json.loads(done.stdout)


def print_queue(row, history):
    print(f"{'applications filed durably, 32 connections':52} {row['requests_per_second']:8.0f} /s{'':18} >= 1000 /s")
    for name, what, aim in (("check_ms", "POST /v1/checks while alerts flow", "p50 < 2 ms"),
                            ("queue_ms", "the queue, %d open" % row["open"], "p99 < 20 ms"),
                            ("search_ms", "search by state, lane and agency", "p99 < 20 ms"),
                            ("nobody_ms", "a search that finds nothing", "p99 < 20 ms"),
                            ("review_ms", "a review sheet", "")):
        print(f"{what:52} {row[name]['p50']:8.3f} ms p50 {row[name]['p99']:8.3f} ms p99  {aim}")
    print(f"{'a review sheet beside %d sent' % history['closed']:52} {history['p50']:8.3f} ms p50 "
          f"{history['p99']:8.3f} ms p99")


def print_cells(row):
    beside = row["beside"]
    print(f"{'%d cells imported (cbctl cells import)' % row['cells']:52} {row['import_s']:8.2f} s{'':19} < 60 s")
    print(f"{'the same beside alerts, the slowest':52} {beside['import_s']:8.2f} s")
    for what in ("p50", "p99"):
        print(f"{'urgent alert beside imports -> first octet, ' + what:52} {beside['first_ms'][what]:8.3f} "
              f"{beside['floor_ms'][what]:8.3f} {ratio(beside, 'first_ms', what):6.2f} floors  <= 3")
    print_asked(row["nation"], "a nation", " <= 1 ms", " <= 30 ms")
    print_asked(row, "a province", "", " <= 30 ms")
    m = row["memory"]
    print(f"{'resident memory with that register, %d cells seen' % m['cells']:52} {m['own_mb']:8.1f} MB, "
          f"{m['files_mb']} MB of files, {m['peak_mb']} MB at most; swapped in {m['swap_s']} s")


def print_asked(row, where, small_aim, wide_aim):
    """In the middle of the polygons asked, and the slowest."""
    for name, wide, aim in (("half_degree", "0.5 degrees", small_aim), ("six_degrees", "6 degrees", wide_aim)):
        one, fit = row[name], row[name + "_fit"]
        print(f"{'200 corners over %s of %s' % (wide, where):52} {one['p50']:8.3f} ms ({one['cells']} cells), slowest "
              f"{one['slowest']:.3f} ms ({one['cells_slowest']} cells) {aim}")
        print(f"{'  and how well they fit it':52} {fit['p50']:8.3f} ms, slowest {fit['slowest']:.3f} ms")


def ratio(row, name, what):
    return round(row[name][what] / row["floor_ms"][what], 2)


def main():
    result = {"one_bsc": spine(1), "hundred_bscs": spine(100), "thousand_bscs": spine(1000),
              "texts": texts()}
    if os.path.exists(f"{BUILD}/tests/pace/bench_fill"):
        result["restart"] = restart()
    result["queue"], result["sheet"] = queue(), sheet()
    result["cells"] = cells()
    result["short_messages"], result["smpp_link"] = short_messages(), smpp_link()
    if os.path.exists(f"{BUILD}/tests/pace/bench_statistics"):
        result["statistics"] = statistics()
    thousand = result["thousand_bscs"]
    one, hundred = result["one_bsc"], result["hundred_bscs"]
    rows = [
        ("urgent alert -> first octet of WRITE-REPLACE, p50", one["first_ms"]["p50"], one["floor_ms"]["p50"],
         f"{ratio(one, 'first_ms', 'p50')} floors", "<= 3"),
        ("the same, p99", one["first_ms"]["p99"], one["floor_ms"]["p99"], f"{ratio(one, 'first_ms', 'p99')} floors",
         "<= 3"),
        ("to the last of 100 BSCs, p50", hundred["last_ms"]["p50"], hundred["floor_ms"]["p50"],
         f"{ratio(hundred, 'last_ms', 'p50')} floors", "3 ms"),
        ("to the last of 100 BSCs, p99", hundred["last_ms"]["p99"], hundred["floor_ms"]["p99"],
         f"{ratio(hundred, 'last_ms', 'p99')} floors", ""),
        ("to the last of 1000 BSCs, p50", thousand["last_ms"]["p50"], thousand["floor_ms"]["p50"],
         f"{ratio(thousand, 'last_ms', 'p50')} floors", "20 ms"),
        ("to the last of 1000 BSCs, p99", thousand["last_ms"]["p99"], thousand["floor_ms"]["p99"],
         f"{ratio(thousand, 'last_ms', 'p99')} floors", ""),
    ]
    print(f"{'':52} {'ms':>8} {'floor':>8} {'ratio':>13}  aim")
    for name, value, floor, times, aim in rows:
        print(f"{name:52} {value:8.3f} {floor:8.3f} {times:>13}  {aim}")
    print(f"{'resident memory, idle (1 BSC configured)':52} {one['rss_idle_mb']:8.1f} MB{'':18} < 25 MB")
    print(f"{'resident memory after ' + str(ALERTS) + ' alerts to 100 BSCs':52} {hundred['rss_after_mb']:8.1f} MB")
    print(f"{'the same, to 1000 BSCs':52} {thousand['rss_after_mb']:8.1f} MB{'':18} < 100 MB")
    print(f"{'texts of 60 characters checked (cbctl text check)':52} {result['texts']['per_s']:8d} /s{'':18} > 100000 /s")
    if "restart" in result:
        r = result["restart"]
        print(f"{'ready after kill -9, %d open, %d closed' % (r['open'], r['closed']):52} {r['ready_s']:8.3f} s"
              f"{'':19} < 1 s   ({r['rss_mb']} MB)")
        print(f"{'%d of %d open messages on a BSC again after' % (r['again']['messages'], r['open']):52} "
              f"{r['again']['seconds']:8.3f} s")
    print_queue(result["queue"], result["sheet"])
    print_cells(result["cells"])
    print_short_messages(result["short_messages"])
    sms = result["smpp_link"]
    print(f"{'short messages over one SMPP link, window %d' % sms['window']:52} {sms['link_per_s']:8.0f} /s, the floor "
          f"{sms['raw_per_s']:.0f} /s")
    if "statistics" in result:
        r = result["statistics"]
        print(f"{'statistics of %d notices' % r['notices']:52} {r['whole_ms']:8.0f} ms"
              f"{'':18} {r['longest_slice_ms']} ms the longest slice")
    with open(f"{BUILD}/bench.json", "w") as f:
        json.dump(result, f, indent=1)


if __name__ == "__main__":
    main()
