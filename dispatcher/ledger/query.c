/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/query.h"

#include "ledger/ledger_parts.h"

static void tell_found(struct letter *letter)
{
	struct question *question = LETTER_OF(letter, struct question, letter);

	question->ledger->questions--;
	if (question->kind == QUESTION_RUN)
		question->finished(question->data);
	else
		question->answer(question->data, &question->found);
	question_free(question);
}

/* What an alert must know before it can leave never waits behind what people look at. */
static size_t places_for(size_t reader)
{
	return reader != READER_OF_PEOPLE ? LEDGER_QUESTIONS_MAX + LEDGER_QUESTIONS_KEPT
					  : LEDGER_QUESTIONS_MAX;
}

static enum err let_in_to(struct question **out, struct ledger *ledger, enum question_kind kind,
			  size_t reader, struct fault *why)
{
	struct question *question = NULL;

	if (ledger->is_stopped)
		return err_set(why, ERR_IO, NULL, "the program is stopping");
	if (ledger->questions >= places_for(reader))
		return err_set(why, ERR_FULL, NULL, "%zu questions wait already",
			       ledger->questions);
	question = question_new(kind);
	if (!question)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a question");
	question->ledger = ledger;
	question->reader = reader;
	question->letter.open = tell_found;
	*out = question;
	return ERR_OK;
}

static enum err let_in(struct question **out, struct ledger *ledger, enum question_kind kind,
		       struct fault *why)
{
	return let_in_to(out, ledger, kind, READER_OF_PEOPLE, why);
}

static enum err send(struct question *question, ledger_answer_fn *answer, void *data)
{
	struct ledger *ledger = question->ledger;

	question->answer = answer;
	question->data = data;
	ledger->questions++;
	reader_ask(&ledger->readers[question->reader], question);
	return ERR_OK;
}

enum err ledger_query_notices(struct ledger *ledger, const struct ledger_notice_filter *filter,
			      ledger_answer_fn *answer, void *data, struct fault *why)
{
	struct question *question = NULL;
	struct ledger_notice_filter *copy;
	enum err err = let_in(&question, ledger, QUESTION_NOTICES, why);

	if (err != ERR_OK)
		return err;
	copy = &question->notices;
	*copy = *filter;
	copy->state = arena_text(&question->arena, filter->state);
	copy->lane = arena_text(&question->arena, filter->lane);
	copy->agency = arena_text(&question->arena, filter->agency);
	copy->paperwork = arena_text(&question->arena, filter->paperwork);
	copy->carrier = arena_text(&question->arena, filter->carrier);
	copy->waiting_for = arena_text(&question->arena, filter->waiting_for);
	copy->authority = arena_text(&question->arena, filter->authority);
	return send(question, answer, data);
}

enum err ledger_query_notice(struct ledger *ledger, uint64_t number, ledger_answer_fn *answer,
			     void *data, struct fault *why)
{
	struct question *question = NULL;
	enum err err = let_in(&question, ledger, QUESTION_NOTICE, why);

	if (err != ERR_OK)
		return err;
	question->number = number;
	return send(question, answer, data);
}

enum err ledger_query_events(struct ledger *ledger, const struct ledger_event_filter *filter,
			     ledger_answer_fn *answer, void *data, struct fault *why)
{
	struct question *question = NULL;
	enum err err = let_in(&question, ledger, QUESTION_EVENTS, why);

	if (err != ERR_OK)
		return err;
	question->events = *filter;
	return send(question, answer, data);
}

enum err ledger_query_document(struct ledger *ledger, const struct digest *digest,
			       ledger_answer_fn *answer, void *data, struct fault *why)
{
	struct question *question = NULL;
	enum err err = let_in_to(&question, ledger, QUESTION_DOCUMENT, READER_OF_ALERTS, why);

	if (err != ERR_OK)
		return err;
	question->digest = *digest;
	return send(question, answer, data);
}

enum err ledger_query_documents(struct ledger *ledger, const struct ledger_documents *documents,
				ledger_answer_fn *answer, void *data, struct fault *why)
{
	struct question *question = NULL;
	struct slice digests = { (const char *)documents->digests,
				 documents->count * sizeof(*documents->digests) };
	enum err err = let_in(&question, ledger, QUESTION_DOCUMENTS, why);

	if (err != ERR_OK)
		return err;
	question->documents = *documents;
	question->documents.digests = (const void *)arena_slice(&question->arena, digests).at;
	return send(question, answer, data);
}

enum err ledger_query_figures(struct ledger *ledger, const struct ledger_figure_filter *filter,
			      ledger_answer_fn *answer, void *data, struct fault *why)
{
	struct question *question = NULL;
	enum err err = let_in(&question, ledger, QUESTION_FIGURES, why);

	if (err != ERR_OK)
		return err;
	question->figures = *filter;
	return send(question, answer, data);
}

enum err ledger_query_review(struct ledger *ledger, const struct ledger_review_question *asked,
			     ledger_answer_fn *answer, void *data, struct fault *why)
{
	struct question *question = NULL;
	enum err err = let_in(&question, ledger, QUESTION_REVIEW, why);

	if (err != ERR_OK)
		return err;
	question->review = *asked;
	question->review.body = arena_text(&question->arena, asked->body);
	question->review.authority = arena_text(&question->arena, asked->authority);
	question->review.event_type = arena_text(&question->arena, asked->event_type);
	return send(question, answer, data);
}

enum err ledger_query_run(struct ledger *ledger, const struct ledger_work *work, void *job,
			  struct fault *why)
{
	static const size_t readers[LEDGER_FOR_COUNT] = {
		[LEDGER_FOR_ALERTS] = READER_OF_ALERTS,
		[LEDGER_FOR_PEOPLE] = READER_OF_PEOPLE,
		[LEDGER_FOR_DOCUMENTS] = READER_OF_DOCUMENTS,
	};
	struct question *question = NULL;
	enum err err = let_in_to(&question, ledger, QUESTION_RUN, readers[work->whom], why);

	if (err != ERR_OK)
		return err;
	question->work = work->work;
	question->finished = work->finished;
	return send(question, NULL, job);
}
