#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""cbsim smsc from outside: it answers, sends receipts, writes what it took, and obeys its standard input. TAP."""
import json
import os
import re
import socket
import struct
import subprocess
import tempfile

BUILD = os.environ.get("BUILD", "build")
BIND, SUBMIT, DELIVER, RESP = 9, 4, 5, 0x80000000
TEXT = "测试：请转移😀"
number = 0


def check(name, holds):
    global number
    number += 1
    print(f"{'ok' if holds else 'not ok'} {number} - {name}")


def pdu(command, sequence, body=b""):
    return struct.pack(">IIII", 16 + len(body), command, 0, sequence) + body


def read(peer):
    """(command_id, command_status, body); (0, 0, b"") where the peer has gone."""
    head = peer.recv(16, socket.MSG_WAITALL)
    if len(head) < 16:
        return 0, 0, b""
    length, command, status, _ = struct.unpack(">IIII", head)
    return command, status, peer.recv(length - 16, socket.MSG_WAITALL) if length > 16 else b""


def sign_in(port):
    peer = socket.create_connection(("127.0.0.1", port), timeout=20)
    peer.sendall(pdu(BIND, 1, b"d\0secret\0\0\x50\0\0\0"))
    return peer, read(peer)


def submit(peer, sequence):
    octets = TEXT.encode("utf-16-be")
    body = b"\0\x03\x0012379\0\x01\x018613800138000\0\0\0\0\0\0\x01\0\x08\0" + bytes([len(octets)]) + octets
    peer.sendall(pdu(SUBMIT, sequence, body))
    return read(peer)


def until(holds):
    """What was said on standard input is heard soon."""
    return any(holds() for _ in range(1000))


def tell(centre, line):
    centre.stdin.write(line + "\n")
    centre.stdin.flush()


def play(folder):
    out = os.path.join(folder, "taken.jsonl")
    centre = subprocess.Popen([f"{BUILD}/cbsim", "smsc", "--port", "0", "--out", out, "--hex-ids", "--receipts", "text"],
                              stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r":(\d+)$", centre.stderr.readline()).group(1))
        peer, answer = sign_in(port)
        check("it takes a bind, and speaks 5.0", answer[:2] == (BIND | RESP, 0) and answer[2].endswith(b"\x02\x10\0\1\x50"))
        check("it answers a message with its id", submit(peer, 2) == (SUBMIT | RESP, 0, b"1\0"))
        command, _, body = read(peer)
        check("a receipt follows", command == DELIVER and b"id:1 " in body and b"stat:DELIVRD" in body)
        line = json.loads(open(out).readline())
        check("what it took is a line of JSON", line["text"] == TEXT and line["to"] == ["8613800138000"] and
              line["command"] == "submit_sm" and line["message_id"] == "1" and line["data_coding"] == 8)
        tell(centre, "set refuse-every 1\nset status 88")
        check("it refuses when it is told to", until(lambda: submit(peer, 3)[1] == 88 or not read(peer)))
        tell(centre, "drop")
        check("it drops when it is told to", until(lambda: read(peer)[0] == 0))
        tell(centre, "set bind-status 5")
        check("it refuses binds", until(lambda: sign_in(port)[1][1] == 5))
        tell(centre, "dance")
        check("it says what it does not know", "dance" in centre.stderr.readline())
        centre.terminate()
        check("it ends when it is asked to", centre.wait(timeout=20) == 0)
    finally:
        centre.kill()
    wrong = subprocess.run([f"{BUILD}/cbsim", "smsc", "--bogus"], capture_output=True, text=True)
    check("an option that it does not know is a usage", wrong.returncode == 2 and "usage: cbsim smsc" in wrong.stderr)


with tempfile.TemporaryDirectory() as folder:
    play(folder)
print(f"1..{number}")
