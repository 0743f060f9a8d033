/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/application_json.h"

#include <math.h>
#include <talloc.h>

#include "base/geo_ring.h"
#include "wire/base64.h"
#include "wire/fields.h"
#include "wire/words.h"

struct reader {
	void *ctx;
	struct findings *findings;
	struct geo_polygon *polygons;
	struct geo_circle *circles;
	struct area_code *codes;
	struct area *area;
	size_t points;
	uint64_t comparisons;
};

/* ---- members that are what they are ----------------------------------------------------- */

#define AT(type, member) .offset = offsetof(struct type, member)
#define LIST_AT(type, member, counted)                                                             \
	.offset = offsetof(struct type, member), .count_offset = offsetof(struct type, counted)

static const struct field text_rows[] = {
	{ "language", FIELD_TEXT, AT(application_text, language) },
	{ "text", FIELD_TEXT, true, AT(application_text, text) },
};
static const struct fields text_fields = FIELDS_OF(text_rows, struct application_text);

static const struct field handler_rows[] = {
	{ "name", FIELD_TEXT, AT(application_handler, name) },
	{ "phone", FIELD_TEXT, AT(application_handler, phone) },
};
static const struct fields handler_fields = FIELDS_OF_FORM(handler_rows,
							   struct application_handler);

static const struct field emergency_rows[] = {
	{ "class", FIELD_ENUM, true, AT(application_emergency, class_of_emergency),
	  .names = words_class, .values = LANE_CLASS_COUNT },
	{ "event_type", FIELD_TEXT, AT(application_emergency, event_type) },
	{ "critical", FIELD_BOOL, AT(application_emergency, is_critical) },
	{ "grounds", FIELD_TEXT, AT(application_emergency, grounds) },
	{ "plan", FIELD_TEXT, AT(application_emergency, plan) },
	{ "level", FIELD_TEXT, AT(application_emergency, level) },
};
static const struct fields emergency_fields = FIELDS_OF_FORM(emergency_rows,
							     struct application_emergency);

struct recipients {
	const struct slice *groups;
	size_t group_count;
};
static const struct field recipients_rows[] = {
	{ "groups", FIELD_TEXT_LIST, LIST_AT(recipients, groups, group_count) },
};
static const struct fields recipients_fields = FIELDS_OF_FORM(recipients_rows, struct recipients);

struct attachment {
	struct slice name, media_type, base64;
};
static const struct field attachment_rows[] = {
	{ "name", FIELD_TEXT, true, AT(attachment, name) },
	{ "media_type", FIELD_TEXT, true, AT(attachment, media_type) },
	{ "base64", FIELD_TEXT, true, AT(attachment, base64) },
};
static const struct fields attachment_fields = FIELDS_OF(attachment_rows, struct attachment);

/* The application, and what is taken apart further below. */
struct whole {
	struct application application;
	struct recipients recipients;
	const struct attachment *attachments;
	size_t attachment_count;
};

#define IN(member) offsetof(struct whole, application.member)
static const struct field whole_rows[] = {
	{ "title", FIELD_TEXT, .offset = IN(title) },
	{ "applicant", FIELD_TEXT, .offset = IN(applicant) },
	{ "sending_body", FIELD_TEXT, .offset = IN(sending_body) },
	{ "authorisation", FIELD_TEXT, .offset = IN(authorisation) },
	{ "document_number", FIELD_TEXT, .offset = IN(document_number) },
	{ "signer", FIELD_TEXT, .offset = IN(signer) },
	{ "handler", FIELD_STRUCT, .offset = IN(handler), .sub = &handler_fields },
	{ "complaint_contact", FIELD_TEXT, .offset = IN(complaint_contact) },
	{ "copies_to", FIELD_TEXT_LIST, .offset = IN(copies_to),
	  .count_offset = IN(copies_to_count) },
	{ "category", FIELD_TEXT, .offset = IN(category) },
	{ "purpose", FIELD_TEXT, .offset = IN(purpose) },
	{ "legal_ground", FIELD_TEXT, .offset = IN(legal_ground) },
	{ "reason", FIELD_TEXT, .offset = IN(reason) },
	{ "texts", FIELD_LIST, .offset = IN(texts), .count_offset = IN(text_count),
	  .sub = &text_fields },
	{ "send_from", FIELD_UTC_TEXT, .offset = IN(send_from) },
	{ "send_until", FIELD_UTC_TEXT, .offset = IN(send_until) },
	{ "repeats", FIELD_U32, .offset = IN(repeats) },
	{ "estimated_users", FIELD_U64, .offset = IN(estimated_users) },
	{ "channels", FIELD_TEXT_LIST, .offset = IN(channels), .count_offset = IN(channel_count) },
	{ "recipients", FIELD_STRUCT, AT(whole, recipients), .sub = &recipients_fields },
	{ "sender_code", FIELD_TEXT, .offset = IN(sender_code) },
	{ "emergency", FIELD_STRUCT, .offset = IN(emergency), .sub = &emergency_fields },
	{ "exemption", FIELD_TEXT, .offset = IN(exemption) },
	{ "attachments", FIELD_LIST, LIST_AT(whole, attachments, attachment_count),
	  .sub = &attachment_fields },
};
static const struct fields whole_fields = FIELDS_OF_FORM(whole_rows, struct whole);

/* Members of other shapes, read by hand. */
static const char *const by_hand[] = { "areas", "cap_per_carrier", NULL };

/* ---- findings --------------------------------------------------------------------------- */

static void wrong(struct reader *reader, const char *field, const char *zh, const char *en)
{
	findings_add(
		reader->findings,
		&(struct finding){
			.rule = "application",
			.article = "art. 27",
			.effect = EFFECT_REFUSE,
			.where = { .field = field },
			.zh = talloc_asprintf(reader->ctx, "申请文件“%s”有误：%s。", field, zh),
			.en = talloc_asprintf(reader->ctx, "%s: %s.", field, en),
		});
}

static char *field_of(struct reader *reader, const char *list, size_t index, const char *member)
{
	return talloc_asprintf(reader->ctx, "%s[%zu]%s%s", list, index, *member ? "." : "", member);
}

/* ---- areas ------------------------------------------------------------------------------ */

static bool read_point(struct geo_point *out, const json_t *json)
{
	double lat = json_number_value(json_array_get(json, 0));
	double lon = json_number_value(json_array_get(json, 1));

	if (json_array_size(json) != 2 || !json_is_number(json_array_get(json, 0)) ||
	    !json_is_number(json_array_get(json, 1)) || fabs(lat) > 90 || fabs(lon) > 180)
		return false;
	*out = (struct geo_point){ (int32_t)lround(lat * GEO_E6), (int32_t)lround(lon * GEO_E6) };
	return true;
}

static bool read_points(struct reader *reader, struct geo_polygon *polygon, const json_t *json)
{
	size_t count = json_array_size(json);
	struct geo_point *points;

	reader->points += count;
	if (!json_is_array(json) || reader->points > AREA_POINTS_MAX)
		return false;
	points = talloc_array(reader->ctx, struct geo_point, (unsigned int)count + 1);
	for (size_t i = 0; i < count; i++)
		if (!read_point(&points[i], json_array_get(json, i)))
			return false;
	*polygon = (struct geo_polygon){ points, count };
	return true;
}

static void read_polygon(struct reader *reader, const char *field, const json_t *json)
{
	struct geo_polygon polygon;
	struct fault why;
	enum err err = ERR_OK;

	if (reader->area->polygon_count == AREA_POLYGONS_MAX)
		wrong(reader, field, "多边形过多", "too many polygons");
	else if (!read_points(reader, &polygon, json))
		wrong(reader, field, "应为[纬度,经度]点的数组",
		      "must be an array of [latitude, longitude]");
	else if ((err = geo_ring_check_polygon(reader->ctx, &polygon, &reader->comparisons,
					       &why)) != ERR_OK)
		wrong(reader, field,
		      err == ERR_UNDETERMINED ? "多边形的边相互交叉或相接，范围不明确"
					      : "多边形应首尾闭合、有面积",
		      why.text);
	else
		reader->polygons[reader->area->polygon_count++] = polygon;
}

static void read_circle(struct reader *reader, const char *field, const json_t *json)
{
	double radius_km = json_number_value(json_object_get(json, "radius_km"));
	struct geo_circle circle;

	if (reader->area->circle_count == AREA_CIRCLES_MAX) {
		wrong(reader, field, "圆形过多", "too many circles");
		return;
	}
	if (json_object_size(json) != 2 ||
	    !read_point(&circle.centre, json_object_get(json, "at")) ||
	    !json_is_number(json_object_get(json, "radius_km")) || !(radius_km >= 0) ||
	    radius_km > 20040) {
		wrong(reader, field, "应为{\"at\":[纬度,经度],\"radius_km\":公里数}",
		      "must be {\"at\":[latitude, longitude],\"radius_km\":number}");
		return;
	}
	circle.radius_m = (uint32_t)lround(radius_km * 1000);
	reader->circles[reader->area->circle_count++] = circle;
}

static void read_adcode(struct reader *reader, const char *field, const json_t *json)
{
	struct area_code *code = &reader->codes[reader->area->code_count];
	struct slice value = { json_string_value(json), json_string_length(json) };

	if (reader->area->code_count == AREA_CODES_MAX || !json_is_string(json)) {
		wrong(reader, field, "应为行政区划代码字符串",
		      "must be a code of a division, as a string");
		return;
	}
	*code = (struct area_code){ SLICE_LITERAL("adcode"), slice_copy(reader->ctx, value) };
	reader->area->code_count++;
}

static void read_area(struct reader *reader, size_t index, const json_t *json)
{
	static const struct {
		const char *name;
		void (*read)(struct reader *reader, const char *field, const json_t *json);
	} shapes[] = {
		{ "adcode", read_adcode },
		{ "polygon", read_polygon },
		{ "circle", read_circle },
	};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		const json_t *shape = json_object_get(json, shapes[i].name);

		if (!shape || json_object_size(json) != 1)
			continue;
		shapes[i].read(reader, field_of(reader, "areas", index, shapes[i].name), shape);
		return;
	}
	wrong(reader, field_of(reader, "areas", index, ""), "应为adcode、polygon、circle之一",
	      "must be one of adcode, polygon, circle");
}

static void read_areas(struct reader *reader, const json_t *json)
{
	size_t count = json_array_size(json);

	reader->polygons = talloc_array(reader->ctx, struct geo_polygon, AREA_POLYGONS_MAX);
	reader->circles = talloc_array(reader->ctx, struct geo_circle, AREA_CIRCLES_MAX);
	reader->codes = talloc_array(reader->ctx, struct area_code, AREA_CODES_MAX + 1);
	if (json && !json_is_array(json))
		wrong(reader, "areas", "应为数组", "must be an array");
	for (size_t i = 0; i < count; i++)
		read_area(reader, i, json_array_get(json, i));
	reader->area->polygons = reader->polygons;
	reader->area->circles = reader->circles;
	reader->area->codes = reader->codes;
}

/* ---- caps ------------------------------------------------------------------------------- */

static void read_caps(struct reader *reader, struct application *out, json_t *json)
{
	size_t room = json_object_size(json);
	struct application_cap *caps;
	const char *carrier;
	json_t *value;

	if (json && !json_is_object(json))
		wrong(reader, "cap_per_carrier", "应为对象", "must be an object");
	caps = talloc_array(reader->ctx, struct application_cap, (unsigned int)room + 1);
	json_object_foreach(json, carrier, value)
	{
		char *field = talloc_asprintf(reader->ctx, "cap_per_carrier.%s", carrier);

		if (!json_is_integer(value) || json_integer_value(value) < 0)
			wrong(reader, field, "应为非负整数", "must be an integer of 0 or more");
		else
			caps[out->cap_count++] = (struct application_cap){
				slice_of(talloc_strdup(reader->ctx, carrier)),
				(uint64_t)json_integer_value(value),
			};
	}
	out->caps = caps;
}

/* ---- attachments ------------------------------------------------------------------------ */

/* Version-form documents and pictures of them; each must begin as its kind does. */
static const struct {
	const char *media_type, *begins;
	size_t size;
} media_types[] = {
	{ "application/pdf", "%PDF-", 5 },
	{ "application/ofd", "PK\003\004", 4 },
	{ "image/jpeg", "\xff\xd8\xff", 3 },
	{ "image/png", "\x89PNG\r\n\x1a\n", 8 },
};

static bool is_what_it_says(const struct application_attachment *attachment)
{
	for (size_t i = 0; i < sizeof(media_types) / sizeof(media_types[0]); i++)
		if (slice_is(attachment->media_type, media_types[i].media_type))
			return attachment->octets.size >= media_types[i].size &&
			       memcmp(attachment->octets.at, media_types[i].begins,
				      media_types[i].size) == 0;
	return false;
}

static void read_attachment(struct reader *reader, struct application *out, size_t index,
			    const struct attachment *from)
{
	struct application_attachment *items = (void *)(uintptr_t)out->attachments;
	struct application_attachment *to = &items[out->attachment_count];
	char *field = field_of(reader, "attachments", index, "base64");
	size_t size = 0;
	uint8_t *octets;

	if (base64_room(from->base64.size) > APPLICATION_ATTACHMENT_OCTETS_MAX + 2) {
		wrong(reader, field, "附件超过5 MiB", "an attachment is at most 5 MiB");
		return;
	}
	octets = talloc_size(reader->ctx, base64_room(from->base64.size) + 1);
	if (!base64_decode(octets, &size, from->base64)) {
		wrong(reader, field, "不是Base64编码", "is not Base64");
		return;
	}
	*to = (struct application_attachment){ from->name,
					       from->media_type,
					       { (const char *)octets, size } };
	if (is_what_it_says(to))
		out->attachment_count++;
	else
		wrong(reader, field_of(reader, "attachments", index, "media_type"),
		      "附件应为PDF、OFD、JPEG或PNG，且内容与类型一致",
		      "must be application/pdf, application/ofd, image/jpeg or image/png, and be "
		      "it");
}

static void read_attachments(struct reader *reader, struct application *out,
			     const struct whole *whole)
{
	size_t count = whole->attachment_count;

	if (count > APPLICATION_ATTACHMENTS_MAX) {
		wrong(reader, "attachments", "附件最多20个", "at most 20");
		count = APPLICATION_ATTACHMENTS_MAX;
	}
	out->attachments = talloc_array(reader->ctx, struct application_attachment,
					APPLICATION_ATTACHMENTS_MAX);
	for (size_t i = 0; i < count; i++)
		read_attachment(reader, out, i, &whole->attachments[i]);
}

/* ---- the whole -------------------------------------------------------------------------- */

static void judge_limits(struct reader *reader, const struct application *application)
{
	const struct application_emergency *emergency = &application->emergency;

	if (application->text_count > APPLICATION_TEXTS_MAX)
		wrong(reader, "texts", "语种最多16个", "at most 16 languages");
	if (application->repeats > APPLICATION_REPEATS_MAX)
		wrong(reader, "repeats", "最多15次", "at most 15");
	if (emergency->level.size && !application_level_is_known(emergency->level))
		wrong(reader, "emergency.level", "应为red、orange、yellow或blue",
		      "must be red, orange, yellow or blue");
	if (emergency->is_given && emergency->class_of_emergency == LANE_CLASS_NONE)
		wrong(reader, "emergency.class", "应为突发事件四类之一",
		      "must be natural-disaster, accident, public-health or public-safety");
}

enum err application_json_read(void *ctx, struct application *out, struct findings *findings,
			       struct slice json, struct fault *why)
{
	struct reader reader = { .ctx = ctx,
				 .findings = findings,
				 .comparisons = GEO_RING_COMPARISONS };
	struct whole whole;
	struct fault reason;
	json_t *object = NULL;
	enum err err = fields_parse(&object, json, &reason);

	if (err == ERR_OK)
		err = fields_read(ctx, &whole, &whole_fields, object, by_hand, &reason);
	if (err != ERR_OK) {
		json_decref(object);
		findings_addf(findings,
			      &(struct finding){ .rule = "application",
						 .article = "art. 27",
						 .effect = EFFECT_REFUSE },
			      "申请文件无法读取：%s。", "The application cannot be read: %s.",
			      reason.text);
		return err_set(why, err, "art. 27", "%s", reason.text);
	}
	*out = whole.application;
	out->groups = whole.recipients.groups;
	out->group_count = whole.recipients.group_count;
	out->emergency.is_given = json_object_get(object, "emergency") != NULL;
	reader.area = &out->area;
	read_areas(&reader, json_object_get(object, "areas"));
	read_caps(&reader, out, json_object_get(object, "cap_per_carrier"));
	read_attachments(&reader, out, &whole);
	judge_limits(&reader, out);
	json_decref(object);
	return ERR_OK;
}
