/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The HTTP face as the contract states it: every status, by raw sockets. */
#include "http_fixture.h"

#define CAP  "application/cap+xml"
#define JSON "application/json"

static char reply[REPLY_OCTETS + 1];

struct row {
	const char *what;
	struct ask ask;
	unsigned int status;
	const char *says; /* must be in the answer; may be NULL */
};

static const struct row rows[] = {
	{ "alert", { "POST", "/v1/alerts", "agency-token", CAP, "<alert/>", NULL }, 202, "\"81\"" },
	{ "xml",
	  { "POST", "/v1/alerts", "agency-token", "application/xml; charset=utf-8", "<a/>", NULL },
	  202,
	  NULL },
	{ "no token",
	  { "POST", "/v1/alerts", NULL, CAP, "<alert/>", NULL },
	  401,
	  "WWW-Authenticate: Bearer" },
	{ "unknown token",
	  { "POST", "/v1/alerts", "agency-tokem", CAP, "<alert/>", NULL },
	  401,
	  "invalid_token" },
	{ "basic",
	  { "GET", "/v1/notices", NULL, NULL, NULL, "Authorization: Basic QTpC\r\n" },
	  401,
	  NULL },
	{ "wrong role",
	  { "POST", "/v1/alerts", "carrier-token", CAP, "<alert/>", NULL },
	  403,
	  "role agency" },
	{ "unknown path",
	  { "GET", "/v1/nothing", "agency-token", NULL, NULL, NULL },
	  404,
	  "不存在" },
	{ "no notice 0", { "GET", "/v1/notices/0", "agency-token", NULL, NULL, NULL }, 404, NULL },
	{ "leading zero",
	  { "GET", "/v1/notices/01", "agency-token", NULL, NULL, NULL },
	  404,
	  NULL },
	{ "negative", { "GET", "/v1/notices/-1", "agency-token", NULL, NULL, NULL }, 404, NULL },
	{ "id overflows",
	  { "GET", "/v1/notices/18446744073709551617", "agency-token", NULL, NULL, NULL },
	  404,
	  NULL },
	{ "NUL in the path",
	  { "GET", "/v1/notices/1%00x", "agency-token", NULL, NULL, NULL },
	  400,
	  NULL },
	{ "NUL in the query",
	  { "GET", "/v1/notices?state=done%00", "agency-token", NULL, NULL, NULL },
	  400,
	  NULL },
	{ "wrong method",
	  { "DELETE", "/v1/notices/1", "agency-token", NULL, NULL, NULL },
	  405,
	  "Allow: GET\r\n" },
	{ "wrong method",
	  { "GET", "/v1/alerts", "agency-token", NULL, NULL, NULL },
	  405,
	  "Allow: POST\r\n" },
	{ "wrong media",
	  { "POST", "/v1/alerts", "agency-token", "text/plain", "x", NULL },
	  415,
	  NULL },
	{ "no media", { "POST", "/v1/alerts", "agency-token", NULL, "x", NULL }, 415, NULL },
	{ "application",
	  { "POST", "/v1/alerts", "agency-token", JSON, "{}", NULL },
	  415,
	  "goes to /v1/requests" },
	{ "two tokens",
	  { "GET", "/v1/notices", "agency-token", NULL, NULL,
	    "Authorization: Bearer admin-token\r\n" },
	  400,
	  NULL },
	{ "two lengths",
	  { "POST", "/v1/alerts", "agency-token", CAP, "x", "Content-Length: 1\r\n" },
	  400,
	  NULL },
	{ "length and chunks",
	  { "POST", "/v1/alerts", "agency-token", CAP, "0\r\n\r\n",
	    "Transfer-Encoding: chunked\r\n" },
	  400,
	  NULL },
	{ "findings",
	  { "POST", "/v1/checks", "carrier-token", CAP, "<alert/>", NULL },
	  422,
	  "\"findings\":[{\"rule\":\"length\",\"article\":\"art. 27\",\"effect\":\"refuse\"" },
	{ "clause",
	  { "POST", "/v1/checks", "carrier-token", CAP, "<alert/>", NULL },
	  422,
	  "\"clause\":\"art. 27\"" },
	{ "not JSON",
	  { "POST", "/v1/notices/1/cancel", "agency-token", JSON, "{", NULL },
	  400,
	  NULL },
	{ "no reason",
	  { "POST", "/v1/notices/1/cancel", "agency-token", JSON, "{}", NULL },
	  400,
	  "reason" },
	{ "unknown member",
	  { "POST", "/v1/notices/1/cancel", "agency-token", JSON, "{\"reason\":\"a\",\"x\":1}",
	    NULL },
	  400,
	  NULL },
	{ "cancel",
	  { "POST", "/v1/notices/1/cancel", "duty-token", JSON, "{\"reason\":\"误发\"}", NULL },
	  202,
	  "cancelling" },
	{ "inspector cancels",
	  { "POST", "/v1/notices/1/cancel", "inspector-token", JSON, "{\"reason\":\"a\"}", NULL },
	  403,
	  "agency or authority or duty-officer" },
	{ "authority orders urgent",
	  { "POST", "/v1/notices/1/decisions", "authority-token", JSON,
	    "{\"decision\":\"order-urgent\",\"situation\":\"a\",\"reason\":\"b\"}", NULL },
	  403,
	  "role duty-officer" },
	{ "duty officer agrees",
	  { "POST", "/v1/notices/1/decisions", "duty-token", JSON, "{\"decision\":\"agree\"}",
	    NULL },
	  403,
	  "role authority" },
	{ "no reason for refusing",
	  { "POST", "/v1/notices/1/decisions", "authority-token", JSON,
	    "{\"decision\":\"unsuitable\",\"situation\":\"a\"}", NULL },
	  400,
	  "art. 27" },
	{ "no such decision",
	  { "POST", "/v1/notices/1/decisions", "authority-token", JSON, "{\"decision\":\"maybe\"}",
	    NULL },
	  400,
	  NULL },
	{ "no decision",
	  { "POST", "/v1/notices/1/decisions", "authority-token", JSON, "{\"decision\":\"none\"}",
	    NULL },
	  400,
	  NULL },
	{ "digest is none",
	  { "POST", "/v1/notices/1/decisions", "authority-token", JSON,
	    "{\"decision\":\"agree\",\"digest\":\"12\"}", NULL },
	  400,
	  "digest" },
	{ "desk says conflict",
	  { "POST", "/v1/notices/1/decisions", "authority-token", JSON, "{\"decision\":\"agree\"}",
	    NULL },
	  409,
	  "the digest is not the stored one" },
	{ "days",
	  { "POST", "/v1/clock/advance", "admin-token", JSON, "{\"days\":0}", NULL },
	  400,
	  NULL },
	{ "days",
	  { "POST", "/v1/clock/advance", "admin-token", JSON, "{\"days\":15}", NULL },
	  200,
	  NULL },
	{ "registry",
	  { "POST", "/v1/registry", "admin-token", JSON, "{\"persons\":[]}", NULL },
	  200,
	  NULL },
	{ "cells",
	  { "POST", "/v1/cells", "admin-token", JSON, "{\"path\":\"/r.db\"}", NULL },
	  200,
	  NULL },
	{ "admin only",
	  { "POST", "/v1/registry", "authority-token", JSON, "{}", NULL },
	  403,
	  "role admin" },
	{ "links", { "GET", "/v1/links", "carrier-token", NULL, NULL, NULL }, 200, "links" },
	{ "health", { "GET", "/healthz", NULL, NULL, NULL, NULL }, 200, NULL },
	{ "ready", { "GET", "/readyz", NULL, NULL, NULL, NULL }, 503, NULL },
	{ "metrics", { "GET", "/metrics", NULL, NULL, NULL, NULL }, 200, "openmetrics" },
	{ "state",
	  { "GET", "/v1/notices?state=nowhere", "authority-token", NULL, NULL, NULL },
	  400,
	  "state" },
	{ "limit",
	  { "GET", "/v1/notices?limit=1001", "authority-token", NULL, NULL, NULL },
	  400,
	  "limit" },
	{ "limit",
	  { "GET", "/v1/notices?limit=0", "authority-token", NULL, NULL, NULL },
	  400,
	  "limit" },
	{ "since",
	  { "GET", "/v1/notices?since=yesterday", "authority-token", NULL, NULL, NULL },
	  400,
	  "since" },
	{ "since unescaped",
	  { "GET", "/v1/notices?since=2026-03-02T09:00:00+08:00", "authority-token", NULL, NULL,
	    NULL },
	  200,
	  NULL },
	{ "not one's own",
	  { "GET", "/v1/notices/2", "agency-token", NULL, NULL, NULL },
	  404,
	  NULL },
	{ "not there", { "GET", "/v1/notices/9", "authority-token", NULL, NULL, NULL }, 404, NULL },
	{ "own",
	  { "GET", "/v1/notices/1", "agency-token", NULL, NULL, NULL },
	  200,
	  "{\"notice\":\"1\",\"state\":\"done\"" },
	{ "time is legal time",
	  { "GET", "/v1/notices/1", "agency-token", NULL, NULL, NULL },
	  200,
	  "\"received\":\"2026-03-02T09:00:00+08:00\"" },
	{ "history",
	  { "GET", "/v1/notices/1/history", "agency-token", NULL, NULL, NULL },
	  200,
	  "\"sequence\":9" },
	{ "another's history",
	  { "GET", "/v1/notices/2/history", "agency-token", NULL, NULL, NULL },
	  404,
	  NULL },
	{ "deliveries",
	  { "GET", "/v1/notices/1/deliveries", "agency-token", NULL, NULL, NULL },
	  200,
	  "deliveries" },
	{ "a report",
	  { "GET", "/v1/notices/1/report", "agency-token", NULL, NULL, NULL },
	  200,
	  "{\"format\":0,\"cells\":0,\"cursor\":0,\"limit\":1000000,\"only_own\":0}" },
	{ "a report as CSV by word",
	  { "GET", "/v1/notices/1/report?format=csv&cells=problems", "duty-token", NULL, NULL,
	    NULL },
	  200,
	  "{\"format\":1,\"cells\":1," },
	{ "a report as CSV by Accept",
	  { "GET", "/v1/notices/1/report", "duty-token", NULL, NULL, "Accept: text/csv\r\n" },
	  200,
	  "Content-Type: text/csv\r\n" },
	{ "a report as GeoJSON by Accept",
	  { "GET", "/v1/notices/1/report", "duty-token", NULL, NULL,
	    "Accept: application/geo+json\r\n" },
	  200,
	  "Content-Type: application/geo+json\r\n" },
	{ "a page of a report",
	  { "GET", "/v1/notices/1/report?format=geojson&cursor=7&limit=2", "inspector-token", NULL,
	    NULL, NULL },
	  200,
	  "{\"format\":2,\"cells\":0,\"cursor\":7,\"limit\":2," },
	{ "a carrier's report is of its own",
	  { "GET", "/v1/notices/1/report", "carrier-token", NULL, NULL, NULL },
	  200,
	  "\"only_own\":1" },
	{ "a report of what did not go over it",
	  { "GET", "/v1/notices/2/report", "carrier-token", NULL, NULL, NULL },
	  404,
	  NULL },
	{ "a report in another format",
	  { "GET", "/v1/notices/1/report?format=pdf", "duty-token", NULL, NULL, NULL },
	  400,
	  "format" },
	{ "a report without rows",
	  { "GET", "/v1/notices/1/report?limit=0", "duty-token", NULL, NULL, NULL },
	  400,
	  "limit" },
	{ "another's report",
	  { "GET", "/v1/notices/2/report", "agency-token", NULL, NULL, NULL },
	  404,
	  NULL },
	{ "audit",
	  { "GET", "/v1/audit?after=8", "inspector-token", NULL, NULL, NULL },
	  200,
	  "\"bytes\":\"{\\\"kind\\\":\\\"receipts\\\"}\"" },
	{ "audit goes on",
	  { "GET", "/v1/audit?limit=2", "inspector-token", NULL, NULL, NULL },
	  200,
	  "\"cursor\":\"2\"" },
	{ "audit", { "GET", "/v1/audit", "authority-token", NULL, NULL, NULL }, 403, "inspector" },
	/* date -u -d 2026-03-01 +%s is 20513 days, 2026-03-31 20543, 2026-12-31 20818 */
	{ "statistics of the month that it is",
	  { "GET", "/v1/statistics", "authority-token", NULL, NULL, NULL },
	  200,
	  "2026-03 20513 20543" },
	{ "statistics of a range",
	  { "GET", "/v1/statistics?period=2026-03..2026", "inspector-token", NULL, NULL, NULL },
	  200,
	  "2026-03..2026 20513 20818" },
	{ "statistics as JSON",
	  { "GET", "/v1/statistics?period=2026-03", "authority-token", NULL, NULL, NULL },
	  200,
	  "Content-Type: application/json" },
	{ "statistics as CSV by word",
	  { "GET", "/v1/statistics?format=csv", "authority-token", NULL, NULL, NULL },
	  200,
	  "Content-Type: text/csv" },
	{ "statistics as CSV by Accept",
	  { "GET", "/v1/statistics", "authority-token", NULL, NULL, "Accept: text/csv\r\n" },
	  200,
	  "Content-Type: text/csv" },
	{ "statistics as JSON where both are accepted",
	  { "GET", "/v1/statistics", "authority-token", NULL, NULL,
	    "Accept: text/csv, application/json\r\n" },
	  200,
	  "Content-Type: application/json" },
	{ "the word wins over Accept",
	  { "GET", "/v1/statistics?format=json", "authority-token", NULL, NULL,
	    "Accept: text/csv\r\n" },
	  200,
	  "Content-Type: application/json" },
	{ "statistics in another format",
	  { "GET", "/v1/statistics?format=pdf", "authority-token", NULL, NULL, NULL },
	  400,
	  "format" },
	{ "statistics of no period",
	  { "GET", "/v1/statistics?period=2026-13", "authority-token", NULL, NULL, NULL },
	  400,
	  "2026-01..2026-03" },
	{ "statistics of an empty period",
	  { "GET", "/v1/statistics?period=", "authority-token", NULL, NULL, NULL },
	  400,
	  "no period" },
	{ "statistics backwards",
	  { "GET", "/v1/statistics?period=2026-03..2026-02", "authority-token", NULL, NULL, NULL },
	  400,
	  "ends before it begins" },
	{ "statistics for an agency",
	  { "GET", "/v1/statistics", "agency-token", NULL, NULL, NULL },
	  403,
	  "authority or inspector" },
	{ "statistics for nobody", { "GET", "/v1/statistics", NULL, NULL, NULL, NULL }, 401, NULL },
	{ "lead time from today",
	  { "GET", "/v1/calendar/lead-time", "carrier-token", NULL, NULL, NULL },
	  200,
	  "{\"day\":-1}" },
	{ "lead time from a day", /* date -u -d 2026-03-02 +%s is 20514 days */
	  { "GET", "/v1/calendar/lead-time?received=2026-03-02", "agency-token", NULL, NULL, NULL },
	  200,
	  "{\"day\":20514}" },
	{ "lead time from a moment, in China the next day",
	  { "GET", "/v1/calendar/lead-time?received=2026-03-01T16:00:00Z", "agency-token", NULL,
	    NULL, NULL },
	  200,
	  "{\"day\":20514}" },
	{ "lead time from the offset as nobody escapes it",
	  { "GET", "/v1/calendar/lead-time?received=2026-03-02T00:00:00+08:00", "agency-token",
	    NULL, NULL, NULL },
	  200,
	  "{\"day\":20514}" },
	{ "lead time from no day",
	  { "GET", "/v1/calendar/lead-time?received=2026-02-30", "agency-token", NULL, NULL, NULL },
	  400,
	  NULL },
	{ "lead time from a word",
	  { "GET", "/v1/calendar/lead-time?received=yesterday", "agency-token", NULL, NULL, NULL },
	  400,
	  "received" },
};

static void every_row_of_the_contract_is_answered_as_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		unsigned int status = ask_once(&rows[i].ask, reply);

		if (status != rows[i].status || (rows[i].says && !strstr(reply, rows[i].says)))
			fail_msg("%s: %u, not %u: %s", rows[i].what, status, rows[i].status, reply);
		if (status >= 400 && status != 503 && !strstr(reply, "application/problem+json"))
			fail_msg("%s is no problem+json: %s", rows[i].what, reply);
		assert_non_null(strstr(reply, "X-Content-Type-Options: nosniff"));
		assert_null(strstr(reply, "Access-Control"));
	}
}

static void bodies_arrive_whole_and_their_members_reach_the_desk(void **state)
{
	static const struct ask decide = {
		"POST",
		"/v1/notices/7/decisions",
		"duty-token",
		JSON,
		"{\"decision\":\"order-urgent\",\"situation\":\"汛情\",\"reason\":\"溃坝\","
		"\"criteria\":{\"content\":\"是\"}}",
		NULL
	};
	static const struct ask cancel = { "POST", "/v1/notices/7/cancel",  "agency-token",
					   JSON,   "{\"reason\":\"误发\"}", NULL };

	(void)state;
	assert_int_equal(ask_once(&decide, NULL), 409);
	assert_int_equal(fx.decision.notice, 7);
	assert_int_equal(fx.decision.decision, INTAKE_DECISION_ORDER_URGENT);
	assert_string_equal(fx.criteria, "{\"content\":\"是\"}");
	assert_int_equal(ask_once(&cancel, NULL), 202);
	assert_string_equal(fx.reason, "7 误发");
}

static void a_list_shows_what_its_reader_may_see_and_where_to_go_on(void **state)
{
	static const struct ask own = { "GET", "/v1/notices", "agency-token", NULL, NULL, NULL };
	static const struct ask others = { "GET",	   "/v1/notices?agency=qxj",
					   "agency-token", NULL,
					   NULL,	   NULL };
	static const struct ask first = {
		"GET", "/v1/notices?limit=2", "authority-token", NULL, NULL, NULL
	};
	static const struct ask rest = {
		"GET", "/v1/notices?limit=2&cursor=2", "authority-token", NULL, NULL, NULL
	};

	(void)state;
	assert_int_equal(ask_once(&own, reply), 200);
	assert_non_null(strstr(reply, "{\"notices\":[{\"notice\":\"1\""));
	assert_null(strstr(reply, "\"notice\":\"2\""));
	assert_int_equal(ask_once(&others, reply), 200);
	assert_non_null(strstr(reply, "{\"notices\":[],"));
	assert_int_equal(ask_once(&first, reply), 200);
	assert_non_null(strstr(reply, "\"cursor\":\"2\""));
	assert_int_equal(ask_once(&rest, reply), 200);
	assert_non_null(strstr(reply, "\"notice\":\"1\""));
	assert_null(strstr(reply, "cursor"));
}

static const struct {
	const char *path;
	unsigned int status;
	const char *says;
} queues[] = {
	{ "/v1/notices?waiting_for=any&limit=2", 200, "\"cursor\":\"0.2\"" },
	{ "/v1/notices?waiting_for=any&limit=2&cursor=0.2", 200, "\"now\":\"" },
	{ "/v1/notices?waiting_for=second-person", 200, "\"notices\":[" },
	{ "/v1/notices?waiting_for=none", 400, "\\\"waiting_for\\\" has no value" },
	{ "/v1/notices?waiting_for=", 400, "\\\"waiting_for\\\" has no value" },
	/* A cursor of one order is none of another. */
	{ "/v1/notices?waiting_for=any&cursor=2", 400, "\\\"cursor\\\" is none" },
	{ "/v1/notices?waiting_for=any&cursor=-1.2", 400, "\\\"cursor\\\" is none" },
	{ "/v1/notices?waiting_for=any&cursor=1.2.x", 400, "\\\"cursor\\\" is none" },
	{ "/v1/notices?cursor=0.2", 400, "\\\"cursor\\\" is not a number" },
};

static void the_queue_is_asked_for_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(queues); i++) {
		const struct ask ask = {
			"GET", queues[i].path, "authority-token", NULL, NULL, NULL
		};

		assert_int_equal(ask_once(&ask, reply), queues[i].status);
		if (!strstr(reply, queues[i].says))
			fail_msg("%s: %s", queues[i].path, reply);
	}
}

static void an_alert_is_answered_when_the_desk_answers_and_in_that_very_call(void **state)
{
	struct client client = client_open();
	static const struct ask alert = { "POST", "/v1/alerts", "agency-token",
					  CAP,	  "<alert/>",	NULL };

	(void)state;
	fx.holds = true;
	client_ask(&client, &alert);
	for (unsigned int i = 0; i < TURNS_MAX && fx.held_count == 0; i++)
		turn();
	assert_int_equal(fx.held_count, 1);
	client_receive(&client);
	assert_int_equal(client.size, 0);
	/* The octets are still there, and the answer leaves without another turn of the loop. */
	assert_memory_equal(fx.held_octets.at, "<alert/>", 8);
	intake_answer_json(fx.held[0], 202, SLICE_LITERAL("{\"notice\":\"5\"}"));
	fx.held_count = 0;
	client_receive(&client);
	assert_non_null(strstr(client.reply, "{\"notice\":\"5\"}"));
	client_close(&client);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
	struct client client = client_open();

	(void)state;
	client_puts(&client, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
			     "GET /v1/nothing HTTP/1.1\r\nHost: a\r\n\r\n"
			     "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
	assert_true(client_wait(&client, "# EOF\n"));
	assert_true(strstr(client.reply, "HTTP/1.1 200") < strstr(client.reply, "HTTP/1.1 404"));
	client_close(&client);
}

static void a_client_that_closed_its_sending_half_gets_its_answer(void **state)
{
	struct client client = client_open();
	static const struct ask alert = { "POST", "/v1/alerts", "agency-token",
					  CAP,	  "<alert/>",	"Connection: close\r\n" };

	(void)state;
	client_ask(&client, &alert);
	shutdown(client.fd, SHUT_WR);
	assert_int_equal(client_status(&client), 202);
	client_close(&client);
}

static void failed_sign_ins_are_slowed_down_but_the_right_token_gets_in(void **state)
{
	static const struct ask bad = { "GET", "/v1/notices", "guess", NULL, NULL, NULL };
	static const struct ask good = { "GET", "/v1/notices", "agency-token", NULL, NULL, NULL };
	unsigned int last = 0;

	(void)state;
	for (unsigned int i = 0; i < 30; i++)
		last = ask_once(&bad, reply);
	assert_int_equal(last, 429);
	assert_non_null(strstr(reply, "Retry-After: 1"));
	assert_int_equal(ask_once(&good, NULL), 200);
	advance(SPAN_SECONDS(2));
	assert_int_equal(ask_once(&bad, NULL), 401);
}

static void a_person_past_their_rate_gets_429_and_may_still_cancel(void **state)
{
	static const struct ask alert = { "POST", "/v1/alerts", "agency-token",
					  CAP,	  "<alert/>",	NULL };
	static const struct ask cancel = { "POST", "/v1/notices/1/cancel", "agency-token",
					   JSON,   "{\"reason\":\"a\"}",   NULL };

	(void)state;
	for (unsigned int i = 0; i < 50; i++)
		assert_int_equal(ask_once(&alert, NULL), 202);
	assert_int_equal(ask_once(&alert, reply), 429);
	assert_non_null(strstr(reply, "Retry-After: 1"));
	assert_int_equal(ask_once(&cancel, NULL), 202);
	advance(SPAN_MS(100));
	assert_int_equal(ask_once(&alert, NULL), 202);
}

static void a_plain_listener_is_for_loopback_only(void **state)
{
	struct intake_http_config config = test_config();
	struct intake_http *http = NULL;
	struct fault why;

	(void)state;
	config.address = "0.0.0.0";
	assert_int_equal(intake_http_open(&http, NULL, &config, &desk, NULL, &why), ERR_INPUT);
	assert_null(http);
	config.certificate_file = config.key_file = "/nonexistent.pem";
	assert_int_equal(intake_http_open(&http, NULL, &config, &desk, NULL, &why), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_row_of_the_contract_is_answered_as_said,
						open_usual, close_all),
		cmocka_unit_test_setup_teardown(
			bodies_arrive_whole_and_their_members_reach_the_desk, open_usual,
			close_all),
		cmocka_unit_test_setup_teardown(
			a_list_shows_what_its_reader_may_see_and_where_to_go_on, open_usual,
			close_all),
		cmocka_unit_test_setup_teardown(the_queue_is_asked_for_strictly, open_usual,
						close_all),
		cmocka_unit_test_setup_teardown(
			an_alert_is_answered_when_the_desk_answers_and_in_that_very_call,
			open_usual, close_all),
		cmocka_unit_test_setup_teardown(pipelined_requests_are_answered_in_order,
						open_usual, close_all),
		cmocka_unit_test_setup_teardown(
			a_client_that_closed_its_sending_half_gets_its_answer, open_usual,
			close_all),
		cmocka_unit_test_setup_teardown(
			failed_sign_ins_are_slowed_down_but_the_right_token_gets_in, open_usual,
			close_all),
		cmocka_unit_test_setup_teardown(
			a_person_past_their_rate_gets_429_and_may_still_cancel, open_usual,
			close_all),
		cmocka_unit_test(a_plain_listener_is_for_loopback_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
