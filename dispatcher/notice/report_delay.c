/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/report_delay.h"

#include <stddef.h>
#include <stdlib.h>
#include <talloc.h>

#define AT(member) offsetof(struct report_delivery, member)
#define RECEIVED   SIZE_MAX /* of the notice */

static const struct {
	const char *name;
	size_t from, to;
} measures[REPORT_DELAY_MEASURES] = {
	[REPORT_DELAY_RECEIVED_COMMITTED] = { "received-to-committed", RECEIVED, AT(committed) },
	[REPORT_DELAY_COMMITTED_HANDED_OVER] = { "committed-to-handed-over", AT(committed),
						 AT(handed_over) },
	[REPORT_DELAY_HANDED_OVER_ANSWERED] = { "handed-over-to-answered", AT(handed_over),
						AT(answered) },
	[REPORT_DELAY_RECEIVED_HANDED_OVER] = { "received-to-handed-over", RECEIVED,
						AT(handed_over) },
	[REPORT_DELAY_RECEIVED_ANSWERED] = { "received-to-answered", RECEIVED, AT(answered) },
};

const char *report_delay_name(enum report_delay_measure measure)
{
	return (unsigned int)measure < REPORT_DELAY_MEASURES ? measures[measure].name : "invalid";
}

struct took {
	int64_t us;
	uint32_t delivery;
};

static int by_length(const void *a, const void *b)
{
	const struct took *x = a, *y = b;

	if (x->us != y->us)
		return x->us < y->us ? -1 : 1;
	return x->delivery < y->delivery ? -1 : x->delivery > y->delivery;
}

static struct utc time_at(const struct report *report, uint32_t delivery, size_t offset)
{
	if (offset == RECEIVED)
		return report->flow->received_at;
	return *(const struct utc *)((const char *)&report->deliveries[delivery] + offset);
}

static struct report_delay sum_up(struct took *took, uint32_t count)
{
	if (count == 0)
		return (struct report_delay){ 0 };
	qsort(took, count, sizeof(*took), by_length);
	return (struct report_delay){ count, took[(count - 1) / 2].us, took[count - 1].us,
				      took[count - 1].delivery };
}

void report_delays_make(struct report_delay out[REPORT_DELAY_MEASURES], const struct report *report)
{
	struct took *took = talloc_array((void *)(uintptr_t)report, struct took,
					 report->delivery_count + 1);

	if (!took)
		abort();
	for (enum report_delay_measure m = 0; m < REPORT_DELAY_MEASURES; m++) {
		uint32_t count = 0;

		for (uint32_t i = 0; i < report->delivery_count; i++) {
			struct utc from = time_at(report, i, measures[m].from);
			struct utc to = time_at(report, i, measures[m].to);

			if (!report_shows(report, i) || report->deliveries[i].is_repeat ||
			    !utc_is_set(from) || !utc_is_set(to))
				continue;
			took[count++] = (struct took){ utc_since(to, from).us, i };
		}
		out[m] = sum_up(took, count);
	}
	talloc_free(took);
}
