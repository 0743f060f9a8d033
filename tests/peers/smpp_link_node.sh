#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# node-smpp plays the message centre: a Chinese text of 70 characters, receipts by parameter and by
# text, a submit_multi of 254, an area handed over, a connection lost in the middle. TAP.
set -u
build=${BUILD:-build}
here=$(dirname "$0")/smpp
there=$build/peers-smpp

skip() {
	echo "ok 1 - a link works with node-smpp as its message centre # SKIP $1"
	echo "1..1"
	exit 0
}

. "$here/install"
rm -f "$there/centre"
: >"$there/centre"
node "$there/smsc.mjs" >"$there/centre" &
centre=$!
trap 'kill $centre 2>/dev/null' EXIT
tries=0
while ! port=$(sed -n 's/^port //p' "$there/centre") || [ -z "$port" ]; do
	tries=$((tries + 1))
	[ $tries -lt 600 ] || exit 1
	sleep 0.1
done
"$build/tests/peers/smpp_link_driver" "$port" >"$there/link" 2>"$there/link.log" || exit 1
node "$there/check_link.mjs" "$there/link" "$there/centre"
