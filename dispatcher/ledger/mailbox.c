/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/mailbox.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum err mailbox_make(struct mailbox *mailbox, struct fault *why)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

	if (fd < 0)
		return err_set(why, ERR_IO, NULL, "eventfd: %s", strerror(errno));
	*mailbox = (struct mailbox){ .fd = fd };
	mailbox->end = &mailbox->first;
	pthread_mutex_init(&mailbox->lock, NULL);
	return ERR_OK;
}

void mailbox_free(struct mailbox *mailbox)
{
	close(mailbox->fd);
	pthread_mutex_destroy(&mailbox->lock);
}

void mailbox_ring(struct mailbox *mailbox)
{
	uint64_t one = 1;
	ssize_t written = write(mailbox->fd, &one, sizeof(one));

	(void)written; /* EAGAIN: the counter is at its end, so the owner is awake anyway */
}

void mailbox_post(struct mailbox *mailbox, struct letter *letter)
{
	bool was_empty;

	letter->next = NULL;
	pthread_mutex_lock(&mailbox->lock);
	was_empty = !mailbox->first;
	*mailbox->end = letter;
	mailbox->end = &letter->next;
	pthread_mutex_unlock(&mailbox->lock);
	if (was_empty)
		mailbox_ring(mailbox);
}

static struct letter *take_all(struct mailbox *mailbox)
{
	struct letter *first;

	pthread_mutex_lock(&mailbox->lock);
	first = mailbox->first;
	mailbox->first = NULL;
	mailbox->end = &mailbox->first;
	pthread_mutex_unlock(&mailbox->lock);
	return first;
}

void mailbox_open(struct mailbox *mailbox)
{
	struct letter *letter;
	uint64_t count;
	ssize_t got = read(mailbox->fd, &count, sizeof(count));

	(void)got; /* EAGAIN: nobody rang */
	for (letter = take_all(mailbox); letter;) {
		struct letter *next = letter->next;

		letter->open(letter);
		letter = next;
	}
}

enum err mailbox_thread(pthread_t *out, void *(*run)(void *data), void *data, struct fault *why)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(out, NULL, run, data);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed)
		return err_set(why, ERR_MEMORY, NULL, "thread: %s", strerror(failed));
	return ERR_OK;
}
