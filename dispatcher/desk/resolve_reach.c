/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_reach.h"

#include "desk/registry.h"
#include "notice/calendar.h"

static uint32_t count_nodes(const struct register_answer *cells)
{
	uint32_t count = 0;

	/* Each half of the cells is in the order of its nodes: a node on both sides counts twice.
	 */
	for (size_t i = 0; i < cells->cell_count; i++)
		count += cells->cells[i].node.size > 0 &&
			 (i == 0 || !slice_equal(cells->cells[i].node, cells->cells[i - 1].node));
	return count;
}

static void describe_reach(struct resolution *r)
{
	r->judged.cells = r->cells.cell_count;
	r->judged.cells_outside = r->cells.cell_count - r->inside_count;
	r->judged.people = r->cells.people;
	r->judged.nodes = count_nodes(&r->cells);
}

/* By size a second person agrees too, unless it is urgent: there only the plan asks for one. */
static void judge_size(struct resolution *r)
{
	uint64_t most = desk_registry(r->desk)->settings.second_person_people;

	if (most > 0 && r->cells.people > most && r->corrects.notice == 0 &&
	    (r->judged.lane == LANE_PLANNED || r->judged.lane == LANE_EXPEDITED))
		r->judged.needs_second_person = true;
}

/*
 * One working day before it must be decided, at the same hour. Where the calendar does not say,
 * three days: rather too early than on the eve of a day off.
 */
static struct utc last_call(const struct resolution *r)
{
	struct utc by = utc_before(r->filed, r->judged.begins) ? r->judged.begins
							       : r->judged.expires;
	int64_t day = calendar_day_of(by), before;

	if (!utc_is_set(by))
		return by;
	if (calendar_workday_after(desk_calendar(r->desk), &before, day, -1, NULL) != ERR_OK)
		before = day - 3;
	return utc_add(by, SPAN_DAYS(before - day));
}

void resolve_reach_describe(struct resolution *r)
{
	describe_reach(r);
	judge_size(r);
	r->judged.last_call = last_call(r);
}
