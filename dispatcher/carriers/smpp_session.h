/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP session: one connection to a message centre, one life:
 *
 *	DOWN --connected--> BINDING --accepted--> BOUND <--any PDU-- PROBING
 *	  |                    ^                    |  '--period, silence--^
 *	  '--it connected--> WAITING --outbind      '--told to leave--> UNBINDING
 *	  ^----- connection lost or cut, from any of them
 *
 * Whatever is lost with a connection is told: what the kernel had taken whole as LOST (it may have
 * been done), what it had not as UNSENT (it was not). A new connection begins with empty buffers,
 * and numbers from 1.
 *
 * A sign-in that was refused is tried again after half a minute, then less and less often: a wrong
 * password tried fast locks the account. "Already bound" is usual after a drop, until the centre
 * has noticed; that pause is shorter.
 *
 * Every request of the peer is answered, whatever waits here: room is kept for that. One who sends
 * and never reads is cut.
 *
 * The connection is plain TCP: TLS, where a carrier wants it, is a tunnel's business.
 */
#ifndef CARRIERS_SMPP_SESSION_H
#define CARRIERS_SMPP_SESSION_H

#include <osmocom/core/tdef.h>

#include "carriers/smpp_window.h"
#include "net/address.h"
#include "wire/smpp.h"

enum {
	SMPP_SESSION_TRANSMIT_MAX = 256 * 1024,
	SMPP_SESSION_TRANSMIT_RESERVED = 64 * 1024, /* of these, for answers and what keeps it up */
};

/* Timers of a link, as osmo_tdef numbers them. */
enum {
	SMPP_SESSION_T_ENQUIRE = -1, /* between two enquire_link */
	SMPP_SESSION_T_ANSWER = -2,  /* to a sign-in, enquire_link, unbind; for an outbind */
	SMPP_SESSION_T_REQUEST = -3, /* to everything else */
};

enum smpp_answer {
	SMPP_ANSWER_NONE = 0,
	SMPP_ANSWERED,
	SMPP_ANSWER_LATE,   /* to what was told as silent; the slot has no owner any more */
	SMPP_ANSWER_SILENT, /* past its deadline */
	SMPP_ANSWER_LOST,   /* with the connection */
	SMPP_ANSWER_UNSENT, /* likewise, and it never left whole */
};

struct smpp_session;

/* From the loop, never inside a call. The session must not be closed in them. */
struct smpp_session_events {
	void *data;
	void (*bound)(void *data, struct smpp_session *session);
	/*
	 * pdu is NULL unless it is an answer, and where the answer could not be read. A
	 * generic_nack is an answer.
	 */
	void (*answer)(void *data, const struct smpp_slot *slot, enum smpp_answer how,
		       const struct smpp_pdu *pdu);
	/* A deliver_sm or data_sm; it has been acknowledged. */
	void (*deliver)(void *data, const struct smpp_pdu *pdu);
	/* What waited has left in part. */
	void (*progress)(void *data);
	/* After all that was open has been told. Not for attempts that failed. */
	void (*down)(void *data, struct smpp_session *session, const char *reason);
};

struct smpp_session_config {
	const char *link, *session; /* names */
	struct address peer, local;
	bool connects, has_local;  /* else the centre connects, and says outbind */
	uint32_t bind;		   /* SMPP_BIND_TRANSCEIVER, _TRANSMITTER or _RECEIVER */
	uint8_t interface_version; /* that is offered; 0: 5.0 */
	const char *system_id, *password, *system_type, *address_range;
	const char *outbind_password; /* that the centre must say; NULL: any */
	size_t window, reserved;
	const struct osmo_tdef *timers;		  /* lent for the session's life */
	const struct smpp_session_events *events; /* likewise */
};

/* Since it began. */
struct smpp_session_counts {
	uint64_t sent, answered, silent, late, strange, malformed, delivered;
};

/* Registers the machine; whoever opens the first session calls it. */
void smpp_session_register(void);
enum err MUST_USE smpp_session_open(struct smpp_session **out, void *ctx,
				    const struct smpp_session_config *config, struct fault *why);
/* The centre connected: owns fd, unless it says false: it does not wait for an outbind now. */
bool smpp_session_adopt(struct smpp_session *session, int fd);
bool smpp_session_is_bound(const struct smpp_session *session);
/* Whether the peer has the broadcast operations (sc_interface_version). */
bool smpp_session_speaks_5_0(const struct smpp_session *session);
/* Requests that may be sent now; 0 unless it is bound, and not as a receiver. */
size_t smpp_session_room(const struct smpp_session *session, bool is_urgent);
/*
 * slot: what the answer is to be known by; its number, times and command_id are filled in.
 * ERR_STATE: not bound. ERR_FULL. Else as smpp_pack().
 */
enum err MUST_USE smpp_session_send(struct smpp_session *session, struct smpp_slot *slot,
				    struct smpp_pdu *pdu, struct fault *why);
/* Leaves in order: no more requests; when all is answered, unbind; then down, and stays there. */
void smpp_session_unbind(struct smpp_session *session);
/* When the oldest that is unanswered was sent, and how many are. */
size_t smpp_session_open_requests(const struct smpp_session *session, struct span *oldest);
const struct smpp_session_counts *smpp_session_counts(const struct smpp_session *session);
/* At once, with an unbind that nobody waits for. Nothing is told after it. */
void smpp_session_close(struct smpp_session *session);

#endif
