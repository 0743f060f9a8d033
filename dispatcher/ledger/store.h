/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A store as a file: made once, and checked by anybody. For cbctl and tests; the daemon uses
 * ledger.h.
 */
#ifndef LEDGER_STORE_H
#define LEDGER_STORE_H

#include "ledger/ledger.h"

/* The first events of a store: canonical bytes made by the caller. */
struct store_first_event {
	struct id128 id;
	enum ledger_stream stream;
	const char *kind;
	struct utc at;
	struct slice bytes;
};

struct store_creation {
	const char *path;
	enum ledger_realm realm;
	const struct store_first_event *events;
	size_t event_count;
	/* state rows to go with them (the first registry, the drill clock) */
	const struct store_first_state {
		enum ledger_state_kind kind;
		struct slice key, value;
	} * states;
	size_t state_count;
};

/* ERR_CONFLICT if the file exists. The directory is fsynced too. */
enum err MUST_USE store_create(const struct store_creation *creation, struct fault *why);

/*
 * The registry in force, of a store that a daemon may be running on: only read, on ctx. Empty if
 * none was applied yet. ERR_ABSENT: no such file; ERR_INPUT: not a store of this version.
 */
enum err MUST_USE store_registry(struct slice *out, void *ctx, const char *path, struct fault *why);

struct store_verdict {
	bool intact;
	struct ledger_head head;
	uint64_t events;
	uint64_t bad_sequence; /* the first event that does not fit; 0 = none */
	char reason[FAULT_TEXT_OCTETS];
};

/*
 * Reads the whole chain: hashes, consecutive sequence numbers, columns equal to what the bytes
 * say, documents present equal to their digests, the published head (may be NULL) on the chain.
 * ERR_IO, ERR_INPUT if the file cannot be read as a store at all.
 */
enum err MUST_USE store_verify(struct store_verdict *out, const char *path,
			       const struct digest *published_head, struct fault *why);

#endif
