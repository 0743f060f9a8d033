/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl as people and scripts run it, against the real listener: what it prints, how it ends. */
#include "http_fixture.h"

#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

enum { OUTPUT_OCTETS = 65536, WORDS_MAX = 12 };

static char output[OUTPUT_OCTETS], folder[] = "/tmp/cbd-ctl-XXXXXX", path[64], file[64];

static void write_file(const char *text)
{
	FILE *out = fopen(file, "wb");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static pid_t start(char *const *words)
{
	posix_spawn_file_actions_t actions;
	char program[200], *argv[WORDS_MAX + 2] = { (char *)"cbctl" };
	pid_t pid = 0;

	for (size_t i = 0; i < WORDS_MAX && words[i]; i++)
		argv[i + 1] = words[i];
	snprintf(program, sizeof(program), "%s/cbctl", getenv("BUILD") ? getenv("BUILD") : "build");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_adddup2(&actions, 1, 2);
	assert_int_equal(posix_spawn(&pid, program, &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

/* Runs it to its end, serving it meanwhile; returns its exit status. */
static int run(char *const *words, const char *token)
{
	char url[64];
	int status = 0;
	pid_t pid;
	FILE *in;

	snprintf(url, sizeof(url), "http://127.0.0.1:%u",
		 fx.http ? address_port(intake_http_address(fx.http)) : 1);
	setenv("CBCTL_URL", url, 1);
	setenv("CBCTL_TOKEN", token, 1);
	pid = start(words);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (fx.http)
			turn();
		sched_yield();
	}
	in = fopen(path, "rb");
	output[fread(output, 1, sizeof(output) - 1, in)] = '\0';
	fclose(in);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const struct {
	const char *token;
	char *words[WORDS_MAX];
	int status;
	const char *says;
} rows[] = {
	{ "agency-token", { "submit", file }, 0, "notice: 81\nlane: urgent\n" },
	{ "agency-token",
	  { "submit", "--json", file },
	  0,
	  "{\"notice\":\"81\",\"lane\":\"urgent\"}\n" },
	{ "carrier-token", { "submit", file }, 1, "role agency" },
	{ "nobody", { "submit", file }, 2, "访问令牌" },
	{ "agency-token", { "submit", "/nonexistent" }, 2, "/nonexistent" },
	{ "agency-token", { "submit" }, 2, "usage: cbctl submit" },
	{ "agency-token", { "submit", "--reason", "x", file }, 2, "usage: cbctl submit" },
	{ "agency-token", { "check", file }, 1, "  refuse: length, art. 27\n    超过七十个字。\n" },
	{ "agency-token", { "show", "1" }, 0, "title:                 山洪\n" },
	{ "agency-token", { "show", "2" }, 2, "404" },
	{ "agency-token", { "show", "1x" }, 2, "is no notice's id" },
	{ "agency-token", { "history", "1" }, 0, "9         2026-03-02T09:00:00+08:00  receipts" },
	{ "authority-token", { "queue", "--state", "pending" }, 0, "ID  STATE" },
	{ "authority-token", { "queue" }, 0, "停水" },
	{ "agency-token", { "report", "1" }, 0, "" },
	{ "agency-token", { "cancel", "--reason", "误发", "1" }, 0, "state: cancelling\n" },
	{ "agency-token", { "cancel", "1" }, 2, "usage: cbctl cancel" },
	{ "authority-token", { "agree", "1" }, 1, "the digest is not the stored one" },
	/* What is agreed to is shown first, and named by what was shown. */
	{ "authority-token", { "agree", "1" }, 1, "  明日停水\n  digest: 0001020304" },
	{ "authority-token", { "review", "1" }, 0, "  明日停水\n  digest: 0001020304" },
	{ "authority-token",
	  { "agree", "--public-interest", "maybe", "1" },
	  2,
	  "usage: cbctl agree" },
	{ "authority-token", { "agree", "--public-interest", "no", "1" }, 1, "the digest is" },
	{ "authority-token", { "review", "--json", "1" }, 0, "\"texts\":[" },
	{ "agency-token", { "review", "1" }, 1, "403" },
	{ "agency-token", { "reply", "1" }, 0, "复函" },
	{ "authority-token", { "coordination-order", "1" }, 0, "协调单" },
	{ "authority-token", { "reply" }, 2, "usage: cbctl reply" },
	{ "authority-token", { "unsuitable", "--reason", "a", "1" }, 2, "usage: cbctl unsuitable" },
	{ "duty-token",
	  { "order-urgent", "--situation", "汛情", "--reason", "溃坝", "1" },
	  1,
	  "409" },
	{ "authority-token", { "links" }, 0, "LINK" },
	{ "admin-token", { "clock", "advance", "15" }, 0, "done" },
	{ "admin-token", { "clock", "advance", "0" }, 2, "usage" },
	{ "admin-token", { "cells", "swap", "/tmp" }, 0, "done" },
	{ "admin-token", { "registry", "apply", file }, 0, "done" },
	{ "agency-token", { "show", "--url", "http://127.0.0.1:1", "1" }, 2, "127.0.0.1" },
	{ "agency-token", { "show", "--url", "gopher://x", "1" }, 2, "gopher" },
	{ "agency-token", { "live", "--url", "http://127.0.0.1:1" }, 2, "127.0.0.1" },
};

static void every_command_says_and_ends_as_the_contract_has_it(void **state)
{
	(void)state;
	write_file("<alert/>\n");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int status = run((char *const *)rows[i].words, rows[i].token);

		if (status != rows[i].status || !strstr(output, rows[i].says))
			fail_msg("%s %s: %d: %s", rows[i].words[0],
				 rows[i].words[1] ? rows[i].words[1] : "", status, output);
	}
	assert_string_equal(fx.reason, "1 误发");
	assert_int_equal(fx.days, 15);
	assert_string_equal(fx.path, "/tmp");
	assert_int_equal(fx.decision.decision, INTAKE_DECISION_ORDER_URGENT);
}

static void a_token_may_come_from_a_file(void **state)
{
	char *const words[] = { "show", "--token-file", file, "1", NULL };

	(void)state;
	write_file("agency-token\n");
	assert_int_equal(run(words, "wrong"), 0);
}

static int open_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/out", folder);
	snprintf(file, sizeof(file), "%s/in", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	unlink(file);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_command_says_and_ends_as_the_contract_has_it,
						open_usual, close_all),
		cmocka_unit_test_setup_teardown(a_token_may_come_from_a_file, open_usual,
						close_all),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
