#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What a phone would receive: CAP -> cbdispatchd -> osmo-bsc -> osmo-bts-virtual -> GSMTAP -> tshark,
# in a network namespace of its own, in both TCP roles. The text read off the air must be the
# text that was sent. TAP.
set -u
here=$(dirname "$0")
for program in osmo-bsc osmo-bts-virtual tshark python3 ip; do
	command -v "$program" >/dev/null && continue
	echo "ok 1 - daemon on air # SKIP $program is not installed"
	echo "1..1"
	exit 0
done
log=$(mktemp -d)
spaces="cbd-daemon-$$-server cbd-daemon-$$-client"
trap 'for space in $spaces; do ip netns del "$space" 2>/dev/null; done; rm -r "$log"' EXIT
if ! ip netns add "cbd-daemon-$$-server" 2>/dev/null; then
	echo "ok 1 - daemon on air # SKIP no right to make a network namespace (run as root)"
	echo "1..1"
	exit 0
fi
ip netns add "cbd-daemon-$$-client"

# Both roles at once: each has a network of its own.
for role in server client; do
	space=cbd-daemon-$$-$role
	ip -n "$space" link set lo up
	ip netns exec "$space" ip link set lo multicast on
	ip -n "$space" route add 239.0.0.0/8 dev lo
	ip netns exec "$space" python3 "$here/daemon_air.py" \
		$role >"$log/$role" 2>&1 </dev/null &
done
wait
cat "$log/server" "$log/client" | awk '
	/^1\.\./ { ended++; next }
	/^(not )?ok / { count++; bad += /^not/; sub(/ok [0-9]+/, "ok " count) }
	{ print }
	END {
		print "1.." count
		exit bad || ended != 2
	}'
