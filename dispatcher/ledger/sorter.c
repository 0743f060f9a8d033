/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/sorter.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A stretch of the file, and what of it is in memory. */
struct run {
	off_t at;
	uint64_t left; /* pairs still in the file */
	struct sorter_pair *room;
	size_t next, count;
};

struct sorter {
	struct sorter_pair *pairs; /* the run that is filled; afterwards the rooms of all */
	size_t count;
	int fd;
	off_t end;
	struct run runs[SORTER_RUNS_MAX];
	size_t run_count, room;
	size_t heap[SORTER_RUNS_MAX]; /* runs, the one with the least pair first */
	size_t heap_count;
};

static enum err io_failed(struct fault *why)
{
	bool is_full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

	return err_set(why, is_full ? ERR_FULL : ERR_IO, NULL, "sorting: %s", strerror(errno));
}

/* Where the file system knows no files without a name, one loses it at once. */
static int nameless_beside(const char *path)
{
	char *name = strdup(path);
	int fd = name ? open(dirname(name), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;

	free(name);
	if (fd >= 0)
		return fd;
	if (asprintf(&name, "%s.sort-XXXXXX", path) < 0)
		return -1;
	fd = mkstemp(name);
	if (fd >= 0)
		unlink(name);
	free(name);
	return fd;
}

enum err sorter_open(struct sorter **out, const char *beside, struct fault *why)
{
	struct sorter *sorter = calloc(1, sizeof(*sorter));

	if (!sorter)
		return err_set(why, ERR_MEMORY, NULL, "sorting: no memory");
	sorter->fd = -1;
	sorter->pairs = malloc(SORTER_RUN_PAIRS * sizeof(*sorter->pairs));
	if (sorter->pairs)
		sorter->fd = nameless_beside(beside);
	if (sorter->fd < 0) {
		enum err err = sorter->pairs ? io_failed(why)
					     : err_set(why, ERR_MEMORY, NULL, "sorting: no memory");

		sorter_close(sorter);
		return err;
	}
	*out = sorter;
	return ERR_OK;
}

void sorter_close(struct sorter *sorter)
{
	if (!sorter)
		return;
	if (sorter->fd >= 0)
		close(sorter->fd);
	free(sorter->pairs);
	free(sorter);
}

/* ---- adding ----------------------------------------------------------------------------- */

static int compare(const struct sorter_pair *a, const struct sorter_pair *b)
{
	if (a->high != b->high)
		return a->high < b->high ? -1 : 1;
	return (a->low > b->low) - (a->low < b->low);
}

static int by_order(const void *left, const void *right)
{
	return compare(left, right);
}

static enum err write_all(int fd, const void *octets, size_t size, struct fault *why)
{
	const char *at = octets;

	while (size > 0) {
		ssize_t wrote = write(fd, at, size);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return io_failed(why);
		at += wrote;
		size -= (size_t)wrote;
	}
	return ERR_OK;
}

static enum err put_run(struct sorter *sorter, struct fault *why)
{
	size_t size = sorter->count * sizeof(*sorter->pairs);
	enum err err;

	if (sorter->run_count == SORTER_RUNS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "sorting: more than %d pairs",
			       SORTER_RUNS_MAX * SORTER_RUN_PAIRS);
	qsort(sorter->pairs, sorter->count, sizeof(*sorter->pairs), by_order);
	err = write_all(sorter->fd, sorter->pairs, size, why);
	if (err != ERR_OK)
		return err;
	sorter->runs[sorter->run_count++] = (struct run){ .at = sorter->end,
							  .left = sorter->count };
	sorter->end += (off_t)size;
	sorter->count = 0;
	return ERR_OK;
}

enum err sorter_add(struct sorter *sorter, struct sorter_pair pair, struct fault *why)
{
	enum err err = sorter->count == SORTER_RUN_PAIRS ? put_run(sorter, why) : ERR_OK;

	if (err == ERR_OK)
		sorter->pairs[sorter->count++] = pair;
	return err;
}

/* ---- taking ----------------------------------------------------------------------------- */

static enum err refill(struct sorter *sorter, struct run *run, struct fault *why)
{
	size_t want = run->left < sorter->room ? (size_t)run->left : sorter->room;
	size_t size = want * sizeof(*run->room), got = 0;

	while (got < size) {
		ssize_t more = pread(sorter->fd, (char *)run->room + got, size - got,
				     run->at + (off_t)got);

		if (more < 0 && errno == EINTR)
			continue;
		if (more <= 0)
			return more < 0
				       ? io_failed(why)
				       : err_set(why, ERR_IO, NULL, "sorting: the file ends early");
		got += (size_t)more;
	}
	run->at += (off_t)size;
	run->left -= want;
	run->next = 0;
	run->count = want;
	return ERR_OK;
}

static const struct sorter_pair *least_of(const struct sorter *sorter, size_t place)
{
	const struct run *run = &sorter->runs[sorter->heap[place]];

	return &run->room[run->next];
}

/* Puts what stands at that place of the heap where it belongs below. */
static void sink(struct sorter *sorter, size_t place)
{
	for (;;) {
		size_t least = place, swap;

		for (size_t child = 2 * place + 1;
		     child <= 2 * place + 2 && child < sorter->heap_count; child++)
			if (compare(least_of(sorter, child), least_of(sorter, least)) < 0)
				least = child;
		if (least == place)
			return;
		swap = sorter->heap[place];
		sorter->heap[place] = sorter->heap[least];
		sorter->heap[least] = swap;
		place = least;
	}
}

/* The runs share the room in which they were sorted. */
enum err sorter_turn(struct sorter *sorter, struct fault *why)
{
	enum err err = sorter->count > 0 ? put_run(sorter, why) : ERR_OK;

	sorter->room = sorter->run_count > 0 ? SORTER_RUN_PAIRS / sorter->run_count : 0;
	for (size_t i = 0; err == ERR_OK && i < sorter->run_count; i++) {
		sorter->runs[i].room = sorter->pairs + i * sorter->room;
		err = refill(sorter, &sorter->runs[i], why);
		sorter->heap[i] = i;
	}
	sorter->heap_count = sorter->run_count;
	for (size_t i = sorter->heap_count / 2; err == ERR_OK && i-- > 0;)
		sink(sorter, i);
	return err;
}

enum err sorter_next(struct sorter *sorter, struct sorter_pair *out, bool *has_one,
		     struct fault *why)
{
	struct run *run;
	enum err err = ERR_OK;

	*has_one = sorter->heap_count > 0;
	if (!*has_one)
		return ERR_OK;
	run = &sorter->runs[sorter->heap[0]];
	*out = run->room[run->next++];
	if (run->next == run->count && run->left > 0)
		err = refill(sorter, run, why);
	else if (run->next == run->count)
		sorter->heap[0] = sorter->heap[--sorter->heap_count];
	sink(sorter, 0);
	return err;
}
