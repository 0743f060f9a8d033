/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/reader.h"

static void ask_store(struct reader *reader, struct question *question)
{
	struct ledger_answer *found = &question->found;

	pthread_mutex_lock(&reader->db_lock);
	if (!reader->db)
		found->err = schema_open(&reader->db, &reader->place, SCHEMA_READ, &found->why);
	if (reader->db)
		question_ask(question, reader->db);
	pthread_mutex_unlock(&reader->db_lock);
}

/* NULL: stopping, and nothing waits. */
static struct question *next_question(struct reader *reader)
{
	struct question *question;

	pthread_mutex_lock(&reader->queue_lock);
	while (!reader->first && !reader->is_stopping)
		pthread_cond_wait(&reader->wake, &reader->queue_lock);
	question = reader->first;
	if (question)
		reader->first = question->next;
	if (!reader->first)
		reader->end = &reader->first;
	pthread_mutex_unlock(&reader->queue_lock);
	return question;
}

static void *reader_run(void *data)
{
	struct reader *reader = data;
	struct question *question;

	while ((question = next_question(reader))) {
		if (question->kind == QUESTION_RUN)
			question->work(question->data);
		else
			ask_store(reader, question);
		mailbox_post(reader->mailbox, &question->letter);
	}
	return NULL;
}

enum err reader_start(struct reader *reader, const struct schema_place *place,
		      struct mailbox *mailbox, struct fault *why)
{
	*reader = (struct reader){ .place = *place, .mailbox = mailbox };
	reader->end = &reader->first;
	pthread_mutex_init(&reader->queue_lock, NULL);
	pthread_mutex_init(&reader->db_lock, NULL);
	pthread_cond_init(&reader->wake, NULL);
	return mailbox_thread(&reader->thread, reader_run, reader, why);
}

void reader_stop(struct reader *reader)
{
	pthread_mutex_lock(&reader->queue_lock);
	reader->is_stopping = true;
	pthread_cond_signal(&reader->wake);
	pthread_mutex_unlock(&reader->queue_lock);
	pthread_join(reader->thread, NULL);
	schema_close(reader->db);
	pthread_cond_destroy(&reader->wake);
	pthread_mutex_destroy(&reader->db_lock);
	pthread_mutex_destroy(&reader->queue_lock);
}

void reader_ask(struct reader *reader, struct question *question)
{
	question->next = NULL;
	pthread_mutex_lock(&reader->queue_lock);
	*reader->end = question;
	reader->end = &question->next;
	pthread_cond_signal(&reader->wake);
	pthread_mutex_unlock(&reader->queue_lock);
}

void reader_suspend(struct reader *reader)
{
	pthread_mutex_lock(&reader->db_lock);
	schema_close(reader->db);
	reader->db = NULL;
}

void reader_resume(struct reader *reader)
{
	pthread_mutex_unlock(&reader->db_lock);
}
