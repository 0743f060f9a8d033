/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "phone.h"

#include <string.h>
#include <unilbrk.h>
#include <uniwidth.h>

#include "notice/cbs.h"
#include "phone_text.h"

/* TS 23.041 9.4.1.2.2; the words are those of a phone's screen. */
static const struct {
	uint16_t first, last;
	const char *name;
} classes[] = {
	{ 4352, 4352, "地震预警 Earthquake" },
	{ 4353, 4353, "海啸预警 Tsunami" },
	{ 4354, 4354, "地震与海啸 Earthquake and tsunami" },
	{ 4355, 4355, "测试 ETWS test" },
	{ 4356, 4356, "紧急预警 Emergency" },
	{ 4370, 4370, "国家级警报 National alert" },
	{ 4371, 4372, "极端警报 Extreme alert" },
	{ 4373, 4378, "严重警报 Severe alert" },
	{ 4379, 4379, "失踪人员 Missing person" },
	{ 4380, 4380, "每月测试 Monthly test" },
	{ 4381, 4381, "演习 Exercise" },
	{ 4382, 4382, "运营商自定义 Operator defined" },
	{ 4383, 4383, "国家级警报 National alert (additional language)" },
	{ 4384, 4385, "极端警报 Extreme alert (additional language)" },
	{ 4386, 4391, "严重警报 Severe alert (additional language)" },
	{ 4392, 4392, "失踪人员 Missing person (additional language)" },
	{ 4393, 4393, "每月测试 Monthly test (additional language)" },
	{ 4394, 4394, "演习 Exercise (additional language)" },
	{ 4396, 4397, "公共安全 Public safety" },
	{ 4398, 4399, "地方测试 Local test" },
};

const char *phone_class(uint16_t message_identifier)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (message_identifier >= classes[i].first && message_identifier <= classes[i].last)
			return classes[i].name;
	}
	return "小区广播 Cell broadcast";
}

static bool was_seen(const struct phone *phone, const struct air_message *message, struct utc at)
{
	for (size_t i = 0; i < phone->seen_count && i < PHONE_SEEN_MAX; i++) {
		if (phone->seen[i].message_identifier == message->message_identifier &&
		    phone->seen[i].serial_number == message->serial_number &&
		    phone->seen[i].is_primary == message->is_primary &&
		    utc_since(at, phone->seen[i].at).us < SPAN_HOURS(24).us)
			return true;
	}
	return false;
}

bool phone_receive(struct phone *phone, const struct air_message *message, struct utc at)
{
	size_t place = phone->seen_count % PHONE_SEEN_MAX;

	if (was_seen(phone, message, at)) {
		phone->suppressed++;
		return false;
	}
	phone->seen[place].message_identifier = message->message_identifier;
	phone->seen[place].serial_number = message->serial_number;
	phone->seen[place].is_primary = message->is_primary;
	phone->seen[place].at = at;
	phone->seen_count++;
	phone->shown++;
	return true;
}

static int columns_of(const char *text, size_t size)
{
	return u8_width((const uint8_t *)text, size, "UTF-8");
}

static void draw_line(FILE *to, const char *text, size_t size)
{
	int rest = PHONE_SCREEN_COLUMNS - columns_of(text, size);

	fprintf(to, "│ %.*s%*s │\n", (int)size, text, rest > 0 ? rest : 0, "");
}

static void draw_rule(FILE *to, const char *left, const char *right)
{
	fputs(left, to);
	for (int i = 0; i < PHONE_SCREEN_COLUMNS + 2; i++)
		fputs("─", to);
	fprintf(to, "%s\n", right);
}

static bool is_break(char how)
{
	return how == UC_BREAK_POSSIBLE || how == UC_BREAK_MANDATORY;
}

/* UAX 14 decides where a line may break, so that Chinese punctuation does not begin one. */
static void draw_text(FILE *to, const char *text)
{
	size_t size = strlen(text), from = 0;
	char breaks[PHONE_TEXT_OCTETS];

	u8_width_linebreaks((const uint8_t *)text, size, PHONE_SCREEN_COLUMNS, 0, 0, NULL, "UTF-8",
			    breaks);
	for (size_t i = 1; i <= size; i++) {
		size_t end = i;

		if (i < size && !is_break(breaks[i]))
			continue;
		while (end > from && strchr(" \r\n", text[end - 1]))
			end--;
		draw_line(to, text + from, end - from);
		from = i;
	}
}

/* A phone has these words in itself: no text comes with a primary notification. */
static const char *primary_text(uint16_t warning_type)
{
	static const char *const texts[] = { "地震，注意避险。Earthquake.",
					     "海啸，撤离海边。Tsunami.",
					     "地震与海啸，注意避险。Earthquake and tsunami.",
					     "这是测试。This is a test.",
					     "紧急情况，注意信息。Emergency." };
	unsigned int type = cbs_warning_unpack(warning_type).type;

	return texts[type < 5 ? type : 4];
}

void phone_draw(FILE *to, const struct air_message *message, const char *where, struct utc at)
{
	char text[PHONE_TEXT_OCTETS], when[UTC_TEXT_OCTETS], line[160];

	draw_rule(to, "╭", "╮");
	snprintf(line, sizeof(line), "%.16s  %s", utc_format(when, at, UTC_CHINA_OFFSET_MINUTES),
		 where);
	draw_line(to, line, strlen(line));
	draw_rule(to, "├", "┤");
	snprintf(line, sizeof(line), "⚠ %s", phone_class(message->message_identifier));
	draw_line(to, line, strlen(line));
	if (message->is_primary)
		draw_text(to, primary_text(message->warning_type));
	else
		draw_text(to, phone_text(text, message->dcs, message->pages, message->page_count));
	draw_rule(to, "├", "┤");
	snprintf(line, sizeof(line), "id %u  serial %04x  pages %zu", message->message_identifier,
		 message->serial_number, message->page_count);
	draw_line(to, line, strlen(line));
	draw_rule(to, "╰", "╯");
}
