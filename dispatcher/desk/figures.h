/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Figures: GET /v1/statistics. The rows of a period are counted on the ledger's reader, a thousand
 * at a time, so that a list or an alert's cells never wait for a year of them. Rows
 * written meanwhile count as they are when they are met.
 */
#ifndef DESK_FIGURES_H
#define DESK_FIGURES_H

#include "desk/desk.h"
#include "intake/intake.h"
#include "ledger/statistics.h"
#include "wire/text.h"

enum { FIGURES_RUNNING_MAX = 4 };

/* An authority sees the bodies that it reviews, an inspector everybody. */
void figures_ask(void *data, struct intake_call *call,
		 const struct intake_statistics_request *request);

/* What an answer is written from. */
struct figures_answer {
	const struct statistics *statistics;
	const struct registry *registry; /* for the names of bodies and carriers */
	const struct period *period;
	const char *period_text;
	struct slice authority;	 /* empty: everybody's */
	const struct desk *desk; /* for the complaints that were recorded */
};

/* figures_text.c: one object; and lines of period,section,name,label,measure,value (RFC 4180). */
void figures_write_json(struct text *out, const struct figures_answer *answer);
void figures_write_csv(struct text *out, const struct figures_answer *answer);

#endif
