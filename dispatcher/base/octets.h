/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Octets: whole numbers as big-endian octets, which sort as the numbers do. */
#ifndef BASE_OCTETS_H
#define BASE_OCTETS_H

#include <stdint.h>

/* The low `size` octets of value, 1 to 8. */
static inline void octets_put(uint8_t *octets, unsigned int size, uint64_t value)
{
	for (unsigned int i = 0; i < size; i++)
		octets[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

static inline uint64_t octets_get(const uint8_t *octets, unsigned int size)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value = value << 8 | octets[i];
	return value;
}

/* Spelled out: the compiler makes one instruction of it, and millions of cells are read by it. */
static inline uint32_t octets_get_u32(const uint8_t *octets)
{
	return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 |
	       octets[3];
}

#endif
