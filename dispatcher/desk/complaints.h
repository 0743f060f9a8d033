/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Complaints and opt-outs (投诉、退订) of this store: recorded by the body's authority, struck
 * where that was wrong, each an audited event; summed for the review sheet, the record of a
 * decision and the statistics.
 */
#ifndef DESK_COMPLAINTS_H
#define DESK_COMPLAINTS_H

#include "desk/desk.h"
#include "intake/intake.h"
#include "notice/complaint.h"
#include "notice/period.h"
#include "wire/text.h"

enum { COMPLAINTS_MAX = 50000 }; /* a record is a sum of any size */

struct complaints_kept {
	struct complaint is;
	void *texts; /* its own: they go when it changes */
};

struct desk_complaints {
	struct complaints_kept *list; /* by number, from 1; at start some may be missing */
	size_t count;
	bool in_flight; /* one change at a time: numbers follow each other */
};

struct desk_complaints *complaints_new(struct desk *desk);
struct complaint complaints_copy(const void *ctx, const struct complaint *from);
/* A copy of it, in the place of what has its number. */
void complaints_keep(struct desk *desk, const struct complaint *next);

/* A row of the store, at start. Rows may be missing before it. */
enum err MUST_USE complaints_load(struct desk *desk, struct slice row, struct fault *why);
size_t complaints_count(const struct desk *desk);
bool complaints_has(const struct desk *desk, uint64_t number);
/* The row of that number. */
void complaints_write(struct text *out, const struct desk *desk, uint64_t number);
/* From the chain, in the order of its events, where a row cannot be read. */
void complaints_forget(struct desk *desk);
enum err MUST_USE complaints_fold(struct desk *desk, const struct complaint *next,
				  struct fault *why);

/* Of what stands: what there is about a body, and when its authority last recorded anything. */
struct complaints_known {
	uint64_t records;  /* about that body, of any day */
	struct utc newest; /* of those, and of what that authority recorded; unset: nothing */
};
struct complaints_known complaints_known(const struct desk *desk, struct slice agency,
					 struct slice authority);
/* What was made about that body in [from, until). */
struct complaint_sums complaints_sum(const struct desk *desk, struct slice agency, struct utc from,
				     struct utc until);
/* The same for each body about which anything was: how many of them; *out on ctx. */
struct complaints_body {
	struct slice agency;
	struct complaint_sums sums;
};
size_t complaints_by_body(struct complaints_body **out, void *ctx, const struct desk *desk,
			  const struct period *period);

/* intake's. The same report again is answered with the record that there is. */
void complaints_record(void *data, struct intake_call *call, const struct complaint *said);
void complaints_strike(void *data, struct intake_call *call, uint64_t number, struct slice reason);
/* The newest 1000 that this person may see. */
void complaints_show(void *data, struct intake_call *call);

#endif
