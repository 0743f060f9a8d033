/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/registry_json.h"

#include "wire/words.h"

#define AT(type, member) .offset = offsetof(struct type, member)
#define REQUIRED	 .required = true
#define LIST_AT(type, member, counted)                                                             \
	.offset = offsetof(struct type, member), .count_offset = offsetof(struct type, counted)

static const struct field authority_rows[] = {
	{ "id", FIELD_TEXT, REQUIRED, AT(registry_authority, identifier) },
	{ "name", FIELD_TEXT, REQUIRED, AT(registry_authority, name) },
	{ "level", FIELD_ENUM, AT(registry_authority, level), .names = words_level,
	  .values = REGISTRY_LEVEL_COUNT },
	{ "jurisdiction", FIELD_TEXT_LIST,
	  LIST_AT(registry_authority, jurisdiction, jurisdiction_count) },
	{ "phone", FIELD_TEXT, AT(registry_authority, phone) },
	{ "default_expiry_minutes", FIELD_U32, AT(registry_authority, default_expiry_minutes) },
	{ "paperwork_days", FIELD_U32, AT(registry_authority, paperwork_days) },
	{ "emergency_code", FIELD_TEXT, AT(registry_authority, emergency_code) },
};

static const struct fields authority_fields = FIELDS_OF(authority_rows, struct registry_authority);

static const struct field sender_code_rows[] = {
	{ "code", FIELD_TEXT, REQUIRED, AT(registry_sender_code, code) },
	{ "use", FIELD_ENUM, AT(registry_sender_code, use), .names = words_code_use,
	  .values = REGISTRY_CODE_USE_COUNT },
	{ "areas", FIELD_TEXT_LIST, LIST_AT(registry_sender_code, areas, area_count) },
	{ "valid_from", FIELD_UTC_TEXT, AT(registry_sender_code, valid_from) },
	{ "valid_until", FIELD_UTC_TEXT, AT(registry_sender_code, valid_until) },
};

static const struct fields sender_code_fields = FIELDS_OF(sender_code_rows,
							  struct registry_sender_code);

static const struct field agency_rows[] = {
	{ "id", FIELD_TEXT, REQUIRED, AT(registry_agency, identifier) },
	{ "name", FIELD_TEXT, REQUIRED, AT(registry_agency, name) },
	{ "short_names", FIELD_TEXT_LIST, LIST_AT(registry_agency, short_names, short_name_count) },
	{ "cap_senders", FIELD_TEXT_LIST, LIST_AT(registry_agency, cap_senders, cap_sender_count) },
	{ "kind", FIELD_ENUM, AT(registry_agency, kind), .names = words_body_kind,
	  .values = REGISTRY_KIND_COUNT },
	{ "level", FIELD_ENUM, AT(registry_agency, level), .names = words_level,
	  .values = REGISTRY_LEVEL_COUNT },
	{ "adcode", FIELD_TEXT, AT(registry_agency, adcode) },
	{ "parent", FIELD_TEXT, AT(registry_agency, parent) },
	{ "credit_code", FIELD_TEXT, AT(registry_agency, credit_code) },
	{ "phones", FIELD_TEXT_LIST, LIST_AT(registry_agency, phones, phone_count) },
	{ "sender_codes", FIELD_LIST, LIST_AT(registry_agency, sender_codes, sender_code_count),
	  .sub = &sender_code_fields, .or_text = true },
	{ "jurisdiction", FIELD_TEXT_LIST,
	  LIST_AT(registry_agency, jurisdiction, jurisdiction_count) },
	{ "superior", FIELD_TEXT, AT(registry_agency, superior) },
	{ "authority", FIELD_TEXT, REQUIRED, AT(registry_agency, authority) },
};

static const struct fields agency_fields = FIELDS_OF(agency_rows, struct registry_agency);

static const struct field person_rows[] = {
	{ "id", FIELD_TEXT, REQUIRED, AT(person, identifier) },
	{ "name", FIELD_TEXT, REQUIRED, AT(person, name) },
	{ "body", FIELD_TEXT, AT(person, body) },
	{ "roles", FIELD_BITS, AT(person, roles), .names = words_role,
	  .values = PERSON_ROLE_COUNT },
	{ "token_sha256", FIELD_DIGEST, AT(person, token_digest) },
	{ "valid_until", FIELD_UTC_TEXT, AT(person, valid_until) },
	{ "verified", FIELD_BOOL, AT(person, is_verified) },
};

static const struct fields person_fields = FIELDS_OF(person_rows, struct person);

static const struct field carrier_rows[] = {
	{ "id", FIELD_TEXT, REQUIRED, AT(registry_carrier, identifier) },
	{ "name", FIELD_TEXT, REQUIRED, AT(registry_carrier, name) },
	{ "licence", FIELD_TEXT, AT(registry_carrier, licence) },
	{ "kind", FIELD_ENUM, AT(registry_carrier, kind), .names = words_carrier_kind,
	  .values = REGISTRY_CARRIER_COUNT },
	{ "access_numbers", FIELD_TEXT_LIST,
	  LIST_AT(registry_carrier, access_numbers, access_number_count) },
	{ "hosts", FIELD_TEXT_LIST, LIST_AT(registry_carrier, hosts, host_count) },
	{ "adds_signature", FIELD_BOOL, AT(registry_carrier, adds_signature) },
	{ "signature", FIELD_TEXT, AT(registry_carrier, signature) },
};

static const struct fields carrier_fields = FIELDS_OF(carrier_rows, struct registry_carrier);

static const struct field plan_rows[] = {
	{ "id", FIELD_TEXT, REQUIRED, AT(registry_plan, identifier) },
	{ "name", FIELD_TEXT, REQUIRED, AT(registry_plan, name) },
	{ "authority", FIELD_TEXT, REQUIRED, AT(registry_plan, authority) },
	{ "instrument", FIELD_TEXT, AT(registry_plan, instrument) },
	{ "agencies", FIELD_TEXT_LIST, LIST_AT(registry_plan, agencies, agency_count) },
	{ "classes", FIELD_BITS, AT(registry_plan, classes), .names = words_class,
	  .values = LANE_CLASS_COUNT },
	{ "event_types", FIELD_TEXT_LIST, LIST_AT(registry_plan, event_types, event_type_count) },
	{ "areas", FIELD_TEXT_LIST, LIST_AT(registry_plan, areas, area_count) },
	{ "urgency_at_least", FIELD_ENUM, AT(registry_plan, urgency_at_least),
	  .names = words_urgency, .values = ALERT_URGENCY_COUNT },
	{ "severity_at_least", FIELD_ENUM, AT(registry_plan, severity_at_least),
	  .names = words_severity, .values = ALERT_SEVERITY_COUNT },
	{ "default_expiry_minutes", FIELD_U32, AT(registry_plan, default_expiry_minutes) },
	{ "second_person", FIELD_BOOL, AT(registry_plan, needs_second_person) },
	{ "paperwork_days", FIELD_U32, AT(registry_plan, paperwork_days) },
	{ "valid_until", FIELD_UTC_TEXT, AT(registry_plan, valid_until) },
};

static const struct fields plan_fields = FIELDS_OF(plan_rows, struct registry_plan);

static const struct field exemption_rows[] = {
	{ "id", FIELD_TEXT, REQUIRED, AT(registry_exemption, identifier) },
	{ "instrument", FIELD_TEXT, REQUIRED, AT(registry_exemption, instrument) },
	{ "rank", FIELD_ENUM, REQUIRED, AT(registry_exemption, rank), .names = words_rank,
	  .values = REGISTRY_RANK_COUNT },
	{ "number", FIELD_TEXT, REQUIRED, AT(registry_exemption, number) },
	{ "clause", FIELD_TEXT, REQUIRED, AT(registry_exemption, clause) },
	{ "valid_from", FIELD_UTC_TEXT, AT(registry_exemption, valid_from) },
	{ "valid_until", FIELD_UTC_TEXT, AT(registry_exemption, valid_until) },
	{ "confirmed_by", FIELD_TEXT, REQUIRED, AT(registry_exemption, confirmed_by) },
};

static const struct fields exemption_fields = FIELDS_OF(exemption_rows, struct registry_exemption);

static const struct field calendar_rows[] = {
	{ "year", FIELD_U32, REQUIRED, AT(calendar_notice, year) },
	{ "off", FIELD_TEXT_LIST, REQUIRED, LIST_AT(calendar_notice, off, off_count) },
	{ "made_up", FIELD_TEXT_LIST, LIST_AT(calendar_notice, made_up, made_up_count) },
	{ "title", FIELD_TEXT, AT(calendar_notice, title) },
	{ "number", FIELD_TEXT, REQUIRED, AT(calendar_notice, number) },
};

static const struct fields calendar_fields = FIELDS_OF(calendar_rows, struct calendar_notice);

static const struct field word_rows[] = {
	{ "word", FIELD_TEXT, REQUIRED, AT(vocabulary_word, word) },
	{ "rule", FIELD_ENUM, REQUIRED, AT(vocabulary_word, rule), .names = words_vocabulary_rule,
	  .values = VOCABULARY_RULE_COUNT },
	{ "note", FIELD_TEXT, AT(vocabulary_word, note) },
};

static const struct fields word_fields = FIELDS_OF(word_rows, struct vocabulary_word);

#define SETTING(word, kind)                                                                        \
	{                                                                                          \
		word, FIELD_ENUM, AT(settings, answers[kind]), .names = words_answer,              \
							       .values = SETTINGS_ANSWER_COUNT     \
	}

static const struct field settings_rows[] = {
	SETTING("vertical_bureau", SETTINGS_VERTICAL_BUREAU),
	SETTING("vertical_other", SETTINGS_VERTICAL_OTHER),
	SETTING("public_institution", SETTINGS_PUBLIC_INSTITUTION),
	SETTING("headquarters", SETTINGS_HEADQUARTERS),
	SETTING("sub_provincial_department", SETTINGS_SUB_PROVINCIAL_DEPARTMENT),
	SETTING("municipality_district", SETTINGS_MUNICIPALITY_DISTRICT),
	SETTING("province_county", SETTINGS_PROVINCE_COUNTY),
	SETTING("new_area", SETTINGS_NEW_AREA),
	SETTING("corps_division", SETTINGS_CORPS_DIVISION),
	SETTING("prefecture_area", SETTINGS_PREFECTURE_AREA),
	SETTING("league", SETTINGS_LEAGUE),
	SETTING("city_without_districts", SETTINGS_CITY_WITHOUT_DISTRICTS),
	SETTING("party_court_army", SETTINGS_PARTY_COURT_ARMY),
	{ "planned_one_at_a_time", FIELD_BOOL, AT(settings, planned_one_at_a_time) },
	{ "quiet_from", FIELD_TEXT, AT(settings, quiet.from) },
	{ "quiet_until", FIELD_TEXT, AT(settings, quiet.until) },
	{ "second_person_people", FIELD_U64, AT(settings, second_person_people) },
};

static const struct fields settings_fields = FIELDS_OF(settings_rows, struct settings);

static const struct field registry_rows[] = {
	{ "authorities", FIELD_LIST, LIST_AT(registry, authorities, authority_count),
	  .sub = &authority_fields },
	{ "agencies", FIELD_LIST, LIST_AT(registry, agencies, agency_count),
	  .sub = &agency_fields },
	{ "persons", FIELD_LIST, LIST_AT(registry, persons, person_count), .sub = &person_fields },
	{ "carriers", FIELD_LIST, LIST_AT(registry, carriers, carrier_count),
	  .sub = &carrier_fields },
	{ "plans", FIELD_LIST, LIST_AT(registry, plans, plan_count), .sub = &plan_fields },
	{ "exemptions", FIELD_LIST, LIST_AT(registry, exemptions, exemption_count),
	  .sub = &exemption_fields },
	{ "calendars", FIELD_LIST, LIST_AT(registry, calendars.rows, calendars.count),
	  .sub = &calendar_fields },
	{ "words", FIELD_LIST, LIST_AT(registry, words.rows, words.count), .sub = &word_fields },
	{ "settings", FIELD_STRUCT, AT(registry, settings), .sub = &settings_fields },
};

static const struct fields registry_fields = FIELDS_OF(registry_rows, struct registry);

static void mark_tokens(const struct registry *registry)
{
	static const struct digest none;
	/* The rows were made on our context just now; const is for those who are lent them. */
	struct person *persons = (struct person *)(uintptr_t)registry->persons;

	for (size_t i = 0; i < registry->person_count; i++)
		persons[i].has_token = !digest_equal(&persons[i].token_digest, &none);
}

enum err registry_json_read(void *ctx, struct registry *out, struct slice json, struct fault *why)
{
	struct registry registry;
	enum err err = fields_read_text(ctx, &registry, &registry_fields, json, why);

	if (err != ERR_OK)
		return err;
	mark_tokens(&registry);
	err = registry_check(&registry, why);
	if (err == ERR_OK)
		*out = registry;
	return err;
}

void registry_json_write(struct text *out, const struct registry *registry)
{
	fields_write(out, &registry_fields, registry);
}
