/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Recipients: who is in which group and who lives in which area, for short messages. One read-only
 * file, versioned by the digest of its content, made aside from CSV and renamed into place; the
 * versions before stay beside it (ledger/register_versions.h). A file that does not carry its own
 * digest is not opened: a message would go to the wrong people.
 *
 * The file holds telephone numbers. It is readable for its owner alone, and nothing here puts a
 * number into a sentence.
 *
 * A handle belongs to one thread at a time; cursors belong to their handle.
 */
#ifndef LEDGER_RECIPIENTS_H
#define LEDGER_RECIPIENTS_H

#include "base/digest.h"
#include "notice/msisdn.h"

enum {
	RECIPIENTS_LINES_MAX = (1 << 28) - 1, /* of all files */
	RECIPIENTS_FILES_MAX = 256,
	RECIPIENTS_GROUPS_MAX = 65535,
	RECIPIENTS_PLACES_MAX = 4096, /* groups and areas of one number */
	RECIPIENTS_PORTED_MAX = 20000000,
};

struct recipients_summary {
	uint64_t numbers, opted_out; /* each once, however many groups it is in */
	uint64_t without_carrier;    /* of the numbers: nobody knows who serves them */
	uint64_t entries;	     /* a number in a group or area */
	uint32_t groups, areas, carriers;
	struct digest digest; /* of the content: the same lines in any order give the same */
};

/* ---- making one ----------------------------------------------------------------------- */

struct recipients_bad_line {
	const char *csv_path;
	uint64_t line; /* 1 is the header */
	const char *column;
	const struct wrong *wrong;
};

typedef void recipients_bad_line_fn(void *data, const struct recipients_bad_line *bad);

struct recipients_source {
	const char *const *csv_paths; /* each with a header of its own */
	size_t csv_count;
	const char *path;	   /* the file; replaced if it exists */
	const char *prefixes_path; /* "prefix,carrier"; NULL: none */
	const char *ported_path;   /* "number,carrier"; NULL: none */
	bool tolerates;		   /* take the good lines even if there are bad ones */
	recipients_bad_line_fn *bad_line;
	void *data;
};

struct recipients_import {
	struct recipients_summary summary;
	uint64_t lines, bad_lines, repeated; /* repeated: they said nothing new */
};

/*
 * A carrier that a line names goes before the ported numbers, those before the prefixes. Where
 * there is a table of prefixes or of ported numbers, a line may name only carriers that they name.
 * ERR_INPUT: a bad header or table, any bad line unless tolerated, or no recipient at all; nothing
 * was written then. ERR_STATE: somebody else is importing into the same file. ERR_LIMIT, ERR_FULL,
 * ERR_IO, ERR_MEMORY.
 */
enum err MUST_USE recipients_import(struct recipients_import *out,
				    const struct recipients_source *source, struct fault *why);

/* ---- asking one ----------------------------------------------------------------------- */

struct recipients;

/* Reads it through. ERR_IO: there is none; ERR_INPUT: none of this version, or damaged. */
enum err MUST_USE recipients_open(struct recipients **out, const char *path, struct fault *why);
void recipients_close(struct recipients *recipients);
struct recipients_summary recipients_summary_of(const struct recipients *recipients);

/* By number, in the order of names, from 0; the carrier 0 is "". Absent past the last. */
struct slice recipients_carrier_name(const struct recipients *recipients, size_t carrier);
struct slice recipients_group_name(const struct recipients *recipients, size_t group);

struct recipients_count {
	uint64_t numbers, opted_out;
};

/* Of all groups and areas, each number once; said in the file. Zeros past the last carrier. */
struct recipients_count recipients_of_carrier(const struct recipients *recipients, size_t carrier);

/* One group or one area at one carrier, as the file says: nothing is read. */
struct recipients_list {
	uint32_t carrier;
	struct slice group; /* empty: it is an area */
	uint32_t adcode;
	struct recipients_count count;
};
/* By carrier, then areas, then groups. False past the last. */
bool recipients_list_at(struct recipients_list *out, const struct recipients *recipients,
			size_t index);

struct recipients_filter {
	const struct slice *groups;
	size_t group_count;
	const uint32_t *adcodes; /* prefix rule: 330000 covers 33xxxx */
	size_t adcode_count;
	struct slice carrier;	/* absent: all, one after the other */
	bool without_opted_out; /* they have said that they do not want messages: only if asked */
};

struct recipient {
	struct msisdn msisdn;
	uint8_t carrier;
	bool has_opted_out;
};

struct recipients_cursor;

/*
 * Who is in any of the groups or areas, each once, by carrier and then ascending. ERR_ABSENT: a
 * group or carrier that is not known; an area without anybody is none. ERR_MEMORY.
 */
enum err MUST_USE recipients_cursor_open(struct recipients_cursor **out,
					 const struct recipients *recipients,
					 const struct recipients_filter *filter, struct fault *why);
void recipients_cursor_close(struct recipients_cursor *cursor);
/* The next at most `max`; *count is 0 behind the last. ERR_IO. */
enum err MUST_USE recipients_cursor_next(struct recipients_cursor *cursor, struct recipient *room,
					 size_t max, size_t *count, struct fault *why);

/*
 * How many that are, for each carrier: out has PORTABILITY_CARRIERS_MAX + 1 rows. Where it is one
 * list a carrier the file says it, else all of them are read. ERR_ABSENT, ERR_IO, ERR_MEMORY.
 */
enum err MUST_USE recipients_counts(struct recipients_count *out,
				    const struct recipients *recipients,
				    const struct recipients_filter *filter, struct fault *why);

#endif
