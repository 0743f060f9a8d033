#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""SIGTERM at the worst moment: between the loop's last look and its sleep; and a second one at once."""
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import Dispatcher, Tap, wait_for  # noqa: E402

tap = Tap()
# Stands before poll(): when it is told to, the signal comes just before the loop goes to sleep; then
# it says whether something woke the loop (1) or its next timer had to (0).
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	static int (*real)(struct pollfd *, nfds_t, int);
	const char *go = getenv("SHIM_GO");
	int ready;
	FILE *out;

	if (!real)
		real = (int (*)(struct pollfd *, nfds_t, int))dlsym(RTLD_NEXT, "poll");
	if (!go || timeout == 0 || access(go, F_OK) != 0)
		return real(fds, count, timeout);
	unlink(go);
	kill(getpid(), SIGTERM);
	ready = real(fds, count, timeout);
	out = fopen(getenv("SHIM_SAID"), "w");
	fprintf(out, "%d\n", ready > 0);
	fclose(out);
	return ready;
}
"""


def with_shim(d):
    source, shim = d.path("shim.c"), d.path("shim.so")
    with open(source, "w") as f:
        f.write(SHIM)
    done = subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, source, "-ldl"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError("the shim cannot be made: " + done.stderr)
    return ["env", f"LD_PRELOAD={shim}", f"SHIM_GO={d.path('go')}", f"SHIM_SAID={d.path('said')}"]


def a_signal_before_the_sleep_is_seen(d):
    d.start(with_shim(d))
    open(d.path("go"), "w").close()
    ended = wait_for(lambda: d.process.poll() is not None)
    with open(d.path("said")) as f:
        said = f.read().strip()
    tap.ok(ended and d.process.returncode == 0, "SIGTERM just before the loop sleeps stops the daemon in order",
           d.read_log()[-500:])
    tap.ok(said == "1", "it wakes the loop itself, not the next timer", said)


def a_second_one_does_not_wait(d):
    """The first holds while the disk does: the daemon is stopped in between, so both are there."""
    d.start()
    d.process.send_signal(signal.SIGSTOP)
    d.process.send_signal(signal.SIGTERM)
    d.process.send_signal(signal.SIGINT)
    d.process.send_signal(signal.SIGCONT)
    ended = wait_for(lambda: d.process.poll() is not None)
    tap.ok(ended and d.process.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM),
           "a second signal ends it at once", d.process.returncode)
    d.start()
    tap.ok(d.stop() == 0, "one alone stops it in order", d.read_log()[-500:])
    tap.ok(d.verify()[0] == 0, "and the chain is intact after both", d.verify())


def main():
    d = Dispatcher(nodes=1, cells=1)
    try:
        a_signal_before_the_sleep_is_seen(d)
        a_second_one_does_not_wait(d)
    except (RuntimeError, OSError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
    finally:
        d.end()
    tap.end()


main()
