/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/cbs.h"

/* TS 23.041 9.4.1.2.2; `further` is the same alert in additional languages, 0 = none. */
static const struct row {
	uint16_t message_identifier, further;
	const char *en, *zh;
} rows[] = {
	{ 4352, 0, "ETWS earthquake", "地震" },
	{ 4353, 0, "ETWS tsunami", "海啸" },
	{ 4354, 0, "ETWS earthquake and tsunami", "地震和海啸" },
	{ 4355, 0, "ETWS test", "测试" },
	{ 4356, 0, "ETWS other", "紧急" },
	{ 4370, 4383, "Presidential alert", "国家级预警" },
	{ 4371, 4384, "Extreme, immediate, observed", "特别严重预警" },
	{ 4372, 4385, "Extreme, immediate, likely", "特别严重预警" },
	{ 4373, 4386, "Extreme, expected, observed", "严重预警" },
	{ 4374, 4387, "Extreme, expected, likely", "严重预警" },
	{ 4375, 4388, "Severe, immediate, observed", "严重预警" },
	{ 4376, 4389, "Severe, immediate, likely", "严重预警" },
	{ 4377, 4390, "Severe, expected, observed", "严重预警" },
	{ 4378, 4391, "Severe, expected, likely", "严重预警" },
	{ 4379, 4392, "Child abduction", "寻人" },
	{ 4380, 4393, "Required monthly test", "例行测试" },
	{ 4381, 4394, "Exercise", "演练" },
	{ 4382, 4395, "Operator defined", "运营商自定义" },
	{ 4396, 4397, "Public safety", "公共安全提示" },
	{ 4398, 4399, "State or local test", "测试" },
	{ 6400, 0, "Information", "信息" },
};

static const struct row *find(uint16_t message_identifier)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].message_identifier == message_identifier ||
		    (rows[i].further && rows[i].further == message_identifier))
			return &rows[i];
	return NULL;
}

const char *cbs_name(uint16_t message_identifier)
{
	const struct row *row = find(message_identifier);

	return row ? row->en : "";
}

const char *cbs_name_zh(uint16_t message_identifier)
{
	const struct row *row = find(message_identifier);

	return row ? row->zh : "";
}

uint16_t cbs_of_gravity(bool is_critical, enum alert_severity severity, enum alert_urgency urgency,
			enum alert_certainty certainty)
{
	static const uint16_t identifiers[2][2][2] = {
		{ { CBS_EXTREME_IMMEDIATE_OBSERVED, CBS_EXTREME_IMMEDIATE_LIKELY },
		  { CBS_EXTREME_EXPECTED_OBSERVED, CBS_EXTREME_EXPECTED_LIKELY } },
		{ { CBS_SEVERE_IMMEDIATE_OBSERVED, CBS_SEVERE_IMMEDIATE_LIKELY },
		  { CBS_SEVERE_EXPECTED_OBSERVED, CBS_SEVERE_EXPECTED_LIKELY } },
	};

	if (!is_critical)
		return CBS_PUBLIC_SAFETY;
	return identifiers[severity == ALERT_SEVERITY_SEVERE][urgency == ALERT_URGENCY_EXPECTED]
			  [certainty != ALERT_CERTAINTY_OBSERVED];
}

uint16_t cbs_further_language(uint16_t message_identifier)
{
	const struct row *row = find(message_identifier);

	return row && row->further ? row->further : message_identifier;
}

uint16_t cbs_drill(uint16_t message_identifier)
{
	const struct row *row = find(message_identifier);

	if (cbs_is_etws(message_identifier))
		return CBS_ETWS_TEST;
	return row && row->further == message_identifier ? CBS_EXERCISE_FURTHER_LANGUAGE
							 : CBS_EXERCISE;
}

bool cbs_is_drill(uint16_t message_identifier)
{
	return message_identifier == CBS_EXERCISE || message_identifier == CBS_ETWS_TEST ||
	       message_identifier == CBS_EXERCISE_FURTHER_LANGUAGE;
}

bool cbs_is_etws(uint16_t message_identifier)
{
	return message_identifier >= CBS_ETWS_EARTHQUAKE && message_identifier <= CBS_ETWS_LAST;
}

bool cbs_goes_extended(uint8_t category)
{
	return category != CBS_CATEGORY_HIGH;
}

unsigned int cbs_rank(uint8_t category)
{
	static const unsigned int ranks[] = {
		[CBS_CATEGORY_HIGH] = 0, [CBS_CATEGORY_NORMAL] = 1, [CBS_CATEGORY_BACKGROUND] = 2
	};

	return category < 3 ? ranks[category] : 2;
}

/* ---- repetition ------------------------------------------------------------------------- */

uint32_t cbs_period_units(uint32_t repetition_period_s, size_t page_count)
{
	uint64_t units = ((uint64_t)repetition_period_s * 1000 + CBS_PERIOD_UNIT_MS - 1) /
			 CBS_PERIOD_UNIT_MS;

	if (units < page_count)
		units = page_count;
	if (units < 1)
		units = 1;
	return units < UINT32_MAX ? (uint32_t)units : UINT32_MAX;
}

uint16_t cbs_broadcasts(uint32_t period_units, struct span remaining)
{
	int64_t period_us = (int64_t)period_units * CBS_PERIOD_UNIT_MS * 1000;
	/* The remainder apart: a span near the end of its range must not overflow. */
	int64_t count = remaining.us > 0
				? remaining.us / period_us + (remaining.us % period_us != 0)
				: 1;

	return (uint16_t)(count < UINT16_MAX ? count : UINT16_MAX);
}

struct span cbs_longest(uint32_t repetition_period_s, size_t page_count)
{
	return (struct span){ (int64_t)cbs_period_units(repetition_period_s, page_count) *
			      CBS_PERIOD_UNIT_MS * 1000 * UINT16_MAX };
}

/* ---- ETWS ------------------------------------------------------------------------------- */

enum { WARNING_ALERT = 0x0100, WARNING_POPUP = 0x0080, WARNING_TYPE_MAX = 0x7f };

enum err cbs_warning_pack(uint16_t *out, const struct cbs_warning *warning, struct fault *why)
{
	if (warning->type > WARNING_TYPE_MAX)
		return err_set(why, ERR_LIMIT, "TS 23.041 9.3.24", "warning type %u > %d",
			       warning->type, WARNING_TYPE_MAX);
	*out = (uint16_t)(warning->type << 9 | (warning->alert ? WARNING_ALERT : 0) |
			  (warning->popup ? WARNING_POPUP : 0));
	return ERR_OK;
}

uint16_t cbs_warning_of(uint16_t message_identifier)
{
	uint16_t last = CBS_ETWS_OTHER - CBS_ETWS_EARTHQUAKE;
	uint16_t type = (uint16_t)(message_identifier - CBS_ETWS_EARTHQUAKE);

	return (uint16_t)((type < last ? type : last) << 9 | WARNING_ALERT | WARNING_POPUP);
}

struct cbs_warning cbs_warning_unpack(uint16_t warning_type)
{
	return (struct cbs_warning){
		.type = (uint8_t)(warning_type >> 9),
		.alert = warning_type & WARNING_ALERT,
		.popup = warning_type & WARNING_POPUP,
	};
}
