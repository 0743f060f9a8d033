/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The outcome log, whatever ends it: nothing acknowledged is lost, nothing is there twice, nothing
 * is half done, and what is said to be unwritten stays so.
 */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/outcome_files.h"
#include "ledger/outcome_scan.h"
#include "support/outcome_kit.h"

enum {
	KILL_ROUNDS = 15,
	IN_FLIGHT = 6,
	BATCH = 40,
	BATCHES_MAX = 200000,
	ACKNOWLEDGED_MAX = 400, /* of one round */
};

static struct outcome_kit kit;

static int make(void **state)
{
	(void)state;
	outcome_kit_make(&kit);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	outcome_kit_clear(&kit);
	return 0;
}

/* Batch i is of notice i, its records numbered: whole and half can be told apart. */
static void fill(struct outcome *room, uint64_t batch)
{
	for (uint32_t i = 0; i < BATCH; i++)
		room[i] = outcome_kit_record(batch, i, OUTCOME_CLAIMED);
}

/* ---- kill -9 ---------------------------------------------------------------------------- */

struct appender {
	uint64_t batch;
	int to;
	unsigned int in_flight;
};

static void acknowledge(void *data, const struct outcome_answer *answer)
{
	struct appender *appender = data;

	appender->in_flight--;
	if (answer->err != ERR_OK || write(appender->to, &answer->head.block, 8) != 8)
		_exit(3);
}

static void append_for_ever(uint64_t first, int to)
{
	struct appender appender = { .batch = first, .to = to };
	struct outcome room[BATCH];
	struct outcome_found found;
	struct outcome_log *log;

	if (outcome_log_open(&log, kit.folder, &found, NULL) != ERR_OK)
		_exit(2);
	for (;;) {
		struct pollfd ready = { .fd = outcome_log_fd(log), .events = POLLIN };

		while (appender.in_flight < IN_FLIGHT) {
			fill(room, appender.batch++);
			appender.in_flight++;
			if (outcome_log_append(log, room, BATCH,
					       (struct outcome_asker){ acknowledge, &appender },
					       NULL) != ERR_OK)
				_exit(4);
		}
		poll(&ready, 1, -1);
		outcome_log_reap(log);
	}
}

/* Answers come in the order of appending: so many batches from `first` on are acknowledged. */
static size_t run_and_kill(uint64_t first, size_t until)
{
	size_t acknowledged = 0;
	uint64_t block;
	int pipes[2], status;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(pipes[0]);
		append_for_ever(first, pipes[1]);
	}
	close(pipes[1]);
	while (acknowledged < until && read(pipes[0], &block, 8) == 8)
		acknowledged++;
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	while (read(pipes[0], &block, 8) == 8)
		acknowledged++;
	close(pipes[0]);
	return acknowledged;
}

static uint8_t seen[BATCHES_MAX];

static enum err see(void *data, const struct outcome *outcome, struct fault *why)
{
	uint64_t *highest = data;

	(void)why;
	assert_in_range(outcome->notice, 1, BATCHES_MAX - 1);
	assert_int_equal(outcome->recipient, seen[outcome->notice]); /* in order, each once */
	seen[outcome->notice]++;
	if (outcome->notice > *highest)
		*highest = outcome->notice;
	return ERR_OK;
}

static uint64_t check_all(void)
{
	uint64_t highest = 0;

	memset(seen, 0, sizeof(seen));
	assert_int_equal(
		outcome_scan(kit.folder, &(struct outcome_filter){ 0 }, see, &highest, NULL),
		ERR_OK);
	for (uint64_t i = 1; i <= highest; i++)
		assert_int_equal(seen[i], BATCH);
	return highest;
}

static void nothing_acknowledged_is_lost_by_kill_9_and_nothing_is_there_twice(void **state)
{
	unsigned short seed[3] = { 9, 9, (unsigned short)getpid() };
	struct outcome_head last;
	uint64_t next = 1;

	(void)state;
	for (int round = 0; round < KILL_ROUNDS; round++) {
		size_t until = (size_t)nrand48(seed) % ACKNOWLEDGED_MAX;
		uint64_t acknowledged = next - 1 + run_and_kill(next, until), highest;
		struct outcome_found found;
		struct outcome_log *log;

		assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
		outcome_log_close(log);
		highest = check_all();
		assert_true(highest >= acknowledged);
		assert_true(highest <= acknowledged + IN_FLIGHT);
		assert_int_equal(found.head.records, highest * BATCH);
		next = highest + 1;
	}
	assert_int_equal(outcome_scan_verify(&last, kit.folder, NULL, NULL), ERR_OK);
}

/* ---- a torn end, and damage -------------------------------------------------------------- */

static void begin_anew(uint64_t batches)
{
	struct outcome room[BATCH];
	struct outcome_found found;
	struct outcome_log *log;

	outcome_kit_clear(&kit);
	outcome_kit_make(&kit);
	assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
	for (uint64_t i = 1; i <= batches; i++) {
		fill(room, i);
		assert_int_equal(outcome_kit_append(log, room, BATCH).err, ERR_OK);
	}
	outcome_log_close(log);
}

static void a_torn_end_is_cut_off_and_said_wherever_it_tore(void **state)
{
	enum { BLOCK = OUTCOME_BLOCK_HEADER_OCTETS + BATCH * OUTCOME_RECORD_OCTETS };
	char path[160];

	(void)state;
	for (off_t cut = 1; cut < BLOCK; cut += 61) {
		struct outcome_found found;
		struct outcome_log *log;
		struct outcome room[BATCH];

		begin_anew(3);
		outcome_kit_path(path, sizeof(path), &kit, 1);
		assert_int_equal(truncate(path, 3 * BLOCK - cut), 0);
		assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
		assert_int_equal(found.torn_octets, BLOCK - cut);
		assert_int_equal(found.head.block, 2);
		fill(room, 3);
		assert_int_equal(outcome_kit_append(log, room, BATCH).head.block, 3);
		outcome_log_close(log);
		assert_int_equal(check_all(), 3);
	}
}

static void flip(const char *path, off_t at)
{
	uint8_t octet;
	int fd = open(path, O_RDWR);

	assert_int_equal(pread(fd, &octet, 1, at), 1);
	octet ^= 1;
	assert_int_equal(pwrite(fd, &octet, 1, at), 1);
	close(fd);
}

/* The last block may have come to the disk in any order of its pages. */
static void an_end_that_is_garbled_is_torn_and_what_is_garbled_before_is_damage(void **state)
{
	enum { BLOCK = OUTCOME_BLOCK_HEADER_OCTETS + BATCH * OUTCOME_RECORD_OCTETS };
	static const off_t places[] = { 0, 40, 100, 127, 128, BLOCK - 1 };
	char path[160];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		struct outcome_found found;
		struct outcome_head last;
		struct outcome_log *log;
		struct stat before, after;

		begin_anew(3);
		outcome_kit_path(path, sizeof(path), &kit, 1);
		flip(path, 2 * BLOCK + places[i]);
		assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
		outcome_log_close(log);
		assert_int_equal(found.head.block, 2);
		assert_int_equal(found.torn_octets, BLOCK);
		flip(path, places[i]);
		assert_int_equal(stat(path, &before), 0);
		assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_INPUT);
		assert_int_equal(outcome_scan_verify(&last, kit.folder, NULL, NULL), ERR_INPUT);
		assert_int_equal(stat(path, &after), 0);
		assert_int_equal(before.st_size, after.st_size);
	}
}

static void a_segment_that_was_only_begun_is_gone_on_with(void **state)
{
	struct outcome_found found;
	struct outcome_log *log;
	struct outcome room[BATCH];
	char path[160];
	int fd;

	(void)state;
	begin_anew(2);
	outcome_kit_path(path, sizeof(path), &kit, 3);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	close(fd);
	assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
	assert_int_equal(found.head.block, 2);
	assert_int_equal(found.segment, 3);
	fill(room, 3);
	assert_int_equal(outcome_kit_append(log, room, BATCH).head.block, 3);
	outcome_log_close(log);
	assert_int_equal(check_all(), 3);
	outcome_kit_path(path, sizeof(path), &kit, 1);
	unlink(path);
	outcome_kit_path(path, sizeof(path), &kit, 3);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_INPUT);
}

/* ---- a disk that fails ------------------------------------------------------------------ */

static void limit_files_to(rlim_t octets)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = octets;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Ours are called instead of libc's. */
static bool syncs_fail, cuts_fail;

int fdatasync(int fd)
{
	if (!syncs_fail)
		return (int)syscall(SYS_fdatasync, fd);
	errno = EIO;
	return -1;
}

int ftruncate(int fd, off_t size)
{
	if (!cuts_fail)
		return (int)syscall(SYS_ftruncate, fd, size);
	errno = EIO;
	return -1;
}

static void a_block_that_the_disk_did_not_confirm_is_taken_back(void **state)
{
	struct outcome room[BATCH];
	struct outcome_found found;
	struct outcome_log *log;

	(void)state;
	begin_anew(2);
	assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
	fill(room, 3);
	syncs_fail = true;
	assert_int_equal(outcome_kit_append(log, room, BATCH).err, ERR_IO);
	syncs_fail = false;
	assert_int_equal(check_all(), 2);
	assert_int_equal(outcome_kit_append(log, room, BATCH).head.block, 3);
	outcome_log_close(log);
	assert_int_equal(check_all(), 3);
}

static void one_that_cannot_be_taken_back_is_in_doubt_until_the_log_is_opened_again(void **state)
{
	struct outcome room[BATCH];
	struct outcome_found found;
	struct outcome_log *log;

	(void)state;
	begin_anew(2);
	assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
	fill(room, 3);
	syncs_fail = cuts_fail = true;
	assert_int_equal(outcome_kit_append(log, room, BATCH).err, ERR_IN_DOUBT);
	syncs_fail = cuts_fail = false;
	assert_int_equal(outcome_kit_append(log, room, BATCH).err, ERR_STATE);
	assert_true(outcome_log_figures(log).is_broken);
	assert_int_equal(outcome_log_figures(log).waiting_octets, 0);
	outcome_log_close(log);
	assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
	assert_int_equal(found.head.block, 3);
	fill(room, 4);
	assert_int_equal(outcome_kit_append(log, room, BATCH).head.block, 4);
	outcome_log_close(log);
	assert_int_equal(check_all(), 4);
}

/* A limit on the size of files ends a write in its middle, as a full disk does. */
static void a_full_disk_is_told_leaves_nothing_half_written_and_is_gone_on_from(void **state)
{
	enum { BLOCK = OUTCOME_BLOCK_HEADER_OCTETS + BATCH * OUTCOME_RECORD_OCTETS };
	struct outcome room[BATCH];
	struct outcome_found found;
	struct outcome_log *log;
	struct stat file;
	char path[160];

	(void)state;
	begin_anew(2);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
	outcome_kit_path(path, sizeof(path), &kit, 1);
	fill(room, 3);
	for (rlim_t room_left = 0; room_left < BLOCK; room_left += 77) {
		struct outcome_answer answer;

		limit_files_to(2 * BLOCK + room_left);
		answer = outcome_kit_append(log, room, BATCH);
		limit_files_to(RLIM_INFINITY);
		assert_int_equal(answer.err, ERR_FULL);
		assert_int_equal(stat(path, &file), 0);
		assert_int_equal(file.st_size, 2 * BLOCK);
	}
	assert_int_equal(outcome_kit_append(log, room, BATCH).err, ERR_OK);
	outcome_log_close(log);
	assert_int_equal(check_all(), 3);
}

/*
 * Runs under tests/tools/fail_writes: writes to what holds "store.db" in its name fail while the
 * flag is there. Exit status 0: all as it must be.
 */
static int append_while_writes_fail(const char *flag)
{
	struct outcome room[BATCH];
	struct outcome_found found;
	struct outcome_log *log;
	enum err err;

	if (outcome_log_open(&log, kit.folder, &found, NULL) != ERR_OK)
		return 10;
	fill(room, 3);
	close(open(flag, O_CREAT | O_WRONLY, 0600));
	err = outcome_kit_append(log, room, BATCH).err;
	if (err != ERR_IO)
		return 11;
	unlink(flag);
	if (outcome_kit_append(log, room, BATCH).err != ERR_OK)
		return 12;
	outcome_log_close(log);
	return 0;
}

static void writes_that_fail_are_told_and_the_log_goes_on(void **state)
{
	const char *build = getenv("BUILD");
	char tool[256], flag[128];
	int status;
	pid_t child;

	snprintf(tool, sizeof(tool), "%s/tests/tools/fail_writes.so", build ? build : "build");
	if (access(tool, F_OK) != 0)
		skip();
	(void)state;
	begin_anew(2);
	snprintf(flag, sizeof(flag), "%s/failing", kit.top);
	child = fork();
	if (child == 0) {
		setenv("LD_PRELOAD", tool, 1);
		setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
		setenv("FAIL_WRITES", flag, 1);
		execl("/proc/self/exe", "test", kit.top, kit.folder, flag, (char *)NULL);
		_exit(20);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(check_all(), 3);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_acknowledged_is_lost_by_kill_9_and_nothing_is_there_twice),
		cmocka_unit_test(a_torn_end_is_cut_off_and_said_wherever_it_tore),
		cmocka_unit_test(
			an_end_that_is_garbled_is_torn_and_what_is_garbled_before_is_damage),
		cmocka_unit_test(a_segment_that_was_only_begun_is_gone_on_with),
		cmocka_unit_test(
			a_full_disk_is_told_leaves_nothing_half_written_and_is_gone_on_from),
		cmocka_unit_test(a_block_that_the_disk_did_not_confirm_is_taken_back),
		cmocka_unit_test(
			one_that_cannot_be_taken_back_is_in_doubt_until_the_log_is_opened_again),
		cmocka_unit_test(writes_that_fail_are_told_and_the_log_goes_on),
	};

	if (argc == 4) {
		snprintf(kit.top, sizeof(kit.top), "%s", argv[1]);
		snprintf(kit.folder, sizeof(kit.folder), "%s", argv[2]);
		return append_while_writes_fail(argv[3]);
	}
	return cmocka_run_group_tests(tests, make, clear);
}
