/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What can go wrong, and the sentence that says so.
 *
 * Every function that can fail returns enum err. The sentence goes into a caller-owned
 * struct fault, which may be NULL when nobody will read it.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_USE		__attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

enum err {
	ERR_OK = 0,
	ERR_INPUT,	  /* malformed: cannot be read as what it claims to be */
	ERR_LIMIT,	  /* readable, but past a stated limit */
	ERR_STATE,	  /* not allowed in the present state */
	ERR_ABSENT,	  /* the thing named does not exist */
	ERR_CONFLICT,	  /* exists already, with other content */
	ERR_DENIED,	  /* this person or peer may not */
	ERR_IO,		  /* a file, socket or disk failed; nothing was done */
	ERR_FULL,	  /* a bound was reached; try later */
	ERR_IN_DOUBT,	  /* it may or may not have been done */
	ERR_UNDETERMINED, /* cannot be known here: no calendar for that year, say */
	ERR_MEMORY,
	ERR_DAMAGED, /* what was stored whole is not whole any more */
	ERR_COUNT
};

enum {
	FAULT_CLAUSE_OCTETS = 48,
	FAULT_TEXT_OCTETS = 320,
};

struct fault {
	enum err err;
	char clause[FAULT_CLAUSE_OCTETS]; /* "TS 48.049 8.1.3.1", "art. 27"; may be empty */
	char text[FAULT_TEXT_OCTETS];	  /* English, one line, no trailing stop */
};

/* A short lower-case word for logs and JSON, never NULL. */
const char *err_name(enum err err);

/*
 * Fills *why (unless it is NULL) and returns err, so that a refusal is one statement:
 *	return err_set(why, ERR_LIMIT, "TS 23.041 9.4.1.2.1", "code %u > %u", code, max);
 * Text too long for the buffer is cut at a character boundary.
 */
enum err err_set(struct fault *why, enum err err, const char *clause, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* Puts "prefix: " before the sentence already there; keeps err and clause. */
enum err err_prefix(struct fault *why, enum err err, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
