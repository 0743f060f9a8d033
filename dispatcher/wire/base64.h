/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Base64 (RFC 4648 4): strict, with padding; no line breaks. */
#ifndef WIRE_BASE64_H
#define WIRE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

/* Room that the octets of so many characters need. */
static inline size_t base64_room(size_t characters)
{
	return characters / 4 * 3;
}

/* Into `out`, of base64_room() octets. False: not Base64; nothing is promised of `out` then. */
bool base64_decode(uint8_t *out, size_t *size, struct slice text);

#endif
