/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The same figures as JSON and as CSV, from one description of their sections. */
#include <stddef.h>

#include "desk/complaints.h"
#include "desk/figures.h"
#include "notice/period.h"
#include "wire/csv_text.h"
#include "wire/member.h"

struct column {
	const char *name;
	size_t offset; /* of a uint64_t in struct statistics_row */
};

#define COUNT(member)                                                                              \
	{                                                                                          \
#member, offsetof(struct statistics_row, counts.member)                            \
	}
#define NUMBER(member)                                                                             \
	{                                                                                          \
#member, offsetof(struct statistics_row, member)                                   \
	}

static const struct column count_columns[] = {
	COUNT(notices), COUNT(sent), COUNT(refused), COUNT(declined), COUNT(cancelled), COUNT(open),
};
static const struct column carrier_columns[] = {
	COUNT(notices), NUMBER(deliveries), NUMBER(accepted),
	NUMBER(failed), NUMBER(unknown),    NUMBER(stopped),
	NUMBER(cells),	NUMBER(cells_ok),   NUMBER(cells_failed),
};
static const struct column rule_columns[] = { COUNT(notices) };

typedef struct slice label_fn(const struct registry *registry, struct slice name);

static struct slice body_label(const struct registry *registry, struct slice name)
{
	const struct registry_agency *agency = registry_agency(registry, name);

	return agency ? agency->name : SLICE_LITERAL("");
}

static struct slice carrier_label(const struct registry *registry, struct slice name)
{
	const struct registry_carrier *carrier = registry_carrier(registry, name);

	return carrier ? carrier->name : SLICE_LITERAL("");
}

static const struct section {
	const char *member, *key;
	size_t offset; /* of a struct statistics_rows in struct statistics */
	const struct column *columns;
	size_t column_count;
	label_fn *label; /* NULL: the name says it all */
} sections[] = {
#define COLUMNS(list) list, sizeof(list) / sizeof((list)[0])
	{ "by_lane", "lane", offsetof(struct statistics, lanes), COLUMNS(count_columns), NULL },
	{ "by_class", "class", offsetof(struct statistics, classes), COLUMNS(count_columns), NULL },
	{ "by_body", "body", offsetof(struct statistics, bodies), COLUMNS(count_columns),
	  body_label },
	{ "by_carrier", "carrier", offsetof(struct statistics, carriers), COLUMNS(carrier_columns),
	  carrier_label },
	{ "refusals_by_rule", "rule", offsetof(struct statistics, rules), COLUMNS(rule_columns),
	  NULL },
};
enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

static const struct statistics_rows *rows_of(const struct statistics *s,
					     const struct section *section)
{
	return (const struct statistics_rows *)((const char *)s + section->offset);
}

static uint64_t value_of(const struct statistics_row *row, const struct column *column)
{
	return *(const uint64_t *)((const char *)row + column->offset);
}

static const struct paper_row {
	const char *name;
	size_t offset;
} paper_rows[] = {
	{ "owed", offsetof(struct statistics, owed) },
	{ "filed", offsetof(struct statistics, filed) },
	{ "returned", offsetof(struct statistics, returned) },
	{ "accepted", offsetof(struct statistics, accepted) },
	{ "not_recognised", offsetof(struct statistics, not_recognised) },
	{ "overdue", offsetof(struct statistics, overdue) },
};
enum { PAPER_ROWS = sizeof(paper_rows) / sizeof(paper_rows[0]) };

static uint64_t paper_value(const struct statistics *s, const struct paper_row *row)
{
	return *(const uint64_t *)((const char *)s + row->offset);
}

/* Milliseconds, rounded to the nearest. */
static int64_t ms(int64_t us)
{
	return (us + 500) / 1000;
}

static void put_row(struct text *out, const struct figures_answer *answer,
		    const struct section *section, const struct statistics_row *row)
{
	struct slice label = section->label ? section->label(answer->registry, slice_of(row->name))
					    : SLICE_LITERAL("");

	text_printf(out, "{\"%s\":", section->key);
	text_put_json(out, slice_of(row->name));
	if (label.size > 0) {
		text_puts(out, ",\"name\":");
		text_put_json(out, label);
	}
	for (size_t c = 0; c < section->column_count; c++)
		member_put_number(out, section->columns[c].name,
				  value_of(row, &section->columns[c]));
	text_puts(out, "}");
}

/* Counted in `all`, but in no row of a section that is full. */
static uint64_t not_named(const struct statistics *s)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < SECTIONS; i++)
		sum += rows_of(s, &sections[i])->dropped;
	return sum;
}

static void put_section(struct text *out, const struct figures_answer *answer,
			const struct section *section)
{
	const struct statistics_rows *rows = rows_of(answer->statistics, section);
	const char *separator = "";

	text_printf(out, ",\"%s\":[", section->member);
	for (size_t i = 0; i < rows->count; i++) {
		if (rows->rows[i].counts.notices == 0)
			continue;
		text_puts(out, separator);
		put_row(out, answer, section, &rows->rows[i]);
		separator = ",";
	}
	text_puts(out, "]");
}

static void put_times(struct text *out, const struct statistics *s)
{
	const char *separator = "";

	text_puts(out, ",\"times\":[");
	for (enum statistics_measure m = 0; m < STATISTICS_MEASURES; m++)
		for (size_t lane = 0; lane < STATISTICS_LANES; lane++) {
			const struct statistics_times *times = &s->times[m][lane];

			if (times->count == 0)
				continue;
			text_printf(out, "%s{\"measure\":\"%s\",\"lane\":\"%s\"", separator,
				    statistics_measure_name(m), statistics_lane_name(lane));
			member_put_number(out, "notices", times->count);
			member_put_number(out, "median_ms", (uint64_t)ms(times->median_us));
			member_put_number(out, "p95_ms", (uint64_t)ms(times->p95_us));
			member_put_number(out, "max_ms", (uint64_t)ms(times->max_us));
			text_puts(out, "}");
			separator = ",";
		}
	text_puts(out, "]");
}

static void put_overdue(struct text *out, const struct statistics *s)
{
	uint64_t listed = s->overdue < STATISTICS_OVERDUE_MAX ? s->overdue : STATISTICS_OVERDUE_MAX;

	text_puts(out, ",\"overdue_notices\":[");
	for (uint64_t i = 0; i < listed; i++) {
		const struct statistics_overdue *row = &s->overdue_rows[i];

		text_printf(out, "%s{\"notice\":\"%llu\",\"body\":", i ? "," : "",
			    (unsigned long long)row->number);
		text_put_json(out, slice_of(row->agency));
		member_put_time(out, "due", row->due);
		text_puts(out, "}");
	}
	text_puts(out, "]");
}

static void put_paperwork(struct text *out, const struct statistics *s)
{
	text_puts(out, ",\"paperwork\":{");
	for (size_t i = 0; i < PAPER_ROWS; i++) {
		text_printf(out, "%s\"%s\":", i ? "," : "", paper_rows[i].name);
		text_put_u64(out, paper_value(s, &paper_rows[i]));
	}
	put_overdue(out, s);
	text_puts(out, "}");
}

static void put_all(struct text *out, const struct statistics *s)
{
	struct statistics_row all = { .counts = s->all };

	text_puts(out, ",\"all\":{");
	for (size_t c = 0; c < sizeof(count_columns) / sizeof(count_columns[0]); c++) {
		text_printf(out, "%s\"%s\":", c ? "," : "", count_columns[c].name);
		text_put_u64(out, value_of(&all, &count_columns[c]));
	}
	text_puts(out, "}");
}

/* ---- complaints and opt-outs 投诉、退订, made in the period ------------------------------ */

/* Of a body that this authority reviews; its name, empty where it is registered no more. */
static bool counts(const struct figures_answer *answer, const struct complaints_body *body,
		   struct slice *name)
{
	const struct registry_agency *agency = registry_agency(answer->registry, body->agency);

	*name = agency ? agency->name : SLICE_LITERAL("");
	return answer->authority.size == 0 ||
	       (agency && slice_equal(agency->authority, answer->authority));
}

static void put_complaints(struct text *out, const struct figures_answer *answer)
{
	struct complaints_body *bodies;
	size_t count = complaints_by_body(&bodies, out->ctx, answer->desk, answer->period);
	const char *separator = "";
	struct slice name;

	text_puts(out, ",\"complaints\":[");
	for (size_t i = 0; i < count; i++) {
		if (!counts(answer, &bodies[i], &name))
			continue;
		text_printf(out, "%s{\"body\":", separator);
		text_put_json(out, bodies[i].agency);
		member_put_text(out, "name", name);
		member_put_number(out, "records", bodies[i].sums.records);
		member_put_number(out, "complaints", bodies[i].sums.complaints);
		member_put_number(out, "opt_outs", bodies[i].sums.opt_outs);
		text_puts(out, "}");
		separator = ",";
	}
	text_puts(out, "]");
}

void figures_write_json(struct text *out, const struct figures_answer *answer)
{
	text_printf(out, "{\"period\":\"%s\"", answer->period_text);
	member_put_time(out, "from", period_from(answer->period));
	member_put_time(out, "until", period_until(answer->period));
	if (answer->authority.size > 0) {
		text_puts(out, ",\"authority\":");
		text_put_json(out, answer->authority);
	}
	put_all(out, answer->statistics);
	for (size_t i = 0; i < SECTIONS; i++)
		put_section(out, answer, &sections[i]);
	if (not_named(answer->statistics) > 0)
		member_put_number(out, "not_named", not_named(answer->statistics));
	put_times(out, answer->statistics);
	put_paperwork(out, answer->statistics);
	put_complaints(out, answer);
	text_puts(out, "}");
}

/* ---- CSV -------------------------------------------------------------------------------- */

struct line {
	const char *section;
	struct slice name, label;
	const char *measure;
	uint64_t value;
};

static void put_line(struct text *out, const struct figures_answer *answer, const struct line *line)
{
	text_puts(out, answer->period_text);
	text_printf(out, ",%s,", line->section);
	csv_text_put(out, line->name);
	text_puts(out, ",");
	csv_text_put_foreign(out, line->label);
	text_printf(out, ",%s,", line->measure);
	text_put_u64(out, line->value);
	text_puts(out, CSV_TEXT_LINE_END);
}

static void put_csv_row(struct text *out, const struct figures_answer *answer,
			const struct section *section, const struct statistics_row *row)
{
	struct slice name = slice_of(row->name);

	for (size_t c = 0; c < section->column_count; c++)
		put_line(out, answer,
			 &(struct line){ section->key, name,
					 section->label ? section->label(answer->registry, name)
							: SLICE_LITERAL(""),
					 section->columns[c].name,
					 value_of(row, &section->columns[c]) });
}

static void put_csv_section(struct text *out, const struct figures_answer *answer,
			    const struct section *section)
{
	const struct statistics_rows *rows = rows_of(answer->statistics, section);

	for (size_t i = 0; i < rows->count; i++)
		if (rows->rows[i].counts.notices > 0)
			put_csv_row(out, answer, section, &rows->rows[i]);
}

static void put_csv_times(struct text *out, const struct figures_answer *answer)
{
	for (enum statistics_measure m = 0; m < STATISTICS_MEASURES; m++)
		for (size_t lane = 0; lane < STATISTICS_LANES; lane++) {
			const struct statistics_times *times = &answer->statistics->times[m][lane];
			const struct {
				const char *name;
				uint64_t value;
			} values[] = { { "notices", times->count },
				       { "median_ms", (uint64_t)ms(times->median_us) },
				       { "p95_ms", (uint64_t)ms(times->p95_us) },
				       { "max_ms", (uint64_t)ms(times->max_us) } };

			for (size_t i = 0; times->count > 0 && i < 4; i++)
				put_line(out, answer,
					 &(struct line){ statistics_measure_name(m),
							 slice_of(statistics_lane_name(lane)),
							 SLICE_LITERAL(""), values[i].name,
							 values[i].value });
		}
}

static void put_csv_complaints(struct text *out, const struct figures_answer *answer)
{
	struct complaints_body *bodies;
	size_t count = complaints_by_body(&bodies, out->ctx, answer->desk, answer->period);

	for (size_t i = 0; i < count; i++) {
		const struct complaints_body *body = &bodies[i];
		struct slice name;
		const struct {
			const char *name;
			uint64_t value;
		} values[] = { { "records", body->sums.records },
			       { "complaints", body->sums.complaints },
			       { "opt_outs", body->sums.opt_outs } };

		for (size_t n = 0; counts(answer, body, &name) && n < 3; n++)
			put_line(out, answer,
				 &(struct line){ "complaints", body->agency, name, values[n].name,
						 values[n].value });
	}
}

void figures_write_csv(struct text *out, const struct figures_answer *answer)
{
	struct statistics_row all = { .counts = answer->statistics->all };

	text_puts(out, CSV_TEXT_MARK "period,section,name,label,measure,value" CSV_TEXT_LINE_END);
	for (size_t c = 0; c < sizeof(count_columns) / sizeof(count_columns[0]); c++)
		put_line(out, answer,
			 &(struct line){ "all", SLICE_LITERAL("all"), SLICE_LITERAL(""),
					 count_columns[c].name,
					 value_of(&all, &count_columns[c]) });
	for (size_t i = 0; i < SECTIONS; i++)
		put_csv_section(out, answer, &sections[i]);
	if (not_named(answer->statistics) > 0)
		put_line(out, answer,
			 &(struct line){ "not_named", SLICE_LITERAL("all"), SLICE_LITERAL(""),
					 "rows", not_named(answer->statistics) });
	put_csv_times(out, answer);
	for (size_t i = 0; i < PAPER_ROWS; i++)
		put_line(out, answer,
			 &(struct line){ "paperwork", SLICE_LITERAL("all"), SLICE_LITERAL(""),
					 paper_rows[i].name,
					 paper_value(answer->statistics, &paper_rows[i]) });
	put_csv_complaints(out, answer);
}
