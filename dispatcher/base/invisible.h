/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Invisible: the characters that a phone, a terminal or a page shows nothing of. */
#ifndef BASE_INVISIBLE_H
#define BASE_INVISIBLE_H

#include <stdbool.h>
#include <stdint.h>

/* Takes room, and nothing is seen there: spaces of every width, line ends, the empty braille cell.
 */
bool invisible_is_blank(uint32_t character);

/* Takes no room: joiners, marks of direction, variation selectors, tags, fillers. */
bool invisible_is_mark(uint32_t character);

#endif
