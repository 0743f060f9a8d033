/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How the writer opens the store, what it answers, and how it decides what is in doubt. */
#include "ledger/writer_settle.h"

enum {
	RETRY_MS_FIRST = 10,
	RETRY_MS_MAX = 2000,
	/* Pages in the log that make an idle checkpoint worth it; the log is filled to twice that.
	 */
	IDLE_PAGES = 512,
};

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

void writer_set_state(struct writer *writer, enum writer_state state)
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

void writer_back_off(struct writer *writer)
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

enum err writer_commit_marker(struct writer *writer, struct fault *why)
{
	return schema_run(writer->record.db,
			  "UPDATE meta SET value = value + 1 WHERE name = 'marker'", why);
}

enum err writer_checkpoint(struct writer *writer, int mode, struct fault *why)
{
	sqlite3 *db = writer->record.db;

	if (sqlite3_wal_checkpoint_v2(db, NULL, mode, NULL, NULL) != SQLITE_OK)
		return schema_fault(why, db, "checkpoint");
	pthread_mutex_lock(&writer->lock);
	writer->figures.checkpoints++;
	pthread_mutex_unlock(&writer->lock);
	return ERR_OK;
}

void writer_shut(struct writer *writer)
{
	sqlite3 *db = writer->record.db;

	record_close(&writer->record);
	schema_close(db);
}

size_t writer_idle_pages(const struct writer *writer)
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
	enum err err = schema_rewrite_log(writer->record.db, 2 * writer_idle_pages(writer), why);

	if (err == ERR_OK)
		err = writer_checkpoint(writer, SQLITE_CHECKPOINT_RESTART, why);
	if (err == ERR_OK)
		err = writer_commit_marker(writer, why);
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
		writer_shut(writer);
	else
		writer_set_state(writer, WRITER_OPEN);
	return err;
}

/* Everybody lets go of the store, so that SQLite reads the log anew when it opens. */
static enum err reopen(struct writer *writer, struct fault *why)
{
	enum err err;

	for (size_t i = 0; i < READERS; i++)
		reader_suspend(&writer->readers[i]);
	if (writer->record.db)
		writer_shut(writer);
	err = writer_open(writer, why);
	for (size_t i = 0; i < READERS; i++)
		reader_resume(&writer->readers[i]);
	return err;
}

/* ---- answers ---------------------------------------------------------------------------- */

static void writer_answer(struct writer *writer, struct ledger_batch *batch)
{
	pthread_mutex_lock(&writer->lock);
	writer->figures.failed += batch->outcome.err != ERR_OK;
	pthread_mutex_unlock(&writer->lock);
	mailbox_post(writer->mailbox, &batch->answer);
}

void writer_refuse(struct writer *writer, struct ledger_batch *batch, const struct fault *why)
{
	batch->outcome = (struct ledger_outcome){ .err = why->err, .why = *why };
	writer_answer(writer, batch);
}

void writer_refuse_all(struct writer *writer, struct batch_list *group, const struct fault *why)
{
	struct ledger_batch *batch;

	while ((batch = batch_list_take(group)))
		writer_refuse(writer, batch, why);
}

void writer_answer_all(struct writer *writer, struct batch_list *group)
{
	struct ledger_batch *batch;

	while ((batch = batch_list_take(group)))
		writer_answer(writer, batch);
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
			writer_answer(writer, batch);
		else
			writer_refuse(writer, batch, &not_written);
	}
	return ERR_OK;
}

enum err writer_resolve(struct writer *writer, struct fault *why)
{
	enum err err = reopen(writer, why);

	if (err == ERR_OK)
		err = decide(writer, why);
	if (err != ERR_OK)
		writer_set_state(writer, WRITER_DOUBTFUL);
	return err;
}

/* The commit of this group failed: find out, or say that nobody can know yet. */
void writer_doubt(struct writer *writer, struct batch_list *group, const struct fault *commit)
{
	struct fault why;

	writer->doubtful = *group;
	if (writer_resolve(writer, &why) == ERR_OK)
		return;
	for (struct ledger_batch *batch = writer->doubtful.first; batch; batch = batch->next) {
		batch->doubt = *commit;
		pthread_mutex_lock(&writer->lock);
		writer->figures.in_doubt++;
		pthread_mutex_unlock(&writer->lock);
		mailbox_post(writer->mailbox, &batch->in_doubt);
	}
}
