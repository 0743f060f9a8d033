/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_follow.h"

#include <stdio.h>
#include <talloc.h>

#include "desk/registry.h"
#include "desk/resolve_judge.h"

static enum notice_relation relation_of(const struct alert *alert)
{
	if (alert->msg_type == ALERT_MSG_TYPE_CANCEL)
		return NOTICE_RELATION_CANCEL;
	if (alert->msg_type != ALERT_MSG_TYPE_UPDATE)
		return NOTICE_RELATION_NONE;
	for (size_t i = 0; i < alert->info_count; i++)
		if (alert->infos[i].responses & ALERT_RESPONSE_ALL_CLEAR)
			return NOTICE_RELATION_LIFTING;
	return NOTICE_RELATION_UPDATE;
}

/* Art. 12: nobody ends or changes what another body has sent, unless it stands over that body. */
static bool is_entitled(const struct resolution *r, const struct desk_case *c)
{
	const struct registry *registry = desk_registry(r->desk);

	return r->agency && registry_is_over(registry, r->body, c->origin.agency) &&
	       registry_is_over(registry, r->agency->identifier, c->origin.agency);
}

static void judge_ownership(struct resolution *r)
{
	for (size_t i = 0; i < r->chain.open_count; i++) {
		const struct desk_case *c = desk_case_find(r->desk, r->chain.open[i]);
		char *body = slice_string(r->findings.ctx, r->body),
		     *owner = slice_string(r->findings.ctx, c->origin.agency);

		if (is_entitled(r, c))
			continue;
		resolve_judge_breached(r, RULE_REFERENCE_FOREIGN, "references",
				       (struct rule_word[]){ { "body", body },
							     { "owner", owner },
							     { NULL, NULL } });
		return;
	}
}

/* A chain has one obligation, and one lane at least: that of its first message. */
static void join_chain(struct resolution *r)
{
	const struct desk_case *c = desk_case_find(r->desk, r->chain.open[0]);

	r->follows_open = c->flow->notice;
	r->followed_lane = c->flow->lane;
	/* A key that was never used lets nothing else out. */
	r->followed_has_key = c->flow->key != LANE_KEY_NONE && c->flow->route_count > 0;
	if (r->followed_has_key && c->flow->judged.plan.size)
		r->plan = registry_plan(desk_registry(r->desk), c->flow->judged.plan);
}

static char *references_text(struct resolution *r)
{
	char *all = talloc_strdup(r->findings.ctx, "");

	for (size_t i = 0; i < r->alert.reference_count; i++)
		all = talloc_asprintf_append(all, "%s%s", i ? " " : "",
					     alert_key_text(all, &r->alert.references[i]));
	return *all ? all : talloc_strdup(r->findings.ctx, "-");
}

static void tell_reference(struct resolution *r, enum rule rule)
{
	char *references = references_text(r);

	resolve_judge_breached(r, rule, "references",
			       (struct rule_word[]){ { "reference", references }, { NULL, NULL } });
}

static void judge_ambiguous(struct resolution *r)
{
	char *list = talloc_strdup(r->findings.ctx, ""), count[24];

	for (size_t i = 0; i < r->chain.open_count; i++)
		list = talloc_asprintf_append(list, "%s%llu", i ? ", " : "",
					      (unsigned long long)r->chain.open[i]);
	snprintf(count, sizeof(count), "%zu", r->chain.head_count);
	resolve_judge_breached(
		r, RULE_REFERENCE_AMBIGUOUS, "references",
		(struct rule_word[]){ { "count", count }, { "list", list }, { NULL, NULL } });
}

/* A Cancel ends all that it names and what followed it; one that came first waits. */
static void judge_cancel(struct resolution *r)
{
	if (r->chain.known == 0) {
		r->judged.reference = slice_of(references_text(r));
		tell_reference(r, RULE_REFERENCE_EARLY);
		return;
	}
	r->judged.follows = r->chain.open_count ? r->chain.open[0] : r->chain.known;
	if (r->chain.open_count == 0)
		tell_reference(r, RULE_REFERENCE_OVER);
	judge_ownership(r);
}

/* An Update takes the place of exactly one; of none, it is a message of its own. */
static void judge_update(struct resolution *r)
{
	if (r->chain.known == 0) {
		r->judged.relation = NOTICE_RELATION_NONE;
		tell_reference(r, RULE_REFERENCE);
		return;
	}
	r->judged.follows = r->chain.open_count ? r->chain.open[0] : r->chain.known;
	if (r->chain.open_count == 0)
		return;
	if (r->chain.head_count > 1)
		judge_ambiguous(r);
	judge_ownership(r);
	join_chain(r);
}

void resolve_follow_judge(struct resolution *r)
{
	r->judged.relation = relation_of(&r->alert);
	if (r->judged.relation == NOTICE_RELATION_NONE)
		return;
	chain_find(&r->chain, r->desk, &r->alert, r->own);
	if (r->judged.relation == NOTICE_RELATION_CANCEL)
		judge_cancel(r);
	else
		judge_update(r);
}
