/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bulk: plain memory that free() takes back, in large pages where it is large and the
 * system has them. An answer of a million cells is 70 MB: in small pages, finding and clearing them
 * takes longer than the work.
 */
#ifndef LEDGER_BULK_H
#define LEDGER_BULK_H

#include <stddef.h>

/* NULL without memory. */
void *bulk_new(size_t octets);

#endif
