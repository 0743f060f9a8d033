/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_answer.h"

#include <osmocom/core/utils.h>
#include <talloc.h>

/* What each answer answers. */
static const struct {
	enum cbsp_type type;
	enum cbsp_job_kind kind;
} answers[] = {
	{ CBSP_WRITE_REPLACE_COMPLETE, CBSP_JOB_WRITE },
	{ CBSP_WRITE_REPLACE_FAILURE, CBSP_JOB_WRITE },
	{ CBSP_KILL_COMPLETE, CBSP_JOB_KILL },
	{ CBSP_KILL_FAILURE, CBSP_JOB_KILL },
	{ CBSP_MESSAGE_STATUS_QUERY_COMPLETE, CBSP_JOB_QUERY },
	{ CBSP_MESSAGE_STATUS_QUERY_FAILURE, CBSP_JOB_QUERY },
};

/* ---- names ----------------------------------------------------------------------------- */

/* TS 48.049 8.2.6: what each form leaves out. */
static struct cell_name name_of(const struct cbsp_cell *cell)
{
	bool says_network = cell->form == CBSP_CELL_CGI || cell->form == CBSP_CELL_LAI;
	bool says_cell = cell->form == CBSP_CELL_CGI || cell->form == CBSP_CELL_LAC_CI ||
			 cell->form == CBSP_CELL_CI;

	return (struct cell_name){
		.cell = { .plmn = cell->plmn,
			  .rat = RAT_2G,
			  .lac_tac = cell->lac,
			  .cell = cell->ci },
		.any_network = !says_network,
		.any_area = cell->form == CBSP_CELL_CI || cell->form == CBSP_CELL_ALL,
		.any_cell = !says_cell,
	};
}

/* Of cells that a job has, those that one name of an answer means. */
struct meant {
	size_t next; /* where the search begins: answers keep the order's order */
	size_t count, from, to;
	bool is_behind; /* `from` is not before `next` */
};

/* Where a name of one cell fits several, the next in turn is meant. */
static void add_meant(void *data, size_t from, size_t to)
{
	struct meant *meant = data;
	bool is_behind = from >= meant->next;

	if (meant->count++ > 0 && (meant->is_behind || !is_behind))
		return;
	meant->from = from;
	meant->to = to;
	meant->is_behind = is_behind;
}

/* "All" names none: osmo-bsc says it for cells it has not looked at. */
static bool find_meant(struct meant *meant, struct cell_index *index, const struct cell_name *name)
{
	meant->count = 0;
	meant->is_behind = false;
	if (!name->any_area || !name->any_cell)
		cell_index_find(index, name, add_meant, meant);
	if (meant->count > 0 && !name->any_cell)
		meant->next = meant->from + 1;
	return meant->count > 0;
}

/* ---- which order ------------------------------------------------------------------------ */

/* How much of an answer is about a job's cells; the greatest is meant. */
enum match { MATCH_NONE = 0, MATCH_SOME, MATCH_WITHIN, MATCH_ALL };

struct matching {
	struct cell_index index;
	struct meant meant;
	size_t named, found;
};

static void match_cell(struct matching *matching, const struct cbsp_cell *named)
{
	struct cell_name name = name_of(named);

	matching->named++;
	matching->found += find_meant(&matching->meant, &matching->index, &name);
}

static enum match match(const struct cbsp_message *message, const struct cbsp_job *job)
{
	struct matching matching = { 0 };
	void *scratch = talloc_new(NULL);

	cell_index_make(&matching.index, scratch, job->cells, job->cell_count);
	for (size_t i = 0; i < message->cell_count; i++)
		match_cell(&matching, &message->cells[i]);
	for (size_t i = 0; i < message->completed_count; i++)
		match_cell(&matching, &message->completed[i].cell);
	for (size_t i = 0; i < message->failure_count; i++)
		match_cell(&matching, &message->failures[i].cell);
	talloc_free(scratch);
	if (matching.found == 0)
		return MATCH_NONE;
	if (matching.found < matching.named)
		return MATCH_SOME;
	return matching.found == job->cell_count ? MATCH_ALL : MATCH_WITHIN;
}

/*
 * Several have the same numbers where one order has more cells than a PDU names, and where a notice
 * goes on under the number of another. The one whose cells it names, the oldest of those.
 */
static struct cbsp_job *find(const struct cbsp_jobs *jobs, const struct cbsp_message *message,
			     enum cbsp_job_kind kind, uint16_t serial_number)
{
	uint16_t identifier = message->message_identifier;
	struct cbsp_job *best = cbsp_jobs_find(jobs, NULL, kind, identifier, serial_number);
	struct cbsp_job *job = best ? cbsp_jobs_find(jobs, best, kind, identifier, serial_number)
				    : NULL;
	enum match most = job ? match(message, best) : MATCH_ALL; /* the only one is meant */

	for (; job && most < MATCH_ALL;
	     job = cbsp_jobs_find(jobs, job, kind, identifier, serial_number)) {
		enum match one = match(message, job);

		if (one > most)
			best = job;
		most = one > most ? one : most;
	}
	return best;
}

static struct cbsp_job *find_erroneous(const struct cbsp_jobs *jobs,
				       const struct cbsp_message *message)
{
	struct cbsp_job *job = NULL;

	if (message->has_new_serial_number)
		job = find(jobs, message, CBSP_JOB_WRITE, message->new_serial_number);
	if (!job && message->has_old_serial_number)
		job = find(jobs, message, CBSP_JOB_KILL, message->old_serial_number);
	if (!job && message->has_old_serial_number)
		job = find(jobs, message, CBSP_JOB_QUERY, message->old_serial_number);
	return job;
}

struct cbsp_job *cbsp_answer_find(const struct cbsp_jobs *jobs, const struct cbsp_message *message)
{
	if (!message->has_message_identifier)
		return NULL;
	if (message->type == CBSP_ERROR_INDICATION)
		return find_erroneous(jobs, message);
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		if (answers[i].type == message->type)
			return find(jobs, message, answers[i].kind,
				    answers[i].kind == CBSP_JOB_WRITE ? message->new_serial_number
								      : message->old_serial_number);
	}
	return NULL;
}

/* ---- cell by cell -------------------------------------------------------------------- */

struct verdict {
	const struct cbsp_job *job;
	struct receipt_cell *cells; /* one for each cell of the order; CELL_UNKNOWN: not named */
	uint64_t broadcasts;
	struct cell_index index;
	struct meant meant;
	struct receipt_cell said; /* of the name that is looked for */
};

static void put_said(void *data, size_t from, size_t to)
{
	struct verdict *verdict = data;

	for (size_t i = from; i < to; i++) {
		verdict->cells[i] = verdict->said;
		verdict->cells[i].index = (uint32_t)i;
	}
}

static void note(struct verdict *verdict, const struct cbsp_cell *named, enum cell_outcome outcome,
		 uint16_t cause)
{
	struct cell_name name = name_of(named);

	verdict->said = (struct receipt_cell){ 0, outcome, cause };
	if (name.any_cell && !name.any_area)
		cell_index_find(&verdict->index, &name, put_said, verdict);
	else if (find_meant(&verdict->meant, &verdict->index, &name))
		put_said(verdict, verdict->meant.from, verdict->meant.to);
}

/* Outcome of a failing cell, by cause. */
static enum cell_outcome failure_of(const struct cbsp_job *job, uint8_t cause)
{
	switch (cause) {
	case CBSP_CAUSE_MESSAGE_REFERENCE_ALREADY_USED:
		if (job->kind != CBSP_JOB_WRITE)
			return CELL_REFUSED;
		return job->again ? CELL_ACCEPTED : CELL_IN_USE;
	case CBSP_CAUSE_MESSAGE_REFERENCE_NOT_IDENTIFIED:
		/* What is not there is off. */
		return job->kind == CBSP_JOB_WRITE ? CELL_REFUSED : CELL_STOPPED;
	case CBSP_CAUSE_BSC_CAPACITY_EXCEEDED:
		/* A BSC holds one primary notification, and has no other word for "already". */
		if (job->message.is_primary)
			return job->again && job->was_accepted ? CELL_ACCEPTED : CELL_NO_ROOM;
		return CELL_NO_ROOM;
	case CBSP_CAUSE_CELL_MEMORY_EXCEEDED:
	case CBSP_CAUSE_BSC_MEMORY_EXCEEDED:
		return CELL_NO_ROOM;
	case CBSP_CAUSE_CELL_BROADCAST_NOT_SUPPORTED:
	case CBSP_CAUSE_CELL_BROADCAST_NOT_OPERATIONAL:
		return CELL_DOWN;
	default:
		return CELL_REFUSED;
	}
}

static void note_completed(struct verdict *verdict, const struct cbsp_message *message)
{
	/* In the answer to a WRITE it counts the message that was replaced: not ours. */
	if (verdict->job->kind == CBSP_JOB_WRITE)
		return;
	for (size_t i = 0; i < message->completed_count; i++) {
		const struct cbsp_item *item = &message->completed[i];
		bool is_query = verdict->job->kind == CBSP_JOB_QUERY;
		bool is_known = item->info == CBSP_INFO_VALID;

		if (is_known)
			verdict->broadcasts += item->count;
		note(verdict, &item->cell,
		     !is_query		       ? CELL_STOPPED
		     : is_known && item->count ? CELL_ON_AIR
					       : CELL_ACCEPTED,
		     0);
	}
}

static void note_all(struct verdict *verdict, const struct cbsp_message *message)
{
	static const enum cell_outcome good[CBSP_JOB_KIND_COUNT] = {
		[CBSP_JOB_WRITE] = CELL_ACCEPTED,
		[CBSP_JOB_KILL] = CELL_STOPPED,
		[CBSP_JOB_QUERY] = CELL_ACCEPTED,
	};

	for (size_t i = 0; i < message->cell_count; i++)
		note(verdict, &message->cells[i], good[verdict->job->kind], 0);
	note_completed(verdict, message);
	for (size_t i = 0; i < message->failure_count; i++) {
		const struct cbsp_item *item = &message->failures[i];

		note(verdict, &item->cell, failure_of(verdict->job, item->cause), item->cause);
	}
}

/* "Already used" is a yes only where it was not said of somebody else's message before. */
static void tell_in_use(struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->job->cell_count; i++)
		if (verdict->job->is_in_use[i] && verdict->cells[i].outcome == CELL_ACCEPTED &&
		    verdict->cells[i].cause == CBSP_CAUSE_MESSAGE_REFERENCE_ALREADY_USED)
			verdict->cells[i].outcome = CELL_IN_USE;
}

/* ---- the order as a whole ------------------------------------------------------------ */

struct tally {
	size_t cells[CELL_OUTCOME_COUNT];
	size_t not_able; /* refused, and by the cell's nature */
	uint16_t cause;	 /* the first one */
	bool has_cause;
};

static bool is_inability(uint16_t cause)
{
	return cause == CBSP_CAUSE_PARAMETER_NOT_RECOGNISED || cause == CBSP_CAUSE_CELL_NOT_VALID ||
	       cause == CBSP_CAUSE_LAI_OR_LAC_NOT_VALID;
}

static struct tally count_cells(const struct verdict *verdict)
{
	struct tally tally = { .cause = 0 };

	for (size_t i = 0; i < verdict->job->cell_count; i++) {
		const struct receipt_cell *cell = &verdict->cells[i];
		bool is_bad = cell->outcome == CELL_REFUSED || cell->outcome == CELL_DOWN ||
			      cell->outcome == CELL_NO_ROOM || cell->outcome == CELL_IN_USE;

		tally.cells[cell->outcome]++;
		tally.not_able += cell->outcome == CELL_REFUSED && is_inability(cell->cause);
		if (is_bad && !tally.has_cause) {
			tally.cause = cell->cause;
			tally.has_cause = true;
		}
	}
	return tally;
}

static enum receipt_outcome outcome_of(const struct tally *tally, size_t cell_count)
{
	size_t bad = tally->cells[CELL_REFUSED] + tally->cells[CELL_DOWN] +
		     tally->cells[CELL_NO_ROOM] + tally->cells[CELL_IN_USE];
	size_t good = cell_count - bad - tally->cells[CELL_UNKNOWN];

	if (good && good < cell_count)
		return RECEIPT_PARTIAL;
	if (!good && tally->cells[CELL_UNKNOWN])
		return RECEIPT_UNKNOWN;
	if (!good)
		return tally->not_able + tally->cells[CELL_DOWN] == bad ? RECEIPT_FAILED
									: RECEIPT_REFUSED;
	if (tally->cells[CELL_STOPPED] == good)
		return RECEIPT_STOPPED;
	if (tally->cells[CELL_STOPPED])
		return RECEIPT_PARTIAL;
	return tally->cells[CELL_ON_AIR] ? RECEIPT_ON_AIR : RECEIPT_ACCEPTED;
}

static void keep_named(struct receipt *receipt, const struct verdict *verdict)
{
	size_t kept = 0;

	for (size_t i = 0; i < verdict->job->cell_count; i++) {
		if (verdict->cells[i].outcome == CELL_UNKNOWN)
			continue;
		verdict->cells[kept] = verdict->cells[i];
		verdict->cells[kept++].index = verdict->job->indexes[i];
	}
	receipt->cells = verdict->cells;
	receipt->cell_count = kept;
	receipt->broadcasts = verdict->broadcasts;
}

static void give_cause(struct receipt *receipt, uint16_t cause)
{
	receipt->cause = cause;
	receipt->cause_text = slice_of(cbsp_cause_name((uint8_t)cause));
}

void cbsp_answer_judge(struct receipt *receipt, void *ctx, const struct cbsp_job *job,
		       const struct cbsp_message *message)
{
	struct verdict verdict = { .job = job };
	struct tally tally;

	if (message->type == CBSP_ERROR_INDICATION) {
		receipt->outcome = RECEIPT_REFUSED;
		give_cause(receipt, message->cause);
		return;
	}
	verdict.cells = talloc_zero_array(ctx, struct receipt_cell, (unsigned int)job->cell_count);
	cell_index_make(&verdict.index, ctx, job->cells, job->cell_count);
	note_all(&verdict, message);
	tell_in_use(&verdict);
	tally = count_cells(&verdict);
	receipt->outcome = outcome_of(&tally, job->cell_count);
	if (tally.has_cause)
		give_cause(receipt, tally.cause);
	else if (receipt->outcome == RECEIPT_UNKNOWN)
		receipt->cause_text = SLICE_LITERAL("the answer names no cell");
	keep_named(receipt, &verdict);
}

/* ---- cells of RESTART and FAILURE ---------------------------------------------------- */

size_t cbsp_answer_names(struct cell_name **names, void *ctx, const struct cbsp_message *message)
{
	static const struct cbsp_cell all = { .form = CBSP_CELL_ALL };
	bool is_failure = message->type == CBSP_FAILURE;
	bool is_all = !is_failure && message->all_cells;
	size_t count = is_failure ? message->failure_count : message->cell_count;
	struct cell_name *out = talloc_array(ctx, struct cell_name, (unsigned int)count + 1);

	if (!out)
		return 0;
	for (size_t i = 0; i < count; i++)
		out[i] = name_of(is_failure ? &message->failures[i].cell : &message->cells[i]);
	if (is_all)
		out[count++] = name_of(&all);
	*names = out;
	return count;
}
