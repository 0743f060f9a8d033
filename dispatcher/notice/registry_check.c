/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/registry.h"

static enum err missing(const char *row, struct slice name, const char *what, struct slice wanted,
			struct fault *why)
{
	return err_set(why, ERR_ABSENT, NULL, "%s \"%.*s\": no %s is called \"%.*s\"", row,
		       SLICE_PRINT(name), what, SLICE_PRINT(wanted));
}

static enum err twice(const char *row, struct slice name, struct fault *why)
{
	return err_set(why, ERR_CONFLICT, NULL, "%s \"%.*s\" stands there twice or has no id", row,
		       SLICE_PRINT(name));
}

/* Events name several persons in one text, with blanks or line feeds between; so do lists. */
static enum err check_identifier(const char *row, struct slice name, struct fault *why)
{
	for (size_t i = 0; i < name.size; i++)
		if ((uint8_t)name.at[i] <= ' ' || name.at[i] == 0x7f)
			return err_set(
				why, ERR_INPUT, NULL,
				"%s \"%.*s\": an id has no blanks and no controls (octet %zu)", row,
				(int)i, name.at, i + 1);
	if (slice_says_nothing(name) && name.size > 0)
		return err_set(why, ERR_INPUT, NULL, "%s: an id says nothing", row);
	if (name.size > REGISTRY_ID_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "%s \"%.40s...\": an id has at most %d octets",
			       row, name.at, REGISTRY_ID_OCTETS_MAX);
	return ERR_OK;
}

static enum err check_adcodes(const char *row, struct slice name, const struct slice *codes,
			      size_t count, struct fault *why)
{
	uint64_t number;

	for (size_t i = 0; i < count; i++)
		if (codes[i].size != 6 || !slice_to_u64(codes[i], 999999, &number))
			return err_set(why, ERR_INPUT, "GB/T 2260",
				       "%s \"%.*s\": \"%.*s\" is no adcode of 6 digits", row,
				       SLICE_PRINT(name), SLICE_PRINT(codes[i]));
	return ERR_OK;
}

static bool is_code(struct slice code)
{
	for (size_t i = 0; i < code.size; i++)
		if (code.at[i] < '0' || code.at[i] > '9')
			return false;
	return code.size >= 3 && code.size <= REGISTRY_CODE_DIGITS_MAX;
}

static enum err check_authority(const struct registry *registry,
				const struct registry_authority *row, struct fault *why)
{
	if (row->identifier.size == 0 || registry_authority(registry, row->identifier) != row)
		return twice("authority", row->identifier, why);
	/* art. 3: the ministry and the provincial authorities, no others. */
	if (row->level > REGISTRY_LEVEL_PROVINCE)
		return err_set(why, ERR_INPUT, "art. 3",
			       "authority \"%.*s\": its level is state or province",
			       SLICE_PRINT(row->identifier));
	if (row->emergency_code.size > 0 && !is_code(row->emergency_code))
		return err_set(why, ERR_INPUT, "art. 9",
			       "authority \"%.*s\": emergency code \"%.*s\" is not 3 to %d digits",
			       SLICE_PRINT(row->identifier), SLICE_PRINT(row->emergency_code),
			       REGISTRY_CODE_DIGITS_MAX);
	return check_adcodes("authority", row->identifier, row->jurisdiction,
			     row->jurisdiction_count, why);
}

static bool stands_over_itself(const struct registry *registry, const struct registry_agency *row)
{
	return row->superior.size > 0 && registry_is_over(registry, row->identifier, row->superior);
}

/* The body it belongs to: known, and no ring of such bodies. */
static enum err check_parent(const struct registry *registry, const struct registry_agency *row,
			     struct fault *why)
{
	const struct registry_agency *above = row;

	for (size_t steps = 0; above && above->parent.size > 0; steps++) {
		struct slice parent = above->parent;

		above = registry_agency(registry, parent);
		if (!above)
			return missing("agency", row->identifier, "agency", parent, why);
		if (above == row || steps > registry->agency_count)
			return err_set(why, ERR_CONFLICT, NULL, "agency \"%.*s\" belongs to itself",
				       SLICE_PRINT(row->identifier));
	}
	return ERR_OK;
}

static enum err check_place(const struct registry *registry, const struct registry_agency *row,
			    struct fault *why)
{
	enum err err = check_parent(registry, row, why);

	if (err != ERR_OK || row->adcode.size == 0)
		return err;
	return check_adcodes("agency", row->identifier, &row->adcode, 1, why);
}

static enum err check_sender_codes(const struct registry_agency *row, struct fault *why)
{
	for (size_t i = 0; i < row->sender_code_count; i++) {
		const struct registry_sender_code *code = &row->sender_codes[i];
		enum err err;

		if (!is_code(code->code))
			return err_set(
				why, ERR_INPUT, "art. 9",
				"agency \"%.*s\": sender code \"%.*s\" is not 3 to %d digits",
				SLICE_PRINT(row->identifier), SLICE_PRINT(code->code),
				REGISTRY_CODE_DIGITS_MAX);
		if (utc_is_set(code->valid_until) &&
		    !utc_before(code->valid_from, code->valid_until))
			return err_set(
				why, ERR_INPUT, "art. 9",
				"agency \"%.*s\": sender code \"%.*s\" ends before it begins",
				SLICE_PRINT(row->identifier), SLICE_PRINT(code->code));
		err = check_adcodes("sender code", code->code, code->areas, code->area_count, why);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err check_agency(const struct registry *registry, const struct registry_agency *row,
			     struct fault *why)
{
	if (row->identifier.size == 0 || registry_agency(registry, row->identifier) != row)
		return twice("agency", row->identifier, why);
	if (!registry_authority(registry, row->authority))
		return missing("agency", row->identifier, "authority", row->authority, why);
	if (row->superior.size > 0 && !registry_agency(registry, row->superior))
		return missing("agency", row->identifier, "agency", row->superior, why);
	if (stands_over_itself(registry, row))
		return err_set(why, ERR_CONFLICT, NULL, "agency \"%.*s\" stands above itself",
			       SLICE_PRINT(row->identifier));
	for (size_t i = 0; i < row->cap_sender_count; i++)
		if (registry_agency_of_sender(registry, row->cap_senders[i]) != row)
			return err_set(why, ERR_CONFLICT, "art. 9",
				       "agency \"%.*s\": cap_sender \"%.*s\" belongs to another",
				       SLICE_PRINT(row->identifier),
				       SLICE_PRINT(row->cap_senders[i]));
	if (check_place(registry, row, why) != ERR_OK || check_sender_codes(row, why) != ERR_OK)
		return why ? why->err : ERR_INPUT;
	return check_adcodes("agency", row->identifier, row->jurisdiction, row->jurisdiction_count,
			     why);
}

static bool body_exists(const struct registry *registry, const struct person *row)
{
	return registry_agency(registry, row->body) || registry_authority(registry, row->body) ||
	       registry_carrier(registry, row->body) ||
	       (row->body.size == 0 &&
		!(row->roles & ~(uint32_t)(PERSON_ROLE_ADMIN | PERSON_ROLE_INSPECTOR)));
}

/* Nobody of an applicant decides, and nobody of an authority applies (art. 27 par. 2). */
static enum err check_roles(const struct registry *registry, const struct person *row,
			    struct fault *why)
{
	const uint32_t deciders = PERSON_ROLE_AUTHORITY | PERSON_ROLE_DUTY_OFFICER;
	uint32_t fitting = PERSON_ROLE_ADMIN | PERSON_ROLE_INSPECTOR;

	if (registry_agency(registry, row->body))
		fitting |= PERSON_ROLE_AGENCY;
	if (registry_authority(registry, row->body))
		fitting |= deciders;
	if (registry_carrier(registry, row->body))
		fitting |= PERSON_ROLE_CARRIER;
	if ((row->roles & PERSON_ROLE_AGENCY) && (row->roles & deciders))
		return err_set(why, ERR_INPUT, "art. 27",
			       "person \"%.*s\" would apply and decide: that takes two persons",
			       SLICE_PRINT(row->identifier));
	for (unsigned int bit = 0; bit < PERSON_ROLE_COUNT; bit++)
		if (row->roles & ~fitting & (1u << bit))
			return err_set(why, ERR_INPUT, "art. 12",
				       "person \"%.*s\": role %s is not for a person of \"%.*s\"",
				       SLICE_PRINT(row->identifier), person_role_name(bit),
				       SLICE_PRINT(row->body));
	return ERR_OK;
}

static enum err check_person(const struct registry *registry, const struct person *row,
			     struct fault *why)
{
	if (row->identifier.size == 0 || registry_person(registry, row->identifier) != row)
		return twice("person", row->identifier, why);
	if (!body_exists(registry, row))
		return missing("person", row->identifier, "agency, authority or carrier", row->body,
			       why);
	if (check_roles(registry, row, why) != ERR_OK)
		return why ? why->err : ERR_INPUT;
	if (row->has_token && registry_person_of_token(registry, &row->token_digest) != row)
		return err_set(why, ERR_CONFLICT, "art. 12", "person \"%.*s\" shares a token",
			       SLICE_PRINT(row->identifier));
	return ERR_OK;
}

static enum err check_carrier(const struct registry *registry, const struct registry_carrier *row,
			      struct fault *why)
{
	if (row->identifier.size == 0 || registry_carrier(registry, row->identifier) != row)
		return twice("carrier", row->identifier, why);
	for (size_t i = 0; i < row->host_count; i++)
		if (!registry_carrier(registry, row->hosts[i]))
			return missing("carrier", row->identifier, "carrier", row->hosts[i], why);
	return ERR_OK;
}

static enum err check_plan(const struct registry *registry, const struct registry_plan *row,
			   struct fault *why)
{
	if (row->identifier.size == 0 || registry_plan(registry, row->identifier) != row)
		return twice("plan", row->identifier, why);
	if (!registry_authority(registry, row->authority))
		return missing("plan", row->identifier, "authority", row->authority, why);
	for (size_t i = 0; i < row->agency_count; i++)
		if (!registry_agency(registry, row->agencies[i]))
			return missing("plan", row->identifier, "agency", row->agencies[i], why);
	if (row->agency_count == 0 || row->area_count == 0)
		return err_set(why, ERR_INPUT, "art. 26",
			       "plan \"%.*s\" names no agency or no area: it covers nothing",
			       SLICE_PRINT(row->identifier));
	return check_adcodes("plan", row->identifier, row->areas, row->area_count, why);
}

/* An exemption 国家另有规定 names its instrument, and somebody stands for it. */
static enum err check_exemption(const struct registry *registry,
				const struct registry_exemption *row, struct fault *why)
{
	if (row->identifier.size == 0 || registry_exemption(registry, row->identifier) != row)
		return twice("exemption", row->identifier, why);
	if (row->instrument.size == 0 || row->number.size == 0 || row->clause.size == 0 ||
	    row->confirmed_by.size == 0 || row->rank == REGISTRY_RANK_NONE)
		return err_set(why, ERR_INPUT, "art. 27",
			       "exemption \"%.*s\" needs instrument, rank, number, clause and "
			       "confirmed_by",
			       SLICE_PRINT(row->identifier));
	if (utc_is_set(row->valid_until) && !utc_before(row->valid_from, row->valid_until))
		return err_set(why, ERR_INPUT, NULL, "exemption \"%.*s\" ends before it begins",
			       SLICE_PRINT(row->identifier));
	return ERR_OK;
}

static enum err check_calendar(const struct registry *registry, const struct calendar_notice *row,
			       struct fault *why)
{
	for (const struct calendar_notice *other = registry->calendars.rows; other < row; other++)
		if (other->year == row->year)
			return err_set(why, ERR_CONFLICT, NULL, "calendar of %u stands there twice",
				       row->year);
	return calendar_notice_check(row, why);
}

static enum err check_size(const struct registry *registry, struct fault *why)
{
	size_t rows = registry->authority_count + registry->agency_count + registry->person_count +
		      registry->carrier_count + registry->plan_count + registry->exemption_count +
		      registry->calendars.count;

	if (registry->words.count > REGISTRY_WORDS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "%zu words, at most %d", registry->words.count,
			       REGISTRY_WORDS_MAX);
	if (rows <= REGISTRY_ROWS_MAX)
		return ERR_OK;
	return err_set(why, ERR_LIMIT, NULL, "%zu rows, at most %d", rows, REGISTRY_ROWS_MAX);
}

#define CHECK_IDENTIFIERS(err, row, list, count)                                                   \
	for (size_t i = 0; (err) == ERR_OK && i < (count); i++)                                    \
	(err) = check_identifier(row, (list)[i].identifier, why)

static enum err check_identifiers(const struct registry *registry, struct fault *why)
{
	enum err err = ERR_OK;

	CHECK_IDENTIFIERS(err, "authority", registry->authorities, registry->authority_count);
	CHECK_IDENTIFIERS(err, "agency", registry->agencies, registry->agency_count);
	CHECK_IDENTIFIERS(err, "person", registry->persons, registry->person_count);
	CHECK_IDENTIFIERS(err, "carrier", registry->carriers, registry->carrier_count);
	CHECK_IDENTIFIERS(err, "plan", registry->plans, registry->plan_count);
	CHECK_IDENTIFIERS(err, "exemption", registry->exemptions, registry->exemption_count);
	return err;
}

enum err registry_check(const struct registry *registry, struct fault *why)
{
	enum err err = check_size(registry, why);

	if (err == ERR_OK)
		err = check_identifiers(registry, why);

	if (err == ERR_OK)
		err = quiet_check(&registry->settings.quiet, why);

	for (size_t i = 0; err == ERR_OK && i < registry->authority_count; i++)
		err = check_authority(registry, &registry->authorities[i], why);
	for (size_t i = 0; err == ERR_OK && i < registry->agency_count; i++)
		err = check_agency(registry, &registry->agencies[i], why);
	for (size_t i = 0; err == ERR_OK && i < registry->carrier_count; i++)
		err = check_carrier(registry, &registry->carriers[i], why);
	for (size_t i = 0; err == ERR_OK && i < registry->person_count; i++)
		err = check_person(registry, &registry->persons[i], why);
	for (size_t i = 0; err == ERR_OK && i < registry->plan_count; i++)
		err = check_plan(registry, &registry->plans[i], why);
	for (size_t i = 0; err == ERR_OK && i < registry->exemption_count; i++)
		err = check_exemption(registry, &registry->exemptions[i], why);
	for (size_t i = 0; err == ERR_OK && i < registry->calendars.count; i++)
		err = check_calendar(registry, &registry->calendars.rows[i], why);
	return err;
}
