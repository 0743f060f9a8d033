/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/delivery.h"

static const char *const state_names[DELIVERY_STATE_COUNT] = {
	[DELIVERY_QUEUED] = "queued",	      [DELIVERY_SENT] = "sent",
	[DELIVERY_ACCEPTED] = "accepted",     [DELIVERY_ON_AIR] = "on-air",
	[DELIVERY_PARTIAL] = "partial",	      [DELIVERY_DELIVERED] = "delivered",
	[DELIVERY_REFUSED] = "refused",	      [DELIVERY_FAILED] = "failed",
	[DELIVERY_UNKNOWN] = "unknown",	      [DELIVERY_STOPPING] = "stopping",
	[DELIVERY_STOPPED] = "stopped",	      [DELIVERY_EXPIRED] = "expired",
	[DELIVERY_TAKEN_OVER] = "taken-over",
};

#define IN(state) (1u << (state))

enum {
	FINAL = IN(DELIVERY_STOPPED) | IN(DELIVERY_EXPIRED) | IN(DELIVERY_TAKEN_OVER),
	/* Refused and failed ones are still written again when the node comes back: the cause
	   may be gone, and an alert is worth the octets. */
	MUST_BE_ON = IN(DELIVERY_QUEUED) | IN(DELIVERY_SENT) | IN(DELIVERY_ACCEPTED) |
		     IN(DELIVERY_ON_AIR) | IN(DELIVERY_PARTIAL) | IN(DELIVERY_REFUSED) |
		     IN(DELIVERY_FAILED) | IN(DELIVERY_UNKNOWN),
	MAY_BE_ON_AIR = IN(DELIVERY_SENT) | IN(DELIVERY_ACCEPTED) | IN(DELIVERY_ON_AIR) |
			IN(DELIVERY_PARTIAL) | IN(DELIVERY_UNKNOWN) | IN(DELIVERY_STOPPING),
};

const char *delivery_state_name(enum delivery_state state)
{
	return (unsigned int)state < DELIVERY_STATE_COUNT ? state_names[state] : "invalid";
}

bool delivery_is_open(const struct delivery *delivery)
{
	return !(IN(delivery->state) & (FINAL | IN(DELIVERY_DELIVERED)));
}

bool delivery_may_be_on_air(const struct delivery *delivery)
{
	return IN(delivery->state) & MAY_BE_ON_AIR;
}

bool delivery_must_be_on(const struct delivery *delivery)
{
	return IN(delivery->state) & MUST_BE_ON;
}

bool delivery_stop_is_refused(const struct delivery *delivery)
{
	return delivery->state == DELIVERY_STOPPING && delivery->cause_text.size > 0;
}

bool delivery_wants_room(const struct delivery *delivery)
{
	return delivery->state == DELIVERY_REFUSED ||
	       (delivery_must_be_on(delivery) && delivery->cells_no_room > 0);
}

static bool is_on(uint8_t cell)
{
	return cell == CELL_ACCEPTED || cell == CELL_ON_AIR;
}

static bool is_off(uint8_t cell)
{
	return cell == CELL_STOPPING || cell == CELL_STOPPED || cell == CELL_TAKEN_OVER;
}

/* No news of the broadcast's life changes it; only its end does. */
static bool must_be_off(uint8_t cell)
{
	return is_off(cell) || cell == CELL_YIELDING;
}

bool delivery_is_on_in(const struct delivery *delivery, uint32_t cell)
{
	bool is_whole = delivery->state == DELIVERY_ACCEPTED ||
			delivery->state == DELIVERY_ON_AIR || delivery->state == DELIVERY_DELIVERED;

	if (cell < delivery->cell_count && is_on(delivery->cells[cell]))
		return true;
	/* An interface that names no cells at all is believed for the delivery as a whole. */
	return is_whole && delivery->cells_ok + delivery->cells_failed == 0;
}

bool delivery_may_be_in(const struct delivery *delivery, uint32_t cell)
{
	return is_on(delivery->cells[cell]) ||
	       (delivery->cells[cell] == CELL_UNKNOWN && delivery_may_be_on_air(delivery));
}

bool delivery_is_off_in(const struct delivery *delivery, uint32_t cell)
{
	return !delivery_must_be_on(delivery) || is_off(delivery->cells[cell]);
}

void delivery_count_cells(struct delivery *delivery)
{
	uint32_t count[CELL_OUTCOME_COUNT] = { 0 };

	for (uint32_t i = 0; i < delivery->cell_count; i++)
		if (delivery->cells[i] < CELL_OUTCOME_COUNT)
			count[delivery->cells[i]]++;
	delivery->cells_ok = count[CELL_ACCEPTED] + count[CELL_ON_AIR];
	delivery->cells_failed = count[CELL_REFUSED] + count[CELL_DOWN] + count[CELL_NO_ROOM] +
				 count[CELL_YIELDING] + count[CELL_IN_USE];
	delivery->cells_no_room = count[CELL_NO_ROOM];
	delivery->cells_yielding = count[CELL_YIELDING];
	delivery->cells_stopping = count[CELL_STOPPING];
	delivery->cells_stopped = count[CELL_STOPPED];
	delivery->cells_taken_over = count[CELL_TAKEN_OVER];
}

static uint32_t cells_off(const struct delivery *delivery)
{
	return delivery->cells_stopping + delivery->cells_stopped + delivery->cells_taken_over;
}

/* Where any of it goes on as another's, "stopped" would be taken for off the air. */
static enum delivery_state state_when_off(const struct delivery *delivery)
{
	return delivery->cells_taken_over > 0 ? DELIVERY_TAKEN_OVER : DELIVERY_STOPPED;
}

/* With the last of its cells it must be off, or is, as a whole. */
static void settle_off(struct delivery *delivery)
{
	if (delivery->cell_count == 0 || cells_off(delivery) < delivery->cell_count)
		return;
	delivery->state = delivery->cells_stopping > 0 ? DELIVERY_STOPPING
						       : state_when_off(delivery);
}

bool delivery_stop(struct delivery *delivery, struct utc at)
{
	if (!delivery_must_be_on(delivery))
		return false;
	delivery->state = DELIVERY_STOPPING;
	/* What is said from now on is of the stop. */
	delivery->cause = 0;
	delivery->cause_text = (struct slice){ NULL, 0 };
	delivery->changed = at;
	return true;
}

/* Of those that stay on. */
static enum delivery_state state_of_cells(const struct delivery *delivery,
					  enum delivery_state when_all)
{
	if (delivery->cells_ok == delivery->cell_count - cells_off(delivery))
		return when_all;
	if (delivery->cells_ok > 0)
		return DELIVERY_PARTIAL;
	return delivery->cells_failed > 0 ? DELIVERY_FAILED : DELIVERY_UNKNOWN;
}

bool delivery_stop_cells(struct delivery *delivery, const uint32_t *cells, size_t count,
			 struct utc at)
{
	uint32_t before = delivery->cells_stopping;

	if (!delivery_must_be_on(delivery))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_off(delivery->cells[cells[i]]))
			delivery->cells[cells[i]] = CELL_STOPPING;
	delivery_count_cells(delivery);
	if (delivery->cells_stopping == before)
		return false;
	if (delivery->state == DELIVERY_PARTIAL)
		delivery->state = state_of_cells(delivery, DELIVERY_ACCEPTED);
	settle_off(delivery);
	delivery->changed = at;
	return true;
}

bool delivery_yields_in(const struct delivery *delivery, uint32_t cell)
{
	return delivery->cells[cell] == CELL_YIELDING;
}

bool delivery_yield_cells(struct delivery *delivery, const uint32_t *cells, size_t count,
			  struct utc at)
{
	uint32_t before = delivery->cells_yielding;

	if (!delivery_must_be_on(delivery))
		return false;
	for (size_t i = 0; i < count; i++)
		if (is_on(delivery->cells[cells[i]]) || delivery->cells[cells[i]] == CELL_UNKNOWN)
			delivery->cells[cells[i]] = CELL_YIELDING;
	delivery_count_cells(delivery);
	if (delivery->cells_yielding == before)
		return false;
	if (delivery_may_be_on_air(delivery) && delivery->state != DELIVERY_SENT)
		delivery->state = state_of_cells(delivery, delivery->state);
	delivery->changed = at;
	return true;
}

/* That a number is somebody else's there is not forgotten: "already used" would be taken for ours.
 */
static void forget_cells(struct delivery *delivery)
{
	for (uint32_t i = 0; i < delivery->cell_count; i++)
		if (!must_be_off(delivery->cells[i]) && delivery->cells[i] != CELL_IN_USE)
			delivery->cells[i] = CELL_UNKNOWN;
	delivery_count_cells(delivery);
}

void delivery_doubt(struct delivery *delivery, struct utc at)
{
	if (delivery->state == DELIVERY_STOPPING || delivery->state == DELIVERY_QUEUED)
		return;
	delivery->state = DELIVERY_UNKNOWN;
	forget_cells(delivery);
	delivery->changed = at;
}

/* Only the end of the broadcast is news (art. 15: "stop at once"), or that it is another's. */
static void learn_end(const struct delivery *delivery, uint8_t *cell, enum cell_outcome outcome)
{
	bool wants_back = *cell == CELL_YIELDING && delivery->state != DELIVERY_STOPPING;

	if (*cell == CELL_STOPPED || *cell == CELL_TAKEN_OVER)
		return;
	if (outcome == CELL_STOPPED)
		*cell = wants_back ? CELL_NO_ROOM : CELL_STOPPED;
	else if (outcome == CELL_TAKEN_OVER && !wants_back)
		*cell = CELL_TAKEN_OVER;
}

static void learn_cell(const struct delivery *delivery, uint8_t *cell, enum cell_outcome outcome)
{
	if (must_be_off(*cell) || delivery->state == DELIVERY_STOPPING) {
		learn_end(delivery, cell, outcome);
		return;
	}
	if (outcome == CELL_TAKEN_OVER) /* late: it is ours there */
		return;
	/* What ended though nobody took it off is not there, and must be. */
	*cell = is_off((uint8_t)outcome) ? CELL_DOWN : (uint8_t)outcome;
}

/* A cell list speaks only of the cells it names; the others stay what they were. */
static void learn_cells(struct delivery *delivery, const struct receipt *receipt)
{
	for (size_t i = 0; i < receipt->cell_count; i++)
		if (receipt->cells[i].index < delivery->cell_count)
			learn_cell(delivery, &delivery->cells[receipt->cells[i].index],
				   receipt->cells[i].outcome);
	delivery_count_cells(delivery);
	if (receipt->outcome == RECEIPT_UNKNOWN && receipt->cell_count == 0)
		forget_cells(delivery);
}

/* An interface that names no cells at all is believed for the delivery as a whole. */
static bool speaks_of_no_cell(const struct delivery *delivery, const struct receipt *receipt)
{
	return receipt->cell_count == 0 && delivery->cells_ok + delivery->cells_failed == 0;
}

/* What its cells together say of it. */
static enum delivery_state state_by_cells(const struct delivery *delivery,
					  const struct receipt *receipt)
{
	bool on_air = receipt->outcome == RECEIPT_ON_AIR || delivery->state == DELIVERY_ON_AIR;

	return state_of_cells(delivery, on_air ? DELIVERY_ON_AIR : DELIVERY_ACCEPTED);
}

static enum delivery_state next_state(const struct delivery *delivery,
				      const struct receipt *receipt)
{
	static const enum delivery_state of_all[RECEIPT_COUNT] = {
		[RECEIPT_ACCEPTED] = DELIVERY_ACCEPTED,
		[RECEIPT_ON_AIR] = DELIVERY_ON_AIR,
		[RECEIPT_PARTIAL] = DELIVERY_PARTIAL,
		[RECEIPT_UNKNOWN] = DELIVERY_UNKNOWN,
	};
	bool whole = speaks_of_no_cell(delivery, receipt);

	switch (receipt->outcome) {
	case RECEIPT_SENT:
		/* An answer that overtook the news of the sending is worth more. */
		return delivery->state == DELIVERY_QUEUED || delivery->state == DELIVERY_UNKNOWN
			       ? DELIVERY_SENT
			       : delivery->state;
	case RECEIPT_ACCEPTED:
		if (delivery->state == DELIVERY_ON_AIR)
			return state_of_cells(delivery, DELIVERY_ON_AIR);
		return whole ? DELIVERY_ACCEPTED : state_by_cells(delivery, receipt);
	case RECEIPT_ON_AIR:
	case RECEIPT_PARTIAL:
	case RECEIPT_UNKNOWN:
		return whole ? of_all[receipt->outcome] : state_by_cells(delivery, receipt);
	case RECEIPT_DELIVERED:
		return DELIVERY_DELIVERED;
	case RECEIPT_REFUSED:
		return delivery->cells_ok > 0 ? DELIVERY_PARTIAL : DELIVERY_REFUSED;
	case RECEIPT_FAILED:
		return delivery->cells_ok > 0 ? DELIVERY_PARTIAL : DELIVERY_FAILED;
	case RECEIPT_STOPPED:
		return DELIVERY_STOPPED;
	case RECEIPT_UNSENT:
	case RECEIPT_TAKEN_OVER:
	case RECEIPT_NONE:
	case RECEIPT_COUNT:
		break;
	}
	return delivery->state;
}

static bool has_cause(const struct delivery *delivery, const struct receipt *receipt)
{
	return delivery->cause == receipt->cause &&
	       slice_equal(delivery->cause_text, receipt->cause_text);
}

static void learn_cause(void *texts, struct delivery *delivery, const struct receipt *receipt)
{
	if (has_cause(delivery, receipt))
		return;
	delivery->cause = receipt->cause;
	if (slice_equal(delivery->cause_text, receipt->cause_text))
		return;
	delivery->cause_text = (struct slice){ NULL, 0 };
	if (receipt->cause_text.size > 0)
		delivery->cause_text = slice_copy(texts, receipt->cause_text);
}

/* A receipt without any says nothing about them. */
static bool learn_counts(struct delivery *delivery, const struct receipt *receipt)
{
	static const struct receipt_counts none;

	if (receipt_counts_equal(&receipt->counts, &none) ||
	    receipt_counts_equal(&receipt->counts, &delivery->counts))
		return false;
	delivery->counts = receipt->counts;
	return true;
}

static bool was_taken(const struct delivery *delivery)
{
	return delivery->cells_ok > 0 || delivery->state == DELIVERY_ACCEPTED ||
	       delivery->state == DELIVERY_ON_AIR || delivery->state == DELIVERY_PARTIAL ||
	       delivery->state == DELIVERY_DELIVERED;
}

/* Why it is still there, where its node says so. */
static bool is_refusal(const struct receipt *receipt)
{
	return receipt->cause_text.size > 0 &&
	       (receipt->outcome == RECEIPT_REFUSED || receipt->outcome == RECEIPT_FAILED ||
		receipt->outcome == RECEIPT_PARTIAL);
}

/* While it must be off: only how far it is, and what is in the way. */
static bool apply_to_stopping(struct delivery *delivery, const struct receipt *receipt)
{
	uint32_t stopped = delivery->cells_stopped, handed_over = delivery->cells_taken_over;

	learn_cells(delivery, receipt);
	if (receipt->outcome == RECEIPT_UNSENT)
		delivery->state = DELIVERY_EXPIRED;
	else if (receipt->outcome == RECEIPT_STOPPED)
		delivery->state = state_when_off(delivery);
	else if (receipt->outcome == RECEIPT_TAKEN_OVER && receipt->cell_count == 0)
		delivery->state = DELIVERY_TAKEN_OVER;
	else
		settle_off(delivery);
	return delivery->state != DELIVERY_STOPPING || delivery->cells_stopped != stopped ||
	       delivery->cells_taken_over != handed_over ||
	       (is_refusal(receipt) && !has_cause(delivery, receipt));
}

static bool same_cells(const struct delivery *a, const struct delivery *b)
{
	return a->cells_ok == b->cells_ok && a->cells_failed == b->cells_failed &&
	       a->cells_no_room == b->cells_no_room && a->cells_yielding == b->cells_yielding &&
	       a->cells_stopped == b->cells_stopped && a->cells_taken_over == b->cells_taken_over;
}

static bool apply_to_others(struct delivery *delivery, const struct receipt *receipt)
{
	struct delivery before = *delivery;
	bool is_counted;

	learn_cells(delivery, receipt);
	delivery->state = next_state(delivery, receipt);
	if (delivery_must_be_on(delivery))
		settle_off(delivery);
	is_counted = learn_counts(delivery, receipt);
	return is_counted || delivery->state != before.state || !same_cells(delivery, &before) ||
	       receipt->broadcasts > delivery->broadcasts;
}

bool delivery_apply(void *texts, struct delivery *delivery, const struct receipt *receipt)
{
	uint32_t yielding = delivery->cells_yielding;
	bool is_news;

	if (IN(delivery->state) & FINAL)
		return false;
	is_news = delivery->state == DELIVERY_STOPPING ? apply_to_stopping(delivery, receipt)
						       : apply_to_others(delivery, receipt);
	if (!is_news)
		return false;
	/* That it gave way was said when it was told to. */
	if (receipt->outcome != RECEIPT_SENT && delivery->cells_yielding >= yielding)
		learn_cause(texts, delivery, receipt);
	if (receipt->broadcasts > delivery->broadcasts)
		delivery->broadcasts = receipt->broadcasts;
	delivery->was_accepted |= was_taken(delivery);
	delivery->changed = receipt->at;
	return true;
}
