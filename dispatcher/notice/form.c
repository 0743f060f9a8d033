/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/form.h"

#include <talloc.h>

#include "base/slice.h"

size_t form_missing(struct form_member *missing, const struct form_field *fields, size_t count,
		    const void *form)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		const struct slice *value = (const void *)((const char *)form + fields[i].offset);

		if (slice_says_nothing(*value))
			missing[found++] = fields[i].member;
	}
	return found;
}

struct form_names form_names(void *ctx, const struct form_member *members, size_t count)
{
	char *en = talloc_strdup(ctx, ""), *zh = talloc_strdup(ctx, "");

	for (size_t i = 0; i < count; i++) {
		en = talloc_asprintf_append(en, "%s%s", i ? ", " : "", members[i].name);
		zh = talloc_asprintf_append(zh, "%s%s", i ? "、" : "", members[i].zh);
	}
	return (struct form_names){ en, zh };
}
