#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# cbctl cells, from the outside: what it prints and how it exits.
set -u
cbctl=${BUILD:-build}/cbctl
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/says.sh
. "$(dirname "$0")/../support/says.sh"

tests/tools/make_cells.py 2000 30 >"$work/cells.csv"
"$cbctl" cells import "$work/cells.csv" --register "$work/r" >"$work/out" 2>&1
says import_counts_the_cells 0 $? '^cells 2000$' "$work/out"
"$cbctl" cells in --register "$work/r" --adcode 330000 --json >"$work/out" 2>&1
says a_province_reaches_all_its_cells 0 $? '"count":2000,' "$work/out"
"$cbctl" cells in --register "$work/r" --polygon '27,118 31,118 31,123 27,123 27,118' >"$work/out" 2>&1
says a_polygon_round_it_reaches_them_too 0 $? '^cells 2000 people .* took_ms ' "$work/out"
says how_well_they_fit_is_said_too 0 0 '^over .* km2 (+-.*), .* people' "$work/out"
"$cbctl" cells in --register "$work/r" --polygon '27,118 31,118 31,123 27,123 27,118' --json >"$work/out" 2>&1
says in_json_too 0 $? '"under":{"km2":[0-9.]*,"km2_error":[0-9.]*,"share":' "$work/out"
"$cbctl" cells in --register "$work/r" --circle '29,120 30' --geojson >"$work/out" 2>&1
says as_a_map_it_begins_with_the_area 0 $? '^{"type":"FeatureCollection","cells":[0-9]*,"truncated":false,"features":\[{"type":"Feature","geometry":{"type":"Polygon"' "$work/out"
"$cbctl" cells in --register "$work/r" --circle '0,0 1' >"$work/out" 2>&1
says a_circle_at_sea_reaches_none 0 $? '^cells 0 ' "$work/out"
"$cbctl" cells in --register "$work/r" --adcode 440000 >"$work/out" 2>&1
says a_code_without_cells_is_not_determinable 3 $? '"440000" reaches nothing: no-cells' "$work/out"
"$cbctl" cells in --register "$work/r" --polygon '27,118 31,118 31,123 27,123' >"$work/out" 2>&1
says an_open_polygon_cannot_be_read 2 $? 'not closed' "$work/out"
"$cbctl" cells in --register "$work/r" >"$work/out" 2>&1
says no_area_is_a_matter_of_usage 2 $? '^usage' "$work/out"
"$cbctl" cells in --register "$work/absent" --adcode 330000 >"$work/out" 2>&1
says an_absent_register_is_named 2 $? 'absent' "$work/out"
sed '5s/.*/nonsense/' "$work/cells.csv" >"$work/bad.csv"
"$cbctl" cells import "$work/bad.csv" --register "$work/b" >"$work/out" 2>&1
says a_bad_line_refuses_the_file_and_is_named 1 $? 'bad.csv:5: 1 fields' "$work/out"
"$cbctl" cells import "$work/bad.csv" --register "$work/b" --tolerate >"$work/out" 2>&1
says tolerated_it_costs_one_cell 0 $? '^cells 1999$' "$work/out"
{
	head -n 1 "$work/cells.csv"
	sed -n '2,200p' "$work/cells.csv" | sed 's/,33[0-9]\{4\},/,330102,/'
	sed -n '201,203p' "$work/cells.csv" | sed 's/,33[0-9]\{4\},/,999999,/'
	sed -n '204p' "$work/cells.csv" | sed 's/,33[0-9]\{4\},/,330000,/'
} >"$work/strange.csv"
"$cbctl" cells import "$work/strange.csv" --register "$work/s" >"$work/out" 2>&1
says an_adcode_that_is_not_in_the_table_is_noted 0 $? 'adcode 999999 is not in the table of divisions: 3 cells' "$work/out"
says so_is_a_province 0 0 'adcode 330000 浙江省 is a province, no county: 1 cells' "$work/out"
says they_are_counted 0 0 '4 cells have 2 adcodes' "$work/out"
"$cbctl" cells import "$work/strange.csv" --register "$work/s" --json >"$work/out" 2>/dev/null
says in_json_too 0 $? '"strange_divisions":2,"cells_in_strange_divisions":4' "$work/out"
CBD_PROFILES=/no/such "$cbctl" cells import "$work/strange.csv" --register "$work/s" >"$work/out" 2>&1
says without_the_table_the_cells_are_taken_all_the_same 0 $? 'note: the table of divisions is not at hand' "$work/out"
cat >"$work/alert.xml" <<'XML'
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>cells-1</identifier>
<sender>test@example.org</sender><sent>2026-11-24T09:00:00+08:00</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category>
<event>暴雨</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty>
<expires>2026-11-24T12:00:00+08:00</expires><area><areaDesc>云江省</areaDesc>
<polygon>27,118 31,118 31,123 27,123 27,118</polygon></area></info></alert>
XML
"$cbctl" cells in --register "$work/r" --cap "$work/alert.xml" >"$work/out" 2>&1
says the_area_of_a_cap_document_is_asked 0 $? '^cells 2000 ' "$work/out"
sed 's/ 27,118<.polygon/<\/polygon/' "$work/alert.xml" >"$work/open.xml"
"$cbctl" cells in --register "$work/r" --cap "$work/open.xml" >"$work/out" 2>&1
says a_cap_document_with_an_open_polygon_is_refused 1 $? 'open.xml: refused' "$work/out"
echo "1..$count"
exit $failed
