/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/receipts.h"

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/timer.h>
#include <stdio.h>
#include <talloc.h>

#include "desk/batch.h"
#include "desk/reconcile.h"
#include "net/log.h"

/* What waits for one notice, in the order it came, until the ledger has it. */
struct pile {
	struct llist_head entry;
	uint64_t notice;
	struct receipt *items;
	size_t count;
	size_t handed_over; /* of these: a batch holds them */
	bool is_queued;	    /* an action of the case will take it, or a batch has it */
};

struct desk_receipts {
	struct llist_head piles; /* the oldest first */
	size_t waiting;
	struct osmo_timer_list turn;
};

static struct pile *pile_of(struct desk_receipts *receipts, struct desk_case *c)
{
	if (c->receipts)
		return c->receipts;
	c->receipts = talloc_zero(receipts, struct pile);
	c->receipts->notice = c->flow->notice;
	llist_add_tail(&c->receipts->entry, &receipts->piles);
	return c->receipts;
}

static void remove_pile(struct desk *desk, struct pile *pile)
{
	struct desk_case *c = desk_case_find(desk, pile->notice);

	if (c)
		c->receipts = NULL;
	llist_del(&pile->entry);
	desk->receipts->waiting -= pile->count;
	talloc_free(pile);
}

static void log_receipt(const struct receipt *receipt)
{
	char why[FAULT_TEXT_OCTETS];

	snprintf(why, sizeof(why), "%.*s", SLICE_PRINT(receipt->cause_text));
	log_stop(LOGL_INFO, &(struct log_stop){
				    .area = LOG_AREA_NOTICE,
				    .notice = receipt->notice,
				    .stop = "receipt",
				    .has_delivery = true,
				    .delivery = receipt->delivery,
				    .outcome = receipt_outcome_name(receipt->outcome),
				    .why = why,
			    });
}

static void count(struct desk *desk, const struct receipt *receipt)
{
	desk->figures.receipts++;
	if (receipt->outcome == RECEIPT_UNKNOWN)
		desk->figures.receipts_unknown++;
}

static void keep(struct pile *pile, const struct receipt *receipt)
{
	struct receipt *copy;

	if ((pile->count & (pile->count - 1)) == 0)
		pile->items = talloc_realloc(pile, pile->items, struct receipt,
					     (unsigned int)(pile->count ? pile->count * 2 : 1));
	copy = &pile->items[pile->count++];
	*copy = *receipt;
	copy->cells = talloc_memdup(pile->items, receipt->cells,
				    receipt->cell_count * sizeof(*receipt->cells));
	copy->cause_text = slice_copy(pile->items, receipt->cause_text);
}

void receipts_add(struct desk *desk, const struct receipt *receipt)
{
	struct desk_receipts *receipts = desk->receipts;
	struct desk_case *c = desk_case_find(desk, receipt->notice);

	log_receipt(receipt);
	if (desk->is_stopping || !c) {
		desk->figures.receipts_stray++;
		return;
	}
	if (receipts->waiting >= DESK_RECEIPTS_MAX) {
		desk->figures.receipts_stray++;
		reconcile_later(c); /* what it said is asked for again */
		return;
	}
	count(desk, receipt);
	keep(pile_of(receipts, c), receipt);
	receipts->waiting++;
	if (!osmo_timer_pending(&receipts->turn))
		osmo_timer_schedule(&receipts->turn, 0, 0);
}

static void try_again(struct desk *desk, struct pile *pile)
{
	pile->handed_over = 0;
	pile->is_queued = false;
	osmo_timer_schedule(&desk->receipts->turn, 1, 0);
}

/* What came meanwhile has its turn next. */
static void take_off(struct desk *desk, struct pile *pile)
{
	size_t rest = pile->count - pile->handed_over;
	struct receipt *old = pile->items;

	if (rest == 0) {
		remove_pile(desk, pile);
		return;
	}
	pile->items = NULL;
	pile->count = 0;
	for (size_t i = 0; i < rest; i++)
		keep(pile, &old[pile->handed_over + i]);
	talloc_free(old);
	desk->receipts->waiting -= pile->handed_over;
	pile->handed_over = 0;
	pile->is_queued = false;
	osmo_timer_schedule(&desk->receipts->turn, 0, 0);
}

struct handed_over {
	struct desk *desk;
	struct pile *pile;
};

static void settled(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	struct handed_over *handed_over = data;
	struct desk *desk = handed_over->desk;
	struct pile *pile = handed_over->pile;

	(void)c;
	talloc_free(handed_over);
	if (how->err == ERR_OK)
		take_off(desk, pile);
	else
		try_again(desk, pile);
}

static void drop_late(struct desk *desk, struct pile *pile, const struct fault *why)
{
	desk->figures.receipts_stray += pile->count;
	log_stop(LOGL_INFO, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						.notice = pile->notice,
						.stop = "receipts",
						.outcome = "late",
						.why = why->text });
	remove_pile(desk, pile);
}

/* The case's turn: its pile stays until the ledger has what is in it. */
static void fold(struct desk *desk, struct desk_case *c, void *data)
{
	struct pile *pile = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	struct event event = { .kind = EVENT_RECEIPTS, .at = desk_now() };
	struct handed_over *handed_over;
	struct fault why;

	pile->handed_over = pile->count < DESK_RECEIPTS_BATCH ? pile->count : DESK_RECEIPTS_BATCH;
	event.receipts = (struct event_receipts){ pile->items, pile->handed_over };
	if (desk_batch_event(batch, &event, &why) != ERR_OK) {
		desk_batch_abandon(batch);
		drop_late(desk, pile, &why);
		return;
	}
	handed_over = talloc_zero(pile, struct handed_over);
	*handed_over = (struct handed_over){ desk, pile };
	if (desk_batch_settle(batch, settled, handed_over, &why) == ERR_OK)
		return;
	talloc_free(handed_over);
	try_again(desk, pile);
}

static void hand_over(struct desk *desk, struct pile *pile)
{
	struct desk_case *c = desk_case_find(desk, pile->notice);

	if (!c) {
		desk->figures.receipts_stray += pile->count;
		remove_pile(desk, pile);
		return;
	}
	pile->is_queued = true;
	if (desk_case_when_idle(desk, c, fold, pile, DESK_CASE_LAST) != ERR_OK)
		try_again(desk, pile);
}

static void turn_ends(void *data)
{
	struct desk *desk = data;
	struct pile *pile, *next;

	llist_for_each_entry_safe (pile, next, &desk->receipts->piles, entry) {
		if (!pile->is_queued)
			hand_over(desk, pile);
	}
}

struct desk_receipts *receipts_new(struct desk *desk)
{
	struct desk_receipts *receipts = talloc_zero(desk, struct desk_receipts);

	INIT_LLIST_HEAD(&receipts->piles);
	osmo_timer_setup(&receipts->turn, turn_ends, desk);
	return receipts;
}

void receipts_free(struct desk *desk)
{
	osmo_timer_del(&desk->receipts->turn);
	TALLOC_FREE(desk->receipts);
}
