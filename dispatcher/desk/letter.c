/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/letter.h"

#include <jansson.h>
#include <talloc.h>

#include "desk/past.h"
#include "desk/registry.h"
#include "desk/review.h"
#include "desk/sight.h"
#include "judge/country.h"
#include "ledger/query_review.h"
#include "notice/reply.h"

struct writing {
	struct desk *desk;
	struct intake_call *call;
	uint64_t notice;
	enum intake_letter which;
	struct flow *flow; /* our own: the notice may go on, or close, meanwhile */
};

static void answer_fault(struct writing *writing, const struct fault *why)
{
	intake_answer_fault(writing->call, why);
	talloc_free(writing);
}

/* ---- names ------------------------------------------------------------------------------ */

static struct slice agency_name(const struct desk *desk, struct slice identifier)
{
	const struct registry_agency *agency = registry_agency(desk_registry(desk), identifier);

	return agency ? agency->name : identifier;
}

static struct slice authority_name(const struct desk *desk, struct slice identifier)
{
	const struct registry_authority *authority = registry_authority(desk_registry(desk),
									identifier);

	return authority ? authority->name : identifier;
}

static char *add_carrier(const struct desk *desk, char *names, struct slice identifier)
{
	const struct registry_carrier *carrier = registry_carrier(desk_registry(desk), identifier);
	struct slice name = carrier ? carrier->name : identifier, rest = slice_of(names), one;

	while (slice_word(&rest, "\n", &one))
		if (slice_equal(one, name))
			return names;
	return talloc_asprintf_append(names, "%.*s\n", SLICE_PRINT(name));
}

/* Those it was routed to; before that those there are links to. */
static struct slice carriers_of(const struct writing *writing)
{
	const struct config *config = writing->desk->config;
	char *names = talloc_strdup(writing, ""), *out = talloc_strdup(writing, "");
	struct slice rest, one;

	for (uint32_t i = 0; i < writing->flow->delivery_count; i++)
		names = add_carrier(writing->desk, names, writing->flow->deliveries[i].carrier);
	for (size_t i = 0; writing->flow->delivery_count == 0 && i < config->link_count; i++)
		names = add_carrier(writing->desk, names, slice_of(config->links[i].link.carrier));
	rest = slice_of(names);
	while (slice_word(&rest, "\n", &one))
		out = talloc_asprintf_append(out, "%s%.*s", *out ? "、" : "", SLICE_PRINT(one));
	return slice_of(out);
}

static void take_application(struct reply_case *about, const struct writing *writing,
			     struct slice gist)
{
	json_t *object = gist.at ? json_loadb(gist.at, gist.size, 0, NULL) : NULL;

	about->document_number = slice_copy(
		writing, slice_of(json_string_value(json_object_get(object, "document_number"))));
	about->sender_code = slice_copy(
		writing, slice_of(json_string_value(json_object_get(object, "sender_code"))));
	json_decref(object);
}

/* Only those that refuse are reasons of a refusal. */
static void take_findings(struct reply_case *about, const struct writing *writing,
			  struct slice stored)
{
	json_t *list = stored.at ? json_loadb(stored.at, stored.size, 0, NULL) : NULL;
	struct reply_finding *findings = talloc_zero_array(writing, struct reply_finding,
							   (unsigned int)json_array_size(list) + 1);
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		const char *effect = json_string_value(json_object_get(one, "effect"));

		if (!effect || strcmp(effect, effect_name(EFFECT_REFUSE)) != 0)
			continue;
		findings[about->finding_count++] = (struct reply_finding){
			slice_copy(writing,
				   slice_of(json_string_value(json_object_get(one, "zh")))),
			slice_copy(writing,
				   slice_of(json_string_value(json_object_get(one, "en")))),
		};
	}
	about->findings = findings;
	json_decref(list);
}

/* ---- the letter ------------------------------------------------------------------------- */

static enum reply_kind kind_of(const struct writing *writing)
{
	if (writing->which == INTAKE_LETTER_REPLY)
		return reply_kind_of(writing->flow);
	return reply_may_order(writing->flow) ? REPLY_COORDINATION_ORDER : REPLY_NONE;
}

static void have_documents(void *data, const struct ledger_answer *answer)
{
	struct writing *writing = data;
	const struct desk *desk = writing->desk;
	const struct flow *flow = writing->flow;
	struct slice sending = flow->judged.sending_body.size ? flow->judged.sending_body
							      : flow->received.agency;
	struct reply_case about = {
		.kind = kind_of(writing),
		.flow = flow,
		.basis = desk->config->basis,
		.is_drill = desk_is_drill(desk),
		.authority = authority_name(desk, flow->judged.authority),
		.applicant = agency_name(desk, flow->received.agency),
		.sending_body = agency_name(desk, sending),
		.carriers = carriers_of(writing),
		.divisions = &desk->country->divisions,
	};

	if (answer->err != ERR_OK) {
		answer_fault(writing, &answer->why);
		return;
	}
	about.canonical = answer->review->canonical;
	take_application(&about, writing, answer->review->application);
	take_findings(&about, writing, answer->review->findings);
	intake_answer_text(writing->call, 200, "text/plain; charset=utf-8",
			   reply_write(writing, &about));
	talloc_free(writing);
}

static enum err nothing_to_tell(const struct writing *writing, struct fault *why)
{
	const struct flow *flow = writing->flow;

	if (writing->which == INTAKE_LETTER_COORDINATION_ORDER)
		return err_set(why, ERR_STATE, "art. 27",
			       "notice %llu is %s: carriers are coordinated for what is agreed",
			       (unsigned long long)flow->notice, notice_state_name(flow->state));
	if (flow->paperwork.state != PAPERWORK_NONE)
		return err_set(
			why, ERR_STATE, "art. 26",
			"the paperwork of notice %llu is %s: there is no outcome to tell yet",
			(unsigned long long)flow->notice,
			paperwork_state_name(flow->paperwork.state));
	return err_set(why, ERR_STATE, "art. 27",
		       "notice %llu is %s: there is no decision to reply with",
		       (unsigned long long)flow->notice, notice_state_name(flow->state));
}

static void write_letter(struct writing *writing)
{
	const struct intake_principal *who = intake_call_principal(writing->call);
	const struct flow *flow = writing->flow;
	struct fault why;
	enum err err = ERR_OK;

	/* Whether it does not exist or is not theirs to see is answered alike. */
	if (flow->event_count == 0 || !sight_of_flow(writing->desk, who, flow))
		err = err_set(&why, ERR_ABSENT, NULL, "there is no such notice for this person");
	else if (kind_of(writing) == REPLY_NONE)
		err = nothing_to_tell(writing, &why);
	else
		err = review_ask(writing->desk, flow, have_documents, writing, &why);
	if (err != ERR_OK)
		answer_fault(writing, &why);
}

static void have_past(void *data, struct flow *flow, const struct fault *why)
{
	struct writing *writing = data;

	writing->flow = flow;
	if (flow)
		write_letter(writing);
	else
		answer_fault(writing, why);
}

/* From its events, open or not: so the letter is of one moment, however long it is looked for. */
void letter_show(void *data, struct intake_call *call, uint64_t notice, enum intake_letter which)
{
	struct desk *desk = data;
	struct writing *writing = talloc_zero(desk, struct writing);

	*writing = (struct writing){ desk, call, notice, which, NULL };
	past_ask(desk, writing, notice, have_past, writing);
}
