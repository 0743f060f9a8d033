/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/outcome_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/aside.h"
#include "ledger/mailbox.h"
#include "ledger/outcome_files.h"
#include "ledger/outcome_list.h"

/* What was appended at once. */
struct job {
	struct job *next;
	struct letter letter;
	struct outcome_asker asker;
	struct outcome_answer answer;
	uint64_t lowest, highest;
	size_t size;
	uint32_t records;
	uint8_t octets[];
};

struct job_list {
	struct job *first, *last;
};

struct outcome_log {
	char *folder;
	int lock_fd;
	struct mailbox mailbox;
	pthread_t thread;

	pthread_mutex_t lock; /* over the next block */
	pthread_cond_t wake;
	struct job_list waiting;
	bool is_stopping;
	struct outcome_figures figures;

	/* the thread's own */
	int fd; /* of the last segment; -1: not open */
	uint64_t segment, octets;
	struct outcome_head head;
	struct outcome_block block;
	uint8_t *room; /* OUTCOME_BLOCK_OCTETS_MAX */
};

/* ---- lists ------------------------------------------------------------------------------ */

static void add(struct job_list *list, struct job *job)
{
	job->next = NULL;
	if (list->last)
		list->last->next = job;
	else
		list->first = job;
	list->last = job;
}

static struct job *take(struct job_list *list)
{
	struct job *job = list->first;

	list->first = job->next;
	if (!list->first)
		list->last = NULL;
	return job;
}

static void answer(struct letter *letter)
{
	struct job *job = LETTER_OF(letter, struct job, letter);

	job->asker.done(job->asker.data, &job->answer);
	free(job);
}

static void answer_all(struct outcome_log *log, struct job_list *jobs,
		       const struct outcome_answer *with)
{
	while (jobs->first) {
		struct job *job = take(jobs);

		job->answer = *with;
		mailbox_post(&log->mailbox, &job->letter);
	}
}

/* ---- a block ---------------------------------------------------------------------------- */

/* A whole block of what waits; the thread's. */
static void gather(struct outcome_log *log, struct job_list *jobs)
{
	struct outcome_block *block = &log->block;
	size_t size = OUTCOME_BLOCK_HEADER_OCTETS;

	*block = (struct outcome_block){ .before = log->head, .lowest = UINT64_MAX };
	while (log->waiting.first && size + log->waiting.first->size <= OUTCOME_BLOCK_OCTETS_MAX) {
		struct job *job = take(&log->waiting);

		memcpy(log->room + size, job->octets, job->size);
		size += job->size;
		block->records += job->records;
		if (job->lowest < block->lowest)
			block->lowest = job->lowest;
		if (job->highest > block->highest)
			block->highest = job->highest;
		add(jobs, job);
	}
	block->octets = (uint32_t)(size - OUTCOME_BLOCK_HEADER_OCTETS);
}

static enum err begin_segment(struct outcome_log *log, struct fault *why)
{
	enum err err;

	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
	log->segment = log->head.block + 1;
	log->octets = 0;
	err = outcome_files_open(&log->fd, log->folder, log->segment, true, why);
	if (err == ERR_OK)
		err = aside_sync_folder(log->folder, why);
	if (err != ERR_OK && log->fd >= 0) {
		close(log->fd); /* so that it is begun again */
		log->fd = -1;
	}
	return err;
}

static enum err write_all(const struct outcome_log *log, size_t size, struct fault *why)
{
	size_t done = 0;

	while (done < size) {
		ssize_t wrote = pwrite(log->fd, log->room + done, size - done,
				       (off_t)(log->octets + done));

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return outcome_files_failed(why, "writing");
		done += (size_t)wrote;
	}
	return ERR_OK;
}

/* As if it had never been begun, on the disk too: it could come back by a crash otherwise. */
static bool take_back(const struct outcome_log *log)
{
	return ftruncate(log->fd, (off_t)log->octets) == 0 && fsync(log->fd) == 0;
}

static enum err put_block(struct outcome_log *log, struct fault *why)
{
	size_t size = OUTCOME_BLOCK_HEADER_OCTETS + log->block.octets;
	enum err err = ERR_OK;

	if (log->fd < 0 || (log->octets > 0 && log->octets + size > OUTCOME_SEGMENT_OCTETS))
		err = begin_segment(log, why);
	if (err != ERR_OK)
		return err;
	outcome_block_seal(&log->block, log->room);
	err = write_all(log, size, why);
	if (err == ERR_OK && fdatasync(log->fd) != 0)
		err = outcome_files_failed(why, "waiting for the disk");
	if (err == ERR_OK) {
		log->head = log->block.head;
		log->octets += size;
		return ERR_OK;
	}
	return take_back(log) ? err : err_prefix(why, ERR_IN_DOUBT, "it cannot be taken back");
}

static void count(struct outcome_log *log, enum err err)
{
	pthread_mutex_lock(&log->lock);
	log->figures.waiting_octets -= log->block.octets;
	if (err == ERR_IN_DOUBT)
		log->figures.is_broken = true;
	if (err == ERR_OK) {
		log->figures.blocks++;
		log->figures.records += log->block.records;
	}
	pthread_mutex_unlock(&log->lock);
}

static void commit(struct outcome_log *log, struct job_list *jobs)
{
	struct outcome_answer with = { .err = ERR_OK };

	if (log->figures.is_broken) /* only this thread sets it */
		with.err = err_set(&with.why, ERR_STATE, NULL,
				   "outcome log: closed after a failure: open it again");
	else
		with.err = put_block(log, &with.why);
	with.head = log->head;
	count(log, with.err);
	answer_all(log, jobs, &with);
}

static void *run(void *data)
{
	struct outcome_log *log = data;
	bool is_over = false;

	while (!is_over) {
		struct job_list jobs = { 0 };

		pthread_mutex_lock(&log->lock);
		while (!log->waiting.first && !log->is_stopping)
			pthread_cond_wait(&log->wake, &log->lock);
		gather(log, &jobs);
		is_over = log->is_stopping && !log->waiting.first;
		pthread_mutex_unlock(&log->lock);
		if (jobs.first)
			commit(log, &jobs);
	}
	return NULL;
}

/* ---- appending -------------------------------------------------------------------------- */

static enum err check(const struct outcome *outcomes, size_t count, struct fault *why)
{
	if (count == 0 || count > OUTCOME_APPEND_MAX)
		return err_set(why, ERR_LIMIT, NULL,
			       "outcome log: %zu records at once, 1 to %d may be", count,
			       OUTCOME_APPEND_MAX);
	for (size_t i = 0; i < count; i++)
		if (!outcome_is_possible(&outcomes[i]))
			return err_set(why, ERR_INPUT, NULL, "outcome log: record %zu cannot be",
				       i);
	return ERR_OK;
}

static void fill(struct job *job, const struct outcome *outcomes, size_t count)
{
	job->lowest = UINT64_MAX;
	for (size_t i = 0; i < count; i++) {
		uint64_t notice = outcomes[i].notice;

		job->size += outcome_record_pack(job->octets + job->size, &outcomes[i]);
		if (notice < job->lowest)
			job->lowest = notice;
		if (notice > job->highest)
			job->highest = notice;
	}
	job->records = (uint32_t)count;
	job->letter.open = answer;
}

static enum err put(struct outcome_log *log, struct job *job, struct fault *why)
{
	bool has_room;

	pthread_mutex_lock(&log->lock);
	has_room = log->figures.waiting_octets + job->size <= OUTCOME_WAITING_OCTETS_MAX;
	if (has_room) {
		log->figures.waiting_octets += job->size;
		add(&log->waiting, job);
		pthread_cond_signal(&log->wake);
	}
	pthread_mutex_unlock(&log->lock);
	if (has_room)
		return ERR_OK;
	return err_set(why, ERR_FULL, NULL, "outcome log: %d octets wait for the disk",
		       OUTCOME_WAITING_OCTETS_MAX);
}

enum err outcome_log_append(struct outcome_log *log, const struct outcome *outcomes, size_t count,
			    struct outcome_asker asker, struct fault *why)
{
	size_t octets = 0;
	struct job *job;
	enum err err = check(outcomes, count, why);

	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < count; i++)
		octets += OUTCOME_RECORD_OCTETS + outcomes[i].text.size;
	job = calloc(1, sizeof(*job) + octets);
	if (!job)
		return err_set(why, ERR_MEMORY, NULL, "outcome log: no memory");
	job->asker = asker;
	fill(job, outcomes, count);
	err = put(log, job, why);
	if (err != ERR_OK)
		free(job);
	return err;
}

/* ---- open and close --------------------------------------------------------------------- */

static enum err lock_folder(struct outcome_log *log, struct fault *why)
{
	char *path;

	if (mkdir(log->folder, 0700) != 0 && errno != EEXIST)
		return outcome_files_failed(why, log->folder);
	if (asprintf(&path, "%s/lock", log->folder) < 0)
		return err_set(why, ERR_MEMORY, NULL, "outcome log: no memory");
	log->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (log->lock_fd < 0)
		return outcome_files_failed(why, log->folder);
	if (flock(log->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(why, ERR_STATE, NULL, "%s: another process has it open",
			       log->folder);
	return ERR_OK;
}

static void free_log(struct outcome_log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	if (log->lock_fd >= 0)
		close(log->lock_fd);
	free(log->folder);
	free(log->room);
	free(log);
}

/* What a last run wrote and did not live to wait for is waited for now. */
static enum err go_on(struct outcome_log *log, const struct outcome_found *found, struct fault *why)
{
	log->head = found->head;
	log->segment = found->segment;
	log->octets = found->octets;
	if (found->head.block == 0 && found->octets == 0)
		return ERR_OK;
	if (outcome_files_open(&log->fd, log->folder, found->segment, true, why) != ERR_OK)
		return ERR_IO;
	return fsync(log->fd) == 0 ? aside_sync_folder(log->folder, why)
				   : outcome_files_failed(why, "opening");
}

static enum err start(struct outcome_log *log, struct fault *why)
{
	enum err err = mailbox_make(&log->mailbox, why);

	if (err != ERR_OK)
		return err;
	pthread_mutex_init(&log->lock, NULL);
	pthread_cond_init(&log->wake, NULL);
	err = mailbox_thread(&log->thread, run, log, why);
	if (err != ERR_OK)
		mailbox_free(&log->mailbox);
	return err;
}

enum err outcome_log_open(struct outcome_log **out, const char *folder, struct outcome_found *found,
			  struct fault *why)
{
	struct outcome_log *log = calloc(1, sizeof(*log));
	enum err err;

	if (!log)
		return err_set(why, ERR_MEMORY, NULL, "outcome log: no memory");
	log->fd = log->lock_fd = -1;
	log->folder = strdup(folder);
	log->room = malloc(OUTCOME_BLOCK_OCTETS_MAX);
	err = log->folder && log->room ? ERR_OK
				       : err_set(why, ERR_MEMORY, NULL, "outcome log: no memory");
	if (err == ERR_OK)
		err = lock_folder(log, why);
	if (err == ERR_OK)
		err = outcome_list_tidy(folder, why);
	if (err == ERR_OK)
		err = outcome_recover(found, folder, why);
	if (err == ERR_OK)
		err = go_on(log, found, why);
	if (err == ERR_OK)
		err = start(log, why);
	if (err == ERR_OK)
		*out = log;
	else
		free_log(log);
	return err;
}

void outcome_log_close(struct outcome_log *log)
{
	if (!log)
		return;
	pthread_mutex_lock(&log->lock);
	log->is_stopping = true;
	pthread_cond_signal(&log->wake);
	pthread_mutex_unlock(&log->lock);
	pthread_join(log->thread, NULL);
	mailbox_open(&log->mailbox);
	mailbox_free(&log->mailbox);
	pthread_cond_destroy(&log->wake);
	pthread_mutex_destroy(&log->lock);
	free_log(log);
}

int outcome_log_fd(const struct outcome_log *log)
{
	return log->mailbox.fd;
}

void outcome_log_reap(struct outcome_log *log)
{
	mailbox_open(&log->mailbox);
}

struct outcome_figures outcome_log_figures(struct outcome_log *log)
{
	struct outcome_figures figures;

	pthread_mutex_lock(&log->lock);
	figures = log->figures;
	pthread_mutex_unlock(&log->lock);
	return figures;
}
