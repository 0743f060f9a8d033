/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_spine HTTP_PORT TOKEN CBSP_PORT NODES CELLS ALERTS FLOOR_FILE
 *
 * Measures a running dispatcher from outside: this process is the agency's client and all the
 * BSCs. For each alert, after the same pause: first the floor (4 KB append + fdatasync, and two
 * loopback round trips of an alert's size), then the time from the last octet of the request to the
 * first octet of the first WRITE-REPLACE, and to the last BSC's. Prints one JSON object.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "support/bench_bsc.h"

enum { NODES_MAX = 1000, ALERTS_MAX = 5000, PAUSE_US = 10000, ANSWER_MS = 3000 };

struct node {
	int fd;
	uint8_t in[65536];
	size_t size;
};

static struct node nodes[NODES_MAX];
static struct pollfd polled[NODES_MAX];
static unsigned int node_count, cell_count;
static double floor_ms[ALERTS_MAX], first_ms[ALERTS_MAX], last_ms[ALERTS_MAX];

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- the BSCs --------------------------------------------------------------------------- */

/* Answers the whole messages that have come. */
static void take_messages(struct node *node)
{
	size_t total, at = 0;

	while (node->size - at >= 4) {
		struct cbsp_message *message;
		void *ctx = talloc_new(NULL);

		total = 0;
		if (cbsp_need(node->in + at, node->size - at, &total, NULL) != ERR_OK)
			bench_die("framing");
		if (total == 0 || total > node->size - at) {
			talloc_free(ctx);
			break;
		}
		if (cbsp_unpack(&message, ctx, node->in + at, total, NULL) == ERR_OK)
			bench_bsc_answer(node->fd, message);
		talloc_free(ctx);
		at += total;
	}
	memmove(node->in, node->in + at, node->size - at);
	node->size -= at;
}

/* Reads what a BSC has been sent. True if it begins with a message of that type, still unread. */
static bool has_come(struct node *node, enum cbsp_type wanted)
{
	ssize_t got = recv(node->fd, node->in + node->size, sizeof(node->in) - node->size,
			   MSG_DONTWAIT);

	if (got <= 0)
		bench_die("a BSC was cut");
	node->size += (size_t)got;
	if (node->in[0] == wanted)
		return true;
	take_messages(node);
	return false;
}

/*
 * Until every BSC has had one of that type, or time is up; first and last are when the first
 * octet came. The BSCs answer after that: on a network they have processors of their own.
 */
static bool gather(enum cbsp_type wanted, double *first, double *last)
{
	double deadline = now_ms() + ANSWER_MS;
	bool have[NODES_MAX] = { false };
	unsigned int count = 0;

	*first = *last = 0;
	while (count < node_count && now_ms() < deadline) {
		double came;

		if (poll(polled, node_count, 100) <= 0)
			continue;
		came = now_ms();
		for (unsigned int i = 0; i < node_count; i++) {
			if (!(polled[i].revents & POLLIN) || !has_come(&nodes[i], wanted) ||
			    have[i])
				continue;
			if (*first == 0)
				*first = came;
			*last = came;
			have[i] = true;
			count++;
		}
	}
	for (unsigned int i = 0; i < node_count; i++)
		take_messages(&nodes[i]);
	return count >= node_count;
}

/* ---- the client ------------------------------------------------------------------------- */

static int http_fd;
static char response[65536];

static unsigned int ask(const char *head, const char *body, double *sent)
{
	char request[16384];
	int size = snprintf(request, sizeof(request), "%sContent-Length: %zu\r\n\r\n%s", head,
			    strlen(body), body);

	if (write(http_fd, request, (size_t)size) != size)
		bench_die("request");
	*sent = now_ms();
	return (unsigned int)size;
}

static unsigned int read_response(void)
{
	size_t have = 0;

	for (;;) {
		ssize_t got = recv(http_fd, response + have, sizeof(response) - 1 - have, 0);
		char *end, *length;

		if (got <= 0)
			bench_die("response");
		have += (size_t)got;
		response[have] = '\0';
		end = strstr(response, "\r\n\r\n");
		length = strcasestr(response, "content-length:");
		if (end && length &&
		    have >= (size_t)(end + 4 - response) + strtoul(length + 15, NULL, 10))
			return (unsigned int)strtoul(response + 9, NULL, 10);
	}
}

static void make_alert(char *out, size_t room, unsigned int number)
{
	snprintf(out, room,
		 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		 "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>bench-%d-%u"
		 "</identifier><sender>yj-em.example</sender><sent>2026-03-02T09:00:00+08:00</sent>"
		 "<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info>"
		 "<language>zh-CN</language><category>Met</category><event>山洪</event>"
		 "<urgency>Immediate</urgency><severity>Extreme</severity>"
		 "<certainty>Observed</certainty><expires>2026-03-02T15:00:00+08:00</expires>"
		 "<headline>【云江省应急管理厅】山洪红色预警</headline><description>"
		 "云江上游水位3小时内将上涨2米。</description><instruction>请立即向高处转移。"
		 "电话0571-12345678。</instruction><area><areaDesc>沿江</areaDesc><polygon>"
		 "30.10,120.10 30.40,120.10 30.40,120.50 30.10,120.50 30.10,120.10</polygon>"
		 "</area></info></alert>",
		 (int)getpid(), number);
}

/* ---- the floor -------------------------------------------------------------------------- */

static int floor_fd, echo_pair[2];

static void open_floor(const char *path)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	socklen_t size = sizeof(any);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	char peer[] = "127.0.0.1";

	floor_fd = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
	inet_pton(AF_INET, peer, &any.sin_addr);
	if (floor_fd < 0 || listener < 0 || bind(listener, (struct sockaddr *)&any, size) < 0 ||
	    listen(listener, 1) < 0 || getsockname(listener, (struct sockaddr *)&any, &size) < 0)
		bench_die("floor");
	echo_pair[0] = bench_connect(peer, ntohs(any.sin_port));
	echo_pair[1] = accept(listener, NULL, NULL);
	setsockopt(echo_pair[1], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	close(listener);
	if (fork() == 0) {
		char buffer[4096];
		ssize_t got;

		/* Nothing of the parent's may stay open here: it is waited for. */
		close(echo_pair[0]);
		close(STDOUT_FILENO);
		close(STDERR_FILENO);

		while ((got = read(echo_pair[1], buffer, sizeof(buffer))) > 0)
			if (write(echo_pair[1], buffer, (size_t)got) != got)
				break;
		_exit(0);
	}
	close(echo_pair[1]);
}

static double measure_floor(void)
{
	static char block[4096];
	double begun = now_ms();

	for (int i = 0; i < 2; i++) {
		size_t have = 0;

		if (write(echo_pair[0], block, 1500) != 1500)
			bench_die("echo");
		while (have < 1500) {
			ssize_t got = read(echo_pair[0], block, sizeof(block));

			if (got <= 0)
				bench_die("echo");
			have += (size_t)got;
		}
	}
	if (write(floor_fd, block, sizeof(block)) != (ssize_t)sizeof(block) ||
	    fdatasync(floor_fd) < 0)
		bench_die("fdatasync");
	return now_ms() - begun;
}

/* ---- the run ---------------------------------------------------------------------------- */

static void rest(void)
{
	struct timespec pause = { 0, PAUSE_US * 1000L };

	nanosleep(&pause, NULL);
}

static void clear_air(const char *token)
{
	char head[1024], number[32] = "";
	const char *at = strstr(response, "\"notice\":\"");
	double sent, first, last;

	if (at)
		snprintf(number, sizeof(number), "%lu", strtoul(at + 10, NULL, 10));
	snprintf(head, sizeof(head),
		 "POST /v1/notices/%s/cancel HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
		 "Content-Type: application/json\r\n",
		 number, token);
	ask(head, "{\"reason\":\"bench\"}", &sent);
	if (!gather(CBSP_KILL, &first, &last))
		bench_die("no KILL came");
	if (read_response() != 200)
		bench_die(response);
}

static void one_alert(const char *token, unsigned int i)
{
	char head[512], body[8192];
	double sent, first, last;

	snprintf(head, sizeof(head),
		 "POST /v1/alerts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
		 "Content-Type: application/cap+xml\r\n",
		 token);
	make_alert(body, sizeof(body), i);
	rest();
	floor_ms[i] = measure_floor();
	rest();
	ask(head, body, &sent);
	if (!gather(CBSP_WRITE_REPLACE, &first, &last))
		bench_die("no WRITE-REPLACE came");
	first_ms[i] = first - sent;
	last_ms[i] = last - sent;
	if (read_response() != 202)
		bench_die(response);
	clear_air(token);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void print_row(const char *name, double *values, unsigned int count, const char *end)
{
	qsort(values, count, sizeof(*values), by_value);
	printf("\"%s\":{\"p50\":%.3f,\"p99\":%.3f}%s", name, values[count / 2],
	       values[count * 99 / 100], end);
}

int main(int argc, char **argv)
{
	unsigned int alerts;

	if (argc != 8) {
		fprintf(stderr,
			"usage: bench_spine HTTP_PORT TOKEN CBSP_PORT NODES CELLS ALERTS FILE\n");
		return 2;
	}
	node_count = (unsigned int)strtoul(argv[4], NULL, 10);
	cell_count = (unsigned int)strtoul(argv[5], NULL, 10);
	alerts = (unsigned int)strtoul(argv[6], NULL, 10);
	if (node_count > NODES_MAX || alerts > ALERTS_MAX || alerts == 0)
		return 2;
	for (unsigned int i = 0; i < node_count; i++) {
		char local[32];

		snprintf(local, sizeof(local), "127.1.%u.%u", (i + 1) >> 8, (i + 1) & 255);
		nodes[i].fd = bench_connect(local, (unsigned int)strtoul(argv[3], NULL, 10));
		polled[i] = (struct pollfd){ .fd = nodes[i].fd, .events = POLLIN };
	}
	open_floor(argv[7]);
	http_fd = bench_connect("127.0.0.1", (unsigned int)strtoul(argv[1], NULL, 10));
	double first, last;

	gather(CBSP_KEEP_ALIVE, &first, &last); /* all are up once they were asked for life */
	for (unsigned int i = 0; i < alerts; i++)
		one_alert(argv[2], i);
	printf("{\"nodes\":%u,\"alerts\":%u,", node_count, alerts);
	print_row("floor_ms", floor_ms, alerts, ",");
	print_row("first_ms", first_ms, alerts, ",");
	print_row("last_ms", last_ms, alerts, "}\n");
	return 0;
}
