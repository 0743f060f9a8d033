/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/numbering.h"

#include "desk/serials.h"

static struct utc sooner(struct utc a, struct utc b)
{
	return utc_before(a, b) ? a : b;
}

/*
 * A node that has it was told for how long by whoever put it there: the message whose number is
 * kept, or the one whose number that had kept.
 */
static void note_held(struct route_message *message, const struct succession *old, struct utc until)
{
	struct utc last = old->route->expires, first = last;

	if (utc_is_set(old->message->held_from))
		first = sooner(old->message->held_from, last);
	if (!utc_before(first, until))
		return;
	message->held_from = first;
	message->held_until = sooner(last, until);
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
		note_held(message, &old, number.until);
	return serials_take(resolution->desk->serials, batch, &number, &message->serial_number,
			    why);
}
