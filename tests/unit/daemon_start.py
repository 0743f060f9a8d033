#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cbdispatchd says of arguments and configurations that cannot be meant. TAP."""
import os
import subprocess
import tempfile

BUILD = os.environ.get("BUILD", "build")
EX_USAGE, EX_CONFIG = 64, 78
HEAD = "dispatcher\n http 127.0.0.1 18080\n"
count = failed = 0


def ok(claim, name, detail=""):
    global count, failed
    count += 1
    failed += not claim
    print(f"{'ok' if claim else 'not ok'} {count} - {name}")
    if not claim:
        print(f"# {detail}")


def check(*arguments, links):
    """Exit status and what was said, with a configuration of {link: [nodes]} and an empty drill store."""
    with tempfile.TemporaryDirectory() as folder, open(folder + "/cbd.cfg", "w") as config:
        store = folder + "/store.db"
        subprocess.run([BUILD + "/cbctl", "bootstrap", "--store", store, "--realm", "drill"], capture_output=True,
                       check=True)
        config.write(HEAD)
        for i, (link, nodes) in enumerate(links):
            config.write(f" link {link}\n  carrier c\n  protocol cbsp\n  role server\n  local 127.0.0.1 {20000 + i}\n")
            for n, node in enumerate(nodes):
                config.write(f"  node {node} remote 127.1.{i}.{n + 1}\n")
        config.flush()
        done = subprocess.run([BUILD + "/cbdispatchd", "-c", config.name, "--profiles", "cap-profiles", "--check", "--store", store,
                               *arguments], capture_output=True, text=True, timeout=20)
    return done.returncode, done.stdout + done.stderr


north = [("north", ["bsc-1", "bsc-2"])]
status, said = check(links=north)
ok(status == 0, "a configuration that makes sense is taken", said)
for port in ("abc", "70000", "-1", "", "80x", "0x50"):
    status, said = check("--vty-port", port, links=north)
    ok(status == EX_USAGE and f"--vty-port {port}" in said and "1 to 65535" in said,
       f"--vty-port '{port}' is no port, and is said to be none", (status, said))
for port in ("0", "1", "65535"):
    status, said = check("--vty-port", port, links=north)
    ok(status == 0, f"--vty-port {port} is taken", said)
status, said = check(links=north + [("south", ["bsc-3", "bsc-1"])])
ok(status == EX_CONFIG and all(word in said for word in ("bsc-1", "north", "south", "both")),
   "a node on two links is refused, with both links", (status, said))
status, said = check(links=[("north", ["bsc-1", "bsc-2", "bsc-1"])])
ok(status == 0, "a node named again on its own link is changed, not doubled", said)
print(f"1..{count}")
raise SystemExit(1 if failed else 0)
