/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* docs/openapi.yaml, the table of faces and the server say the same. */
#include "http_fixture.h"

#include "intake/call.h"
#include "wire/fields.h"

enum { OPERATIONS_MAX = 64, STATUSES_MAX = 16, FILE_OCTETS = 1 << 18 };

static struct operation {
	char path[80], method[8], roles[120];
	unsigned int statuses[STATUSES_MAX];
	size_t status_count;
	bool takes_cap, takes_json;
} operations[OPERATIONS_MAX];
static size_t operation_count;

static char document[FILE_OCTETS], reply[REPLY_OCTETS + 1];

/* ---- the file, in the block style it says of itself ----------------------------------------- */

static void take_path_line(const char *line, char *path)
{
	struct operation *now = operation_count ? &operations[operation_count - 1] : NULL;
	unsigned int status;
	char word[120];

	if (sscanf(line, "  /%78[^:]", word) == 1 && line[2] == '/') {
		snprintf(path, 80, "/%.78s", word);
	} else if (strncmp(line, "    ", 4) == 0 && line[4] != ' ') {
		now = &operations[operation_count++];
		snprintf(now->path, sizeof(now->path), "%s", path);
		sscanf(line, "    %7[a-z]", now->method);
		for (char *c = now->method; *c; c++)
			*c = (char)(*c - 32);
	} else if (now && sscanf(line, "      x-roles: [%119[^]]", word) == 1) {
		snprintf(now->roles, sizeof(now->roles), "%s", word);
	} else if (now && sscanf(line, "        '%3u':", &status) == 1) {
		now->statuses[now->status_count++] = status;
	} else if (now && strcmp(line, "          application/cap+xml:") == 0) {
		now->takes_cap = true;
	} else if (now && strcmp(line, "          application/json:") == 0) {
		now->takes_json = true;
	}
}

static int read_document(void **state)
{
	FILE *file = fopen("docs/openapi.yaml", "rb");
	char path[80] = "", *line, *rest = document;
	bool is_in_paths = false;

	(void)state;
	assert_non_null(file);
	document[fread(document, 1, sizeof(document) - 1, file)] = '\0';
	fclose(file);
	while ((line = strsep(&rest, "\n"))) {
		if (*line && *line != ' ')
			is_in_paths = strcmp(line, "paths:") == 0;
		else if (is_in_paths)
			take_path_line(line, path);
	}
	return 0;
}

static const struct operation *find(const char *method, const char *path)
{
	for (size_t i = 0; i < operation_count; i++)
		if (strcmp(operations[i].method, method) == 0 &&
		    strcmp(operations[i].path, path) == 0)
			return &operations[i];
	return NULL;
}

static bool says(const struct operation *operation, unsigned int status)
{
	for (size_t i = 0; i < operation->status_count; i++)
		if (operation->statuses[i] == status)
			return true;
	return false;
}

/* ---- the claims --------------------------------------------------------------------------- */

static void every_face_is_in_the_document_with_its_roles_and_its_body(void **state)
{
	(void)state;
	assert_int_equal(operation_count, intake_face_count);
	for (size_t i = 0; i < intake_face_count; i++) {
		const struct face *face = &intake_faces[i];
		const struct operation *operation = find(face->method, face->path);
		char roles[120] = "";

		if (!operation)
			fail_msg("%s %s is not in the document", face->method, face->path);
		for (unsigned int bit = 0; bit < PERSON_ROLE_COUNT; bit++) {
			size_t used = strlen(roles);

			if (face->roles & (1u << bit))
				snprintf(roles + used, sizeof(roles) - used, "%s%s",
					 used ? ", " : "", person_role_name(bit));
		}
		assert_string_equal(operation->roles, roles);
		assert_int_equal(operation->takes_cap,
				 face->body == FACE_BODY_CAP || face->body == FACE_BODY_DOCUMENT);
		assert_int_equal(operation->takes_json,
				 face->body == FACE_BODY_JSON || face->body == FACE_BODY_DOCUMENT);
	}
}

static const struct {
	const char *path, *body;
} bodies[] = {
	{ "/v1/notices/{id}/decisions",
	  "{\"decision\":\"order-urgent\",\"situation\":\"a\",\"reason\":\"b\"}" },
	{ "/v1/notices/{id}/cancel", "{\"reason\":\"a\"}" },
	{ "/v1/clock/advance", "{\"days\":1}" },
	{ "/v1/cells", "{\"path\":\"/a\"}" },
	{ "/v1/registry", "{}" },
	{ "/v1/requests", "{}" },
	{ "/v1/notices/{id}/confirm", "{\"digest\":\"a\"}" },
	{ "/v1/notices/{id}/versions", "{}" },
	{ "/v1/notices/{id}/paperwork", "{}" },
	{ "/v1/notices/{id}/withhold", "{\"reason\":\"a\"}" },
	{ "/v1/notices/{id}/content-stop", "{\"hit\":\"a\",\"reason\":\"b\"}" },
	{ "/v1/notices/{id}/content-report", "{\"reported_to\":\"a\",\"reference\":\"b\"}" },
	{ "/v1/suspensions", "{}" },
	{ "/v1/suspensions/{id}/lift", "{\"reason\":\"a\"}" },
	{ "/v1/complaints", "{}" },
	{ "/v1/complaints/{id}/strike", "{\"reason\":\"a\"}" },
	{ "/v1/notices/{id}/paperwork/decisions", "{\"outcome\":\"accepted\"}" },
};

static struct ask ask_of(const struct operation *operation, char *path, const char *token)
{
	struct ask ask = { .method = operation->method, .path = path, .token = token };
	const char *brace = strstr(operation->path, "{id}");

	if (brace)
		sprintf(path, "%.*s1%s", (int)(brace - operation->path), operation->path,
			brace + 4);
	else
		strcpy(path, operation->path);
	if (operation->takes_cap) {
		ask.media = "application/cap+xml";
		ask.body = "<alert/>";
		return ask;
	}
	for (size_t i = 0; operation->takes_json && i < COUNT_OF(bodies); i++) {
		ask.media = "application/json";
		if (strcmp(bodies[i].path, operation->path) == 0)
			ask.body = bodies[i].body;
	}
	return ask;
}

/* The answer's first piece; a stream has no end to wait for. */
static unsigned int ask_operation(const struct operation *operation, const char *token)
{
	/* An address for each operation: failed sign-ins are slowed down by address. */
	struct client client = client_open_from(0, (uint8_t)(2 + (operation - operations)));
	unsigned int status = 0;
	char path[100];
	struct ask ask = ask_of(operation, path, token);

	client_ask(&client, &ask);
	assert_true(client_wait(&client, "\r\n\r\n"));
	memcpy(reply, client.reply, client.size + 1);
	sscanf(reply, "HTTP/1.1 %u", &status);
	client_close(&client);
	return status;
}

static void every_operation_answers_each_role_with_a_status_of_the_document(void **state)
{
	static const char *const tokens[] = { "agency-token",  "authority-token", "duty-token",
					      "carrier-token", "inspector-token", "admin-token" };

	(void)state;
	for (size_t i = 0; i < operation_count; i++) {
		const struct operation *operation = &operations[i];

		if (operation->roles[0])
			assert_int_equal(ask_operation(operation, NULL), 401);
		for (unsigned int bit = 0; bit < COUNT_OF(tokens); bit++) {
			bool may = !operation->roles[0] ||
				   strstr(operation->roles, person_role_name(bit));
			unsigned int status = ask_operation(operation, tokens[bit]);

			if (!says(operation, status) || (!may && status != 403) ||
			    (may && status == 403 && !strstr(operation->path, "decisions")))
				fail_msg("%s %s as %s: %u", operation->method, operation->path,
					 person_role_name(bit), status);
		}
	}
}

static void every_path_refuses_other_methods_and_names_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < operation_count; i++) {
		struct operation other = operations[i];

		strcpy(other.method, "PATCH");
		assert_int_equal(ask_operation(&other, "agency-token"), 405);
		assert_non_null(strstr(reply, "Allow: "));
		assert_non_null(strstr(strstr(reply, "Allow: "), operations[i].method));
	}
}

static void a_problem_has_the_members_that_the_document_requires(void **state)
{
	static const char *const members[] = { "type", "title", "status", "zh", "en" };
	static const struct ask lost = { "GET", "/v1/nowhere", NULL, NULL, NULL, NULL };
	json_t *problem = NULL;

	(void)state;
	assert_int_equal(ask_once(&lost, reply), 404);
	assert_int_equal(fields_parse(&problem, slice_of(strstr(reply, "\r\n\r\n") + 4), NULL),
			 ERR_OK);
	for (size_t i = 0; i < COUNT_OF(members); i++)
		assert_non_null(json_object_get(problem, members[i]));
	json_decref(problem);
}

#define WITH_USUAL(test) cmocka_unit_test_setup_teardown(test, open_usual, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_USUAL(every_face_is_in_the_document_with_its_roles_and_its_body),
		WITH_USUAL(every_operation_answers_each_role_with_a_status_of_the_document),
		WITH_USUAL(every_path_refuses_other_methods_and_names_its_own),
		WITH_USUAL(a_problem_has_the_members_that_the_document_requires),
	};

	return cmocka_run_group_tests(tests, read_document, NULL);
}
