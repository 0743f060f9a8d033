/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CSV text: fields as RFC 4180 has them, one after the other. base/csv.h reads them. */
#ifndef WIRE_CSV_TEXT_H
#define WIRE_CSV_TEXT_H

#include "wire/text.h"

#define CSV_TEXT_LINE_END "\r\n"

/* Quoted only where it must be (RFC 4180 2.5 to 2.7); an absent one is empty. */
void csv_text_put(struct text *out, struct slice field);

#endif
