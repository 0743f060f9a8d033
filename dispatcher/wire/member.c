/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/member.h"

static void put_name(struct text *out, const char *name)
{
	text_puts(out, ",\"");
	text_puts(out, name);
	text_puts(out, "\":");
}

void member_put(struct text *out, const char *name, struct slice value)
{
	put_name(out, name);
	text_put_json(out, value);
}

void member_put_number(struct text *out, const char *name, uint64_t value)
{
	put_name(out, name);
	text_put_u64(out, value);
}

void member_put_bool(struct text *out, const char *name, bool value)
{
	put_name(out, name);
	text_puts(out, value ? "true" : "false");
}

void member_put_some(struct text *out, const char *name, uint64_t value)
{
	if (value > 0)
		member_put_number(out, name, value);
}

void member_put_text(struct text *out, const char *name, struct slice value)
{
	if (value.size > 0)
		member_put(out, name, value);
}

void member_put_time(struct text *out, const char *name, struct utc at)
{
	char buf[UTC_TEXT_OCTETS];

	if (utc_is_set(at))
		member_put(out, name, slice_of(utc_format(buf, at, UTC_CHINA_OFFSET_MINUTES)));
}
