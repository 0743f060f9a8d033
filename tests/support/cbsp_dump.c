/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support/cbsp_dump.h"

#include <talloc.h>

#include "base/digest.h"

static char *add_cell(char *text, const struct cbsp_cell *cell)
{
	char plmn[8];

	cell_id_plmn_format(plmn, cell->plmn);
	switch (cell->form) {
	case CBSP_CELL_CGI:
		return talloc_asprintf_append(text, "cgi:%s/%u/%u", plmn, cell->lac, cell->ci);
	case CBSP_CELL_LAC_CI:
		return talloc_asprintf_append(text, "lac-ci:%u/%u", cell->lac, cell->ci);
	case CBSP_CELL_CI:
		return talloc_asprintf_append(text, "ci:%u", cell->ci);
	case CBSP_CELL_LAI:
		return talloc_asprintf_append(text, "lai:%s/%u", plmn, cell->lac);
	case CBSP_CELL_LAC:
		return talloc_asprintf_append(text, "lac:%u", cell->lac);
	default:
		return talloc_strdup_append(text, "all");
	}
}

static char *add_number(char *text, const char *key, unsigned int value, bool is_there)
{
	return is_there ? talloc_asprintf_append(text, " %s=%u", key, value) : text;
}

static char *add_hex(char *text, const char *key, unsigned int value, bool is_there)
{
	return is_there ? talloc_asprintf_append(text, " %s=%04x", key, value) : text;
}

static char *add_items(char *text, const char *key, const struct cbsp_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text = i ? talloc_strdup_append(text, ",")
			 : talloc_asprintf_append(text, " %s=", key);
		text = add_cell(text, &items[i].cell);
		if (key[0] == 'c')
			text = talloc_asprintf_append(text, ";%u;%u", items[i].count,
						      items[i].info);
		else if (key[0] == 'f')
			text = talloc_asprintf_append(text, ";%02x", items[i].cause);
		else
			text = talloc_asprintf_append(text, ";%u;%u", items[i].loads[0],
						      items[i].loads[1]);
	}
	return text;
}

static char *add_cells(char *text, const struct cbsp_message *message)
{
	if (!message->has_cells)
		return text;
	text = talloc_strdup_append(text, message->all_cells ? " cells=all" : " cells=");
	for (size_t i = 0; i < message->cell_count; i++)
		text = add_cell(i ? talloc_strdup_append(text, ",") : text, &message->cells[i]);
	return text;
}

static char *add_pages(char *text, const struct cbsp_message *message)
{
	char hex[2 * ROUTE_PAGE_OCTETS + 1];

	text = talloc_asprintf_append(text, " category=%u period=%u count=%u pages=%zu dcs=%02x",
				      message->category, message->repetition_period,
				      message->number_of_broadcasts, message->page_count,
				      message->dcs);
	for (size_t i = 0; i < message->page_count; i++) {
		digest_hex(hex, message->pages[i].octets, ROUTE_PAGE_OCTETS);
		text = talloc_asprintf_append(text, " page=%u:%s", message->pages[i].used, hex);
	}
	return text;
}

static char *add_warning(char *text, const struct cbsp_message *message)
{
	char hex[2 * CBSP_WARNING_SECURITY_OCTETS + 1];

	digest_hex(hex, message->warning_security, CBSP_WARNING_SECURITY_OCTETS);
	return talloc_asprintf_append(text, " emergency=%u warning=%04x security=%s warn_s=%u",
				      message->emergency_indicator, message->warning_type, hex,
				      message->warning_period_s);
}

static bool is_any(enum cbsp_type type, enum cbsp_type a, enum cbsp_type b)
{
	return type == a || type == b;
}

char *cbsp_dump(void *ctx, const struct cbsp_message *m)
{
	char *text = talloc_strdup(ctx, cbsp_type_name(m->type));

	text = add_number(text, "cause", m->cause, m->type == CBSP_ERROR_INDICATION);
	text = add_hex(text, "id", m->message_identifier, m->has_message_identifier);
	text = add_hex(text, "new", m->new_serial_number, m->has_new_serial_number);
	text = add_hex(text, "old", m->old_serial_number, m->has_old_serial_number);
	text = add_items(text, "failed", m->failures, m->failure_count);
	text = add_items(text, "completed", m->completed, m->completed_count);
	text = add_items(text, "loads", m->loading, m->loading_count);
	text = add_cells(text, m);
	text = add_number(text, "schedule", m->schedule_period, m->type == CBSP_SET_DRX);
	text = add_number(text, "slots", m->reserved_slots, m->type == CBSP_SET_DRX);
	text = add_number(text, "channel", m->channel, m->has_channel);
	text = add_number(text, "broadcast", m->broadcast_type,
			  is_any(m->type, CBSP_RESTART, CBSP_FAILURE));
	text = add_number(text, "recovery", m->recovery, m->type == CBSP_RESTART);
	text = add_number(text, "alive_s", m->keep_alive_period_s, m->type == CBSP_KEEP_ALIVE);
	if (m->type == CBSP_WRITE_REPLACE)
		text = m->has_emergency ? add_warning(text, m) : add_pages(text, m);
	return text;
}
