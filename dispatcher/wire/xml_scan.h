/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What must be known of a document before a parser may see it: that its octets are of an
 * encoding we read, and that none of its tags is a flood. libxml2 compares each attribute of a
 * tag with all the others before it tells anybody of the tag: 90,000 of them in 1 MiB hold the
 * program for seconds.
 */
#ifndef WIRE_XML_SCAN_H
#define WIRE_XML_SCAN_H

#include "base/err.h"
#include "base/slice.h"

/*
 * The encoding as XML 1.0 appendix F tells it from the first octets: UTF-16 of either order
 * with or without a mark, or one in which markup is ASCII (UTF-8, GB18030). ERR_INPUT: another
 * (UCS-4, EBCDIC, UTF-7), or no markup at the beginning.
 */
struct xml_units {
	struct slice octets; /* behind the mark */
	size_t width;	     /* 1 or 2 octets a unit */
	size_t low;	     /* which octet of a unit is the low one */
};
enum err MUST_USE xml_scan_units(struct xml_units *out, struct slice octets, struct fault *why);

/*
 * ERR_LIMIT if a tag has more than `attributes_max` attributes; *line (from 1) says where.
 * Right for every well-formed document; in another it stops no later than the parser does.
 */
enum err MUST_USE xml_scan_tags(unsigned int *line, const struct xml_units *units,
				size_t attributes_max, struct fault *why);

#endif
