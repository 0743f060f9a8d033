/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Look-alikes (homographs): letters of other scripts that a reader takes for a to z, and marks
 * that he takes for those an address is written with. Our own table: small letters only, since
 * what is asked for has been made plain (notice/plain.h).
 */
#ifndef NOTICE_LOOKALIKE_H
#define NOTICE_LOOKALIKE_H

#include <stdint.h>

/*
 * The ASCII character that `code` is taken for: a to z, 0 to 9, or one of "-./:@"; itself if it
 * is ASCII; 0 if it looks like none.
 */
uint32_t lookalike_ascii(uint32_t code);

#endif
