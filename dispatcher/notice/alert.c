/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/alert.h"

#include <talloc.h>

static const char *const status_names[ALERT_STATUS_COUNT] = {
	"", "Actual", "Exercise", "System", "Test", "Draft",
};
static const char *const msg_type_names[ALERT_MSG_TYPE_COUNT] = {
	"", "Alert", "Update", "Cancel", "Ack", "Error",
};
static const char *const scope_names[ALERT_SCOPE_COUNT] = {
	"",
	"Public",
	"Restricted",
	"Private",
};
static const char *const urgency_names[ALERT_URGENCY_COUNT] = {
	"", "Immediate", "Expected", "Future", "Past", "Unknown",
};
static const char *const severity_names[ALERT_SEVERITY_COUNT] = {
	"", "Extreme", "Severe", "Moderate", "Minor", "Unknown",
};
static const char *const certainty_names[ALERT_CERTAINTY_COUNT] = {
	"", "Observed", "Likely", "Possible", "Unlikely", "Unknown",
};

static const char *name_in(const char *const *names, unsigned int count, unsigned int value)
{
	return value < count ? names[value] : "";
}

const char *alert_status_name(enum alert_status status)
{
	return name_in(status_names, ALERT_STATUS_COUNT, status);
}

const char *alert_msg_type_name(enum alert_msg_type msg_type)
{
	return name_in(msg_type_names, ALERT_MSG_TYPE_COUNT, msg_type);
}

const char *alert_scope_name(enum alert_scope scope)
{
	return name_in(scope_names, ALERT_SCOPE_COUNT, scope);
}

const char *alert_urgency_name(enum alert_urgency urgency)
{
	return name_in(urgency_names, ALERT_URGENCY_COUNT, urgency);
}

const char *alert_severity_name(enum alert_severity severity)
{
	return name_in(severity_names, ALERT_SEVERITY_COUNT, severity);
}

const char *alert_certainty_name(enum alert_certainty certainty)
{
	return name_in(certainty_names, ALERT_CERTAINTY_COUNT, certainty);
}

static struct slice value_of(const struct alert_value *values, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(values[i].value_name, name))
			return values[i].value;
	return (struct slice){ NULL, 0 };
}

struct slice alert_parameter(const struct alert_info *info, const char *value_name)
{
	return value_of(info->parameters, info->parameter_count, value_name);
}

struct slice alert_event_code(const struct alert_info *info, const char *value_name)
{
	return value_of(info->event_codes, info->event_code_count, value_name);
}

struct alert_key alert_national_key(struct slice identifier)
{
	size_t size = identifier.size;

	if (size > ALERT_SENDER_CODE_DIGITS)
		size = ALERT_SENDER_CODE_DIGITS;
	return (struct alert_key){ .sender = { identifier.at, size }, .identifier = identifier };
}

struct alert_key alert_key_of(const struct alert *alert)
{
	if (alert->is_national)
		return alert_national_key(alert->identifier);
	return (struct alert_key){ alert->sender, alert->identifier, alert->sent };
}

struct alert_key alert_first_key(const struct alert *alert)
{
	if (alert->is_national && alert->msg_type != ALERT_MSG_TYPE_ALERT &&
	    alert->reference_count > 0)
		return alert->references[0];
	return alert_key_of(alert);
}

char *alert_key_text(void *ctx, const struct alert_key *key)
{
	char sent[UTC_TEXT_OCTETS];

	if (!utc_is_set(key->sent))
		return slice_string(ctx, key->identifier);
	return talloc_asprintf(ctx, "%.*s,%.*s,%s", SLICE_PRINT(key->sender),
			       SLICE_PRINT(key->identifier),
			       utc_format(sent, key->sent, UTC_CHINA_OFFSET_MINUTES));
}

bool alert_key_read(struct alert_key *out, struct slice text)
{
	const char *first = memchr(text.at, ',', text.size);
	const char *last = memrchr(text.at, ',', text.size);
	struct alert_key key;

	if (!first || first == last)
		return false;
	key.sender = (struct slice){ text.at, (size_t)(first - text.at) };
	key.identifier = (struct slice){ first + 1, (size_t)(last - first - 1) };
	if (key.sender.size == 0 || key.identifier.size == 0 ||
	    utc_parse(&key.sent, NULL,
		      (struct slice){ last + 1, (size_t)(text.at + text.size - last - 1) },
		      NULL) != ERR_OK)
		return false;
	*out = key;
	return true;
}

struct utc alert_expires(const struct alert *alert)
{
	struct utc latest = { 0 };

	for (size_t i = 0; i < alert->info_count; i++)
		if (utc_before(latest, alert->infos[i].expires))
			latest = alert->infos[i].expires;
	return latest;
}
