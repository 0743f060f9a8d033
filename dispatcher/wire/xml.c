/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>

/* What the hooks found; hangs on ctxt->_private for the one parse. */
struct watch {
	enum err err;
	const char *what;
	unsigned int line, elements;
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

static void stop(xmlParserCtxt *ctxt, enum err err, const char *what)
{
	struct watch *watch = ctxt->_private;

	if (watch->err != ERR_OK)
		return;
	watch->err = err;
	watch->what = what;
	watch->line = ctxt->input ? (unsigned int)ctxt->input->line : 0;
	xmlStopParser(ctxt);
}

static void on_doctype(void *data, const xmlChar *name, const xmlChar *external,
		       const xmlChar *system)
{
	(void)name;
	(void)external;
	(void)system;
	stop(data, ERR_DENIED, "it has a DOCTYPE, which no CAP message needs");
}

static void on_element(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		       int namespace_count, const xmlChar **namespaces, int attribute_count,
		       int defaulted, const xmlChar **attributes)
{
	xmlParserCtxt *ctxt = data;
	struct watch *watch = ctxt->_private;

	if (++watch->elements > XML_ELEMENTS_MAX) {
		stop(ctxt, ERR_LIMIT, "it has more than 20000 elements");
		return;
	}
	if (ctxt->nodeNr >= XML_DEPTH_MAX) {
		stop(ctxt, ERR_LIMIT, "its elements lie more than 32 deep");
		return;
	}
	if (attribute_count + namespace_count > XML_ATTRIBUTES_MAX) {
		stop(ctxt, ERR_LIMIT, "an element has more than 64 attributes");
		return;
	}
	xmlSAX2StartElementNs(data, name, prefix, uri, namespace_count, namespaces, attribute_count,
			      defaulted, attributes);
}

static bool is_accepted(const xmlDoc *doc)
{
	static const char *const encodings[] = { "UTF-8",   "UTF-16", "UTF-16LE", "UTF-16BE",
						 "GB18030", "ASCII",  "US-ASCII" };

	if (!doc->encoding)
		return true;
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (xmlStrcasecmp(doc->encoding, BAD_CAST encodings[i]) == 0)
			return true;
	return false;
}

static xmlParserCtxt *context(struct slice octets, struct watch *watch)
{
	xmlParserCtxt *ctxt = xmlCreateMemoryParserCtxt(octets.at, (int)octets.size);

	if (!ctxt)
		return NULL;
	xmlCtxtUseOptions(ctxt, XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_NOERROR |
					XML_PARSE_NOWARNING);
	ctxt->_private = watch;
	ctxt->sax->internalSubset = on_doctype;
	ctxt->sax->startElementNs = on_element;
	ctxt->sax->serror = silent;
	return ctxt;
}

static enum err explain(const xmlParserCtxt *ctxt, const struct watch *watch, unsigned int *line,
			struct fault *why)
{
	const char *message = ctxt->lastError.message;
	int size = message ? (int)strcspn(message, "\n") : 0;

	if (watch->err != ERR_OK) {
		if (line)
			*line = watch->line;
		return err_set(why, watch->err, "XML 1.0", "line %u: %s", watch->line, watch->what);
	}
	if (line)
		*line = (unsigned int)ctxt->lastError.line;
	return err_set(why, ERR_INPUT, "XML 1.0", "line %d: %.*s", ctxt->lastError.line,
		       size ? size : 19, size ? message : "not well-formed XML");
}

enum err xml_read(xmlDoc **out, struct slice octets, size_t octets_max, unsigned int *line,
		  struct fault *why)
{
	struct watch watch = { ERR_OK, NULL, 0, 0 };
	size_t max = octets_max ? octets_max : XML_OCTETS_MAX;
	enum err err = ERR_OK;
	xmlParserCtxt *ctxt;

	if (line)
		*line = 0;
	if (octets.size > max || octets.size > INT32_MAX)
		return err_set(why, ERR_LIMIT, NULL, "%zu octets, at most %zu are read",
			       octets.size, max);
	if (octets.size == 0)
		return err_set(why, ERR_INPUT, "XML 1.0", "it is empty");
	ctxt = context(octets, &watch);
	if (!ctxt)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	xmlParseDocument(ctxt);
	if (watch.err != ERR_OK || !ctxt->wellFormed || !ctxt->myDoc)
		err = explain(ctxt, &watch, line, why);
	else if (!is_accepted(ctxt->myDoc))
		err = err_set(why, ERR_INPUT, "CAP 1.2 3.3.4.1",
			      "encoding %.40s; UTF-8, UTF-16 and GB18030 are read",
			      (const char *)ctxt->myDoc->encoding);
	if (err == ERR_OK)
		*out = ctxt->myDoc;
	else
		xmlFreeDoc(ctxt->myDoc);
	ctxt->myDoc = NULL;
	xmlFreeParserCtxt(ctxt);
	return err;
}
