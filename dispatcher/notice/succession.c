/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/succession.h"

/* ---- what the new notice says beside it ------------------------------------------------- */

static bool is_of_kind(const struct content_text *text, const struct route_message *wanted)
{
	return text->message_identifier == wanted->message_identifier &&
	       slice_equal(text->language, wanted->language);
}

/* Texts of the new notice that could take the place of one like `wanted`, itself among them. */
static size_t count_rivals(const struct succession_question *question, bool of_same_text)
{
	size_t count = 0;

	for (size_t i = 0; i < question->content->text_count; i++) {
		const struct content_text *text = &question->content->texts[i];

		count += is_of_kind(text, question->wanted) &&
			 (!of_same_text || slice_equal(text->text, question->wanted->text));
	}
	return count;
}

/* That is another text of the new notice, which goes on with it under its number. */
static bool goes_on_elsewhere(const struct succession_question *question, struct slice said)
{
	if (!question->may_keep || slice_equal(said, question->wanted->text))
		return false;
	for (size_t i = 0; i < question->content->text_count; i++) {
		const struct content_text *text = &question->content->texts[i];

		if (is_of_kind(text, question->wanted) && slice_equal(text->text, said))
			return true;
	}
	return false;
}

/* ---- the same message ------------------------------------------------------------------- */

/* In the same area; or in any, where nothing else in the new notice says just that. */
static struct succession find_same(const struct succession_question *question)
{
	struct succession moved = { .message = NULL };

	for (size_t r = question->route_count; r-- > 0;) {
		const struct route *route = &question->routes[r];

		for (size_t i = 0; i < route->message_count; i++) {
			const struct route_message *message = &route->messages[i];
			struct succession found = { message, route, true };

			if (!route_message_same_broadcast(message, question->wanted))
				continue;
			if (digest_equal(&message->area, &question->wanted->area))
				return found;
			if (!moved.message)
				moved = found;
		}
	}
	return count_rivals(question, true) == 1 ? moved : (struct succession){ .message = NULL };
}

/* ---- one that says something else ------------------------------------------------------- */

struct found {
	struct succession same, only; /* in the same area; in any */
	bool has_several;	      /* areas, among those in any */
};

static void look_at(struct found *found, const struct succession_question *question,
		    const struct route *route)
{
	for (size_t i = 0; route->messages && i < route->message_count; i++) {
		const struct route_message *message = &route->messages[i];
		struct succession one = { message, route, false };

		if (!route_message_same_kind(message, question->wanted) ||
		    goes_on_elsewhere(question, message->text))
			continue;
		if (!found->same.message && digest_equal(&message->area, &question->wanted->area))
			found->same = one;
		found->has_several |= found->only.message &&
				      !digest_equal(&found->only.message->area, &message->area);
		if (!found->only.message)
			found->only = one;
	}
}

static struct succession find_updated(const struct succession_question *question)
{
	struct found found = { .has_several = count_rivals(question, false) > 1 };

	for (size_t r = question->route_count; r-- > 0;)
		look_at(&found, question, &question->routes[r]);
	if (found.same.message)
		return found.same;
	return found.has_several ? (struct succession){ .message = NULL } : found.only;
}

struct succession succession_find(const struct succession_question *question)
{
	struct succession found = { .message = NULL };

	if (question->may_keep)
		found = find_same(question);
	return found.message ? found : find_updated(question);
}
