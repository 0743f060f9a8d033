#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile peers, dribbling clients, ports already taken: the others never notice."""
import os
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Dispatcher, Tap, cap, free_port, wait_for  # noqa: E402

tap = Tap()


def connect(address, port, source=None):
    s = socket.socket()
    s.settimeout(20)
    if source:
        s.bind((source, 0))
    s.connect((address, port))
    return s


def is_cut(s):
    """True once the other side has closed."""
    s.setblocking(False)
    try:
        while s.recv(65536):
            pass
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def a_bsc_that_announces_16_megabytes_is_cut(d):
    bad = connect("127.0.0.1", d.cbsp_port, "127.1.0.3")  # the third node's own address
    try:
        bad.sendall(b"\x01\xff\xff\xff" + b"\x00" * 100000)
    except OSError:
        pass
    tap.ok(wait_for(lambda: is_cut(bad)), "a BSC that sends 01 FF FF FF and 100 KB is cut")
    bad.close()
    status, answer = d.submit(cap(1))
    tap.ok(status == 202 and wait_for(lambda: sum(r["state"] == "accepted" for r in d.deliveries(1)) == 2),
           "the other two BSCs have the alert meanwhile", d.deliveries(1))
    tap.ok([r["state"] for r in d.deliveries(1) if r["node"] == "bsc-003"] != ["accepted"],
           "and the third is not counted as success", d.deliveries(1))


def a_stranger_is_not_let_in(d):
    stranger = connect("127.0.0.1", d.cbsp_port, "127.9.9.9")
    tap.ok(wait_for(lambda: is_cut(stranger)), "a peer whose address is no node's is cut")
    stranger.close()


def a_bsc_that_says_nothing_is_unknown(d):
    mutes = []

    def was_sent():
        # Barred for a while after what it did: it comes again, as a BSC would.
        if not mutes or is_cut(mutes[-1]):
            mutes.append(connect("127.0.0.1", d.cbsp_port, "127.1.0.3"))
        return [r["state"] for r in d.deliveries(1) if r["node"] == "bsc-003" and r["state"] in ("sent", "unknown")]

    tap.ok(wait_for(was_sent, 30, 0.2), "what a mute BSC was sent is sent or unknown, never accepted", d.deliveries(1))
    for mute in mutes:
        mute.close()
    tap.ok(wait_for(lambda: [r["state"] for r in d.deliveries(1) if r["node"] == "bsc-003"] == ["unknown"]),
           "and unknown once it is gone", d.deliveries(1))


def four_hundred_dribbling_clients(d):
    dribblers = []
    for _ in range(400):
        try:
            s = connect("127.0.0.1", d.port)
            s.sendall(b"POST /v1/alerts HTTP/1.1\r\nHo")
            dribblers.append(s)
        except OSError:
            pass
    tap.ok(len(dribblers) > 100, f"{len(dribblers)} clients dribble", len(dribblers))
    served = [d.ask_from("127.2.0.1", "GET", "/readyz") for _ in range(5)]
    tap.ok(served == [200] * 5, "a good client is served all the same", served)

    def cut():
        for s in dribblers:
            try:
                s.send(b"x")
            except OSError:
                pass
        return all(is_cut(s) for s in dribblers)

    tap.ok(wait_for(cut, 40, 0.5), "all of them are ended by the total time of a request")
    for s in dribblers:
        s.close()


def five_addresses_hold_every_place(d):
    before, held = d.metric("cbd_http_pushed_out"), []
    for n in range(5):
        for _ in range(256):
            s = connect("127.0.0.1", d.port, f"127.4.0.{n + 1}")
            s.sendall(b"GET /v1/notices HTTP/1.1\r\nHo")
            held.append(s)
    served = [d.ask_from(source, "GET", "/healthz") for source in ("127.0.0.1", "127.5.0.1", "127.4.0.1")]
    tap.ok(served == [200] * 3, f"{len(held)} half-sent requests from five addresses lock nobody out", served)
    after = d.metric("cbd_http_pushed_out")
    tap.ok(after > before, "the longest silent made room", (before, after))
    tap.ok(d.submit(cap(9))[0] == 202, "nor an alert")
    for s in held:
        s.close()


def ask_from(self, source, method, path):
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(source, 0))
    try:
        connection.request(method, path)
        return connection.getresponse().status
    finally:
        connection.close()


Dispatcher.ask_from = ask_from


def hostile_peers():
    d = Dispatcher(nodes=3)
    try:
        d.begin(simulate=False)
        d.sim = subprocess.Popen([f"{BUILD}/cbsim", "bsc", "--connect", "127.0.0.1", "--port", str(d.cbsp_port),
                                  "--count", "2", "--first", "127.1.0.1", "--cells", "3", "--lac", "9500",
                                  "--out", d.path("air.json")], stdin=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL, text=True)
        d.wait_nodes(2)
        a_bsc_that_announces_16_megabytes_is_cut(d)
        a_stranger_is_not_let_in(d)
        a_bsc_that_says_nothing_is_unknown(d)
        four_hundred_dribbling_clients(d)
        five_addresses_hold_every_place(d)
        tap.ok(d.stop() == 0, "it stops in order")
    except (RuntimeError, OSError, KeyError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
    finally:
        d.end()


def ports_already_taken():
    link_taken, http_taken = socket.socket(), socket.socket()
    for s in (link_taken, http_taken):
        s.bind(("127.0.0.1", 0))
        s.listen()
    d = Dispatcher(extra_config=(
        f" http 127.0.0.1 {http_taken.getsockname()[1]}\n"
        f" link south\n  carrier yj-mobile\n  protocol cbsp\n  role server\n"
        f"  local 127.0.0.1 {link_taken.getsockname()[1]}\n  node bsc-900 remote 127.1.9.9\n"))
    try:
        d.begin()
        links = d.ask("GET", "/v1/links", who="duty")[1]["links"]
        south = [link for link in links if link["link"] == "south"][0]
        tap.ok(not south["open"] and south["reason"], "a link whose port is taken says so", south)
        _, answer = d.submit(cap(1))
        tap.ok(d.wait_state(1, "broadcasting") == "broadcasting", "the other link and listener work", answer)
        link_taken.close()
        tap.ok(wait_for(lambda: [link for link in d.ask("GET", "/v1/links", who="duty")[1]["links"]
                                 if link["link"] == "south"][0]["open"], 40),
               "and once the port is free the link opens by itself")
        d.stop()
    except (RuntimeError, OSError, KeyError, IndexError) as problem:
        tap.ok(False, "the story goes on", f"{problem!r}\n{d.read_log()[-2500:]}")
    finally:
        d.end()
    busy = Dispatcher()
    try:
        with open(busy.path("cbd.cfg")) as f:
            text = f.read()
        with open(busy.path("cbd.cfg"), "w") as f:
            f.write(text[:text.index(" link ")])
        with socket.socket() as s:
            s.bind(("127.0.0.1", busy.port))
            s.listen()
            done = subprocess.run([f"{BUILD}/cbdispatchd", "-c", busy.path("cbd.cfg"), "--store",
                                   busy.path("store.db"), "--vty-port", "0"], capture_output=True, text=True,
                                  timeout=30)
        tap.ok(done.returncode == 74 and "cannot start" in done.stderr,
               "with no listener, link or broker it says why and ends", done.stderr[-500:])
    finally:
        busy.end()


hostile_peers()
ports_already_taken()
tap.end()
