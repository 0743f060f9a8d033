#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Two calendars from npm are asked about every day that ours knows. They are installed beside the
# build, by the lock file's digests, and are no part of the product. TAP.
set -u
build=${BUILD:-build}
here=$(dirname "$0")/calendar
there=$build/peers-calendar

skip() {
	echo "ok 1 - other calendars agree with ours # SKIP $1"
	echo "1..1"
	exit 0
}

for program in node npm; do
	command -v "$program" >/dev/null || skip "$program is not installed"
done
mkdir -p "$there" || exit 1
cp "$here/package.json" "$here/package-lock.json" "$here/compare.mjs" "$there/" || exit 1
# What was installed by this lock file is good for the next run as well.
if ! cmp -s "$there/package-lock.json" "$there/node_modules/.installed-by"; then
	(cd "$there" && timeout 120 npm ci --ignore-scripts --no-audit --no-fund) >"$there/npm.log" 2>&1 ||
		skip "npm cannot install them: $(grep -m 1 'npm error' "$there/npm.log" | tr -d '#')"
	cp "$there/package-lock.json" "$there/node_modules/.installed-by"
fi
for year in 2024 2025 2026; do
	"$build/cbctl" calendar show "$year" --json || exit 1
done >"$there/days"
node "$there/compare.mjs" <"$there/days"
