/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libosmogsm's codec and ours read each other, where the library (1.7.0) is right: it reads
 * failure lists one octet off, refuses a KILL COMPLETE without a cell list, and writes periods
 * above 30 s as other codes; those are left out here and tested against octets elsewhere.
 */
#include "test.h"

#include <osmocom/core/msgb.h>
#include <string.h>
#include <talloc.h>

/* Both name causes so: the library's are put aside. */
#define CBSP_CAUSE_BSC_CAPACITY_EXCEEDED OSMO_CAUSE_BSC_CAPACITY_EXCEEDED
#define CBSP_CAUSE_CELL_MEMORY_EXCEEDED	 OSMO_CAUSE_CELL_MEMORY_EXCEEDED
#define CBSP_CAUSE_BSC_MEMORY_EXCEEDED	 OSMO_CAUSE_BSC_MEMORY_EXCEEDED
#define CBSP_CAUSE_UNSPECIFIED_ERROR	 OSMO_CAUSE_UNSPECIFIED_ERROR
#include <osmocom/gsm/cbsp.h>
#undef CBSP_CAUSE_BSC_CAPACITY_EXCEEDED
#undef CBSP_CAUSE_CELL_MEMORY_EXCEEDED
#undef CBSP_CAUSE_BSC_MEMORY_EXCEEDED
#undef CBSP_CAUSE_UNSPECIFIED_ERROR

#include "support/cbsp_dump.h"
#include "wire/cbsp_table.h"

static const struct cbsp_cell cells[] = {
	{ CBSP_CELL_CGI, { 460, 0, false }, 9548, 7001 },
	{ CBSP_CELL_CGI, { 460, 11, false }, 65533, 65535 },
	{ CBSP_CELL_CGI, { 310, 410, true }, 1, 0 },
};

/* What we write, read by the library. */
static struct osmo_cbsp_decoded *read_by_osmo(void *ctx, const struct cbsp_message *message)
{
	struct msgb *msg = osmo_cbsp_msgb_alloc(ctx, "test");
	struct osmo_cbsp_decoded *read;
	uint8_t octets[2048];
	struct fault why;
	size_t size;

	if (cbsp_pack(octets, sizeof(octets), &size, message, &why) != ERR_OK)
		fail_msg("%s", why.text);
	msg->l1h = memcpy(msgb_put(msg, (unsigned int)size), octets, size);
	msg->l2h = msg->l1h + CBSP_TABLE_HEADER_OCTETS;
	read = osmo_cbsp_decode(ctx, msg);
	assert_non_null(read);
	return read;
}

/* What the library writes, read by us: with the length filled in, as its sender does. */
static struct cbsp_message *read_by_us(void *ctx, const struct osmo_cbsp_decoded *message)
{
	struct msgb *msg = osmo_cbsp_encode(ctx, message);
	struct cbsp_message *read;
	struct fault why;

	assert_non_null(msg);
	if (cbsp_unpack(&read, ctx, msgb_data(msg), msgb_length(msg), &why) != ERR_OK)
		fail_msg("%s", why.text);
	return read;
}

static void assert_same_cells(const struct osmo_cbsp_cell_list *list, size_t count)
{
	const struct osmo_cbsp_cell_ent *entry;
	size_t i = 0;

	assert_int_equal(list->id_discr, CBSP_CELL_CGI);
	llist_for_each_entry (entry, &list->list, list) {
		const struct osmo_cell_global_id *id = &entry->cell_id.global;

		assert_true(i < count);
		assert_int_equal(id->lai.plmn.mcc, cells[i].plmn.mcc);
		assert_int_equal(id->lai.plmn.mnc, cells[i].plmn.mnc);
		assert_int_equal(id->lai.plmn.mnc_3_digits, cells[i].plmn.mnc_has_3_digits);
		assert_int_equal(id->lai.lac, cells[i].lac);
		assert_int_equal(id->cell_identity, cells[i].ci);
		i++;
	}
	assert_int_equal(i, count);
}

static struct cbsp_message a_write(void)
{
	struct cbsp_message message = {
		.type = CBSP_WRITE_REPLACE,
		.has_message_identifier = true,
		.message_identifier = 4371,
		.has_new_serial_number = true,
		.new_serial_number = 0x4021,
		.has_old_serial_number = true,
		.old_serial_number = 0x4020,
		.has_cells = true,
		.cells = cells,
		.cell_count = COUNT_OF(cells),
		.has_channel = true,
		.category = 2,
		.repetition_period = 4095,
		.number_of_broadcasts = 65535,
		.dcs = 0x48,
		.page_count = 2,
	};

	for (int i = 0; i < 2; i++) {
		memset(message.pages[i].octets, 0x21 + i, ROUTE_PAGE_OCTETS);
		message.pages[i].used = (uint8_t)(82 - 40 * i);
	}
	return message;
}

static void a_write_that_we_write_is_read_by_the_library(void **state)
{
	void *ctx = talloc_new(NULL);
	struct cbsp_message message = a_write();
	const struct osmo_cbsp_write_replace *read = &read_by_osmo(ctx, &message)->u.write_replace;
	const struct osmo_cbsp_content *page;
	size_t i = 0;

	(void)state;
	assert_true(read->is_cbs);
	assert_int_equal(read->msg_id, 4371);
	assert_int_equal(read->new_serial_nr, 0x4021);
	assert_int_equal(*read->old_serial_nr, 0x4020);
	assert_int_equal(read->u.cbs.category, 2);
	assert_int_equal(read->u.cbs.rep_period, 4095);
	assert_int_equal(read->u.cbs.num_bcast_req, 65535);
	assert_int_equal(read->u.cbs.dcs, 0x48);
	assert_same_cells(&read->cell_list, COUNT_OF(cells));
	llist_for_each_entry (page, &read->u.cbs.msg_content, list) {
		assert_int_equal(page->user_len, message.pages[i].used);
		assert_memory_equal(page->data, message.pages[i].octets, ROUTE_PAGE_OCTETS);
		i++;
	}
	assert_int_equal(i, 2);
	talloc_free(ctx);
}

static void a_warning_that_we_write_is_read_by_the_library(void **state)
{
	void *ctx = talloc_new(NULL);
	struct cbsp_message message = a_write();
	const struct osmo_cbsp_write_replace *read;

	(void)state;
	message.has_channel = false;
	message.has_emergency = true;
	message.emergency_indicator = 1;
	message.warning_type = 0x0380;
	message.warning_period_s = 3600;
	memset(message.warning_security, 0x5a, sizeof(message.warning_security));
	read = &read_by_osmo(ctx, &message)->u.write_replace;
	assert_false(read->is_cbs);
	assert_int_equal(read->u.emergency.indicator, 1);
	assert_int_equal(read->u.emergency.warning_type, 0x0380);
	assert_memory_equal(read->u.emergency.warning_sec_info, message.warning_security,
			    CBSP_WARNING_SECURITY_OCTETS);
	assert_int_equal(read->u.emergency.warning_period, 3600);
	talloc_free(ctx);
}

static void references_that_we_write_are_read_by_the_library(void **state)
{
	void *ctx = talloc_new(NULL);
	struct cbsp_message message = a_write();
	const struct osmo_cbsp_decoded *read;

	(void)state;
	message.type = CBSP_KILL;
	read = read_by_osmo(ctx, &message);
	assert_int_equal(read->u.kill.msg_id, 4371);
	assert_int_equal(read->u.kill.old_serial_nr, 0x4020);
	assert_int_equal(*read->u.kill.channel_ind, 0);
	assert_same_cells(&read->u.kill.cell_list, COUNT_OF(cells));
	message.has_channel = false; /* that of an ETWS message */
	assert_null(read_by_osmo(ctx, &message)->u.kill.channel_ind);
	message.has_channel = true;
	message.type = CBSP_MESSAGE_STATUS_QUERY;
	read = read_by_osmo(ctx, &message);
	assert_int_equal(read->u.msg_status_query.old_serial_nr, 0x4020);
	assert_same_cells(&read->u.msg_status_query.cell_list, COUNT_OF(cells));
	message = (struct cbsp_message){ .type = CBSP_RESET, .has_cells = true, .all_cells = true };
	read = read_by_osmo(ctx, &message);
	assert_int_equal(read->u.reset.cell_list.id_discr, CBSP_CELL_ALL);
	message = (struct cbsp_message){ .type = CBSP_KEEP_ALIVE, .keep_alive_period_s = 30 };
	assert_int_equal(read_by_osmo(ctx, &message)->u.keep_alive.repetition_period, 30);
	talloc_free(ctx);
}

/* The library's reading of periods is right for every code (its writing is not). */
static void every_period_is_read_by_the_library_as_by_us(void **state)
{
	(void)state;
	for (unsigned int code = 1; code <= 186; code++) {
		void *ctx = talloc_new(NULL);
		struct cbsp_message message = a_write();
		uint32_t seconds = 0;

		assert_true(cbsp_table_period_of(&seconds, (uint8_t)code));
		assert_int_equal(cbsp_table_period_code(seconds), code);
		message.has_channel = false;
		message.has_emergency = true;
		message.warning_period_s = seconds;
		assert_int_equal(
			read_by_osmo(ctx, &message)->u.write_replace.u.emergency.warning_period,
			seconds);
		talloc_free(ctx);
	}
}

static void add_cell(void *ctx, struct osmo_cbsp_cell_list *list, uint16_t lac, uint16_t ci)
{
	struct osmo_cbsp_cell_ent *entry = talloc_zero(ctx, struct osmo_cbsp_cell_ent);

	entry->cell_id.lac_and_ci.lac = lac;
	entry->cell_id.lac_and_ci.ci = ci;
	list->id_discr = CELL_IDENT_LAC_AND_CI;
	llist_add_tail(&entry->list, &list->list);
}

static void what_the_library_writes_is_read_by_us(void **state)
{
	void *ctx = talloc_new(NULL);
	struct osmo_cbsp_decoded *message = osmo_cbsp_decoded_alloc(ctx,
								    CBSP_MSGT_LOAD_QUERY_COMPL);
	struct osmo_cbsp_loading_ent *load = talloc_zero(ctx, struct osmo_cbsp_loading_ent);

	(void)state;
	message->u.load_query_compl.loading_list.id_discr = CELL_IDENT_CI;
	load->cell_id.ci = 6969;
	load->load[0] = 40;
	load->load[1] = 7;
	llist_add_tail(&load->list, &message->u.load_query_compl.loading_list.list);
	assert_string_equal(cbsp_dump(ctx, read_by_us(ctx, message)),
			    "LOAD QUERY COMPLETE loads=ci:6969;40;7 channel=0");

	message = osmo_cbsp_decoded_alloc(ctx, CBSP_MSGT_RESTART);
	add_cell(ctx, &message->u.restart.cell_list, 1, 6969);
	add_cell(ctx, &message->u.restart.cell_list, 65533, 0);
	message->u.restart.bcast_msg_type = 1;
	message->u.restart.recovery_ind = 1;
	assert_string_equal(cbsp_dump(ctx, read_by_us(ctx, message)),
			    "RESTART cells=lac-ci:1/6969,lac-ci:65533/0 broadcast=1 recovery=1");

	message = osmo_cbsp_decoded_alloc(ctx, CBSP_MSGT_KILL);
	message->u.kill.msg_id = 0x1100;
	message->u.kill.old_serial_nr = 0x7030;
	add_cell(ctx, &message->u.kill.cell_list, 7, 8);
	assert_string_equal(cbsp_dump(ctx, read_by_us(ctx, message)),
			    "KILL id=1100 old=7030 cells=lac-ci:7/8");

	message = osmo_cbsp_decoded_alloc(ctx, CBSP_MSGT_KEEP_ALIVE_COMPL);
	assert_string_equal(cbsp_dump(ctx, read_by_us(ctx, message)), "KEEP ALIVE COMPLETE");
	talloc_free(ctx);
}

static void add_page(void *ctx, struct llist_head *list, uint8_t octet, uint8_t used)
{
	struct osmo_cbsp_content *page = talloc_zero(ctx, struct osmo_cbsp_content);

	page->user_len = used;
	memset(page->data, octet, sizeof(page->data));
	llist_add_tail(&page->list, list);
}

static void a_write_of_the_library_is_read_by_us(void **state)
{
	void *ctx = talloc_new(NULL);
	struct osmo_cbsp_decoded *message = osmo_cbsp_decoded_alloc(ctx, CBSP_MSGT_WRITE_REPLACE);
	struct osmo_cbsp_write_replace *write = &message->u.write_replace;
	uint16_t old = 0x4020;
	struct cbsp_message *read;

	(void)state;
	write->msg_id = 4371;
	write->new_serial_nr = 0x4021;
	write->old_serial_nr = &old;
	add_cell(ctx, &write->cell_list, 1, 6969);
	write->is_cbs = true;
	INIT_LLIST_HEAD(&write->u.cbs.msg_content);
	write->u.cbs.category = CBSP_CATEG_HIGH_PRIO;
	write->u.cbs.rep_period = 4095;
	write->u.cbs.num_bcast_req = 65535;
	write->u.cbs.dcs = 0x48;
	for (uint8_t i = 0; i < 15; i++)
		add_page(ctx, &write->u.cbs.msg_content, i, (uint8_t)(82 - i));
	read = read_by_us(ctx, message);
	assert_int_equal(read->page_count, 15);
	for (uint8_t i = 0; i < 15; i++) {
		assert_int_equal(read->pages[i].used, 82 - i);
		assert_int_equal(read->pages[i].octets[0], i);
		assert_int_equal(read->pages[i].octets[ROUTE_PAGE_OCTETS - 1], i);
	}
	read->page_count = 0;
	assert_string_equal(cbsp_dump(ctx, read),
			    "WRITE-REPLACE id=1113 new=4021 old=4020 cells=lac-ci:1/6969 channel=0 "
			    "category=0 period=4095 count=65535 pages=0 dcs=48");
	talloc_free(ctx);
}

static void a_query_and_a_keep_alive_of_the_library_are_read_by_us(void **state)
{
	void *ctx = talloc_new(NULL);
	struct osmo_cbsp_decoded *message = osmo_cbsp_decoded_alloc(ctx,
								    CBSP_MSGT_MSG_STATUS_QUERY);

	(void)state;
	message->u.msg_status_query.msg_id = 4371;
	message->u.msg_status_query.old_serial_nr = 0x4021;
	add_cell(ctx, &message->u.msg_status_query.cell_list, 1, 6969);
	assert_string_equal(cbsp_dump(ctx, read_by_us(ctx, message)),
			    "MESSAGE STATUS QUERY id=1113 old=4021 cells=lac-ci:1/6969 channel=0");

	/* Up to 30 s the library writes periods right; that is what BSCs get. */
	message = osmo_cbsp_decoded_alloc(ctx, CBSP_MSGT_KEEP_ALIVE);
	message->u.keep_alive.repetition_period = 30;
	assert_string_equal(cbsp_dump(ctx, read_by_us(ctx, message)), "KEEP ALIVE alive_s=30");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_write_that_we_write_is_read_by_the_library),
		cmocka_unit_test(a_warning_that_we_write_is_read_by_the_library),
		cmocka_unit_test(references_that_we_write_are_read_by_the_library),
		cmocka_unit_test(every_period_is_read_by_the_library_as_by_us),
		cmocka_unit_test(what_the_library_writes_is_read_by_us),
		cmocka_unit_test(a_write_of_the_library_is_read_by_us),
		cmocka_unit_test(a_query_and_a_keep_alive_of_the_library_are_read_by_us),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
