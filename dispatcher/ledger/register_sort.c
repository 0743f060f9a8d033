/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register_sort.h"

#include "ledger/register_file.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

static uint32_t digit(struct register_sort_key key, unsigned int shift)
{
	return key.rank >> shift & (DIGITS - 1);
}

/* One stable pass of a radix sort. */
static void pass(struct register_sort_key *to, const struct register_sort_key *from, size_t count,
		 unsigned int shift)
{
	size_t starts[DIGITS + 1] = { 0 };

	for (size_t i = 0; i < count; i++)
		starts[digit(from[i], shift) + 1]++;
	for (size_t i = 1; i < DIGITS; i++)
		starts[i] += starts[i - 1];
	for (size_t i = 0; i < count; i++)
		to[starts[digit(from[i], shift)]++] = from[i];
}

static uint32_t read_keys(struct register_sort_key *keys, const uint8_t *packed, size_t count)
{
	uint32_t greatest = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t rank = register_file_rank(packed + i * REGISTER_FILE_CELL_OCTETS);

		keys[i] = (struct register_sort_key){ rank, (uint32_t)i };
		if (rank > greatest)
			greatest = rank;
	}
	return greatest;
}

const struct register_sort_key *register_sort_by_rank(struct register_sort_key *room,
						      const uint8_t *packed, size_t count)
{
	struct register_sort_key *keys = room, *other = room + count, *swap;
	uint32_t greatest = read_keys(keys, packed, count);

	for (unsigned int shift = 0; shift < 32 && greatest >> shift; shift += DIGIT_BITS) {
		pass(other, keys, count, shift);
		swap = keys;
		keys = other;
		other = swap;
	}
	return keys;
}
