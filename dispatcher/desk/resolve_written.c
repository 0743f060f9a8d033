/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_written.h"

#include <stdio.h>

#include "desk/channels.h"
#include "desk/registry.h"
#include "desk/resolve_judge.h"

/* ---- fields (art. 27) ------------------------------------------------------------------- */

static void judge_fields(struct resolution *r)
{
	struct form_member missing[APPLICATION_MEMBERS_MAX];
	size_t count = application_missing(&r->application, missing);
	struct form_names names = form_names(r->findings.ctx, missing, count);

	if (count > 0)
		resolve_judge_breached(r, RULE_WRITTEN, NULL,
				       (struct rule_word[]){ { "fields", names.en },
							     { "fields_zh", names.zh },
							     { NULL, NULL } });
	/* What has no text can be sent in no lane. */
	if (r->application.text_count == 0)
		resolve_judge_breached(r, RULE_CONTENT_EMPTY, "texts", NULL);
}

/* ---- who files it, and for whom (art. 12) ----------------------------------------------- */

struct lack {
	const char *en, *zh;
};

static const struct lack registration = { "registration", "机构登记" };
static const struct lack authority_to_act = { "authorisation by the applicant", "申请单位授权" };

static void judge_body(struct resolution *r, const char *field, struct slice body,
		       const struct lack *lack)
{
	char *name = slice_string(r->findings.ctx, body),
	     *officer = slice_string(r->findings.ctx, r->person);

	resolve_judge_breached(r, RULE_IDENTITY, field,
			       (struct rule_word[]){ { "body", name },
						     { "officer", officer },
						     { "items", lack->en },
						     { "items_zh", lack->zh },
						     { NULL, NULL } });
}

/* A body that is not named at all is missing, not unknown. */
static void judge_bodies(struct resolution *r)
{
	const struct application *application = &r->application;

	if (!r->applicant && application->applicant.size > 0)
		judge_body(r, "applicant", application->applicant, &registration);
	if (r->applicant &&
	    !registry_is_over(desk_registry(r->desk), r->body, r->applicant->identifier))
		judge_body(r, "applicant", r->applicant->name, &authority_to_act);
	if (!r->agency && application->sending_body.size > 0)
		judge_body(r, "sending_body", application->sending_body, &registration);
}

/* ---- channels --------------------------------------------------------------------------- */

/* What is asked of a channel that is not connected is sent over no other. */
static void judge_channels(struct resolution *r)
{
	size_t connected = 0;

	for (size_t i = 0; i < r->channel_count; i++) {
		enum channel channel = channel_of(r->channels[i]);
		char *name = slice_string(r->findings.ctx, r->channels[i]);
		const struct rule_word words[] = { { "channel", name }, { NULL, NULL } };

		if (channel == CHANNEL_NONE)
			resolve_judge_breached(r, RULE_CHANNEL, "channels", words);
		else if (channel_is_connected(r->desk, channel))
			connected++;
		else
			resolve_judge_breached(r, RULE_CHANNEL_ABSENT, "channels", words);
	}
	if (connected == 0)
		resolve_judge_breached(
			r, RULE_CHANNEL_NONE, "channels",
			(struct rule_word[]){
				{ "connected", channels_connected(r->findings.ctx, r->desk) },
				{ NULL, NULL } });
}

static void judge_repeats(struct resolution *r)
{
	char n[12];

	r->judged.repeats = r->application.repeats;
	snprintf(n, sizeof(n), "%u", r->application.repeats);
	if (r->application.repeats > 1)
		resolve_judge_breached(r, RULE_REPEATS, "repeats",
				       (struct rule_word[]){ { "n", n }, { NULL, NULL } });
}

/* ---- emergency (art. 26) ---------------------------------------------------------------- */

static void judge_plan(struct resolution *r)
{
	struct slice plan = r->application.emergency.plan;
	bool is_known = registry_plan(desk_registry(r->desk), plan) != NULL;

	if (plan.size == 0 || r->plan)
		return;
	resolve_judge_breached(
		r, RULE_PLAN, "emergency.plan",
		(struct rule_word[]){
			{ "plan", slice_string(r->findings.ctx, plan) },
			{ "problem", is_known ? "does not cover this" : "is not registered" },
			{ "problem_zh", is_known ? "不适用于本事件" : "未登记" },
			{ NULL, NULL } });
}

static void judge_level(struct resolution *r)
{
	char *level = slice_string(r->findings.ctx, r->application.emergency.level);

	if (application_contradicts_itself(&r->application))
		resolve_judge_breached(r, RULE_LEVEL, "emergency.level",
				       (struct rule_word[]){ { "level", level }, { NULL, NULL } });
}

/* ---- volume (art. 27 par. 2) ------------------------------------------------------------- */

static void judge_caps(struct resolution *r)
{
	for (size_t i = 0; i < r->application.cap_count; i++) {
		struct slice carrier = r->application.caps[i].carrier;
		char *name = slice_string(r->findings.ctx, carrier);

		if (!registry_carrier(desk_registry(r->desk), carrier))
			resolve_judge_breached(
				r, RULE_CARRIER, "cap_per_carrier",
				(struct rule_word[]){ { "carrier", name }, { NULL, NULL } });
	}
}

void resolve_written_judge(struct resolution *r)
{
	judge_repeats(r);
	judge_fields(r);
	resolve_judge_officer(r);
	judge_bodies(r);
	judge_channels(r);
	judge_plan(r);
	judge_level(r);
	judge_caps(r);
}
