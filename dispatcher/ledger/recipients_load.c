/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/recipients_load.h"

#include <stdlib.h>

#include "ledger/recipients_lines.h"
#include "notice/recipient_row.h"

struct loader {
	struct recipients_load *load;
	size_t file;
	struct recipient_header header;
	struct recipients_lines lines;
};

static const struct wrong carrier_is_unknown = {
	"carrier-unknown", "号段表和携号转网表里没有这个运营商",
	"no table of prefixes or ported numbers names this carrier",
	"与表中的写法一致，或留空由号码判断", "as the tables write it, or empty: the number tells"
};

void recipients_load_bad(struct recipients_load *load, uint64_t line, const char *column,
			 const struct wrong *wrong)
{
	const struct recipients_source *source = load->source;
	struct recipients_bad_line bad = { .column = column, .wrong = wrong };
	size_t file = source->csv_count - 1;

	while (file > 0 && (load->before[file] == 0 || load->before[file] >= line))
		file--;
	bad.csv_path = source->csv_paths[file];
	bad.line = line - load->before[file];
	load->bad_lines++;
	if (source->bad_line)
		source->bad_line(source->data, &bad);
}

/* ---- a line ----------------------------------------------------------------------------- */

static uint64_t line_of(const struct loader *loader)
{
	return loader->load->before[loader->file] + loader->lines.line;
}

static enum err add(struct loader *loader, uint64_t high, uint64_t place, struct fault *why)
{
	return sorter_add(loader->load->sorter,
			  (struct sorter_pair){ high, place | line_of(loader) }, why);
}

static enum err keep(struct loader *loader, const struct recipient_row *row, uint32_t carrier,
		     struct fault *why)
{
	uint64_t high = row->msisdn.number << 9 | (uint64_t)carrier << 1 | row->has_opted_out;
	uint32_t group;
	enum err err = recipients_names_add(&loader->load->groups, row->group, &group, why);

	if (err == ERR_OK && row->adcode > 0)
		err = add(loader, high, (uint64_t)row->adcode << 28, why);
	if (err == ERR_OK && (group > 0 || row->adcode == 0))
		err = add(loader, high, (uint64_t)group << 48, why);
	return err;
}

static enum err keep_if_carrier(struct loader *loader, const struct recipient_row *row,
				struct fault *why)
{
	struct recipients_carriers *carriers = &loader->load->carriers;
	uint32_t carrier = 0;
	enum err err = ERR_OK;

	if (row->carrier.size > 0 && carriers->are_closed) {
		carrier = recipients_names_find(&carriers->names, row->carrier);
		if (carrier == 0) {
			recipients_load_bad(loader->load, line_of(loader), "carrier",
					    &carrier_is_unknown);
			return ERR_OK;
		}
	} else if (row->carrier.size > 0) {
		err = recipients_names_add(&carriers->names, row->carrier, &carrier, why);
	}
	return err == ERR_OK ? keep(loader, row, carrier, why) : err;
}

static enum err read_row(struct loader *loader, struct fault *why)
{
	struct recipients_lines *lines = &loader->lines;
	struct recipient_fault bad = { "line", &recipient_wrong_csv };
	struct recipient_row row;
	struct csv_line line;
	enum err err = csv_split(&line, lines->text, lines->size, NULL);

	if (line_of(loader) > RECIPIENTS_LINES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d lines", RECIPIENTS_LINES_MAX);
	if (err == ERR_OK && line.count == 1 && line.fields[0].size == 0)
		return ERR_OK; /* an empty line, often the last one */
	loader->load->lines++;
	if (err == ERR_OK)
		err = recipient_row_read(&row, &loader->header, &line, &bad);
	if (err == ERR_OK)
		return keep_if_carrier(loader, &row, why);
	recipients_load_bad(loader->load, line_of(loader), bad.column, bad.wrong);
	return ERR_OK;
}

/* ---- the file --------------------------------------------------------------------------- */

static enum err read_header(struct loader *loader, struct fault *why)
{
	struct csv_line line;
	enum err err;

	if (!recipients_lines_next(&loader->lines))
		return err_set(why, ERR_INPUT, NULL, "%s is empty", loader->lines.path);
	err = csv_split(&line, loader->lines.text, loader->lines.size, why);
	if (err == ERR_OK)
		err = recipient_header_read(&loader->header, &line, why);
	return err == ERR_OK ? err : err_prefix(why, err, "%s: line 1", loader->lines.path);
}

static enum err read_file(struct loader *loader, struct fault *why)
{
	const char *path = loader->load->source->csv_paths[loader->file];
	enum err err = recipients_lines_open(&loader->lines, path, why);

	if (err != ERR_OK)
		return err;
	err = read_header(loader, why);
	while (err == ERR_OK && recipients_lines_next(&loader->lines))
		err = read_row(loader, why);
	if (err == ERR_OK)
		err = recipients_lines_end(&loader->lines, why);
	recipients_lines_close(&loader->lines);
	return err;
}

static enum err read_files(struct loader *loader, struct fault *why)
{
	struct recipients_load *load = loader->load;
	enum err err = ERR_OK;

	if (load->source->csv_count == 0 || load->source->csv_count > RECIPIENTS_FILES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "1 to %d files", RECIPIENTS_FILES_MAX);
	for (size_t i = 0; err == ERR_OK && i < load->source->csv_count; i++) {
		load->before[i] = i > 0 ? line_of(loader) : 0;
		loader->file = i;
		err = read_file(loader, why);
	}
	return err;
}

enum err recipients_load_csv(struct recipients_load *out, const struct recipients_source *source,
			     struct fault *why)
{
	struct loader *loader = calloc(1, sizeof(*loader));
	enum err err;

	*out = (struct recipients_load){ .source = source, .groups.max = RECIPIENTS_GROUPS_MAX };
	if (!loader)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	loader->load = out;
	err = recipients_carriers_read(&out->carriers, source, why);
	if (err == ERR_OK)
		err = sorter_open(&out->sorter, source->path, why);
	if (err == ERR_OK)
		err = read_files(loader, why);
	if (err == ERR_OK)
		err = sorter_turn(out->sorter, why);
	free(loader);
	return err;
}

void recipients_load_free(struct recipients_load *load)
{
	recipients_carriers_free(&load->carriers);
	recipients_names_free(&load->groups);
	sorter_close(load->sorter);
	*load = (struct recipients_load){ 0 };
}
