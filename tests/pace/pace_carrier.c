/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long one message takes to leave for N BSCs, and what they cost in memory.
 *	cbsim bsc --connect 127.0.0.1 --port PORT --count N --cells 5 --out /dev/null &
 *	pace_carrier N PORT
 */
#include <osmocom/core/select.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "carriers/carrier.h"
#include "net/clock.h"
#include "net/log.h"

enum { CELLS = 5, ROUNDS = 20 };

struct tally {
	size_t up, sent, accepted, other;
};

static void on_receipt(void *data, const struct receipt *receipt)
{
	struct tally *tally = data;

	tally->sent += receipt->outcome == RECEIPT_SENT;
	tally->accepted += receipt->outcome == RECEIPT_ACCEPTED;
	tally->other += receipt->outcome != RECEIPT_SENT && receipt->outcome != RECEIPT_ACCEPTED;
}

static void on_report(void *data, const struct carrier_report *report)
{
	struct tally *tally = data;

	tally->up += report->event == CARRIER_NODE_UP;
}

static long resident_kb(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[128];
	long kb = 0;

	while (status && fgets(line, sizeof(line), status)) {
		if (strncmp(line, "VmRSS:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	}
	if (status)
		fclose(status);
	return kb;
}

static struct carrier_node_config *make_nodes(void *ctx, size_t count)
{
	struct carrier_node_config *nodes = talloc_zero_array(ctx, struct carrier_node_config,
							      (unsigned int)count);

	for (size_t i = 0; i < count; i++) {
		size_t host = i + 1;

		nodes[i].node = talloc_asprintf(nodes, "bsc-%03zu", i + 1);
		nodes[i].address = talloc_asprintf(nodes, "127.1.%zu.%zu", host >> 8, host & 255);
	}
	return nodes;
}

static int64_t now_us(void)
{
	return clock_monotonic().us;
}

/* One message to every node; prints when the last write had been made, and the last answer. */
static void play_round(const struct carrier_ops *ops, struct carrier_link *link,
		       const struct carrier_node_config *nodes, size_t count, struct tally *tally,
		       uint16_t serial)
{
	struct route_page pages[2] = { { .used = ROUTE_PAGE_OCTETS },
				       { .used = ROUTE_PAGE_OCTETS } };
	const struct route_message message = { .message_identifier = 4371,
					       .serial_number = serial,
					       .dcs = 0x48,
					       .repetition_period_s = 60,
					       .pages = pages,
					       .page_count = 2 };
	struct cell_id cells[CELLS];
	int64_t begun = now_us(), written;

	*tally = (struct tally){ .up = tally->up };
	for (size_t i = 0; i < count; i++) {
		for (unsigned int c = 0; c < CELLS; c++)
			cells[c] = (struct cell_id){
				{ 460, 0, false }, RAT_2G, (uint32_t)(9500 + i), c + 1
			};
		const struct route_delivery delivery = { .node = slice_of(nodes[i].node),
							 .cells = cells,
							 .cell_count = CELLS };
		const struct carrier_order order = { .notice = serial,
						     .index = (uint32_t)i,
						     .message = &message,
						     .delivery = &delivery,
						     .expires = utc_add(clock_now(),
									SPAN_HOURS(1)) };
		struct fault why;

		if (ops->send(link, &order, &why) != ERR_OK)
			printf("%s\n", why.text);
	}
	written = now_us();
	while (tally->accepted + tally->other < count)
		osmo_select_main(0);
	printf("nodes=%zu last_write_us=%lld last_answer_us=%lld accepted=%zu rss_kb=%ld\n", count,
	       (long long)(written - begun), (long long)(now_us() - begun), tally->accepted,
	       resident_kb());
}

int main(int argc, char **argv)
{
	size_t count = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	struct tally tally = { .up = 0 };
	void *ctx = talloc_named_const(NULL, 0, "pace");
	struct carrier_node_config *nodes = make_nodes(ctx, count);
	const struct carrier_link_config config = {
		.link = "pace",
		.carrier = "carrier",
		.protocol = "cbsp",
		.role = CARRIER_ROLE_SERVER,
		.local_address = "127.0.0.1",
		.local_port = count ? (uint16_t)strtoul(argv[2], NULL, 10) : 0,
		.nodes = nodes,
		.node_count = count
	};
	const struct carrier_events events = { &tally, on_receipt, on_report };
	const struct carrier_ops *ops = carrier_find("cbsp");
	struct carrier_link *link;
	struct fault why;

	log_begin(ctx, LOGL_ERROR);
	if (!count || ops->open(&link, ctx, &config, &events, &why) != ERR_OK)
		return 2;
	printf("before any connection: rss_kb=%ld\n", resident_kb());
	while (tally.up < count)
		osmo_select_main(0);
	printf("all up: rss_kb=%ld\n", resident_kb());
	for (int i = 0; i < ROUNDS; i++)
		play_round(ops, link, nodes, count, &tally, (uint16_t)(0x4000 + i * 16));
	ops->close(link);
	return 0;
}
