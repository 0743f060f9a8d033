/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/portability.h"

#include <stdlib.h>

/* ---- reading ---------------------------------------------------------------------------- */

static uint64_t power_of_ten(unsigned int exponent)
{
	uint64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

enum err portability_prefix_read(struct portability_prefix *out, struct slice text,
				 struct fault *why)
{
	struct slice digits = slice_trim(text);
	bool is_foreign = slice_starts(digits, "+");
	uint64_t number;

	if (is_foreign) {
		digits.at++;
		digits.size--;
	}
	if (digits.size == 0 || digits.size > PORTABILITY_PREFIX_DIGITS_MAX - 2 ||
	    digits.at[0] == '0' || !slice_to_u64(digits, UINT64_MAX, &number))
		return err_set(why, ERR_INPUT, NULL,
			       "a prefix is 1 to %d digits, such as 139 or +49151",
			       PORTABILITY_PREFIX_DIGITS_MAX - 2);
	out->length = (uint8_t)digits.size;
	if (!is_foreign) {
		number += 86 * power_of_ten(out->length);
		out->length = (uint8_t)(out->length + 2);
	}
	out->digits = number;
	return ERR_OK;
}

/* The longest first, so that the first that fits is the one. */
static int by_length(const void *left, const void *right)
{
	const struct portability_prefix *a = left, *b = right;

	if (a->length != b->length)
		return a->length > b->length ? -1 : 1;
	return (a->digits > b->digits) - (a->digits < b->digits);
}

enum err portability_sort(struct portability *portability, struct fault *why)
{
	struct portability_prefix *rows = portability->prefixes;

	if (portability->prefix_count == 0)
		return ERR_OK;
	qsort(rows, portability->prefix_count, sizeof(*rows), by_length);
	for (size_t i = 1; i < portability->prefix_count; i++)
		if (by_length(&rows[i - 1], &rows[i]) == 0 &&
		    rows[i - 1].carrier != rows[i].carrier)
			return err_set(why, ERR_CONFLICT, NULL, "prefix %llu has two carriers",
				       (unsigned long long)rows[i].digits);
	return ERR_OK;
}

/* ---- asking ----------------------------------------------------------------------------- */

static uint8_t ported_to(const struct portability *portability, struct msisdn msisdn)
{
	size_t from = 0, to = portability->ported_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (portability->ported[middle] >> 8 < msisdn.number)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == portability->ported_count || portability->ported[from] >> 8 != msisdn.number)
		return 0;
	return (uint8_t)portability->ported[from];
}

static unsigned int length_of(uint64_t number)
{
	unsigned int length = 0;

	for (; number > 0; number /= 10)
		length++;
	return length;
}

static uint8_t assigned_to(const struct portability *portability, struct msisdn msisdn)
{
	unsigned int length = length_of(msisdn.number);
	size_t from = 0;

	while (from < portability->prefix_count) {
		struct portability_prefix key = { .length = portability->prefixes[from].length };
		const struct portability_prefix *found;

		if (key.length > length) {
			from++;
			continue;
		}
		key.digits = msisdn.number / power_of_ten(length - key.length);
		found = bsearch(&key, &portability->prefixes[from],
				portability->prefix_count - from, sizeof(key), by_length);
		if (found)
			return found->carrier;
		while (from < portability->prefix_count &&
		       portability->prefixes[from].length == key.length)
			from++;
	}
	return 0;
}

uint8_t portability_carrier(const struct portability *portability, struct msisdn msisdn)
{
	uint8_t carrier = ported_to(portability, msisdn);

	return carrier ? carrier : assigned_to(portability, msisdn);
}
