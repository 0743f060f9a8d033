/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/problem_json.h"

#include "wire/finding_json.h"

struct row {
	unsigned int status;
	const char *type, *title, *zh, *en;
};

static const struct row rows[] = {
	{ 400, "malformed", "Bad Request", "请求格式有误，无法读取。",
	  "The request cannot be read." },
	{ 401, "sign-in", "Unauthorized", "未提供有效的访问令牌。",
	  "A valid access token is needed." },
	{ 403, "forbidden", "Forbidden", "当前人员无权执行此操作。",
	  "This person may not do this." },
	{ 404, "absent", "Not Found", "所请求的内容不存在。", "There is no such thing here." },
	{ 405, "method", "Method Not Allowed", "此地址不支持该请求方法。",
	  "This address does not know that method." },
	{ 408, "too-slow", "Request Timeout", "请求未在规定时间内发送完毕。",
	  "The request did not arrive in time." },
	{ 409, "conflict", "Conflict", "与现有记录或当前状态冲突。",
	  "This contradicts what is on record or the present state." },
	{ 413, "too-large", "Content Too Large", "提交内容超过允许的大小。",
	  "The document is larger than allowed." },
	{ 415, "media-type", "Unsupported Media Type", "不支持该内容类型。",
	  "This media type is not taken here." },
	{ 422, "refused", "Unprocessable Content", "所提交的内容不符合要求，未予受理。",
	  "The submission was judged and refused." },
	{ 429, "too-many", "Too Many Requests", "请求过于频繁，请稍后重试。",
	  "Too many requests; try again later." },
	{ 503, "unavailable", "Service Unavailable", "系统暂时无法受理，请稍后重试。",
	  "The service cannot take this now; try again later." },
};

static const struct row other = { 500, "error", "Error", "系统内部错误。",
				  "Something went wrong here." };

static const struct row *row_of(unsigned int status)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].status == status)
			return &rows[i];
	return &other;
}

static void put(struct text *out, const char *name, struct slice value)
{
	text_printf(out, ",\"%s\":", name);
	text_put_json(out, value);
}

void problem_json_write(struct text *out, const struct problem *problem)
{
	const struct row *row = row_of(problem->status);

	text_printf(out, "{\"type\":\"urn:cbd:problem:%s\"", row->type);
	put(out, "title", slice_of(row->title));
	text_printf(out, ",\"status\":%u", problem->status);
	if (problem->detail.size > 0)
		put(out, "detail", problem->detail);
	if (problem->clause.size > 0)
		put(out, "clause", problem->clause);
	put(out, "zh", slice_of(row->zh));
	put(out, "en", slice_of(row->en));
	if (problem->findings && problem->findings->count > 0) {
		text_puts(out, ",\"findings\":");
		finding_json_write_all(out, problem->findings);
	}
	text_puts(out, "}");
}
