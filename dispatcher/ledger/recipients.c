/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/recipients.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger/recipients_handle.h"
#include "notice/portability.h"

/* ---- opening ---------------------------------------------------------------------------- */

static enum err no_memory(struct fault *why)
{
	return err_set(why, ERR_MEMORY, NULL, "recipients: no memory");
}

static enum err is_damaged(struct fault *why)
{
	return err_set(why, ERR_INPUT, NULL, "it is damaged: its lists do not fit together");
}

/* The file has its own digest by now: what does not fit here was made wrong, not damaged. */
static enum err read_lists(struct recipients *recipients, const uint8_t *octets, struct fault *why)
{
	const struct recipients_file_header *header = &recipients->header;
	uint64_t first = 0;

	for (uint32_t i = 0; i < header->lists; i++) {
		struct recipients_file_list *list = &recipients->lists[i];

		recipients_file_list_unpack(list, octets + (size_t)i * RECIPIENTS_FILE_LIST_OCTETS);
		if (list->first != first || list->carrier >= header->summary.carriers ||
		    (list->place & ~RECIPIENTS_FILE_GROUP) > 999999 ||
		    list->opted_out > list->count)
			return is_damaged(why);
		if (list->place & RECIPIENTS_FILE_GROUP &&
		    (list->place & ~RECIPIENTS_FILE_GROUP) > header->summary.groups)
			return is_damaged(why);
		first += list->count;
	}
	return first == header->summary.entries ? ERR_OK : is_damaged(why);
}

static enum err read_names(struct recipients *recipients, const uint8_t *at, struct fault *why)
{
	const struct recipients_summary *summary = &recipients->header.summary;
	const uint8_t *end = at + recipients->header.names_octets;

	recipients->names[0] = SLICE_LITERAL("");
	for (size_t i = 1; i < (size_t)summary->carriers + summary->groups; i++) {
		size_t size = end - at >= 2 ? (size_t)octets_get(at, 2) : SIZE_MAX;

		if (size > (size_t)(end - at) || size + 2 > (size_t)(end - at))
			return is_damaged(why);
		recipients->names[i] = (struct slice){ (const char *)at + 2, size };
		at += 2 + size;
	}
	return at == end ? ERR_OK : is_damaged(why);
}

static enum err read_behind_entries(struct recipients *recipients, struct fault *why)
{
	const struct recipients_file_header *header = &recipients->header;
	const struct recipients_summary *summary = &header->summary;
	uint64_t at = RECIPIENTS_FILE_HEADER_OCTETS +
		      summary->entries * RECIPIENTS_FILE_ENTRY_OCTETS;
	size_t size = (size_t)(recipients_file_octets(header) - at);
	const uint8_t *carriers;
	enum err err;

	recipients->octets = malloc(size + 1);
	recipients->lists = calloc(header->lists + 1, sizeof(*recipients->lists));
	recipients->of_carrier = calloc(summary->carriers, sizeof(*recipients->of_carrier));
	recipients->names = calloc((size_t)summary->carriers + summary->groups,
				   sizeof(*recipients->names));
	if (!recipients->octets || !recipients->lists || !recipients->of_carrier ||
	    !recipients->names)
		return no_memory(why);
	err = recipients_file_get(recipients->fd, recipients->octets, size, at, why);
	if (err == ERR_OK)
		err = read_lists(recipients, recipients->octets, why);
	carriers = recipients->octets + (size_t)header->lists * RECIPIENTS_FILE_LIST_OCTETS;
	for (uint32_t i = 0; err == ERR_OK && i < summary->carriers; i++) {
		const uint8_t *row = carriers + (size_t)i * RECIPIENTS_FILE_CARRIER_OCTETS;

		recipients->of_carrier[i] = (struct recipients_count){ octets_get(row, 8),
								       octets_get(row + 8, 8) };
	}
	if (err == ERR_OK)
		err = read_names(
			recipients,
			carriers + (size_t)summary->carriers * RECIPIENTS_FILE_CARRIER_OCTETS, why);
	return err;
}

enum err recipients_open(struct recipients **out, const char *path, struct fault *why)
{
	struct recipients *recipients = calloc(1, sizeof(*recipients));
	enum err err = ERR_OK;

	if (!recipients)
		return no_memory(why);
	recipients->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (recipients->fd < 0)
		err = err_set(why, ERR_IO, NULL, "%s", strerror(errno));
	if (err == ERR_OK)
		err = recipients_file_check(&recipients->header, recipients->fd, why);
	if (err == ERR_OK)
		err = read_behind_entries(recipients, why);
	if (err == ERR_OK) {
		*out = recipients;
		return ERR_OK;
	}
	recipients_close(recipients);
	return err_prefix(why, err, "%s", path);
}

void recipients_close(struct recipients *recipients)
{
	if (!recipients)
		return;
	if (recipients->fd >= 0)
		close(recipients->fd);
	free(recipients->octets);
	free(recipients->lists);
	free(recipients->of_carrier);
	free(recipients->names);
	free(recipients);
}

/* ---- what the file says ----------------------------------------------------------------- */

struct recipients_summary recipients_summary_of(const struct recipients *recipients)
{
	return recipients->header.summary;
}

struct slice recipients_carrier_name(const struct recipients *recipients, size_t carrier)
{
	if (carrier >= recipients->header.summary.carriers)
		return (struct slice){ NULL, 0 };
	return recipients->names[carrier];
}

struct slice recipients_group_name(const struct recipients *recipients, size_t group)
{
	if (group >= recipients->header.summary.groups)
		return (struct slice){ NULL, 0 };
	return recipients->names[recipients->header.summary.carriers + group];
}

struct recipients_count recipients_of_carrier(const struct recipients *recipients, size_t carrier)
{
	if (carrier >= recipients->header.summary.carriers)
		return (struct recipients_count){ 0, 0 };
	return recipients->of_carrier[carrier];
}

bool recipients_list_at(struct recipients_list *out, const struct recipients *recipients,
			size_t index)
{
	const struct recipients_file_list *list;

	if (index >= recipients->header.lists)
		return false;
	list = &recipients->lists[index];
	*out = (struct recipients_list){ .carrier = list->carrier,
					 .group = SLICE_LITERAL(""),
					 .count = { list->count, list->opted_out } };
	if (list->place & RECIPIENTS_FILE_GROUP)
		out->group = recipients_group_name(recipients,
						   (list->place & ~RECIPIENTS_FILE_GROUP) - 1);
	else
		out->adcode = list->place;
	return true;
}

/* ---- finding ---------------------------------------------------------------------------- */

static size_t lists_before(const struct recipients *recipients, uint32_t carrier, uint32_t place)
{
	size_t from = 0, to = recipients->header.lists;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct recipients_file_list *list = &recipients->lists[middle];

		if (list->carrier < carrier || (list->carrier == carrier && list->place < place))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct recipients_file_list *recipients_lists(const struct recipients *recipients,
						    uint32_t carrier, uint32_t first, uint32_t last,
						    size_t *count)
{
	size_t from = lists_before(recipients, carrier, first);

	*count = lists_before(recipients, carrier, last + 1) - from;
	return &recipients->lists[from];
}

/* Names between two places of recipients->names are in octet order. */
static size_t name_between(const struct recipients *recipients, size_t from, size_t to,
			   struct slice name)
{
	size_t end = to;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (slice_compare(recipients->names[middle], name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from < end && slice_equal(recipients->names[from], name) ? from : SIZE_MAX;
}

uint32_t recipients_group_of(const struct recipients *recipients, struct slice name)
{
	const struct recipients_summary *summary = &recipients->header.summary;
	size_t found = name_between(recipients, summary->carriers,
				    (size_t)summary->carriers + summary->groups, name);

	return found == SIZE_MAX ? 0 : (uint32_t)(found - summary->carriers + 1);
}

int recipients_carrier_of(const struct recipients *recipients, struct slice name)
{
	size_t found = name_between(recipients, 0, recipients->header.summary.carriers, name);

	return found == SIZE_MAX ? -1 : (int)found;
}
