/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMSC: a simulated message centre that speaks SMPP 3.4 and 5.0 on the osmocom loop, to any number
 * of connections. It takes every message, answers at once and sends receipts, unless its faults say
 * otherwise.
 */
#ifndef SIM_SMSC_H
#define SIM_SMSC_H

#include "base/utc.h"
#include "net/address.h"
#include "wire/smpp.h"

enum smsc_receipt {
	SMSC_RECEIPT_TLV = 0, /* receipted_message_id, message_state; a text without an id */
	SMSC_RECEIPT_TEXT,    /* id:... in the text alone */
	SMSC_RECEIPT_BOTH,
};

struct smsc_faults {
	uint32_t bind_status;  /* refuses binds with it */
	uint32_t version;      /* sc_interface_version; 0: not said */
	uint32_t per_second;   /* more are throttled (0x58); 0: no limit */
	uint32_t queue;	       /* more without a receipt: 0x14; 0: no limit */
	uint32_t window;       /* more unanswered on a connection: 0x58; 0: no limit */
	uint32_t refuse_every; /* every nth message is refused with refuse_status */
	uint32_t refuse_status;
	uint32_t fail_every;	    /* of a submit_multi: every nth recipient fails */
	uint32_t drop_every;	    /* every nth message is taken, but not answered */
	uint32_t late_every;	    /* every nth is answered after `late` */
	uint32_t twice_every;	    /* every nth receipt comes twice */
	uint32_t undelivered_every; /* every nth receipt says UNDELIV */
	uint32_t cut_after;	    /* closes the connection after so many messages */
	uint32_t congestion_state;  /* said in answers, unless 0 */
	struct span delay, late, receipt_delay;
	bool is_silent;	     /* takes messages and answers none */
	bool is_dead;	     /* answers nothing at all, enquire_link neither */
	bool early_receipts; /* before the answer */
	bool odd_receipts;   /* words and dates that nobody knows */
	bool reordered;	     /* every other receipt waits twice as long */
	bool hex_ids;	     /* answers say 1F, receipts 31 */
	enum smsc_receipt receipt;
};

/* Something that was taken; lent for the call. */
struct smsc_taken {
	const char *system_id;
	uint32_t connection;
	const struct smpp_pdu *pdu;
	const char *message_id; /* as the answer says it; "" if refused */
	uint32_t command_status;
	struct utc at;
};

struct smsc_config {
	struct address local;
	const char *password; /* NULL: any */
	struct smsc_faults faults;
	void *data;
	void (*taken)(void *data, const struct smsc_taken *taken);
};

struct smsc_counts {
	uint32_t connections, bound, binds, messages, throttled, receipts, acknowledged, nacks,
		enquiries, unbinds;
};

struct smsc;

enum err MUST_USE smsc_open(struct smsc **out, void *ctx, const struct smsc_config *config,
			    struct fault *why);
void smsc_close(struct smsc *smsc);
struct smsc_faults *smsc_faults(struct smsc *smsc);
const struct address *smsc_address(const struct smsc *smsc);
struct smsc_counts smsc_counts(const struct smsc *smsc);
/* Drops every connection. */
void smsc_drop(struct smsc *smsc);
/* Unbinds from every connection, in order. */
void smsc_unbind(struct smsc *smsc);
/* Says the PDU on every connection, whatever it is; its number is set. */
void smsc_say(struct smsc *smsc, const struct smpp_pdu *pdu);
/* Sends any octets on every connection. */
void smsc_say_octets(struct smsc *smsc, const void *octets, size_t size);

#endif
