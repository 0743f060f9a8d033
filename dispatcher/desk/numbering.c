/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/numbering.h"

#include "desk/renewal.h"
#include "desk/serials.h"

static struct utc sooner(struct utc a, struct utc b)
{
	return utc_before(a, b) ? a : b;
}

/* When a node may be done with the older one: at its end, or as far as it can count. */
static struct utc end_of(const struct predecessor *wanted, const struct succession *old)
{
	const uint64_t notices[] = { wanted->flow->notice, wanted->resolution->follows_open };
	const struct desk *desk = wanted->resolution->desk;
	struct utc end = old->route->expires;

	for (size_t i = 0; i < sizeof(notices) / sizeof(notices[0]); i++) {
		const struct desk_case *c = desk_case_find(desk, notices[i]);
		struct held_question question;
		struct utc counted;

		if (!c || old->route < c->routes || old->route >= c->routes + FLOW_ROUTES_MAX)
			continue;
		question = renewal_question(desk, c, old->route);
		counted = held_count_end(&question, old->message);
		if (utc_is_set(counted))
			end = sooner(end, counted);
	}
	return end;
}

/*
 * A node that has it was told for how long by whoever put it there: the message whose number is
 * kept, or the one whose number that had kept.
 */
static void note_held(struct route_message *message, const struct succession *old, struct utc end,
		      struct utc until)
{
	struct utc first = end;

	if (utc_is_set(old->message->held_from))
		first = sooner(old->message->held_from, end);
	if (!utc_before(first, until))
		return;
	message->held_from = first;
	message->held_until = sooner(old->route->expires, until);
}

enum err numbering_give(struct desk_batch *batch, const struct predecessor *wanted,
			struct route_message *message, struct fault *why)
{
	const struct resolution *resolution = wanted->resolution;
	struct succession old = { .message = NULL };
	struct serials_wanted number = { .plmn = message->plmn,
					 .message_identifier = message->message_identifier,
					 .now = desk_now(),
					 .until = resolution->judged.expires };

	/* A primary notification sounds once, and takes nobody's place. */
	if (!message->is_primary)
		old = predecessor_find(wanted);
	number.updates = old.message != NULL;
	number.keeps = old.keeps;
	number.previous = old.message ? old.message->serial_number : 0;
	message->replaces = old.message != NULL;
	message->replaced_serial = number.previous;
	if (old.message && old.keeps)
		note_held(message, &old, end_of(wanted, &old), number.until);
	return serials_take(resolution->desk->serials, batch, &number, &message->serial_number,
			    why);
}
