#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A message of 15 pages, and a channel filled to its last page, with a real BSC and BTS. TAP.
set -u
here=$(dirname "$0")
exec "$here/air_spaces" "pages on the air" python3 "$here/pages_air.py"
