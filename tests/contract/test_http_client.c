/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The command line's client against the real listener, plain and over TLS. The certificate is
 * made here, by GnuTLS, for 127.0.0.1 alone.
 */
#include "http_fixture.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "net/http_client.h"

static char folder[] = "/tmp/cbd-http-XXXXXX";
static char certificate[64], key[64];

static void write_pem(const char *path, gnutls_datum_t *pem)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(pem->data, 1, pem->size, file), pem->size);
	fclose(file);
	gnutls_free(pem->data);
}

static int make_certificate(void **state)
{
	static const unsigned char address[4] = { 127, 0, 0, 1 };
	gnutls_x509_privkey_t private;
	gnutls_x509_crt_t crt;
	gnutls_datum_t pem;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(certificate, sizeof(certificate), "%s/crt.pem", folder);
	snprintf(key, sizeof(key), "%s/key.pem", folder);
	gnutls_x509_privkey_init(&private);
	gnutls_x509_privkey_generate(private, GNUTLS_PK_ECDSA,
				     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	gnutls_x509_crt_init(&crt);
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, "\x01", 1);
	gnutls_x509_crt_set_dn(crt, "CN=drill", NULL);
	gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, address, 4,
					     GNUTLS_FSAN_SET);
	gnutls_x509_crt_set_basic_constraints(crt, 1, -1);
	gnutls_x509_crt_set_activation_time(crt, time(NULL) - 86400);
	gnutls_x509_crt_set_expiration_time(crt, time(NULL) + 86400);
	gnutls_x509_crt_set_key(crt, private);
	assert_int_equal(gnutls_x509_crt_sign2(crt, crt, private, GNUTLS_DIG_SHA256, 0), 0);
	gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem);
	write_pem(certificate, &pem);
	gnutls_x509_privkey_export2(private, GNUTLS_X509_FMT_PEM, &pem);
	write_pem(key, &pem);
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(private);
	return 0;
}

static int remove_certificate(void **state)
{
	(void)state;
	unlink(certificate);
	unlink(key);
	return rmdir(folder);
}

/* ---- the client on a thread of its own, since it blocks ------------------------------------- */

struct asking {
	void *ctx;
	struct http_client_config config;
	struct http_client_ask ask;
	struct http_client_answer answer;
	struct fault why;
	enum err err;
	char pieces[400];
	bool listens;
	_Atomic bool is_over;
};

static bool on_piece(void *data, struct slice piece)
{
	struct asking *asking = data;
	size_t used = strlen(asking->pieces);

	snprintf(asking->pieces + used, sizeof(asking->pieces) - used, "%.*s", SLICE_PRINT(piece));
	return !strstr(asking->pieces, "id: 9\n");
}

static void *run_client(void *data)
{
	struct asking *asking = data;

	if (asking->listens) {
		asking->ask.piece = on_piece;
		asking->ask.piece_data = asking;
	}
	asking->err = http_client_ask(asking->ctx, &asking->config, &asking->ask, &asking->answer,
				      &asking->why);
	atomic_store(&asking->is_over, true);
	return NULL;
}

static void ask_server(struct asking *asking, const char *scheme)
{
	char url[64];
	pthread_t thread;

	snprintf(url, sizeof(url), "%s://127.0.0.1:%u", scheme,
		 address_port(intake_http_address(fx.http)));
	assert_int_equal(http_url_parse(&asking->config.url, slice_of(url), NULL), ERR_OK);
	asking->ctx = talloc_new(NULL);
	assert_int_equal(pthread_create(&thread, NULL, run_client, asking), 0);
	while (!atomic_load(&asking->is_over)) {
		turn();
		sched_yield();
	}
	pthread_join(thread, NULL);
}

static void open_tls(void)
{
	struct intake_http_config config = test_config();

	config.certificate_file = certificate;
	config.key_file = key;
	open_with(&config);
}

static void a_document_is_submitted_and_answered(void **state)
{
	struct asking asking = { .config.token = "agency-token",
				 .ask = { "POST", "/v1/alerts", "application/cap+xml",
					  SLICE_LITERAL("<alert/>"), NULL, NULL, NULL } };

	(void)state;
	ask_server(&asking, "http");
	assert_int_equal(asking.err, ERR_OK);
	assert_int_equal(asking.answer.status, 202);
	assert_string_equal(asking.answer.media_type, "application/json");
	assert_string_equal(asking.answer.body.at, "{\"notice\":\"81\",\"lane\":\"urgent\"}");
	talloc_free(asking.ctx);
}

static void over_tls_a_known_certificate_is_trusted(void **state)
{
	struct asking asking = { .config = { .token = "agency-token", .ca_file = certificate },
				 .ask = { .method = "GET", .path = "/v1/notices" } };

	(void)state;
	open_tls();
	ask_server(&asking, "https");
	assert_string_equal(asking.err == ERR_OK ? "" : asking.why.text, "");
	assert_int_equal(asking.answer.status, 200);
	assert_non_null(strstr(asking.answer.body.at, "\"notice\":\"1\""));
	talloc_free(asking.ctx);
	close_all(NULL);
}

static void over_tls_a_stranger_is_not_told_the_token(void **state)
{
	struct asking asking = { .config.token = "agency-token",
				 .ask = { .method = "GET", .path = "/v1/notices" } };

	(void)state;
	open_tls();
	ask_server(&asking, "https");
	assert_int_equal(asking.err, ERR_IO);
	assert_int_equal(fx.signed_in, 0);
	talloc_free(asking.ctx);
	close_all(NULL);
}

static void over_tls_a_body_past_the_limit_gets_413_too(void **state)
{
	static char body[(1 << 20) + 10];
	struct asking asking = { .config = { .token = "agency-token", .ca_file = certificate },
				 .ask = { "POST",
					  "/v1/alerts",
					  "application/cap+xml",
					  { body, sizeof(body) },
					  NULL,
					  NULL,
					  NULL } };

	(void)state;
	memset(body, 'x', sizeof(body));
	open_tls();
	ask_server(&asking, "https");
	assert_string_equal(asking.err == ERR_OK ? "" : asking.why.text, "");
	assert_int_equal(asking.answer.status, 413);
	talloc_free(asking.ctx);
	close_all(NULL);
}

static void events_are_followed_over_tls(void **state)
{
	struct asking asking = {
		.config = { .token = "authority-token", .ca_file = certificate },
		.ask = { .method = "GET", .path = "/v1/live", .last_event_id = "7" },
		.listens = true
	};

	(void)state;
	open_tls();
	ask_server(&asking, "https");
	assert_int_equal(asking.err, ERR_OK);
	assert_non_null(strstr(asking.pieces, "id: 8\nevent: receipts\n"));
	talloc_free(asking.ctx);
	turns(20);
	close_all(NULL);
}

static void a_token_is_not_sent_over_a_plain_line_to_elsewhere(void **state)
{
	/* 192.0.2.1 is nobody's (RFC 5737): nothing may even be tried. */
	struct http_client_config config = { .token = "secret" };
	struct http_client_ask ask = { .method = "GET", .path = "/" };
	struct http_client_answer answer;
	struct fault why;

	(void)state;
	assert_int_equal(http_url_parse(&config.url, slice_of("http://192.0.2.1:9"), NULL), ERR_OK);
	assert_int_equal(http_client_ask(NULL, &config, &ask, &answer, &why), ERR_DENIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_document_is_submitted_and_answered, open_usual,
						close_all),
		cmocka_unit_test(over_tls_a_known_certificate_is_trusted),
		cmocka_unit_test(over_tls_a_stranger_is_not_told_the_token),
		cmocka_unit_test(over_tls_a_body_past_the_limit_gets_413_too),
		cmocka_unit_test(events_are_followed_over_tls),
		cmocka_unit_test(a_token_is_not_sent_over_a_plain_line_to_elsewhere),
	};

	return cmocka_run_group_tests(tests, make_certificate, remove_certificate);
}
