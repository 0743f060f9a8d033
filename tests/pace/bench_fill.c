/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_fill HTTP_PORT TOKEN OPEN CLOSED: fills a store through the front door, on 16 connections:
 * OPEN alerts that wait for the duty officer, and CLOSED documents that are refused. Prints how
 * long.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 16 };

struct connection {
	int fd;
	char in[16384];
	size_t have;
};

static struct connection connections[CONNECTIONS];
static unsigned int sent, answered, open_wanted, total;
static const char *token;

static void die(const char *what)
{
	fprintf(stderr, "bench_fill: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int connect_to(unsigned int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

/* Open ones are critical without a plan; closed ones lack their area and are refused. */
static int make_body(char *out, size_t room, unsigned int number)
{
	const char *area = number < open_wanted ? "<circle>30.2,120.2 5</circle>"
						: "<polygon>30.1,120.1 30.2,120.1</polygon>";

	return snprintf(
		out, room,
		"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>f-%u"
		"</identifier><sender>yj-em.example</sender>"
		"<sent>2026-03-02T09:00:00+08:00</sent><status>Actual</status>"
		"<msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language>"
		"<category>Met</category><event>e</event><urgency>Immediate</urgency>"
		"<severity>Extreme</severity><certainty>Observed</certainty>"
		"<expires>2026-12-30T15:00:00+08:00</expires><headline>h</headline>"
		"<description>d</description><area><areaDesc>a</areaDesc>%s</area></info>"
		"</alert>",
		number, area);
}

static void send_next(struct connection *connection)
{
	char body[2048], request[4096];
	int size;

	if (sent == total)
		return;
	size = make_body(body, sizeof(body), sent++);
	size = snprintf(request, sizeof(request),
			"POST /v1/alerts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
			"Content-Type: application/cap+xml\r\nContent-Length: %d\r\n\r\n%s",
			token, size, body);
	if (write(connection->fd, request, (size_t)size) != size)
		die("write");
}

static void take(struct connection *connection)
{
	ssize_t got = recv(connection->fd, connection->in + connection->have,
			   sizeof(connection->in) - 1 - connection->have, 0);
	char *end, *length;

	if (got <= 0)
		die("recv");
	connection->have += (size_t)got;
	connection->in[connection->have] = '\0';
	end = strstr(connection->in, "\r\n\r\n");
	length = strcasestr(connection->in, "content-length:");
	if (!end || !length ||
	    connection->have < (size_t)(end + 4 - connection->in) + strtoul(length + 15, NULL, 10))
		return;
	if (strncmp(connection->in + 9, "202", 3) != 0 &&
	    strncmp(connection->in + 9, "422", 3) != 0)
		die(connection->in);
	connection->have = 0;
	answered++;
	send_next(connection);
}

int main(int argc, char **argv)
{
	struct pollfd polled[CONNECTIONS];
	struct timespec begun, ended;

	if (argc != 5)
		return 2;
	token = argv[2];
	open_wanted = (unsigned int)strtoul(argv[3], NULL, 10);
	total = open_wanted + (unsigned int)strtoul(argv[4], NULL, 10);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (int i = 0; i < CONNECTIONS; i++) {
		connections[i].fd = connect_to((unsigned int)strtoul(argv[1], NULL, 10));
		polled[i] = (struct pollfd){ .fd = connections[i].fd, .events = POLLIN };
		send_next(&connections[i]);
	}
	while (answered < total && poll(polled, CONNECTIONS, 10000) > 0)
		for (int i = 0; i < CONNECTIONS; i++)
			if (polled[i].revents)
				take(&connections[i]);
	clock_gettime(CLOCK_MONOTONIC, &ended);
	if (answered < total)
		die("no answer");
	printf("{\"documents\":%u,\"seconds\":%.1f}\n", total,
	       (double)(ended.tv_sec - begun.tv_sec) +
		       (double)(ended.tv_nsec - begun.tv_nsec) / 1e9);
	return 0;
}
