/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CSV text: fields as RFC 4180 has them, one after the other. base/csv.h reads them. */
#ifndef WIRE_CSV_TEXT_H
#define WIRE_CSV_TEXT_H

#include "wire/text.h"

#define CSV_TEXT_LINE_END "\r\n"
/* In front of a whole table: without it spreadsheets take UTF-8 for the code page of the office. */
#define CSV_TEXT_MARK	  "\xef\xbb\xbf"

/* Quoted only where it must be (RFC 4180 2.5 to 2.7); an absent one is empty. */
void csv_text_put(struct text *out, struct slice field);
/*
 * What others have worded. Spreadsheets take a field that begins as a formula does for one: an
 * apostrophe in front makes it text.
 */
void csv_text_put_foreign(struct text *out, struct slice field);

#endif
