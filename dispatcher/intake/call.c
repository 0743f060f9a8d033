/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/call.h"

#include <talloc.h>

#include "wire/fields.h"

/* The call is over before its answer leaves, since leaving it may end the request. */
static void answer_request(struct intake_call *call, const struct call_answer *answer)
{
	struct http_request *request = call->request;

	if (!request) {
		talloc_free(answer->owner);
		return;
	}
	http_request_set_data(request, NULL);
	if (answer->owner) {
		http_answer_owned(request, answer->media_type, answer->text, answer->owner);
		return;
	}
	http_answer(request, answer->status, answer->media_type, answer->text);
}

struct intake_call *call_new(struct intake_http *http, struct http_request *request)
{
	struct intake_call *call = talloc_zero(http->ctx, struct intake_call);

	if (!call)
		return NULL;
	call->answer = answer_request;
	call->http = http;
	call->request = request;
	return call;
}

void call_orphan(struct intake_call *call)
{
	http_request_keep_body(call->request, call);
	call->request = NULL;
	call->http = NULL;
}

bool call_may_be_cancel(struct slice document)
{
	static const char word[] = ">Cancel<";

	return memmem(document.at, document.size, word, sizeof(word) - 1) != NULL;
}

/* art. 27 asks for reasons: a blank is none. */
static enum err nothing_is_blank(const struct fields *fields, const void *form, struct fault *why)
{
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *field = &fields->rows[i];
		const void *value = (const char *)form + field->offset;

		if (field->required && field->type == FIELD_TEXT &&
		    slice_says_nothing(*(const struct slice *)value))
			return err_set(why, ERR_INPUT, NULL, "%s: says nothing", field->name);
	}
	return ERR_OK;
}

bool call_read_body(struct intake_call *call, void *out, const struct fields *fields,
		    const char *const *passed_over)
{
	struct fault why = { ERR_OK, "", "" };
	json_t *object = NULL;
	enum err err = fields_parse(&object, call->body, &why);

	if (err == ERR_OK) {
		err = fields_read(call, out, fields, object, passed_over, &why);
		json_decref(object);
	}
	if (err == ERR_OK)
		err = nothing_is_blank(fields, out, &why);
	if (err != ERR_OK)
		intake_answer_problem(call, 400, &why, NULL);
	return err == ERR_OK;
}

const struct intake_principal *intake_call_principal(const struct intake_call *call)
{
	return &call->principal;
}

void *intake_call_ctx(struct intake_call *call)
{
	return call;
}
