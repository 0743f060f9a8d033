/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Export: all that was heard of the recipients of a notice, as CSV, in the order in which it was
 * recorded. Numbers are masked unless they are asked for, and empty once they were purged.
 */
#ifndef LEDGER_OUTCOME_EXPORT_H
#define LEDGER_OUTCOME_EXPORT_H

#include "base/err.h"
#include "base/slice.h"

struct outcome_export {
	const char *folder;
	uint64_t notice;
	bool shows_numbers;
	/* One line with its end, the header first. What it returns but ERR_OK ends the export. */
	enum err (*line)(void *data, struct slice line, struct fault *why);
	void *data;
};

/* ERR_INPUT, ERR_IO, ERR_MEMORY, and what `line` returns. */
enum err MUST_USE outcome_export_csv(const struct outcome_export *order, struct fault *why);

#endif
