/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a handle on recipients holds: for recipients.c, which opens, and recipients_cursor.c. */
#ifndef LEDGER_RECIPIENTS_HANDLE_H
#define LEDGER_RECIPIENTS_HANDLE_H

#include "ledger/recipients_file.h"

struct recipients {
	int fd;
	struct recipients_file_header header;
	struct recipients_file_list *lists;
	struct recipients_count *of_carrier;
	struct slice *names; /* carriers, "" first, then groups */
	uint8_t *octets;     /* what they point into */
};

/* The lists of a carrier whose place is from `first` to `last`: a run of *count from the result. */
const struct recipients_file_list *recipients_lists(const struct recipients *recipients,
						    uint32_t carrier, uint32_t first, uint32_t last,
						    size_t *count);

/* From 1; 0: there is none. */
uint32_t recipients_group_of(const struct recipients *recipients, struct slice name);
/* -1: there is none. */
int recipients_carrier_of(const struct recipients *recipients, struct slice name);

#endif
