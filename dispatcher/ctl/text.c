/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/text.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistr.h>

#include "ctl/finding.h"
#include "judge/country.h"
#include "notice/wording.h"
#include "wire/finding_json.h"

enum {
	TEXT_OCTETS_MAX = 1 << 20,
	NAMES_MAX = 32,
	OUTPUT_OCTETS = 1 << 16, /* of answers are written at once */
};

struct options {
	struct slice names[NAMES_MAX], phones[NAMES_MAX];
	size_t name_count, phone_count;
	const char *signature, *basis, *profiles, *text;
	enum lane lane;
	bool is_json, is_lines;
};

struct checker {
	void *ctx;
	struct wording_case wording;
	struct registry registry; /* of the one body that --sender names */
	struct registry_agency agency;
	bool is_json;
	void *scratch;	    /* of one text's findings */
	struct text output; /* JSON that is not yet written */
	enum ctl_exit status;
};

/* ---- options ---------------------------------------------------------------------------- */

static bool read_lane(enum lane *out, const char *word)
{
	for (unsigned int i = LANE_PLANNED; i < LANE_COUNT; i++) {
		if (strcmp(lane_name(i), word) != 0)
			continue;
		*out = i;
		return true;
	}
	return false;
}

static bool add_name(struct slice *list, size_t *count, const char *name)
{
	if (*count == NAMES_MAX)
		return false;
	list[(*count)++] = slice_of(name);
	return true;
}

static bool take_option(struct options *out, int option)
{
	switch (option) {
	case 'l':
		return read_lane(&out->lane, optarg);
	case 's':
		return add_name(out->names, &out->name_count, optarg);
	case 'p':
		return add_name(out->phones, &out->phone_count, optarg);
	case 'g':
		out->signature = optarg;
		return true;
	case 'b':
		out->basis = optarg;
		return true;
	case 'd':
		out->profiles = optarg;
		return true;
	case 'j':
		return out->is_json = true;
	case 'n':
		return out->is_lines = true;
	default:
		return false;
	}
}

static bool read_options(struct options *out, int argc, char **argv)
{
	static const struct option options[] = {
		{ "lane", required_argument, NULL, 'l' },
		{ "sender", required_argument, NULL, 's' },
		{ "phone", required_argument, NULL, 'p' },
		{ "signature", required_argument, NULL, 'g' },
		{ "basis", required_argument, NULL, 'b' },
		{ "profiles", required_argument, NULL, 'd' },
		{ "json", no_argument, NULL, 'j' },
		{ "lines", no_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*out = (struct options){ .lane = LANE_PLANNED, .profiles = ctl_profiles() };
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!take_option(out, option))
			return false;
	if (optind + (out->is_lines ? 0 : 1) != argc)
		return false;
	out->text = out->is_lines ? NULL : argv[optind];
	return true;
}

/* ---- making the checker ----------------------------------------------------------------- */

static enum err load_words(struct checker *checker, const char *profiles, struct fault *why)
{
	static const struct vocabulary_words none;
	struct vocabulary *vocabulary = NULL;
	struct country *country;
	enum err err = country_load(&country, checker->ctx, profiles, why);

	if (err == ERR_OK)
		err = vocabulary_make(&vocabulary, checker->ctx, &country->words, &none, why);
	checker->wording.vocabulary = vocabulary;
	return err;
}

/* The first name is the full one. Without any, neither name nor number is asked for. */
static enum err make_sender(struct checker *checker, const struct options *options,
			    struct fault *why)
{
	struct naming *naming = NULL;
	enum err err;

	checker->agency = (struct registry_agency){
		.name = options->name_count ? options->names[0] : SLICE_LITERAL("发送机构"),
		.short_names = options->names + 1,
		.short_name_count = options->name_count ? options->name_count - 1 : 0,
		.phones = options->phones,
		.phone_count = options->phone_count,
	};
	checker->registry = (struct registry){ .agencies = &checker->agency, .agency_count = 1 };
	if (options->name_count + options->phone_count == 0)
		return ERR_OK;
	err = options->name_count ? naming_make(&naming, checker->ctx, &checker->registry, why)
				  : ERR_OK;
	checker->wording.agency = &checker->agency;
	checker->wording.naming = naming;
	checker->wording.asks_no_phone = options->phone_count == 0;
	return err;
}

static enum err check_utf8(struct slice text, struct fault *why)
{
	const uint8_t *bad = u8_check((const uint8_t *)text.at, text.size);

	if (!bad)
		return ERR_OK;
	return err_set(why, ERR_INPUT, "RFC 3629", "octet %zu is not UTF-8",
		       (size_t)((const char *)bad - text.at));
}

static enum err make_checker(struct checker *out, const struct options *options, struct fault *why)
{
	enum err err;

	*out = (struct checker){
		.ctx = talloc_new(NULL),
		.is_json = options->is_json,
		.wording = { .lane = options->lane,
			     .basis = options->basis,
			     .signature = slice_of(options->signature) },
	};
	out->scratch = talloc_new(out->ctx);
	text_init(&out->output, out->ctx);
	err = check_utf8(out->wording.signature, why);
	if (err == ERR_OK)
		err = load_words(out, options->profiles, why);
	return err == ERR_OK ? make_sender(out, options, why) : err;
}

/* ---- answers ---------------------------------------------------------------------------- */

static void put_number(struct text *out, const char *name, size_t number)
{
	text_puts(out, name);
	text_put_u64(out, number);
}

static void put_json(struct text *out, const struct wording_count *count,
		     const struct findings *findings)
{
	put_number(out, "{\"characters\":", count->characters);
	put_number(out, ",\"characters_nfc\":", count->characters_nfc);
	put_number(out, ",\"characters_nfkc\":", count->characters_nfkc);
	put_number(out, ",\"units\":", count->units);
	put_number(out, ",\"segments\":", count->segments);
	text_puts(out, ",\"verdict\":\"");
	text_puts(out, ctl_finding_verdict(findings->strongest));
	text_puts(out, "\",\"findings\":");
	finding_json_write_all(out, findings);
	text_puts(out, "}\n");
}

static void print_people(const struct wording_count *count, const struct findings *findings,
			 size_t line)
{
	if (line > 0)
		printf("line %zu: ", line);
	printf("%s (%zu characters, %zu UTF-16 units, %zu segment%s, %zu findings)\n",
	       ctl_finding_verdict(findings->strongest), count->characters, count->units,
	       count->segments, count->segments == 1 ? "" : "s",
	       findings->count + findings->dropped);
	for (size_t i = 0; i < findings->count; i++)
		ctl_finding_print(&findings->items[i]);
}

static void flush(struct checker *checker)
{
	if (checker->output.size == 0)
		return;
	fwrite(checker->output.at, 1, checker->output.size, stdout);
	checker->output.size = 0;
}

static void unreadable(struct checker *checker, const struct fault *why, size_t line)
{
	char where[48];

	snprintf(where, sizeof(where), line ? "line %zu" : "text", line);
	checker->status = ctl_fail(where, why);
	/* One answer a line, whatever it is. */
	if (line > 0 && checker->is_json) {
		text_puts(&checker->output, "{\"error\":");
		text_put_json(&checker->output, slice_of(why->text));
		text_puts(&checker->output, "}\n");
	}
}

/* line 0: the only text. */
static void check_text(struct checker *checker, struct slice text, size_t line)
{
	struct wording_count count;
	struct findings findings;
	struct fault why;

	if (check_utf8(text, &why) != ERR_OK) {
		unreadable(checker, &why, line);
		return;
	}
	checker->wording.text = text;
	findings_init(&findings, checker->scratch);
	wording_judge(&findings, &checker->wording);
	count = wording_count_shown(&checker->wording);
	if (checker->is_json)
		put_json(&checker->output, &count, &findings);
	else
		print_people(&count, &findings, line);
	if (findings.strongest >= EFFECT_HOLD && checker->status == CTL_DONE)
		checker->status = CTL_REFUSED;
	talloc_free_children(checker->scratch);
	if (checker->output.size >= OUTPUT_OCTETS)
		flush(checker);
}

/* ---- reading ---------------------------------------------------------------------------- */

static size_t without_line_end(const char *octets, size_t size)
{
	if (size > 0 && octets[size - 1] == '\n')
		size--;
	if (size > 0 && octets[size - 1] == '\r')
		size--;
	return size;
}

static void check_lines(struct checker *checker)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t size;
	struct fault why;

	for (size_t number = 1; (size = getline(&line, &capacity, stdin)) >= 0; number++) {
		if (size <= TEXT_OCTETS_MAX) {
			check_text(checker,
				   (struct slice){ line, without_line_end(line, (size_t)size) },
				   number);
			continue;
		}
		err_set(&why, ERR_LIMIT, NULL, "longer than %d octets", TEXT_OCTETS_MAX);
		unreadable(checker, &why, number);
	}
	free(line);
	if (ferror(stdin)) {
		err_set(&why, ERR_IO, NULL, "standard input: %s", strerror(errno));
		checker->status = ctl_fail("text check", &why);
	}
}

static void check_argument(struct checker *checker, const char *argument)
{
	struct slice text = slice_of(argument);
	struct fault why;
	char *octets;

	if (strcmp(argument, "-") == 0) {
		if (ctl_read_file(checker->ctx, "-", TEXT_OCTETS_MAX, &octets, &text.size, &why) !=
		    ERR_OK) {
			checker->status = ctl_fail("text check", &why);
			return;
		}
		text = (struct slice){ octets, without_line_end(octets, text.size) };
	}
	check_text(checker, text, 0);
}

enum ctl_exit ctl_text_check(int argc, char **argv)
{
	struct options options;
	struct checker checker;
	struct fault why;

	if (!read_options(&options, argc, argv))
		return ctl_usage(CTL_TEXT_CHECK_USAGE);
	if (make_checker(&checker, &options, &why) != ERR_OK)
		checker.status = ctl_fail("text check", &why);
	else if (options.is_lines)
		check_lines(&checker);
	else
		check_argument(&checker, options.text);
	flush(&checker);
	talloc_free(checker.ctx);
	return checker.status;
}
