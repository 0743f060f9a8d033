/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/chain.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/keys.h"

/* ---- the notices of a chain ------------------------------------------------------------- */

struct search {
	struct chain *chain;
	uint64_t members[CHAIN_NOTICES_MAX]; /* open or not */
	size_t member_count;
	struct id128 first; /* of a national message */
	bool is_national;
	uint64_t own; /* 0: not a notice yet */
	bool has_grown;
};

static bool is_member(const struct search *search, uint64_t notice)
{
	for (size_t i = 0; i < search->member_count; i++)
		if (search->members[i] == notice)
			return true;
	return false;
}

/* None follows itself, or what came after it. */
static bool is_before(const struct search *search, uint64_t notice)
{
	return notice != 0 && (search->own == 0 || notice < search->own);
}

static void add(struct search *search, uint64_t notice)
{
	if (is_member(search, notice) || search->member_count == CHAIN_NOTICES_MAX)
		return;
	search->members[search->member_count++] = notice;
	search->has_grown = true;
}

static void add_named(struct search *search, const struct desk *desk, const struct alert *alert)
{
	for (size_t i = 0; i < alert->reference_count; i++) {
		uint64_t notice = keys_find(desk->keys, LEDGER_RESERVATION_ALERT_KEY,
					    keys_of_alert(&alert->references[i]));

		if (!is_before(search, notice))
			continue;
		add(search, notice);
		if (notice > search->chain->known)
			search->chain->known = notice;
	}
}

/* What stands between may be over. */
static bool descends(const struct search *search, const struct desk_case_origin *origin)
{
	for (size_t i = 0; i < origin->ancestor_count; i++)
		if (is_member(search, origin->ancestors[i]))
			return true;
	return false;
}

static void add_follower(struct desk *desk, struct desk_case *c, void *data)
{
	struct search *search = data;
	const struct desk_case_origin *origin = &c->origin;

	(void)desk;
	if (!is_before(search, c->flow->notice))
		return;
	if (descends(search, origin) ||
	    (search->is_national && origin->has_first &&
	     memcmp(&origin->first, &search->first, sizeof(origin->first)) == 0))
		add(search, c->flow->notice);
}

/* Notices follow older ones only, so this ends. */
static void add_followers(struct search *search, const struct desk *desk)
{
	do {
		search->has_grown = false;
		/* The visitor changes nothing of the desk's. */
		desk_cases_visit((struct desk *)(uintptr_t)desk, add_follower, search);
	} while (search->has_grown);
}

static int newest_first(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x > y ? -1 : x < y;
}

static void count_heads(struct chain *chain, const struct desk *desk)
{
	for (size_t i = 0; i < chain->open_count; i++) {
		bool is_followed = false;

		for (size_t n = 0; n < i && !is_followed; n++) {
			const struct desk_case *newer = desk_case_find(desk, chain->open[n]);

			is_followed = newer->origin.follows == chain->open[i];
		}
		chain->head_count += !is_followed;
	}
}

void chain_find(struct chain *out, const struct desk *desk, const struct alert *alert, uint64_t own)
{
	struct alert_key first = alert_first_key(alert);
	struct search search = { .chain = out,
				 .first = keys_of_alert(&first),
				 .is_national = alert->is_national,
				 .own = own };

	*out = (struct chain){ 0 };
	add_named(&search, desk, alert);
	if (search.member_count == 0 && !alert->is_national)
		return;
	add_followers(&search, desk);
	for (size_t i = 0; i < search.member_count; i++) {
		const struct desk_case *c = desk_case_find(desk, search.members[i]);

		if (c && desk_case_can_end(c))
			out->open[out->open_count++] = search.members[i];
	}
	qsort(out->open, out->open_count, sizeof(out->open[0]), newest_first);
	if (out->known == 0 && out->open_count > 0)
		out->known = out->open[0];
	count_heads(out, desk);
}

/* ---- a Cancel that came first ----------------------------------------------------------- */

enum { EARLY_MAX = 16384 };

struct early {
	struct id128 key; /* of the alert it waits for */
	uint64_t cancel;
};

struct desk_early {
	struct early *items;
	size_t count, room;
};

struct desk_early *chain_early_new(void *ctx)
{
	return talloc_zero(ctx, struct desk_early);
}

static enum err note(struct desk_early *early, const struct alert_key *key, uint64_t cancel,
		     struct fault *why)
{
	if (early->count == EARLY_MAX)
		return err_set(why, ERR_FULL, NULL, "%d Cancels wait for what they name",
			       EARLY_MAX);
	if (early->count == early->room) {
		early->room = early->room ? early->room * 2 : 16;
		early->items = talloc_realloc(early, early->items, struct early,
					      (unsigned int)early->room);
		if (!early->items)
			abort();
	}
	early->items[early->count++] = (struct early){ keys_of_alert(key), cancel };
	return ERR_OK;
}

enum err chain_early_note(struct desk *desk, const struct alert *alert, uint64_t cancel,
			  struct fault *why)
{
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < alert->reference_count; i++)
		err = note(desk->early, &alert->references[i], cancel, why);
	if (err != ERR_OK)
		chain_early_forget(desk, cancel);
	return err;
}

enum err chain_early_load(struct desk *desk, const struct flow *flow, struct fault *why)
{
	struct slice rest = flow->judged.reference, one;
	enum err err = ERR_OK;

	if (flow->state != NOTICE_HELD)
		return ERR_OK;
	while (err == ERR_OK && slice_word(&rest, " ", &one)) {
		struct alert_key key = alert_national_key(one);

		alert_key_read(&key, one);
		err = note(desk->early, &key, flow->notice, why);
	}
	return err;
}

void chain_early_forget(struct desk *desk, uint64_t cancel)
{
	struct desk_early *early = desk->early;
	size_t kept = 0;

	for (size_t i = 0; i < early->count; i++)
		if (early->items[i].cancel != cancel)
			early->items[kept++] = early->items[i];
	early->count = kept;
}

static size_t find_key(const struct desk_early *early, struct id128 key, uint64_t *cancels,
		       size_t capacity)
{
	size_t found = 0;

	for (size_t i = 0; i < early->count && found < capacity; i++)
		if (memcmp(&early->items[i].key, &key, sizeof(key)) == 0)
			cancels[found++] = early->items[i].cancel;
	return found;
}

size_t chain_early_find(const struct desk *desk, const struct alert *alert, uint64_t *cancels,
			size_t capacity)
{
	struct alert_key first = alert_first_key(alert);

	return find_key(desk->early, keys_of_alert(&first), cancels, capacity);
}
