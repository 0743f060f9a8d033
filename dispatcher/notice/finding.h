/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Finding: one thing a check has to say about a notice: which rule, which article, what it
 * does to the notice, where in the document, in Chinese and English, and what would be right.
 * Every check adds to one list and goes on; nothing stops at the first finding.
 */
#ifndef NOTICE_FINDING_H
#define NOTICE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

/* In rising order of strength: the verdict of a list is its strongest effect. */
enum effect {
	EFFECT_NONE = 0,
	EFFECT_NOTIFY,	     /* goes on; somebody is told */
	EFFECT_WARN,	     /* goes on; the sender is told */
	EFFECT_HOLD,	     /* waits for a reviewer */
	EFFECT_DUTY_OFFICER, /* waits for the duty officer 值班人员, who is paged */
	EFFECT_REFUSE,
	EFFECT_COUNT
};

/* "notify", "warn", "hold", "duty-officer", "refuse"; "none" is never shown. */
const char *effect_name(enum effect effect);

/* Where the fault lies; members without meaning are NULL, 0 or false. */
struct finding_where {
	const char *field; /* "polygon", "texts[0].text" */
	const char *path;  /* "/alert/info[1]/area[2]/polygon[1]" */
	uint32_t line;	   /* from 1 */
	bool has_span;
	uint32_t offset, length; /* Unicode characters from 0, inside the field */
};

struct finding {
	const char *rule;    /* static: "length", "cap-polygon-open" */
	const char *article; /* static: "art. 27", "CAP 1.2 3.2.4"; may be NULL */
	enum effect effect;
	struct finding_where where;
	const char *zh, *en;	/* one sentence each, in the list's memory */
	const char *suggestion; /* the nearest thing that would be right; may be NULL */
};

enum { FINDINGS_MAX = 256 };

struct findings {
	void *ctx; /* talloc parent of the items and their texts */
	struct finding *items;
	size_t count;
	size_t dropped; /* past FINDINGS_MAX; their effects still count */
	enum effect strongest;
};

void findings_init(struct findings *findings, void *ctx);

/*
 * Copies `finding`, its where.field, where.path, zh, en and suggestion into the list.
 * rule and article must be static. Past FINDINGS_MAX only the effect is remembered.
 */
void findings_add(struct findings *findings, const struct finding *finding);

/* As findings_add(), with zh and en made from formats that take the same arguments. */
void findings_addf(struct findings *findings, const struct finding *finding, const char *zh_fmt,
		   const char *en_fmt, ...) PRINTF_LIKE(3, 5) PRINTF_LIKE(4, 5);

/* Gives every finding of that rule another effect, and the list its strongest. */
void findings_judge_as(struct findings *findings, const char *rule, enum effect effect);

/* Whatever lies below a path that begins so has at most that effect. */
void findings_weaken_below(struct findings *findings, const char *path, enum effect at_most);

/* The first finding of that rule, or NULL. */
const struct finding *findings_find(const struct findings *findings, const char *rule);

#endif
