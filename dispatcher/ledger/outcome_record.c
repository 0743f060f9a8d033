/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/outcome_record.h"

#include "base/octets.h"

enum {
	BEFORE_AT = 48,
	DIGEST_AT = 80,
	CHECK_AT = 112,
	CHECK_OCTETS = 8,
};

static const char magic[8] = { 'C', 'B', 'O', 'U', 'T', 'C', 0, 1 };

/* ---- the head --------------------------------------------------------------------------- */

void outcome_head_pack(uint8_t *octets, const struct outcome_head *head)
{
	octets_put(octets, 8, head->block);
	octets_put(octets + 8, 8, head->records);
	memcpy(octets + 16, head->digest.octets, DIGEST_OCTETS);
}

void outcome_head_unpack(struct outcome_head *out, const uint8_t *octets)
{
	out->block = octets_get(octets, 8);
	out->records = octets_get(octets + 8, 8);
	memcpy(out->digest.octets, octets + 16, DIGEST_OCTETS);
}

bool outcome_head_equal(const struct outcome_head *a, const struct outcome_head *b)
{
	return a->block == b->block && a->records == b->records &&
	       digest_equal(&a->digest, &b->digest);
}

/* ---- records ---------------------------------------------------------------------------- */

size_t outcome_record_pack(uint8_t *octets, const struct outcome *outcome)
{
	octets_put(octets, 8, (uint64_t)outcome->at.us);
	octets_put(octets + 8, 8, outcome->notice);
	octets_put(octets + 16, 4, outcome->delivery);
	octets_put(octets + 20, 4, outcome->recipient);
	octets_put(octets + 24, 4, outcome->cause);
	octets[28] = (uint8_t)outcome->event;
	octets[29] = outcome->attempt;
	octets[30] = (uint8_t)(outcome->part << 4 | outcome->parts);
	octets[31] = (uint8_t)outcome->text.size;
	if (outcome->text.size > 0)
		memcpy(octets + OUTCOME_RECORD_OCTETS, outcome->text.at, outcome->text.size);
	return OUTCOME_RECORD_OCTETS + outcome->text.size;
}

enum err outcome_record_take(struct outcome *out, struct slice *rest, struct fault *why)
{
	const uint8_t *octets = (const uint8_t *)rest->at;
	struct outcome read;

	if (rest->size < OUTCOME_RECORD_OCTETS ||
	    rest->size - OUTCOME_RECORD_OCTETS < (size_t)octets[31])
		return err_set(why, ERR_INPUT, NULL, "outcome log: a record does not end");
	read = (struct outcome){
		.at = { (int64_t)octets_get(octets, 8) },
		.notice = octets_get(octets + 8, 8),
		.delivery = octets_get_u32(octets + 16),
		.recipient = octets_get_u32(octets + 20),
		.cause = octets_get_u32(octets + 24),
		.event = octets[28],
		.attempt = octets[29],
		.part = octets[30] >> 4,
		.parts = octets[30] & 15,
		.text = { rest->at + OUTCOME_RECORD_OCTETS, octets[31] },
	};
	if (!outcome_is_possible(&read))
		return err_set(why, ERR_INPUT, NULL, "outcome log: a record that cannot be");
	*out = read;
	rest->at += OUTCOME_RECORD_OCTETS + read.text.size;
	rest->size -= OUTCOME_RECORD_OCTETS + read.text.size;
	return ERR_OK;
}

/* ---- blocks ----------------------------------------------------------------------------- */

static struct digest digest_of_block(const uint8_t *octets, size_t records)
{
	const struct slice parts[] = {
		{ (const char *)octets, DIGEST_AT },
		{ (const char *)octets + OUTCOME_BLOCK_HEADER_OCTETS, records },
	};

	return digest_of(parts, 2);
}

static struct digest check_of(const uint8_t *header)
{
	return digest_of_text((struct slice){ (const char *)header, CHECK_AT });
}

void outcome_block_seal(struct outcome_block *block, uint8_t *octets)
{
	struct digest check;

	block->head.block = block->before.block + 1;
	block->head.records = block->before.records + block->records;
	memset(octets, 0, OUTCOME_BLOCK_HEADER_OCTETS);
	memcpy(octets, magic, sizeof(magic));
	octets_put(octets + 8, 8, block->head.block);
	octets_put(octets + 16, 8, block->head.records);
	octets_put(octets + 24, 4, block->octets);
	octets_put(octets + 28, 4, block->records);
	octets_put(octets + 32, 8, block->lowest);
	octets_put(octets + 40, 8, block->highest);
	memcpy(octets + BEFORE_AT, block->before.digest.octets, DIGEST_OCTETS);
	block->head.digest = digest_of_block(octets, block->octets);
	memcpy(octets + DIGEST_AT, block->head.digest.octets, DIGEST_OCTETS);
	check = check_of(octets);
	memcpy(octets + CHECK_AT, check.octets, CHECK_OCTETS);
}

static bool has_zeros(const uint8_t *octets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (octets[i] != 0)
			return false;
	return true;
}

enum err outcome_block_read(struct outcome_block *out, const uint8_t *header, struct fault *why)
{
	struct digest check = check_of(header);
	uint64_t number = octets_get(header + 8, 8), records = octets_get(header + 16, 8);

	if (memcmp(header, magic, sizeof(magic)) != 0 ||
	    memcmp(header + CHECK_AT, check.octets, CHECK_OCTETS) != 0 ||
	    !has_zeros(header + CHECK_AT + CHECK_OCTETS, 8))
		return err_set(why, ERR_INPUT, NULL, "outcome log: no block");
	*out = (struct outcome_block){
		.octets = octets_get_u32(header + 24),
		.records = octets_get_u32(header + 28),
		.lowest = octets_get(header + 32, 8),
		.highest = octets_get(header + 40, 8),
	};
	if (number == 0 || records < out->records ||
	    out->octets > OUTCOME_BLOCK_OCTETS_MAX - OUTCOME_BLOCK_HEADER_OCTETS)
		return err_set(why, ERR_INPUT, NULL, "outcome log: a block that cannot be");
	out->head.block = number;
	out->head.records = records;
	memcpy(out->head.digest.octets, header + DIGEST_AT, DIGEST_OCTETS);
	out->before.block = number - 1;
	out->before.records = records - out->records;
	memcpy(out->before.digest.octets, header + BEFORE_AT, DIGEST_OCTETS);
	return ERR_OK;
}

bool outcome_block_is_whole(const struct outcome_block *block, const uint8_t *octets)
{
	struct digest digest = digest_of_block(octets, block->octets);

	return digest_equal(&digest, &block->head.digest);
}
