/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/writer.h"

#include <errno.h>
#include <time.h>

enum {
	/* A row costs about 5 us, so that a group stays well under 5 ms. */
	GROUP_WEIGHT_MAX = 400,
	QUIET_MS = 20, /* after the last commit, before a checkpoint is worth its wait */
	RETRY_MS_FIRST = 10,
	RETRY_MS_MAX = 2000,
	/* Pages in the log that make an idle checkpoint worth it; the log is filled to twice that.
	 */
	IDLE_PAGES = 512,
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

/* ---- the state others see --------------------------------------------------------------- */

enum writer_state writer_state(struct writer *writer)
{
	enum writer_state state;

	pthread_mutex_lock(&writer->lock);
	state = writer->state;
	pthread_mutex_unlock(&writer->lock);
	return state;
}

struct ledger_figures writer_figures(struct writer *writer)
{
	struct ledger_figures figures;

	pthread_mutex_lock(&writer->lock);
	figures = writer->figures;
	pthread_mutex_unlock(&writer->lock);
	return figures;
}

static void set_state(struct writer *writer, enum writer_state state)
{
	bool changed;

	pthread_mutex_lock(&writer->lock);
	changed = writer->state != state;
	writer->state = state;
	pthread_mutex_unlock(&writer->lock);
	if (changed)
		mailbox_ring(writer->mailbox);
	if (state == WRITER_OPEN)
		writer->pause_ms = 0;
	else if (changed)
		writer->pause_ms = RETRY_MS_FIRST;
}

static void back_off(struct writer *writer)
{
	unsigned int doubled = 2 * writer->pause_ms;

	writer->pause_ms = doubled > RETRY_MS_MAX ? RETRY_MS_MAX : doubled;
}

static int note_log(void *data, sqlite3 *db, const char *name, int pages)
{
	struct writer *writer = data;

	(void)db, (void)name;
	pthread_mutex_lock(&writer->lock);
	writer->figures.wal_pages = (uint64_t)pages;
	pthread_mutex_unlock(&writer->lock);
	return SQLITE_OK;
}

/* ---- opening and settling --------------------------------------------------------------- */

static enum err commit_marker(struct writer *writer, struct fault *why)
{
	return schema_run(writer->record.db,
			  "UPDATE meta SET value = value + 1 WHERE name = 'marker'", why);
}

static enum err checkpoint(struct writer *writer, int mode, struct fault *why)
{
	sqlite3 *db = writer->record.db;

	if (sqlite3_wal_checkpoint_v2(db, NULL, mode, NULL, NULL) != SQLITE_OK)
		return schema_fault(why, db, "checkpoint");
	pthread_mutex_lock(&writer->lock);
	writer->figures.checkpoints++;
	pthread_mutex_unlock(&writer->lock);
	return ERR_OK;
}

static void shut(struct writer *writer)
{
	sqlite3 *db = writer->record.db;

	record_close(&writer->record);
	schema_close(db);
}

static size_t idle_pages(const struct writer *writer)
{
	size_t half = writer->checkpoint_pages / 2;

	return half < IDLE_PAGES ? half : IDLE_PAGES;
}

/*
 * After this, what the store shows is durable, and what it does not show can never come back:
 * the log is written again (see there), all of it is checkpointed, and one more commit then
 * overwrites its beginning, which makes every old frame behind it invalid.
 */
static enum err settle(struct writer *writer, struct fault *why)
{
	enum err err = schema_rewrite_log(writer->record.db, 2 * idle_pages(writer), why);

	if (err == ERR_OK)
		err = checkpoint(writer, SQLITE_CHECKPOINT_RESTART, why);
	if (err == ERR_OK)
		err = commit_marker(writer, why);
	return err;
}

void writer_make(struct writer *writer)
{
	pthread_condattr_t monotonic_clock;

	pthread_mutex_init(&writer->lock, NULL);
	pthread_condattr_init(&monotonic_clock);
	pthread_condattr_setclock(&monotonic_clock, CLOCK_MONOTONIC);
	pthread_cond_init(&writer->wake, &monotonic_clock);
	pthread_condattr_destroy(&monotonic_clock);
}

enum err writer_open(struct writer *writer, struct fault *why)
{
	sqlite3 *db;
	enum err err = schema_open(&db, &writer->place, SCHEMA_WRITE, why);

	if (err != ERR_OK)
		return err;
	err = record_open(&writer->record, db, why);
	if (err != ERR_OK) {
		schema_close(db);
		return err;
	}
	sqlite3_wal_hook(db, note_log, writer);
	err = settle(writer, why);
	if (err != ERR_OK)
		shut(writer);
	else
		set_state(writer, WRITER_OPEN);
	return err;
}

/* Everybody lets go of the store, so that SQLite reads the log anew when it opens. */
static enum err reopen(struct writer *writer, struct fault *why)
{
	enum err err;

	reader_suspend(writer->reader);
	if (writer->record.db)
		shut(writer);
	err = writer_open(writer, why);
	reader_resume(writer->reader);
	return err;
}

/* ---- answers ---------------------------------------------------------------------------- */

static void answer(struct writer *writer, struct ledger_batch *batch)
{
	pthread_mutex_lock(&writer->lock);
	writer->figures.failed += batch->outcome.err != ERR_OK;
	pthread_mutex_unlock(&writer->lock);
	mailbox_post(writer->mailbox, &batch->answer);
}

static void refuse(struct writer *writer, struct ledger_batch *batch, const struct fault *why)
{
	batch->outcome = (struct ledger_outcome){ .err = why->err, .why = *why };
	answer(writer, batch);
}

static void refuse_all(struct writer *writer, struct batch_list *group, const struct fault *why)
{
	struct ledger_batch *batch;

	while ((batch = batch_list_take(group)))
		refuse(writer, batch, why);
}

static void answer_all(struct writer *writer, struct batch_list *group)
{
	struct ledger_batch *batch;

	while ((batch = batch_list_take(group)))
		answer(writer, batch);
}

/* ---- doubt ------------------------------------------------------------------------------ */

static const struct fault not_written = { ERR_IO, "",
					  "the commit failed, and nothing of it was written" };

/* The store is settled: each doubtful batch is in it, or never will be. */
static enum err decide(struct writer *writer, struct fault *why)
{
	struct ledger_batch *batch;

	while ((batch = writer->doubtful.first)) {
		bool is_there;
		enum err err = record_has(&is_there, &writer->record, batch->outcome.first_sequence,
					  batch_mark(batch), why);

		if (err != ERR_OK)
			return err;
		batch_list_take(&writer->doubtful);
		if (is_there)
			answer(writer, batch);
		else
			refuse(writer, batch, &not_written);
	}
	return ERR_OK;
}

static enum err resolve(struct writer *writer, struct fault *why)
{
	enum err err = reopen(writer, why);

	if (err == ERR_OK)
		err = decide(writer, why);
	if (err != ERR_OK)
		set_state(writer, WRITER_DOUBTFUL);
	return err;
}

/* The commit of this group failed: find out, or say that nobody can know yet. */
static void doubt(struct writer *writer, struct batch_list *group, const struct fault *commit)
{
	struct fault why;

	writer->doubtful = *group;
	if (resolve(writer, &why) == ERR_OK)
		return;
	for (struct ledger_batch *batch = writer->doubtful.first; batch; batch = batch->next) {
		batch->doubt = *commit;
		pthread_mutex_lock(&writer->lock);
		writer->figures.in_doubt++;
		pthread_mutex_unlock(&writer->lock);
		mailbox_post(writer->mailbox, &batch->in_doubt);
	}
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
			refuse(writer, batch, why);
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
	refuse_all(writer, group, why);
	if (why->err == ERR_FULL)
		set_state(writer, WRITER_FULL);
	else
		doubt(writer, &none, why);
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
		set_state(writer, WRITER_OPEN);
		count_commit(writer, group, started);
		answer_all(writer, group);
		return;
	}
	writer->record.head = before;
	if (is_recorded && err != ERR_FULL)
		doubt(writer, group, &why);
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
	if (checkpoint(writer, SQLITE_CHECKPOINT_PASSIVE, &why) != ERR_OK)
		return;
	if (commit_marker(writer, &why) != ERR_OK && why.err != ERR_FULL)
		doubt(writer, &none, &why);
}

static void probe_room(struct writer *writer)
{
	struct fault why;
	struct batch_list none = { 0 };
	enum err err = schema_run(writer->record.db,
				  "UPDATE meta SET value = zeroblob(65536) WHERE name = 'room'",
				  &why);

	if (err == ERR_OK)
		set_state(writer, WRITER_OPEN);
	else if (err == ERR_FULL)
		back_off(writer);
	else
		doubt(writer, &none, &why);
}

static void retry_opening(struct writer *writer)
{
	struct fault why;

	if (resolve(writer, &why) != ERR_OK)
		back_off(writer);
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
		(void)!checkpoint(writer, SQLITE_CHECKPOINT_PASSIVE, &why);
	else if (pages >= idle_pages(writer))
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
		refuse_all(writer, group, &doubtful);
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
	batch_list_add(batch->urgency == LEDGER_URGENT ? &writer->urgent : &writer->routine, batch);
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
	    checkpoint(writer, SQLITE_CHECKPOINT_PASSIVE, &why) == ERR_OK)
		(void)!schema_tidy_on_close(writer->record.db, &why);
	if (writer->record.db)
		shut(writer);
}
