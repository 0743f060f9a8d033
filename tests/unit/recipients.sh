#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# cbctl recipients, from the outside: what it prints and how it exits.
set -u
cbctl=${BUILD:-build}/cbctl
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/says.sh
. "$(dirname "$0")/../support/says.sh"

cat >"$work/people.csv" <<END
号码,群组,区划代码,退订
+86 139 1234 5678,防汛责任人,330106,
18612345678,防汛责任人,,是
１３３１２３４５６７８,,330106,
19212345678,,320100,
END
"$cbctl" recipients import "$work/people.csv" --recipients "$work/r" >"$work/out" 2>&1
says import_counts_the_numbers 0 $? '^号码 numbers 4$' "$work/out"
"$cbctl" recipients show --recipients "$work/r" >"$work/out" 2>&1
says what_is_there_is_shown_by_carrier 0 $? '^china-unicom: 1 个号码 numbers, 1 退订 opted out$' "$work/out"
says groups_have_their_names 0 0 '^  群组 group 防汛责任人: 1, 1$' "$work/out"
"$cbctl" recipients show --recipients "$work/r" --json >"$work/out" 2>&1
says in_json_too 0 $? '{"carrier":"china-broadnet","numbers":1,"opted_out":0,"adcode":"320100"}' "$work/out"
"$cbctl" recipients count --recipients "$work/r" --group 防汛责任人 --adcode 330000 --json >"$work/out" 2>&1
says each_number_counts_once 0 $? '^{"numbers":3,"opted_out":1,"carriers":\[{"carrier":"china-mobile","numbers":1,"opted_out":0}' "$work/out"
"$cbctl" recipients count --recipients "$work/r" --group 防汛责任人 --without-opted-out >"$work/out" 2>&1
says opt_outs_are_left_out_when_asked 0 $? '^共 in all: 1 个号码 numbers, 0 退订 opted out$' "$work/out"
"$cbctl" recipients count --recipients "$work/r" --adcode 330000 --carrier china-telecom >"$work/out" 2>&1
says one_carrier_alone_is_counted 0 $? '^共 in all: 1 ' "$work/out"
"$cbctl" recipients count --recipients "$work/r" --group nobody >"$work/out" 2>&1
says a_group_that_is_not_there_is_refused 1 $? 'no group "nobody"' "$work/out"
"$cbctl" recipients count --recipients "$work/r" >"$work/out" 2>&1
says nobody_asked_for_is_a_matter_of_usage 2 $? '^usage' "$work/out"

printf 'number,group\n13912345678,a\n1391234567,a\n' >"$work/bad.csv"
"$cbctl" recipients import "$work/bad.csv" --recipients "$work/r2" >"$work/out" 2>&1
says a_bad_line_refuses_the_file 1 $? 'bad.csv:3: number: 位数不足；.* / too few digits: ' "$work/out"
count=$((count + 1))
if [ -e "$work/r2" ]; then
	echo "not ok $count - nothing_is_written_then"
	failed=1
else
	echo "ok $count - nothing_is_written_then"
fi
"$cbctl" recipients import "$work/bad.csv" --recipients "$work/r2" --json >"$work/out" 2>/dev/null
says in_json_it_is_an_object 1 $? '^{"file":".*bad.csv","line":3,"column":"number","wrong":"number-short","zh":' "$work/out"
"$cbctl" recipients import "$work/bad.csv" --recipients "$work/r2" --tolerate --json >"$work/out" 2>/dev/null
says good_lines_are_taken_when_told 0 $? '^{"numbers":1,.*"bad_lines":1,' "$work/out"
"$cbctl" recipients import "$work/none.csv" --recipients "$work/r2" >"$work/out" 2>&1
says a_file_that_is_not_there_is_said 2 $? 'none.csv' "$work/out"
printf 'x' >"$work/r3"
"$cbctl" recipients show --recipients "$work/r3" >"$work/out" 2>&1
says what_is_no_such_file_is_said 1 $? 'no file of recipients' "$work/out"
echo "1..$count"
exit $failed
