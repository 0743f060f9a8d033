/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The text that a phone reads out of cell broadcast pages (TS 23.038 5, 6.1.2, 6.2). Written apart
 * from the dispatcher's own encoder, so that the two can disagree.
 */
#ifndef SIM_PHONE_TEXT_H
#define SIM_PHONE_TEXT_H

#include "notice/route.h"

enum { PHONE_TEXT_OCTETS = ROUTE_PAGES_MAX * 93 * 3 + 1 };

/* UTF-8 with a NUL; padding and a language prefix left out. buf has PHONE_TEXT_OCTETS; returns buf.
 */
const char *phone_text(char *buf, uint8_t dcs, const struct route_page *pages, size_t page_count);

#endif
