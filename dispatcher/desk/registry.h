/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The registry in force: one immutable value, replaced whole by an audited event. */
#ifndef DESK_REGISTRY_H
#define DESK_REGISTRY_H

#include "desk/desk.h"
#include "notice/naming.h"

enum { REGISTRY_ADMIN_DAYS_MIN = 7 }; /* of validity that one admin must have left */

struct desk_registry *registry_holder_new(struct desk *desk);
const struct registry *desk_registry(const struct desk *desk);

/*
 * The calendar in force: the country's notices, with those that the registry adds or corrects.
 * Lives until the next registry is applied; never NULL.
 */
const struct calendar *desk_calendar(const struct desk *desk);

/* Made of the registry in force, and live as long as it; NULL until there is one. */
const struct naming *desk_naming(const struct desk *desk);
const struct vocabulary *desk_vocabulary(const struct desk *desk);

/* Keeps the registry of now, and every pointer into it, alive as long as ctx. */
void desk_registry_keep(const struct desk *desk, void *ctx);

/* From the state row at start. */
enum err MUST_USE registry_load(struct desk *desk, struct slice json, struct fault *why);

/*
 * POST /v1/registry: reads, checks, commits, then replaces. One in which no admin has a token
 * that holds for REGISTRY_ADMIN_DAYS_MIN days more would lock everybody out for good: refused.
 */
void registry_apply(void *data, struct intake_call *call, struct slice json);

/* Ids of the body's persons with any of these roles, blanks between, on ctx. */
char *desk_persons_of(const struct desk *desk, void *ctx, struct slice body, uint32_t roles);

/* Whether the registry puts the body under the authority of `who`, whatever their roles. */
bool registry_has_authority(const struct desk *desk, const struct intake_principal *who,
			    struct slice body);
/*
 * Those who decide on what is the body's: of the authority that the registry names for it, or of
 * `authority`, under which it was then.
 */
bool registry_may_decide(const struct desk *desk, const struct intake_principal *who,
			 struct slice body, struct slice authority);
/* Those, the body's own and those of the bodies above it. */
bool registry_may_act(const struct desk *desk, const struct intake_principal *who,
		      struct slice body, struct slice authority);

/* Those, and whoever may see everything: inspectors and administrators. */
bool registry_may_look(const struct desk *desk, const struct intake_principal *who,
		       struct slice body, struct slice authority);

bool registry_knows_agency(void *data, struct slice agency);
bool registry_sign_in(void *data, const struct digest *token_digest, struct intake_principal *out);

#endif
