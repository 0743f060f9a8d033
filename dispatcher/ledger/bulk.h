/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bulk: plain memory that free() takes back, in large pages where it is large and the
 * system has them. An answer of a million cells is 70 MB, touched in no order: in small pages
 * finding them takes longer than the work.
 */
#ifndef LEDGER_BULK_H
#define LEDGER_BULK_H

#include <stddef.h>

/* NULL without memory. */
void *bulk_new(size_t octets);
/* The same, larger, with the first `used` octets of `old`, which is freed; NULL: `old` stays. */
void *bulk_grown(void *old, size_t used, size_t octets);

#endif
