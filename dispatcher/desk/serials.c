/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/serials.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/batch.h"
#include "notice/cbs.h"
#include "wire/fields.h"

enum {
	KEY_OCTETS = CELL_ID_PLMN_OCTETS + 2,
	ETWS_SHARE = (SERIAL_MESSAGE_CODE_MAX + 1) / (SERIAL_ETWS_CODE_MAX + 1),
};

struct entry {
	uint8_t key[KEY_OCTETS];
	struct serial_codes codes;
	bool is_stored; /* it has a row */
	struct entry *next;
};

struct desk_serials {
	struct entry *entries;
	uint16_t first, last; /* codes that are ours to give */
};

/* The stored shape: only codes that still rest; for each: code * 16 + update, minutes. */
struct row {
	uint16_t next;
	const uint32_t *used;
	size_t used_count;
};

static const struct field row_rows[] = {
	{ "next", FIELD_U16, true, .offset = offsetof(struct row, next) },
	{ "used", FIELD_U32_LIST, .offset = offsetof(struct row, used),
	  .count_offset = offsetof(struct row, used_count) },
};
static const struct fields row_fields = FIELDS_OF(row_rows, struct row);

struct desk_serials *serials_new(void *ctx, uint16_t first, uint16_t last)
{
	struct desk_serials *serials = talloc_zero(ctx, struct desk_serials);

	serials->first = first;
	serials->last = last;
	return serials;
}

static void make_key(uint8_t key[KEY_OCTETS], struct plmn plmn, uint16_t message_identifier)
{
	cell_id_plmn_pack(key, plmn);
	key[3] = (uint8_t)(message_identifier >> 8);
	key[4] = (uint8_t)message_identifier;
}

/*
 * Of ETWS the two highest bits of a code are flags, 256 codes are left: a quarter of the range
 * each, so that two dispatchers whose ranges do not meet give no common number of these either.
 */
static void begin_codes(struct serial_codes *codes, const struct desk_serials *serials,
			bool is_etws)
{
	uint16_t first = serials->first, last = serials->last;

	if (is_etws) {
		first = (uint16_t)((first + ETWS_SHARE - 1) / ETWS_SHARE);
		last = (uint16_t)((last + 1) / ETWS_SHARE);
		last = last > first ? (uint16_t)(last - 1) : first;
	}
	serial_codes_init(codes, first, last);
}

static struct entry *entry_of(struct desk_serials *serials, const uint8_t key[KEY_OCTETS])
{
	struct entry *entry = serials->entries;

	while (entry && memcmp(entry->key, key, KEY_OCTETS) != 0)
		entry = entry->next;
	if (entry)
		return entry;
	entry = talloc_zero(serials, struct entry);
	if (!entry)
		abort();
	memcpy(entry->key, key, KEY_OCTETS);
	begin_codes(&entry->codes, serials, cbs_is_etws((uint16_t)(key[3] << 8 | key[4])));
	entry->next = serials->entries;
	serials->entries = entry;
	return entry;
}

enum err serials_load(struct desk_serials *serials, struct slice key, struct slice value,
		      struct fault *why)
{
	struct entry *entry;
	struct row row;
	enum err err;

	if (key.size != KEY_OCTETS)
		return err_set(why, ERR_INPUT, NULL, "a serial row has a key of %zu octets",
			       key.size);
	entry = entry_of(serials, (const uint8_t *)key.at);
	err = fields_read_text(entry, &row, &row_fields, value, why);
	if (err != ERR_OK)
		return err;
	entry->is_stored = true;
	/* The range may have been another one. */
	if (row.next >= entry->codes.first && row.next <= entry->codes.last)
		entry->codes.next = row.next;
	for (size_t i = 0; i + 1 < row.used_count; i += 2) {
		entry->codes.used_at[row.used[i] >> 4 & SERIAL_MESSAGE_CODE_MAX] = row.used[i + 1];
		entry->codes.update[row.used[i] >> 4 & SERIAL_MESSAGE_CODE_MAX] = row.used[i] & 15;
	}
	return ERR_OK;
}

static void put_row(struct desk_batch *batch, const struct entry *entry, struct utc now)
{
	const struct serial_codes *codes = &entry->codes;
	uint32_t oldest = (uint32_t)(now.us / 60000000) - SERIAL_REST_HOURS * 60;
	uint32_t *used = talloc_array(desk_batch_ctx(batch), uint32_t,
				      2 * (SERIAL_MESSAGE_CODE_MAX + 1));
	struct row row = { codes->next, used, 0 };
	struct text text;

	for (uint32_t code = 0; code <= SERIAL_MESSAGE_CODE_MAX; code++) {
		if (codes->used_at[code] <= oldest)
			continue;
		used[row.used_count++] = code << 4 | codes->update[code];
		used[row.used_count++] = codes->used_at[code];
	}
	text_init(&text, desk_batch_ctx(batch));
	fields_write(&text, &row_fields, &row);
	desk_batch_state(batch, LEDGER_STATE_SERIAL,
			 (struct slice){ (const char *)entry->key, KEY_OCTETS }, text_slice(&text));
}

/* `previous`: as it was allotted. */
static enum err give(struct serial_codes *codes, const struct serials_wanted *wanted,
		     uint16_t previous, uint16_t *serial_number, struct fault *why)
{
	enum err err;

	if (wanted->keeps) {
		*serial_number = previous;
		serial_keep(codes, previous, wanted->now, wanted->until);
		return ERR_OK;
	}
	if (wanted->updates)
		err = serial_update(codes, previous, wanted->now, serial_number, why);
	else
		err = serial_take(codes, wanted->now, serial_number, why);
	if (err == ERR_OK)
		serial_hold(codes, *serial_number, wanted->until);
	return err;
}

enum err serials_take(struct desk_serials *serials, struct desk_batch *batch,
		      const struct serials_wanted *wanted, uint16_t *serial_number,
		      struct fault *why)
{
	bool is_etws = cbs_is_etws(wanted->message_identifier);
	uint16_t previous = is_etws ? serial_etws_plain(wanted->previous) : wanted->previous;
	uint8_t key[KEY_OCTETS];
	struct entry *entry;
	enum err err;

	make_key(key, wanted->plmn, wanted->message_identifier);
	entry = entry_of(serials, key);
	err = give(&entry->codes, wanted, previous, serial_number, why);
	if (err != ERR_OK)
		return err;
	put_row(batch, entry, wanted->now);
	if (is_etws)
		*serial_number |= SERIAL_ETWS_ALERT | SERIAL_ETWS_POPUP;
	return ERR_OK;
}

bool serials_know(struct desk_serials *serials, const struct serials_wanted *held)
{
	uint16_t number = cbs_is_etws(held->message_identifier) ? serial_etws_plain(held->previous)
								: held->previous;
	uint16_t code = serial_unpack(number).message_code;
	uint8_t key[KEY_OCTETS];
	struct entry *entry;

	make_key(key, held->plmn, held->message_identifier);
	entry = entry_of(serials, key);
	if (entry->is_stored)
		return true;
	serial_keep(&entry->codes, number, held->now, held->until);
	if (code >= entry->codes.next && code <= entry->codes.last)
		entry->codes.next = code < entry->codes.last ? (uint16_t)(code + 1)
							     : entry->codes.first;
	return false;
}
