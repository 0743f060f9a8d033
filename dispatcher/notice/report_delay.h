/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report delays: how long each stop took, over all deliveries, by the times in the events. Every
 * figure is a time that occurred: the median is the smallest value that at least half do not
 * exceed, as in the statistics. What only shows a notice again is left out.
 */
#ifndef NOTICE_REPORT_DELAY_H
#define NOTICE_REPORT_DELAY_H

#include "notice/report.h"

enum report_delay_measure {
	REPORT_DELAY_RECEIVED_COMMITTED = 0, /* until the batch with its route was made */
	REPORT_DELAY_COMMITTED_HANDED_OVER,  /* until the last octet was the link's */
	REPORT_DELAY_HANDED_OVER_ANSWERED,   /* until the node said anything definite */
	REPORT_DELAY_RECEIVED_HANDED_OVER,
	REPORT_DELAY_RECEIVED_ANSWERED,
	REPORT_DELAY_MEASURES,
};

const char *report_delay_name(enum report_delay_measure measure); /* "received-to-committed" */

struct report_delay {
	uint32_t count; /* deliveries of which both times are known; 0: nothing else is set */
	int64_t p50_us, worst_us;
	uint32_t worst; /* which delivery */
};

void report_delays_make(struct report_delay out[REPORT_DELAY_MEASURES],
			const struct report *report);

#endif
