/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/writer.h"

#include <errno.h>
#include <time.h>

#include "ledger/writer_settle.h"

enum {
	/* A row costs about 5 us, so that a group stays well under 5 ms. */
	GROUP_WEIGHT_MAX = 400,
	QUIET_MS = 20, /* after the last commit, before a checkpoint is worth its wait */
};

/* ---- time: lengths only ----------------------------------------------------------------- */

static struct timespec monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now;
}

static uint64_t us_since(struct timespec from)
{
	struct timespec now = monotonic();

	return (uint64_t)((now.tv_sec - from.tv_sec) * 1000000 +
			  (now.tv_nsec - from.tv_nsec) / 1000);
}

static struct timespec in_ms(unsigned int ms)
{
	struct timespec at = monotonic();

	at.tv_sec += ms / 1000;
	at.tv_nsec += (long)(ms % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_nsec -= 1000000000;
		at.tv_sec++;
	}
	return at;
}

/* ---- a group ---------------------------------------------------------------------------- */

/* A savepoint for each batch: one that is refused takes nobody with it. */
static enum err record_one(struct writer *writer, struct ledger_batch *batch, struct fault *why)
{
	sqlite3 *db = writer->record.db;
	enum err err = schema_run(db, "SAVEPOINT batch", why);
	struct fault undo;

	if (err != ERR_OK)
		return err;
	err = record_batch(&writer->record, batch, why);
	if (err == ERR_CONFLICT && schema_run(db, "ROLLBACK TO batch", &undo) != ERR_OK)
		return err_set(why, undo.err, NULL, "%s", undo.text);
	if (err == ERR_OK || err == ERR_CONFLICT) {
		if (schema_run(db, "RELEASE batch", &undo) != ERR_OK)
			return err_set(why, undo.err, NULL, "%s", undo.text);
	}
	return err;
}

/* Records what can be; `group` keeps only those, the refused are answered already. */
static enum err record_group(struct writer *writer, struct batch_list *group, struct fault *why)
{
	struct batch_list recorded = { 0 };
	enum err err = schema_run(writer->record.db, "BEGIN IMMEDIATE", why);
	struct ledger_batch *batch;

	while (err == ERR_OK && (batch = batch_list_take(group))) {
		err = record_one(writer, batch, why);
		if (err == ERR_CONFLICT) {
			writer_refuse(writer, batch, why);
			err = ERR_OK;
		} else {
			batch_list_add(&recorded, batch);
		}
	}
	while ((batch = batch_list_take(group)))
		batch_list_add(&recorded, batch);
	*group = recorded;
	return err;
}

/* Nothing of the group was written: before the commit, or because the disk is full. */
static void give_up(struct writer *writer, struct batch_list *group, const struct fault *why)
{
	struct batch_list none = { 0 };

	sqlite3_exec(writer->record.db, "ROLLBACK", NULL, NULL, NULL);
	if (why->err == ERR_FULL) /* first, so that who reads the answer sees it */
		writer_set_state(writer, WRITER_FULL);
	writer_refuse_all(writer, group, why);
	if (why->err != ERR_FULL)
		writer_doubt(writer, &none, why);
}

static void count_commit(struct writer *writer, const struct batch_list *group,
			 struct timespec started)
{
	uint64_t took = us_since(started);
	struct ledger_figures *figures = &writer->figures;

	pthread_mutex_lock(&writer->lock);
	figures->commits++;
	for (const struct ledger_batch *batch = group->first; batch; batch = batch->next) {
		figures->batches++;
		figures->events += batch->events;
	}
	figures->commit_us_last = took;
	if (took > figures->commit_us_max)
		figures->commit_us_max = took;
	pthread_mutex_unlock(&writer->lock);
}

/*
 * A full disk refuses before the last frame of the commit is whole, so nothing is written then.
 * Any other failure may have come after: the commit is in doubt.
 */
static void commit_group(struct writer *writer, struct batch_list *group)
{
	struct timespec started = monotonic();
	struct ledger_head before = writer->record.head;
	struct fault why;
	enum err err = record_group(writer, group, &why);
	bool is_recorded = err == ERR_OK;

	if (is_recorded)
		err = schema_run(writer->record.db, "COMMIT", &why);
	if (err == ERR_OK) {
		writer_set_state(writer, WRITER_OPEN);
		count_commit(writer, group, started);
		writer_answer_all(writer, group);
		return;
	}
	writer->record.head = before;
	if (is_recorded && err != ERR_FULL)
		writer_doubt(writer, group, &why);
	else
		give_up(writer, group, &why);
}

static void take_group(struct writer *writer, struct batch_list *group)
{
	struct batch_list *from = writer->urgent.first ? &writer->urgent : &writer->routine;
	size_t weight = 0;

	while (from->first && weight < GROUP_WEIGHT_MAX) {
		struct ledger_batch *batch = batch_list_take(from);

		weight += batch_weight(batch);
		batch_list_add(group, batch);
	}
}

/* ---- when nothing waits ----------------------------------------------------------------- */

/*
 * The first commit after a checkpoint starts the log anew, which costs it one more fsync: the
 * marker pays it now, when nobody waits.
 */
static void tidy_log(struct writer *writer)
{
	struct fault why;
	struct batch_list none = { 0 };

	writer->pause_ms = 0;
	if (writer_checkpoint(writer, SQLITE_CHECKPOINT_PASSIVE, &why) != ERR_OK)
		return;
	if (writer_commit_marker(writer, &why) != ERR_OK && why.err != ERR_FULL)
		writer_doubt(writer, &none, &why);
}

static void probe_room(struct writer *writer)
{
	struct fault why;
	struct batch_list none = { 0 };
	enum err err = schema_run(writer->record.db,
				  "UPDATE meta SET value = zeroblob(65536) WHERE name = 'room'",
				  &why);

	if (err == ERR_OK)
		writer_set_state(writer, WRITER_OPEN);
	else if (err == ERR_FULL)
		writer_back_off(writer);
	else
		writer_doubt(writer, &none, &why);
}

static void retry_opening(struct writer *writer)
{
	struct fault why;

	if (writer_resolve(writer, &why) != ERR_OK)
		writer_back_off(writer);
}

static void do_chore(struct writer *writer)
{
	switch (writer->state) {
	case WRITER_OPEN:
		tidy_log(writer);
		return;
	case WRITER_FULL:
		probe_room(writer);
		return;
	case WRITER_DOUBTFUL:
		retry_opening(writer);
		return;
	}
}

/* After a commit: a log past its bound is checkpointed whoever waits, a long one soon. */
static void mind_log(struct writer *writer)
{
	struct fault why;
	size_t pages = writer->figures.wal_pages;

	if (writer->state != WRITER_OPEN)
		return;
	if (pages >= writer->checkpoint_pages)
		(void)!writer_checkpoint(writer, SQLITE_CHECKPOINT_PASSIVE, &why);
	else if (pages >= writer_idle_pages(writer))
		writer->pause_ms = QUIET_MS;
}

/* ---- the thread ------------------------------------------------------------------------- */

enum wake {
	WAKE_STOP = 0,
	WAKE_BATCHES,
	WAKE_CHORE,
};

static bool batches_wait(const struct writer *writer)
{
	return writer->urgent.first || writer->routine.first;
}

static enum wake sleep_until_wanted(struct writer *writer, struct batch_list *group)
{
	struct timespec until = in_ms(writer->pause_ms);
	enum wake wake = WAKE_STOP;
	int waited = 0;

	pthread_mutex_lock(&writer->lock);
	while (!batches_wait(writer) && !writer->is_stopping && waited != ETIMEDOUT)
		waited = writer->pause_ms
				 ? pthread_cond_timedwait(&writer->wake, &writer->lock, &until)
				 : pthread_cond_wait(&writer->wake, &writer->lock);
	if (batches_wait(writer)) {
		take_group(writer, group);
		wake = WAKE_BATCHES;
	} else if (!writer->is_stopping) {
		wake = WAKE_CHORE;
	}
	pthread_mutex_unlock(&writer->lock);
	return wake;
}

static void serve(struct writer *writer, struct batch_list *group)
{
	static const struct fault doubtful = { ERR_IO, "",
					       "the store is in doubt; nothing was written" };

	if (writer->state == WRITER_DOUBTFUL) {
		writer_refuse_all(writer, group, &doubtful);
		return;
	}
	commit_group(writer, group);
	mind_log(writer);
}

static void *writer_run(void *data)
{
	struct writer *writer = data;

	for (;;) {
		struct batch_list group = { 0 };
		enum wake wake = sleep_until_wanted(writer, &group);

		if (wake == WAKE_STOP)
			return NULL;
		if (wake == WAKE_BATCHES)
			serve(writer, &group);
		else
			do_chore(writer);
	}
}

enum err writer_start(struct writer *writer, struct fault *why)
{
	return mailbox_thread(&writer->thread, writer_run, writer, why);
}

void writer_put(struct writer *writer, struct ledger_batch *batch)
{
	pthread_mutex_lock(&writer->lock);
	batch_list_add(batch->urgency == LEDGER_ROUTINE ? &writer->routine : &writer->urgent,
		       batch);
	pthread_cond_signal(&writer->wake);
	pthread_mutex_unlock(&writer->lock);
}

void writer_stop(struct writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	writer->is_stopping = true;
	pthread_cond_signal(&writer->wake);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
}

void writer_close(struct writer *writer)
{
	struct fault why;

	if (writer->record.db && writer->state == WRITER_OPEN &&
	    writer_checkpoint(writer, SQLITE_CHECKPOINT_PASSIVE, &why) == ERR_OK)
		(void)!schema_tidy_on_close(writer->record.db, &why);
	if (writer->record.db)
		writer_shut(writer);
}
