/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the HTTP face does past its bounds: clients that are slow, large, many, or gone. */
#include "http_fixture.h"

#define CAP "application/cap+xml"

enum { DRIBBLERS = 400, BIG = 3 << 20 };

static const struct ask alert = { "POST", "/v1/alerts", "agency-token", CAP, "<alert/>", NULL };

static struct client *open_dribblers(unsigned int count)
{
	static const char begun[] =
		"POST /v1/alerts HTTP/1.1\r\nHost: a\r\n"
		"Authorization: Bearer agency-token\r\n"
		"Content-Type: application/cap+xml\r\nContent-Length: 4000\r\n\r\n<";
	struct client *clients = calloc(count, sizeof(*clients));

	for (unsigned int i = 0; i < count; i++) {
		clients[i] = client_open();
		/* Every other one has not even finished its head. */
		client_send(&clients[i], begun, i % 2 ? sizeof(begun) - 1 : 30);
	}
	return clients;
}

/* libmicrohttpd's own time-out counts idle time: clients that dribble would live for ever. */
static void four_hundred_dribbling_clients_are_ended_and_others_are_served_meanwhile(void **state)
{
	struct intake_http_config config = test_config();
	struct client *clients;
	unsigned int ended = 0;

	(void)state;
	config.per_address_max = 500;
	open_with(&config);
	clients = open_dribblers(DRIBBLERS);
	for (unsigned int second = 0; second < 12; second++) {
		unsigned int before = 0;

		advance(SPAN_SECONDS(1));
		for (unsigned int i = 0; i < DRIBBLERS; i++)
			(void)!send(clients[i].fd, "x", 1, MSG_NOSIGNAL);
		/* A good client is served within a bounded number of turns. */
		if (second < 9) {
			struct client good = client_open();

			client_ask(&good, &alert);
			while (!strstr(good.reply, "\"81\"") && before++ < 50) {
				turn();
				client_receive(&good);
			}
			assert_true(before < 50);
			client_close(&good);
		}
		turns(20);
	}
	advance(SPAN_SECONDS(3));
	turns(50);
	for (unsigned int i = 0; i < DRIBBLERS; i++) {
		ended += client_wait_end(&clients[i]) ? 1 : 0;
		if (i % 2)
			assert_non_null(strstr(clients[i].reply, "HTTP/1.1 408"));
		client_close(&clients[i]);
	}
	assert_int_equal(ended, DRIBBLERS);
	assert_int_equal(intake_http_figures(fx.http).timed_out, DRIBBLERS);
	assert_int_equal(intake_http_figures(fx.http).body_octets, 0);
	close_all(NULL);
	free(clients);
}

static void idle_connections_end_after_the_time_of_a_request(void **state)
{
	struct client client = client_open();

	(void)state;
	client_ask(&client, &alert);
	assert_int_equal(client_status(&client), 202);
	advance(SPAN_SECONDS(9));
	turns(10);
	client_receive(&client);
	assert_false(client.ended);
	advance(SPAN_SECONDS(2));
	assert_true(client_wait_end(&client));
	client_close(&client);
}

static void an_announced_body_past_the_limit_gets_413_before_it_is_read(void **state)
{
	struct client client = client_open();

	(void)state;
	client_puts(&client, "POST /v1/alerts HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
			     "agency-token\r\nContent-Type: application/cap+xml\r\n"
			     "Content-Length: 99999999\r\n\r\n<alert>");
	assert_int_equal(client_status(&client), 413);
	assert_non_null(strstr(client.reply, "超过允许的大小"));
	client_close(&client);
	assert_int_equal(fx.submitted, 0);
}

static void a_form_has_a_smaller_limit_and_the_registry_a_larger_one(void **state)
{
	size_t size = 2 << 20;
	char *body = malloc(size + 1);
	struct ask ask = { "POST", "/v1/registry", "admin-token", "application/json", body, NULL };

	(void)state;
	memset(body, ' ', size);
	memcpy(body, "{}", 2);
	body[size] = '\0';
	assert_int_equal(ask_once(&ask, NULL), 200);
	assert_int_equal(fx.last_size, size);
	body[(64 << 10) + 1] = '\0';
	ask.path = "/v1/notices/1/cancel";
	ask.token = "duty-token";
	assert_int_equal(ask_once(&ask, NULL), 413);
	free(body);
}

static void a_length_that_is_no_number_is_refused(void **state)
{
	struct client client = client_open();
	unsigned int status;

	(void)state;
	client_puts(&client, "POST /v1/alerts HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
			     "agency-token\r\nContent-Type: application/cap+xml\r\n"
			     "Content-Length: 18446744073709551620\r\n\r\n<alert>");
	status = client_status(&client);
	assert_true(status == 413 || status == 400);
	client_close(&client);
	assert_int_equal(fx.submitted, 0);
}

static void who_asks_before_sending_too_much_is_told_before_sending(void **state)
{
	struct client client = client_open();

	(void)state;
	client_puts(&client, "POST /v1/alerts HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
			     "agency-token\r\nContent-Type: application/cap+xml\r\n"
			     "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
	assert_int_equal(client_status(&client), 413);
	assert_null(strstr(client.reply, "100 Continue"));
	client_close(&client);
}

static void a_chunked_body_past_the_limit_gets_413_while_it_is_being_sent(void **state)
{
	struct client client = client_open();
	char *chunk = calloc(1, 65536 + 16);
	bool is_open = true;
	int head = sprintf(chunk, "10000\r\n");

	(void)state;
	memset(chunk + head, 'x', 65536);
	memcpy(chunk + head + 65536, "\r\n", 2);
	client_puts(&client, "POST /v1/alerts HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
			     "agency-token\r\nContent-Type: application/cap+xml\r\n"
			     "Transfer-Encoding: chunked\r\n\r\n");
	for (size_t sent = 0; sent < BIG && is_open; sent += 65536)
		is_open = client_send(&client, chunk, (size_t)head + 65536 + 2);
	assert_int_equal(client_status(&client), 413);
	assert_int_equal(fx.submitted, 0);
	assert_int_equal(intake_http_figures(fx.http).body_octets, 0);
	client_close(&client);
	free(chunk);
}

static void a_chunked_body_within_the_limit_arrives_whole(void **state)
{
	struct client client = client_open();

	(void)state;
	client_puts(&client,
		    "POST /v1/alerts HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
		    "agency-token\r\nContent-Type: application/cap+xml\r\n"
		    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\ndefgh\r\n0\r\n\r\n");
	assert_int_equal(client_status(&client), 202);
	assert_int_equal(fx.last_size, 8);
	client_close(&client);
}

static void a_body_of_exactly_the_limit_is_taken(void **state)
{
	char *body = malloc((1 << 20) + 1);
	struct ask large = alert;
	struct client client;

	(void)state;
	memset(body, 'x', 1 << 20);
	body[1 << 20] = '\0';
	large.body = body;
	client = client_open();
	client_ask(&client, &large);
	assert_int_equal(client_status(&client), 202);
	assert_int_equal(fx.last_size, 1 << 20);
	client_close(&client);
	free(body);
}

/* An upload that nobody wants is read and thrown away: closing at once would lose the answer. */
static void a_refusal_reaches_a_client_that_is_still_sending(void **state)
{
	char *body = malloc((1 << 19) + 1);
	struct ask large = alert;
	struct client client;

	(void)state;
	memset(body, 'x', 1 << 19);
	body[1 << 19] = '\0';
	large.body = body;
	large.token = "guess";
	client = client_open();
	client_ask(&client, &large);
	assert_int_equal(client_status(&client), 401);
	assert_int_equal(intake_http_figures(fx.http).body_octets, 0);
	client_close(&client);
	free(body);
}

static void past_the_bound_of_waiting_calls_others_get_503_with_retry_after(void **state)
{
	struct intake_http_config config = test_config();
	struct client waiting[3], late;

	(void)state;
	config.suspended_max = 2;
	open_with(&config);
	fx.holds = true;
	for (unsigned int i = 0; i < 2; i++) {
		waiting[i] = client_open();
		client_ask(&waiting[i], &alert);
		turns(20);
	}
	assert_int_equal(fx.held_count, 2);
	late = client_open();
	client_ask(&late, &alert);
	assert_int_equal(client_status(&late), 503);
	assert_non_null(strstr(late.reply, "Retry-After: 1"));
	client_close(&late);
	/* One leaves, the next gets in. */
	intake_answer_json(fx.held[--fx.held_count], 202, SLICE_LITERAL("{}"));
	waiting[2] = client_open();
	client_ask(&waiting[2], &alert);
	turns(20);
	assert_int_equal(fx.held_count, 2);
	for (unsigned int i = 0; i < 3; i++)
		client_close(&waiting[i]);
	close_all(NULL);
}

static void connections_past_the_bound_of_one_address_are_closed(void **state)
{
	struct intake_http_config config = test_config();
	struct client clients[5];

	(void)state;
	config.per_address_max = 3;
	open_with(&config);
	fx.holds = true;
	for (unsigned int i = 0; i < COUNT_OF(clients); i++) {
		clients[i] = client_open();
		if (i < 3)
			client_ask(&clients[i], &alert);
		turns(5);
	}
	assert_true(client_wait_end(&clients[3]));
	assert_true(client_wait_end(&clients[4]));
	assert_int_equal(intake_http_figures(fx.http).turned_away, 2);
	assert_int_equal(fx.held_count, 3);
	for (unsigned int i = 0; i < COUNT_OF(clients); i++)
		client_close(&clients[i]);
	close_all(NULL);
}

/* Whoever holds all places with half a request is not let alone with them. */
static void the_longest_half_open_connection_makes_room(void **state)
{
	struct intake_http_config config = test_config();
	struct client clients[8];

	(void)state;
	config.connections_max = 4;
	open_with(&config);
	for (unsigned int i = 0; i < COUNT_OF(clients); i++) {
		clients[i] = client_open();
		if (i == 0)
			client_ask(&clients[0], &alert);
		else
			client_send(&clients[i], "GET /v1/live HTT", 16);
		if (i == 0)
			assert_int_equal(client_status(&clients[0]), 202);
		turns(5);
	}
	for (unsigned int i = 1; i < 5; i++)
		assert_true(client_wait_end(&clients[i]));
	assert_int_equal(intake_http_figures(fx.http).pushed_out, 4);
	assert_int_equal(intake_http_figures(fx.http).turned_away, 0);
	/* One that was served before goes only when all the others are busy. */
	client_ask(&clients[0], &alert);
	assert_int_equal(client_status(&clients[0]), 202);
	for (unsigned int i = 0; i < COUNT_OF(clients); i++)
		client_close(&clients[i]);
	close_all(NULL);
}

static void a_head_that_does_not_end_is_not_waited_for_as_long_as_a_body(void **state)
{
	static const char half_a_head[] = "POST /v1/alerts HTTP/1.1\r\nHos";
	static const char half_a_body[] =
		"POST /v1/alerts HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer agency-token\r\n"
		"Content-Type: application/cap+xml\r\nContent-Length: 8\r\n\r\n<";
	struct client head = client_open(), body = client_open();

	(void)state;
	client_send(&head, half_a_head, strlen(half_a_head));
	client_send(&body, half_a_body, strlen(half_a_body));
	turns(20);
	advance(SPAN_SECONDS(5));
	turns(20);
	assert_true(client_wait_end(&head));
	client_send(&body, "alert/>", 7);
	assert_int_equal(client_status(&body), 202);
	client_close(&head);
	client_close(&body);
}

static void a_listener_that_closes_answers_what_waits_with_503(void **state)
{
	struct client client = client_open();

	(void)state;
	fx.holds = true;
	client_ask(&client, &alert);
	turns(20);
	assert_int_equal(fx.held_count, 1);
	intake_http_close(fx.http);
	fx.http = NULL;
	for (unsigned int i = 0; i < 100 && !client.ended; i++)
		client_receive(&client);
	assert_non_null(strstr(client.reply, "HTTP/1.1 503"));
	assert_true(client.ended);
	/* The desk may still look at what it was given, and answer into nothing (close_all). */
	assert_memory_equal(fx.held_octets.at, "<alert/>", 8);
	client_close(&client);
}

static void a_question_to_the_ledger_outlives_the_listener(void **state)
{
	static const struct ask list = { "GET", "/v1/notices", "agency-token", NULL, NULL, NULL };
	struct client client = client_open();

	(void)state;
	client_ask(&client, &list);
	for (unsigned int i = 0; i < 20 && question_count == 0; i++)
		osmo_select_main(1);
	intake_http_close(fx.http);
	fx.http = NULL;
	client_close(&client);
}

static void after_quiesce_nobody_new_gets_in_and_who_waits_is_answered(void **state)
{
	struct address at = *intake_http_address(fx.http);
	struct client client = client_open();
	int late = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	fx.holds = true;
	client_ask(&client, &alert);
	turns(20);
	intake_http_quiesce(fx.http);
	assert_int_equal(connect(late, &at.at.any, at.size), -1);
	intake_answer_json(fx.held[--fx.held_count], 202, SLICE_LITERAL("{}"));
	assert_int_equal(client_status(&client), 202);
	client_close(&client);
	close(late);
}

static void a_client_that_vanishes_while_it_waits_harms_nobody(void **state)
{
	struct client client = client_open();

	(void)state;
	fx.holds = true;
	client_ask(&client, &alert);
	turns(20);
	assert_int_equal(fx.held_count, 1);
	client_close(&client);
	turns(20);
	intake_answer_json(fx.held[--fx.held_count], 202, SLICE_LITERAL("{}"));
	turns(20);
	fx.holds = false;
	assert_int_equal(ask_once(&alert, NULL), 202);
}

static void a_head_past_all_measure_is_refused(void **state)
{
	struct client client = client_open();
	char *head = malloc(200000);
	int used = sprintf(head, "GET /healthz HTTP/1.1\r\nHost: a\r\nX: ");

	(void)state;
	memset(head + used, 'x', 199000);
	head[199000] = '\0';
	client_send(&client, head, 199000);
	client_status(&client);
	assert_true(client.ended || strstr(client.reply, "HTTP/1.1 431"));
	client_close(&client);
	free(head);
}

static void nonsense_instead_of_http_is_closed_and_leaves_nothing(void **state)
{
	static const char *const nonsense[] = {
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "GET\r\n\r\n",
		"\r\n\r\n\r\n\r\n", "GET /healthz HTTP/9.9\r\n\r\n", "GET /healthz HTTP/1.1\r\n\r\n"
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(nonsense); i++) {
		struct client client = client_open();

		client_puts(&client, nonsense[i]);
		turns(10);
		advance(SPAN_SECONDS(11));
		turns(10);
		advance(SPAN_SECONDS(3));
		client_wait_end(&client);
		assert_true(client.ended);
		assert_null(strstr(client.reply, "HTTP/1.1 200"));
		client_close(&client);
	}
	assert_int_equal(fx.submitted, 0);
}

#define WITH_USUAL(test) cmocka_unit_test_setup_teardown(test, open_usual, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			four_hundred_dribbling_clients_are_ended_and_others_are_served_meanwhile),
		WITH_USUAL(idle_connections_end_after_the_time_of_a_request),
		WITH_USUAL(an_announced_body_past_the_limit_gets_413_before_it_is_read),
		WITH_USUAL(a_form_has_a_smaller_limit_and_the_registry_a_larger_one),
		WITH_USUAL(a_length_that_is_no_number_is_refused),
		WITH_USUAL(who_asks_before_sending_too_much_is_told_before_sending),
		WITH_USUAL(a_chunked_body_past_the_limit_gets_413_while_it_is_being_sent),
		WITH_USUAL(a_chunked_body_within_the_limit_arrives_whole),
		WITH_USUAL(a_body_of_exactly_the_limit_is_taken),
		WITH_USUAL(a_refusal_reaches_a_client_that_is_still_sending),
		cmocka_unit_test(past_the_bound_of_waiting_calls_others_get_503_with_retry_after),
		cmocka_unit_test(connections_past_the_bound_of_one_address_are_closed),
		cmocka_unit_test(the_longest_half_open_connection_makes_room),
		WITH_USUAL(a_head_that_does_not_end_is_not_waited_for_as_long_as_a_body),
		WITH_USUAL(a_listener_that_closes_answers_what_waits_with_503),
		WITH_USUAL(a_question_to_the_ledger_outlives_the_listener),
		WITH_USUAL(after_quiesce_nobody_new_gets_in_and_who_waits_is_answered),
		WITH_USUAL(a_client_that_vanishes_while_it_waits_harms_nobody),
		WITH_USUAL(a_head_past_all_measure_is_refused),
		WITH_USUAL(nonsense_instead_of_http_is_closed_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
