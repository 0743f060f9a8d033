/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/event_bytes_paper.h"

#include "wire/words.h"

#define AT(type, member) .offset = offsetof(type, member)

static const struct field paperwork_owed_rows[] = {
	{ "department", FIELD_TEXT, AT(struct event_paperwork_owed, department) },
	{ "authority", FIELD_TEXT, AT(struct event_paperwork_owed, authority) },
	{ "plan", FIELD_TEXT, AT(struct event_paperwork_owed, plan) },
	{ "chain", FIELD_U64, AT(struct event_paperwork_owed, chain) },
	{ "due_us", FIELD_UTC_US, AT(struct event_paperwork_owed, due) },
};

const struct fields event_bytes_paperwork_owed = FIELDS_OF(paperwork_owed_rows,
							   struct event_paperwork_owed);

static const struct field paperwork_filed_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_paperwork_filed, person) },
	{ "document", FIELD_DIGEST, AT(struct event_paperwork_filed, document) },
};

const struct fields event_bytes_paperwork_filed = FIELDS_OF(paperwork_filed_rows,
							    struct event_paperwork_filed);

static const struct field paperwork_settled_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_paperwork_settled, person) },
	{ "reason", FIELD_TEXT, AT(struct event_paperwork_settled, reason) },
	{ "outcome", FIELD_TEXT, AT(struct event_paperwork_settled, outcome) },
	{ "document", FIELD_DIGEST, AT(struct event_paperwork_settled, document) },
};

const struct fields event_bytes_paperwork_settled = FIELDS_OF(paperwork_settled_rows,
							      struct event_paperwork_settled);

static const struct field alarmed_rows[] = {
	{ "attempt", FIELD_U32, AT(struct event_alarmed, attempt) },
	{ "waiting_for", FIELD_ENUM, AT(struct event_alarmed, waiting_for), .names = words_wait,
	  .values = NOTICE_WAIT_COUNT },
	{ "decide_by_us", FIELD_UTC_US, AT(struct event_alarmed, decide_by) },
};

const struct fields event_bytes_alarmed = FIELDS_OF(alarmed_rows, struct event_alarmed);
static const struct field reminded_rows[] = {
	{ "persons", FIELD_TEXT, AT(struct event_reminded, persons) },
	{ "attempt", FIELD_U32, AT(struct event_reminded, attempt) },
};

const struct fields event_bytes_reminded = FIELDS_OF(reminded_rows, struct event_reminded);

static const struct field withheld_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_withheld, person) },
	{ "reason", FIELD_TEXT, AT(struct event_withheld, reason) },
};

const struct fields event_bytes_withheld = FIELDS_OF(withheld_rows, struct event_withheld);

static const struct field content_stopped_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_content_stopped, person) },
	{ "hit", FIELD_TEXT, AT(struct event_content_stopped, hit) },
	{ "reason", FIELD_TEXT, AT(struct event_content_stopped, reason) },
};

const struct fields event_bytes_content_stopped = FIELDS_OF(content_stopped_rows,
							    struct event_content_stopped);

static const struct field content_reported_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_content_reported, person) },
	{ "reported_to", FIELD_TEXT, AT(struct event_content_reported, reported_to) },
	{ "reference", FIELD_TEXT, AT(struct event_content_reported, reference) },
	{ "result", FIELD_TEXT, AT(struct event_content_reported, result) },
};

const struct fields event_bytes_content_reported = FIELDS_OF(content_reported_rows,
							     struct event_content_reported);
