/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/calendar.h"

#include <getopt.h>
#include <stdio.h>
#include <talloc.h>

#include "ctl/calendar_year.h"
#include "judge/country.h"
#include "notice/lead_time.h"
#include "wire/lead_time_json.h"
#include "wire/registry_json.h"

enum { REGISTRY_MAX = 64 << 20 };

struct options {
	const char *received, *send, *registry, *profiles;
	uint64_t days;
	bool is_json, is_explained;
	int64_t day; /* received or send */
};

/* ---- the command line ------------------------------------------------------------------- */

static bool take_option(struct options *out, int option)
{
	switch (option) {
	case 'r':
		out->received = optarg;
		return true;
	case 's':
		out->send = optarg;
		return true;
	case 'n':
		return slice_to_u64(slice_of(optarg), LEAD_TIME_DAYS_MAX, &out->days) &&
		       out->days > 0;
	case 'g':
		out->registry = optarg;
		return true;
	case 'd':
		out->profiles = optarg;
		return true;
	case 'j':
		out->is_json = true;
		return true;
	case 'e':
		out->is_explained = true;
		return true;
	default:
		return false;
	}
}

static bool read_options(struct options *out, int argc, char **argv)
{
	static const struct option options[] = {
		{ "received", required_argument, NULL, 'r' },
		{ "send", required_argument, NULL, 's' },
		{ "days", required_argument, NULL, 'n' },
		{ "registry", required_argument, NULL, 'g' },
		{ "profiles", required_argument, NULL, 'd' },
		{ "json", no_argument, NULL, 'j' },
		{ "explain", no_argument, NULL, 'e' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*out = (struct options){ .days = LEAD_TIME_DAYS, .profiles = ctl_profiles() };
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!take_option(out, option))
			return false;
	return true;
}

static bool read_day(struct options *options, const char *text, struct fault *why)
{
	return calendar_day_read(&options->day, slice_of(text), why) == ERR_OK;
}

/* ---- the calendar ----------------------------------------------------------------------- */

static enum err add_registry(void *ctx, struct calendar *calendar, const char *path,
			     struct fault *why)
{
	struct calendar base = *calendar;
	struct registry registry;
	size_t size = 0;
	char *json = NULL;
	enum err err = ctl_read_file(ctx, path, REGISTRY_MAX, &json, &size, why);

	if (err == ERR_OK)
		err = registry_json_read(ctx, &registry, (struct slice){ json, size }, why);
	if (err == ERR_OK)
		err = calendar_make(ctx, calendar, &base, &registry.calendars, why);
	return err == ERR_OK ? err : err_prefix(why, err, "%s", path);
}

static enum err load(void *ctx, struct calendar *out, const struct options *options,
		     struct fault *why)
{
	struct country *country;
	enum err err = country_load(&country, ctx, options->profiles, why);

	if (err != ERR_OK)
		return err;
	*out = country->calendar;
	return options->registry ? add_registry(ctx, out, options->registry, why) : ERR_OK;
}

/* ---- printing --------------------------------------------------------------------------- */

static void print_known(const struct calendar *calendar, int64_t day)
{
	const struct calendar_year *year = calendar_year(calendar, calendar_year_of(day));
	char text[CALENDAR_DAY_OCTETS];

	if (year)
		printf("calendar       %.*s %.*s\n", SLICE_PRINT(year->number),
		       SLICE_PRINT(year->title));
	printf("valid through  %s\n", calendar_day_format(text, calendar_valid_through(calendar)));
}

/* The working days counted, eight a line; those made up have a +. */
static void print_counted(const struct calendar *calendar, int64_t day, unsigned int days)
{
	enum { A_LINE = 8, YEAR = 5 };

	for (unsigned int counted = 0; counted < days; counted++) {
		enum calendar_kind kind;
		char text[CALENDAR_DAY_OCTETS];

		if (calendar_workday_after(calendar, &day, day, 1, NULL) != ERR_OK ||
		    calendar_kind_of(calendar, &kind, day, NULL) != ERR_OK)
			break;
		if (counted % A_LINE == 0)
			printf("%s", counted ? "\n              " : "counted       ");
		printf(" %s%s", calendar_day_format(text, day) + YEAR,
		       kind == CALENDAR_MADE_UP ? "+" : "");
	}
	putchar('\n');
}

static void explain_earliest(const struct calendar *calendar,
			     const struct lead_time_earliest *earliest, unsigned int days)
{
	char filed[CALENDAR_DAY_OCTETS], from[CALENDAR_DAY_OCTETS], letter[CALENDAR_DAY_OCTETS];

	printf("received       %s", calendar_day_format(filed, earliest->filed));
	if (earliest->counted_from != earliest->filed)
		printf(", a day off: counts as received on %s",
		       calendar_day_format(from, earliest->counted_from));
	printf("\nby the letter  %s\n", calendar_day_format(letter, earliest->by_the_letter));
	print_counted(calendar, earliest->counted_from, days);
	print_known(calendar, earliest->safe);
}

static void explain_latest(const struct calendar *calendar, const struct lead_time_latest *latest,
			   unsigned int days)
{
	char send[CALENDAR_DAY_OCTETS], letter[CALENDAR_DAY_OCTETS];

	printf("send           %s\n", calendar_day_format(send, latest->wanted));
	printf("by the letter  %s\n", calendar_day_format(letter, latest->by_the_letter));
	print_counted(calendar, latest->safe, days);
	print_known(calendar, latest->wanted);
}

static void print_text(void *ctx,
		       void (*write)(struct text *, const struct calendar *, int64_t, unsigned int),
		       const struct calendar *calendar, const struct options *options)
{
	struct text json;

	text_init(&json, ctx);
	write(&json, calendar, options->day, (unsigned int)options->days);
	printf("%.*s\n", SLICE_PRINT(text_slice(&json)));
}

static enum ctl_exit undetermined(const struct fault *why)
{
	ctl_fail("calendar", why);
	return why->err == ERR_UNDETERMINED ? CTL_UNDETERMINED : CTL_USAGE;
}

/* ---- earliest and latest ---------------------------------------------------------------- */

static enum ctl_exit show_earliest(void *ctx, const struct calendar *calendar,
				   const struct options *options)
{
	struct lead_time_earliest earliest;
	char text[CALENDAR_DAY_OCTETS];
	struct fault why;

	if (lead_time_earliest(&earliest, calendar, options->day, (unsigned int)options->days,
			       &why) != ERR_OK)
		return undetermined(&why);
	if (options->is_json) {
		print_text(ctx, lead_time_json_write_earliest, calendar, options);
		return CTL_DONE;
	}
	puts(calendar_day_format(text, earliest.safe));
	if (options->is_explained)
		explain_earliest(calendar, &earliest, (unsigned int)options->days);
	return CTL_DONE;
}

static enum ctl_exit show_latest(void *ctx, const struct calendar *calendar,
				 const struct options *options)
{
	struct lead_time_latest latest;
	char text[CALENDAR_DAY_OCTETS];
	struct fault why;

	if (lead_time_latest(&latest, calendar, options->day, (unsigned int)options->days, &why) !=
	    ERR_OK)
		return undetermined(&why);
	if (options->is_json) {
		print_text(ctx, lead_time_json_write_latest, calendar, options);
		return CTL_DONE;
	}
	puts(calendar_day_format(text, latest.safe));
	if (options->is_explained)
		explain_latest(calendar, &latest, (unsigned int)options->days);
	return CTL_DONE;
}

typedef enum ctl_exit show_fn(void *ctx, const struct calendar *calendar,
			      const struct options *options);

static enum ctl_exit with_calendar(const struct options *options, show_fn *show)
{
	void *ctx = talloc_new(NULL);
	struct calendar calendar;
	struct fault why;
	enum ctl_exit status = load(ctx, &calendar, options, &why) == ERR_OK
				       ? show(ctx, &calendar, options)
				       : ctl_fail("calendar", &why);

	talloc_free(ctx);
	return status;
}

enum ctl_exit ctl_calendar_earliest(int argc, char **argv)
{
	struct options options;
	struct fault why;

	if (!read_options(&options, argc, argv) || optind != argc || !options.received ||
	    options.send)
		return ctl_usage(CTL_CALENDAR_EARLIEST_USAGE);
	if (!read_day(&options, options.received, &why))
		return ctl_fail("--received", &why);
	return with_calendar(&options, show_earliest);
}

enum ctl_exit ctl_calendar_latest(int argc, char **argv)
{
	struct options options;
	struct fault why;

	if (!read_options(&options, argc, argv) || optind != argc || !options.send ||
	    options.received)
		return ctl_usage(CTL_CALENDAR_LATEST_USAGE);
	if (!read_day(&options, options.send, &why))
		return ctl_fail("--send", &why);
	return with_calendar(&options, show_latest);
}

/* ---- a year ----------------------------------------------------------------------------- */

static enum ctl_exit show_year(void *ctx, const struct calendar *calendar,
			       const struct options *options)
{
	uint32_t number = calendar_year_of(options->day);
	const struct calendar_year *year = calendar_year(calendar, number);
	struct fault why = { .err = ERR_UNDETERMINED };

	if (!year) {
		err_set(&why, ERR_UNDETERMINED, "art. 27", "the holidays of %u are not loaded",
			number);
		return undetermined(&why);
	}
	if (options->is_json)
		calendar_year_print_json(ctx, calendar, year);
	else
		calendar_year_print(calendar, year);
	return CTL_DONE;
}

enum ctl_exit ctl_calendar_show(int argc, char **argv)
{
	struct options options;
	uint64_t year;

	if (!read_options(&options, argc, argv) || optind + 1 != argc ||
	    !slice_to_u64(slice_of(argv[optind]), 9999, &year) || year < 1900 || options.send ||
	    options.received || options.is_explained)
		return ctl_usage(CTL_CALENDAR_SHOW_USAGE);
	options.day = utc_days_of((int)year, 1, 1);
	return with_calendar(&options, show_year);
}
