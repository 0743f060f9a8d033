/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/sight.h"

#include <talloc.h>

#include "desk/links.h"
#include "desk/registry.h"
#include "desk/waiting.h"

enum {
	DECIDERS = PERSON_ROLE_AUTHORITY | PERSON_ROLE_DUTY_OFFICER,
	CHAIN_READERS = PERSON_ROLE_INSPECTOR | PERSON_ROLE_ADMIN,
};

/* As GET /v1/links: those who decide see every link, a carrier its own. */
static bool may_see_link(const struct desk *desk, const struct intake_principal *who,
			 struct slice link)
{
	return (who->roles & DECIDERS) ||
	       ((who->roles & PERSON_ROLE_CARRIER) &&
		slice_equal(links_carrier(desk, link), slice_of(who->body)));
}

static bool names_carrier(const char *carriers, const char *wanted)
{
	struct slice rest = slice_of(carriers), line, carrier;

	while (slice_word(&rest, "\n", &line))
		if (slice_word(&line, " ", &carrier) && slice_is(carrier, wanted))
			return true;
	return false;
}

/* The body's own stays its authority's when the registry names it no more. */
bool sight_may_see(void *data, const struct intake_principal *who,
		   const struct intake_subject *about)
{
	const struct desk *desk = data;
	struct slice body = slice_of(about->agency ? about->agency : "");

	if (who->roles & CHAIN_READERS)
		return true;
	if (about->link.at)
		return may_see_link(desk, who, about->link);
	if (body.size == 0)
		return false;
	if ((who->roles & PERSON_ROLE_AGENCY) &&
	    registry_is_over(desk_registry(desk), slice_of(who->body), body))
		return true;
	if ((who->roles & DECIDERS) &&
	    (waiting_is_of_authority(desk, who, body) ||
	     slice_is(slice_of(about->authority ? about->authority : ""), who->body)))
		return true;
	return (who->roles & PERSON_ROLE_CARRIER) && about->carriers &&
	       names_carrier(about->carriers, who->body);
}

bool sight_of_flow(const struct desk *desk, const struct intake_principal *who,
		   const struct flow *flow)
{
	void *ctx = talloc_new(desk);
	struct intake_subject about = {
		.agency = talloc_strndup(ctx, flow->received.agency.at, flow->received.agency.size),
		.authority = talloc_strndup(ctx, flow->judged.authority.at,
					    flow->judged.authority.size),
	};
	bool may = sight_may_see((void *)(uintptr_t)desk, who, &about);

	talloc_free(ctx);
	return may;
}
