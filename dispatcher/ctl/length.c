/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/length.h"

#include <inttypes.h>
#include <talloc.h>

char *length_text(void *ctx, int64_t ms)
{
	int64_t s = ms / 1000;

	if (ms < 1000)
		return talloc_asprintf(ctx, "%" PRId64 " ms", ms);
	if (s < 60)
		return talloc_asprintf(ctx, "%" PRId64 ".%" PRId64 " s", s, ms % 1000 / 100);
	if (s < 3600)
		return talloc_asprintf(ctx, "%" PRId64 " min %" PRId64 " s", s / 60, s % 60);
	if (s < INT64_C(48) * 3600)
		return talloc_asprintf(ctx, "%" PRId64 " h %" PRId64 " min", s / 3600, s / 60 % 60);
	return talloc_asprintf(ctx, "%" PRId64 " d %" PRId64 " h", s / 86400, s / 3600 % 24);
}
