/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The real listener in this process, a desk and a ledger that do as a test tells them, and
 * clients made of raw sockets. Time is virtual: osmocom's timers follow the override.
 */
#ifndef TESTS_HTTP_FIXTURE_H
#define TESTS_HTTP_FIXTURE_H

#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "intake/intake.h"
#include "ledger/query.h"
#include "net/clock.h"

#define UNUSED __attribute__((unused))

enum { TURNS_MAX = 200000, REPLY_OCTETS = 1 << 20, HELD_MAX = 64 };

/* ---- the desk ----------------------------------------------------------------------------- */

struct fixture {
	struct intake_http *http;
	void *ctx;
	bool holds; /* submit keeps its calls */
	struct intake_call *held[HELD_MAX];
	struct slice held_octets;
	size_t held_count, submitted, checked, cancelled, decided, signed_in;
	struct intake_decision_request decision;
	char reason[200], criteria[200], path[100];
	unsigned int days;
	size_t last_size;
	bool revoked;
};

static struct fixture fx;

static const struct {
	const char *token, *person, *body;
	uint32_t roles;
} people[] = {
	{ "agency-token", "li", "yjglt", PERSON_ROLE_AGENCY },
	{ "authority-token", "wang", "zjca", PERSON_ROLE_AUTHORITY },
	{ "duty-token", "zhao", "zjca", PERSON_ROLE_DUTY_OFFICER },
	{ "carrier-token", "sun", "mobile", PERSON_ROLE_CARRIER },
	{ "inspector-token", "zhou", "miit", PERSON_ROLE_INSPECTOR },
	{ "admin-token", "wu", "zjca", PERSON_ROLE_ADMIN },
};

static bool desk_sign_in(void *data, const struct digest *digest, struct intake_principal *out)
{
	struct fixture *f = data;

	f->signed_in++;
	for (size_t i = 0; i < COUNT_OF(people) && !f->revoked; i++) {
		struct digest known = digest_of_text(slice_of(people[i].token));

		if (!digest_equal(&known, digest))
			continue;
		*out = (struct intake_principal){ people[i].person, people[i].body, people[i].roles,
						  false };
		return true;
	}
	return false;
}

static void desk_submit(void *data, struct intake_call *call,
			const struct intake_document *document)
{
	struct fixture *f = data;

	assert_int_equal(document->format, document->octets.at[0] == '{' ? INTAKE_FORMAT_APPLICATION
									 : INTAKE_FORMAT_CAP);
	f->submitted++;
	f->last_size = document->octets.size;
	if (f->holds && f->held_count < HELD_MAX) {
		f->held[f->held_count++] = call;
		f->held_octets = document->octets;
		return;
	}
	intake_answer_json(call, 202, SLICE_LITERAL("{\"notice\":\"81\",\"lane\":\"urgent\"}"));
}

static void desk_check(void *data, struct intake_call *call, const struct intake_document *document)
{
	struct fixture *f = data;
	struct findings findings;
	struct finding finding = { .rule = "length",
				   .article = "art. 27",
				   .effect = EFFECT_REFUSE,
				   .zh = "超过七十个字。",
				   .en = "More than 70 characters." };
	struct fault why;

	(void)document;
	f->checked++;
	findings_init(&findings, intake_call_ctx(call));
	findings_add(&findings, &finding);
	err_set(&why, ERR_INPUT, "art. 27", "too long");
	intake_answer_problem(call, 422, &why, &findings);
}

static void desk_cancel(void *data, struct intake_call *call,
			const struct intake_cancel_request *request)
{
	struct fixture *f = data;

	f->cancelled++;
	snprintf(f->reason, sizeof(f->reason), "%" PRIu64 " %.*s", request->notice,
		 SLICE_PRINT(request->reason));
	intake_answer_json(call, 202, SLICE_LITERAL("{\"state\":\"cancelling\"}"));
}

static void desk_decide(void *data, struct intake_call *call,
			const struct intake_decision_request *request)
{
	struct fixture *f = data;
	struct fault why;

	f->decided++;
	f->decision = *request;
	snprintf(f->criteria, sizeof(f->criteria), "%.*s", SLICE_PRINT(request->criteria));
	err_set(&why, ERR_CONFLICT, NULL, "the digest is not the stored one");
	intake_answer_fault(call, &why);
}

static void desk_registry(void *data, struct intake_call *call, struct slice body)
{
	struct fixture *f = data;

	f->last_size = body.size;
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_clock(void *data, struct intake_call *call, unsigned int days)
{
	struct fixture *f = data;

	f->days = days;
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_cells(void *data, struct intake_call *call, struct slice path)
{
	struct fixture *f = data;

	snprintf(f->path, sizeof(f->path), "%.*s", SLICE_PRINT(path));
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_json(void *data, struct intake_call *call)
{
	(void)data;
	intake_answer_json(call, 200, SLICE_LITERAL("{\"links\":[]}"));
}

static void desk_metrics(void *data, struct intake_call *call)
{
	(void)data;
	intake_answer_text(call, 200, "application/openmetrics-text; version=1.0.0; charset=utf-8",
			   SLICE_LITERAL("# EOF\n"));
}

static void desk_health(void *data, struct intake_call *call, bool readiness)
{
	(void)data;
	intake_answer_json(call, readiness ? 503 : 200, SLICE_LITERAL("{}"));
}

static void desk_of_notice(void *data, struct intake_call *call, uint64_t notice)
{
	(void)data;
	(void)notice;
	intake_answer_json(call, 200, SLICE_LITERAL("{\"deliveries\":[]}"));
}

/* What was asked for; large answers are not copied. */
static void desk_report(void *data, struct intake_call *call,
			const struct intake_report_request *request)
{
	static const char *const media[] = { "application/json", "text/csv",
					     "application/geo+json" };
	void *owner = talloc_new(NULL);
	char *text = talloc_asprintf(owner,
				     "{\"format\":%d,\"cells\":%d,\"cursor\":%" PRIu64
				     ",\"limit\":%" PRIu64 ",\"only_own\":%d}",
				     (int)request->format, (int)request->cells, request->cursor,
				     request->limit, request->only_own);

	(void)data;
	intake_answer_owned(call, media[request->format], slice_of(text), owner);
}

static bool desk_may_see(void *data, const struct intake_principal *who,
			 const struct intake_subject *about)
{
	(void)data;
	if ((who->roles & PERSON_ROLE_CARRIER) && about->carriers)
		return strncmp(about->carriers, who->body, strlen(who->body)) == 0;
	if (!(who->roles & (PERSON_ROLE_AGENCY | PERSON_ROLE_CARRIER)))
		return true;
	return about->agency && strcmp(about->agency, who->body) == 0;
}

static void desk_lead_time(void *data, struct intake_call *call, const int64_t *received)
{
	char json[64];

	(void)data;
	snprintf(json, sizeof(json), "{\"day\":%" PRId64 "}", received ? *received : -1);
	intake_answer_json(call, 200, slice_of(json));
}

static void desk_statistics(void *data, struct intake_call *call,
			    const struct intake_statistics_request *request)
{
	char text[120];

	(void)data;
	snprintf(text, sizeof(text), "%s %" PRId64 " %" PRId64, request->period_text,
		 request->period.first, request->period.last);
	intake_answer_text(call, 200, request->as_csv ? "text/csv" : "application/json",
			   slice_of(text));
}

static void desk_confirm(void *data, struct intake_call *call, uint64_t notice, struct slice body)
{
	(void)data;
	(void)notice;
	(void)body;
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_version(void *data, struct intake_call *call, uint64_t notice,
			 const struct intake_document *document)
{
	(void)data;
	(void)notice;
	assert_int_equal(document->format, INTAKE_FORMAT_APPLICATION);
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_by_notice(void *data, struct intake_call *call, uint64_t notice)
{
	(void)data;
	(void)notice;
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_review(void *data, struct intake_call *call, uint64_t notice)
{
	(void)data;
	(void)notice;
	intake_answer_json(
		call, 200,
		SLICE_LITERAL("{\"notice\":\"1\",\"title\":\"停水\",\"texts\":[{\"language\":"
			      "\"zh\",\"text\":\"明日停水\"}],\"digest\":\""
			      "000102030405060708090a0b0c0d0e0f"
			      "000102030405060708090a0b0c0d0e0f\"}"));
}

static void desk_reach(void *data, struct intake_call *call, uint64_t notice, bool as_map)
{
	(void)data;
	(void)notice;
	intake_answer_text(call, 200, as_map ? "application/geo+json" : "application/json",
			   as_map ? SLICE_LITERAL("{\"type\":\"FeatureCollection\"}")
				  : SLICE_LITERAL("{\"notice\":\"1\",\"audience\":{\"cells\":7}}"));
}

static void desk_letter(void *data, struct intake_call *call, uint64_t notice,
			enum intake_letter which)
{
	(void)data;
	(void)notice;
	intake_answer_text(call, 200, "text/plain; charset=utf-8",
			   which == INTAKE_LETTER_REPLY ? SLICE_LITERAL("复函\n")
							: SLICE_LITERAL("协调单\n"));
}

static void desk_settle(void *data, struct intake_call *call,
			const struct intake_paperwork_decision *decision)
{
	(void)data;
	(void)decision;
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_suspend(void *data, struct intake_call *call, const struct suspension *order)
{
	(void)data;
	(void)order;
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_complaint(void *data, struct intake_call *call, const struct complaint *said)
{
	(void)data;
	(void)said;
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_erase(void *data, struct intake_call *call, struct slice node, struct slice reason)
{
	(void)data;
	assert_true(node.size > 0 && reason.size > 0);
	intake_answer_json(call, 202, SLICE_LITERAL("{\"killed\":0}"));
}

static void desk_stop_content(void *data, struct intake_call *call,
			      const struct intake_content_stop *stop)
{
	(void)data;
	assert_true(stop->hit.size > 0 && stop->reason.size > 0);
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_report_content(void *data, struct intake_call *call,
				const struct intake_content_report *report)
{
	(void)data;
	assert_true(report->reported_to.size > 0 && report->reference.size > 0);
	intake_answer_json(call, 200, SLICE_LITERAL("{}"));
}

static void desk_attachment(void *data, struct intake_call *call, uint64_t notice, uint64_t number)
{
	(void)data;
	(void)notice;
	assert_true(number > 0);
	intake_answer_text(call, 200, "application/pdf", SLICE_LITERAL("%PDF-"));
}

static const struct intake_desk desk = {
	.data = &fx,
	.sign_in = desk_sign_in,
	.submit = desk_submit,
	.check = desk_check,
	.cancel = desk_cancel,
	.decide = desk_decide,
	.confirm = desk_confirm,
	.version = desk_version,
	.paperwork_draft = desk_by_notice,
	.review = desk_review,
	.reach = desk_reach,
	.attachment = desk_attachment,
	.letter = desk_letter,
	.paperwork_file = desk_confirm,
	.paperwork_settle = desk_settle,
	.withhold = desk_confirm,
	.stop_content = desk_stop_content,
	.report_content = desk_report_content,
	.suspend = desk_suspend,
	.node_erase = desk_erase,
	.suspension_lift = desk_confirm,
	.suspensions = desk_json,
	.complaint_record = desk_complaint,
	.complaint_strike = desk_confirm,
	.complaints = desk_json,
	.registry_apply = desk_registry,
	.clock_advance = desk_clock,
	.cells_swap = desk_cells,
	.lead_time = desk_lead_time,
	.links = desk_json,
	.health = desk_health,
	.metrics = desk_metrics,
	.deliveries = desk_of_notice,
	.report = desk_report,
	.statistics = desk_statistics,
	.may_see = desk_may_see,
};

/* ---- the ledger: three notices, ten events, answers on a later turn ------------------------ */

enum { EVENTS = 10, QUESTIONS_MAX = 64 };

static struct question {
	ledger_answer_fn *answer;
	void *data;
	uint64_t number; /* of a notice; 0: the list */
	bool of_events;
	struct ledger_event_filter events;
	struct ledger_notice_filter notices;
	char agency[40];
} questions[QUESTIONS_MAX];
static size_t question_count;

static enum err ask(const struct question *question, struct fault *why)
{
	if (question_count == QUESTIONS_MAX)
		return err_set(why, ERR_FULL, NULL, "too many questions");
	questions[question_count++] = *question;
	return ERR_OK;
}

enum err ledger_query_notices(struct ledger *ledger, const struct ledger_notice_filter *filter,
			      ledger_answer_fn *answer, void *data, struct fault *why)
{
	struct question question = { .answer = answer, .data = data, .notices = *filter };

	(void)ledger;
	snprintf(question.agency, sizeof(question.agency), "%s",
		 filter->agency ? filter->agency : "");
	return ask(&question, why);
}

enum err ledger_query_notice(struct ledger *ledger, uint64_t number, ledger_answer_fn *answer,
			     void *data, struct fault *why)
{
	(void)ledger;
	return ask(&(struct question){ .answer = answer, .data = data, .number = number }, why);
}

enum err ledger_query_events(struct ledger *ledger, const struct ledger_event_filter *filter,
			     ledger_answer_fn *answer, void *data, struct fault *why)
{
	(void)ledger;
	return ask(
		&(struct question){
			.answer = answer, .data = data, .of_events = true, .events = *filter },
		why);
}

static const struct ledger_notice notices[] = {
	{ .number = 3, .state = "pending", .lane = "planned", .agency = "sjw", .title = "停水" },
	{ .number = 2, .state = "sending", .lane = "urgent", .agency = "qxj", .title = "暴雨" },
	{ .number = 1,
	  .carriers = "mobile 1 1 0 0 0 3 3 0\n",
	  .state = "done",
	  .lane = "urgent",
	  .agency = "yjglt",
	  .title = "山洪",
	  .received = { 1772413200000000 },
	  .is_open = false },
};

static void answer_notices(const struct question *q, struct ledger_answer *answer,
			   struct ledger_notice *rows)
{
	for (size_t i = 0; i < COUNT_OF(notices); i++) {
		if (q->number != 0 && notices[i].number != q->number)
			continue;
		if (q->agency[0] && strcmp(q->agency, notices[i].agency) != 0)
			continue;
		if (q->notices.before != 0 && notices[i].number >= q->notices.before)
			continue;
		if (q->notices.limit != 0 && answer->count == q->notices.limit) {
			answer->more = true;
			break;
		}
		rows[answer->count++] = notices[i];
	}
	answer->notices = rows;
}

/* Events 1 to 10; the odd ones are of notice 1, the even ones of notice 2. */
static void answer_events(const struct question *q, struct ledger_answer *answer,
			  struct ledger_stored_event *rows)
{
	for (uint64_t n = q->events.after + 1; n <= EVENTS; n++) {
		uint64_t notice = n % 2 ? 1 : 2;

		if (q->events.notice != 0 && q->events.notice != notice)
			continue;
		if (answer->count == q->events.limit) {
			answer->more = true;
			break;
		}
		rows[answer->count++] = (struct ledger_stored_event){
			.sequence = n,
			.number = notice,
			.stream = LEDGER_STREAM_NOTICE,
			.kind = "receipts",
			.at = { 1772413200000000 },
			.bytes = SLICE_LITERAL("{\"kind\":\"receipts\"}"),
			.agency = notice == 1 ? "yjglt" : "qxj",
		};
	}
	answer->events = rows;
	answer->head.sequence = EVENTS;
}

static void answer_questions(void)
{
	struct ledger_stored_event events[EVENTS];
	struct ledger_notice rows[COUNT_OF(notices)];

	while (question_count > 0) {
		struct question q = questions[0];
		struct ledger_answer answer = { .err = ERR_OK };

		memmove(questions, questions + 1, --question_count * sizeof(questions[0]));
		if (q.of_events)
			answer_events(&q, &answer, events);
		else
			answer_notices(&q, &answer, rows);
		q.answer(q.data, &answer);
	}
}

/* ---- the loop and its time ---------------------------------------------------------------- */

static UNUSED void advance(struct span by)
{
	osmo_gettimeofday_override_time.tv_sec += (time_t)(by.us / 1000000);
	osmo_gettimeofday_override_time.tv_usec += (suseconds_t)(by.us % 1000000);
}

static void turn(void)
{
	osmo_select_main(1);
	answer_questions();
}

static UNUSED void turns(unsigned int count)
{
	while (count-- > 0)
		turn();
}

static struct intake_http_config test_config(void)
{
	return (struct intake_http_config){ .address = "127.0.0.1", .port = 0 };
}

static UNUSED void open_with(const struct intake_http_config *config)
{
	memset(&fx, 0, sizeof(fx));
	osmo_gettimeofday_override = true;
	osmo_gettimeofday_override_time = (struct timeval){ 1772413200, 0 };
	fx.ctx = talloc_named_const(NULL, 1, "listener");
	assert_int_equal(intake_http_open(&fx.http, fx.ctx, config, &desk, NULL, NULL), ERR_OK);
}

static UNUSED int open_usual(void **state)
{
	struct intake_http_config config = test_config();

	(void)state;
	open_with(&config);
	return 0;
}

static UNUSED int close_all(void **state)
{
	(void)state;
	if (fx.http)
		intake_http_close(fx.http);
	fx.http = NULL;
	answer_questions();
	for (size_t i = 0; i < fx.held_count; i++)
		intake_answer_json(fx.held[i], 202, SLICE_LITERAL("{}"));
	fx.held_count = 0;
	/* Nothing may be left over: neither calls nor bodies. */
	assert_int_equal(talloc_total_blocks(fx.ctx), 1);
	talloc_free(fx.ctx);
	return 0;
}

/* ---- raw clients -------------------------------------------------------------------------- */

struct client {
	int fd;
	char *reply;
	size_t size;
	bool ended; /* the server closed */
};

/* From 127.0.0.`host`: what is counted by address is counted apart. */
static UNUSED struct client client_open_from(int receive_octets, uint8_t host)
{
	struct address at = *intake_http_address(fx.http);
	struct sockaddr_in from = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(0x7f000000u + host) };
	struct client client = { .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };

	assert_int_equal(bind(client.fd, (struct sockaddr *)&from, sizeof(from)), 0);
	if (receive_octets > 0)
		setsockopt(client.fd, SOL_SOCKET, SO_RCVBUF, &receive_octets,
			   sizeof(receive_octets));
	assert_int_equal(connect(client.fd, &at.at.any, at.size), 0);
	fcntl(client.fd, F_SETFL, O_NONBLOCK);
	client.reply = calloc(1, REPLY_OCTETS + 1);
	return client;
}

static UNUSED struct client client_open_small(int receive_octets)
{
	return client_open_from(receive_octets, 1);
}

static UNUSED struct client client_open(void)
{
	return client_open_small(0);
}

static UNUSED void client_close(struct client *client)
{
	close(client->fd);
	free(client->reply);
	client->reply = NULL;
}

/* Sends all of it, turning the loop while the socket is full; false if the server hung up. */
static UNUSED bool client_send(struct client *client, const char *octets, size_t size)
{
	for (unsigned int i = 0; size > 0 && i < TURNS_MAX; i++) {
		ssize_t sent = send(client->fd, octets, size, MSG_NOSIGNAL);

		if (sent < 0 && errno != EAGAIN)
			return false;
		if (sent > 0) {
			octets += sent;
			size -= (size_t)sent;
		}
		turn();
	}
	return size == 0;
}

static UNUSED void client_puts(struct client *client, const char *text)
{
	client_send(client, text, strlen(text));
}

static UNUSED void client_receive(struct client *client)
{
	ssize_t got = recv(client->fd, client->reply + client->size, REPLY_OCTETS - client->size,
			   0);

	if (got > 0)
		client->size += (size_t)got;
	else if (got == 0 || (errno != EAGAIN && errno != EINTR))
		client->ended = true;
	client->reply[client->size] = '\0';
}

/* Turns the loop until `needle` is in what came back. */
static UNUSED bool client_wait(struct client *client, const char *needle)
{
	for (unsigned int i = 0; i < TURNS_MAX && !client->ended; i++) {
		turn();
		client_receive(client);
		if (strstr(client->reply, needle))
			return true;
	}
	return strstr(client->reply, needle) != NULL;
}

static UNUSED bool client_wait_end(struct client *client)
{
	for (unsigned int i = 0; i < TURNS_MAX && !client->ended; i++) {
		turn();
		client_receive(client);
	}
	return client->ended;
}

/* Waits for a whole answer (head and Content-Length) and returns its status. */
static UNUSED unsigned int client_status(struct client *client)
{
	unsigned int status = 0;

	for (unsigned int i = 0; i < TURNS_MAX; i++) {
		const char *body = strstr(client->reply, "\r\n\r\n");
		const char *length = strstr(client->reply, "Content-Length: ");

		if (body && length &&
		    client->size >=
			    (size_t)(body + 4 - client->reply) + strtoul(length + 16, NULL, 10))
			break;
		if (client->ended)
			break;
		turn();
		client_receive(client);
	}
	sscanf(client->reply, "HTTP/1.1 %u", &status);
	return status;
}

struct ask {
	const char *method, *path, *token, *media, *body, *headers;
};

static UNUSED void client_ask(struct client *client, const struct ask *a)
{
	char head[4096];
	size_t size = a->body ? strlen(a->body) : 0;
	int used = snprintf(head, sizeof(head), "%s %s HTTP/1.1\r\nHost: cbd\r\n", a->method,
			    a->path);

	if (a->token)
		used += snprintf(head + used, sizeof(head) - (size_t)used,
				 "Authorization: Bearer %s\r\n", a->token);
	if (a->media)
		used += snprintf(head + used, sizeof(head) - (size_t)used, "Content-Type: %s\r\n",
				 a->media);
	if (a->body)
		used += snprintf(head + used, sizeof(head) - (size_t)used,
				 "Content-Length: %zu\r\n", size);
	used += snprintf(head + used, sizeof(head) - (size_t)used, "%s\r\n",
			 a->headers ? a->headers : "");
	client_send(client, head, (size_t)used);
	client_send(client, a->body, size);
}

/* One connection, one request; the answer is left in `reply` (REPLY_OCTETS + 1). */
static UNUSED unsigned int ask_once(const struct ask *a, char *reply)
{
	struct client client = client_open();
	unsigned int status;

	client_ask(&client, a);
	status = client_status(&client);
	if (reply)
		memcpy(reply, client.reply, client.size + 1);
	client_close(&client);
	return status;
}

#endif
