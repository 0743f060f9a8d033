/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/application.h"

#include <talloc.h>

#include "notice/cbs.h"

struct slice application_sending_body(const struct application *application)
{
	return application->sending_body.size ? application->sending_body : application->applicant;
}

bool application_is_for_groups_only(const struct application *application)
{
	for (size_t i = 0; i < application->channel_count; i++)
		if (!slice_is(application->channels[i], "sms"))
			return false;
	return application->group_count > 0 && application->channel_count > 0;
}

/* ---- what is missing -------------------------------------------------------------------- */

#define MEMBER(name, zh, member)                                                                   \
	{                                                                                          \
		{ name, zh }, offsetof(struct application, member)                                 \
	}

/* Art. 27: reason, content, time, area and sending body, in writing; the rest is its form. */
static const struct form_field needed[] = {
	MEMBER("title", "标题", title),
	MEMBER("applicant", "申请单位", applicant),
	MEMBER("document_number", "文号", document_number),
	MEMBER("signer", "签发人", signer),
	MEMBER("handler.name", "经办人", handler.name),
	MEMBER("handler.phone", "经办人电话", handler.phone),
	MEMBER("complaint_contact", "投诉联系方式", complaint_contact),
	MEMBER("category", "类别", category),
	MEMBER("purpose", "公益目的", purpose),
	MEMBER("legal_ground", "法律依据", legal_ground),
	MEMBER("reason", "申请理由", reason),
};

/* One that says nothing is as good as none, whatever the others say. */
static bool has_text(const struct application *application)
{
	for (size_t i = 0; i < application->text_count; i++)
		if (slice_says_nothing(application->texts[i].text))
			return false;
	return application->text_count > 0;
}

static bool has_authorisation(const struct application *application)
{
	for (size_t i = 0; i < application->attachment_count; i++)
		if (application->authorisation.size &&
		    slice_equal(application->attachments[i].name, application->authorisation))
			return true;
	return false;
}

static bool has_another_sender(const struct application *application)
{
	return application->sending_body.size &&
	       !slice_equal(application->sending_body, application->applicant);
}

size_t application_missing(const struct application *application,
			   struct form_member missing[APPLICATION_MEMBERS_MAX])
{
	size_t count = form_missing(missing, needed, sizeof(needed) / sizeof(needed[0]),
				    application);

	if (!has_text(application))
		missing[count++] = (struct form_member){ "texts", "发送内容" };
	if (!utc_is_set(application->send_from))
		missing[count++] = (struct form_member){ "send_from", "发送起始时间" };
	if (!utc_is_set(application->send_until))
		missing[count++] = (struct form_member){ "send_until", "发送截止时间" };
	if (has_another_sender(application) && !has_authorisation(application))
		missing[count++] = (struct form_member){ "authorisation", "发送机构授权书" };
	return count;
}

/* ---- what it is read into --------------------------------------------------------------- */

static bool has_area(const struct area *area)
{
	return area->polygon_count + area->circle_count + area->code_count > 0;
}

/* 红 特别重大 is Extreme, 橙 重大 Severe, 黄 较大 Moderate, 蓝 一般 Minor. */
static const struct {
	const char *level;
	enum alert_severity severity;
} levels[] = {
	{ "red", ALERT_SEVERITY_EXTREME },
	{ "orange", ALERT_SEVERITY_SEVERE },
	{ "yellow", ALERT_SEVERITY_MODERATE },
	{ "blue", ALERT_SEVERITY_MINOR },
};

static enum alert_severity severity_of(struct slice level)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (slice_is(level, levels[i].level))
			return levels[i].severity;
	return ALERT_SEVERITY_UNKNOWN;
}

bool application_level_is_known(struct slice level)
{
	return severity_of(level) != ALERT_SEVERITY_UNKNOWN;
}

bool application_contradicts_itself(const struct application *application)
{
	const struct application_emergency *emergency = &application->emergency;

	return emergency->is_critical && application_level_is_known(emergency->level) &&
	       severity_of(emergency->level) > ALERT_SEVERITY_SEVERE;
}

/* Declared critical without a level: Severe, or it would not be critical. */
static void read_emergency(struct reading *out, const struct application_emergency *emergency)
{
	if (!emergency->is_given)
		return;
	out->class_of_emergency = emergency->class_of_emergency;
	out->event_type = emergency->event_type;
	out->is_critical = emergency->is_critical;
	out->grounds = emergency->grounds;
	out->colour = emergency->level;
	out->severity = severity_of(emergency->level);
	if (out->is_critical && emergency->level.size == 0)
		out->severity = ALERT_SEVERITY_SEVERE;
	out->urgency = out->is_critical ? ALERT_URGENCY_IMMEDIATE : ALERT_URGENCY_EXPECTED;
	out->certainty = ALERT_CERTAINTY_OBSERVED;
}

static void read_texts(struct reading *out, void *ctx, const struct application *application)
{
	/* What is critical is shown as Severe at least, whatever its level. */
	enum alert_severity severity = out->severity == ALERT_SEVERITY_EXTREME
					       ? ALERT_SEVERITY_EXTREME
					       : ALERT_SEVERITY_SEVERE;
	uint16_t identifier = cbs_of_gravity(out->is_critical, severity, out->urgency,
					     out->certainty);

	for (size_t i = 0; i < application->text_count && i < READING_TEXTS_MAX; i++) {
		const struct application_text *text = &application->texts[i];

		out->texts[out->text_count++] = (struct reading_text){
			.language = text->language.size ? text->language : SLICE_LITERAL("zh-CN"),
			.text = text->text,
			.field = talloc_asprintf(ctx, "texts[%zu].text", i),
			.message_identifier = i == 0 ? identifier
						     : cbs_further_language(identifier),
		};
	}
}

/* ---- what is approved beside the content ------------------------------------------------ */

enum { TERMS_OF_ONE = 8 }; /* those that are not lists */

struct terms {
	struct content_term *rows;
	size_t count;
};

static void add_term(struct terms *terms, const char *name, struct slice value)
{
	if (value.size > 0)
		terms->rows[terms->count++] = (struct content_term){ name, value };
}

static void add_emergency(struct terms *terms, void *ctx,
			  const struct application_emergency *emergency)
{
	if (!emergency->is_given)
		return;
	add_term(terms, "emergency",
		 slice_of(talloc_asprintf(ctx, "%s%s",
					  lane_class_name(emergency->class_of_emergency),
					  emergency->is_critical ? " critical" : "")));
	add_term(terms, "event-type", emergency->event_type);
	add_term(terms, "plan", emergency->plan);
	add_term(terms, "level", emergency->level);
}

const struct content_term *application_terms(const struct application *application, void *ctx,
					     size_t *count)
{
	size_t max = TERMS_OF_ONE + application->group_count + application->cap_count;
	struct terms terms = { talloc_array(ctx, struct content_term, (unsigned int)max), 0 };

	add_term(&terms, "sending-body", application_sending_body(application));
	for (size_t i = 0; i < application->group_count; i++)
		add_term(&terms, "group", application->groups[i]);
	for (size_t i = 0; i < application->cap_count; i++)
		add_term(&terms, "cap",
			 slice_of(talloc_asprintf(ctx, "%llu %.*s",
						  (unsigned long long)application->caps[i].messages,
						  SLICE_PRINT(application->caps[i].carrier))));
	if (application->repeats > 1)
		add_term(&terms, "repeats",
			 slice_of(talloc_asprintf(ctx, "%u", application->repeats)));
	add_term(&terms, "sender-code", application->sender_code);
	add_emergency(&terms, ctx, &application->emergency);
	add_term(&terms, "exemption", application->exemption);
	*count = terms.count;
	return terms.rows;
}

void application_read_as(struct reading *out, void *ctx, const struct application *application)
{
	*out = (struct reading){
		.profile = "application",
		.title = application->title,
		.begins = application->send_from,
		.expires = application->send_until,
		.category = CBS_CATEGORY_NORMAL,
		.sets = { { &application->area, has_area(&application->area) } },
		.set_count = 1,
	};
	read_emergency(out, &application->emergency);
	if (out->is_critical)
		out->category = CBS_CATEGORY_HIGH;
	read_texts(out, ctx, application);
}
