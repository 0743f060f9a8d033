/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ledger: the one place where things are made to last. A SQLite file (WAL, synchronous=FULL)
 * whose events form one hash chain, with everything that must change together with an event
 * written in the same transaction.
 *
 * The ledger owns its threads: one writer with group commit, one reader. It knows no loop:
 * ledger_fd() becomes readable when answers wait, and ledger_reap() then runs their callbacks
 * on the caller's thread. All functions here are for that one thread.
 *
 * Chain: hash[n] = SHA-256(hash[n-1] || bytes[n]), hash[0] = 32 zero octets, bytes = the stored
 * canonical bytes of the event (wire/event_bytes.h), so that sha256sum and a JSON reader are all
 * an inspector needs.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/digest.h"
#include "base/err.h"
#include "base/utc.h"

enum ledger_realm {
	LEDGER_REALM_UNSET = 0,
	LEDGER_REALM_LIVE,
	LEDGER_REALM_DRILL,
};

/* Streams an event can belong to. */
enum ledger_stream {
	LEDGER_STREAM_NONE = 0,
	LEDGER_STREAM_NOTICE,	/* number = the notice's number */
	LEDGER_STREAM_REGISTRY, /* registry applied, cell register swapped, bodies suspended */
	LEDGER_STREAM_STORE,	/* created, clock advanced, exported, verified */
	LEDGER_STREAM_LINK,	/* a carrier's link came, went, changed */
	LEDGER_STREAM_COUNT
};
const char *ledger_stream_name(enum ledger_stream stream); /* "notice", as in the event bytes */

/*
 * What the `state` table holds: small rows, replaced in place. Route and delivery rows stay when
 * a notice closes (the faces show them); at start they are loaded only for notices that have
 * a flow row.
 */
enum ledger_state_kind {
	LEDGER_STATE_NONE = 0,
	LEDGER_STATE_FLOW,     /* key: notice number; an open notice's snapshot */
	LEDGER_STATE_ROUTE,    /* key: notice number, route index (8 and 4 octets, big-endian) */
	LEDGER_STATE_DELIVERY, /* key: notice number, delivery index (8 and 4 octets, big-endian) */
	LEDGER_STATE_SERIAL,   /* key: plmn, message identifier */
	LEDGER_STATE_REGISTRY, /* key: none; the registry in force */
	LEDGER_STATE_CLOCK,    /* key: none; drill offset */
	LEDGER_STATE_SUSPENSION, /* key: its number (8 octets, big-endian); lifted ones stay */
	LEDGER_STATE_OUTAGE,	 /* key: digest of link and node; its cells that are down */
	LEDGER_STATE_CELLS,	 /* key: none; digest of the cell register last recorded in force */
	LEDGER_STATE_COMPLAINT,	 /* key: its number (8 octets, big-endian); struck ones stay */
	LEDGER_STATE_COUNT
};

/* Reservations: keys that may be used once, kept for ever, loaded at start as 128-bit hashes. */
enum ledger_reservation_kind {
	LEDGER_RESERVATION_NONE = 0,
	LEDGER_RESERVATION_DOCUMENT,  /* (agency, SHA-256 of the bytes) -> notice */
	LEDGER_RESERVATION_ALERT_KEY, /* (sender, identifier, sent) -> notice */
	LEDGER_RESERVATION_NUMBER,    /* a number that an event names before its notice has one */
	LEDGER_RESERVATION_COUNT
};

/* Salted digest of a document: what the chain says of it; survives the purge of the document. */
enum { LEDGER_SALT_OCTETS = 16 };

struct ledger_document_ref {
	uint8_t salt[LEDGER_SALT_OCTETS];
	struct digest digest; /* SHA-256(salt || octets) */
};

struct digest ledger_document_digest(const uint8_t salt[LEDGER_SALT_OCTETS], struct slice octets);

struct ledger_head {
	uint64_t sequence; /* of the newest event; 0 = empty */
	struct digest hash;
};

struct ledger_config {
	const char *path;
	const char *vfs;	 /* SQLite VFS name; NULL = default (tests give their own) */
	size_t queue_max;	 /* batches not yet answered to their caller; 0 = 4096 */
	size_t checkpoint_pages; /* WAL pages that force a checkpoint, idle or not; 0 = 8192 */
};

struct ledger;

/*
 * Opens an existing store, verifies its application id, schema version and the newest
 * events of its chain, makes durable what the last run left in the page cache, starts writer
 * and reader. ERR_ABSENT, ERR_INPUT (not a store, of a newer version, or its chain does not
 * verify), ERR_STATE (another process has it open: PATH.lock), ERR_IO, ERR_FULL.
 */
enum err MUST_USE ledger_open(struct ledger **out, void *ctx, const struct ledger_config *config,
			      struct fault *why);
/*
 * Commits what is queued, answers it and every question, joins the threads. From then on nothing
 * is taken: ledger_append() and the questions say ERR_IO, also to the answers' own callbacks.
 * What is in doubt then stays in doubt: the next start reads from the store what became of it.
 */
void ledger_stop(struct ledger *ledger);
/* ledger_stop() if that was not called, then checkpoints and frees. */
void ledger_close(struct ledger *ledger);

/* Readable when answers wait or the answer of ledger_is_writable() changed. */
int ledger_fd(const struct ledger *ledger);
void ledger_reap(struct ledger *ledger);

enum ledger_realm ledger_realm(const struct ledger *ledger);
struct ledger_head ledger_head(const struct ledger *ledger); /* of the last reaped commit */
/* The highest number of an event or reserved, in the store or in any batch handed over. */
uint64_t ledger_last_notice(const struct ledger *ledger);

/*
 * False while the store cannot commit (full disk, failed fsync not yet decided). The writer
 * tries again by itself, after 10 ms at first and 2 s at most. A full store still takes
 * batches, and tries them; a store in doubt takes none.
 */
bool ledger_is_writable(struct ledger *ledger);

struct ledger_figures {
	uint64_t commits, batches, events, failed, in_doubt, queue_depth, queue_peak;
	uint64_t commit_us_last,
		commit_us_max; /* write and fsync of a group, by a monotonic clock */
	uint64_t wal_pages, checkpoints;
};
struct ledger_figures ledger_figures(struct ledger *ledger);

#endif
