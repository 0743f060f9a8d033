/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_review CLOSED OPEN: what a review sheet costs the reader beside CLOSED notices sent in the
 * last 90 days and OPEN ones that wait, all of one body in one city, half of the open ones with
 * windows at the same hours. Prints times in milliseconds as JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include <time.h>

#include "ledger/query_review.h"
#include "notice/content.h"
#include "support/store_kit.h"

enum { ASKED = 500, A_BATCH = 2000, TODAY = 20542, DAYS = 90 };

static const int64_t day_us = 86400000000, begins_us = 1774832400000000;

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static struct digest put_content(struct ledger_batch *batch, uint64_t number)
{
	char text[200];
	struct content_text texts[1] = { { SLICE_LITERAL("zh"), { text, 0 }, 4371, 0 } };
	const struct content content = { .texts = texts, .text_count = 1 };
	struct slice canonical;
	struct digest digest;

	texts[0].text.size = (size_t)snprintf(
		text, sizeof(text),
		"【云江省应急管理厅】近期森林火险等级高，严禁野外用火%llu。咨询电话0571-12345678。",
		(unsigned long long)number);
	canonical = content_canonical(NULL, &content);
	digest = store_kit_document(batch, number, canonical.at);
	talloc_free((void *)(uintptr_t)canonical.at);
	return digest;
}

static struct digest put_notice(struct ledger_batch *batch, uint64_t number, int64_t begins,
				bool is_open)
{
	const struct cell cells[] = {
		{ .adcode = 330106, .coverage = { .at = { 30200000, 120100000 } } },
		{ .adcode = 330106, .coverage = { .at = { 30300000, 120200000 } } },
	};
	static struct footprint footprint;
	struct ledger_notice row = {
		.number = number,
		.state = is_open ? "pending" : "done",
		.lane = "planned",
		.agency = "body",
		.authority = "authority",
		.title = "森林防火提示",
		.received = { begins - 20 * day_us },
		.begins = { begins },
		.expires = { begins + 9 * day_us / 24 },
		.decide_by = { begins },
		.waiting_for = is_open ? "review" : "",
		.is_open = is_open,
		.summary = SLICE_LITERAL("{}"),
	};

	footprint_of_cells(&footprint, cells, 2);
	row.canonical = put_content(batch, number);
	ledger_batch_notice(batch, &row);
	ledger_batch_footprint(batch, &(struct ledger_footprint){ .notice = number,
								  .until = row.expires,
								  .footprint = &footprint });
	return row.canonical;
}

static void put_tallies(struct ledger_batch *batch, int64_t day)
{
	ledger_batch_tally(batch,
			   &(struct ledger_tally){ LEDGER_TALLY_BODY, "body", day, 1, 8100 });
	ledger_batch_tally(
		batch, &(struct ledger_tally){ LEDGER_TALLY_AUTHORITY, "authority", day, 1, 8100 });
	ledger_batch_tally(batch,
			   &(struct ledger_tally){ LEDGER_TALLY_CITY, "330100", day, 1, 8100 });
}

static void append(struct store_kit *kit, struct ledger_batch *batch)
{
	struct store_kit_outcome outcome;

	if (store_kit_append(kit, batch, &outcome) != ERR_OK)
		exit(2);
}

static struct digest fill(struct store_kit *kit, uint64_t closed, uint64_t open)
{
	struct digest last = { { 0 } };

	for (uint64_t n = 1; n <= closed + open;) {
		struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);

		store_kit_event(batch, n, n);
		for (uint64_t end = n + A_BATCH; n < end && n <= closed + open; n++) {
			int64_t ago = (int64_t)(n % DAYS);
			bool is_open = n > closed;
			int64_t begins = is_open ? begins_us + (int64_t)(n % 2 * (n % 200)) * day_us
						 : begins_us - (2 + ago) * day_us;

			last = put_notice(batch, n, begins, is_open);
			if (!is_open)
				put_tallies(batch, TODAY - 2 - ago);
		}
		append(kit, batch);
	}
	return last;
}

static void have(void *data, const struct ledger_answer *answer)
{
	if (answer->err != ERR_OK || !answer->review || answer->review->near_count == 0)
		exit(2);
	*(bool *)data = true;
}

static double ask_once(struct store_kit *kit, uint64_t notice, const struct digest *canonical)
{
	const struct ledger_review_question question = {
		.notice = notice,
		.body = "body",
		.authority = "authority",
		.event_type = "",
		.today = TODAY,
		.begins = { begins_us },
		.until = { begins_us + 9 * day_us / 24 },
		.canonical = *canonical,
	};
	bool is_there = false;
	double begun = now_ms();
	struct fault why;

	if (ledger_query_review(kit->ledger, &question, have, &is_there, &why) != ERR_OK)
		exit(2);
	while (!is_there)
		store_kit_reap(kit);
	return now_ms() - begun;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	struct store_kit kit;
	struct digest canonical;
	uint64_t closed, open;
	double ms[ASKED];
	struct fault why;

	if (argc != 3)
		return 2;
	closed = strtoull(argv[1], NULL, 10);
	open = strtoull(argv[2], NULL, 10);
	store_kit_make(&kit, NULL);
	if (open == 0 || store_kit_open(&kit, &why) != ERR_OK)
		return 2;
	canonical = fill(&kit, closed, open);
	for (int i = 0; i < ASKED; i++)
		ms[i] = ask_once(&kit, closed + open, &canonical);
	qsort(ms, ASKED, sizeof(*ms), by_size);
	printf("{\"closed\":%llu,\"open\":%llu,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}\n",
	       (unsigned long long)closed, (unsigned long long)open, ms[ASKED / 2],
	       ms[ASKED * 99 / 100], ms[ASKED - 1]);
	store_kit_remove(&kit);
	return 0;
}
