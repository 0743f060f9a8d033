/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The writer's hold on its store: opening, settling, answering, and deciding what became of a
 * commit that failed. All for the writer's thread (or before it starts).
 */
#ifndef LEDGER_WRITER_SETTLE_H
#define LEDGER_WRITER_SETTLE_H

#include "ledger/writer.h"

/* Tells the owner when it changed, and when the next chore is due. */
void writer_set_state(struct writer *writer, enum writer_state state);
/* Twice as long until the next try. */
void writer_back_off(struct writer *writer);

/* A commit that changes nothing but a count in meta. */
enum err MUST_USE writer_commit_marker(struct writer *writer, struct fault *why);
enum err MUST_USE writer_checkpoint(struct writer *writer, int mode, struct fault *why);
/* Pages in the log that make an idle checkpoint worth it. */
size_t writer_idle_pages(const struct writer *writer);
/* Closes the connection. */
void writer_shut(struct writer *writer);

/* Each gives the batches away. */
void writer_refuse(struct writer *writer, struct ledger_batch *batch, const struct fault *why);
void writer_refuse_all(struct writer *writer, struct batch_list *group, const struct fault *why);
void writer_answer_all(struct writer *writer, struct batch_list *group);

/*
 * The commit of this group (which may be empty) failed: reopens, settles and answers; if it
 * cannot, says that they are in doubt and keeps them. writer_resolve() tries that again.
 */
void writer_doubt(struct writer *writer, struct batch_list *group, const struct fault *commit);
enum err MUST_USE writer_resolve(struct writer *writer, struct fault *why);

#endif
