/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The octets of the outcome log: records in blocks, a block for each commit. Whole numbers are
 * big-endian.
 *
 * A record, 32 octets and its text:
 *	0-7   at, microseconds since 1970, two's complement
 *	8-15  notice		16-19 delivery		20-23 recipient
 *	24-27 cause		28    event		29    attempt
 *	30    part (4 bits), parts (4 bits)		31    octets of text
 *
 * A block, 128 octets and its records:
 *	0-7   "CBOUTC", 0, version
 *	8-15  its number, from 1	16-23 records up to its end, from the beginning of the log
 *	24-27 octets of records		28-31 records
 *	32-39 lowest notice		40-47 highest notice
 *	48-79 digest of the block before, zeros in the first
 *	80-111 digest: SHA-256 over 0-79 and the records
 *	112-119 the first 8 octets of SHA-256 over 0-111: a block can be passed over unread
 *	120-127 zeros
 */
#ifndef LEDGER_OUTCOME_RECORD_H
#define LEDGER_OUTCOME_RECORD_H

#include "base/digest.h"
#include "notice/outcome.h"

enum {
	OUTCOME_RECORD_OCTETS = 32, /* without its text */
	OUTCOME_RECORD_OCTETS_MAX = OUTCOME_RECORD_OCTETS + OUTCOME_TEXT_OCTETS_MAX,
	OUTCOME_BLOCK_HEADER_OCTETS = 128,
	OUTCOME_BLOCK_OCTETS_MAX = 1 << 20, /* with its header */
	OUTCOME_HEAD_OCTETS = 48,
};

/* The end of the log so far: what the ledger's chain carries. */
struct outcome_head {
	uint64_t block, records; /* of all blocks up to this one */
	struct digest digest;
};

/* Block, records, digest. */
void outcome_head_pack(uint8_t *octets, const struct outcome_head *head);
void outcome_head_unpack(struct outcome_head *out, const uint8_t *octets);
bool outcome_head_equal(const struct outcome_head *a, const struct outcome_head *b);

/* At most OUTCOME_RECORD_OCTETS_MAX; returns how many. The record must be possible. */
size_t outcome_record_pack(uint8_t *octets, const struct outcome *outcome);
/* Takes one off the front; out->text points into it. ERR_INPUT. */
enum err MUST_USE outcome_record_take(struct outcome *out, struct slice *rest, struct fault *why);

struct outcome_block {
	struct outcome_head head, before;
	uint32_t octets, records; /* without the header; its own */
	uint64_t lowest, highest; /* notices */
};

/* Fills the header that stands before the block's records, and block->head. */
void outcome_block_seal(struct outcome_block *block, uint8_t *octets);
/* The header alone; ERR_INPUT: it is none. */
enum err MUST_USE outcome_block_read(struct outcome_block *out, const uint8_t *header,
				     struct fault *why);
/* Whether the octets, header and all, are those that were sealed. */
bool outcome_block_is_whole(const struct outcome_block *block, const uint8_t *octets);

#endif
