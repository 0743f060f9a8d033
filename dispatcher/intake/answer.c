/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <talloc.h>

#include "intake/call.h"
#include "wire/problem_json.h"

static const struct {
	enum err err;
	unsigned int status;
} statuses[] = {
	{ ERR_INPUT, 400 },    { ERR_LIMIT, 413 },	  { ERR_STATE, 409 },  { ERR_ABSENT, 404 },
	{ ERR_CONFLICT, 409 }, { ERR_DENIED, 403 },	  { ERR_IO, 503 },     { ERR_FULL, 503 },
	{ ERR_IN_DOUBT, 503 }, { ERR_UNDETERMINED, 409 }, { ERR_MEMORY, 503 }, { ERR_DAMAGED, 503 },
};

static unsigned int status_of(enum err err)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].err == err)
			return statuses[i].status;
	return 500;
}

void intake_answer_text(struct intake_call *call, unsigned int status, const char *media_type,
			struct slice text)
{
	call->answer(call, &(struct call_answer){ status, media_type, text, NULL });
	talloc_free(call);
}

void intake_answer_owned(struct intake_call *call, const char *media_type, struct slice text,
			 void *owner)
{
	call->answer(call, &(struct call_answer){ 200, media_type, text, owner });
	talloc_free(call);
}

void intake_answer_json(struct intake_call *call, unsigned int status, struct slice json)
{
	intake_answer_text(call, status, "application/json", json);
}

static struct slice write_problem(void *ctx, unsigned int status, const struct fault *why,
				  const struct findings *findings)
{
	struct problem problem = { .status = status, .findings = findings };
	struct text text;

	if (why) {
		problem.detail = slice_of(why->text);
		problem.clause = slice_of(why->clause);
	}
	text_init(&text, ctx);
	problem_json_write(&text, &problem);
	return text_slice(&text);
}

void intake_answer_problem(struct intake_call *call, unsigned int status, const struct fault *why,
			   const struct findings *findings)
{
	intake_answer_text(call, status, PROBLEM_MEDIA_TYPE,
			   write_problem(call, status, why, findings));
}

void intake_answer_fault(struct intake_call *call, const struct fault *why)
{
	intake_answer_problem(call, status_of(why->err), why, NULL);
}

void answer_fault(struct http_request *request, unsigned int status, const struct fault *why)
{
	http_answer(request, status, PROBLEM_MEDIA_TYPE,
		    write_problem(http_request_ctx(request), status, why, NULL));
}

enum err answer_role_fault(struct fault *why, uint32_t roles)
{
	char names[96] = "";
	size_t used = 0;

	for (unsigned int bit = 0; bit < PERSON_ROLE_COUNT; bit++)
		if (roles & (1u << bit))
			used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s",
						 used > 0 ? " or " : "", person_role_name(bit));
	return err_set(why, ERR_DENIED, NULL, "this needs the role %s", names);
}
