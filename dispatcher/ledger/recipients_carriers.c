/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/recipients_carriers.h"

#include <stdlib.h>

#include "ledger/recipients_lines.h"

typedef enum err row_fn(struct recipients_carriers *carriers, struct slice key, uint8_t carrier,
			struct fault *why);

/* ---- rows ------------------------------------------------------------------------------- */

static enum err no_memory(struct fault *why)
{
	return err_set(why, ERR_MEMORY, NULL, "no memory for carriers");
}

static enum err add_prefix(struct recipients_carriers *carriers, struct slice key, uint8_t carrier,
			   struct fault *why)
{
	struct portability *portability = &carriers->portability;
	struct portability_prefix prefix = { .carrier = carrier };
	enum err err = portability_prefix_read(&prefix, key, why);

	if (err != ERR_OK)
		return err;
	if (portability->prefix_count == PORTABILITY_PREFIXES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d prefixes",
			       PORTABILITY_PREFIXES_MAX);
	portability->prefixes[portability->prefix_count++] = prefix;
	return ERR_OK;
}

static enum err add_ported(struct recipients_carriers *carriers, struct slice key, uint8_t carrier,
			   struct fault *why)
{
	struct portability *portability = &carriers->portability;
	const struct wrong *wrong;
	struct msisdn msisdn;

	if (msisdn_read(&msisdn, key, &wrong) != ERR_OK)
		return err_set(why, ERR_INPUT, NULL, "number: %s: %s", wrong->en, wrong->right_en);
	if (portability->ported_count == RECIPIENTS_PORTED_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d ported numbers",
			       RECIPIENTS_PORTED_MAX);
	if (portability->ported_count == carriers->ported_room) {
		size_t room = carriers->ported_room ? 2 * carriers->ported_room : 4096;
		uint64_t *grown = realloc(carriers->ported, room * sizeof(*grown));

		if (!grown)
			return no_memory(why);
		carriers->ported = grown;
		carriers->ported_room = room;
	}
	carriers->ported[portability->ported_count++] = portability_ported(msisdn, carrier);
	return ERR_OK;
}

/* ---- tables ----------------------------------------------------------------------------- */

struct table {
	const char *path, *key; /* name of the first column */
	row_fn *add;
};

static enum err check_header(const struct table *table, const struct csv_line *line,
			     struct fault *why)
{
	if (line->count == 2 && slice_is(line->fields[0], table->key) &&
	    slice_is(line->fields[1], "carrier"))
		return ERR_OK;
	return err_set(why, ERR_INPUT, NULL, "the header is not \"%s,carrier\"", table->key);
}

static enum err read_row(struct recipients_carriers *carriers, const struct table *table,
			 const struct csv_line *line, struct fault *why)
{
	struct slice name;
	uint32_t carrier;
	enum err err;

	if (line->count == 1 && line->fields[0].size == 0)
		return ERR_OK;
	if (line->count != 2)
		return err_set(why, ERR_INPUT, NULL, "not two fields: %s,carrier", table->key);
	name = slice_trim(line->fields[1]);
	if (slice_says_nothing(name))
		return err_set(why, ERR_INPUT, NULL, "there is no carrier");
	err = recipients_names_add(&carriers->names, name, &carrier, why);
	return err == ERR_OK ? table->add(carriers, line->fields[0], (uint8_t)carrier, why) : err;
}

static bool is_remark(const struct recipients_lines *lines)
{
	return lines->size > 0 && lines->text[0] == '#';
}

static enum err read_lines(struct recipients_carriers *carriers, const struct table *table,
			   struct recipients_lines *lines, struct fault *why)
{
	bool has_header = false;
	enum err err = ERR_OK;

	while (err == ERR_OK && recipients_lines_next(lines)) {
		struct csv_line line;

		if (is_remark(lines))
			continue;
		err = csv_split(&line, lines->text, lines->size, why);
		if (err == ERR_OK)
			err = has_header ? read_row(carriers, table, &line, why)
					 : check_header(table, &line, why);
		has_header = true;
		if (err != ERR_OK)
			err_prefix(why, err, "%s:%llu", table->path,
				   (unsigned long long)lines->line);
	}
	return err == ERR_OK ? recipients_lines_end(lines, why) : err;
}

static enum err read_table(struct recipients_carriers *carriers, const struct table *table,
			   struct fault *why)
{
	struct recipients_lines *lines;
	enum err err;

	if (!table->path)
		return ERR_OK;
	carriers->are_closed = true;
	lines = malloc(sizeof(*lines));
	if (!lines)
		return no_memory(why);
	err = recipients_lines_open(lines, table->path, why);
	if (err == ERR_OK) {
		err = read_lines(carriers, table, lines, why);
		recipients_lines_close(lines);
	}
	free(lines);
	return err;
}

static int ascending(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static enum err sort_ported(struct recipients_carriers *carriers, const char *path,
			    struct fault *why)
{
	struct portability *portability = &carriers->portability;
	bool is_sorted = true;

	portability->ported = carriers->ported;
	for (size_t i = 1; is_sorted && i < portability->ported_count; i++)
		is_sorted = carriers->ported[i - 1] <= carriers->ported[i];
	if (!is_sorted)
		qsort(carriers->ported, portability->ported_count, sizeof(*carriers->ported),
		      ascending);
	for (size_t i = 1; i < portability->ported_count; i++)
		if (carriers->ported[i - 1] >> 8 == carriers->ported[i] >> 8 &&
		    carriers->ported[i - 1] != carriers->ported[i]) {
			char masked[MSISDN_TEXT_OCTETS];
			struct msisdn msisdn = { carriers->ported[i] >> 8 };

			return err_set(why, ERR_INPUT, NULL, "%s: %s has two carriers", path,
				       msisdn_mask(masked, msisdn));
		}
	return ERR_OK;
}

enum err recipients_carriers_read(struct recipients_carriers *out,
				  const struct recipients_source *source, struct fault *why)
{
	const struct table prefixes = { source->prefixes_path, "prefix", add_prefix };
	const struct table ported = { source->ported_path, "number", add_ported };
	enum err err;

	*out = (struct recipients_carriers){ .names.max = PORTABILITY_CARRIERS_MAX };
	out->portability.prefixes = calloc(PORTABILITY_PREFIXES_MAX,
					   sizeof(*out->portability.prefixes));
	if (!out->portability.prefixes)
		return no_memory(why);
	err = read_table(out, &prefixes, why);
	if (err == ERR_OK)
		err = portability_sort(&out->portability, why);
	if (err == ERR_OK)
		err = read_table(out, &ported, why);
	if (err == ERR_OK)
		err = sort_ported(out, source->ported_path, why);
	return err;
}

void recipients_carriers_free(struct recipients_carriers *carriers)
{
	recipients_names_free(&carriers->names);
	free(carriers->portability.prefixes);
	free(carriers->ported);
	*carriers = (struct recipients_carriers){ 0 };
}
