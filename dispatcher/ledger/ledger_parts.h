/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a ledger is made of; inside ledger/ only. All but the threads is the caller's. */
#ifndef LEDGER_LEDGER_PARTS_H
#define LEDGER_LEDGER_PARTS_H

#include "ledger/writer.h"

struct ledger {
	struct schema_place place;
	int lock_fd;
	enum ledger_realm realm;
	struct ledger_head head; /* of the last reaped commit */
	uint64_t last_notice;
	size_t queue_max, waiting, peak, questions; /* not yet answered to the caller */
	bool is_stopped;			    /* ledger_stop(): takes nothing more */
	bool has_begun;				    /* a batch was handed over: loading is over */
	sqlite3 *loading; /* the connection of ledger_load*(), until then */
	struct mailbox mailbox;
	struct reader readers[READERS]; /* ledger/reader.h */
	struct writer writer;
};

/* Ends loading: every connection but the threads' own must be gone before the first commit. */
void ledger_parts_end_loading(struct ledger *ledger);

#endif
