/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_restart.h"

#include <stdio.h>

void cbsp_restart_forget(struct cbsp_restart *restart)
{
	osmo_timer_del(&restart->timer);
	restart->reset = CBSP_RESET_NONE;
}

static void on_timer(void *data)
{
	struct cbsp_restart *restart = data;

	restart->settled(restart->data);
	restart->reset = CBSP_RESET_NONE;
}

void cbsp_restart_add(struct cbsp_restart *restart, unsigned int wait_s)
{
	/* The first of a burst starts the time, so that a babbling node cannot put it off. */
	if (!osmo_timer_pending(&restart->timer))
		osmo_timer_schedule(&restart->timer, (int)wait_s, 0);
}

enum err cbsp_restart_by_reset(struct cbsp_restart *restart, struct stream *stream,
			       unsigned int wait_s, struct fault *why)
{
	const struct cbsp_message message = { .type = CBSP_RESET,
					      .has_cells = true,
					      .all_cells = true };
	uint8_t octets[16];
	size_t size;
	enum err err = cbsp_pack(octets, sizeof(octets), &size, &message, why);

	if (err == ERR_OK)
		err = stream_write(stream, octets, size, why);
	if (err != ERR_OK)
		return err;
	restart->reset = CBSP_RESET_UNANSWERED;
	osmo_timer_schedule(&restart->timer, (int)wait_s, 0);
	return ERR_OK;
}

static void note_failure(struct cbsp_restart *restart, const struct cbsp_message *message)
{
	restart->reset = CBSP_RESET_FAILED;
	if (message->failure_count == 0)
		snprintf(restart->reason, sizeof(restart->reason),
			 "the node could not erase everything, as an operator ordered");
	else
		snprintf(restart->reason, sizeof(restart->reason),
			 "the node could not erase %zu of its cells, as an operator ordered: %s",
			 message->failure_count, cbsp_cause_name(message->failures[0].cause));
}

bool cbsp_restart_answers_reset(struct cbsp_restart *restart, const struct cbsp_message *message)
{
	if (restart->reset != CBSP_RESET_UNANSWERED ||
	    (message->type != CBSP_RESET_COMPLETE && message->type != CBSP_RESET_FAILURE))
		return false;
	if (message->type == CBSP_RESET_FAILURE)
		note_failure(restart, message);
	else
		restart->reset = CBSP_RESET_DONE;
	osmo_timer_schedule(&restart->timer, 0, 0);
	return true;
}

const char *cbsp_restart_reason(const struct cbsp_restart *restart)
{
	switch (restart->reset) {
	case CBSP_RESET_DONE:
		return "it was erased on an operator's order";
	case CBSP_RESET_FAILED:
		return restart->reason;
	case CBSP_RESET_UNANSWERED:
		return "an operator ordered it erased, and it did not answer";
	case CBSP_RESET_NONE:
		break;
	}
	return "the node says that it has restarted";
}

bool cbsp_restart_reset_failed(const struct cbsp_restart *restart)
{
	return restart->reset == CBSP_RESET_FAILED || restart->reset == CBSP_RESET_UNANSWERED;
}

void cbsp_restart_init(struct cbsp_restart *restart, void *data, void (*settled)(void *data))
{
	*restart = (struct cbsp_restart){ .data = data, .settled = settled };
	osmo_timer_setup(&restart->timer, on_timer, restart);
}
