/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CAP: the Common Alerting Protocol (OASIS CAP-v1.2, 1.1, 1.0) read into a struct alert, and the
 * Chinese national message (wire/national.h), which is recognised by its elements.
 *
 * The schema is ours, as tables in cap_schema.c rather than as XSD: a table walk can say which
 * element was expected, in two languages, and goes on to find everything else that is wrong.
 * What the standard's text asks and no schema checks stands in cap_rules.c. A finding of effect
 * REFUSE means that the document cannot be relied on; WARN that it was understood all the same.
 */
#ifndef WIRE_CAP_H
#define WIRE_CAP_H

#include <libxml/tree.h>

#include "notice/alert.h"
#include "notice/finding.h"

#define CAP_NAMESPACE_1_0 "http://www.incident.com/cap/1.0"
#define CAP_NAMESPACE_1_1 "urn:oasis:names:tc:emergency:cap:1.1"
#define CAP_NAMESPACE_1_2 "urn:oasis:names:tc:emergency:cap:1.2"

struct cap_reading_limits {
	size_t octets_max; /* 0 = 1 MiB */
	size_t infos_max, areas_max, points_max;
	struct utc now; /* unset: nothing is judged against the time of day */
};

struct cap_reading_limits cap_default_limits(void);

struct cap_result {
	struct alert *alert; /* zeroed first; texts and lists on ctx */
	struct findings *findings;
	xmlDoc **doc; /* may be NULL; else the parsed document, the caller's to xmlFreeDoc() */
};

/*
 * ERR_OK: it is a CAP alert, as far as it goes; what is wrong with it stands in the findings.
 * Otherwise it is not XML that is read, or no CAP alert (ERR_INPUT, ERR_LIMIT, ERR_DENIED);
 * a finding says that, too.
 */
enum err MUST_USE cap_read(void *ctx, struct slice document,
			   const struct cap_reading_limits *limits, const struct cap_result *result,
			   struct fault *why);

#endif
