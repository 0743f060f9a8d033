/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Mailbox: how the ledger's threads give their answers back to the one thread that asked. Any
 * thread posts; the owner opens. Letters are opened in the order posted. The bound is the
 * caller's: a letter stands for a batch or question that was let in.
 */
#ifndef LEDGER_MAILBOX_H
#define LEDGER_MAILBOX_H

#include <pthread.h>
#include <stddef.h>

#include "base/err.h"

struct letter {
	struct letter *next;
	void (*open)(struct letter *letter); /* on the owner's thread; may free the letter */
};

/* The thing of that type whose member the letter is. */
#define LETTER_OF(letter, type, member) ((type *)((char *)(letter)-offsetof(type, member)))

struct mailbox {
	pthread_mutex_t lock;
	struct letter *first, **end;
	int fd; /* eventfd, readable while letters wait or since mailbox_ring() */
};

enum err MUST_USE mailbox_make(struct mailbox *mailbox, struct fault *why);
void mailbox_free(struct mailbox *mailbox); /* must be empty */

void mailbox_post(struct mailbox *mailbox, struct letter *letter);
/* Makes the owner look, without a letter. */
void mailbox_ring(struct mailbox *mailbox);
/* Opens all letters that wait. */
void mailbox_open(struct mailbox *mailbox);

/* Starts a thread that takes no signals: they are the main thread's. */
enum err MUST_USE mailbox_thread(pthread_t *out, void *(*run)(void *data), void *data,
				 struct fault *why);

#endif
