#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What a phone would receive: our CBSP carrier -> osmo-bsc -> osmo-bts-virtual -> GSMTAP -> tshark,
# in both TCP roles. The text read off the air must be the text that was sent. TAP.
set -u
here=$(dirname "$0")
exec "$here/air_spaces" "air chain" python3 "$here/air_chain.py" \
	"${BUILD:-build}/tests/peers/air_driver"
