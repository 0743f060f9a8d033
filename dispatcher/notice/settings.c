/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/settings.h"

static const char *const answer_names[SETTINGS_ANSWER_COUNT] = {
	[SETTINGS_DEFAULT] = "default",	  [SETTINGS_YES] = "yes",	[SETTINGS_NO] = "no",
	[SETTINGS_REVIEWER] = "reviewer", [SETTINGS_ADVICE] = "advice",
};

static const struct {
	const char *name;
	enum settings_answer otherwise;
} kinds[SETTINGS_KIND_COUNT] = {
	[SETTINGS_NONE] = { "none", SETTINGS_NO },
	[SETTINGS_VERTICAL_BUREAU] = { "vertical_bureau", SETTINGS_YES },
	[SETTINGS_VERTICAL_OTHER] = { "vertical_other", SETTINGS_REVIEWER },
	[SETTINGS_PUBLIC_INSTITUTION] = { "public_institution", SETTINGS_NO },
	[SETTINGS_HEADQUARTERS] = { "headquarters", SETTINGS_NO },
	[SETTINGS_SUB_PROVINCIAL_DEPARTMENT] = { "sub_provincial_department", SETTINGS_NO },
	[SETTINGS_MUNICIPALITY_DISTRICT] = { "municipality_district", SETTINGS_NO },
	[SETTINGS_PROVINCE_COUNTY] = { "province_county", SETTINGS_NO },
	[SETTINGS_NEW_AREA] = { "new_area", SETTINGS_NO },
	[SETTINGS_CORPS_DIVISION] = { "corps_division", SETTINGS_NO },
	[SETTINGS_PREFECTURE_AREA] = { "prefecture_area", SETTINGS_NO },
	[SETTINGS_LEAGUE] = { "league", SETTINGS_NO },
	[SETTINGS_CITY_WITHOUT_DISTRICTS] = { "city_without_districts", SETTINGS_YES },
	[SETTINGS_PARTY_COURT_ARMY] = { "party_court_army", SETTINGS_ADVICE },
};

const char *settings_answer_name(enum settings_answer answer)
{
	return (unsigned int)answer < SETTINGS_ANSWER_COUNT ? answer_names[answer] : "invalid";
}

const char *settings_kind_name(enum settings_kind kind)
{
	return (unsigned int)kind < SETTINGS_KIND_COUNT ? kinds[kind].name : "invalid";
}

enum settings_answer settings_answer_for(const struct settings *settings, enum settings_kind kind)
{
	enum settings_answer set = settings->answers[kind];

	return set == SETTINGS_DEFAULT ? kinds[kind].otherwise : set;
}
