/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <stdio.h>
#include <talloc.h>

#include "wire/xml_scan.h"

/* What the hooks found; hangs on ctxt->_private for the one parse. */
struct watch {
	enum err err;
	struct xml_trouble trouble;
	struct fault *why;
	unsigned int elements;
};

static void silent(void *data, xmlErrorPtr error)
{
	(void)data;
	(void)error;
}

void xml_begin(void)
{
	xmlInitParser();
	/* Encoding errors know no parser context and would go to standard error. */
	xmlSetStructuredErrorFunc(NULL, silent);
}

void xml_end(void)
{
	xmlCleanupParser();
}

static void stop(xmlParserCtxt *ctxt, enum err err, enum xml_trouble_kind kind, const char *what)
{
	struct watch *watch = ctxt->_private;
	/* Whoever complains of the encoding has read past the declaration's line. */
	unsigned int line = kind == XML_TROUBLE_ENCODING ? 1
			    : ctxt->input		 ? (unsigned int)ctxt->input->line
							 : 0;

	if (watch->err != ERR_OK)
		return;
	watch->err = err_set(watch->why, err, "XML 1.0", "line %u: %s", line, what);
	watch->trouble = (struct xml_trouble){ kind, line };
	xmlStopParser(ctxt);
}

static bool is_of_encoding(const xmlError *error)
{
	/* Octets that are no UTF-8 have the code of a forbidden character; the words differ. */
	return error->code == XML_ERR_INVALID_ENCODING || error->code == XML_ERR_UNKNOWN_ENCODING ||
	       error->code == XML_ERR_UNSUPPORTED_ENCODING || error->code == XML_I18N_CONV_FAILED ||
	       (error->message && strstr(error->message, "not proper UTF-8"));
}

/* The first complaint is the cause; those behind it follow from it. */
static void on_error(void *data, xmlErrorPtr error)
{
	xmlParserCtxt *ctxt = data;
	struct watch *watch = ctxt->_private;
	const char *message = error->message ? error->message : "not well-formed";

	if (watch->err != ERR_OK || error->level < XML_ERR_ERROR)
		return;
	watch->err = err_set(watch->why, ERR_INPUT, "XML 1.0", "line %d: %.*s", error->line,
			     (int)strcspn(message, "\n"), message);
	watch->trouble = (struct xml_trouble){ is_of_encoding(error) ? XML_TROUBLE_ENCODING
								     : XML_TROUBLE_FORM,
					       (unsigned int)error->line };
}

static bool is_accepted(const xmlChar *encoding)
{
	static const char *const encodings[] = { "UTF-8",   "UTF-16", "UTF-16LE", "UTF-16BE",
						 "GB18030", "ASCII",  "US-ASCII" };

	for (size_t i = 0; encoding && i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (xmlStrcasecmp(encoding, BAD_CAST encodings[i]) == 0)
			return true;
	return !encoding;
}

/* Behind the XML declaration, before anything else of the document. */
static void on_start(void *data)
{
	xmlParserCtxt *ctxt = data;
	const xmlChar *encoding = ctxt->encoding ? ctxt->encoding : ctxt->input->encoding;
	char what[120];

	if (!is_accepted(encoding)) {
		snprintf(what, sizeof(what), "encoding %.40s; UTF-8, UTF-16 and GB18030 are read",
			 (const char *)encoding);
		stop(ctxt, ERR_INPUT, XML_TROUBLE_ENCODING, what);
		return;
	}
	xmlSAX2StartDocument(data);
}

static void on_doctype(void *data, const xmlChar *name, const xmlChar *external,
		       const xmlChar *system)
{
	(void)name;
	(void)external;
	(void)system;
	stop(data, ERR_DENIED, XML_TROUBLE_DOCTYPE, "it has a DOCTYPE, which no CAP message needs");
}

static void on_element(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		       int namespace_count, const xmlChar **namespaces, int attribute_count,
		       int defaulted, const xmlChar **attributes)
{
	xmlParserCtxt *ctxt = data;
	struct watch *watch = ctxt->_private;

	if (++watch->elements > XML_ELEMENTS_MAX) {
		stop(ctxt, ERR_LIMIT, XML_TROUBLE_LIMIT, "it has more than 20000 elements");
		return;
	}
	if (ctxt->nodeNr >= XML_DEPTH_MAX) {
		stop(ctxt, ERR_LIMIT, XML_TROUBLE_LIMIT, "its elements lie more than 32 deep");
		return;
	}
	if (attribute_count + namespace_count > XML_ATTRIBUTES_MAX) {
		stop(ctxt, ERR_LIMIT, XML_TROUBLE_LIMIT, "an element has more than 64 attributes");
		return;
	}
	xmlSAX2StartElementNs(data, name, prefix, uri, namespace_count, namespaces, attribute_count,
			      defaulted, attributes);
}

static xmlParserCtxt *context(struct slice octets, struct watch *watch)
{
	xmlParserCtxt *ctxt = xmlCreateMemoryParserCtxt(octets.at, (int)octets.size);

	if (!ctxt)
		return NULL;
	xmlCtxtUseOptions(ctxt, XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_NOERROR |
					XML_PARSE_NOWARNING);
	ctxt->_private = watch;
	ctxt->sax->startDocument = on_start;
	ctxt->sax->internalSubset = on_doctype;
	ctxt->sax->startElementNs = on_element;
	ctxt->sax->serror = on_error;
	return ctxt;
}

/* What must hold before the parser may see it. */
static enum err look_over(struct slice octets, size_t octets_max, struct xml_trouble *trouble,
			  struct fault *why)
{
	struct xml_units units;
	enum err err;

	trouble->kind = XML_TROUBLE_SIZE;
	if (octets.size > octets_max || octets.size > INT32_MAX)
		return err_set(why, ERR_LIMIT, NULL, "%zu octets, at most %zu are read",
			       octets.size, octets_max);
	trouble->kind = XML_TROUBLE_FORM;
	if (octets.size == 0)
		return err_set(why, ERR_INPUT, "XML 1.0", "it is empty");
	trouble->kind = XML_TROUBLE_ENCODING;
	err = xml_scan_units(&units, octets, why);
	if (err != ERR_OK)
		return err;
	trouble->kind = XML_TROUBLE_LIMIT;
	return xml_scan_tags(&trouble->line, &units, XML_ATTRIBUTES_MAX, why);
}

static enum err parse(xmlDoc **out, struct slice octets, struct watch *watch)
{
	xmlParserCtxt *ctxt = context(octets, watch);

	if (!ctxt)
		return err_set(watch->why, ERR_MEMORY, NULL, "no memory");
	xmlParseDocument(ctxt);
	if (watch->err == ERR_OK && (!ctxt->wellFormed || !ctxt->myDoc)) {
		watch->err = err_set(watch->why, ERR_INPUT, "XML 1.0", "not well-formed XML");
		watch->trouble.kind = XML_TROUBLE_FORM;
	}
	if (watch->err == ERR_OK)
		*out = ctxt->myDoc;
	else
		xmlFreeDoc(ctxt->myDoc);
	ctxt->myDoc = NULL;
	xmlFreeParserCtxt(ctxt);
	return watch->err;
}

enum err xml_read(xmlDoc **out, struct slice octets, size_t octets_max, struct xml_trouble *trouble,
		  struct fault *why)
{
	struct watch watch = { .why = why };
	enum err err;

	*trouble = (struct xml_trouble){ XML_TROUBLE_NONE, 0 };
	err = look_over(octets, octets_max ? octets_max : XML_OCTETS_MAX, trouble, why);
	if (err != ERR_OK)
		return err;
	err = parse(out, octets, &watch);
	*trouble = watch.trouble;
	return err;
}

/* ---- where a node stands ---------------------------------------------------------------- */

const xmlNode *xml_child(const xmlNode *node, const char *name, size_t index)
{
	for (const xmlNode *c = node ? node->children : NULL; c; c = c->next)
		if (c->type == XML_ELEMENT_NODE && xmlStrEqual(c->name, BAD_CAST name) &&
		    index-- == 0)
			return c;
	return NULL;
}

const xmlNode *xml_place(const xmlNode *node, const char *name, size_t index)
{
	const xmlNode *found = xml_child(node, name, index);

	return found ? found : node;
}

static unsigned int ordinal(const xmlNode *node)
{
	unsigned int n = 1;

	for (const xmlNode *before = node->prev; before; before = before->prev)
		n += before->type == XML_ELEMENT_NODE && xmlStrEqual(before->name, node->name);
	return n;
}

char *xml_path(void *ctx, const xmlNode *node)
{
	char *parent;

	if (!node || node->type != XML_ELEMENT_NODE)
		return talloc_strdup(ctx, "");
	if (!node->parent || node->parent->type != XML_ELEMENT_NODE)
		return talloc_asprintf(ctx, "/%s", (const char *)node->name);
	parent = xml_path(ctx, node->parent);
	return talloc_asprintf_append(parent, "/%s[%u]", (const char *)node->name, ordinal(node));
}
