/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/alert.h"

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

struct utc alert_expires(const struct alert *alert)
{
	struct utc latest = { 0 };

	for (size_t i = 0; i < alert->info_count; i++)
		if (utc_before(latest, alert->infos[i].expires))
			latest = alert->infos[i].expires;
	return latest;
}
