/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>

#include "ledger/recipients_handle.h"
#include "notice/cells.h"
#include "notice/portability.h"

enum {
	ROOM_OCTETS = 4 << 20, /* for the entries of all lists that are read at once */
	STREAM_ENTRIES_MAX = 8192,
	STREAM_ENTRIES_LEAST = 64,
	COUNT_AT_ONCE = 4096,
};

/* One list, and what of it is in memory. */
struct stream {
	uint64_t at; /* of the file */
	uint32_t left;
	uint32_t next, count;
	uint8_t *room;
	uint64_t entry; /* the first that was not taken */
};

struct recipients_cursor {
	const struct recipients *recipients;
	uint32_t *places; /* pairs: from, to; they may overlap */
	size_t range_count;
	bool without_opted_out;
	uint32_t carrier, last_carrier; /* carrier: whose lists are open, or are next */
	bool is_open;
	struct stream *streams; /* a heap, the one with the least entry first */
	size_t stream_count;
	uint8_t *room;
	uint32_t stream_entries;
};

/* ---- what is asked ---------------------------------------------------------------------- */

static enum err no_memory(struct fault *why)
{
	return err_set(why, ERR_MEMORY, NULL, "recipients: no memory");
}

static int by_first(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (a[0] > b[0]) - (a[0] < b[0]);
}

/* So that no list is opened twice. */
static void join_ranges(struct recipients_cursor *cursor)
{
	uint32_t *places = cursor->places;
	size_t kept = 0;

	qsort(places, cursor->range_count, 2 * sizeof(*places), by_first);
	for (size_t i = 0; i < cursor->range_count; i++) {
		if (kept > 0 && places[2 * i] <= places[2 * kept - 1]) {
			if (places[2 * i + 1] > places[2 * kept - 1])
				places[2 * kept - 1] = places[2 * i + 1];
			continue;
		}
		places[2 * kept] = places[2 * i];
		places[2 * kept + 1] = places[2 * i + 1];
		kept++;
	}
	cursor->range_count = kept;
}

static enum err set_places(struct recipients_cursor *cursor, const struct recipients_filter *filter,
			   struct fault *why)
{
	size_t count = 0;

	cursor->places = calloc(filter->group_count + filter->adcode_count + 1,
				2 * sizeof(*cursor->places));
	if (!cursor->places)
		return no_memory(why);
	for (size_t i = 0; i < filter->group_count; i++) {
		uint32_t group = recipients_group_of(cursor->recipients, filter->groups[i]);

		if (group == 0)
			return err_set(why, ERR_ABSENT, NULL, "there is no group \"%.*s\"",
				       SLICE_PRINT(filter->groups[i]));
		cursor->places[2 * count] = cursor->places[2 * count + 1] = RECIPIENTS_FILE_GROUP |
									    group;
		count++;
	}
	for (size_t i = 0; i < filter->adcode_count; i++) {
		cursor->places[2 * count] = filter->adcodes[i];
		cursor->places[2 * count + 1] = cells_adcode_last(filter->adcodes[i]);
		count++;
	}
	cursor->range_count = count;
	join_ranges(cursor);
	return ERR_OK;
}

static enum err set_carriers(struct recipients_cursor *cursor, struct slice name, struct fault *why)
{
	int carrier;

	cursor->last_carrier = cursor->recipients->header.summary.carriers - 1;
	if (!name.at)
		return ERR_OK;
	carrier = recipients_carrier_of(cursor->recipients, name);
	if (carrier < 0)
		return err_set(why, ERR_ABSENT, NULL, "there is no carrier \"%.*s\"",
			       SLICE_PRINT(name));
	cursor->carrier = cursor->last_carrier = (uint32_t)carrier;
	return ERR_OK;
}

static const struct recipients_file_list *lists_in(const struct recipients_cursor *cursor,
						   uint32_t carrier, size_t range, size_t *count)
{
	return recipients_lists(cursor->recipients, carrier, cursor->places[2 * range],
				cursor->places[2 * range + 1], count);
}

static size_t lists_of(const struct recipients_cursor *cursor, uint32_t carrier)
{
	size_t lists = 0;

	for (size_t i = 0; i < cursor->range_count; i++) {
		size_t count;

		lists_in(cursor, carrier, i, &count);
		lists += count;
	}
	return lists;
}

static enum err make_room(struct recipients_cursor *cursor, struct fault *why)
{
	size_t most = 1;

	for (uint32_t carrier = cursor->carrier; carrier <= cursor->last_carrier; carrier++) {
		size_t lists = lists_of(cursor, carrier);

		if (lists > most)
			most = lists;
	}
	cursor->stream_entries = (uint32_t)(ROOM_OCTETS / RECIPIENTS_FILE_ENTRY_OCTETS / most);
	if (cursor->stream_entries > STREAM_ENTRIES_MAX)
		cursor->stream_entries = STREAM_ENTRIES_MAX;
	if (cursor->stream_entries < STREAM_ENTRIES_LEAST)
		cursor->stream_entries = STREAM_ENTRIES_LEAST;
	cursor->streams = calloc(most, sizeof(*cursor->streams));
	cursor->room = malloc(most * cursor->stream_entries * RECIPIENTS_FILE_ENTRY_OCTETS);
	return cursor->streams && cursor->room ? ERR_OK : no_memory(why);
}

enum err recipients_cursor_open(struct recipients_cursor **out, const struct recipients *recipients,
				const struct recipients_filter *filter, struct fault *why)
{
	struct recipients_cursor *cursor = calloc(1, sizeof(*cursor));
	enum err err;

	if (!cursor)
		return no_memory(why);
	cursor->recipients = recipients;
	cursor->without_opted_out = filter->without_opted_out;
	err = set_places(cursor, filter, why);
	if (err == ERR_OK)
		err = set_carriers(cursor, filter->carrier, why);
	if (err == ERR_OK)
		err = make_room(cursor, why);
	if (err == ERR_OK)
		*out = cursor;
	else
		recipients_cursor_close(cursor);
	return err;
}

void recipients_cursor_close(struct recipients_cursor *cursor)
{
	if (!cursor)
		return;
	free(cursor->places);
	free(cursor->streams);
	free(cursor->room);
	free(cursor);
}

/* ---- the lists of one carrier ----------------------------------------------------------- */

/* False in *has_one: the list is at its end. */
static enum err advance(const struct recipients_cursor *cursor, struct stream *stream,
			bool *has_one, struct fault *why)
{
	enum err err = ERR_OK;

	if (stream->next == stream->count) {
		stream->next = 0;
		stream->count = stream->left < cursor->stream_entries ? stream->left
								      : cursor->stream_entries;
		err = recipients_file_get(cursor->recipients->fd, stream->room,
					  (size_t)stream->count * RECIPIENTS_FILE_ENTRY_OCTETS,
					  stream->at, why);
		stream->at += (uint64_t)stream->count * RECIPIENTS_FILE_ENTRY_OCTETS;
		stream->left -= stream->count;
	}
	*has_one = stream->count > 0;
	if (err == ERR_OK && *has_one)
		stream->entry = octets_get(stream->room + (size_t)stream->next++ *
								  RECIPIENTS_FILE_ENTRY_OCTETS,
					   RECIPIENTS_FILE_ENTRY_OCTETS);
	return err;
}

static void sink(struct recipients_cursor *cursor, size_t place)
{
	struct stream *streams = cursor->streams;

	for (;;) {
		size_t least = place;
		struct stream swap;

		for (size_t child = 2 * place + 1;
		     child <= 2 * place + 2 && child < cursor->stream_count; child++)
			if (streams[child].entry < streams[least].entry)
				least = child;
		if (least == place)
			return;
		swap = streams[place];
		streams[place] = streams[least];
		streams[least] = swap;
		place = least;
	}
}

static enum err open_list(struct recipients_cursor *cursor, const struct recipients_file_list *list,
			  struct fault *why)
{
	struct stream *stream = &cursor->streams[cursor->stream_count];
	bool has_one;
	enum err err;

	*stream = (struct stream){
		.at = RECIPIENTS_FILE_HEADER_OCTETS + list->first * RECIPIENTS_FILE_ENTRY_OCTETS,
		.left = list->count,
		.room = cursor->room + cursor->stream_count * cursor->stream_entries *
					       RECIPIENTS_FILE_ENTRY_OCTETS,
	};
	err = advance(cursor, stream, &has_one, why);
	if (err == ERR_OK && has_one)
		cursor->stream_count++;
	return err;
}

static enum err open_carrier(struct recipients_cursor *cursor, struct fault *why)
{
	enum err err = ERR_OK;

	cursor->stream_count = 0;
	for (size_t i = 0; i < cursor->range_count; i++) {
		size_t count;
		const struct recipients_file_list *lists = lists_in(cursor, cursor->carrier, i,
								    &count);

		for (size_t k = 0; err == ERR_OK && k < count; k++)
			err = open_list(cursor, &lists[k], why);
	}
	for (size_t i = cursor->stream_count / 2; i-- > 0;)
		sink(cursor, i);
	cursor->is_open = true;
	return err;
}

/* ---- recipients ------------------------------------------------------------------------- */

/* The least entry, off every list that has it. */
static enum err take(struct recipients_cursor *cursor, uint64_t *entry, struct fault *why)
{
	enum err err = ERR_OK;

	*entry = cursor->streams[0].entry;
	while (err == ERR_OK && cursor->stream_count > 0 && cursor->streams[0].entry == *entry) {
		bool has_one;

		err = advance(cursor, &cursor->streams[0], &has_one, why);
		if (!has_one)
			cursor->streams[0] = cursor->streams[--cursor->stream_count];
		sink(cursor, 0);
	}
	return err;
}

static enum err take_until(struct recipients_cursor *cursor, struct recipient *room, size_t max,
			   size_t *count, struct fault *why)
{
	enum err err = ERR_OK;

	while (err == ERR_OK && cursor->stream_count > 0 && *count < max) {
		uint64_t entry;

		err = take(cursor, &entry, why);
		if (!(entry & 1) || !cursor->without_opted_out)
			room[(*count)++] = (struct recipient){ { entry >> 1 },
							       (uint8_t)cursor->carrier,
							       entry & 1 };
	}
	return err;
}

enum err recipients_cursor_next(struct recipients_cursor *cursor, struct recipient *room,
				size_t max, size_t *count, struct fault *why)
{
	enum err err = ERR_OK;

	*count = 0;
	while (err == ERR_OK && *count < max && cursor->carrier <= cursor->last_carrier) {
		if (!cursor->is_open)
			err = open_carrier(cursor, why);
		if (err == ERR_OK)
			err = take_until(cursor, room, max, count, why);
		if (err == ERR_OK && cursor->stream_count == 0) {
			cursor->carrier++;
			cursor->is_open = false;
		}
	}
	return err;
}

/* ---- counting --------------------------------------------------------------------------- */

/* False where a number may be in two lists of one carrier: they must be read then. */
static bool count_by_lists(struct recipients_count *out, const struct recipients_cursor *cursor)
{
	for (uint32_t carrier = cursor->carrier; carrier <= cursor->last_carrier; carrier++) {
		if (lists_of(cursor, carrier) > 1)
			return false;
		for (size_t i = 0; i < cursor->range_count; i++) {
			size_t count;
			const struct recipients_file_list *list = lists_in(cursor, carrier, i,
									   &count);

			if (count == 0)
				continue;
			out[carrier].opted_out = cursor->without_opted_out ? 0 : list->opted_out;
			out[carrier].numbers = list->count -
					       (cursor->without_opted_out ? list->opted_out : 0);
		}
	}
	return true;
}

static enum err count_all(struct recipients_count *out, struct recipients_cursor *cursor,
			  struct fault *why)
{
	struct recipient *room = calloc(COUNT_AT_ONCE, sizeof(*room));
	size_t count = 1;
	enum err err = room ? ERR_OK : no_memory(why);

	while (err == ERR_OK && count > 0) {
		err = recipients_cursor_next(cursor, room, COUNT_AT_ONCE, &count, why);
		for (size_t i = 0; err == ERR_OK && i < count; i++) {
			out[room[i].carrier].numbers++;
			out[room[i].carrier].opted_out += room[i].has_opted_out;
		}
	}
	free(room);
	return err;
}

enum err recipients_counts(struct recipients_count *out, const struct recipients *recipients,
			   const struct recipients_filter *filter, struct fault *why)
{
	static const size_t size = (PORTABILITY_CARRIERS_MAX + 1) * sizeof(*out);
	struct recipients_cursor *cursor;
	enum err err = recipients_cursor_open(&cursor, recipients, filter, why);

	if (err != ERR_OK)
		return err;
	memset(out, 0, size);
	if (!count_by_lists(out, cursor)) {
		memset(out, 0, size);
		err = count_all(out, cursor, why);
	}
	recipients_cursor_close(cursor);
	return err;
}
