/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_queue HTTP_PORT AGENCY_TOKEN REVIEWER_TOKEN OPEN: files OPEN applications on 32
 * connections through the front door and says how many a second became durable; then, while
 * alerts flow (20 a second), asks for the queue, for a filtered search and for review sheets, and
 * checks documents, one after the other. Prints times in milliseconds as JSON.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 32, REQUEST_OCTETS = 8192, ANSWER_OCTETS = 1 << 20, ASKED = 500 };

static unsigned int port;
static const char *agency, *reviewer;

static void die(const char *what)
{
	fprintf(stderr, "bench_queue: %s: %s\n", what, strerror(errno));
	exit(2);
}

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int connect_to(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

/* ---- what is sent ----------------------------------------------------------------------- */

static int put_request(char *out, const char *line, const char *token, const char *media,
		       const char *body)
{
	return snprintf(out, REQUEST_OCTETS,
			"%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
			"Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
			line, token, media, strlen(body), body);
}

/* Windows of April to October, so that the queue has an order to find. */
static int put_application(char *out, const char *path, unsigned int number)
{
	char body[REQUEST_OCTETS / 2];
	unsigned int month = 4 + number % 7, day = 1 + number / 7 % 28;

	snprintf(
		body, sizeof(body),
		"{\"title\":\"森林防火提示%u\",\"applicant\":\"yj-em\",\"document_number\":"
		"\"云应急函〔2026〕%u号\",\"signer\":\"王建国\",\"handler\":{\"name\":\"李明\","
		"\"phone\":\"0571-12345679\"},\"complaint_contact\":\"0571-12345678\","
		"\"category\":\"安全提示\",\"purpose\":\"预防森林火灾\",\"legal_ground\":"
		"\"《森林防火条例》第二十条\",\"reason\":\"近期天干物燥，火险等级高。\",\"texts\":[{"
		"\"language\":\"zh\",\"text\":\"【云江省应急管理厅】近期森林火险等级高，严禁野外用火%u。"
		"咨询电话0571-12345678。\"}],\"send_from\":\"2026-%02u-%02uT09:00:00+08:00\","
		"\"send_until\":\"2026-%02u-%02uT18:00:00+08:00\",\"areas\":[{\"adcode\":"
		"\"330100\"}],\"channels\":[\"cell-broadcast\"]}",
		number, number, number, month, day, month, day);
	return put_request(out, path, agency, "application/json", body);
}

static int put_alert(char *out, unsigned int number)
{
	char body[REQUEST_OCTETS / 2];

	snprintf(body, sizeof(body),
		 "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>q-%u"
		 "</identifier><sender>yj-em.example</sender><sent>2026-03-02T09:00:00+08:00</sent>"
		 "<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info>"
		 "<language>zh-CN</language><category>Met</category><event>山洪</event>"
		 "<urgency>Immediate</urgency><severity>Extreme</severity>"
		 "<certainty>Observed</certainty><expires>2026-03-02T15:00:00+08:00</expires>"
		 "<headline>【云江省应急管理厅】山洪</headline><description>请撤离%u</description>"
		 "<area><areaDesc>a</areaDesc><circle>30.2,120.2 20</circle></area></info></alert>",
		 number, number);
	return put_request(out, "POST /v1/alerts", agency, "application/cap+xml", body);
}

/* ---- one connection --------------------------------------------------------------------- */

struct connection {
	int fd;
	char *in;
	size_t have;
};

static struct connection open_connection(void)
{
	return (struct connection){ connect_to(), malloc(ANSWER_OCTETS), 0 };
}

static void send_all(const struct connection *connection, const char *octets, int size)
{
	if (write(connection->fd, octets, (size_t)size) != size)
		die("write");
}

/* The status once the answer is whole; 0 before. */
static int take(struct connection *connection)
{
	ssize_t got = recv(connection->fd, connection->in + connection->have,
			   ANSWER_OCTETS - 1 - connection->have, 0);
	const char *end, *length;

	if (got <= 0)
		die("recv");
	connection->have += (size_t)got;
	connection->in[connection->have] = '\0';
	end = strstr(connection->in, "\r\n\r\n");
	length = strcasestr(connection->in, "content-length:");
	if (!end || !length ||
	    connection->have < (size_t)(end + 4 - connection->in) + strtoul(length + 15, NULL, 10))
		return 0;
	connection->have = 0;
	return atoi(connection->in + 9);
}

static double ask(struct connection *connection, const char *request, int size, int wanted)
{
	double begun = now_ms();
	int status;

	send_all(connection, request, size);
	while ((status = take(connection)) == 0)
		continue;
	if (status != wanted) {
		errno = EPROTO;
		die(connection->in);
	}
	return now_ms() - begun;
}

/* ---- filling ---------------------------------------------------------------------------- */

static double fill(unsigned int total)
{
	struct connection connections[CONNECTIONS];
	struct pollfd polled[CONNECTIONS];
	char request[REQUEST_OCTETS];
	unsigned int sent = 0, answered = 0;
	double begun = now_ms();

	for (int i = 0; i < CONNECTIONS; i++) {
		connections[i] = open_connection();
		polled[i] = (struct pollfd){ .fd = connections[i].fd, .events = POLLIN };
		send_all(&connections[i], request,
			 put_application(request, "POST /v1/requests", sent++));
	}
	while (answered < total && poll(polled, CONNECTIONS, 10000) > 0)
		for (int i = 0; i < CONNECTIONS; i++) {
			int status = polled[i].revents ? take(&connections[i]) : 0;

			if (status == 0)
				continue;
			if (status != 202)
				die(connections[i].in);
			answered++;
			if (sent < total)
				send_all(&connections[i], request,
					 put_application(request, "POST /v1/requests", sent++));
		}
	if (answered < total)
		die("no answer");
	return (double)total * 1000 / (now_ms() - begun);
}

/* ---- asking ----------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print_times(const char *name, double *ms)
{
	qsort(ms, ASKED, sizeof(*ms), by_size);
	printf(",\"%s\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}", name, ms[ASKED / 2],
	       ms[ASKED * 99 / 100], ms[ASKED - 1]);
}

static void time_get(struct connection *connection, const char *name, const char *line)
{
	char request[REQUEST_OCTETS];
	double ms[ASKED];

	for (int i = 0; i < ASKED; i++)
		ms[i] = ask(connection, request, put_request(request, line, reviewer, "a/b", ""),
			    200);
	print_times(name, ms);
}

static void time_sheets(struct connection *connection, unsigned int open)
{
	char request[REQUEST_OCTETS], line[80];
	double ms[ASKED];

	for (unsigned int i = 0; i < ASKED; i++) {
		snprintf(line, sizeof(line), "GET /v1/notices/%u/review", 1 + i * 7 % open);
		ms[i] = ask(connection, request, put_request(request, line, reviewer, "a/b", ""),
			    200);
	}
	print_times("review_ms", ms);
}

static void time_checks(struct connection *connection, const char *name)
{
	char request[REQUEST_OCTETS];
	double ms[ASKED];

	for (unsigned int i = 0; i < ASKED; i++)
		ms[i] = ask(connection, request,
			    put_application(request, "POST /v1/checks", 1000000 + i), 200);
	print_times(name, ms);
}

/* 20 a second, until it is killed. */
static pid_t let_alerts_flow(void)
{
	pid_t child = fork();
	struct connection connection;
	char request[REQUEST_OCTETS];

	if (child != 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	connection = open_connection();
	for (unsigned int i = 0;; i++) {
		ask(&connection, request, put_alert(request, i), 202);
		usleep(50000);
	}
}

int main(int argc, char **argv)
{
	struct connection connection;
	unsigned int open;
	pid_t alerts;

	if (argc != 5)
		return 2;
	port = (unsigned int)strtoul(argv[1], NULL, 10);
	agency = argv[2];
	reviewer = argv[3];
	open = (unsigned int)strtoul(argv[4], NULL, 10);
	printf("{\"open\":%u,\"requests_per_second\":%.0f", open, fill(open));
	connection = open_connection();
	time_checks(&connection, "check_quiet_ms");
	alerts = let_alerts_flow();
	time_get(&connection, "queue_ms", "GET /v1/notices?waiting_for=any&limit=100");
	time_get(&connection, "search_ms",
		 "GET /v1/notices?state=pending&lane=planned&agency=yj-em&limit=100");
	time_get(&connection, "nobody_ms", "GET /v1/notices?state=pending&agency=yj-met");
	time_sheets(&connection, open);
	time_checks(&connection, "check_ms");
	kill(alerts, SIGKILL);
	waitpid(alerts, NULL, 0);
	printf("}\n");
	return 0;
}
