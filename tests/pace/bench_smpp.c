/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_smpp [MESSAGES]: short messages a second over one SMPP connection with a window of 16, to a
 * sink that answers at once: by a link with all it keeps, and beside it the floor, the same octets
 * by a sender that counts answers and knows nothing else. Prints JSON.
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <osmocom/core/select.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "carriers/smpp_link.h"
#include "net/clock.h"

enum { WINDOW = 16, MESSAGES = 300000, BUFFER = 65536, ANSWER_OCTETS = 27 };

static const char seventy[] =
	"暴雨红色预警：预计未来三小时本市降雨量将达一百毫米以上，山洪、滑坡、泥石流风险极高，请低洼"
	"地带和山区群众立即转移到安全地带，不要外出。保重。";

static void die(const char *what)
{
	fprintf(stderr, "bench_smpp: %s: %s\n", what, strerror(errno));
	exit(2);
}

static uint32_t number_at(const uint8_t *octets)
{
	return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 |
	       octets[3];
}

static void put_number(uint8_t *octets, uint32_t number)
{
	for (int i = 3; i >= 0; i--, number >>= 8)
		octets[i] = (uint8_t)number;
}

/* ---- the sink -------------------------------------------------------------------------- */

/* To a submit_sm a message_id of ten digits; to all else an empty one. */
static size_t put_answer(uint8_t *out, const uint8_t *request)
{
	static uint32_t last;
	bool is_submit = number_at(request + 4) == SMPP_SUBMIT_SM;
	size_t size = is_submit ? ANSWER_OCTETS : SMPP_HEADER_OCTETS + 1;

	memset(out, 0, size);
	put_number(out, (uint32_t)size);
	put_number(out + 4, number_at(request + 4) | SMPP_RESPONSE);
	memcpy(out + 12, request + 12, 4);
	if (is_submit)
		snprintf((char *)out + 16, 11, "%010u", ++last);
	return size;
}

static void serve(int fd)
{
	static uint8_t in[BUFFER], out[BUFFER];
	size_t have = 0;
	ssize_t got;

	while ((got = read(fd, in + have, sizeof(in) - have)) > 0) {
		size_t at = 0, size = 0;

		have += (size_t)got;
		while (have - at >= SMPP_HEADER_OCTETS && have - at >= number_at(in + at)) {
			size += put_answer(out + size, in + at);
			at += number_at(in + at);
		}
		memmove(in, in + at, have - at);
		have -= at;
		if (size && write(fd, out, size) != (ssize_t)size)
			break;
	}
	close(fd);
}

static pid_t start_sink(uint16_t *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	pid_t child;

	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, 4) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) < 0)
		die("listen");
	*port = ntohs(at.sin_port);
	child = fork();
	if (child != 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int peer; (peer = accept(fd, NULL, NULL)) >= 0;) {
		setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		serve(peer);
	}
	_exit(0);
}

/* ---- the floor ------------------------------------------------------------------------- */

static size_t make_message(uint8_t *octets, const struct smpp_request *request)
{
	static struct smpp_request_scratch scratch;
	static struct smpp_pdu pdu;
	const struct smpp_request_part part = { request, 0, clock_now() };
	size_t size;

	if (smpp_request_fill(&pdu, &scratch, &part, NULL) != ERR_OK)
		die("fill");
	pdu.sequence_number = 1;
	if (smpp_pack(octets, BUFFER, &size, &pdu, NULL) != ERR_OK)
		die("pack");
	return size;
}

static double send_raw(uint16_t port, const uint8_t *message, size_t size, uint32_t messages)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons(port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	uint8_t octets[BUFFER], in[BUFFER];
	size_t answered_octets = 0;
	struct span begun = clock_monotonic();
	uint32_t sent = 0;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		die("connect");
	memcpy(octets, message, size);
	while (answered_octets < (size_t)messages * ANSWER_OCTETS) {
		ssize_t got;

		while (sent < messages && sent < answered_octets / ANSWER_OCTETS + WINDOW) {
			put_number(octets + 12, ++sent);
			if (write(fd, octets, size) != (ssize_t)size)
				die("write");
		}
		got = read(fd, in, sizeof(in));
		if (got <= 0)
			die("read");
		answered_octets += (size_t)got;
	}
	close(fd);
	return (double)messages * 1e6 / (double)(clock_monotonic().us - begun.us);
}

/* ---- the link -------------------------------------------------------------------------- */

static struct {
	struct smpp_link *link;
	struct smpp_request request;
	uint32_t submitted, taken, messages;
	bool is_up;
	struct span begun, ended;
} run;

static void submit_all(void)
{
	while (run.submitted < run.messages) {
		run.request.key = run.submitted + 1;
		if (smpp_link_submit(run.link, &run.request, NULL) != ERR_OK)
			return;
		run.submitted++;
	}
}

static void on_told(void *data, const struct smpp_told *told)
{
	(void)data;
	run.taken += told->event == SMPP_TOLD_TAKEN;
	if (run.taken == run.messages)
		run.ended = clock_monotonic();
}

static void on_receipt(void *data, const struct smpp_news *news)
{
	(void)data, (void)news;
}

static void on_room(void *data)
{
	(void)data;
	submit_all();
}

static void on_state(void *data, bool is_up, const char *reason)
{
	(void)data, (void)reason;
	run.is_up = is_up;
}

static double send_by_link(void *ctx, uint16_t port)
{
	struct smpp_session_config session = { .session = "one",
					       .connects = true,
					       .bind = SMPP_BIND_TRANSCEIVER,
					       .system_id = "bench",
					       .password = "secret",
					       .system_type = "",
					       .address_range = "",
					       .window = WINDOW };
	const struct smpp_link_config config = {
		.link = "bench",
		.sessions = &session,
		.session_count = 1,
		.events = { NULL, on_told, on_receipt, NULL, on_room, on_state },
	};
	struct fault why;

	if (address_parse(&session.peer, "127.0.0.1", port, &why) != ERR_OK ||
	    smpp_link_open(&run.link, ctx, &config, &why) != ERR_OK)
		die(why.text);
	while (!run.is_up)
		osmo_select_main(0);
	run.begun = clock_monotonic();
	submit_all();
	while (run.taken < run.messages)
		osmo_select_main(0);
	smpp_link_close(run.link);
	return (double)run.messages * 1e6 / (double)(run.ended.us - run.begun.us);
}

int main(int argc, char **argv)
{
	void *ctx = talloc_named_const(NULL, 0, "bench");
	static uint8_t message[BUFFER];
	static struct sms text;
	double by_link, raw;
	uint16_t port;
	pid_t sink;
	size_t size;

	run.messages = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : MESSAGES;
	if (sms_make(&text, slice_of(seventy), false, NULL) != ERR_OK || text.count != 1)
		die("the text");
	run.request = (struct smpp_request){ .kind = SMPP_REQUEST_MESSAGE,
					     .expires = utc_add(clock_now(), SPAN_HOURS(2)),
					     .source = { 3, 0, SLICE_LITERAL("12379") },
					     .recipient = { 1, 1, SLICE_LITERAL("8613800138000") },
					     .registered_delivery = 1,
					     .text = &text };
	sink = start_sink(&port);
	size = make_message(message, &run.request);
	raw = send_raw(port, message, size, run.messages);
	by_link = send_by_link(ctx, port);
	kill(sink, SIGKILL);
	printf("{\"messages\":%u,\"octets\":%zu,\"window\":%d,", run.messages, size, WINDOW);
	printf("\"link_per_s\":%.0f,\"raw_per_s\":%.0f}\n", by_link, raw);
	talloc_free(ctx);
	return 0;
}
