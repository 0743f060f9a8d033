/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The walk over a CAP document that the cap_*.c files share, and national_*.c with them: the
 * Chinese national message is another set of tables for the same walk. Private to both.
 */
#ifndef WIRE_CAP_WALK_H
#define WIRE_CAP_WALK_H

#include "wire/cap.h"
#include "wire/xml.h"

enum cap_version {
	/* bits */
	CAP_1_0 = 1 << 0,
	CAP_1_1 = 1 << 1,
	CAP_1_2 = 1 << 2,
	CAP_ALL = CAP_1_0 | CAP_1_1 | CAP_1_2,
	CAP_NATIONAL = 1 << 3, /* no CAP, but near to it; its elements have no order */
};

struct cap_walk {
	void *ctx;
	enum cap_version version;
	const struct cap_reading_limits *limits;
	struct alert *alert;
	struct findings *findings;
	size_t infos, areas, points;
	uint64_t comparisons; /* left for telling whether polygons cross themselves */
};

/* Everything that can be wrong, as rows of cap_fault.c. */
enum cap_fault {
	CAP_FAULT_NO_ALERT = 0,
	CAP_FAULT_XML_SIZE,
	CAP_FAULT_XML_ENCODING,
	CAP_FAULT_XML_DOCTYPE,
	CAP_FAULT_XML_LIMIT,
	CAP_FAULT_XML_FORM,
	CAP_FAULT_MISSPELT,
	CAP_FAULT_LEAF,
	CAP_FAULT_MIXED,
	CAP_FAULT_ATTRIBUTE,
	CAP_FAULT_NO_TEXT,
	CAP_FAULT_WORD_VERSION,
	CAP_FAULT_POLYGON_VOID,
	CAP_FAULT_REFERENCES_SENT,
	CAP_FAULT_LANGUAGE_FORM,
	CAP_FAULT_BASE64,
	CAP_FAULT_HEADLINE,
	CAP_FAULT_UNKNOWN_ELEMENT,
	CAP_FAULT_ORDER,
	CAP_FAULT_TOO_MANY,
	CAP_FAULT_MISSING,
	CAP_FAULT_EMPTY,
	CAP_FAULT_WORD,
	CAP_FAULT_TIME,
	CAP_FAULT_TIME_FORM,
	CAP_FAULT_NAME_CHARACTERS,
	CAP_FAULT_POLYGON_POINTS,
	CAP_FAULT_POLYGON_FEW,
	CAP_FAULT_POLYGON_OPEN,
	CAP_FAULT_SPACES,
	CAP_FAULT_POLYGON_CROSSED,
	CAP_FAULT_POLYGON_EMPTY,
	CAP_FAULT_RANGE,
	CAP_FAULT_CIRCLE,
	CAP_FAULT_LIMIT,
	CAP_FAULT_REFERENCES_FORM,
	CAP_FAULT_REFERENCES_MISSING,
	CAP_FAULT_REFERENCES_FUTURE,
	CAP_FAULT_REFERENCES_SELF,
	CAP_FAULT_RESTRICTION,
	CAP_FAULT_ADDRESSES,
	CAP_FAULT_NOTE,
	CAP_FAULT_NO_INFO,
	CAP_FAULT_NO_AREA,
	CAP_FAULT_EXPIRES_ORDER,
	CAP_FAULT_EXPIRES_ABSENT,
	CAP_FAULT_EXPIRED,
	CAP_FAULT_LANGUAGE,
	CAP_FAULT_LANGUAGE_ABSENT,
	CAP_FAULT_SAME_TEXT,
	CAP_FAULT_MARKUP,
	CAP_FAULT_URI,
	CAP_FAULT_CEILING,
	CAP_FAULT_NUMBER,
	CAP_FAULT_DIGEST,
	CAP_FAULT_SIGNATURE_PLACE,
	CAP_FAULT_EVENT_CODES,
	CAP_FAULT_SENT_FUTURE,
	/* ---- of the national message alone: rows of national_fault.c ---- */
	CAP_FAULT_NATIONAL_IDENTIFIER,
	CAP_FAULT_NATIONAL_ENTRY_TIME,
	CAP_FAULT_NATIONAL_SENDER_CODE,
	CAP_FAULT_NATIONAL_SENDER_DIFFERS,
	CAP_FAULT_NATIONAL_INNER,
	CAP_FAULT_NATIONAL_RESERVED,
	CAP_FAULT_NATIONAL_NO_METHOD,
	CAP_FAULT_NATIONAL_REFERENCES_MANY,
	CAP_FAULT_NATIONAL_REFERENCES_ALERT,
	CAP_FAULT_NATIONAL_TIME_ZONE,
	CAP_FAULT_NATIONAL_EVENT_TYPE,
	CAP_FAULT_NATIONAL_HEADLINE,
	CAP_FAULT_NATIONAL_COLOUR,
	CAP_FAULT_NATIONAL_LIFTING,
	CAP_FAULT_NATIONAL_NOT_LIFTING,
	CAP_FAULT_NATIONAL_GEOCODE,
	CAP_FAULT_NATIONAL_GEOCODE_SHORT,
	CAP_FAULT_NATIONAL_GEOCODE_FINE,
	CAP_FAULT_NATIONAL_METRES,
	CAP_FAULT_COUNT
};

/* {detail} and {wanted} are filled in; REFUSE where the document cannot be relied on. */
struct cap_fault_row {
	const char *rule, *clause;
	enum effect effect; /* NONE: not worth a word */
	const char *zh, *en, *suggestion;
};

/*
 * Adds a finding at the node (may be NULL); `detail` is what the sentences call {detail}, and
 * `wanted` what they call {wanted}; both may be NULL.
 */
void cap_fault_at(struct cap_walk *walk, enum cap_fault fault, const xmlNode *node,
		  const char *detail, const char *wanted);

/* A document that was not read: at a line (0: none), with the reason in English. */
void cap_fault_unread(struct cap_walk *walk, const struct xml_trouble *trouble,
		      const struct fault *why);

/* How one element's content becomes part of a struct; those before CAP_VALUES hold text only. */
enum cap_type {
	CAP_TEXT,  /* struct slice */
	CAP_LINE,  /* struct slice that loses its line breaks and HTML */
	CAP_TIME,  /* struct utc */
	CAP_WORD,  /* an enum, by the words of `words` */
	CAP_BITS,  /* uint32_t, one bit for each word */
	CAP_TEXTS, /* list of struct slice */
	CAP_POLYGONS,
	CAP_CIRCLES,
	CAP_REFERENCES,
	CAP_NUMBER,    /* read and judged, not kept */
	CAP_SIZE,      /* uint64_t */
	CAP_BASE64,    /* judged, not kept */
	CAP_OTHER,     /* read over */
	CAP_OWN,       /* by `read` */
	CAP_VALUES,    /* list of struct alert_value */
	CAP_CODES,     /* list of struct area_code */
	CAP_COMPLEXES, /* list of the struct of `complex` */
	CAP_INSIDE,    /* its children, by `complex`, are of the same struct */
};

struct cap_complex;
struct cap_element;

typedef void cap_read_fn(struct cap_walk *walk, const struct cap_element *element,
			 const xmlNode *node, void *out);

struct cap_element {
	const char *name;
	bool required, many;
	uint8_t versions, optional_in; /* bits of enum cap_version */
	enum cap_type type;
	size_t offset, count_offset;
	const char *const *words; /* NULL-terminated; the first is value (or bit) `first_word` */
	unsigned int first_word;
	const struct cap_complex *complex;
	cap_read_fn *read;
	bool must_have_text; /* else an empty one is only told, */
	bool may_be_empty;   /* or not even that */
};

struct cap_complex {
	const char *name;
	const struct cap_element *elements;
	size_t count, size;
};

/* Of an array of elements, read into a struct of that type. */
#define CAP_COMPLEX(name, elements, type)                                                          \
	{                                                                                          \
		(name), (elements), sizeof(elements) / sizeof((elements)[0]), sizeof(type)         \
	}

extern const struct cap_complex cap_schema_alert;
extern const struct cap_complex cap_schema_pair; /* valueName and value: struct alert_value */

/* Fills `out` from the children of `node`, in the schema's order. */
void cap_schema_walk(struct cap_walk *walk, const struct cap_complex *complex, const xmlNode *node,
		     void *out);
/* Whether an element that holds text holds nothing else; adds a finding if not. */
bool cap_schema_is_leaf(struct cap_walk *walk, const xmlNode *node);

/* One element's value into `out`. */
void cap_value_read(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		    void *out);
/* Trimmed text of an element on walk->ctx; never absent. */
struct slice cap_value_text(struct cap_walk *walk, const xmlNode *node);
/* A new zeroed item at the end of the list at (offset, count_offset) of `out`. */
void *cap_value_append(struct cap_walk *walk, const struct cap_element *element, void *out,
		       size_t item_size);
/* Counts one more of `what`; adds a finding at the first that is past the limit. */
bool cap_value_within(struct cap_walk *walk, const xmlNode *node, size_t *count, size_t max,
		      const char *what);
/* Whether the area `out` may have one more of the element; adds a finding if not. */
bool cap_value_has_room(struct cap_walk *walk, const struct cap_element *element,
			const xmlNode *node, const void *out);

void cap_area_read_polygon(struct cap_walk *walk, const struct cap_element *element,
			   const xmlNode *node, void *out);
void cap_area_read_circle(struct cap_walk *walk, const struct cap_element *element,
			  const xmlNode *node, void *out);

/* One line as a phone shows it: runs of white space become one blank, HTML goes. */
struct slice cap_text_line(void *ctx, struct slice text, bool *had_markup);

/* The rules of the standard's text, after the walk. */
void cap_rules_check(struct cap_walk *walk, const xmlNode *root);

#endif
