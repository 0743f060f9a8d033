# SPDX-License-Identifier: AGPL-3.0-or-later
# TAP for tests of a command from the outside; to be read in: . "$here/../support/says.sh"
# shellcheck shell=sh
# shellcheck disable=SC2034 # whoever reads this in ends with $failed
count=0
failed=0
says() { # NAME, EXPECTED STATUS, STATUS, PATTERN, FILE
	count=$((count + 1))
	if [ "$2" = "$3" ] && grep -q -- "$4" "$5"; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1 (status $3)"
		sed 's/^/# /' "$5" | head -n 5
		failed=1
	fi
}
