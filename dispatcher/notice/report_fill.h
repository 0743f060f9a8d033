/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Report fill: what a mark in a sentence of the report, {who} or {cells}, stands for in a line. */
#ifndef NOTICE_REPORT_FILL_H
#define NOTICE_REPORT_FILL_H

#include "notice/registry.h"
#include "notice/report.h"

struct report_fill {
	void *ctx; /* of the answer */
	const struct report_line *line;
	const struct registry *registry; /* NULL: ids alone */
	bool is_zh;
};

/* Empty where the line has nothing to say there. */
char *report_fill(const struct report_fill *fill, struct slice mark);

#endif
