/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <talloc.h>
#include <unistd.h>

#include "ledger/append.h"
#include "ledger/ledger_parts.h"

enum {
	QUEUE_DEFAULT = 4096,
	CHECKPOINT_PAGES_DEFAULT = 8192,
	TAIL_EVENTS = 256, /* verified when opening; the whole chain is audit verify's work */
};

static const char *const stream_names[LEDGER_STREAM_COUNT] = {
	[LEDGER_STREAM_NONE] = "none",	       [LEDGER_STREAM_NOTICE] = "notice",
	[LEDGER_STREAM_REGISTRY] = "registry", [LEDGER_STREAM_STORE] = "store",
	[LEDGER_STREAM_LINK] = "link",
};

struct digest ledger_document_digest(const uint8_t salt[LEDGER_SALT_OCTETS], struct slice octets)
{
	struct slice parts[] = { { (const char *)salt, LEDGER_SALT_OCTETS }, octets };

	return digest_of(parts, 2);
}

const char *ledger_stream_name(enum ledger_stream stream)
{
	return (unsigned int)stream < LEDGER_STREAM_COUNT ? stream_names[stream] : "invalid";
}

/* ---- opening ---------------------------------------------------------------------------- */

/*
 * A second writer would continue the chain from a head of its own. The lock is on a file of its
 * own, for SQLite's locks on the store would be lost when we close another descriptor of it.
 */
static enum err lock_store(struct ledger *ledger, const char *path, struct fault *why)
{
	char *name = talloc_asprintf(ledger, "%s.lock", path);

	if (access(path, F_OK) != 0)
		return err_set(why, ERR_ABSENT, NULL, "%s: %s", path, strerror(errno));
	ledger->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (ledger->lock_fd < 0)
		return err_set(why, ERR_IO, NULL, "%s: %s", name, strerror(errno));
	if (flock(ledger->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(why, errno == EWOULDBLOCK ? ERR_STATE : ERR_IO, NULL,
			       "%s: another process has the store open", path);
	return ERR_OK;
}

static enum err check_link(struct digest *hash, sqlite3_stmt *row, struct fault *why)
{
	struct slice parts[] = { schema_column(row, 1), schema_column(row, 2) };
	struct digest stored;

	*hash = digest_of(parts, 2);
	if (schema_column_octets(&stored, sizeof(stored), row, 3) && digest_equal(hash, &stored))
		return ERR_OK;
	return err_set(why, ERR_INPUT, NULL, "event %lld does not fit the chain",
		       sqlite3_column_int64(row, 0));
}

static enum err check_tail(sqlite3 *db, uint64_t newest, struct fault *why)
{
	sqlite3_stmt *select;
	struct digest hash;
	enum err err = schema_prepare(
		&select, db,
		"SELECT e.sequence, coalesce(p.hash, zeroblob(32)), e.bytes, e.hash FROM event e"
		" LEFT JOIN event p ON p.sequence = e.sequence - 1 WHERE e.sequence > ?1"
		" ORDER BY e.sequence",
		why);
	int code = SQLITE_DONE;

	if (err != ERR_OK)
		return err;
	sqlite3_bind_int64(select, 1,
			   newest > TAIL_EVENTS ? (sqlite3_int64)(newest - TAIL_EVENTS) : 0);
	while (err == ERR_OK && (code = sqlite3_step(select)) == SQLITE_ROW)
		err = check_link(&hash, select, why);
	if (err == ERR_OK && code != SQLITE_DONE)
		err = schema_fault(why, db, "store");
	sqlite3_finalize(select);
	return err;
}

static enum err read_last_notice(uint64_t *out, sqlite3 *db, struct fault *why)
{
	sqlite3_stmt *select;
	enum err err = schema_prepare(
		&select, db,
		"SELECT max((SELECT coalesce(max(number), 0) FROM event),"
		" (SELECT coalesce(max(notice), 0) FROM reservation WHERE kind = ?1))",
		why);

	if (err != ERR_OK)
		return err;
	sqlite3_bind_int(select, 1, LEDGER_RESERVATION_NUMBER);
	if (sqlite3_step(select) == SQLITE_ROW)
		*out = (uint64_t)sqlite3_column_int64(select, 0);
	else
		err = schema_fault(why, db, "store");
	sqlite3_finalize(select);
	return err;
}

/* With the writer's connection, before its thread has it. */
static enum err read_store(struct ledger *ledger, struct fault *why)
{
	sqlite3 *db = ledger->writer.record.db;
	enum err err = schema_realm(&ledger->realm, db, why);

	ledger->head = ledger->writer.record.head;
	if (err == ERR_OK)
		err = check_tail(db, ledger->head.sequence, why);
	if (err == ERR_OK)
		err = read_last_notice(&ledger->last_notice, db, why);
	return err;
}

static enum err start_threads(struct ledger *ledger, struct fault *why)
{
	size_t count = 0;
	enum err err = ERR_OK;

	for (; err == ERR_OK && count < READERS; count++)
		err = reader_start(&ledger->readers[count], &ledger->place, &ledger->mailbox, why);
	if (err == ERR_OK)
		err = writer_start(&ledger->writer, why);
	else
		count--; /* the one that did not start */
	while (err != ERR_OK && count > 0)
		reader_stop(&ledger->readers[--count]);
	return err;
}

static void make_writer(struct ledger *ledger, const struct ledger_config *config)
{
	size_t pages = config->checkpoint_pages;

	ledger->writer = (struct writer){
		.place = ledger->place,
		.mailbox = &ledger->mailbox,
		.readers = ledger->readers,
		.checkpoint_pages = pages ? pages : CHECKPOINT_PAGES_DEFAULT,
	};
	writer_make(&ledger->writer);
}

static enum err open_store(struct ledger *ledger, const struct ledger_config *config,
			   struct fault *why)
{
	enum err err = lock_store(ledger, config->path, why);

	if (err != ERR_OK)
		return err;
	make_writer(ledger, config);
	err = writer_open(&ledger->writer, why);
	if (err != ERR_OK)
		return err;
	err = read_store(ledger, why);
	if (err == ERR_OK)
		err = start_threads(ledger, why);
	if (err != ERR_OK)
		writer_close(&ledger->writer);
	return err;
}

static enum err ledger_make(struct ledger *ledger, const struct ledger_config *config,
			    struct fault *why)
{
	ledger->lock_fd = -1;
	ledger->place.path = talloc_strdup(ledger, config->path);
	ledger->place.vfs = config->vfs ? talloc_strdup(ledger, config->vfs) : NULL;
	ledger->queue_max = config->queue_max ? config->queue_max : QUEUE_DEFAULT;
	if (!ledger->place.path)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a ledger");
	return mailbox_make(&ledger->mailbox, why);
}

enum err ledger_open(struct ledger **out, void *ctx, const struct ledger_config *config,
		     struct fault *why)
{
	struct ledger *ledger = talloc_zero(ctx, struct ledger);
	enum err err;

	if (!ledger)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a ledger");
	err = ledger_make(ledger, config, why);
	if (err != ERR_OK) {
		talloc_free(ledger);
		return err;
	}
	err = open_store(ledger, config, why);
	if (err == ERR_OK) {
		*out = ledger;
		return ERR_OK;
	}
	if (ledger->lock_fd >= 0)
		close(ledger->lock_fd);
	mailbox_free(&ledger->mailbox);
	talloc_free(ledger);
	return err;
}

static void free_doubtful(struct ledger *ledger)
{
	struct ledger_batch *batch;

	while ((batch = batch_list_take(&ledger->writer.doubtful)))
		ledger_batch_free(batch);
}

void ledger_stop(struct ledger *ledger)
{
	ledger_parts_end_loading(ledger);
	ledger->is_stopped = true;
	writer_stop(&ledger->writer);
	for (size_t i = 0; i < READERS; i++)
		reader_stop(&ledger->readers[i]);
	mailbox_open(&ledger->mailbox);
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger->is_stopped)
		ledger_stop(ledger);
	writer_close(&ledger->writer);
	free_doubtful(ledger);
	mailbox_free(&ledger->mailbox);
	close(ledger->lock_fd);
	talloc_free(ledger);
}

/* ---- batches ---------------------------------------------------------------------------- */

static void tell_doubt(struct letter *letter)
{
	struct ledger_batch *batch = LETTER_OF(letter, struct ledger_batch, in_doubt);
	struct ledger_outcome outcome = { .err = ERR_IN_DOUBT, .why = batch->doubt };

	outcome.why.err = ERR_IN_DOUBT;
	batch->done(batch->data, &outcome);
}

static void tell_answer(struct letter *letter)
{
	struct ledger_batch *batch = LETTER_OF(letter, struct ledger_batch, answer);
	struct ledger *ledger = batch->ledger;

	ledger->waiting--;
	if (batch->outcome.err == ERR_OK)
		ledger->head = batch->outcome.head;
	batch->done(batch->data, &batch->outcome);
	ledger_batch_free(batch);
}

/* Of `queue_max` places more: urgent batches may use an eighth, cancels another. */
static size_t places_for(const struct ledger *ledger, enum ledger_urgency urgency)
{
	return ledger->queue_max + (size_t)urgency * (ledger->queue_max / 8);
}

static enum err check_room(struct ledger *ledger, const struct ledger_batch *batch,
			   struct fault *why)
{
	if (ledger->is_stopped)
		return err_set(why, ERR_IO, NULL, "the program is stopping");
	if (ledger->waiting >= places_for(ledger, batch->urgency))
		return err_set(why, ERR_FULL, NULL, "%zu batches wait already", ledger->waiting);
	if (writer_state(&ledger->writer) == WRITER_DOUBTFUL)
		return err_set(why, ERR_IO, NULL, "the store is in doubt");
	return ERR_OK;
}

enum err ledger_append(struct ledger *ledger, struct ledger_batch *batch, ledger_done_fn *done,
		       void *data, struct fault *why)
{
	enum err err = batch_check(batch, why);

	if (err == ERR_OK)
		err = check_room(ledger, batch, why);
	if (err != ERR_OK) {
		ledger_batch_free(batch);
		return err;
	}
	ledger_parts_end_loading(ledger);
	batch->ledger = ledger;
	batch->done = done;
	batch->data = data;
	batch->in_doubt.open = tell_doubt;
	batch->answer.open = tell_answer;
	if (batch->last_notice > ledger->last_notice)
		ledger->last_notice = batch->last_notice;
	if (++ledger->waiting > ledger->peak)
		ledger->peak = ledger->waiting;
	writer_put(&ledger->writer, batch);
	return ERR_OK;
}

/* ---- the rest --------------------------------------------------------------------------- */

int ledger_fd(const struct ledger *ledger)
{
	return ledger->mailbox.fd;
}

void ledger_reap(struct ledger *ledger)
{
	mailbox_open(&ledger->mailbox);
}

enum ledger_realm ledger_realm(const struct ledger *ledger)
{
	return ledger->realm;
}

struct ledger_head ledger_head(const struct ledger *ledger)
{
	return ledger->head;
}

uint64_t ledger_last_notice(const struct ledger *ledger)
{
	return ledger->last_notice;
}

bool ledger_is_writable(struct ledger *ledger)
{
	return writer_state(&ledger->writer) == WRITER_OPEN;
}

struct ledger_figures ledger_figures(struct ledger *ledger)
{
	struct ledger_figures figures = writer_figures(&ledger->writer);

	figures.queue_depth = ledger->waiting;
	figures.queue_peak = ledger->peak;
	return figures;
}
