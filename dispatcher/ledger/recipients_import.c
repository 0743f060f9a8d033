/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger/aside.h"
#include "ledger/recipients_file.h"
#include "ledger/recipients_merge.h"
#include "ledger/register_versions.h"

struct writer {
	struct recipients_file_writer file;
	struct recipients_file_header header;
	uint8_t *lists; /* packed */
	size_t room;
	struct recipients_file_list list; /* that is written now */
};

/* ---- lists ------------------------------------------------------------------------------ */

static enum err end_list(struct writer *writer, struct fault *why)
{
	struct recipients_file_header *header = &writer->header;

	if (writer->list.count == 0)
		return ERR_OK;
	if (header->lists == writer->room) {
		size_t room = writer->room ? 2 * writer->room : 1024;
		uint8_t *grown = realloc(writer->lists, room * RECIPIENTS_FILE_LIST_OCTETS);

		if (!grown)
			return err_set(why, ERR_MEMORY, NULL, "no memory for lists");
		writer->lists = grown;
		writer->room = room;
	}
	recipients_file_list_pack(
		writer->lists + (size_t)header->lists * RECIPIENTS_FILE_LIST_OCTETS, &writer->list);
	header->lists++;
	return ERR_OK;
}

static enum err put_entry(struct writer *writer, struct sorter_pair pair, struct fault *why)
{
	uint32_t carrier = (uint32_t)(pair.high >> 32), place = (uint32_t)pair.high;
	uint8_t octets[RECIPIENTS_FILE_ENTRY_OCTETS];
	enum err err = ERR_OK;

	if (writer->list.count == 0 || carrier != writer->list.carrier ||
	    place != writer->list.place) {
		err = end_list(writer, why);
		writer->list = (struct recipients_file_list){ carrier, place,
							      writer->header.summary.entries, 0,
							      0 };
	}
	writer->list.count++;
	writer->list.opted_out += (uint32_t)(pair.low & 1);
	writer->header.summary.entries++;
	octets_put(octets, sizeof(octets), pair.low);
	return err == ERR_OK ? recipients_file_put(&writer->file, octets, sizeof(octets), why)
			     : err;
}

static enum err put_entries(struct writer *writer, struct sorter *by_list, struct fault *why)
{
	struct sorter_pair pair;
	bool has_one;
	enum err err = sorter_next(by_list, &pair, &has_one, why);

	while (err == ERR_OK && has_one) {
		err = put_entry(writer, pair, why);
		if (err == ERR_OK)
			err = sorter_next(by_list, &pair, &has_one, why);
	}
	return err == ERR_OK ? end_list(writer, why) : err;
}

/* Areas are in as many lists as they have carriers. */
static uint32_t count_areas(const struct writer *writer)
{
	uint8_t *seen = calloc(1000000, 1);
	uint32_t areas = 0;

	for (uint32_t i = 0; seen && i < writer->header.lists; i++) {
		struct recipients_file_list list;

		recipients_file_list_unpack(&list, writer->lists +
							   (size_t)i * RECIPIENTS_FILE_LIST_OCTETS);
		if (list.place < 1000000 && !seen[list.place]) {
			seen[list.place] = 1;
			areas++;
		}
	}
	free(seen);
	return areas;
}

/* ---- behind the lists ------------------------------------------------------------------- */

static enum err put_names(struct writer *writer, const struct recipients_names *names,
			  struct fault *why)
{
	enum err err = ERR_OK;

	for (uint32_t i = 0; err == ERR_OK && i < names->count; i++) {
		size_t size = strlen(names->names[i]);
		uint8_t length[2];

		octets_put(length, 2, size);
		err = recipients_file_put(&writer->file, length, 2, why);
		if (err == ERR_OK)
			err = recipients_file_put(&writer->file, names->names[i], size, why);
		writer->header.names_octets += 2 + size;
	}
	return err;
}

static enum err put_carriers(struct writer *writer, const struct recipients_merge *merge,
			     struct fault *why)
{
	enum err err = ERR_OK;

	for (uint32_t i = 0; err == ERR_OK && i < writer->header.summary.carriers; i++) {
		uint8_t octets[RECIPIENTS_FILE_CARRIER_OCTETS];

		octets_put(octets, 8, merge->of_carrier[i].numbers);
		octets_put(octets + 8, 8, merge->of_carrier[i].opted_out);
		err = recipients_file_put(&writer->file, octets, sizeof(octets), why);
	}
	return err;
}

static enum err put_all(struct writer *writer, struct recipients_merge *merge, struct fault *why)
{
	struct recipients_file_header *header = &writer->header;
	enum err err = put_entries(writer, merge->by_list, why);

	header->summary.numbers = merge->numbers;
	header->summary.opted_out = merge->opted_out;
	header->summary.without_carrier = merge->of_carrier[0].numbers;
	header->summary.carriers = merge->load->carriers.names.count + 1;
	header->summary.groups = merge->load->groups.count;
	header->summary.areas = count_areas(writer);
	if (err == ERR_OK)
		err = recipients_file_put(&writer->file, writer->lists,
					  (size_t)header->lists * RECIPIENTS_FILE_LIST_OCTETS, why);
	if (err == ERR_OK)
		err = put_carriers(writer, merge, why);
	if (err == ERR_OK)
		err = put_names(writer, &merge->load->carriers.names, why);
	if (err == ERR_OK)
		err = put_names(writer, &merge->load->groups, why);
	return err == ERR_OK ? recipients_file_end(&writer->file, header, why) : err;
}

static enum err write_to(struct recipients_summary *out, int fd, struct recipients_merge *merge,
			 struct fault *why)
{
	struct writer *writer = calloc(1, sizeof(*writer));
	enum err err;

	if (!writer)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	recipients_file_begin(&writer->file, fd);
	err = put_all(writer, merge, why);
	if (err == ERR_OK)
		*out = writer->header.summary;
	free(writer->lists);
	free(writer);
	return err;
}

/* ---- in place --------------------------------------------------------------------------- */

/* First a version, then the file: what was in force stays a version, too. */
static enum err put_in_place(const char *path, const char *aside, const struct digest *digest,
			     struct fault *why)
{
	char *version = register_version_path(path, digest);
	enum err err = ERR_OK;

	if (!version)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	if ((link(aside, version) != 0 && errno != EEXIST) || rename(aside, path) != 0)
		err = err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(errno));
	free(version);
	return err == ERR_OK ? aside_sync_folder_of(path, why) : err;
}

static enum err check(const struct recipients_load *load, const struct recipients_merge *merge,
		      struct fault *why)
{
	if (load->bad_lines > 0 && !load->source->tolerates)
		return err_set(
			why, ERR_INPUT, NULL, "%llu of %llu lines are bad; nothing was written",
			(unsigned long long)load->bad_lines, (unsigned long long)load->lines);
	if (merge->numbers == 0)
		return err_set(why, ERR_INPUT, NULL, "no recipient in %s",
			       load->source->csv_paths[0]);
	return ERR_OK;
}

/* Bad lines are all told before anything is given up: some are found only when lines meet. */
static enum err import_to(struct recipients_import *out, int fd, struct recipients_load *load,
			  struct fault *why)
{
	struct recipients_merge merge;
	enum err err = recipients_merge_lines(&merge, load, why);

	if (err == ERR_OK)
		err = check(load, &merge, why);
	if (err == ERR_OK)
		err = write_to(&out->summary, fd, &merge, why);
	out->lines = load->lines;
	out->bad_lines = load->bad_lines;
	out->repeated = merge.repeated;
	recipients_merge_free(&merge);
	return err;
}

static enum err import_aside(struct recipients_import *out, const char *aside,
			     struct recipients_load *load, struct fault *why)
{
	const char *path = load->source->path;
	int fd = -1;
	enum err err = aside_lock(&fd, aside, 0600, why);

	if (err != ERR_OK)
		return err;
	err = import_to(out, fd, load, why);
	if (err == ERR_OK)
		err = put_in_place(path, aside, &out->summary.digest, why);
	unlink(aside);
	close(fd);
	return err;
}

enum err recipients_import(struct recipients_import *out, const struct recipients_source *source,
			   struct fault *why)
{
	struct recipients_import imported = { 0 };
	struct recipients_load load;
	char *aside = NULL;
	enum err err = recipients_load_csv(&load, source, why);

	if (err == ERR_OK && asprintf(&aside, "%s.new", source->path) < 0) {
		aside = NULL;
		err = err_set(why, ERR_MEMORY, NULL, "no memory");
	}
	if (err == ERR_OK)
		err = import_aside(&imported, aside, &load, why);
	if (err == ERR_OK)
		*out = imported;
	free(aside);
	recipients_load_free(&load);
	return err;
}
