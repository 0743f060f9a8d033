/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Drives the CBSP carrier from standard input, for tests with a foreign BSC; what it is told
 * goes to standard output, a line each.
 *	air_driver client|server ADDRESS PORT MCC-MNC LAC CI
 *	send|again IDENTIFIER SERIAL DCS PERIOD_S FOR_S PAGE[,PAGE...]	(pages in hexadecimal)
 *	stop IDENTIFIER SERIAL
 *	query IDENTIFIER SERIAL
 */
#include <fcntl.h>
#include <osmocom/core/select.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "base/digest.h"
#include "carriers/carrier.h"
#include "net/clock.h"
#include "net/log.h"

struct driver {
	const struct carrier_ops *ops;
	struct carrier_link *link;
	struct cell_id cell;
	struct route_page pages[ROUTE_PAGES_MAX];
	struct osmo_fd input;
	char buffer[8192];
	size_t used;
	bool is_done;
};

static void on_receipt(void *data, const struct receipt *receipt)
{
	(void)data;
	printf("receipt %04llx %s cause=%u cells=%zu broadcasts=%llu cell_cause=%u\n",
	       (unsigned long long)receipt->notice, receipt_outcome_name(receipt->outcome),
	       receipt->cause, receipt->cell_count, (unsigned long long)receipt->broadcasts,
	       receipt->cell_count ? receipt->cells[0].cause : 0);
	fflush(stdout);
}

static void on_report(void *data, const struct carrier_report *report)
{
	static const char *const names[] = { "none", "up", "down", "restarted", "cells-down" };

	(void)data;
	printf("report %s cells=%zu\n", names[report->event], report->name_count);
	fflush(stdout);
}

static size_t read_pages(struct driver *driver, char *hex)
{
	size_t count = 0;
	char *rest = NULL;

	for (char *one = strtok_r(hex, ",", &rest); one && count < ROUTE_PAGES_MAX;
	     one = strtok_r(NULL, ",", &rest)) {
		struct route_page *page = &driver->pages[count];
		size_t octets = strlen(one) / 2;

		if (octets > ROUTE_PAGE_OCTETS ||
		    !digest_from_hex(page->octets, octets, slice_of(one)))
			return 0;
		page->used = (uint8_t)octets;
		count++;
	}
	return count;
}

static void obey(struct driver *driver, char *line)
{
	char verb[16], hex[4096] = "";
	unsigned int identifier, serial, dcs = 0, period = 1, seconds = 60;
	struct route_message message = { .pages = driver->pages };
	struct route_delivery delivery = { .node = SLICE_LITERAL("bsc"),
					   .cells = &driver->cell,
					   .cell_count = 1 };
	struct carrier_order order = { .message = &message, .delivery = &delivery };
	struct fault why = { 0 };
	enum err err;

	if (sscanf(line, "%15s %u %x %x %u %u %4095s", verb, &identifier, &serial, &dcs, &period,
		   &seconds, hex) < 3) {
		printf("what? %s\n", line);
		return;
	}
	message.message_identifier = (uint16_t)identifier;
	message.serial_number = (uint16_t)serial;
	message.dcs = (uint8_t)dcs;
	message.repetition_period_s = period;
	message.page_count = read_pages(driver, hex);
	order.notice = serial;
	order.expires = utc_add(clock_now(), SPAN_SECONDS(seconds));
	order.again = strcmp(verb, "again") == 0;
	err = strcmp(verb, "stop") == 0	   ? driver->ops->stop(driver->link, &order, &why)
	      : strcmp(verb, "query") == 0 ? driver->ops->query(driver->link, &order, &why)
					   : driver->ops->send(driver->link, &order, &why);
	printf("order %04x %s %s\n", serial, err_name(err), why.text);
	fflush(stdout);
}

static int on_input(struct osmo_fd *fd, unsigned int what)
{
	struct driver *driver = fd->data;
	ssize_t size = read(fd->fd, driver->buffer + driver->used,
			    sizeof(driver->buffer) - driver->used - 1);
	char *end;

	(void)what;
	if (size <= 0) {
		driver->is_done = true;
		return 0;
	}
	driver->used += (size_t)size;
	driver->buffer[driver->used] = '\0';
	while ((end = strchr(driver->buffer, '\n'))) {
		*end++ = '\0';
		obey(driver, driver->buffer);
		driver->used -= (size_t)(end - driver->buffer);
		memmove(driver->buffer, end, driver->used + 1);
	}
	return 0;
}

static enum err open_link(struct driver *driver, void *ctx, char **argv, struct fault *why)
{
	bool is_client = strcmp(argv[1], "client") == 0;
	uint16_t port = (uint16_t)atoi(argv[3]);
	const struct carrier_node_config node = { "bsc", argv[2], port };
	const struct carrier_link_config config = {
		.link = "air",
		.carrier = "test",
		.protocol = "cbsp",
		.role = is_client ? CARRIER_ROLE_CLIENT : CARRIER_ROLE_SERVER,
		.local_address = argv[2],
		.local_port = is_client ? 0 : port,
		.nodes = &node,
		.node_count = 1,
	};
	const struct carrier_events events = { driver, on_receipt, on_report };

	driver->ops = carrier_find("cbsp");
	return driver->ops->open(&driver->link, ctx, &config, &events, why);
}

int main(int argc, char **argv)
{
	struct driver *driver = talloc_zero(NULL, struct driver);
	struct fault why;

	if (argc != 7 || !cell_id_plmn_parse(&driver->cell.plmn, slice_of(argv[4])))
		return 2;
	log_begin(driver, LOGL_INFO);
	driver->cell.rat = RAT_2G;
	driver->cell.lac_tac = (uint32_t)atoi(argv[5]);
	driver->cell.cell = (uint64_t)atoi(argv[6]);
	if (open_link(driver, driver, argv, &why) != ERR_OK) {
		fprintf(stderr, "%s\n", why.text);
		return 1;
	}
	osmo_fd_setup(&driver->input, STDIN_FILENO, OSMO_FD_READ, on_input, driver, 0);
	osmo_fd_register(&driver->input);
	while (!driver->is_done)
		osmo_select_main(0);
	driver->ops->close(driver->link);
	return 0;
}
