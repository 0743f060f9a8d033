/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/registry.h"

static const char *const level_names[REGISTRY_LEVEL_COUNT] = {
	[REGISTRY_LEVEL_NONE] = "none",		[REGISTRY_LEVEL_STATE] = "state",
	[REGISTRY_LEVEL_PROVINCE] = "province", [REGISTRY_LEVEL_CITY] = "city",
	[REGISTRY_LEVEL_COUNTY] = "county",	[REGISTRY_LEVEL_OTHER] = "other",
};

static const char *const kind_names[REGISTRY_KIND_COUNT] = {
	[REGISTRY_KIND_NONE] = "none",
	[REGISTRY_KIND_GOVERNMENT] = "government",
	[REGISTRY_KIND_DEPARTMENT] = "department",
	[REGISTRY_KIND_VERTICAL_BUREAU] = "vertical-bureau",
	[REGISTRY_KIND_VERTICAL_OTHER] = "vertical-other",
	[REGISTRY_KIND_PUBLIC_INSTITUTION] = "public-institution",
	[REGISTRY_KIND_HEADQUARTERS] = "headquarters",
	[REGISTRY_KIND_NEW_AREA] = "new-area",
	[REGISTRY_KIND_CORPS_DIVISION] = "corps-division",
	[REGISTRY_KIND_PARTY_COURT_ARMY] = "party-court-army",
};

static const char *const rank_names[REGISTRY_RANK_COUNT] = {
	[REGISTRY_RANK_NONE] = "none",
	[REGISTRY_RANK_LAW] = "law",
	[REGISTRY_RANK_ADMINISTRATIVE_REGULATION] = "administrative-regulation",
	[REGISTRY_RANK_STATE_COUNCIL_DECISION] = "state-council-decision",
	[REGISTRY_RANK_MINISTRY_RULE] = "ministry-rule",
	[REGISTRY_RANK_LOCAL_REGULATION] = "local-regulation",
	[REGISTRY_RANK_OTHER] = "other",
};

static const char *const code_use_names[REGISTRY_CODE_USE_COUNT] = {
	[REGISTRY_CODE_USE_NONE] = "none",
	[REGISTRY_CODE_USE_PUBLIC_INTEREST] = "public-interest",
	[REGISTRY_CODE_USE_WARNING] = "warning",
};

static const char *const carrier_kind_names[REGISTRY_CARRIER_COUNT] = {
	[REGISTRY_CARRIER_NONE] = "none",
	[REGISTRY_CARRIER_MOBILE] = "mobile",
	[REGISTRY_CARRIER_RESALE] = "resale",
	[REGISTRY_CARRIER_INTERNET] = "internet",
};

const char *registry_level_name(enum registry_level level)
{
	return (unsigned int)level < REGISTRY_LEVEL_COUNT ? level_names[level] : "invalid";
}

const char *registry_kind_name(enum registry_kind kind)
{
	return (unsigned int)kind < REGISTRY_KIND_COUNT ? kind_names[kind] : "invalid";
}

const char *registry_rank_name(enum registry_rank rank)
{
	return (unsigned int)rank < REGISTRY_RANK_COUNT ? rank_names[rank] : "invalid";
}

const char *registry_code_use_name(enum registry_code_use use)
{
	return (unsigned int)use < REGISTRY_CODE_USE_COUNT ? code_use_names[use] : "invalid";
}

const char *registry_carrier_kind_name(enum registry_carrier_kind kind)
{
	return (unsigned int)kind < REGISTRY_CARRIER_COUNT ? carrier_kind_names[kind] : "invalid";
}

static bool is_in(struct slice word, const struct slice *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal(word, list[i]))
			return true;
	return false;
}

/* Every row begins with its identifier; lists are small enough to be walked. */
#define FIND(rows, row_count, wanted)                                                              \
	for (size_t i = 0; i < (row_count); i++)                                                   \
		if (slice_equal((rows)[i].identifier, (wanted)))                                   \
			return &(rows)[i];                                                         \
	return NULL

const struct registry_authority *registry_authority(const struct registry *registry,
						    struct slice identifier)
{
	FIND(registry->authorities, registry->authority_count, identifier);
}

const struct registry_agency *registry_agency(const struct registry *registry,
					      struct slice identifier)
{
	FIND(registry->agencies, registry->agency_count, identifier);
}

const struct registry_carrier *registry_carrier(const struct registry *registry,
						struct slice identifier)
{
	FIND(registry->carriers, registry->carrier_count, identifier);
}

const struct registry_plan *registry_plan(const struct registry *registry, struct slice identifier)
{
	FIND(registry->plans, registry->plan_count, identifier);
}

const struct registry_exemption *registry_exemption(const struct registry *registry,
						    struct slice identifier)
{
	FIND(registry->exemptions, registry->exemption_count, identifier);
}

const struct person *registry_person(const struct registry *registry, struct slice identifier)
{
	FIND(registry->persons, registry->person_count, identifier);
}

const struct registry_agency *registry_agency_of_sender(const struct registry *registry,
							struct slice cap_sender)
{
	for (size_t i = 0; i < registry->agency_count; i++)
		if (is_in(cap_sender, registry->agencies[i].cap_senders,
			  registry->agencies[i].cap_sender_count))
			return &registry->agencies[i];
	return NULL;
}

const struct person *registry_person_of_token(const struct registry *registry,
					      const struct digest *token_digest)
{
	const struct person *found = NULL;

	/* No early exit: how long it takes tells nothing of which token came close. */
	for (size_t i = 0; i < registry->person_count; i++)
		if (registry->persons[i].has_token &&
		    digest_equal(&registry->persons[i].token_digest, token_digest))
			found = &registry->persons[i];
	return found;
}

bool registry_is_over(const struct registry *registry, struct slice superior, struct slice agency)
{
	/* registry_check() refuses rings, the bound is for registries never checked. */
	for (size_t steps = 0; steps <= registry->agency_count && agency.size > 0; steps++) {
		const struct registry_agency *row;

		if (slice_equal(superior, agency))
			return true;
		row = registry_agency(registry, agency);
		if (!row)
			return false;
		agency = row->superior;
	}
	return false;
}

/*
 * Smaller values are graver (alert.h); a threshold that is absent is that of art. 26's default.
 * What is not known to be grave is not grave enough, whatever the plan says.
 */
static bool is_grave_enough(const struct registry_plan *plan,
			    const struct registry_emergency *emergency)
{
	enum alert_urgency urgency = plan->urgency_at_least ? plan->urgency_at_least
							    : ALERT_URGENCY_EXPECTED;
	enum alert_severity severity = plan->severity_at_least ? plan->severity_at_least
							       : ALERT_SEVERITY_SEVERE;

	return emergency->urgency != ALERT_URGENCY_ABSENT && emergency->urgency <= urgency &&
	       emergency->severity != ALERT_SEVERITY_ABSENT &&
	       emergency->severity != ALERT_SEVERITY_UNKNOWN && emergency->severity <= severity;
}

bool registry_plan_covers(const struct registry_plan *plan,
			  const struct registry_emergency *emergency)
{
	if (utc_is_set(plan->valid_until) && !utc_before(emergency->at, plan->valid_until))
		return false;
	if (plan->classes && !(plan->classes & 1u << emergency->class_of_emergency))
		return false;
	if (plan->event_type_count > 0 &&
	    !is_in(emergency->event_type, plan->event_types, plan->event_type_count))
		return false;
	return is_in(emergency->agency, plan->agencies, plan->agency_count) &&
	       is_grave_enough(plan, emergency);
}

const struct registry_plan *registry_plan_for(const struct registry *registry,
					      const struct registry_emergency *emergency)
{
	for (size_t i = 0; i < registry->plan_count; i++)
		if (registry_plan_covers(&registry->plans[i], emergency))
			return &registry->plans[i];
	return NULL;
}

/* ---- exemptions ------------------------------------------------------------------------- */

bool registry_exemption_holds(const struct registry_exemption *exemption, struct utc at)
{
	return !utc_before(at, exemption->valid_from) &&
	       (!utc_is_set(exemption->valid_until) || utc_before(at, exemption->valid_until));
}

bool registry_exemption_lifts_lead_time(const struct registry_exemption *exemption, struct utc at)
{
	return registry_exemption_holds(exemption, at) && exemption->rank >= REGISTRY_RANK_LAW &&
	       exemption->rank <= REGISTRY_RANK_STATE_COUNCIL_DECISION;
}
