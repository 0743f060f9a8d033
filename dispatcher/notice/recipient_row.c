/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/recipient_row.h"

#include <unistr.h>

#include "notice/cells.h"

/* ---- columns ---------------------------------------------------------------------------- */

static const struct {
	const char *name, *zh;
} columns[RECIPIENT_COLUMNS] = {
	[RECIPIENT_NUMBER] = { "number", "号码" },
	[RECIPIENT_GROUP] = { "group", "群组" },
	[RECIPIENT_ADCODE] = { "adcode", "区划代码" },
	[RECIPIENT_CARRIER] = { "carrier", "运营商" },
	[RECIPIENT_OPT_OUT] = { "opt_out", "退订" },
};

const char *recipient_column_name(enum recipient_column column)
{
	return column < RECIPIENT_COLUMNS ? columns[column].name : "line";
}

static enum recipient_column column_of(struct slice name)
{
	enum recipient_column column = RECIPIENT_NUMBER;

	while (column < RECIPIENT_COLUMNS && !slice_is(name, columns[column].name) &&
	       !slice_is(name, columns[column].zh))
		column++;
	return column;
}

static bool is_text(struct slice text)
{
	return !u8_check((const uint8_t *)text.at, text.size);
}

static enum err check_columns(const bool *seen, struct fault *why)
{
	if (!seen[RECIPIENT_NUMBER])
		return err_set(why, ERR_INPUT, NULL, "there is no column number (号码)");
	if (!seen[RECIPIENT_GROUP] && !seen[RECIPIENT_ADCODE] && !seen[RECIPIENT_OPT_OUT])
		return err_set(
			why, ERR_INPUT, NULL,
			"there is no column group (群组), adcode (区划代码) or opt_out (退订)");
	return ERR_OK;
}

enum err recipient_header_read(struct recipient_header *out, const struct csv_line *line,
			       struct fault *why)
{
	struct recipient_header header = { .columns = line->count };
	bool seen[RECIPIENT_COLUMNS] = { false };
	enum err err;

	for (size_t i = 0; i < line->count; i++) {
		struct slice name = slice_trim(line->fields[i]);
		enum recipient_column column = column_of(name);

		if (!is_text(name))
			return err_set(why, ERR_INPUT, NULL,
				       "column %zu is not UTF-8: save it as CSV UTF-8", i + 1);
		if (column == RECIPIENT_COLUMNS)
			return err_set(why, ERR_INPUT, NULL,
				       "column %zu, \"%.*s\", is none of number, group, adcode, "
				       "carrier, opt_out",
				       i + 1, name.size < 40 ? (int)name.size : 0, name.at);
		if (seen[column])
			return err_set(why, ERR_INPUT, NULL, "column %s is there twice",
				       recipient_column_name(column));
		seen[column] = true;
		header.meaning[i] = column;
	}
	err = check_columns(seen, why);
	if (err == ERR_OK)
		*out = header;
	return err;
}

/* ---- what can be wrong ------------------------------------------------------------------ */

const struct wrong recipient_wrong_csv = { "line-csv", "不是一行完整的 CSV",
					   "it is not one line of CSV",
					   "引号要成对；一行不超过 4096 个字节",
					   "quotes in pairs, at most 4096 octets a line" };
static const struct wrong has_other_columns = {
	"line-columns", "列数与表头不同", "not as many fields as the header has columns",
	"每列一格，没有内容的格留空", "one field for each column, empty where there is nothing"
};
static const struct wrong says_nothing = { "line-nothing", "没有群组、区划代码或退订标记",
					   "no group, no adcode and no opt-out mark",
					   "至少填写其中一项", "fill in one of them" };
static const struct wrong is_no_text = { "text-encoding", "不是 UTF-8 文字（可能是 GBK）",
					 "it is not UTF-8 (perhaps GBK)", "另存为 CSV UTF-8",
					 "save it as CSV UTF-8" };
static const struct wrong is_long = { "name-long", "名称过长", "the name is too long",
				      "不超过 96 个字节（32 个汉字）",
				      "at most 96 octets (32 Chinese characters)" };
static const struct wrong has_controls = { "name-control", "名称里有控制字符",
					   "the name has control characters", "只用文字",
					   "text only" };
static const struct wrong is_no_adcode = { "adcode-form", "区划代码不是六位数字",
					   "it is no adcode of six digits",
					   "GB/T 2260 代码，例如 330106",
					   "a code of GB/T 2260, such as 330106" };
static const struct wrong is_no_mark = {
	"opt-out-form", "退订标记无法识别", "the opt-out mark is not understood",
	"填 yes、1 或 是；未退订填 no、0、否 或留空",
	"yes, 1 or 是; no, 0, 否 or empty for those who have not"
};

/* ---- fields ----------------------------------------------------------------------------- */

static const struct wrong *read_number(struct recipient_row *row, struct slice value)
{
	const struct wrong *wrong = NULL;

	return msisdn_read(&row->msisdn, value, &wrong) == ERR_OK ? NULL : wrong;
}

static const struct wrong *read_name(struct slice *out, struct slice value)
{
	if (value.size > RECIPIENT_NAME_OCTETS_MAX)
		return &is_long;
	if (!is_text(value))
		return &is_no_text;
	for (size_t i = 0; i < value.size; i++)
		if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7f)
			return &has_controls;
	*out = value;
	return NULL;
}

static const struct wrong *read_group(struct recipient_row *row, struct slice value)
{
	return read_name(&row->group, value);
}

static const struct wrong *read_carrier(struct recipient_row *row, struct slice value)
{
	return read_name(&row->carrier, value);
}

static const struct wrong *read_adcode(struct recipient_row *row, struct slice value)
{
	bool is_right = value.size == 0 || cells_adcode_read(&row->adcode, value);

	return is_right ? NULL : &is_no_adcode;
}

static const struct wrong *read_opt_out(struct recipient_row *row, struct slice value)
{
	static const struct {
		const char *text;
		bool has_opted_out;
	} marks[] = { { "", false },	{ "0", false },	   { "no", false }, { "否", false },
		      { "1", true },	{ "yes", true },   { "是", true },  { "退订", true },
		      { "true", true }, { "false", false } };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (slice_is(value, marks[i].text)) {
			row->has_opted_out = marks[i].has_opted_out;
			return NULL;
		}
	return &is_no_mark;
}

typedef const struct wrong *read_fn(struct recipient_row *row, struct slice value);

static read_fn *const readers[RECIPIENT_COLUMNS] = {
	[RECIPIENT_NUMBER] = read_number,   [RECIPIENT_GROUP] = read_group,
	[RECIPIENT_ADCODE] = read_adcode,   [RECIPIENT_CARRIER] = read_carrier,
	[RECIPIENT_OPT_OUT] = read_opt_out,
};

/* ---- a line ----------------------------------------------------------------------------- */

static enum err refuse(struct recipient_fault *why, const char *column, const struct wrong *wrong)
{
	if (why)
		*why = (struct recipient_fault){ column, wrong };
	return ERR_INPUT;
}

enum err recipient_row_read(struct recipient_row *out, const struct recipient_header *header,
			    const struct csv_line *line, struct recipient_fault *why)
{
	struct recipient_row row = { .group = { "", 0 }, .carrier = { "", 0 } };

	if (line->count != header->columns)
		return refuse(why, "line", &has_other_columns);
	for (size_t i = 0; i < line->count; i++) {
		enum recipient_column column = header->meaning[i];
		const struct wrong *wrong = readers[column](&row, slice_trim(line->fields[i]));

		if (wrong)
			return refuse(why, recipient_column_name(column), wrong);
	}
	if (row.group.size == 0 && row.adcode == 0 && !row.has_opted_out)
		return refuse(why, "line", &says_nothing);
	*out = row;
	return ERR_OK;
}
