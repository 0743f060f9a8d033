/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/refold.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "base/octets.h"
#include "desk/batch.h"
#include "desk/complaints.h"
#include "desk/registry.h"
#include "desk/suspensions.h"
#include "ledger/append.h"
#include "net/clock.h"
#include "net/log.h"
#include "wire/event_bytes.h"

enum { KEY_SHOWN_OCTETS = 16 };

static uint32_t bit(enum ledger_state_kind kind)
{
	return UINT32_C(1) << kind;
}

static void say(const char *row, const char *outcome, const char *why)
{
	log_stop(LOGL_ERROR,
		 &(struct log_stop){
			 .area = LOG_AREA_LEDGER, .stop = row, .outcome = outcome, .why = why });
}

/* ---- lists ------------------------------------------------------------------------------ */

static const struct list {
	enum ledger_state_kind kind;
	const char *name;
	size_t (*count)(const struct desk *desk);
	bool (*has)(const struct desk *desk, uint64_t number);
	void (*forget)(struct desk *desk);
	void (*write)(struct text *out, const struct desk *desk, uint64_t number);
} lists[REFOLD_LIST_COUNT] = {
	[REFOLD_SUSPENSIONS] = { LEDGER_STATE_SUSPENSION, "suspensions", suspensions_count,
				 suspensions_has, suspensions_forget, suspensions_write },
	[REFOLD_COMPLAINTS] = { LEDGER_STATE_COMPLAINT, "complaints", complaints_count,
				complaints_has, complaints_forget, complaints_write },
};

/* A key is octets, not text. */
static struct slice copy_key(const void *ctx, struct slice key)
{
	void *octets = talloc_memdup(ctx, key.size ? key.at : "", key.size ? key.size : 1);

	if (!octets)
		abort();
	return (struct slice){ octets, key.size };
}

static void note_listed(struct refold_rows *rows, enum refold_list list, struct slice key,
			const struct fault *why)
{
	struct refold_listed *listed = &rows->lists[list];

	if (listed->key_count == 0)
		snprintf(listed->first, sizeof(listed->first), "%s", why->text);
	listed->keys = talloc_realloc(rows->ctx, listed->keys, struct slice,
				      (unsigned int)listed->key_count + 1);
	if (!listed->keys)
		abort();
	listed->keys[listed->key_count++] = copy_key(rows->ctx, key);
}

/* ---- one row ---------------------------------------------------------------------------- */

/* Phones drop a number that they have seen within a day: rather no start than an alert unheard. */
static enum err refuse_serial(struct slice key, struct fault *why)
{
	size_t shown = key.size < KEY_SHOWN_OCTETS ? key.size : KEY_SHOWN_OCTETS;
	char hex[2 * KEY_SHOWN_OCTETS + 1];

	digest_hex(hex, key.at ? key.at : "", shown);
	return err_set(
		why, ERR_INPUT, NULL,
		"serial numbers (table state, kind %d, key %s) cannot be read and could be "
		"given out twice: restore the store from a backup, or delete the row 24 "
		"hours after the last sending 序列号记录损坏，为防重号不予启动，请从备份恢复",
		LEDGER_STATE_SERIAL, hex);
}

enum err refold_note(struct refold_rows *rows, enum ledger_state_kind kind, struct slice key,
		     struct fault *why)
{
	rows->damaged |= bit(kind);
	switch (kind) {
	case LEDGER_STATE_REGISTRY:
		say("registry", "damaged", why->text);
		return ERR_OK;
	case LEDGER_STATE_CLOCK:
		say("clock", "damaged", why->text);
		return ERR_OK;
	case LEDGER_STATE_SUSPENSION:
		note_listed(rows, REFOLD_SUSPENSIONS, key, why);
		return ERR_OK;
	case LEDGER_STATE_COMPLAINT:
		note_listed(rows, REFOLD_COMPLAINTS, key, why);
		return ERR_OK;
	case LEDGER_STATE_OUTAGE: /* the node says it again */
		say("outage", "left-out", why->text);
		return ERR_OK;
	case LEDGER_STATE_CELLS: /* the register in force is recorded anew */
		say("cell-register", "left-out", why->text);
		return ERR_OK;
	case LEDGER_STATE_SERIAL:
		say("serial", "damaged", why->text);
		return refuse_serial(key, why);
	default:
		return why->err;
	}
}

/* ---- the chain -------------------------------------------------------------------------- */

struct folding {
	struct desk *desk;
	uint32_t wanted;
	bool has_registry;
	struct digest registry; /* the document that was applied last */
	bool knows_clock;
	struct span offset;
};

/* A drill that was made with a clock of its own: only advancing it has left its offset here. */
static void fold_clock(struct folding *folding, const struct event *event)
{
	if (event->kind == EVENT_STORE_CREATED)
		folding->knows_clock = !utc_is_set(event->store_created.drill_clock);
	else
		folding->knows_clock = true;
	folding->offset = (struct span){ event->kind == EVENT_CLOCK_ADVANCED
						 ? event->clock_advanced.offset_us
						 : 0 };
}

/* Of the lists that are kept row by row: ordered, recorded, and what became of it. */
static enum err fold_lists(struct folding *folding, const struct event *event, struct fault *why)
{
	switch (event->kind) {
	case EVENT_SUSPENSION_ORDERED:
	case EVENT_SUSPENSION_LIFTED:
		if (folding->wanted & bit(LEDGER_STATE_SUSPENSION))
			return suspensions_fold(folding->desk, &event->suspension, why);
		return ERR_OK;
	case EVENT_COMPLAINT_RECORDED:
	case EVENT_COMPLAINT_STRUCK:
		if (folding->wanted & bit(LEDGER_STATE_COMPLAINT))
			return complaints_fold(folding->desk, &event->complaint, why);
		return ERR_OK;
	default:
		return ERR_OK;
	}
}

static enum err fold(void *data, struct slice bytes, struct fault *why)
{
	struct folding *folding = data;
	void *ctx = talloc_new(folding->desk);
	struct event event;
	enum err err = event_bytes_unpack(ctx, &event, bytes, why);

	if (err == ERR_OK && event.kind == EVENT_REGISTRY_APPLIED) {
		folding->has_registry = true;
		folding->registry = event.registry_applied.document;
	} else if (err == ERR_OK &&
		   (event.kind == EVENT_STORE_CREATED || event.kind == EVENT_CLOCK_ADVANCED)) {
		fold_clock(folding, &event);
	} else if (err == ERR_OK) {
		err = fold_lists(folding, &event, why);
	}
	talloc_free(ctx);
	return err;
}

/* ---- what is made of it ----------------------------------------------------------------- */

static enum err read_registry(struct desk *desk, const struct folding *folding, struct fault *why)
{
	void *ctx = talloc_new(desk);
	struct slice json;
	enum err err = ERR_ABSENT;

	if (folding->has_registry)
		err = ledger_load_document(desk->ledger, ctx, &folding->registry, &json, why);
	else
		err_set(why, err, NULL, "the chain has none");
	if (err == ERR_OK)
		err = registry_load(desk, json, why);
	talloc_free(ctx);
	return err;
}

/* Without it nobody may come in: no alert either. */
static enum err take_registry(struct desk *desk, const struct folding *folding, struct fault *why)
{
	struct fault cause;

	if (read_registry(desk, folding, &cause) == ERR_OK) {
		say("registry", "refolded",
		    "its row could not be read: taken from the chain; apply it again");
		return ERR_OK;
	}
	return err_set(why, ERR_INPUT, NULL,
		       "the registry (table state, kind %d) cannot be read, and not from the chain "
		       "either (%.60s): restore the store from a backup "
		       "登记信息损坏且无法由链恢复，请从备份恢复",
		       LEDGER_STATE_REGISTRY, cause.text);
}

/* A clock that ran back would open windows and deadlines that are over. */
static enum err take_clock(const struct folding *folding, struct fault *why)
{
	if (!folding->knows_clock)
		return err_set(
			why, ERR_INPUT, NULL,
			"the drill clock (table state, kind %d) cannot be read, and the "
			"chain does not know it: make a new drill store (cbctl bootstrap), or "
			"restore this one 演练时钟记录损坏，请新建演练存储或从备份恢复",
			LEDGER_STATE_CLOCK);
	clock_set_offset(folding->offset);
	say("clock", "refolded", "its row could not be read: taken from the chain");
	return ERR_OK;
}

/* What every store has; lists only where a row of theirs was met. */
static uint32_t wanted_of(const struct refold_rows *rows)
{
	const uint32_t always = bit(LEDGER_STATE_REGISTRY) | bit(LEDGER_STATE_CLOCK);
	const uint32_t listed = bit(LEDGER_STATE_SUSPENSION) | bit(LEDGER_STATE_COMPLAINT);

	return (rows->damaged & (always | listed)) | (always & ~rows->seen);
}

/* A gap is damage as well. */
static bool has_gap(const struct refold_listed *listed)
{
	for (size_t number = 1; number <= listed->most; number++)
		if (!listed->had[number])
			return true;
	return false;
}

/* Which rows there were, before the chain is read. */
static void forget_lists(struct desk *desk, struct refold_rows *rows)
{
	for (size_t i = 0; i < REFOLD_LIST_COUNT; i++) {
		struct refold_listed *listed = &rows->lists[i];

		listed->most = lists[i].count(desk);
		listed->had = talloc_zero_array(rows->ctx, bool, (unsigned int)listed->most + 1);
		if (!listed->had)
			abort();
		for (size_t number = 1; number <= listed->most; number++)
			listed->had[number] = lists[i].has(desk, number);
		if (has_gap(listed))
			rows->damaged |= bit(lists[i].kind);
		if (rows->damaged & bit(lists[i].kind))
			lists[i].forget(desk);
	}
}

static bool is_number_of(struct slice key, size_t count)
{
	uint64_t number = key.size == 8 ? octets_get((const uint8_t *)key.at, 8) : 0;

	return number > 0 && number <= count;
}

/* Numbers without a row, rows without a number, and keys that are none. */
static size_t count_damaged(const struct refold_listed *listed, size_t count)
{
	size_t most = listed->most > count ? listed->most : count, damaged = 0;

	for (size_t number = 1; number <= most; number++) {
		bool had = number <= listed->most && listed->had[number];

		damaged += had != (number <= count);
	}
	for (size_t i = 0; i < listed->key_count; i++)
		damaged += !is_number_of(listed->keys[i], count);
	return damaged;
}

static void say_list(const struct list *list, const struct refold_listed *listed)
{
	char why[FAULT_TEXT_OCTETS];

	snprintf(why, sizeof(why),
		 "rows gone, unreadable or of nobody: %zu%s%.80s%s; taken from the chain, "
		 "written again",
		 listed->damaged, listed->key_count ? " (the first: " : "", listed->first,
		 listed->key_count ? ")" : "");
	say(list->name, "refolded", why);
}

static void count_lists(const struct desk *desk, struct refold_rows *rows)
{
	for (size_t i = 0; i < REFOLD_LIST_COUNT; i++) {
		struct refold_listed *listed = &rows->lists[i];
		size_t count = lists[i].count(desk);

		if (!(rows->damaged & bit(lists[i].kind)))
			continue;
		listed->damaged = count_damaged(listed, count);
		if (listed->most < count)
			listed->most = count;
		say_list(&lists[i], listed);
	}
}

enum err refold_run(struct desk *desk, struct refold_rows *rows, struct fault *why)
{
	struct folding folding = { .desk = desk };
	enum err err;

	forget_lists(desk, rows);
	folding.wanted = wanted_of(rows);
	desk->figures.rows_damaged = (uint64_t)__builtin_popcount(rows->damaged | folding.wanted);
	if (folding.wanted == 0)
		return ERR_OK;
	err = ledger_load_events(desk->ledger, 0, fold, &folding, why);
	if (err == ERR_OK && (folding.wanted & bit(LEDGER_STATE_REGISTRY)))
		err = take_registry(desk, &folding, why);
	if (err == ERR_OK && (folding.wanted & bit(LEDGER_STATE_CLOCK)))
		err = take_clock(&folding, why);
	if (err == ERR_OK)
		count_lists(desk, rows);
	return err;
}

/* ---- written again ---------------------------------------------------------------------- */

enum { WRITE_ROWS = 4096, WRITE_OCTETS = 4 << 20 }; /* in one batch */

struct writing {
	struct desk *desk;
	const struct list *list;
	const struct refold_listed *listed;
	struct desk_record_row *rows;
	size_t count, octets;
	bool has_failed;
};

static void written(void *data, const struct ledger_outcome *how)
{
	const struct list *list = data;

	if (how->err != ERR_OK)
		say(list->name, "not written", how->why.text);
}

static void flush(struct writing *writing)
{
	struct desk_record record = {
		.event = { .kind = EVENT_ROWS_RESTORED,
			   .at = desk_now(),
			   .rows_restored = { .list = slice_of(writing->list->name),
					      .damaged = writing->listed->damaged,
					      .rows = writing->count } },
		.state = writing->list->kind,
		.rows = writing->rows,
		.row_count = writing->count,
	};
	struct fault why;

	if (writing->count > 0 && !writing->has_failed &&
	    desk_batch_record(writing->desk, &record, written, (void *)(uintptr_t)writing->list,
			      &why) != ERR_OK) {
		writing->has_failed = true;
		say(writing->list->name, "not written", why.text);
	}
	talloc_free(writing->rows);
	writing->rows = NULL;
	writing->count = writing->octets = 0;
}

/* Their octets hang on writing->rows. */
static struct desk_record_row *next_row(struct writing *writing)
{
	if (writing->count == WRITE_ROWS || writing->octets > WRITE_OCTETS)
		flush(writing);
	if (!writing->rows)
		writing->rows = talloc_array(writing->desk, struct desk_record_row, WRITE_ROWS);
	if (!writing->rows)
		abort();
	return &writing->rows[writing->count++];
}

static void remove_key(struct writing *writing, struct slice key)
{
	struct desk_record_row *row;

	if (key.size > LEDGER_KEY_OCTETS_MAX) /* nobody here has written it, nor can take it away */
		return;
	row = next_row(writing);
	*row = (struct desk_record_row){ .key = copy_key(writing->rows, key) };
}

static void write_number(struct writing *writing, uint64_t number)
{
	struct desk_record_row *row = next_row(writing);
	uint8_t key[8];
	struct text text;

	octets_put(key, sizeof(key), number);
	*row = (struct desk_record_row){
		.key = copy_key(writing->rows, (struct slice){ (const char *)key, sizeof(key) })
	};
	if (number > writing->list->count(writing->desk)) /* of which the chain knows nothing */
		return;
	text_init(&text, writing->rows);
	writing->list->write(&text, writing->desk, number);
	row->value = text_slice(&text);
	writing->octets += row->value.size;
}

void refold_write(struct desk *desk, const struct refold_rows *rows)
{
	for (size_t i = 0; i < REFOLD_LIST_COUNT; i++) {
		struct writing writing = { .desk = desk,
					   .list = &lists[i],
					   .listed = &rows->lists[i] };

		if (!(rows->damaged & bit(lists[i].kind)))
			continue;
		for (size_t k = 0; k < writing.listed->key_count; k++)
			remove_key(&writing, writing.listed->keys[k]);
		for (uint64_t number = 1; number <= writing.listed->most; number++)
			write_number(&writing, number);
		flush(&writing);
	}
}
