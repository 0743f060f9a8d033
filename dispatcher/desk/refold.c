/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/refold.h"

#include <inttypes.h>
#include <talloc.h>

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
		say("suspensions", "damaged", why->text);
		return ERR_OK;
	case LEDGER_STATE_COMPLAINT:
		say("complaints", "damaged", why->text);
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
	const uint32_t lists = bit(LEDGER_STATE_SUSPENSION) | bit(LEDGER_STATE_COMPLAINT);

	return (rows->damaged & (always | lists)) | (always & ~rows->seen);
}

static void forget_lists(struct desk *desk, uint32_t wanted)
{
	if (wanted & bit(LEDGER_STATE_SUSPENSION))
		suspensions_forget(desk);
	if (wanted & bit(LEDGER_STATE_COMPLAINT))
		complaints_forget(desk);
}

static void say_lists(uint32_t wanted)
{
	const char *why = "a row could not be read: taken from the chain, now and at each start";

	if (wanted & bit(LEDGER_STATE_SUSPENSION))
		say("suspensions", "refolded", why);
	if (wanted & bit(LEDGER_STATE_COMPLAINT))
		say("complaints", "refolded", why);
}

enum err refold_run(struct desk *desk, const struct refold_rows *rows, struct fault *why)
{
	struct folding folding = { .desk = desk, .wanted = wanted_of(rows) };
	enum err err;

	desk->figures.rows_damaged = (uint64_t)__builtin_popcount(rows->damaged | folding.wanted);
	if (folding.wanted == 0)
		return ERR_OK;
	forget_lists(desk, folding.wanted);
	err = ledger_load_events(desk->ledger, 0, fold, &folding, why);
	if (err == ERR_OK && (folding.wanted & bit(LEDGER_STATE_REGISTRY)))
		err = take_registry(desk, &folding, why);
	if (err == ERR_OK && (folding.wanted & bit(LEDGER_STATE_CLOCK)))
		err = take_clock(&folding, why);
	if (err == ERR_OK)
		say_lists(folding.wanted);
	return err;
}
