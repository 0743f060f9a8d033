/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/registry.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/announce.h"
#include "desk/batch.h"
#include "desk/channels.h"
#include "desk/rejudge.h"
#include "judge/country.h"
#include "wire/registry_json.h"

struct desk_registry {
	void *ctx; /* of the registry in force */
	struct registry in_force;
	struct calendar calendar; /* the country's with in_force.calendars; empty without ctx */
	struct naming *naming;
	struct vocabulary *vocabulary; /* the country's with in_force.words */
};

struct applying {
	struct desk *desk;
	struct intake_call *call;
	void *ctx;
	struct registry next;
	struct calendar calendar;
	struct naming *naming;
	struct vocabulary *vocabulary;
};

struct desk_registry *registry_holder_new(struct desk *desk)
{
	return talloc_zero(desk, struct desk_registry);
}

const struct registry *desk_registry(const struct desk *desk)
{
	return &desk->registry->in_force;
}

const struct calendar *desk_calendar(const struct desk *desk)
{
	return desk->registry->ctx ? &desk->registry->calendar : &desk->country->calendar;
}

const struct naming *desk_naming(const struct desk *desk)
{
	return desk->registry->naming;
}

const struct vocabulary *desk_vocabulary(const struct desk *desk)
{
	return desk->registry->vocabulary;
}

void desk_registry_keep(const struct desk *desk, void *ctx)
{
	if (desk->registry->ctx && !talloc_reference(ctx, desk->registry->ctx))
		abort();
}

/* Resolutions under way may still look at the old one: it goes when the last of them does. */
static void replace(struct desk *desk, const struct applying *next)
{
	void *old = desk->registry->ctx;

	desk->registry->ctx = talloc_steal(desk->registry, next->ctx);
	desk->registry->in_force = next->next;
	desk->registry->calendar = next->calendar;
	desk->registry->naming = next->naming;
	desk->registry->vocabulary = next->vocabulary;
	if (old)
		talloc_unlink(desk->registry, old);
}

static enum err read_next(const struct desk *desk, struct applying *out, struct slice json,
			  struct fault *why)
{
	enum err err = registry_json_read(out->ctx, &out->next, json, why);

	if (err == ERR_OK)
		err = calendar_make(out->ctx, &out->calendar, &desk->country->calendar,
				    &out->next.calendars, why);
	if (err == ERR_OK)
		err = naming_make(&out->naming, out->ctx, &out->next, why);
	if (err == ERR_OK)
		err = vocabulary_make(&out->vocabulary, out->ctx, &desk->country->words,
				      &out->next.words, why);
	return err;
}

enum err registry_load(struct desk *desk, struct slice json, struct fault *why)
{
	struct applying next = { .ctx = talloc_new(desk) };
	enum err err = read_next(desk, &next, json, why);

	if (err == ERR_OK)
		replace(desk, &next);
	else
		talloc_free(next.ctx);
	return err;
}

static bool is_valid_at(const struct person *person, struct utc at)
{
	return !utc_is_set(person->valid_until) || utc_before(at, person->valid_until);
}

/* One whose days are numbered could not be replaced in time either. */
static bool keeps_an_admin(const struct registry *next)
{
	struct utc then = utc_add(desk_now(), SPAN_DAYS(REGISTRY_ADMIN_DAYS_MIN));

	for (size_t i = 0; i < next->person_count; i++)
		if (next->persons[i].has_token && (next->persons[i].roles & PERSON_ROLE_ADMIN) &&
		    is_valid_at(&next->persons[i], then))
			return true;
	return false;
}

static void applied(void *data, const struct ledger_outcome *how)
{
	struct applying *applying = data;
	const struct registry *next = &applying->next;
	char *json;

	if (how->err != ERR_OK) {
		intake_answer_fault(applying->call, &how->why);
		talloc_free(applying);
		return;
	}
	replace(applying->desk, applying);
	rejudge_all(applying->desk);
	announce_registry(applying->desk);
	channels_check(applying->desk);
	json = talloc_asprintf(applying,
			       "{\"authorities\":%zu,\"agencies\":%zu,\"persons\":%zu,"
			       "\"carriers\":%zu,\"plans\":%zu,\"sequence\":%llu}",
			       next->authority_count, next->agency_count, next->person_count,
			       next->carrier_count, next->plan_count,
			       (unsigned long long)how->first_sequence);
	intake_answer_json(applying->call, 200, slice_of(json));
	talloc_free(applying);
}

static void commit(struct applying *applying, struct slice json)
{
	const struct registry *next = &applying->next;
	struct desk_record record = {
		.event = { .kind = EVENT_REGISTRY_APPLIED,
			   .at = desk_now(),
			   .registry_applied = {
				   .person = slice_of(
					   intake_call_principal(applying->call)->person),
				   .authorities = (uint32_t)next->authority_count,
				   .agencies = (uint32_t)next->agency_count,
				   .persons = (uint32_t)next->person_count,
				   .carriers = (uint32_t)next->carrier_count,
				   .plans = (uint32_t)next->plan_count,
			   } },
		.document_kind = "registry",
		.document = json,
		.state = LEDGER_STATE_REGISTRY,
		.state_value = json,
	};
	struct fault why;

	record.document_digest = &record.event.registry_applied.document;
	if (desk_batch_record(applying->desk, &record, applied, applying, &why) == ERR_OK)
		return;
	intake_answer_fault(applying->call, &why);
	talloc_free(applying);
}

void registry_apply(void *data, struct intake_call *call, struct slice json)
{
	struct desk *desk = data;
	struct applying *applying = talloc_zero(desk, struct applying);
	struct fault why;
	enum err err;

	applying->desk = desk;
	applying->call = call;
	applying->ctx = talloc_new(applying);
	err = read_next(desk, applying, json, &why);
	if (err == ERR_OK && !keeps_an_admin(&applying->next))
		err = err_set(&why, ERR_INPUT, NULL,
			      "persons: nobody has role admin, a token_sha256 and %d days of "
			      "validity left (valid_until): this registry could never be "
			      "changed again",
			      REGISTRY_ADMIN_DAYS_MIN);
	if (err == ERR_OK) {
		commit(applying, json);
		return;
	}
	why.err = ERR_INPUT;
	intake_answer_problem(call, 422, &why, NULL);
	talloc_free(applying);
}

char *desk_persons_of(const struct desk *desk, void *ctx, struct slice body, uint32_t roles)
{
	const struct registry *registry = desk_registry(desk);
	char *names = talloc_strdup(ctx, "");

	for (size_t i = 0; i < registry->person_count; i++) {
		const struct person *person = &registry->persons[i];

		if ((person->roles & roles) && slice_equal(person->body, body))
			names = talloc_asprintf_append(names, "%s%.*s", *names ? " " : "",
						       SLICE_PRINT(person->identifier));
	}
	return names;
}

bool registry_has_authority(const struct desk *desk, const struct intake_principal *who,
			    struct slice body)
{
	const struct registry_agency *row = registry_agency(desk_registry(desk), body);

	return row && slice_is(row->authority, who->body);
}

bool registry_may_decide(const struct desk *desk, const struct intake_principal *who,
			 struct slice body, struct slice authority)
{
	return (who->roles & (PERSON_ROLE_AUTHORITY | PERSON_ROLE_DUTY_OFFICER)) &&
	       (slice_is(authority, who->body) || registry_has_authority(desk, who, body));
}

bool registry_may_act(const struct desk *desk, const struct intake_principal *who,
		      struct slice body, struct slice authority)
{
	if ((who->roles & PERSON_ROLE_AGENCY) &&
	    registry_is_over(desk_registry(desk), slice_of(who->body), body))
		return true;
	return registry_may_decide(desk, who, body, authority);
}

bool registry_may_look(const struct desk *desk, const struct intake_principal *who,
		       struct slice body, struct slice authority)
{
	return (who->roles & (PERSON_ROLE_INSPECTOR | PERSON_ROLE_ADMIN)) ||
	       registry_may_act(desk, who, body, authority);
}

bool registry_sign_in(void *data, const struct digest *token_digest, struct intake_principal *out)
{
	const struct desk *desk = data;
	const struct person *person = registry_person_of_token(&desk->registry->in_force,
							       token_digest);

	if (!person || !is_valid_at(person, desk_now()))
		return false;
	/* The registry's texts are NUL-terminated: they were made by talloc_strndup(). */
	out->person = person->identifier.at;
	out->body = person->body.at ? person->body.at : "";
	out->roles = person->roles;
	return true;
}

bool registry_knows_agency(void *data, struct slice agency)
{
	return registry_agency(desk_registry(data), agency);
}
