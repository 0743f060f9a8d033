/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The faces whose body says what to do: documents, decisions, cancels, the admin's. */
#include "intake/actions.h"

#include "intake/query.h"
#include "net/clock.h"
#include "wire/fields.h"

static const char *const formats[INTAKE_FORMAT_COUNT] = {
	[INTAKE_FORMAT_NONE] = "none",
	[INTAKE_FORMAT_CAP] = "cap",
	[INTAKE_FORMAT_APPLICATION] = "application",
	[INTAKE_FORMAT_CORRECTION] = "correction",
	[INTAKE_FORMAT_NATIONAL] = "cn",
};

const char *intake_format_name(enum intake_format format)
{
	return (unsigned int)format < INTAKE_FORMAT_COUNT ? formats[format] : "invalid";
}

enum intake_format intake_format_of(struct slice name)
{
	for (unsigned int i = INTAKE_FORMAT_CAP; i < INTAKE_FORMAT_COUNT; i++)
		if (slice_is(name, formats[i]))
			return (enum intake_format)i;
	return INTAKE_FORMAT_NONE;
}

/* ---- documents ---------------------------------------------------------------------------- */

static struct intake_document document_of(const struct intake_call *call)
{
	return (struct intake_document){
		.format = call_format(call),
		.octets = call->body,
		.source = "http",
		.received = clock_now(),
	};
}

void actions_submit(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct intake_document document = document_of(call);

	desk->submit(desk->data, call, &document);
}

void actions_check(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct intake_document document = document_of(call);
	struct fault why;

	if (query_format(call, &document.as_map, &why) == ERR_OK)
		desk->check(desk->data, call, &document);
	else
		intake_answer_fault(call, &why);
}

/* ---- decisions ---------------------------------------------------------------------------- */

static const struct {
	const char *name;
	uint32_t role;
} decisions[INTAKE_DECISION_COUNT] = {
	[INTAKE_DECISION_NONE] = { "none", 0 },
	[INTAKE_DECISION_AGREE] = { "agree", PERSON_ROLE_AUTHORITY },
	[INTAKE_DECISION_AGREE_ADJUSTED] = { "agree-adjusted", PERSON_ROLE_AUTHORITY },
	[INTAKE_DECISION_UNSUITABLE] = { "unsuitable", PERSON_ROLE_AUTHORITY },
	[INTAKE_DECISION_OUT_OF_SCOPE] = { "out-of-scope", PERSON_ROLE_AUTHORITY },
	[INTAKE_DECISION_RETURN] = { "return", PERSON_ROLE_AUTHORITY },
	/* art. 26: the mechanism's key is one person's, the duty officer's 值班人员. */
	[INTAKE_DECISION_ORDER_URGENT] = { "order-urgent", PERSON_ROLE_DUTY_OFFICER },
};

const char *intake_decision_name(enum intake_decision decision)
{
	return (unsigned int)decision < INTAKE_DECISION_COUNT ? decisions[decision].name
							      : "invalid";
}

static const char *decision_word(unsigned int value)
{
	return intake_decision_name((enum intake_decision)value);
}

struct decision_body {
	unsigned int decision;
	struct slice situation, reason, digest;
};

#define AT(member) .offset = offsetof(struct decision_body, member)
static const struct field decision_rows[] = {
	{ .name = "decision",
	  .type = FIELD_ENUM,
	  .required = true,
	  .names = decision_word,
	  .values = INTAKE_DECISION_COUNT,
	  AT(decision) },
	{ .name = "situation", .type = FIELD_TEXT, AT(situation) },
	{ .name = "reason", .type = FIELD_TEXT, AT(reason) },
	{ .name = "digest", .type = FIELD_TEXT, AT(digest) },
};
#undef AT
static const struct fields decision_fields = FIELDS_OF(decision_rows, struct decision_body);

/* A member that is an object of its own kind, as JSON text; absent if it is none. */
static struct slice object_in(struct intake_call *call, const json_t *whole, const char *member)
{
	json_t *object = json_object_get(whole, member);
	char *dumped = json_is_object(object) ? json_dumps(object, JSON_COMPACT) : NULL;
	struct text text;

	if (!dumped)
		return (struct slice){ NULL, 0 };
	text_init(&text, intake_call_ctx(call));
	text_puts(&text, dumped);
	free(dumped);
	return text_slice(&text);
}

/* The reviewer's criteria and the adjusted application; an application may be large. */
static enum err take_objects(struct intake_call *call, struct intake_decision_request *out,
			     struct fault *why)
{
	static const char *const members[] = { "criteria", "application" };
	json_t *whole = NULL;
	enum err err = fields_parse(&whole, call->body, why);

	for (size_t i = 0; err == ERR_OK && i < sizeof(members) / sizeof(members[0]); i++) {
		const json_t *member = json_object_get(whole, members[i]);

		if (member && !json_is_object(member))
			err = err_set(why, ERR_INPUT, NULL, "\"%s\" is not an object", members[i]);
	}
	if (err == ERR_OK) {
		out->criteria = object_in(call, whole, "criteria");
		out->application = object_in(call, whole, "application");
	}
	json_decref(whole);
	return err;
}

static bool is_digest(struct slice digest)
{
	struct digest ignored;

	return !digest.at || digest_from_hex(&ignored, DIGEST_OCTETS, digest);
}

static bool judge_decision(const struct intake_call *call, const struct decision_body *body,
			   struct fault *why)
{
	uint32_t role = decisions[body->decision].role;

	if (body->decision == INTAKE_DECISION_NONE)
		err_set(why, ERR_INPUT, NULL, "\"decision\" names no decision");
	else if (!(call->principal.roles & role))
		answer_role_fault(why, role);
	else if (!is_digest(body->digest))
		err_set(why, ERR_INPUT, NULL, "\"digest\" is not 64 hexadecimal digits");
	/* art. 27: situation and reason are given in writing with all but an agreement. */
	else if (body->decision != INTAKE_DECISION_AGREE &&
		 (slice_says_nothing(body->situation) || slice_says_nothing(body->reason)))
		err_set(why, ERR_INPUT, "art. 27", "\"situation\" and \"reason\" are both needed");
	else
		return true;
	return false;
}

void actions_decide(struct intake_call *call)
{
	static const char *const passed_over[] = { "criteria", "application", NULL };
	const struct intake_desk *desk = &call->http->desk;
	struct intake_decision_request request;
	struct decision_body body;
	struct fault why;

	if (!call_read_body(call, &body, &decision_fields, passed_over))
		return;
	if (!judge_decision(call, &body, &why)) {
		intake_answer_fault(call, &why);
		return;
	}
	request = (struct intake_decision_request){
		.notice = call->notice,
		.decision = (enum intake_decision)body.decision,
		.situation = body.situation,
		.reason = body.reason,
		.digest = body.digest,
	};
	if (take_objects(call, &request, &why) != ERR_OK)
		intake_answer_fault(call, &why);
	else
		desk->decide(desk->data, call, &request);
}

struct reset_body {
	struct slice node, reason;
};

static const struct field reset_rows[] = {
	{ .name = "node",
	  .type = FIELD_TEXT,
	  .required = true,
	  .offset = offsetof(struct reset_body, node) },
	{ .name = "reason",
	  .type = FIELD_TEXT,
	  .required = true,
	  .offset = offsetof(struct reset_body, reason) },
};
static const struct fields reset_fields = FIELDS_OF_FORM(reset_rows, struct reset_body);

void actions_reset(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct reset_body body;

	if (call_read_body(call, &body, &reset_fields, NULL))
		desk->node_erase(desk->data, call, body.node, body.reason);
}

struct confirm_body {
	struct slice digest;
};

static const struct field confirm_rows[] = {
	{ .name = "digest",
	  .type = FIELD_TEXT,
	  .required = true,
	  .offset = offsetof(struct confirm_body, digest) },
};
static const struct fields confirm_fields = FIELDS_OF_FORM(confirm_rows, struct confirm_body);

void actions_confirm(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct confirm_body body;

	if (call_read_body(call, &body, &confirm_fields, NULL))
		desk->confirm(desk->data, call, call->notice, body.digest);
}

void actions_version(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct intake_document document = document_of(call);

	desk->version(desk->data, call, call->notice, &document);
}

/* ---- cancels ------------------------------------------------------------------------------ */

struct cancel_body {
	struct slice reason, correction;
};

static const struct field cancel_rows[] = {
	{ .name = "reason",
	  .type = FIELD_TEXT,
	  .required = true,
	  .offset = offsetof(struct cancel_body, reason) },
	{ .name = "correction",
	  .type = FIELD_TEXT,
	  .offset = offsetof(struct cancel_body, correction) },
};
static const struct fields cancel_fields = FIELDS_OF_FORM(cancel_rows, struct cancel_body);

void actions_cancel(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct intake_cancel_request request = { .notice = call->notice };
	struct cancel_body body;

	if (!call_read_body(call, &body, &cancel_fields, NULL))
		return;
	request.reason = body.reason;
	request.correction = body.correction;
	desk->cancel(desk->data, call, &request);
}

/* ---- the admin's -------------------------------------------------------------------------- */

void actions_registry(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;

	desk->registry_apply(desk->data, call, call->body);
}

struct clock_body {
	uint32_t days;
};

static const struct field clock_rows[] = {
	{ .name = "days",
	  .type = FIELD_U32,
	  .required = true,
	  .offset = offsetof(struct clock_body, days) },
};
static const struct fields clock_fields = FIELDS_OF_FORM(clock_rows, struct clock_body);

void actions_clock(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct clock_body body;
	struct fault why;

	if (!call_read_body(call, &body, &clock_fields, NULL))
		return;
	if (body.days >= 1 && body.days <= INTAKE_CLOCK_DAYS_MAX) {
		desk->clock_advance(desk->data, call, body.days);
		return;
	}
	err_set(&why, ERR_INPUT, NULL, "\"days\" is 1 to %d", INTAKE_CLOCK_DAYS_MAX);
	intake_answer_fault(call, &why);
}

struct cells_body {
	struct slice path;
};

static const struct field cells_rows[] = {
	{ .name = "path",
	  .type = FIELD_TEXT,
	  .required = true,
	  .offset = offsetof(struct cells_body, path) },
};
static const struct fields cells_fields = FIELDS_OF_FORM(cells_rows, struct cells_body);

void actions_cells(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct cells_body body;

	if (call_read_body(call, &body, &cells_fields, NULL))
		desk->cells_swap(desk->data, call, body.path);
}
