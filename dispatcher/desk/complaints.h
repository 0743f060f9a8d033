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

struct desk_complaints *complaints_new(struct desk *desk);
/* A row of the store, at start. */
enum err MUST_USE complaints_load(struct desk *desk, struct slice row, struct fault *why);
/* From the chain, in the order of its events, where a row cannot be read. */
void complaints_forget(struct desk *desk);
enum err MUST_USE complaints_fold(struct desk *desk, const struct complaint *next,
				  struct fault *why);

/* The newest moment at which anything was recorded; unset: nothing ever was. */
struct utc complaints_newest(const struct desk *desk);
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

/* intake's */
void complaints_record(void *data, struct intake_call *call, const struct complaint *said);
void complaints_strike(void *data, struct intake_call *call, uint64_t number, struct slice reason);
/* The newest 1000 that this person may see. */
void complaints_show(void *data, struct intake_call *call);

#endif
