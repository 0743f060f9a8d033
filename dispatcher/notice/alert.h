/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Alert: a warning as its issuer wrote it, element by element as CAP 1.2 names them (OASIS
 * CAP-v1.2, 3.2). Every format that reaches us (CAP 1.0, 1.1, 1.2, the Chinese national
 * message) is read into this one shape. A slice with at == NULL is an absent element.
 */
#ifndef NOTICE_ALERT_H
#define NOTICE_ALERT_H

#include "base/utc.h"
#include "notice/area.h"

enum alert_status {
	ALERT_STATUS_UNKNOWN = 0,
	ALERT_STATUS_ACTUAL,
	ALERT_STATUS_EXERCISE,
	ALERT_STATUS_SYSTEM,
	ALERT_STATUS_TEST,
	ALERT_STATUS_DRAFT,
	ALERT_STATUS_COUNT
};

enum alert_msg_type {
	ALERT_MSG_TYPE_UNKNOWN = 0,
	ALERT_MSG_TYPE_ALERT,
	ALERT_MSG_TYPE_UPDATE,
	ALERT_MSG_TYPE_CANCEL,
	ALERT_MSG_TYPE_ACK,
	ALERT_MSG_TYPE_ERROR,
	ALERT_MSG_TYPE_COUNT
};

enum alert_scope {
	ALERT_SCOPE_UNKNOWN = 0,
	ALERT_SCOPE_PUBLIC,
	ALERT_SCOPE_RESTRICTED,
	ALERT_SCOPE_PRIVATE,
	ALERT_SCOPE_COUNT
};

enum alert_category {
	/* bits: an info may have several */
	ALERT_CATEGORY_GEO = 1 << 0,
	ALERT_CATEGORY_MET = 1 << 1,
	ALERT_CATEGORY_SAFETY = 1 << 2,
	ALERT_CATEGORY_SECURITY = 1 << 3,
	ALERT_CATEGORY_RESCUE = 1 << 4,
	ALERT_CATEGORY_FIRE = 1 << 5,
	ALERT_CATEGORY_HEALTH = 1 << 6,
	ALERT_CATEGORY_ENV = 1 << 7,
	ALERT_CATEGORY_TRANSPORT = 1 << 8,
	ALERT_CATEGORY_INFRA = 1 << 9,
	ALERT_CATEGORY_CBRNE = 1 << 10,
	ALERT_CATEGORY_OTHER = 1 << 11,
};

/* In falling order of strength, so that a smaller value is the graver one; 0 is not said. */
enum alert_urgency {
	ALERT_URGENCY_ABSENT = 0,
	ALERT_URGENCY_IMMEDIATE,
	ALERT_URGENCY_EXPECTED,
	ALERT_URGENCY_FUTURE,
	ALERT_URGENCY_PAST,
	ALERT_URGENCY_UNKNOWN,
	ALERT_URGENCY_COUNT
};

enum alert_severity {
	ALERT_SEVERITY_ABSENT = 0,
	ALERT_SEVERITY_EXTREME,
	ALERT_SEVERITY_SEVERE,
	ALERT_SEVERITY_MODERATE,
	ALERT_SEVERITY_MINOR,
	ALERT_SEVERITY_UNKNOWN,
	ALERT_SEVERITY_COUNT
};

enum alert_certainty {
	ALERT_CERTAINTY_ABSENT = 0,
	ALERT_CERTAINTY_OBSERVED,
	ALERT_CERTAINTY_LIKELY,
	ALERT_CERTAINTY_POSSIBLE,
	ALERT_CERTAINTY_UNLIKELY,
	ALERT_CERTAINTY_UNKNOWN,
	ALERT_CERTAINTY_COUNT
};

enum alert_response {
	/* bits */
	ALERT_RESPONSE_SHELTER = 1 << 0,
	ALERT_RESPONSE_EVACUATE = 1 << 1,
	ALERT_RESPONSE_PREPARE = 1 << 2,
	ALERT_RESPONSE_EXECUTE = 1 << 3,
	ALERT_RESPONSE_AVOID = 1 << 4,
	ALERT_RESPONSE_MONITOR = 1 << 5,
	ALERT_RESPONSE_ASSESS = 1 << 6,
	ALERT_RESPONSE_ALL_CLEAR = 1 << 7,
	ALERT_RESPONSE_NONE = 1 << 8,
};

/* CAP's words for the values above; "" for the zero ones. */
const char *alert_status_name(enum alert_status status);
const char *alert_msg_type_name(enum alert_msg_type msg_type);
const char *alert_scope_name(enum alert_scope scope);
const char *alert_urgency_name(enum alert_urgency urgency);
const char *alert_severity_name(enum alert_severity severity);
const char *alert_certainty_name(enum alert_certainty certainty);

/* valueName and value: eventCode and parameter (geocode is struct area_code). */
struct alert_value {
	struct slice value_name, value;
};

/* (sender, identifier, sent): what names an alert in the world (CAP 1.2 3.2.1 references). */
struct alert_key {
	struct slice sender, identifier;
	struct utc sent;
};

struct alert_resource {
	struct slice description, mime_type, uri, digest;
	uint64_t size;
};

struct alert_info {
	struct slice language; /* as written; absent means en-US */
	uint32_t categories;   /* bits of enum alert_category */
	struct slice event;
	uint32_t responses; /* bits of enum alert_response */
	enum alert_urgency urgency;
	enum alert_severity severity;
	enum alert_certainty certainty;
	struct slice audience;
	const struct alert_value *event_codes;
	size_t event_code_count;
	struct utc effective, onset, expires; /* unset where absent */
	struct slice sender_name, headline, description, instruction, web, contact;
	const struct alert_value *parameters;
	size_t parameter_count;
	const struct alert_resource *resources;
	size_t resource_count;
	const struct area *areas;
	size_t area_count;
	uint32_t line; /* where the element begins */
};

struct alert {
	struct slice name_space;
	bool is_national; /* the Chinese national message 国家突发事件预警信息; see alert_key_of()
			   */
	struct slice identifier, sender;
	struct slice sender_code; /* of a national message: 14 digits; its sender is a name */
	struct utc sent;
	int sent_offset_minutes;
	enum alert_status status;
	enum alert_msg_type msg_type;
	struct slice source;
	enum alert_scope scope;
	struct slice restriction, addresses;
	struct slice classification; /* secClassification of a national message: None, Inner */
	const struct slice *codes;
	size_t code_count;
	struct slice note;
	const struct alert_key *references;
	size_t reference_count;
	struct slice incidents;
	const struct alert_info *infos;
	size_t info_count;
	/* of a national message: methodName and message, for whichever info they are the text of */
	const struct alert_value *methods;
	size_t method_count;
	bool is_signed;
};

/*
 * What names this alert, and what names the first message of its chain. A national message is
 * named by its identifier alone, whose first 14 digits are the senderCode, and all its follow-ups
 * refer to the first one; of a CAP alert both are its own (sender, identifier, sent).
 */
struct alert_key alert_key_of(const struct alert *alert);
struct alert_key alert_first_key(const struct alert *alert);
enum { ALERT_SENDER_CODE_DIGITS = 14 }; /* that a national identifier begins with */
/* The key of a national identifier, whoever mentions it. */
struct alert_key alert_national_key(struct slice identifier);
/* "sender,identifier,sent" on ctx; of a national message the identifier, which says it all. */
char *alert_key_text(void *ctx, const struct alert_key *key);
/* Reads "sender,identifier,sent"; false if the text is none, *out is untouched then. */
bool alert_key_read(struct alert_key *out, struct slice text);

/* The value of the first parameter or eventCode of that name, or an absent slice. */
struct slice alert_parameter(const struct alert_info *info, const char *value_name);
struct slice alert_event_code(const struct alert_info *info, const char *value_name);

/* The latest expires of all infos; unset if none has one. */
struct utc alert_expires(const struct alert *alert);

#endif
