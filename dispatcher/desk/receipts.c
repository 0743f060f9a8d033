/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/receipts.h"

#include <osmocom/core/timer.h>
#include <talloc.h>

#include "desk/batch.h"
#include "net/log.h"

/* What waits for one notice, in the order it came. */
struct pile {
	uint64_t notice;
	struct receipt *items;
	size_t count;
	bool is_queued; /* an action of the case will take it */
	struct pile *next;
};

struct desk_receipts {
	struct pile *piles;
	size_t waiting;
	struct osmo_timer_list turn;
};

static struct pile *pile_of(struct desk_receipts *receipts, uint64_t notice)
{
	struct pile *pile = receipts->piles;

	while (pile && pile->notice != notice)
		pile = pile->next;
	if (pile)
		return pile;
	pile = talloc_zero(receipts, struct pile);
	pile->notice = notice;
	pile->next = receipts->piles;
	receipts->piles = pile;
	return pile;
}

static void remove_pile(struct desk_receipts *receipts, struct pile *pile)
{
	struct pile **at = &receipts->piles;

	while (*at != pile)
		at = &(*at)->next;
	*at = pile->next;
	receipts->waiting -= pile->count;
	talloc_free(pile);
}

static void log_receipt(const struct receipt *receipt)
{
	log_stop(LOGL_INFO, &(struct log_stop){
				    .area = LOG_AREA_NOTICE,
				    .notice = receipt->notice,
				    .stop = "receipt",
				    .has_delivery = true,
				    .delivery = receipt->delivery,
				    .outcome = receipt_outcome_name(receipt->outcome),
				    .why = receipt->cause_text.size ? receipt->cause_text.at : NULL,
			    });
}

static void count(struct desk *desk, const struct receipt *receipt)
{
	desk->figures.receipts++;
	if (receipt->outcome == RECEIPT_UNKNOWN)
		desk->figures.receipts_unknown++;
}

void receipts_add(struct desk *desk, const struct receipt *receipt)
{
	struct desk_receipts *receipts = desk->receipts;
	struct receipt *copy;
	struct pile *pile;

	if (desk->is_stopping || receipts->waiting >= DESK_RECEIPTS_MAX) {
		desk->figures.receipts_stray++;
		return;
	}
	count(desk, receipt);
	pile = pile_of(receipts, receipt->notice);
	if ((pile->count & (pile->count - 1)) == 0)
		pile->items = talloc_realloc(pile, pile->items, struct receipt,
					     (unsigned int)(pile->count ? pile->count * 2 : 1));
	copy = &pile->items[pile->count++];
	*copy = *receipt;
	copy->cells = talloc_memdup(pile, receipt->cells,
				    receipt->cell_count * sizeof(*receipt->cells));
	copy->cause_text.at = talloc_strndup(pile,
					     receipt->cause_text.at ? receipt->cause_text.at : "",
					     receipt->cause_text.size);
	receipts->waiting++;
	log_receipt(copy);
	if (!osmo_timer_pending(&receipts->turn))
		osmo_timer_schedule(&receipts->turn, 0, 0);
}

/* The case's turn: as much of its pile as one batch may hold. */
static void fold(struct desk *desk, struct desk_case *c, void *data)
{
	struct pile *pile = data;
	struct desk_batch *batch;
	struct event event = { .kind = EVENT_RECEIPTS,
			       .at = desk_now(),
			       .receipts = { pile->items, pile->count } };
	struct fault why;

	batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	if (desk_batch_event(batch, &event, &why) == ERR_OK) {
		if (desk_batch_commit(batch, NULL, NULL, &why) == ERR_OK) {
			remove_pile(desk->receipts, pile);
			return;
		}
		/* The ledger takes nothing now: the pile stays and is tried again. */
		pile->is_queued = false;
		osmo_timer_schedule(&desk->receipts->turn, 1, 0);
		return;
	}
	desk_batch_abandon(batch);
	desk->figures.receipts_stray += pile->count;
	log_stop(LOGL_INFO, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						.notice = c->flow->notice,
						.stop = "receipts",
						.outcome = "late",
						.why = why.text });
	remove_pile(desk->receipts, pile);
}

static void hand_over(struct desk *desk, struct pile *pile)
{
	struct desk_case *c = desk_case_find(desk, pile->notice);

	if (!c) {
		desk->figures.receipts_stray += pile->count;
		remove_pile(desk->receipts, pile);
		return;
	}
	pile->is_queued = true;
	if (desk_case_when_idle(desk, c, fold, pile, DESK_CASE_LAST) != ERR_OK)
		pile->is_queued = false;
}

static void turn_ends(void *data)
{
	struct desk *desk = data;
	struct pile *next;

	for (struct pile *pile = desk->receipts->piles; pile; pile = next) {
		next = pile->next;
		if (!pile->is_queued)
			hand_over(desk, pile);
	}
}

struct desk_receipts *receipts_new(struct desk *desk)
{
	struct desk_receipts *receipts = talloc_zero(desk, struct desk_receipts);

	osmo_timer_setup(&receipts->turn, turn_ends, desk);
	return receipts;
}

void receipts_free(struct desk *desk)
{
	osmo_timer_del(&desk->receipts->turn);
	TALLOC_FREE(desk->receipts);
}
