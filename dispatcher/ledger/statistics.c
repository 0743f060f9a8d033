/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/statistics.h"

#include <stdlib.h>

enum { ROOM_AT_FIRST = 16 };

static const char *const measure_names[STATISTICS_MEASURES] = {
	[STATISTICS_TO_DECIDED] = "received-to-decided",
	[STATISTICS_TO_SENT] = "received-to-sent",
};

const char *statistics_measure_name(enum statistics_measure measure)
{
	return (unsigned int)measure < STATISTICS_MEASURES ? measure_names[measure] : "invalid";
}

const char *statistics_lane_name(size_t lane)
{
	return lane == LANE_NONE ? "all" : lane_name((enum lane)lane);
}

struct statistics *statistics_new(struct utc now)
{
	struct statistics *statistics = calloc(1, sizeof(*statistics));

	if (statistics)
		statistics->now = now;
	return statistics;
}

static void free_rows(struct statistics_rows *rows)
{
	free(rows->rows);
	free(rows->slots);
}

void statistics_free(struct statistics *s)
{
	if (!s)
		return;
	free_rows(&s->lanes);
	free_rows(&s->classes);
	free_rows(&s->bodies);
	free_rows(&s->carriers);
	free_rows(&s->rules);
	for (size_t m = 0; m < STATISTICS_MEASURES; m++)
		for (size_t lane = 0; lane < STATISTICS_LANES; lane++)
			free(s->times[m][lane].us);
	arena_free(&s->arena);
	free(s);
}

/* ---- rows by name ----------------------------------------------------------------------- */

/* FNV-1a, 32 bits. */
static uint32_t hash_of(struct slice name)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < name.size; i++)
		hash = (hash ^ (uint8_t)name.at[i]) * 16777619u;
	return hash;
}

/* The slot that holds the name, or the free one where it would go. */
static uint32_t *slot_of(const struct statistics_rows *rows, struct slice name)
{
	uint32_t mask = (uint32_t)(2 * rows->room - 1);

	for (uint32_t at = hash_of(name);; at++) {
		uint32_t *slot = &rows->slots[at & mask];

		if (*slot == 0 || slice_is(name, rows->rows[*slot - 1].name))
			return slot;
	}
}

static bool grow(struct statistics_rows *rows)
{
	size_t room = rows->room ? 2 * rows->room : ROOM_AT_FIRST;
	struct statistics_row *larger = realloc(rows->rows, room * sizeof(*larger));
	uint32_t *slots = calloc(2 * room, sizeof(*slots));

	if (larger)
		rows->rows = larger;
	if (!larger || !slots) {
		free(slots);
		return false;
	}
	free(rows->slots);
	rows->slots = slots;
	rows->room = room;
	for (uint32_t i = 0; i < rows->count; i++)
		*slot_of(rows, slice_of(rows->rows[i].name)) = i + 1;
	return true;
}

static struct statistics_row *find(const struct statistics_rows *rows, struct slice name)
{
	uint32_t *slot = rows->count > 0 ? slot_of(rows, name) : NULL;

	return slot && *slot ? &rows->rows[*slot - 1] : NULL;
}

/* The row of that name, made if need be; NULL: there is no room for one more. */
static struct statistics_row *row_of(struct statistics *s, struct statistics_rows *rows,
				     struct slice name)
{
	struct statistics_row *row = find(rows, name);
	struct slice kept;

	if (row)
		return row;
	if (rows->count == STATISTICS_NAMES_MAX) {
		rows->dropped++;
		return NULL;
	}
	kept = arena_slice(&s->arena, name);
	if (!kept.at || (rows->count == rows->room && !grow(rows))) {
		s->err = ERR_MEMORY;
		return NULL;
	}
	*slot_of(rows, name) = (uint32_t)rows->count + 1;
	row = &rows->rows[rows->count++];
	*row = (struct statistics_row){ .name = kept.at };
	return row;
}

static struct slice name_or_none(const char *name)
{
	return name && *name ? slice_of(name) : SLICE_LITERAL("none");
}

void statistics_know_body(struct statistics *s, const char *name)
{
	s->only_known_bodies = true;
	row_of(s, &s->bodies, slice_of(name));
}

/* ---- counts ----------------------------------------------------------------------------- */

enum {
	DECLINED = NOTICE_IN(NOTICE_UNSUITABLE) | NOTICE_IN(NOTICE_OUT_OF_SCOPE) |
		   NOTICE_IN(NOTICE_LAPSED),
	CANCELLED = NOTICE_IN(NOTICE_CANCELLED) | NOTICE_IN(NOTICE_CANCELLING),
};

static bool is_refused(const struct ledger_figure *figure)
{
	return slice_is(slice_of(figure->state), notice_state_name(NOTICE_REFUSED));
}

static void add(struct statistics_counts *counts, const struct ledger_figure *figure)
{
	struct slice state = slice_of(figure->state);

	counts->notices++;
	counts->sent += utc_is_set(figure->sent);
	counts->refused += is_refused(figure);
	counts->declined += notice_state_is_in(state, DECLINED);
	counts->cancelled += notice_state_is_in(state, CANCELLED);
	counts->open += figure->is_open;
}

static void count_in(struct statistics *s, struct statistics_rows *rows, const char *name,
		     const struct ledger_figure *figure)
{
	struct statistics_row *row = row_of(s, rows, name_or_none(name));

	if (row)
		add(&row->counts, figure);
}

static void count_rules(struct statistics *s, const struct ledger_figure *figure)
{
	struct slice rest = slice_of(figure->refused_by), rule;

	/* A version that was refused may have been mended since. */
	if (!is_refused(figure))
		return;
	while (slice_word(&rest, " ", &rule)) {
		struct statistics_row *row = row_of(s, &s->rules, rule);

		if (row)
			row->counts.notices++;
	}
}

/* ---- carriers --------------------------------------------------------------------------- */

static void take_number(struct slice *line, uint64_t *sum)
{
	struct slice word;
	uint64_t value;

	if (slice_word(line, " ", &word) && slice_to_u64(word, UINT64_MAX / 2, &value))
		*sum += value;
}

static void count_carriers(struct statistics *s, const struct ledger_figure *figure)
{
	struct slice rest = slice_of(figure->carriers), line, name;

	while (slice_word(&rest, "\n", &line)) {
		struct statistics_row *row = slice_word(&line, " ", &name)
						     ? row_of(s, &s->carriers, name)
						     : NULL;

		if (!row)
			continue;
		add(&row->counts, figure);
		take_number(&line, &row->deliveries);
		take_number(&line, &row->accepted);
		take_number(&line, &row->failed);
		take_number(&line, &row->unknown);
		take_number(&line, &row->stopped);
		take_number(&line, &row->cells);
		take_number(&line, &row->cells_ok);
		take_number(&line, &row->cells_failed);
	}
}

/* ---- times ------------------------------------------------------------------------------ */

static void keep_time(struct statistics *s, struct statistics_times *times, int64_t us)
{
	if (times->count == times->room) {
		size_t room = times->room ? 2 * times->room : 256;
		int64_t *larger = realloc(times->us, room * sizeof(*larger));

		if (!larger) {
			s->err = ERR_MEMORY;
			return;
		}
		times->us = larger;
		times->room = room;
	}
	times->us[times->count++] = us;
}

static void count_time(struct statistics *s, enum statistics_measure measure,
		       const struct ledger_figure *figure, struct utc at)
{
	/* A clock set back while a notice waited makes no negative time. */
	int64_t us = at.us > figure->received.us ? at.us - figure->received.us : 0;

	if (!utc_is_set(at))
		return;
	keep_time(s, &s->times[measure][0], us);
	for (size_t lane = 1; lane < STATISTICS_LANES; lane++)
		if (figure->lane && strcmp(figure->lane, lane_name((enum lane)lane)) == 0)
			keep_time(s, &s->times[measure][lane], us);
}

static void swap(int64_t *a, int64_t *b)
{
	int64_t kept = *a;

	*a = *b;
	*b = kept;
}

/* Everything left of what it returns is at most the pivot, everything right of it at least. */
static size_t part(int64_t *at, size_t low, size_t high)
{
	size_t middle = low + (high - low) / 2, i = low, k = high + 1;
	int64_t pivot;

	/* The middle of three: rows come nearly sorted. */
	if (at[middle] < at[low])
		swap(&at[middle], &at[low]);
	if (at[high] < at[low])
		swap(&at[high], &at[low]);
	if (at[high] < at[middle])
		swap(&at[high], &at[middle]);
	swap(&at[low], &at[middle]);
	pivot = at[low];
	for (;;) {
		do
			i++;
		while (i < high && at[i] < pivot);
		do
			k--;
		while (at[k] > pivot);
		if (i >= k)
			break;
		swap(&at[i], &at[k]);
	}
	swap(&at[low], &at[k]);
	return k;
}

/* The value that `rank` others (from 0) stand before when sorted; Hoare's selection. */
static int64_t select_rank(int64_t *at, size_t count, size_t rank)
{
	size_t low = 0, high = count - 1;

	while (low < high) {
		size_t middle = part(at, low, high);

		if (rank == middle)
			return at[rank];
		if (rank < middle)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return at[rank];
}

static int64_t hundredth(struct statistics_times *times, size_t k)
{
	return select_rank(times->us, times->count, (times->count * k + 99) / 100 - 1);
}

void statistics_finish(struct statistics *s)
{
	for (size_t m = 0; m < STATISTICS_MEASURES; m++)
		for (size_t lane = 0; lane < STATISTICS_LANES; lane++) {
			struct statistics_times *times = &s->times[m][lane];

			if (times->count == 0)
				continue;
			times->median_us = hundredth(times, 50);
			times->p95_us = hundredth(times, 95);
			times->max_us = hundredth(times, 100);
		}
}

/* ---- paperwork -------------------------------------------------------------------------- */

static void count_overdue(struct statistics *s, const struct ledger_figure *figure)
{
	if (!utc_is_set(figure->paperwork_due) || !utc_before(figure->paperwork_due, s->now))
		return;
	if (s->overdue < STATISTICS_OVERDUE_MAX)
		s->overdue_rows[s->overdue] = (struct statistics_overdue){
			.number = figure->number,
			.agency = arena_text(&s->arena, figure->agency),
			.due = figure->paperwork_due,
		};
	s->overdue++;
}

static void count_paperwork(struct statistics *s, const struct ledger_figure *figure)
{
	const struct {
		const char *state;
		uint64_t *sum;
		bool is_waited_for;
	} rows[] = {
		{ "owed", &s->owed, true },
		{ "filed", &s->filed, false },
		{ "returned", &s->returned, true },
		{ "accepted", &s->accepted, false },
		{ "not-recognised", &s->not_recognised, false },
	};

	for (size_t i = 0; figure->paperwork && i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(figure->paperwork, rows[i].state) != 0)
			continue;
		++*rows[i].sum;
		if (rows[i].is_waited_for)
			count_overdue(s, figure);
	}
}

/* ---- one notice ------------------------------------------------------------------------- */

void statistics_count(void *data, const struct ledger_figure *figure)
{
	struct statistics *s = data;

	s->last_received = figure->received;
	s->last_number = figure->number;
	if (s->err != ERR_OK ||
	    (s->only_known_bodies && !find(&s->bodies, name_or_none(figure->agency))))
		return;
	if (s->all.notices == STATISTICS_NOTICES_MAX) {
		s->err = ERR_LIMIT;
		return;
	}
	add(&s->all, figure);
	count_in(s, &s->lanes, figure->lane, figure);
	count_in(s, &s->classes, figure->class_name, figure);
	count_in(s, &s->bodies, figure->agency, figure);
	count_rules(s, figure);
	count_carriers(s, figure);
	count_time(s, STATISTICS_TO_DECIDED, figure, figure->decided);
	count_time(s, STATISTICS_TO_SENT, figure, figure->sent);
	count_paperwork(s, figure);
}
