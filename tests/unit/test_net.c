/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "net/backoff.h"
#include "net/clock.h"
#include "net/log.h"
#include "net/stream.h"
#include "net/stream_client.h"
#include "net/stream_listen.h"

enum { FRAME_MAX = 1000, QUEUE_MAX = 4000 };

struct owner {
	struct stream *stream;
	unsigned int messages, downs;
	size_t octets;
	char reason[200];
	bool frees_in_callback;
};

/* Frames of these tests: two octets of length, which count themselves; 0 is nonsense. */
static enum err need(const uint8_t *octets, size_t size, size_t *total, struct fault *why)
{
	if (size < 2)
		return ERR_OK;
	if (octets[0] == 0 && octets[1] == 0)
		return err_set(why, ERR_INPUT, NULL, "framing lost");
	*total = (size_t)octets[0] << 8 | octets[1];
	return ERR_OK;
}

static void on_message(void *data, const uint8_t *octets, size_t size)
{
	struct owner *owner = data;

	(void)octets;
	owner->messages++;
	owner->octets += size;
	if (owner->frees_in_callback)
		stream_free(owner->stream);
}

static void on_down(void *data, const char *reason)
{
	struct owner *owner = data;

	owner->downs++;
	snprintf(owner->reason, sizeof(owner->reason), "%s", reason);
}

static int peer_of(struct owner *owner, void *ctx)
{
	const struct stream_config config = { QUEUE_MAX,  FRAME_MAX, owner, need,
					      on_message, on_down,   NULL };
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
	assert_int_equal(stream_open(&owner->stream, ctx, ends[0], &config, NULL), ERR_OK);
	return ends[1];
}

static void turns(int count)
{
	while (count--)
		osmo_select_main(1);
}

static void messages_are_framed_however_they_are_cut(void **state)
{
	static const uint8_t three[] = { 0, 3, 1, 0, 2, 0, 5, 1, 2, 3 };
	struct owner owner = { 0 };
	int peer = peer_of(&owner, *state);

	for (size_t i = 0; i < sizeof(three); i++) {
		assert_int_equal(write(peer, three + i, 1), 1);
		turns(1);
	}
	assert_int_equal(write(peer, three, sizeof(three)), sizeof(three));
	turns(1);
	assert_int_equal(owner.messages, 6);
	assert_int_equal(owner.octets, 20);
	stream_free(owner.stream);
	close(peer);
}

static void a_peer_that_announces_too_much_is_cut_by_name(void **state)
{
	struct owner owner = { 0 };
	int peer = peer_of(&owner, *state);

	assert_int_equal(write(peer, "\xff\xff", 2), 2);
	turns(2);
	assert_int_equal(owner.downs, 1);
	assert_string_equal(owner.reason, "announces 65535 octets, 1000 are the limit");
	assert_int_equal(stream_write(owner.stream, "\0\2", 2, NULL), ERR_STATE);
	stream_free(owner.stream);
	close(peer);
}

static void framing_lost_cuts_the_peer(void **state)
{
	struct owner owner = { 0 };
	int peer = peer_of(&owner, *state);

	assert_int_equal(write(peer, "\0\2\0\0", 4), 4);
	turns(2);
	assert_int_equal(owner.messages, 1);
	assert_string_equal(owner.reason, "framing lost");
	stream_free(owner.stream);
	close(peer);
}

static void a_write_leaves_before_the_next_turn_of_the_loop(void **state)
{
	struct owner owner = { 0 };
	int peer = peer_of(&owner, *state);
	char got[4];

	assert_int_equal(stream_write(owner.stream, "\0\4ab", 4, NULL), ERR_OK);
	assert_int_equal(read(peer, got, sizeof(got)), 4);
	assert_int_equal(stream_handed_over(owner.stream), 4);
	stream_free(owner.stream);
	close(peer);
}

static void a_peer_that_takes_nothing_fills_a_bounded_queue_and_loses_no_octet(void **state)
{
	struct owner owner = { 0 };
	int peer = peer_of(&owner, *state);
	uint8_t block[1000] = { 0 }, got[4096];
	size_t taken = 0;
	ssize_t size;

	while (stream_write(owner.stream, block, sizeof(block), NULL) == ERR_OK)
		continue;
	assert_int_equal(stream_write(owner.stream, block, sizeof(block), NULL), ERR_FULL);
	assert_true(stream_accepted(owner.stream) - stream_handed_over(owner.stream) <= QUEUE_MAX);
	for (int i = 0; i < 2000; i++) {
		while ((size = read(peer, got, sizeof(got))) > 0)
			taken += (size_t)size;
		turns(1);
	}
	assert_int_equal(taken, stream_accepted(owner.stream));
	assert_int_equal(stream_handed_over(owner.stream), stream_accepted(owner.stream));
	assert_int_equal(stream_write(owner.stream, block, 1, NULL), ERR_OK);
	stream_free(owner.stream);
	close(peer);
}

static void a_write_to_a_dead_peer_tells_down_from_the_loop(void **state)
{
	struct owner owner = { 0 };
	int peer = peer_of(&owner, *state);

	close(peer);
	(void)!stream_write(owner.stream, "\0\2", 2, NULL);
	assert_int_equal(owner.downs, 0);
	turns(2);
	assert_int_equal(owner.downs, 1);
	stream_free(owner.stream);
}

static void a_stream_may_be_freed_in_its_own_callback(void **state)
{
	struct owner owner = { .frees_in_callback = true };
	int peer = peer_of(&owner, *state);

	assert_int_equal(write(peer, "\0\2\0\2", 4), 4);
	turns(2);
	assert_int_equal(owner.messages, 1);
	assert_int_equal(owner.downs, 0);
	close(peer);
}

static unsigned int accepted_count;
static int connected_fd = -1;
static unsigned int failures;

static void on_accepted(void *data, int fd, const struct address *peer)
{
	(void)data;
	(void)peer;
	accepted_count++;
	close(fd);
}

static void on_connected(void *data, int fd)
{
	(void)data;
	connected_fd = fd;
}

static void on_failed(void *data, const char *reason)
{
	(void)data;
	(void)reason;
	failures++;
}

static struct stream_listen *listen_anywhere(void *ctx)
{
	struct stream_listen_config config = { .accepted = on_accepted };
	struct stream_listen *listener;

	assert_int_equal(address_parse(&config.local, "127.0.0.1", 0, NULL), ERR_OK);
	assert_int_equal(stream_listen_open(&listener, ctx, &config, NULL), ERR_OK);
	return listener;
}

static void a_storm_of_500_connections_loses_none(void **state)
{
	struct stream_listen *listener = listen_anywhere(*state);
	const struct address *at = stream_listen_address(listener);
	int fds[500];

	accepted_count = 0;
	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		assert_true(fds[i] >= 0);
		if (connect(fds[i], &at->at.any, at->size) < 0)
			assert_int_equal(errno, EINPROGRESS);
	}
	for (int i = 0; i < 100 && accepted_count < COUNT_OF(fds); i++)
		turns(1);
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		close(fds[i]);
	assert_int_equal(accepted_count, COUNT_OF(fds));
	talloc_free(listener);
}

static void a_port_that_is_taken_is_an_error_with_its_address(void **state)
{
	struct stream_listen *first = listen_anywhere(*state), *second = NULL;
	struct stream_listen_config config = { .local = *stream_listen_address(first) };
	struct fault why;

	assert_int_equal(stream_listen_open(&second, *state, &config, &why), ERR_IO);
	assert_null(second);
	assert_non_null(strstr(why.text, "cannot listen on 127.0.0.1:"));
	talloc_free(first);
}

/* Virtual time: nothing here waits. */
static void a_client_tries_again_after_a_growing_pause(void **state)
{
	struct stream_client_config config = { .connected = on_connected, .failed = on_failed };
	struct stream_listen *listener = listen_anywhere(*state);
	struct address at = *stream_listen_address(listener);
	struct stream_client *client;

	talloc_free(listener); /* now nobody is there */
	failures = 0;
	config.remote = at;
	assert_int_equal(stream_client_open(&client, *state, &config, NULL), ERR_OK);
	turns(3);
	assert_int_equal(failures, 1);
	osmo_gettimeofday_override_add(0, 700000);
	turns(3);
	assert_int_equal(failures, 1);
	osmo_gettimeofday_override_add(0, 400000);
	turns(3);
	assert_int_equal(failures, 2);
	assert_int_equal(stream_listen_open(&listener, *state,
					    &(struct stream_listen_config){
						    .local = at, .accepted = on_accepted },
					    NULL),
			 ERR_OK);
	osmo_gettimeofday_override_add(3, 0);
	turns(3);
	assert_true(connected_fd >= 0);
	close(connected_fd);
	talloc_free(client);
	talloc_free(listener);
}

static void pauses_double_to_their_limit_and_are_never_longer(void **state)
{
	struct backoff backoff = { SPAN_SECONDS(1), SPAN_SECONDS(30), 0 };
	static const int limits[] = { 1, 2, 4, 8, 16, 30, 30, 30 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		int64_t us = backoff_next(&backoff).us;

		assert_true(us <= SPAN_SECONDS(limits[i]).us);
		assert_true(us >= SPAN_SECONDS(limits[i]).us * 3 / 4);
	}
	backoff_reset(&backoff);
	assert_true(backoff_next(&backoff).us <= SPAN_SECONDS(1).us);
}

static void a_drill_moves_legal_time_and_nothing_else(void **state)
{
	struct utc before = clock_now();
	struct span since = clock_monotonic();

	(void)state;
	clock_set_offset(SPAN_DAYS(15));
	assert_int_equal(utc_since(clock_now(), before).us, SPAN_DAYS(15).us);
	assert_int_equal(clock_took_ms(since), 0);
	clock_set_offset(SPAN_SECONDS(0));
	osmo_gettimeofday_override_add(2, 0);
	assert_int_equal(clock_took_ms(since), 2000);
}

static void a_log_line_has_its_keys_in_order_and_masks_telephone_numbers(void **state)
{
	char line[LOG_LINE_OCTETS];
	const struct log_stop stop = {
		.notice = 81,
		.has_delivery = true,
		.delivery = 3,
		.stop = "send",
		.link = "bsc-north",
		.outcome = "partial",
		.cells = 412,
		.failed = 7,
		.has_took = true,
		.took_ms = 38,
	};
	const struct log_stop masked = { .stop = "refuse", .why = "\"call\" 13912345678 or 110\n" };

	(void)state;
	assert_string_equal(log_format(line, &stop),
			    "notice=81 stop=send delivery=81.3 link=bsc-north outcome=partial "
			    "cells=412 failed=7 took_ms=38");
	assert_string_equal(log_format(line, &masked),
			    "stop=refuse why=\"'call' 139****78 or 110 \"");
}

static void hosts_are_the_same_in_both_families(void **state)
{
	struct address v4, v6, other;
	char text[ADDRESS_TEXT_OCTETS];

	(void)state;
	assert_int_equal(address_parse(&v4, "127.0.0.1", 1, NULL), ERR_OK);
	assert_int_equal(address_parse(&v6, "::ffff:127.0.0.1", 2, NULL), ERR_OK);
	assert_int_equal(address_parse(&other, "127.0.0.2", 1, NULL), ERR_OK);
	assert_true(address_same_host(&v4, &v6));
	assert_false(address_same_host(&v4, &other));
	assert_string_equal(address_format(text, &v6), "[::ffff:127.0.0.1]:2");
	assert_int_equal(address_parse(&v4, "bsc.example", 1, NULL), ERR_INPUT);
}

static int set_up(void **state)
{
	*state = talloc_named_const(NULL, 0, "test_net");
	osmo_gettimeofday_override = true;
	osmo_gettimeofday_override_time = (struct timeval){ 1790000000, 0 };
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_framed_however_they_are_cut),
		cmocka_unit_test(a_peer_that_announces_too_much_is_cut_by_name),
		cmocka_unit_test(framing_lost_cuts_the_peer),
		cmocka_unit_test(a_write_leaves_before_the_next_turn_of_the_loop),
		cmocka_unit_test(
			a_peer_that_takes_nothing_fills_a_bounded_queue_and_loses_no_octet),
		cmocka_unit_test(a_write_to_a_dead_peer_tells_down_from_the_loop),
		cmocka_unit_test(a_stream_may_be_freed_in_its_own_callback),
		cmocka_unit_test(a_storm_of_500_connections_loses_none),
		cmocka_unit_test(a_port_that_is_taken_is_an_error_with_its_address),
		cmocka_unit_test(a_client_tries_again_after_a_growing_pause),
		cmocka_unit_test(pauses_double_to_their_limit_and_are_never_longer),
		cmocka_unit_test(a_drill_moves_legal_time_and_nothing_else),
		cmocka_unit_test(a_log_line_has_its_keys_in_order_and_masks_telephone_numbers),
		cmocka_unit_test(hosts_are_the_same_in_both_families),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
