# SPDX-License-Identifier: AGPL-3.0-or-later
"""A BSC that misbehaves as it is told: TS 48.049 in octets of its own, none of the dispatcher's code."""
import socket
import struct
import threading
import time

WRITE, WRITE_FAILURE, KILL, RESET, RESET_COMPLETE, RESET_FAILURE = 0x01, 0x03, 0x04, 0x10, 0x11, 0x12
RESTART, FAILURE, KEEP_ALIVE, KEEP_ALIVE_COMPLETE = 0x13, 0x14, 0x16, 0x17
NOT_OPERATIONAL, UNSPECIFIED = 0x0a, 0x0e

# Lengths of the elements that have no length of their own (TS 48.049 8.2).
FIXED = {0x01: 83, 0x02: 2, 0x03: 2, 0x05: 1, 0x06: 2, 0x07: 2, 0x0b: 1, 0x0c: 1, 0x0d: 1, 0x0e: 2, 0x0f: 1, 0x10: 2,
         0x11: 50, 0x12: 1, 0x13: 1, 0x14: 1, 0x15: 1, 0x16: 1, 0x17: 1, 0x18: 1}


def message(kind, body=b""):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def element(identifier, value):
    return bytes([identifier]) + value


def listed(identifier, items):
    return bytes([identifier]) + struct.pack(">H", len(items)) + items


def cgi(lac, ci, plmn=b"\x64\xf0\x00"):
    """Of 460-00, as TS 24.008 10.5.1.13 writes it."""
    return plmn + struct.pack(">HH", lac, ci)


def failure(names, cause=NOT_OPERATIONAL):
    """FAILURE that names cells in their forms: (discriminator, octets)."""
    items = b"".join(bytes([form]) + octets + bytes([cause]) for form, octets in names)
    return message(FAILURE, listed(0x09, items) + element(0x16, b"\x00"))


def restart(form=6, octets=b""):
    return message(RESTART, listed(0x04, bytes([form]) + octets) + element(0x16, b"\x00") + element(0x0d, b"\x01"))


def parse(octets):
    at, elements = 4, {}
    while at < len(octets):
        identifier, at = octets[at], at + 1
        if identifier in FIXED:
            size = FIXED[identifier]
        else:
            size, at = struct.unpack(">H", octets[at:at + 2])[0], at + 2
        elements[identifier] = octets[at:at + size]
        at += size
    return octets[0], elements


def cells_of(value):
    """Of a list of CGIs: [(lac, ci)]."""
    return [struct.unpack(">HH", value[i + 3:i + 7]) for i in range(1, len(value), 7)]


class MadBsc(threading.Thread):
    """`hook(bsc, kind, elements)` may answer instead of it: true if it did."""

    def __init__(self, port, source="127.1.0.1", hook=None):
        super().__init__(daemon=True)
        self.port, self.source, self.hook = port, source, hook
        self.air, self.orders = set(), []  # (lac, ci, identifier, serial); (time, kind)
        self.lock, self.socket, self.stop = threading.Lock(), None, False
        self.start()

    def send(self, octets):
        with self.lock:
            self.socket.sendall(octets)

    def run(self):
        while not self.stop:
            try:
                self.socket = socket.create_connection(("127.0.0.1", self.port), 5, (self.source, 0))
                self.serve(self.socket.makefile("rb"))
            except OSError:
                pass
            time.sleep(0.1)

    def serve(self, stream):
        self.socket.settimeout(None)
        while not self.stop:
            head = stream.read(4)
            if len(head) < 4:
                return
            self.take(head + stream.read(int.from_bytes(head[1:], "big")))

    def take(self, octets):
        kind, elements = parse(octets)
        if kind == KEEP_ALIVE:
            self.send(message(KEEP_ALIVE_COMPLETE))
            return
        self.orders.append((time.monotonic(), kind))
        if not (self.hook and self.hook(self, kind, elements)):
            self.obey(kind, elements)

    def obey(self, kind, elements):
        if kind == RESET:
            self.air.clear()
            self.send(message(RESET_COMPLETE, listed(0x04, elements[0x04])))
            return
        serial = elements[0x03 if kind == WRITE else 0x02]
        for lac, ci in cells_of(elements[0x04]):
            (self.air.add if kind == WRITE else self.air.discard)((lac, ci, elements[0x0e], serial))
        self.answer(kind, elements, cells_of(elements[0x04]))

    def answer(self, kind, elements, good, bad=(), cause=UNSPECIFIED):
        """COMPLETE, or FAILURE where some are bad: cells are (lac, ci)."""
        number = 0x03 if kind == WRITE else 0x02
        body = element(0x0e, elements[0x0e]) + element(number, elements[number])
        if bad:
            body += listed(0x09, b"".join(b"\x00" + cgi(*cell) + bytes([cause]) for cell in bad))
        if good and kind == WRITE:
            body += listed(0x04, b"\x00" + b"".join(cgi(*cell) for cell in good))
        elif good:
            body += listed(0x08, b"\x00" + b"".join(cgi(*cell) + b"\x00\x01\x00" for cell in good))
        if 0x12 in elements:
            body += element(0x12, elements[0x12])
        self.send(message(kind + (2 if bad else 1), body))
