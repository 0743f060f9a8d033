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

/* Why a document was not read. */
enum xml_trouble_kind {
	XML_TROUBLE_NONE = 0,
	XML_TROUBLE_SIZE,
	XML_TROUBLE_ENCODING,
	XML_TROUBLE_DOCTYPE,
	XML_TROUBLE_LIMIT, /* elements, depth, attributes */
	XML_TROUBLE_FORM,  /* not well-formed, or empty */
};

struct xml_trouble {
	enum xml_trouble_kind kind;
	unsigned int line; /* 0: it has none */
};

/* libxml2's own tables; once each, from main. */
void xml_begin(void);
void xml_end(void);

/*
 * A document of at most `octets_max` octets (0 = XML_OCTETS_MAX). *trouble says what went wrong
 * and where, `why` how. ERR_LIMIT, ERR_INPUT, ERR_DENIED for a DOCTYPE. xmlFreeDoc() the result.
 */
enum err MUST_USE xml_read(xmlDoc **out, struct slice octets, size_t octets_max,
			   struct xml_trouble *trouble, struct fault *why);

/* Of its child elements of that name, whatever their namespace, the one at `index`; or NULL. */
const xmlNode *xml_child(const xmlNode *node, const char *name, size_t index);
/* The same, or the node itself: where to point at what is said of one that may not be there. */
const xmlNode *xml_place(const xmlNode *node, const char *name, size_t index);

/* "/alert/info[1]/area[2]/polygon[1]" on ctx; "" for what is no element. */
char *xml_path(void *ctx, const xmlNode *node);

#endif
