/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/report_log.h"

#include <stdlib.h>
#include <talloc.h>

static const char *const stop_names[REPORT_STOP_COUNT] = {
	[REPORT_STOP_NONE] = "none",
	[REPORT_STOP_RECEIVED] = "received",
	[REPORT_STOP_JUDGED] = "judged",
	[REPORT_STOP_PAGED] = "paged",
	[REPORT_STOP_AUTHORISED] = "authorised",
	[REPORT_STOP_DECIDED] = "decided",
	[REPORT_STOP_SECONDED] = "seconded",
	[REPORT_STOP_CONFIRMED] = "confirmed",
	[REPORT_STOP_AMENDED] = "amended",
	[REPORT_STOP_SCHEDULED] = "scheduled",
	[REPORT_STOP_ROUTED] = "routed",
	[REPORT_STOP_FIRST_HANDED_OVER] = "first-handed-over",
	[REPORT_STOP_LAST_HANDED_OVER] = "last-handed-over",
	[REPORT_STOP_RECEIPTS] = "receipts",
	[REPORT_STOP_FIRST_ACCEPTED] = "first-accepted",
	[REPORT_STOP_LAST_ACCEPTED] = "last-accepted",
	[REPORT_STOP_FIRST_ON_AIR] = "first-on-air",
	[REPORT_STOP_RESTARTED] = "restarted",
	[REPORT_STOP_SUPERSEDED] = "superseded",
	[REPORT_STOP_PREEMPTED] = "preempted",
	[REPORT_STOP_OUTDONE] = "outdone",
	[REPORT_STOP_CANCEL_ASKED] = "cancel-asked",
	[REPORT_STOP_EXPIRED] = "expired",
	[REPORT_STOP_LAPSED] = "lapsed",
	[REPORT_STOP_CLOSED] = "closed",
	[REPORT_STOP_ENDED] = "ended",
	[REPORT_STOP_PAPERWORK_OWED] = "paperwork-owed",
	[REPORT_STOP_PAPERWORK_REMINDED] = "paperwork-reminded",
	[REPORT_STOP_PAPERWORK_FILED] = "paperwork-filed",
	[REPORT_STOP_PAPERWORK_SETTLED] = "paperwork-settled",
	[REPORT_STOP_WITHHELD] = "withheld",
	[REPORT_STOP_CONTENT_STOPPED] = "content-stopped",
	[REPORT_STOP_CONTENT_REPORTED] = "content-reported",
	[REPORT_STOP_CONTENT_REMINDED] = "content-reminded",
	[REPORT_STOP_ALARMED] = "alarmed",
};

const char *report_stop_name(enum report_stop stop)
{
	return (unsigned int)stop < REPORT_STOP_COUNT ? stop_names[stop] : "invalid";
}

/* ---- lines ------------------------------------------------------------------------------ */

#define STOP(name) (UINT64_C(1) << REPORT_STOP_##name)

/* Nobody's decisions, and of one carrier's report all there is. */
static const uint64_t seen_by_carriers = STOP(RECEIVED) | STOP(ROUTED) | STOP(FIRST_HANDED_OVER) |
					 STOP(LAST_HANDED_OVER) | STOP(RECEIPTS) |
					 STOP(FIRST_ACCEPTED) | STOP(LAST_ACCEPTED) |
					 STOP(FIRST_ON_AIR) | STOP(RESTARTED) | STOP(SUPERSEDED) |
					 STOP(PREEMPTED) | STOP(CANCEL_ASKED) | STOP(EXPIRED) |
					 STOP(CLOSED) | STOP(ENDED);

/* Said again and again until somebody acts: one line with its number of times. */
static const uint64_t repeats = STOP(PAGED) | STOP(ALARMED) | STOP(PAPERWORK_REMINDED) |
				STOP(CONTENT_REMINDED);

static bool is_in(uint64_t stops, enum report_stop stop)
{
	return stops >> stop & 1;
}

static void make_room(struct report *report, size_t count)
{
	if (report->lines && count <= report->line_room)
		return;
	report->line_room = count > 2 * report->line_room ? count : 2 * report->line_room;
	report->lines = talloc_realloc(report, report->lines, struct report_line,
				       (unsigned int)report->line_room);
	if (!report->lines)
		abort();
}

static struct slice keep(struct report *report, struct slice text)
{
	return text.size > 0 ? slice_copy(report, text) : (struct slice){ NULL, 0 };
}

static struct report_line *add(struct report *report, const struct report_line *line)
{
	struct report_line *kept;

	if (report->line_count == REPORT_LINES_MAX) {
		report->lines_dropped++;
		return NULL;
	}
	make_room(report, report->line_count + 1);
	kept = &report->lines[report->line_count++];
	*kept = *line;
	kept->until = line->at;
	kept->times = 1;
	kept->who = keep(report, line->who);
	kept->person = keep(report, line->person);
	kept->what = keep(report, line->what);
	kept->because = keep(report, line->because);
	return kept;
}

static bool say_again(struct report *report, const struct report_line *line)
{
	struct report_line *last = report->line_count > 0 ? &report->lines[report->line_count - 1]
							  : NULL;

	if (!last || last->stop != line->stop || !is_in(repeats, line->stop) ||
	    last->is_second != line->is_second)
		return false;
	last->times++;
	last->until = line->at;
	last->due = line->due;
	return true;
}

/* A stop of its own: what is said afterwards belongs behind it, in the same minute too. */
void report_log_say(struct report *report, struct report_line line)
{
	bool is_carriers = report->carrier.at != NULL;

	if (is_carriers && !is_in(seen_by_carriers, line.stop))
		return;
	if (is_carriers)
		line.person = line.because = (struct slice){ NULL, 0 };
	if (is_carriers && line.stop != REPORT_STOP_RECEIVED)
		line.who = (struct slice){ NULL, 0 };
	memset(report->open, 0, sizeof(report->open));
	if (!say_again(report, &line))
		add(report, &line);
}

static int64_t minute_of(struct utc at)
{
	return at.us / INT64_C(60000000);
}

struct report_line *report_log_fold(struct report *report, enum report_folded folded,
				    const struct report_line *line)
{
	size_t *open = &report->open[folded];
	struct report_line *last = *open > 0 ? &report->lines[*open - 1] : NULL;

	if (!last || minute_of(last->at) != minute_of(line->at)) {
		last = add(report, line);
		*open = last ? report->line_count : 0;
	}
	if (last && utc_before(last->until, line->at))
		last->until = line->at;
	return last;
}

struct report_line *report_log_receipt(struct report *report, uint32_t delivery, struct utc at)
{
	struct report_line *line = report_log_fold(
		report, REPORT_FOLDED_RECEIPTS,
		&(struct report_line){ .stop = REPORT_STOP_RECEIPTS, .at = at });
	struct report_node *node = &report->nodes[report->deliveries[delivery].node];

	if (line && node->seen != report->open[REPORT_FOLDED_RECEIPTS]) {
		node->seen = report->open[REPORT_FOLDED_RECEIPTS];
		line->nodes++;
	}
	return line;
}

/* ---- moments ---------------------------------------------------------------------------- */

void report_log_mark(struct report *report, enum report_mark mark, uint32_t delivery, struct utc at)
{
	struct report_moment moment = { at, delivery, report->line_count };

	if (report->marked[mark]++ == 0)
		report->first[mark] = moment;
	if (!utc_before(at, report->last[mark].at))
		report->last[mark] = moment;
}

static uint32_t first_showings(const struct report *report)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < report->delivery_count; i++)
		count += report_shows(report, i) && !report->deliveries[i].is_repeat;
	return count;
}

struct moments {
	struct report_line lines[2 * REPORT_MARKS];
	size_t behind[2 * REPORT_MARKS], count;
};

static void take_moment(const struct report *report, struct moments *moments,
			const struct report_moment *moment, const struct report_line *line)
{
	const struct report_node *node = &report->nodes[report->deliveries[moment->delivery].node];
	size_t at = moments->count++;

	/* In the order in which they belong; of one line, as they came. */
	for (; at > 0 && moments->behind[at - 1] > moment->line; at--) {
		moments->lines[at] = moments->lines[at - 1];
		moments->behind[at] = moments->behind[at - 1];
	}
	moments->lines[at] = *line;
	moments->lines[at].at = moments->lines[at].until = moment->at;
	moments->lines[at].times = 1;
	moments->lines[at].what = node->node;
	moments->behind[at] = moment->line;
}

static void take_moments(const struct report *report, struct moments *moments)
{
	static const enum report_stop firsts[] = { REPORT_STOP_FIRST_HANDED_OVER,
						   REPORT_STOP_FIRST_ACCEPTED,
						   REPORT_STOP_FIRST_ON_AIR };
	static const enum report_stop lasts[] = { REPORT_STOP_LAST_HANDED_OVER,
						  REPORT_STOP_LAST_ACCEPTED, REPORT_STOP_NONE };

	for (enum report_mark mark = 0; mark < REPORT_MARKS; mark++) {
		struct report_line line = { .deliveries = report->marked[mark],
					    .total = first_showings(report) };

		if (report->marked[mark] == 0)
			continue;
		line.stop = firsts[mark];
		take_moment(report, moments, &report->first[mark], &line);
		line.stop = lasts[mark];
		if (line.stop != REPORT_STOP_NONE && report->marked[mark] > 1)
			take_moment(report, moments, &report->last[mark], &line);
	}
}

void report_end(struct report *report)
{
	struct moments moments = { .count = 0 };
	size_t from = report->line_count, to;

	take_moments(report, &moments);
	make_room(report, report->line_count + moments.count);
	to = report->line_count + moments.count;
	report->line_count = to;
	/* From behind, so that nothing is overwritten that is still to move. */
	while (moments.count > 0) {
		if (moments.behind[moments.count - 1] >= from)
			report->lines[--to] = moments.lines[--moments.count];
		else
			report->lines[--to] = report->lines[--from];
	}
}
