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

uint16_t cbs_further_language(uint16_t message_identifier)
{
	const struct row *row = find(message_identifier);

	return row && row->further ? row->further : message_identifier;
}

uint16_t cbs_drill(uint16_t message_identifier)
{
	const struct row *row = find(message_identifier);

	return row && row->further == message_identifier ? CBS_EXERCISE_FURTHER_LANGUAGE
							 : CBS_EXERCISE;
}

bool cbs_is_drill(uint16_t message_identifier)
{
	return message_identifier == CBS_EXERCISE ||
	       message_identifier == CBS_EXERCISE_FURTHER_LANGUAGE;
}
