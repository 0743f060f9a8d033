/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/sight.h"

#include "desk/links.h"
#include "desk/registry.h"

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
	if (registry_may_act(desk, who, body, slice_of(about->authority)))
		return true;
	return (who->roles & PERSON_ROLE_CARRIER) && about->carriers &&
	       names_carrier(about->carriers, who->body);
}

bool sight_of_flow(const struct desk *desk, const struct intake_principal *who,
		   const struct flow *flow)
{
	return (who->roles & CHAIN_READERS) ||
	       registry_may_act(desk, who, flow->received.agency, flow->judged.authority);
}
