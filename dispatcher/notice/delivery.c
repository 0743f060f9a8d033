/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/delivery.h"

#include <talloc.h>

static const char *const state_names[DELIVERY_STATE_COUNT] = {
	[DELIVERY_QUEUED] = "queued",	  [DELIVERY_SENT] = "sent",
	[DELIVERY_ACCEPTED] = "accepted", [DELIVERY_ON_AIR] = "on-air",
	[DELIVERY_PARTIAL] = "partial",	  [DELIVERY_DELIVERED] = "delivered",
	[DELIVERY_REFUSED] = "refused",	  [DELIVERY_FAILED] = "failed",
	[DELIVERY_UNKNOWN] = "unknown",	  [DELIVERY_STOPPING] = "stopping",
	[DELIVERY_STOPPED] = "stopped",	  [DELIVERY_EXPIRED] = "expired",
};

#define IN(state) (1u << (state))

enum {
	FINAL = IN(DELIVERY_STOPPED) | IN(DELIVERY_EXPIRED),
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

void delivery_count_cells(struct delivery *delivery)
{
	delivery->cells_ok = delivery->cells_failed = 0;
	for (uint32_t i = 0; i < delivery->cell_count; i++) {
		switch ((enum cell_outcome)delivery->cells[i]) {
		case CELL_ACCEPTED:
		case CELL_ON_AIR:
			delivery->cells_ok++;
			break;
		case CELL_REFUSED:
		case CELL_DOWN:
			delivery->cells_failed++;
			break;
		case CELL_UNKNOWN:
		case CELL_STOPPED:
		case CELL_OUTCOME_COUNT:
			break;
		}
	}
}

/* A cell list speaks only of the cells it names; the others stay what they were. */
static void learn_cells(struct delivery *delivery, const struct receipt *receipt)
{
	for (size_t i = 0; i < receipt->cell_count; i++)
		if (receipt->cells[i].index < delivery->cell_count)
			delivery->cells[receipt->cells[i].index] = (uint8_t)receipt->cells[i]
									   .outcome;
	delivery_count_cells(delivery);
}

static void forget_cells(struct delivery *delivery)
{
	memset(delivery->cells, CELL_UNKNOWN, delivery->cell_count);
	delivery->cells_ok = delivery->cells_failed = 0;
}

/* An interface that names no cells at all is believed for the delivery as a whole. */
static bool speaks_of_no_cell(const struct delivery *delivery, const struct receipt *receipt)
{
	return receipt->cell_count == 0 && delivery->cells_ok + delivery->cells_failed == 0;
}

static enum delivery_state state_of_cells(const struct delivery *delivery,
					  enum delivery_state when_all)
{
	if (delivery->cells_ok == delivery->cell_count)
		return when_all;
	if (delivery->cells_ok > 0)
		return DELIVERY_PARTIAL;
	return delivery->cells_failed > 0 ? DELIVERY_FAILED : DELIVERY_UNKNOWN;
}

static enum delivery_state next_state(const struct delivery *delivery,
				      const struct receipt *receipt)
{
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
		return whole ? DELIVERY_ACCEPTED : state_of_cells(delivery, DELIVERY_ACCEPTED);
	case RECEIPT_ON_AIR:
		return whole ? DELIVERY_ON_AIR : state_of_cells(delivery, DELIVERY_ON_AIR);
	case RECEIPT_PARTIAL:
		return state_of_cells(delivery, DELIVERY_PARTIAL);
	case RECEIPT_DELIVERED:
		return DELIVERY_DELIVERED;
	case RECEIPT_REFUSED:
		return DELIVERY_REFUSED;
	case RECEIPT_FAILED:
		return delivery->cells_ok > 0 ? DELIVERY_PARTIAL : DELIVERY_FAILED;
	case RECEIPT_UNKNOWN:
		return DELIVERY_UNKNOWN;
	case RECEIPT_STOPPED:
		return DELIVERY_STOPPED;
	case RECEIPT_NONE:
	case RECEIPT_COUNT:
		break;
	}
	return delivery->state;
}

static void learn_cause(void *texts, struct delivery *delivery, const struct receipt *receipt)
{
	char *copy = NULL;

	if (slice_equal(delivery->cause_text, receipt->cause_text)) {
		delivery->cause = receipt->cause;
		return;
	}
	if (receipt->cause_text.size > 0)
		copy = talloc_strndup(texts, receipt->cause_text.at, receipt->cause_text.size);
	delivery->cause = receipt->cause;
	delivery->cause_text = copy ? (struct slice){ copy, receipt->cause_text.size }
				    : (struct slice){ NULL, 0 };
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

bool delivery_apply(void *texts, struct delivery *delivery, const struct receipt *receipt)
{
	enum delivery_state before = delivery->state, after;
	uint32_t ok = delivery->cells_ok, failed = delivery->cells_failed;
	bool is_counted;

	if (IN(before) & FINAL)
		return false;
	/* While it must be off, only the end of the broadcast is news (art. 15: "stop at once"). */
	if (before == DELIVERY_STOPPING && receipt->outcome != RECEIPT_STOPPED)
		return false;
	learn_cells(delivery, receipt);
	if (receipt->outcome == RECEIPT_UNKNOWN)
		forget_cells(delivery);
	after = next_state(delivery, receipt);
	is_counted = learn_counts(delivery, receipt);
	if (!is_counted && after == before && ok == delivery->cells_ok &&
	    failed == delivery->cells_failed && receipt->broadcasts <= delivery->broadcasts)
		return false;
	delivery->state = after;
	if (receipt->outcome != RECEIPT_SENT)
		learn_cause(texts, delivery, receipt);
	if (receipt->broadcasts > delivery->broadcasts)
		delivery->broadcasts = receipt->broadcasts;
	delivery->was_accepted |= was_taken(delivery);
	delivery->changed = receipt->at;
	return true;
}
