/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reply (复函): what the authority tells the applicant, as text for a letter: what was decided,
 * on what basis, the situation and the reasons (art. 27 par. 2). And the coordination order
 * (协调单), which tells the carriers what to send where, when and under which code. Chinese first,
 * English below. The program issues the acceptance number; the letter's own number is entered by
 * people, so a line is left for it.
 */
#ifndef NOTICE_REPLY_H
#define NOTICE_REPLY_H

#include "notice/division.h"
#include "notice/flow.h"

enum reply_kind {
	REPLY_NONE = 0, /* nothing was decided that could be told */
	REPLY_AGREE,
	REPLY_AGREE_ADJUSTED,
	REPLY_UNSUITABLE,
	REPLY_OUT_OF_SCOPE,
	REPLY_RETURN,  /* 补正 */
	REPLY_REFUSAL, /* by the rules: the findings are told */
	REPLY_LAPSE,
	REPLY_PAPERWORK_ACCEPTED,
	REPLY_PAPERWORK_RETURNED,
	REPLY_PAPERWORK_NOT_RECOGNISED,
	REPLY_COORDINATION_ORDER,
	REPLY_KIND_COUNT
};
const char *reply_kind_name(enum reply_kind kind);

/* Where the notice stands tells which letter is due. */
enum reply_kind reply_kind_of(const struct flow *flow);
/* Carriers are coordinated for what was agreed, and for nothing else. */
bool reply_may_order(const struct flow *flow);

enum { REPLY_NUMBER_OCTETS = 96 };
/*
 * Acceptance number 受理号: "受理〔2026〕yj-ca-000081号": the year, in China, in which the notice
 * got its number, the authority, and that number, which is never given twice in a store.
 */
const char *reply_acceptance_number(char number[REPLY_NUMBER_OCTETS], const struct flow *flow);

struct reply_finding {
	struct slice zh, en;
};

struct reply_case {
	enum reply_kind kind;
	const struct flow *flow;
	const char *basis;	/* of the rule pack, ending in ， */
	bool is_drill;		/* said at the top */
	struct slice authority; /* names, not ids */
	struct slice applicant, sending_body;
	struct slice document_number, sender_code; /* of the application; may be empty */
	struct slice carriers;			   /* names, with 、 between */
	struct slice canonical; /* bytes of the content; absent: purged, or never there */
	const struct division_table *divisions;
	const struct reply_finding *findings; /* those that refuse */
	size_t finding_count;
};

/* The letter, on ctx. */
struct slice reply_write(void *ctx, const struct reply_case *about);

/*
 * The area of canonical bytes in words, on ctx: the names of divisions, circles, polygons.
 * `language`: "zh" or "en".
 */
struct slice reply_area(void *ctx, struct slice canonical, const struct division_table *divisions,
			const char *language);
/* The same of the area of one text alone: of its lines. */
struct slice reply_area_of(void *ctx, struct slice lines, const struct division_table *divisions,
			   const char *language);

#endif
