/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Resolve: everything that must be known of a document before an event can say it: what it
 * is, who sent it, what it follows, which lane it takes, what the rules find, which cells it
 * reaches. All findings are gathered; after parsing nothing exits early. A submission and a
 * check run the same resolution; a check stops before anything is reserved or committed.
 */
#ifndef DESK_RESOLVE_H
#define DESK_RESOLVE_H

#include "desk/desk.h"
#include "ledger/register.h"
#include "notice/content.h"
#include "notice/event.h"
#include "notice/reading.h"

struct resolution {
	struct desk *desk;
	struct slice octets;
	struct utc received;
	struct slice body, person; /* of whoever signed in */
	bool is_check;

	struct findings findings;
	bool is_readable; /* the alert below means something */
	struct alert alert;
	struct reading reading;
	const struct registry_agency *agency; /* NULL: unknown sender */
	const struct registry_authority *authority;
	const struct registry_plan *plan;
	struct event_judged judged;
	struct content content;
	struct area *areas;
	struct register_answer cells; /* those inside come first, each half by node */
	bool has_cells;
	size_t inside_count;
	uint64_t follows_open; /* the open notice it follows; 0 */
	enum lane followed_lane;
	uint64_t chain; /* first notice of that chain; 0 */
};

typedef void resolve_done_fn(void *data, struct resolution *resolution);

/*
 * Resolves on ctx and calls `done` once, from the loop or at once. The document's octets and
 * ctx must live until then. `principal` is copied.
 */
void resolve_alert(struct desk *desk, void *ctx, const struct intake_document *document,
		   const struct intake_principal *principal, bool is_check, resolve_done_fn *done,
		   void *data);

/* "accept", "hold" or "refuse"; the duty officer's wait is a hold. */
const char *resolve_verdict(const struct resolution *resolution);

#endif
