/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_fill fill HTTP_PORT CBSP_PORT OFFICER REVIEWER ADMIN OPEN CLOSED
 *
 * Fills a store through the front door, on 16 connections and with a BSC of its own: CLOSED alerts
 * that were submitted, agreed, sent, cancelled and stopped, 10,000 on each second day of the
 * drill (serial numbers rest for a day); then OPEN urgent ones that are on air. Prints how long.
 *
 * bench_fill count CBSP_PORT OPEN SECONDS
 *
 * The same BSC, come back: how many different messages it is given again, and how soon the last.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "support/bench_bsc.h"

enum { CONNECTIONS = 16, A_DAY = 10000, SILENCE_MS = 20000, SERIALS = 65536 };

enum step { IDLE = 0, SUBMITTED, AGREED, ON_ITS_WAY, CANCELLED };

struct connection {
	int fd;
	char in[16384];
	size_t have;
	enum step step;
	unsigned int number; /* of the alert */
	unsigned long notice;
	bool is_on_air;
};

static struct connection connections[CONNECTIONS];
static struct bench_bsc bsc;
static const char *officer, *reviewer, *admin;
static unsigned int given_out, ended, killed, written, wanted, day;
static bool is_open_phase;

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- requests --------------------------------------------------------------------------- */

static void post(struct connection *connection, const char *path, const char *who, const char *body)
{
	char request[8192];
	int size = snprintf(request, sizeof(request),
			    "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
			    "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
			    path, who, *body == '<' ? "application/cap+xml" : "application/json",
			    strlen(body), body);

	connection->have = 0;
	if (write(connection->fd, request, (size_t)size) != size)
		bench_die("write");
}

/* Nine in the morning of a day of the drill, and so many hours later, in China. */
static const char *at(char *out, size_t room, unsigned int hours)
{
	time_t t = 1772413200 + 8 * 3600 + (time_t)day * 86400 + (time_t)hours * 3600;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, room, "%Y-%m-%dT%H:%M:%S+08:00", &tm);
	return out;
}

static void submit(struct connection *connection)
{
	char body[2048], sent[40], expires[40];

	if (given_out == wanted)
		return;
	connection->number = given_out++;
	connection->step = SUBMITTED;
	connection->is_on_air = false;
	snprintf(body, sizeof(body),
		 "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>f-%u-%d-%u"
		 "</identifier><sender>yj-em.example</sender><sent>%s</sent><status>Actual"
		 "</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN"
		 "</language><category>Met</category><event>山洪</event><urgency>Immediate"
		 "</urgency><severity>%s</severity><certainty>Observed</certainty><expires>%s"
		 "</expires><headline>【云江省应急管理厅】山洪%u，电话0571-12345678。</headline>"
		 "<description>沿江水位上涨。</description><area><areaDesc>a</areaDesc>"
		 "<circle>30.2,120.2 50</circle></area></info></alert>",
		 day, is_open_phase, connection->number, at(sent, sizeof(sent), 0),
		 is_open_phase ? "Extreme" : "Minor", at(expires, sizeof(expires), 20),
		 connection->number);
	post(connection, "/v1/alerts", officer, body);
}

static void end(struct connection *connection)
{
	connection->step = IDLE;
	ended++;
	submit(connection);
}

static void cancel(struct connection *connection)
{
	char path[80];

	connection->step = CANCELLED;
	snprintf(path, sizeof(path), "/v1/notices/%lu/cancel", connection->notice);
	post(connection, path, officer, "{\"reason\":\"bench\"}");
}

static void agree(struct connection *connection)
{
	char path[80];

	connection->step = AGREED;
	snprintf(path, sizeof(path), "/v1/notices/%lu/decisions", connection->notice);
	post(connection, path, reviewer,
	     "{\"decision\":\"agree\",\"situation\":\"s\",\"reason\":\"r\"}");
}

/* ---- answers ---------------------------------------------------------------------------- */

static void go_on(struct connection *connection)
{
	const char *named = strstr(connection->in, "\"notice\":\"");

	if (connection->step == SUBMITTED && named) {
		connection->notice = strtoul(named + 10, NULL, 10);
		(is_open_phase ? end : agree)(connection);
	} else if (connection->step == AGREED) {
		connection->step = ON_ITS_WAY;
		if (connection->is_on_air)
			cancel(connection);
	} else if (connection->step == CANCELLED) {
		end(connection);
	}
}

/* True when the whole answer is there; one that is not good ends the program. */
static bool receive(struct connection *connection)
{
	ssize_t got = recv(connection->fd, connection->in + connection->have,
			   sizeof(connection->in) - 1 - connection->have, 0);
	char *head_end, *length;

	if (got <= 0)
		bench_die("recv");
	connection->have += (size_t)got;
	connection->in[connection->have] = '\0';
	head_end = strstr(connection->in, "\r\n\r\n");
	length = strcasestr(connection->in, "content-length:");
	if (!head_end || !length ||
	    connection->have <
		    (size_t)(head_end + 4 - connection->in) + strtoul(length + 15, NULL, 10))
		return false;
	if (strncmp(connection->in + 9, "20", 2) != 0)
		bench_die(connection->in);
	return true;
}

/* ---- the BSC ---------------------------------------------------------------------------- */

/* The digits behind 洪, in UCS-2. */
static unsigned int number_in(const struct cbsp_message *message)
{
	const struct route_page *page = &message->pages[0];
	unsigned int number = 0;
	bool is_behind = false;

	for (size_t i = 0; i + 1 < page->used; i += 2) {
		unsigned int unit = page->octets[i] << 8 | page->octets[i + 1];

		if (is_behind && unit >= '0' && unit <= '9')
			number = number * 10 + (unit - '0');
		else if (is_behind)
			break;
		is_behind |= unit == 0x6d2a;
	}
	return number;
}

static void on_message(void *data, const struct cbsp_message *message)
{
	unsigned int number;

	(void)data;
	killed += message->type == CBSP_KILL;
	if (message->type != CBSP_WRITE_REPLACE)
		return;
	written++;
	number = number_in(message);
	for (size_t i = 0; i < CONNECTIONS; i++) {
		if (connections[i].step == IDLE || connections[i].number != number)
			continue;
		connections[i].is_on_air = true;
		if (connections[i].step == ON_ITS_WAY)
			cancel(&connections[i]);
	}
}

/* ---- filling ---------------------------------------------------------------------------- */

static void turn(void)
{
	struct pollfd polled[CONNECTIONS + 1] = { { .fd = bsc.fd, .events = POLLIN } };

	for (int i = 0; i < CONNECTIONS; i++)
		polled[i + 1] = (struct pollfd){ .fd = connections[i].fd, .events = POLLIN };
	if (poll(polled, CONNECTIONS + 1, SILENCE_MS) <= 0)
		bench_die("nothing happens any more");
	if (polled[0].revents && !bench_bsc_read(&bsc, on_message, NULL))
		bench_die("the BSC was cut");
	for (int i = 0; i < CONNECTIONS; i++)
		if (polled[i + 1].revents && receive(&connections[i]))
			go_on(&connections[i]);
}

static void next_day(void)
{
	post(&connections[0], "/v1/clock/advance", admin, "{\"days\":2}");
	while (!receive(&connections[0]))
		;
	day += 2;
}

/* So many alerts, until the BSC has had so many orders of that kind. */
static void play(unsigned int count, unsigned int *orders)
{
	ended = given_out = *orders = 0;
	wanted = count;
	for (int i = 0; i < CONNECTIONS; i++)
		submit(&connections[i]);
	while (ended < count || *orders < count)
		turn();
}

static int fill(char **argv)
{
	unsigned int open = (unsigned int)strtoul(argv[5], NULL, 10);
	unsigned int closed = (unsigned int)strtoul(argv[6], NULL, 10);
	double begun = now_s();

	officer = argv[2];
	reviewer = argv[3];
	admin = argv[4];
	bsc.fd = bench_connect("127.1.0.1", (unsigned int)strtoul(argv[1], NULL, 10));
	for (int i = 0; i < CONNECTIONS; i++)
		connections[i].fd = bench_connect("127.0.0.1",
						  (unsigned int)strtoul(argv[0], NULL, 10));
	for (unsigned int done = 0; done < closed; done += A_DAY) {
		play(closed - done < A_DAY ? closed - done : A_DAY, &killed);
		next_day();
	}
	is_open_phase = true;
	play(open, &written);
	printf("{\"notices\":%u,\"seconds\":%.1f}\n", open + closed, now_s() - begun);
	return 0;
}

/* ---- counting --------------------------------------------------------------------------- */

struct count {
	bool has[SERIALS];
	unsigned int different;
	double last;
};

static void on_written_again(void *data, const struct cbsp_message *message)
{
	struct count *count = data;

	if (message->type != CBSP_WRITE_REPLACE || count->has[message->new_serial_number])
		return;
	count->has[message->new_serial_number] = true;
	count->different++;
	count->last = now_s();
}

static int count_again(char **argv)
{
	static struct count count;
	unsigned int open = (unsigned int)strtoul(argv[1], NULL, 10);
	double begun = now_s(), until = begun + strtod(argv[2], NULL);
	struct pollfd polled = { .events = POLLIN };

	bsc.fd = polled.fd = bench_connect("127.1.0.1", (unsigned int)strtoul(argv[0], NULL, 10));
	while (count.different < open && now_s() < until)
		if (poll(&polled, 1, 100) > 0 && !bench_bsc_read(&bsc, on_written_again, &count))
			bench_die("the BSC was cut");
	printf("{\"messages\":%u,\"seconds\":%.3f}\n", count.different,
	       count.different ? count.last - begun : 0.0);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 9 && strcmp(argv[1], "fill") == 0)
		return fill(argv + 2);
	if (argc == 5 && strcmp(argv[1], "count") == 0)
		return count_again(argv + 2);
	fputs("usage: bench_fill fill HTTP_PORT CBSP_PORT OFFICER REVIEWER ADMIN OPEN CLOSED\n"
	      "       bench_fill count CBSP_PORT OPEN SECONDS\n",
	      stderr);
	return 2;
}
