/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The client's side of HTTP: answers as RFC 9112 writes them, and answers that lie. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "net/http_client.h"
#include "net/http_route.h"

struct script {
	const char *at;
	size_t left, piece; /* octets handed out at once */
};

static ssize_t read_script(void *data, char *into, size_t octets)
{
	struct script *script = data;
	size_t size = script->left < script->piece ? script->left : script->piece;

	size = size < octets ? size : octets;
	memcpy(into, script->at, size);
	script->at += size;
	script->left -= size;
	return (ssize_t)size;
}

/* The whole answer, handed out `piece` octets at a time; the body goes to `body`. */
static enum err read_all(const char *answer, size_t piece, struct http_head *head, char *body,
			 struct fault *why)
{
	struct http_reader *reader = malloc(sizeof(*reader));
	struct script script = { answer, strlen(answer), piece };
	size_t used = 0, got = 1;
	enum err err;

	http_read_init(reader, (struct http_source){ &script, read_script });
	err = http_read_head(reader, head, why);
	while (err == ERR_OK && got > 0) {
		err = http_read_body(reader, body + used, 7, &got, why);
		used += got;
	}
	body[used] = '\0';
	free(reader);
	return err;
}

static void answers_are_read_whatever_pieces_they_come_in(void **state)
{
	/* The chunked one follows the form of RFC 9112 7.1. */
	static const struct {
		const char *answer, *body;
		unsigned int status;
	} rows[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP", "hello", 200 },
		{ "HTTP/1.1 204 No Content\r\n\r\n", "", 204 },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		  "4\r\nWiki\r\n6;x=y\r\npedia \r\nA\r\nin chunks.\r\n0\r\nTrailer: a\r\n\r\n",
		  "Wikipedia in chunks.", 200 },
		{ "HTTP/1.0 422 No\r\nContent-type: Application/Problem+JSON; "
		  "charset=utf-8\r\n\r\n{}",
		  "{}", 422 },
		{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
		  "", 202 },
		{ "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", "x", 200 },
	};
	struct http_head head;
	struct fault why;
	char body[100];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		for (size_t piece = 1; piece < 100; piece += 11) {
			assert_int_equal(read_all(rows[i].answer, piece, &head, body, &why),
					 ERR_OK);
			assert_string_equal(body, rows[i].body);
			assert_int_equal(head.status, rows[i].status);
		}
	}
	assert_int_equal(read_all(rows[3].answer, 1, &head, body, &why), ERR_OK);
	assert_string_equal(head.media_type, "application/problem+json");
}

static void answers_that_lie_about_themselves_are_refused(void **state)
{
	static const struct {
		const char *answer;
		enum err err;
	} rows[] = {
		{ "", ERR_IO },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", ERR_IO },
		{ "SSH-2.0-OpenSSH_9.2\r\n\r\n", ERR_INPUT },
		{ "HTTP/2 200 OK\r\n\r\n", ERR_INPUT },
		{ "HTTP/1.1 20x OK\r\n\r\n", ERR_INPUT },
		{ "HTTP/1.1 999 OK\r\n\r\n", ERR_INPUT },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
		  ERR_INPUT },
		{ "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", ERR_INPUT },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", ERR_INPUT },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
		  ERR_INPUT },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", ERR_INPUT },
		{ "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", ERR_INPUT },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", ERR_INPUT },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", ERR_INPUT },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
		  ERR_LIMIT },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab", ERR_IO },
	};
	struct http_head head;
	struct fault why;
	char body[100];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (read_all(rows[i].answer, 3, &head, body, &why) != rows[i].err)
			fail_msg("%s: %s", rows[i].answer, why.text);
}

static void a_head_without_end_is_refused(void **state)
{
	char *answer = calloc(1, 40000);
	struct http_head head;
	struct fault why;
	char body[8];

	(void)state;
	strcpy(answer, "HTTP/1.1 200 OK\r\nX: ");
	memset(answer + strlen(answer), 'x', 39000);
	assert_int_equal(read_all(answer, 4096, &head, body, &why), ERR_LIMIT);
	strcpy(answer, "HTTP/1.1 200 OK\r\n");
	for (size_t i = 0; i < 200; i++)
		strcat(answer, "A: b\r\n");
	assert_int_equal(read_all(answer, 4096, &head, body, &why), ERR_LIMIT);
	free(answer);
}

static void addresses_are_read_strictly(void **state)
{
	static const struct {
		const char *text, *host, *port, *base;
		bool is_tls;
	} good[] = {
		{ "http://127.0.0.1:8080", "127.0.0.1", "8080", "", false },
		{ "https://cbd.example/", "cbd.example", "443", "", true },
		{ "https://[::1]:8443/drill/", "::1", "8443", "/drill", true },
		{ "http://localhost", "localhost", "80", "", false },
	};
	static const char *const bad[] = { "",
					   "ftp://a",
					   "http://",
					   "http://a:0",
					   "http://a:65536",
					   "http://a:1x",
					   "http://u@a/",
					   "http://a/?q",
					   "http://[::1",
					   "http://a b/",
					   "http://a\r\nX: y",
					   "http://a/b c",
					   "127.0.0.1",
					   "http://:80/" };
	struct http_url url;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		assert_int_equal(http_url_parse(&url, slice_of(good[i].text), NULL), ERR_OK);
		assert_string_equal(url.host, good[i].host);
		assert_string_equal(url.port, good[i].port);
		assert_string_equal(url.base, good[i].base);
		assert_int_equal(url.is_tls, good[i].is_tls);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (http_url_parse(&url, slice_of(bad[i]), NULL) != ERR_INPUT)
			fail_msg("taken: %s", bad[i]);
}

static void routes_match_whole_segments(void **state)
{
	static const struct http_route routes[] = {
		{ .method = "GET", .path = "/v1/notices" },
		{ .method = "GET", .path = "/v1/notices/{id}" },
		{ .method = "GET", .path = "/v1/notices/{id}/a" },
		{ .method = "POST", .path = "/v1/notices/{id}/a" },
	};
	static const struct {
		const char *method, *path;
		int route; /* -1: none */
		const char *allow;
	} rows[] = {
		{ "GET", "/v1/notices", 0, "GET" },
		{ "GET", "/v1/notices/", -1, "" },
		{ "GET", "/v1/notices/8", 1, "GET" },
		{ "GET", "/v1/notices/8/", -1, "" },
		{ "POST", "/v1/notices/8/a", 3, NULL },
		{ "PUT", "/v1/notices/8/a", -1, "GET, POST" },
		{ "GET", "/v1/notices//a", -1, "" },
		{ "GET", "/v1/noticesX", -1, "" },
		{ "GET", "/v1/notices/8/a/b", -1, "" },
		{ "GET", "", -1, "" },
	};
	struct http_match match;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		http_route_find(&match, routes, COUNT_OF(routes), rows[i].method, rows[i].path);
		if (rows[i].route < 0)
			assert_null(match.route);
		else
			assert_ptr_equal(match.route, &routes[rows[i].route]);
		if (rows[i].allow)
			assert_string_equal(match.allow, rows[i].allow);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_read_whatever_pieces_they_come_in),
		cmocka_unit_test(answers_that_lie_about_themselves_are_refused),
		cmocka_unit_test(a_head_without_end_is_refused),
		cmocka_unit_test(addresses_are_read_strictly),
		cmocka_unit_test(routes_match_whole_segments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
