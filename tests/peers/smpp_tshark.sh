#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Wireshark's dissector reads SMPP of every kind that we write, and every value that it shows is
# compared. TAP.
set -u
here=$(dirname "$0")
for program in tshark text2pcap python3; do
	command -v "$program" >/dev/null && continue
	echo "ok 1 - SMPP as Wireshark reads it # SKIP $program is not installed"
	echo "1..1"
	exit 0
done
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
"${BUILD:-build}/tests/peers/smpp_driver" >"$work/lines" || exit 1
# One offset and the octets: text2pcap's own form.
cut -f1 "$work/lines" | sed 's/../ &/g; s/^/000000/' >"$work/octets"
text2pcap -q -T 2775,40000 "$work/octets" "$work/smpp.pcap" || exit 1
# Each packet is a PDU by itself, whatever numbers the TCP header makes of them.
TZ=UTC tshark -r "$work/smpp.pcap" -o tcp.desegment_tcp_streams:FALSE -o tcp.analyze_sequence_numbers:FALSE \
	-T pdml >"$work/pdml" 2>"$work/noise" || exit 1
python3 "$here/smpp_tshark.py" "$work/lines" "$work/pdml"
