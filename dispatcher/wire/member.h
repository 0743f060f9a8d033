/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Member: one member of a JSON object, not its first: it begins with a comma. */
#ifndef WIRE_MEMBER_H
#define WIRE_MEMBER_H

#include "base/utc.h"
#include "wire/text.h"

void member_put(struct text *out, const char *name, struct slice value);
void member_put_number(struct text *out, const char *name, uint64_t value);
void member_put_bool(struct text *out, const char *name, bool value);
/* Left out where it is 0. */
void member_put_some(struct text *out, const char *name, uint64_t value);
/* Left out where the text is empty, or the time is not set. A time is China's. */
void member_put_text(struct text *out, const char *name, struct slice value);
void member_put_time(struct text *out, const char *name, struct utc at);

#endif
