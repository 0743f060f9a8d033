/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * List: the numbers of one delivery, ascending, in a file of their own beside the outcome log,
 *whose records name a recipient by its place in it. Numbers are nowhere else, so that deleting this
 *file deletes them. What stays is its digest: salted, so that nobody finds numbers by trying, and
 *still the proof, as long as the list is there, that it is the one that was agreed to.
 *
 *	0-7   "CBLIST", 0, version	8-15  notice
 *	16-19 delivery			20-23 how many
 *	24-55 salt			56-87 digest		88-127 zeros
 *	128-  numbers of 8 octets
 *
 * The digest is SHA-256 over a chain over pieces of 64 KiB of the numbers, and 0-55.
 */
#ifndef LEDGER_OUTCOME_LIST_H
#define LEDGER_OUTCOME_LIST_H

#include "base/digest.h"
#include "notice/msisdn.h"
#include "notice/outcome.h"

struct outcome_list_name {
	uint64_t notice;
	uint32_t delivery;
};

/* ---- making one ------------------------------------------------------------------------- */

struct outcome_list_maker;

/* ERR_CONFLICT: there is one. ERR_FULL, ERR_IO, ERR_MEMORY. */
enum err MUST_USE outcome_list_begin(struct outcome_list_maker **out, const char *folder,
				     struct outcome_list_name name, struct fault *why);
/* ERR_INPUT: not above the one before. */
enum err MUST_USE outcome_list_add(struct outcome_list_maker *maker, struct msisdn msisdn,
				   struct fault *why);
/* The list is there, and durable, or nothing is. Frees the maker in any case. */
enum err MUST_USE outcome_list_end(struct outcome_list_maker *maker, struct digest *digest,
				   struct fault *why);
void outcome_list_abandon(struct outcome_list_maker *maker);

/* ---- asking one ------------------------------------------------------------------------- */

struct outcome_list {
	int fd;
	uint32_t count;
	struct digest digest;
};

/* Its size is checked, not its digest. ERR_ABSENT: there is none, or no more. ERR_INPUT, ERR_IO. */
enum err MUST_USE outcome_list_open(struct outcome_list *out, const char *folder,
				    struct outcome_list_name name, struct fault *why);
void outcome_list_close(struct outcome_list *list);
/* Reads all of it. ERR_INPUT: it is not what its digest says. ERR_IO, ERR_MEMORY. */
enum err MUST_USE outcome_list_check(const struct outcome_list *list, struct fault *why);
/* ERR_ABSENT: past the last. ERR_IO. */
enum err MUST_USE outcome_list_number(struct msisdn *out, const struct outcome_list *list,
				      uint32_t recipient, struct fault *why);
/* The recipient's place. ERR_ABSENT. ERR_IO. */
enum err MUST_USE outcome_list_place(uint32_t *out, const struct outcome_list *list,
				     struct msisdn msisdn, struct fault *why);

/* ---- all of them ------------------------------------------------------------------------ */

struct outcome_list_visit {
	enum err (*fn)(void *data, struct outcome_list_name name, uint32_t recipient,
		       struct fault *why);
	void *data;
};

/* Each list there is, in no order; the recipient is 0. ERR_IO, and what fn returns. */
enum err MUST_USE outcome_list_all(const char *folder, struct outcome_list_visit visit,
				   struct fault *why);
/* Those that the number is in, with its place. */
enum err MUST_USE outcome_list_find(const char *folder, struct msisdn msisdn,
				    struct outcome_list_visit visit, struct fault *why);
/* Removes what a crash left half made; nobody may be making a list. */
enum err MUST_USE outcome_list_tidy(const char *folder, struct fault *why);

/*
 * What the log is told of a list, OUTCOME_LISTED once it is there and OUTCOME_PURGED before it
 * goes: how many numbers, and the digest, into which out->text points. The time is the caller's to
 * set.
 */
void outcome_list_record(struct outcome *out, const struct outcome_list *list,
			 struct outcome_list_name name, enum outcome_event event);

/*
 * Deletes the numbers for good, once OUTCOME_PURGED is durable; again after a crash between the
 * two. One that is not there is deleted. ERR_IO.
 */
enum err MUST_USE outcome_list_purge(const char *folder, struct outcome_list_name name,
				     struct fault *why);

#endif
