/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve.h"

#include <talloc.h>

#include "desk/reach.h"
#include "desk/register_mend.h"
#include "desk/registry.h"
#include "desk/resolve_judge.h"
#include "desk/resolve_read.h"
#include "desk/roster.h"
#include "desk/shelf.h"
#include "desk/survey.h"
#include "ledger/query.h"
#include "notice/cbs.h"

struct resolving {
	struct resolution resolution; /* first: what `done` is given */
	resolve_done_fn *done;
	void *data;
	struct reach reach;
	struct survey *survey; /* of a check */
	bool was_mended;       /* the register, for this one already */
	struct roster *roster; /* where the register has pools of nodes; NULL: it has none */
};

static void add_text(struct resolution *r, void *ctx, struct content_text *out,
		     const struct reading_text *text)
{
	struct fault why;

	*out = (struct content_text){
		text->language,
		text->text,
		/* A drill never uses a public identifier. */
		desk_is_drill(r->desk) ? cbs_drill(text->message_identifier)
				       : text->message_identifier,
		text->set,
	};
	if (content_normalise(ctx, text->text, &out->text, &why) != ERR_OK)
		resolve_malformed(r, &why);
}

static void make_content(struct resolution *r, void *ctx)
{
	struct content_text *texts = talloc_zero_array(ctx, struct content_text, READING_TEXTS_MAX);

	for (size_t i = 0; i < r->reading.text_count; i++)
		add_text(r, ctx, &texts[i], &r->reading.texts[i]);
	r->content.texts = texts;
	r->content.text_count = r->reading.text_count;
	r->content.sets = r->reading.sets;
	r->content.set_count = r->reading.set_count;
	r->content.begins = r->judged.begins;
	r->content.expires = r->judged.expires;
	r->content.channels = r->channels;
	r->content.channel_count = r->channel_count;
	r->content.terms = application_terms(&r->application, ctx, &r->content.term_count);
	r->judged.content = content_digest(&r->content);
	r->judged.filed = content_filed_digest(&r->content);
}

/* ---- the cells it reaches --------------------------------------------------------------- */

/* 补正 keeps the first filing date unless text, area, time or sending body changed (art. 27). */
static void find_filing(struct resolution *r)
{
	const struct resolve_amended *before = &r->amended;
	bool is_unchanged = digest_equal(&before->filed, &r->judged.filed) &&
			    slice_equal(before->sending_body, r->judged.sending_body);
	/* Whoever declines an adjustment stands by what was filed. */
	bool is_own = digest_equal(&before->own_filed, &r->judged.filed) &&
		      slice_equal(before->own_sending_body, r->judged.sending_body);

	r->keeps_filing = before->is_given && (before->is_adjusted || is_unchanged || is_own);
	if (r->keeps_filing)
		r->filed = r->amended.filed_at;
}

/* Nothing was judged before: it is compared with itself. */
static void note_reach(struct resolving *resolving)
{
	struct resolution *r = &resolving->resolution;
	const struct reach *reach = &resolving->reach;
	bool is_given = r->departs.is_given;

	r->reach = (struct event_reach){
		.cell_register = r->judged.cell_register,
		.judged_with = is_given ? r->departs.cell_register : r->judged.cell_register,
		.is_compared = r->has_cells && (!is_given || reach->is_compared),
		.added = reach->added,
		.gone = reach->gone,
		.cells = r->cells.cell_count,
		.people = r->cells.people,
		.judged_cells = is_given ? r->departs.cells : r->cells.cell_count,
		.judged_people = is_given ? r->departs.people : r->cells.people,
	};
}

static void finish(struct resolving *resolving)
{
	note_reach(resolving);
	find_filing(&resolving->resolution);
	resolve_judge_end(&resolving->resolution);
	resolving->done(resolving->data, &resolving->resolution);
}

static void find_cells(void *job)
{
	struct resolving *resolving = job;

	const struct reach *reach = &resolving->reach;

	reach_find(&resolving->reach);
	if (reach->err != ERR_OK)
		return;
	if (resolving->roster)
		roster_choose(resolving->roster, reach->answer.cells, reach->answer.cell_count);
	/* Nobody reads the resolution before the answer. */
	footprint_of_cells(&resolving->resolution.footprint, reach->answer.cells,
			   reach->answer.cell_count);
	if (resolving->survey)
		survey_look(resolving->survey,
			    &(struct survey_cells){ reach->areas.areas, reach->areas.count,
						    &reach->answer });
	resolving->resolution.inside_count = resolve_judge_split(
		&resolving->resolution, reach->answer.cells, reach->answer.cell_count);
}

static int free_cells(struct resolving *resolving)
{
	if (resolving->resolution.has_cells)
		register_answer_free(&resolving->resolution.cells);
	return 0;
}

/* Of this program, not of the document: no verdict is given on what could not be looked up. */
static void fail(struct resolution *r, const struct fault *why)
{
	r->has_failed = true;
	r->failure = *why;
	if (r->failure.err != ERR_FULL)
		r->failure.err = ERR_IO;
}

static void look_for_cells(struct resolving *resolving);

static void look_again(void *data)
{
	look_for_cells(data);
}

/* Once: of a register that is damaged again no cell is known, and somebody decides. */
static bool is_mending(struct resolving *resolving)
{
	if (resolving->reach.err != ERR_DAMAGED || resolving->was_mended)
		return false;
	resolving->was_mended = true;
	resolving->roster = NULL;
	register_mend(resolving->resolution.desk, resolving->reach.cells, look_again, resolving);
	return true;
}

static void have_cells(void *job)
{
	struct resolving *resolving = job;
	struct resolution *r = &resolving->resolution;

	if (resolving->survey)
		survey_end(resolving->survey);
	if (is_mending(resolving))
		return;
	if (resolving->reach.err == ERR_OK) {
		r->cells = resolving->reach.answer;
		r->has_cells = true;
		r->survey = resolving->survey;
		talloc_set_destructor(resolving, free_cells);
	} else if (resolving->reach.err == ERR_INPUT || resolving->reach.err == ERR_LIMIT) {
		resolve_malformed(r, &resolving->reach.why);
	} else if (resolving->reach.err != ERR_DAMAGED) {
		fail(r, &resolving->reach.why);
	}
	finish(resolving);
}

/* Whoever only asks waits behind others who do, and no alert behind them. */
static void begin_reach(struct resolving *resolving, const struct shelf_register *in_force)
{
	struct resolution *r = &resolving->resolution;

	resolving->reach = (struct reach){
		.cells = r->is_check ? in_force->for_people : in_force->for_alerts,
		.areas = { r->areas, r->area_count },
		.sets = r->content.sets,
		.set_count = r->content.set_count,
		.before = r->departs.is_given ? shelf_version(r->desk, &r->departs.cell_register)
					      : NULL,
	};
	if (register_has_pools(resolving->reach.cells))
		resolving->roster = roster_new(resolving, r->desk);
	if (r->is_check)
		resolving->survey = survey_new(resolving, r->desk, r->wants_map);
}

static void look_for_cells(struct resolving *resolving)
{
	struct resolution *r = &resolving->resolution;
	const struct shelf_register *in_force = shelf_in_force(r->desk);
	struct fault why;

	r->judged.cell_register = in_force->digest;
	if (!r->is_readable || !in_force->for_alerts || r->area_count == 0 ||
	    r->judged.relation == NOTICE_RELATION_CANCEL) {
		finish(resolving);
		return;
	}
	begin_reach(resolving, in_force);
	if (ledger_query_run(
		    r->desk->ledger,
		    &(struct ledger_work){ find_cells, have_cells,
					   r->is_check ? LEDGER_FOR_PEOPLE : LEDGER_FOR_ALERTS },
		    resolving, &why) == ERR_OK)
		return;
	fail(r, &why);
	finish(resolving);
}

static void keep_amended(struct resolving *resolving, const struct resolve_question *question)
{
	const struct flow *flow = question->amends;

	resolving->resolution.amended = (struct resolve_amended){
		.is_given = true,
		.is_adjusted = question->is_adjusted,
		.filed = flow->judged.filed,
		.own_filed = flow->own_filed,
		.sending_body = slice_copy(resolving, flow->judged.sending_body),
		.own_sending_body = slice_copy(resolving, flow->own_sending_body),
		.filed_at = flow->received_at,
	};
}

static void have_read(void *data)
{
	struct resolving *resolving = data;

	/* What it is judged by from here on; reading may have taken a while. */
	desk_registry_keep(resolving->resolution.desk, resolving);
	if (resolving->resolution.is_readable) {
		resolve_judge_begin(&resolving->resolution);
		make_content(&resolving->resolution, resolving);
	}
	look_for_cells(resolving);
}

static void know_sender(struct resolving *resolving, const struct resolve_question *question)
{
	const struct intake_principal *who = question->principal;
	const struct flow *sender = question->sender;
	struct resolution *r = &resolving->resolution;

	r->body = slice_copy(resolving, who ? slice_of(who->body) : sender->received.agency);
	r->person = slice_copy(resolving, who ? slice_of(who->person) : sender->received.person);
	r->own = sender ? sender->notice : 0;
}

void resolve_document(struct desk *desk, void *ctx, const struct resolve_question *question,
		      resolve_done_fn *done, void *data)
{
	struct resolving *resolving = talloc_zero(ctx, struct resolving);
	struct resolution *r = &resolving->resolution;
	struct fault why;

	resolving->done = done;
	resolving->data = data;
	r->desk = desk;
	r->format = question->document->format;
	r->octets = question->document->octets;
	r->received = question->document->received;
	know_sender(resolving, question);
	r->is_check = question->is_check;
	r->wants_map = question->document->as_map;
	r->source = question->document->source;
	if (question->departs)
		r->departs = (struct resolve_departs){ true,
						       question->departs->judged.by_internet,
						       question->departs->judged.begins,
						       question->departs->judged.expires,
						       question->departs->judged.cell_register,
						       question->departs->judged.cells,
						       question->departs->judged.people };
	r->filed = r->received;
	if (question->corrects)
		r->corrects = *question->corrects;
	if (question->amends)
		keep_amended(resolving, question);
	findings_init(&r->findings, resolving);
	/* The registry may be replaced while the cells are looked up: keep this one until then. */
	desk_registry_keep(desk, resolving);
	if (resolve_read(r, resolving, have_read, resolving, &why) != ERR_OK) {
		fail(r, &why);
		finish(resolving);
	}
}

const char *resolve_verdict(const struct resolution *r)
{
	if (r->judged.verdict == EFFECT_REFUSE)
		return "refuse";
	return r->judged.verdict >= EFFECT_HOLD ? "hold" : "accept";
}
