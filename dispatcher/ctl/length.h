/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Length: how long something took, as people say it. */
#ifndef CTL_LENGTH_H
#define CTL_LENGTH_H

#include <stdint.h>

/* Two units at most, on ctx: "38 ms", "4.2 s", "3 min 20 s", "5 h 3 min", "6 d 2 h". */
char *length_text(void *ctx, int64_t ms);

#endif
