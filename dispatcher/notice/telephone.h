/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Telephone number: found in a plain text however it is written ("(0571) 1234 5678",
 * "+86-571-12345678转801") and brought to one form, so that it can be compared with those that
 * were verified (art. 27). Numbers of China: area codes begin with 0, mobiles with 13 to 19.
 */
#ifndef NOTICE_TELEPHONE_H
#define NOTICE_TELEPHONE_H

#include "notice/plain.h"

enum {
	TELEPHONE_DIGITS_MAX = 20, /* of a sending code 码号; a number has 12 at most */
	TELEPHONE_EXTENSION_MAX = 6,
};

enum telephone_kind {
	TELEPHONE_NONE = 0, /* digits that are no telephone number by themselves */
	TELEPHONE_LANDLINE, /* with its area code */
	TELEPHONE_LOCAL,    /* without, where the words around it say that it is a number */
	TELEPHONE_MOBILE,
	TELEPHONE_HOTLINE,     /* 400, 800, 95xxx, 96xxx, 12xxx */
	TELEPHONE_EMERGENCY,   /* 110 119 120 122 112, and 12379: not for questions */
	TELEPHONE_SENDING_CODE /* 106.. */
};

struct telephone {
	enum telephone_kind kind;
	char digits[TELEPHONE_DIGITS_MAX + 1]; /* "057112345678"; without country code */
	char extension[TELEPHONE_EXTENSION_MAX + 1];
	uint32_t first, length; /* of plain->at, the extension with it */
	bool is_sum;		/* it is counted (12345元), not dialled: no contact number */
};

/* The next run of digits behind *out (which begins as { 0 }); false: there is none. */
bool telephone_next(struct telephone *out, const struct plain *plain);

/* One number alone, as a registry has it. */
bool telephone_read(struct telephone *out, struct slice text);

enum telephone_match {
	TELEPHONE_OTHER = 0,
	TELEPHONE_SAME,
	TELEPHONE_SAME_WITHOUT_AREA_CODE, /* found "12345678", registered "0571-12345678" */
};
/* An extension may be left out or added unless one is registered. */
enum telephone_match telephone_compare(const struct telephone *found,
				       const struct telephone *registered);

#endif
