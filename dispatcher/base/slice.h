/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text or octets that somebody else owns: a pointer and a size, no terminating NUL promised.
 * A slice with at == NULL means "absent"; size 0 with at != NULL means "present and empty".
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *at;
	size_t size;
};

#define SLICE_LITERAL(text) ((struct slice){ (text), sizeof(text) - 1 })
/* For printf: printf("%.*s", SLICE_PRINT(s)) */
#define SLICE_PRINT(s)	    (int)(s).size, (s).at ? (s).at : ""

static inline struct slice slice_of(const char *text)
{
	return (struct slice){ text, text ? strlen(text) : 0 };
}

/*
 * A copy on ctx, with a NUL behind it; of an absent slice the empty text. An allocation that fails
 * aborts.
 */
struct slice slice_copy(const void *ctx, struct slice s);
/* The same, but `before` itself where that is equal: of many that name a few, neighbours share. */
struct slice slice_share(const void *ctx, struct slice s, struct slice before);
char *slice_string(const void *ctx, struct slice s);

bool slice_equal(struct slice a, struct slice b);
bool slice_is(struct slice s, const char *text);
bool slice_starts(struct slice s, const char *prefix);
/* Octet by octet, the shorter first where that decides nothing: < 0, 0, > 0. */
int slice_compare(struct slice a, struct slice b);

/* Without leading and trailing XML white space (blank, tab, CR, LF). */
struct slice slice_trim(struct slice s);

/*
 * Absent, empty, or nothing but what leaves no ink: blanks of any script (also the full-width one,
 * U+3000), line ends, controls, zero-width characters. Whatever somebody must fill in is asked by
 * this.
 */
bool slice_says_nothing(struct slice s);

/*
 * Takes the next run of octets that are not in `separators` off the front of *rest.
 * Returns false, and leaves *word alone, when none is left.
 */
bool slice_word(struct slice *rest, const char *separators, struct slice *word);

/*
 * Decimal digits only, no sign, no blanks. False if empty, malformed or above max;
 * *out is untouched then.
 */
bool slice_to_u64(struct slice s, uint64_t max, uint64_t *out);

/*
 * [-+]digits[.digits] as an integer count of 10^-scale, rounded half away from zero
 * ("30.1234567", 6 -> 30123457). False if malformed or outside +-limit.
 */
bool slice_to_fixed(struct slice s, unsigned int scale, int64_t limit, int64_t *out);

#endif
