#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# node-smpp reads what we write, and ours reads what node-smpp writes, every command it knows. It is
# installed beside the build, by the lock file's digests, and is no part of the product. TAP.
set -u
build=${BUILD:-build}
here=$(dirname "$0")/smpp
there=$build/peers-smpp

skip() {
	echo "ok 1 - node-smpp and ours read each other # SKIP $1"
	echo "1..1"
	exit 0
}

. "$here/install"
"$build/tests/peers/smpp_driver" >"$there/ours" || exit 1
node "$there/pdus.mjs" >"$there/theirs" || exit 1
"$build/tests/peers/smpp_driver" read <"$there/theirs" >"$there/read" || exit 1
node "$there/compare.mjs" "$there/ours" "$there/theirs" "$there/read"
