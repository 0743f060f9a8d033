/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Prints CBSP messages of every kind, one a line: octets in hex, a tab, what they mean, a tab, the
 * text of the pages in hex; first what others wrote, then ours. cbsp_tshark.sh has Wireshark read
 * the octets.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "notice/page.h"
#include "support/cbsp_dump.h"
#include "vectors/cbsp_octets.h"

enum { ROUNDS = 12, CELLS = 400 };

/* As the air: any numbers, but the same in each run. */
static uint32_t seed = 20261124;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* Wireshark knows these networks; their MNCs have two digits and three. */
static const struct plmn plmns[] = { { 460, 0, false }, { 460, 11, false }, { 310, 410, true } };

static const char *const texts[] = {
	"Flood warning: leave the valley now. Go uphill.",
	"Costs 5\xe2\x82\xac {or} [less] ~ |^| \\ @",
	"【云江省应急管理厅】测试预警：暴雨红色预警，请立即转移到高处。",
	"\xf0\xac\x87\x95\xf0\x9f\x98\x80 表情与生僻字",
};
static const char *const languages[] = { "", "en", "zh", "ug" };

static enum cbsp_cell_form any_form(void)
{
	static const enum cbsp_cell_form forms[] = { CBSP_CELL_CGI, CBSP_CELL_LAC_CI, CBSP_CELL_CI,
						     CBSP_CELL_LAI, CBSP_CELL_LAC };

	return forms[any(5)];
}

static struct cbsp_cell any_cell(enum cbsp_cell_form form)
{
	struct cbsp_cell cell = { .form = form };

	if (form == CBSP_CELL_CGI || form == CBSP_CELL_LAI)
		cell.plmn = plmns[any(3)];
	if (form != CBSP_CELL_CI)
		cell.lac = (uint16_t)(1 + any(65533));
	if (form <= CBSP_CELL_CI)
		cell.ci = (uint16_t)any(65536);
	return cell;
}

static void put_cells(struct cbsp_message *message, struct cbsp_cell *cells)
{
	enum cbsp_cell_form form = any_form();

	message->has_cells = true;
	message->all_cells = any(6) == 0;
	if (message->all_cells)
		return;
	message->cell_count = 1 + any(any(4) ? 5 : CELLS);
	for (size_t i = 0; i < message->cell_count; i++)
		cells[i] = any_cell(form);
	message->cells = cells;
}

static size_t put_items(struct cbsp_item *items, bool is_mixed)
{
	enum cbsp_cell_form form = any_form();
	size_t count = 1 + any(9);

	for (size_t i = 0; i < count; i++)
		items[i] = (struct cbsp_item){
			.cell = any_cell(is_mixed ? any_form() : form),
			.count = (uint16_t)any(65536),
			.info = (uint8_t)any(3),
			.cause = (uint8_t)any(16),
			.loads = { (uint8_t)any(101), (uint8_t)any(101) },
		};
	return count;
}

static const char *put_pages(struct cbsp_message *message, unsigned int round)
{
	static char text[4096];
	struct page_set set;
	struct fault why;
	const char *one = texts[round % 4];

	text[0] = '\0';
	for (unsigned int i = 0; i <= round % 16; i++)
		strcat(text, one);
	if (page_make(&set, slice_of(text), slice_of(languages[round / 4 % 4]), &why) != ERR_OK) {
		fprintf(stderr, "%s\n", why.text);
		exit(1);
	}
	message->dcs = set.dcs;
	message->page_count = set.count;
	memcpy(message->pages, set.pages, sizeof(message->pages));
	return text;
}

static void put_warning(struct cbsp_message *message)
{
	static const uint32_t periods[] = { 0, 1, 10, 12, 30, 35, 60, 120, 130, 600, 630, 3600 };

	message->has_emergency = true;
	message->emergency_indicator = 1;
	message->warning_type = (uint16_t)(any(5) << 9 | any(4) << 7);
	message->warning_period_s = periods[any(12)];
	for (size_t i = 0; i < CBSP_WARNING_SECURITY_OCTETS; i++)
		message->warning_security[i] = (uint8_t)any(256);
}

static void put_numbers(struct cbsp_message *message)
{
	static const uint32_t periods[] = { 1, 10, 28, 30, 60, 120, 600, 3600 };

	message->message_identifier = (uint16_t)any(65536);
	message->new_serial_number = (uint16_t)any(65536);
	message->old_serial_number = (uint16_t)any(65536);
	message->channel = (uint8_t)any(2);
	message->category = (uint8_t)any(3);
	message->repetition_period = (uint16_t)(1 + any(4095));
	message->number_of_broadcasts = (uint16_t)(1 + any(65535));
	message->cause = (uint8_t)any(16);
	message->broadcast_type = (uint8_t)any(2);
	message->recovery = (uint8_t)any(2);
	message->schedule_period = (uint8_t)any(41);
	message->reserved_slots = (uint8_t)any(41);
	message->keep_alive_period_s = periods[any(8)];
}

/* Wants all that the kind may have; what it has not is passed over by the writing. */
static const char *fill(struct cbsp_message *message, struct cbsp_cell *cells,
			struct cbsp_item *items, unsigned int round)
{
	bool is_write = message->type == CBSP_WRITE_REPLACE;

	put_numbers(message);
	message->has_message_identifier = message->has_new_serial_number = true;
	message->has_old_serial_number = !is_write || round % 2;
	put_cells(message, cells);
	message->completed = items;
	message->completed_count = put_items(items, false);
	message->failures = items + 10;
	message->failure_count = put_items(items + 10, true);
	message->loading = items + 20;
	message->loading_count = put_items(items + 20, false);
	if (is_write && round % 3 == 2) {
		put_warning(message);
		return "";
	}
	message->has_channel = true;
	return is_write ? put_pages(message, round) : "";
}

/* Every word that was read is one that was meant. */
static void check_words(void *ctx, const char *read, const struct cbsp_message *meant)
{
	const char *words = talloc_asprintf(ctx, "%s ", cbsp_dump(ctx, meant));
	char *rest = talloc_strdup(ctx, read), *word;

	while ((word = strsep(&rest, " "))) {
		if (strstr(words, talloc_asprintf(ctx, "%s ", word)))
			continue;
		fprintf(stderr, "%s: read, but not meant\n", word);
		exit(1);
	}
}

static void print(void *ctx, const struct cbsp_message *message, const char *text)
{
	static uint8_t octets[CBSP_OCTETS_MAX];
	struct cbsp_message *again;
	struct fault why;
	size_t size;

	if (cbsp_pack(octets, sizeof(octets), &size, message, &why) != ERR_OK ||
	    cbsp_unpack(&again, ctx, octets, size, &why) != ERR_OK) {
		fprintf(stderr, "%s\n", why.text);
		exit(1);
	}
	check_words(ctx, cbsp_dump(ctx, again), message);
	for (size_t i = 0; i < size; i++)
		printf("%02x", octets[i]);
	printf("\t%s\t", cbsp_dump(ctx, again));
	for (; *text; text++)
		printf("%02x", (uint8_t)*text);
	printf("\n");
}

int main(void)
{
	static struct cbsp_cell cells[CELLS];
	static struct cbsp_item items[30];

	for (size_t i = 0; i < sizeof(cbsp_octets) / sizeof(cbsp_octets[0]); i++)
		printf("%s\t%s\t\n", cbsp_octets[i].hex, cbsp_octets[i].text);
	for (int type = CBSP_WRITE_REPLACE; type <= CBSP_KEEP_ALIVE_COMPLETE; type++) {
		for (unsigned int round = 0; round < (type == 1 ? 3 * ROUNDS : ROUNDS); round++) {
			struct cbsp_message message = { .type = (enum cbsp_type)type };
			void *ctx = talloc_new(NULL);
			const char *text = fill(&message, cells, items, round);

			print(ctx, &message, text);
			talloc_free(ctx);
		}
	}
	return 0;
}
