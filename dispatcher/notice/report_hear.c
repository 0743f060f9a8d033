/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/report_hear.h"

#include "notice/report_log.h"

/* ---- what carriers say ------------------------------------------------------------------ */

/* One receipt, beside the delivery as it was before its batch. */
struct hearing {
	struct report *report;
	const struct receipt *receipt;
	const struct delivery *was;
	struct report_delivery *delivery;
	struct report_cell *cells;
	struct report_line *line; /* NULL: the log is full */
	uint16_t words;		  /* of its cause */
};

/* The few sentences that carriers have; past the bound the number alone is kept. */
static uint16_t words_of(struct report *report, struct slice text)
{
	if (text.size == 0)
		return 0;
	for (uint16_t i = 1; i < report->cause_count; i++)
		if (slice_equal(report->causes[i], text))
			return i;
	if (report->cause_count == REPORT_CAUSES_MAX)
		return 0;
	report->causes[report->cause_count] = slice_copy(report, text);
	return report->cause_count++;
}

enum { TOLD_STOPPED = REPORT_OUTCOME_COUNT };

static void add_to(struct report_line *line, bool is_cell, uint8_t told, int by)
{
	if (!is_cell)
		line->others[told] += (uint32_t)by;
	else if (told == TOLD_STOPPED)
		line->stopped += (uint64_t)by;
	else
		line->cells[told] += (uint64_t)by;
}

/* Asked twice within a minute, a cell answers once. */
static void count(const struct hearing *hearing, struct report_cell *cell, uint8_t told)
{
	uint32_t number = (uint32_t)hearing->report->open[REPORT_FOLDED_RECEIPTS];
	bool is_cell = cell != &hearing->delivery->whole;

	if (!hearing->line)
		return;
	if (cell->line == number)
		add_to(hearing->line, is_cell, cell->told, -1);
	add_to(hearing->line, is_cell, told, 1);
	cell->line = number;
	cell->told = told;
}

static enum report_outcome outcome_of(enum cell_outcome said)
{
	static const enum report_outcome outcomes[CELL_OUTCOME_COUNT] = {
		[CELL_ACCEPTED] = REPORT_ACCEPTED,
		[CELL_ON_AIR] = REPORT_ON_AIR,
		[CELL_REFUSED] = REPORT_REFUSED,
		[CELL_IN_USE] = REPORT_REFUSED,
		[CELL_NO_ROOM] = REPORT_NO_ROOM,
		[CELL_DOWN] = REPORT_DOWN,
		/* What ended though nobody took it off is not there. */
		[CELL_STOPPED] = REPORT_DOWN,
		[CELL_STOPPING] = REPORT_DOWN,
	};

	return (unsigned int)said < CELL_OUTCOME_COUNT ? outcomes[said] : REPORT_UNKNOWN;
}

/* Silence takes no word back, it only makes it old. */
static void doubt(struct report_cell *cell)
{
	cell->is_lost = cell->outcome != REPORT_UNKNOWN;
}

static void hear(const struct hearing *hearing, struct report_cell *cell,
		 enum report_outcome outcome, uint16_t cause)
{
	bool is_same = cause == hearing->receipt->cause;
	/* Asked again, a node may say no more than that it has it. */
	bool is_less = cell->outcome == REPORT_ON_AIR && outcome == REPORT_ACCEPTED;

	count(hearing, cell, (uint8_t)outcome);
	if (outcome == REPORT_UNKNOWN) {
		doubt(cell);
		/* Why nothing is known of it, where that is its own. */
		if (!cell->is_lost)
			cell->words = hearing->receipt->outcome == RECEIPT_UNKNOWN ? hearing->words
										   : 0;
		return;
	}
	*cell = (struct report_cell){
		.outcome = (uint8_t)(is_less ? REPORT_ON_AIR : outcome),
		.was_on = cell->was_on || report_outcome_is_good(outcome),
		.cause = report_outcome_is_good(outcome) ? 0 : cause,
		.words = report_outcome_is_good(outcome) || !is_same ? 0 : hearing->words,
		.told = cell->told,
		.line = cell->line,
	};
}

static bool is_off(const struct hearing *hearing, uint32_t cell)
{
	uint8_t was = hearing->was->cells[cell];

	return was == CELL_STOPPING || was == CELL_STOPPED || was == CELL_TAKEN_OVER;
}

static void hear_named(struct hearing *hearing)
{
	const struct receipt *receipt = hearing->receipt;

	for (size_t i = 0; i < receipt->cell_count; i++) {
		const struct receipt_cell *said = &receipt->cells[i];

		if (said->index >= hearing->was->cell_count)
			continue;
		if (hearing->was->cells[said->index] == CELL_YIELDING) {
			if (said->outcome == CELL_STOPPED)
				hear(hearing, &hearing->cells[said->index], REPORT_NO_ROOM, 0);
		} else if (!is_off(hearing, said->index)) {
			hear(hearing, &hearing->cells[said->index], outcome_of(said->outcome),
			     said->cause);
			hearing->delivery->is_named |= said->outcome != CELL_UNKNOWN;
		} else if (said->outcome == CELL_STOPPED) {
			count(hearing, &hearing->cells[said->index], TOLD_STOPPED);
		}
	}
}

/* What a word about the whole of it says of a cell that was never named (notice/delivery.h). */
static bool speaks_for_all(const struct hearing *hearing, enum report_outcome outcome)
{
	if (report_outcome_is_good(outcome))
		return !hearing->delivery->is_named;
	return outcome != REPORT_NOT_ORDERED;
}

static enum report_outcome outcome_of_whole(enum receipt_outcome said)
{
	static const enum report_outcome outcomes[RECEIPT_COUNT] = {
		[RECEIPT_SENT] = REPORT_NOT_ORDERED,	[RECEIPT_ACCEPTED] = REPORT_ACCEPTED,
		[RECEIPT_ON_AIR] = REPORT_ON_AIR,	[RECEIPT_PARTIAL] = REPORT_NOT_ORDERED,
		[RECEIPT_DELIVERED] = REPORT_ACCEPTED,	[RECEIPT_REFUSED] = REPORT_REFUSED,
		[RECEIPT_FAILED] = REPORT_FAILED,	[RECEIPT_UNKNOWN] = REPORT_UNKNOWN,
		[RECEIPT_STOPPED] = REPORT_NOT_ORDERED, [RECEIPT_UNSENT] = REPORT_UNSENT,
	};

	return (unsigned int)said < RECEIPT_COUNT ? outcomes[said] : REPORT_NOT_ORDERED;
}

/* Where it names no cell: of those of which nothing better is known. */
static void hear_whole(struct hearing *hearing, enum report_outcome outcome)
{
	uint16_t cause = hearing->receipt->cause;

	if (!speaks_for_all(hearing, outcome))
		return;
	for (uint32_t i = 0; i < hearing->was->cell_count; i++) {
		struct report_cell *cell = &hearing->cells[i];
		bool is_news = outcome == REPORT_UNKNOWN || report_outcome_is_good(outcome) ||
			       !report_outcome_is_good(cell->outcome);

		if (!is_off(hearing, i) && is_news)
			hear(hearing, cell, outcome, cause);
	}
	if (hearing->was->cell_count == 0)
		hear(hearing, &hearing->delivery->whole, outcome, cause);
}

static bool any_good(const struct hearing *hearing, bool on_air)
{
	for (uint32_t i = 0; i < hearing->was->cell_count; i++)
		if (on_air ? hearing->cells[i].outcome == REPORT_ON_AIR : hearing->cells[i].was_on)
			return true;
	return on_air ? hearing->delivery->whole.outcome == REPORT_ON_AIR
		      : hearing->delivery->whole.was_on;
}

/* The first time of each: a moment of the log too, unless it only shows again what was there. */
static void note_moment(struct hearing *hearing, struct utc *moment, enum report_mark mark)
{
	if (utc_is_set(*moment))
		return;
	*moment = hearing->receipt->at;
	if (!hearing->delivery->is_repeat)
		report_log_mark(hearing->report, mark, hearing->receipt->delivery,
				hearing->receipt->at);
}

/* Silence is none; and what was never handed over has failed here, not there. */
static bool is_answer(const struct hearing *hearing)
{
	switch (hearing->receipt->outcome) {
	case RECEIPT_UNKNOWN:
	case RECEIPT_UNSENT:
		return false;
	case RECEIPT_FAILED:
		return hearing->delivery->was_handed_over;
	default:
		return true;
	}
}

static void hear_words(struct hearing *hearing)
{
	const struct receipt *receipt = hearing->receipt;

	if (is_answer(hearing) && !utc_is_set(hearing->delivery->answered))
		hearing->delivery->answered = receipt->at;
	if (receipt->cell_count > 0)
		hear_named(hearing);
	else
		hear_whole(hearing, outcome_of_whole(receipt->outcome));
	hearing->delivery->is_over = receipt->outcome == RECEIPT_STOPPED;
	if (!utc_is_set(hearing->delivery->accepted) && any_good(hearing, false))
		note_moment(hearing, &hearing->delivery->accepted, REPORT_MARK_ACCEPTED);
	if (!utc_is_set(hearing->delivery->on_air) && any_good(hearing, true))
		note_moment(hearing, &hearing->delivery->on_air, REPORT_MARK_ON_AIR);
}

/* Those that it names; where it names none and it is the end, all. */
static void count_stops(struct hearing *hearing)
{
	const struct receipt *receipt = hearing->receipt;
	uint32_t cells = hearing->was->cell_count;

	for (size_t i = 0; i < receipt->cell_count; i++)
		if (receipt->cells[i].index < cells && receipt->cells[i].outcome == CELL_STOPPED)
			count(hearing, &hearing->cells[receipt->cells[i].index], TOLD_STOPPED);
	for (uint32_t i = 0;
	     receipt->outcome == RECEIPT_STOPPED && receipt->cell_count == 0 && i < cells; i++)
		count(hearing, &hearing->cells[i], TOLD_STOPPED);
}

/* While it must be off, only the end of it is news. */
static void hear_stop(struct hearing *hearing)
{
	enum receipt_outcome outcome = hearing->receipt->outcome;

	if (outcome == RECEIPT_UNSENT)
		hear_whole(hearing, REPORT_UNSENT);
	else
		count_stops(hearing);
	hearing->delivery->is_over = outcome == RECEIPT_STOPPED || outcome == RECEIPT_UNSENT;
	hearing->delivery->is_unsent = outcome == RECEIPT_UNSENT;
}

static void count_sent(const struct hearing *hearing)
{
	uint32_t number = (uint32_t)hearing->report->open[REPORT_FOLDED_RECEIPTS];

	if (!hearing->line || hearing->delivery->sent_line == number)
		return;
	hearing->delivery->sent_line = number;
	hearing->line->handed_over++;
}

/*
 * A crash may have kept the first hand-over from being recorded: what a restart has sent again, or
 * what comes behind an answer, is a repetition, and when the first was is not known.
 */
static void hear_sent(struct hearing *hearing)
{
	struct report_delivery *delivery = hearing->delivery;

	count_sent(hearing);
	delivery->was_handed_over = true;
	if (!delivery->is_handing_lost && !utc_is_set(delivery->answered))
		note_moment(hearing, &delivery->handed_over, REPORT_MARK_HANDED_OVER);
}

static bool is_final(const struct delivery *delivery)
{
	return delivery->state == DELIVERY_STOPPED || delivery->state == DELIVERY_EXPIRED ||
	       delivery->state == DELIVERY_TAKEN_OVER;
}

static void hear_receipt(struct report *report, const struct receipt *receipt)
{
	struct report_delivery *delivery = &report->deliveries[receipt->delivery];
	struct hearing hearing = {
		.report = report,
		.receipt = receipt,
		.was = &report->flow->deliveries[receipt->delivery],
		.delivery = delivery,
		.cells = report->cells + delivery->first_cell,
		.words = words_of(report, receipt->cause_text),
	};

	/* That it goes on as another notice's is the desk's own word: no node has said anything. */
	if (delivery->is_over || is_final(hearing.was) || receipt->outcome == RECEIPT_TAKEN_OVER)
		return;
	hearing.line = report_log_receipt(report, receipt->delivery, receipt->at);
	if (receipt->outcome == RECEIPT_SENT) {
		hear_sent(&hearing);
	} else if (hearing.was->state == DELIVERY_STOPPING) {
		hear_stop(&hearing);
	} else {
		hear_words(&hearing);
	}
}

void report_hear_all(struct report *report, const struct event_receipts *receipts)
{
	for (size_t i = 0; i < receipts->count; i++)
		if (receipts->items[i].delivery < report->delivery_count &&
		    report_shows(report, receipts->items[i].delivery))
			hear_receipt(report, &receipts->items[i]);
}

/* As a whole, or with the last of their cells: the flow knows. */
void report_hear_stops(struct report *report, const struct event_receipts *receipts)
{
	for (size_t i = 0; i < receipts->count; i++) {
		uint32_t index = receipts->items[i].delivery;
		struct report_delivery *delivery = &report->deliveries[index];
		const struct delivery *is = &report->flow->deliveries[index];

		if (is->state == DELIVERY_STOPPED && !delivery->is_unsent &&
		    !utc_is_set(delivery->stopped))
			delivery->stopped = is->changed;
	}
}

void report_hear_restart(struct report *report, const struct event_restarted *restarted)
{
	for (uint32_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *was = &report->flow->deliveries[i];
		struct report_delivery *delivery = &report->deliveries[i];
		bool is_meant = restarted->link.size == 0 ||
				(slice_equal(was->link, restarted->link) &&
				 slice_equal(was->node, restarted->node));

		/* This program, or what it was to record. */
		if (restarted->link.size == 0 && !utc_is_set(delivery->handed_over))
			delivery->is_handing_lost = true;
		if (!is_meant || !delivery_must_be_on(was) || was->state == DELIVERY_QUEUED)
			continue;
		for (uint32_t c = 0; c < was->cell_count; c++)
			if (!delivery_is_off_in(was, c))
				doubt(&report->cells[delivery->first_cell + c]);
		doubt(&delivery->whole);
	}
}
