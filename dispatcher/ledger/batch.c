/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/batch.h"

#include <stdlib.h>

struct ledger_batch *ledger_batch_new(enum ledger_urgency urgency)
{
	struct ledger_batch *batch = calloc(1, sizeof(*batch));

	if (!batch)
		return NULL;
	batch->urgency = urgency;
	batch->end = &batch->first;
	return batch;
}

void ledger_batch_free(struct ledger_batch *batch)
{
	if (!batch)
		return;
	arena_free(&batch->arena);
	free(batch);
}

/* NULL when the row is not to be added; the batch then says why in batch_check(). */
static struct batch_row *row_add(struct ledger_batch *batch, enum batch_row_kind kind,
				 size_t octets)
{
	struct batch_row *row;

	if (!batch || batch->err != ERR_OK)
		return NULL;
	if (batch->rows >= LEDGER_BATCH_ROWS_MAX || octets > LEDGER_BATCH_OCTETS_MAX ||
	    batch->arena.octets > LEDGER_BATCH_OCTETS_MAX - octets) {
		batch->err = ERR_LIMIT;
		return NULL;
	}
	row = arena_take(&batch->arena, sizeof(*row));
	if (!row)
		return NULL;
	row->kind = kind;
	*batch->end = row;
	batch->end = &row->next;
	batch->rows++;
	return row;
}

static void note_number(struct ledger_batch *batch, uint64_t number)
{
	if (number > batch->last_notice)
		batch->last_notice = number;
}

void ledger_batch_event(struct ledger_batch *batch, const struct ledger_event *event)
{
	struct batch_row *row = row_add(batch, BATCH_EVENT, event->bytes.size);

	if (!row)
		return;
	row->event = *event;
	row->event.kind = arena_text(&batch->arena, event->kind);
	row->event.bytes = arena_slice(&batch->arena, event->bytes);
	batch->events++;
	note_number(batch, event->number);
}

void ledger_batch_document(struct ledger_batch *batch, const struct ledger_document *document)
{
	struct batch_row *row = row_add(batch, BATCH_DOCUMENT, document->octets.size);

	if (!row)
		return;
	row->document = *document;
	row->document.kind = arena_text(&batch->arena, document->kind);
	row->document.octets = arena_slice(&batch->arena, document->octets);
}

void ledger_batch_state(struct ledger_batch *batch, enum ledger_state_kind kind, struct slice key,
			struct slice value)
{
	struct batch_row *row = row_add(batch, BATCH_STATE, key.size + value.size);

	if (!row)
		return;
	if (key.size > LEDGER_KEY_OCTETS_MAX)
		batch->err = ERR_LIMIT;
	row->state.kind = kind;
	row->state.key = arena_slice(&batch->arena, key.at ? key : SLICE_LITERAL(""));
	row->state.value = arena_slice(&batch->arena, value);
}

static void copy_texts(struct arena *arena, struct ledger_notice *row)
{
	const char **const texts[] = { &row->state,	   &row->lane,	    &row->agency,
				       &row->applicant,	   &row->title,	    &row->event_type,
				       &row->class_name,   &row->paperwork, &row->alert_identifier,
				       &row->alert_sender, &row->authority, &row->waiting_for,
				       &row->refused_by,   &row->carriers };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_text(arena, *texts[i]);
}

void ledger_batch_notice(struct ledger_batch *batch, const struct ledger_notice *notice)
{
	struct batch_row *row = row_add(batch, BATCH_NOTICE, notice->summary.size), *figure;

	if (!row)
		return;
	row->notice = *notice;
	copy_texts(&batch->arena, &row->notice);
	row->notice.summary = arena_slice(&batch->arena, notice->summary);
	note_number(batch, notice->number);
	figure = row_add(batch, BATCH_FIGURE, 0);
	if (figure)
		figure->notice = row->notice;
}

void ledger_batch_reserve(struct ledger_batch *batch, enum ledger_reservation_kind kind,
			  struct id128 key, uint64_t notice)
{
	struct batch_row *row = row_add(batch, BATCH_RESERVATION, 0);

	if (!row)
		return;
	row->reservation = (struct batch_reservation){ kind, key, notice };
	note_number(batch, notice);
}

void ledger_batch_footprint(struct ledger_batch *batch, const struct ledger_footprint *what)
{
	struct batch_row *row = what->replaces ? row_add(batch, BATCH_PLACES_FORGET, 0) : NULL;

	if (row)
		row->place.notice = what->notice;
	for (size_t i = 0; i < what->footprint->count; i++) {
		row = row_add(batch, BATCH_PLACE, 0);
		if (!row)
			return;
		row->place = (struct batch_place){ what->notice, what->until,
						   what->footprint->places[i] };
	}
}

void ledger_batch_tally(struct ledger_batch *batch, const struct ledger_tally *tally)
{
	struct batch_row *row = row_add(batch, BATCH_TALLY, 0);

	if (!row)
		return;
	row->tally = *tally;
	row->tally.key = arena_text(&batch->arena, tally->key);
}

enum err batch_check(const struct ledger_batch *batch, struct fault *why)
{
	if (!batch || batch->arena.failed)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a batch");
	if (batch->err != ERR_OK)
		return err_set(why, batch->err, NULL,
			       "a batch above %d rows, %d octets or %d octets of key",
			       LEDGER_BATCH_ROWS_MAX, LEDGER_BATCH_OCTETS_MAX,
			       LEDGER_KEY_OCTETS_MAX);
	if (batch->events == 0)
		return err_set(why, ERR_INPUT, NULL, "a batch without an event");
	return ERR_OK;
}

size_t batch_weight(const struct ledger_batch *batch)
{
	return batch->rows + batch->arena.octets / 1024;
}

const struct id128 *batch_mark(const struct ledger_batch *batch)
{
	const struct batch_row *row = batch->first;

	while (row->kind != BATCH_EVENT)
		row = row->next;
	return &row->event.id;
}

void batch_list_add(struct batch_list *list, struct ledger_batch *batch)
{
	batch->next = NULL;
	if (list->last)
		list->last->next = batch;
	else
		list->first = batch;
	list->last = batch;
}

struct ledger_batch *batch_list_take(struct batch_list *list)
{
	struct ledger_batch *batch = list->first;

	if (!batch)
		return NULL;
	list->first = batch->next;
	if (!list->first)
		list->last = NULL;
	batch->next = NULL;
	return batch;
}
