#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The real dispatcher with a live store, a real BSC and BTS and the air: CAP in by cbctl, text out
# of GSMTAP, through an update, cancels, an expiry, kill -9 and a BSC's restart. TAP.
set -u
here=$(dirname "$0")
exec "$here/air_spaces" "daemon on the air" python3 "$here/daemon_air.py"
