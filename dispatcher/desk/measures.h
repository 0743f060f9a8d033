/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Measures of an authority on one notice: withheld before it is sent; stopped for its prohibited
 * content at once, like a cancel, and reported afterwards (art. 15, 32).
 */
#ifndef DESK_MEASURES_H
#define DESK_MEASURES_H

#include "desk/desk.h"

/* intake's */
void measures_withhold(void *data, struct intake_call *call, uint64_t notice, struct slice reason);
void measures_stop_content(void *data, struct intake_call *call,
			   const struct intake_content_stop *stop);
void measures_report_content(void *data, struct intake_call *call,
			     const struct intake_content_report *report);

#endif
