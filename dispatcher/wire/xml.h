/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * XML, read safely: bounded, without any DOCTYPE, without the network, the disk or catalogues.
 *
 * A DOCTYPE is refused the moment its name is read, before any text: entity expansion
 * (billion laughs), external entities (local files, even with NONET) and quadratic blow-up
 * all need one. Accepted encodings are UTF-8, UTF-16 and declared GB18030.
 */
#ifndef WIRE_XML_H
#define WIRE_XML_H

#include <libxml/tree.h>

#include "base/err.h"
#include "base/slice.h"

enum {
	XML_OCTETS_MAX = 1 << 20,
	XML_DEPTH_MAX = 32,
	XML_ELEMENTS_MAX = 20000,
	XML_ATTRIBUTES_MAX = 64, /* of one element, namespaces included */
};

/* libxml2's own tables; once each, from main. */
void xml_begin(void);
void xml_end(void);

/*
 * A document of at most `octets_max` octets (0 = XML_OCTETS_MAX). *line (may be NULL) receives
 * where it went wrong. ERR_LIMIT, ERR_INPUT, ERR_DENIED for a DOCTYPE. xmlFreeDoc() the result.
 */
enum err MUST_USE xml_read(xmlDoc **out, struct slice octets, size_t octets_max, unsigned int *line,
			   struct fault *why);

#endif
