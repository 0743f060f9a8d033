/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/cbsp.h"

#include <stdio.h>

#include "wire/cbsp_table.h"

/* TS 48.049 8.2.13. */
static const struct {
	const char *en, *zh;
} causes[] = {
	{ "parameter not recognised", "参数无法识别" },
	{ "parameter value invalid", "参数值无效" },
	{ "message reference not identified", "未找到该消息" },
	{ "cell identity not valid", "小区标识无效" },
	{ "unrecognised message", "消息类型无法识别" },
	{ "missing mandatory element", "缺少必备信息单元" },
	{ "BSC capacity exceeded", "BSC容量不足" },
	{ "cell memory exceeded", "小区存储不足" },
	{ "BSC memory exceeded", "BSC存储不足" },
	{ "cell broadcast not supported", "不支持小区广播" },
	{ "cell broadcast not operational", "小区广播未运行" },
	{ "incompatible DRX parameter", "DRX参数不兼容" },
	{ "extended channel not supported", "不支持扩展信道" },
	{ "message reference already used", "该消息编号已被使用" },
	{ "unspecified error", "未说明的错误" },
	{ "LAI or LAC not valid", "位置区标识无效" },
};

enum { CAUSES = sizeof(causes) / sizeof(causes[0]) };

const char *cbsp_type_name(enum cbsp_type type)
{
	const struct cbsp_table_layout *layout = cbsp_table_layout(type);

	return layout ? layout->name : "a message of unknown type";
}

const char *cbsp_cause_name(uint8_t cause)
{
	return cause < CAUSES ? causes[cause].en : "unknown cause";
}

const char *cbsp_cause_name_zh(uint8_t cause)
{
	return cause < CAUSES ? causes[cause].zh : "未知原因";
}

enum err cbsp_need(const uint8_t *octets, size_t size, size_t *total, struct fault *why)
{
	size_t needed;

	if (size < CBSP_TABLE_HEADER_OCTETS)
		return ERR_OK;
	needed = CBSP_TABLE_HEADER_OCTETS +
		 ((size_t)octets[1] << 16 | (size_t)octets[2] << 8 | octets[3]);
	if (needed > CBSP_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, "TS 48.049 8.2.2", "a message of %zu octets > %d",
			       needed, CBSP_OCTETS_MAX);
	*total = needed;
	return ERR_OK;
}

/* ---- a line for a log ---------------------------------------------------------------- */

struct line {
	char *at;
	size_t size;
};

static void put_number(struct line *line, const char *key, size_t value, bool is_there)
{
	int size = is_there ? snprintf(line->at, line->size, " %s=%zu", key, value) : 0;

	if (size > 0 && (size_t)size < line->size) {
		line->at += size;
		line->size -= (size_t)size;
	}
}

static void put_serial(struct line *line, const char *key, uint16_t value, bool is_there)
{
	int size = is_there ? snprintf(line->at, line->size, " %s=0x%04x", key, value) : 0;

	if (size > 0 && (size_t)size < line->size) {
		line->at += size;
		line->size -= (size_t)size;
	}
}

const char *cbsp_format(char *buf, const struct cbsp_message *message)
{
	struct line line = { buf, CBSP_TEXT_OCTETS };
	int size = snprintf(buf, CBSP_TEXT_OCTETS, "%s", cbsp_type_name(message->type));

	line.at += size;
	line.size -= (size_t)size;
	put_number(&line, "id", message->message_identifier, message->has_message_identifier);
	put_serial(&line, "new", message->new_serial_number, message->has_new_serial_number);
	put_serial(&line, "old", message->old_serial_number, message->has_old_serial_number);
	put_number(&line, "cells", message->cell_count, message->has_cells && !message->all_cells);
	put_number(&line, "all_cells", 1, message->all_cells);
	put_number(&line, "completed", message->completed_count, message->completed_count > 0);
	put_number(&line, "failed", message->failure_count, message->failure_count > 0);
	put_number(&line, "loads", message->loading_count, message->loading_count > 0);
	put_number(&line, "pages", message->page_count, message->page_count > 0);
	put_number(&line, "cause", message->cause, message->type == CBSP_ERROR_INDICATION);
	return buf;
}
