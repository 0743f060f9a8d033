/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP queue: the orders of one node on their way: written at once, told as sent, matched with
 * their answers, asked again after silence, and told to the desk as receipts. It lives in its
 * node and knows nothing of the connection's life but whether there is one.
 */
#ifndef CARRIERS_CBSP_QUEUE_H
#define CARRIERS_CBSP_QUEUE_H

#include <osmocom/core/timer.h>

#include "carriers/cbsp_answer.h"
#include "carriers/cbsp_node.h"
#include "net/stream.h"

struct cbsp_queue {
	const struct cbsp_node_config *config;
	struct cbsp_jobs jobs;
	struct stream *stream; /* NULL while the node is down */
	struct osmo_timer_list due, sent;
	unsigned int refused; /* kinds of order (a bit each) that found no room */
	struct {
		uint64_t sent, answered, unanswered, refused;
	} count;
};

void cbsp_queue_init(struct cbsp_queue *queue, const struct cbsp_node_config *config);
void cbsp_queue_up(struct cbsp_queue *queue, struct stream *stream);
/* Every open order ends as unknown. */
void cbsp_queue_down(struct cbsp_queue *queue, const char *reason);
void cbsp_queue_close(struct cbsp_queue *queue);

/* ERR_STATE while down; else as carrier_ops.send says. ctx: talloc parent of what it keeps. */
enum err MUST_USE cbsp_queue_order(struct cbsp_queue *queue, void *ctx, enum cbsp_job_kind kind,
				   const struct carrier_order *order, struct fault *why);
/* What it has counted, and how much is open. */
void cbsp_queue_state(const struct cbsp_queue *queue, struct carrier_node_state *row);
/* Octets have been handed to the kernel. */
void cbsp_queue_progress(struct cbsp_queue *queue);
/* False: it answers nothing that is open here. */
bool cbsp_queue_answer(struct cbsp_queue *queue, const struct cbsp_message *message);

#endif
