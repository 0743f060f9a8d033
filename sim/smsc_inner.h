/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the simulated message centre share: smsc.c has its connections, smsc_take.c
 * what it does with messages. */
#ifndef SIM_SMSC_INNER_H
#define SIM_SMSC_INNER_H

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/timer.h>

#include "net/stream.h"
#include "net/stream_listen.h"
#include "smsc.h"

enum {
	SMSC_NAME_OCTETS = 17,
	SMSC_OK = 0,
	SMSC_NOT_BOUND = 0x004,
	SMSC_ALREADY_BOUND = 0x005,
	SMSC_UNKNOWN_COMMAND = 0x003,
	SMSC_BAD_PASSWORD = 0x00e,
	SMSC_BAD_RECIPIENT = 0x00b,
	SMSC_UNKNOWN_ID = 0x00c,
	SMSC_QUEUE_FULL = 0x014,
	SMSC_THROTTLED = 0x058,
};

struct smsc_connection {
	struct llist_head entry;
	struct smsc *smsc;
	struct stream *stream;
	struct osmo_timer_list gone; /* freed from the loop */
	uint32_t number, bind, messages, last_sequence, unanswered;
	char system_id[SMSC_NAME_OCTETS];
};

struct smsc {
	struct smsc_config config;
	struct stream_listen *listener;
	struct llist_head connections;
	struct smsc_counts counts;
	uint32_t last_connection, last_message, this_second, undelivered;
	struct span second;
	struct smpp_pdu answer; /* of one message */
};

static inline bool smsc_is_nth(uint32_t seen, uint32_t every)
{
	return every && seen % every == 0;
}

void smsc_say_later(struct smsc_connection *connection, const struct smpp_pdu *pdu, struct span in);
uint32_t smsc_next_sequence(struct smsc_connection *connection);
/* submit_sm, submit_multi, data_sm, broadcast_sm. */
void smsc_take(struct smsc_connection *connection, const struct smpp_pdu *pdu);
/* query_sm, query_broadcast_sm. */
void smsc_take_query(struct smsc_connection *connection, const struct smpp_pdu *pdu);

#endif
