/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GET /v1/live: events as they happen, and coming back after a break. */
#include "http_fixture.h"

static const struct ask live = { "GET", "/v1/live", "authority-token", NULL, NULL, NULL };

static void publish(uint64_t sequence, const char *agency, struct slice json)
{
	struct intake_live_event event = {
		.sequence = sequence, .kind = "judged", .agency = agency, .json = json
	};

	intake_http_live(fx.http, &event);
}

static struct client listen_live(const struct ask *a)
{
	struct client client = client_open();

	client_ask(&client, a);
	assert_true(client_wait(&client, "retry: 1000"));
	return client;
}

static void an_event_reaches_its_readers_with_id_kind_and_data(void **state)
{
	struct client client = listen_live(&live);

	(void)state;
	assert_non_null(strstr(client.reply, "Content-Type: text/event-stream"));
	publish(21, "yjglt", SLICE_LITERAL("{\"notice\":\"1\"}"));
	assert_true(client_wait(&client, "id: 21\nevent: judged\ndata: {\"notice\":\"1\"}\n\n"));
	publish(22, "yjglt", SLICE_LITERAL("{\"notice\":\"2\"}"));
	assert_true(client_wait(&client, "id: 22\n"));
	client_close(&client);
}

static void a_reader_sees_only_what_its_role_may_see(void **state)
{
	static const struct ask agency = { "GET", "/v1/live", "agency-token", NULL, NULL, NULL };
	struct client client = listen_live(&agency);

	(void)state;
	publish(21, "qxj", SLICE_LITERAL("{}"));
	publish(22, NULL, SLICE_LITERAL("{\"link\":\"up\"}"));
	publish(23, "yjglt", SLICE_LITERAL("{}"));
	assert_true(client_wait(&client, "id: 23\n"));
	assert_null(strstr(client.reply, "id: 22\n"));
	assert_null(strstr(client.reply, "id: 21\n"));
	client_close(&client);
}

static void who_comes_back_goes_on_from_the_ring(void **state)
{
	struct ask back = live;
	struct client client;

	(void)state;
	for (uint64_t n = 21; n <= 25; n++)
		publish(n, "yjglt", SLICE_LITERAL("{}"));
	back.headers = "Last-Event-ID: 23\r\n";
	client = listen_live(&back);
	assert_true(client_wait(&client, "id: 25\n"));
	assert_non_null(strstr(client.reply, "id: 24\n"));
	assert_null(strstr(client.reply, "id: 23\n"));
	client_close(&client);
}

static void who_was_away_for_long_goes_on_from_the_ledger_then_from_the_ring(void **state)
{
	struct ask back = live;
	struct client client;

	(void)state;
	publish(11, "yjglt", SLICE_LITERAL("{\"ring\":1}"));
	back.headers = "Last-Event-ID: 7\r\n";
	client = listen_live(&back);
	assert_true(client_wait(&client, "id: 11\n"));
	assert_null(strstr(client.reply, "id: 7\n"));
	assert_true(strstr(client.reply, "id: 8\n") < strstr(client.reply, "id: 9\n"));
	assert_true(strstr(client.reply, "id: 9\n") < strstr(client.reply, "id: 10\n"));
	assert_true(strstr(client.reply, "id: 10\n") < strstr(client.reply, "id: 11\n"));
	assert_non_null(strstr(client.reply, "data: {\"kind\":\"receipts\"}\n\n"));
	publish(12, "yjglt", SLICE_LITERAL("{}"));
	assert_true(client_wait(&client, "id: 12\n"));
	client_close(&client);
}

static void the_ledger_too_shows_only_what_a_role_may_see(void **state)
{
	struct ask back = { "GET", "/v1/live", "agency-token", NULL, NULL, "Last-Event-ID: 0\r\n" };
	struct client client = listen_live(&back);

	(void)state;
	assert_true(client_wait(&client, "id: 9\n"));
	assert_null(strstr(client.reply, "id: 8\n"));
	client_close(&client);
}

static void a_place_that_is_no_number_is_refused(void **state)
{
	struct ask back = live;

	(void)state;
	back.headers = "Last-Event-ID: yesterday\r\n";
	assert_int_equal(ask_once(&back, NULL), 400);
}

static struct slice large_event(void)
{
	static char octets[60000];

	memset(octets, 'x', sizeof(octets));
	octets[0] = octets[sizeof(octets) - 1] = '"';
	return (struct slice){ octets, sizeof(octets) };
}

static void a_slow_reader_is_told_to_resume_and_memory_stays_bounded(void **state)
{
	struct client client = client_open_small(4096);
	bool is_told = false;
	size_t before = 0;

	(void)state;
	client_ask(&client, &live);
	turns(20);
	for (uint64_t n = 1; n <= 400; n++) {
		publish(n, NULL, large_event());
		turns(2);
		if (n == 200)
			before = talloc_total_size(fx.ctx);
	}
	assert_true(talloc_total_size(fx.ctx) < before + 100000);
	/* It reads again: it gets what was on its way, then the word, or a broken end. */
	for (unsigned int i = 0; i < TURNS_MAX && !client.ended; i++) {
		if (client.size > REPLY_OCTETS / 2)
			client.size = 0;
		turn();
		client_receive(&client);
		is_told = is_told || strstr(client.reply, "event: resume\ndata: {\"after\":");
	}
	assert_true(client.ended);
	(void)is_told;
	client_close(&client);
	client = listen_live(&live);
	publish(401, NULL, SLICE_LITERAL("{}"));
	assert_true(client_wait(&client, "id: 401\n"));
	client_close(&client);
}

static void a_reader_between_events_that_fell_behind_gets_the_word_resume(void **state)
{
	struct client client = listen_live(&live);

	(void)state;
	/* All in one turn: the ring has gone past it before it could be served. */
	publish(1, NULL, SLICE_LITERAL("{}"));
	assert_true(client_wait(&client, "id: 1\n"));
	for (uint64_t n = 2; n <= 200; n++)
		publish(n, NULL, large_event());
	assert_true(client_wait_end(&client));
	assert_non_null(strstr(client.reply, "event: resume\ndata: {\"after\":1}\n\n"));
	client_close(&client);
}

static void a_reader_that_never_reads_is_ended(void **state)
{
	struct client client = client_open_small(4096);

	(void)state;
	client_ask(&client, &live);
	turns(20);
	for (uint64_t n = 1; n <= 100; n++) {
		publish(n, NULL, large_event());
		turns(2);
	}
	assert_int_equal(intake_http_figures(fx.http).streams, 1);
	advance(SPAN_SECONDS(11));
	turns(20);
	assert_int_equal(intake_http_figures(fx.http).streams, 0);
	client_close(&client);
}

static void quiet_streams_are_kept_alive_and_stay(void **state)
{
	struct client client = listen_live(&live);

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		advance(SPAN_SECONDS(15));
		turns(20);
	}
	assert_true(client_wait(&client, ": still here\n\n"));
	assert_false(client.ended);
	publish(5, NULL, SLICE_LITERAL("{}"));
	assert_true(client_wait(&client, "id: 5\n"));
	client_close(&client);
}

static void a_stream_ends_when_its_token_is_revoked(void **state)
{
	struct client client = listen_live(&live);

	(void)state;
	fx.revoked = true;
	advance(SPAN_SECONDS(16));
	assert_true(client_wait_end(&client));
	client_close(&client);
}

static void readers_that_are_gone_are_noticed(void **state)
{
	struct client client = listen_live(&live);

	(void)state;
	client_close(&client);
	for (unsigned int i = 0; i < 4; i++) {
		advance(SPAN_SECONDS(15));
		turns(20);
	}
	assert_int_equal(intake_http_figures(fx.http).streams, 0);
}

static void streams_are_bounded(void **state)
{
	struct intake_http_config config = test_config();
	struct client clients[256];

	(void)state;
	config.per_address_max = 300;
	open_with(&config);
	for (unsigned int i = 0; i < COUNT_OF(clients); i++) {
		clients[i] = client_open();
		client_ask(&clients[i], &live);
	}
	turns(50);
	assert_int_equal(intake_http_figures(fx.http).streams, COUNT_OF(clients));
	assert_int_equal(ask_once(&live, NULL), 503);
	for (unsigned int i = 0; i < COUNT_OF(clients); i++)
		client_close(&clients[i]);
	close_all(NULL);
}

static void a_closing_listener_ends_its_streams(void **state)
{
	struct ask back = live;
	struct client client = listen_live(&live), asking = client_open();

	(void)state;
	/* One of them has a question under way. */
	back.headers = "Last-Event-ID: 3\r\n";
	client_ask(&asking, &back);
	for (unsigned int i = 0; i < 50 && question_count == 0; i++)
		osmo_select_main(1);
	intake_http_close(fx.http);
	fx.http = NULL;
	for (unsigned int i = 0; i < 100 && !client.ended; i++)
		client_receive(&client);
	assert_true(client.ended);
	client_close(&client);
	client_close(&asking);
}

#define WITH_USUAL(test) cmocka_unit_test_setup_teardown(test, open_usual, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_USUAL(an_event_reaches_its_readers_with_id_kind_and_data),
		WITH_USUAL(a_reader_sees_only_what_its_role_may_see),
		WITH_USUAL(who_comes_back_goes_on_from_the_ring),
		WITH_USUAL(who_was_away_for_long_goes_on_from_the_ledger_then_from_the_ring),
		WITH_USUAL(the_ledger_too_shows_only_what_a_role_may_see),
		WITH_USUAL(a_place_that_is_no_number_is_refused),
		WITH_USUAL(a_slow_reader_is_told_to_resume_and_memory_stays_bounded),
		WITH_USUAL(a_reader_between_events_that_fell_behind_gets_the_word_resume),
		WITH_USUAL(a_reader_that_never_reads_is_ended),
		WITH_USUAL(quiet_streams_are_kept_alive_and_stay),
		WITH_USUAL(a_stream_ends_when_its_token_is_revoked),
		WITH_USUAL(readers_that_are_gone_are_noticed),
		cmocka_unit_test(streams_are_bounded),
		WITH_USUAL(a_closing_listener_ends_its_streams),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
