/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A finding as the faces show it:
 *	{"rule","article","effect","where":{"field","line","path","offset","length"},"zh","en",
 *	 "suggestion"}
 * Members without meaning are left out; offset and length count Unicode characters from 0.
 */
#ifndef WIRE_FINDING_JSON_H
#define WIRE_FINDING_JSON_H

#include "notice/finding.h"
#include "wire/text.h"

void finding_json_write(struct text *out, const struct finding *finding);
/* The list, with its brackets. */
void finding_json_write_all(struct text *out, const struct findings *findings);

#endif
