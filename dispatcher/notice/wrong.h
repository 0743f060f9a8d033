/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Wrong: why one written value is not taken, and what would be right, in two languages. */
#ifndef NOTICE_WRONG_H
#define NOTICE_WRONG_H

struct wrong {
	const char *name; /* "number-short": the same in every release */
	const char *zh, *en;
	const char *right_zh, *right_en;
};

#endif
