/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Route: the deliveries a notice needs, with their finished content: what goes out, to whom,
 * under which numbers. It is made once, committed with the event `routed`, and never changed;
 * a second sending after a crash reads the same route again.
 *
 * Whoever is told cells gets those; a subscriber of the internet channel gets the areas themselves
 * (art. 28).
 *
 * A message is one text in one language, for one set of areas and one PLMN (the serial number
 * belongs to the PLMN and the message identifier, TS 23.041 9.4.1.2.1). A delivery is (notice,
 * message, node).
 *
 * The primary notification of ETWS (TS 23.041 9.1.3.4.2) is a message of its own, without text or
 * pages: it sounds at once, and the text follows.
 */
#ifndef NOTICE_ROUTE_H
#define NOTICE_ROUTE_H

#include "base/digest.h"
#include "base/utc.h"
#include "notice/area.h"
#include "notice/cell_id.h"

enum {
	ROUTE_MESSAGES_MAX = 256, /* the texts of a notice times 16 PLMNs */
	ROUTE_DELIVERIES_MAX = 65536,
	ROUTE_PAGES_MAX = 15,
	ROUTE_PAGE_OCTETS = 82,
	ROUTE_PRIMARY_S = 300, /* so long a primary notification is given to phones */
};

struct route_page {
	uint8_t octets[ROUTE_PAGE_OCTETS];
	uint8_t used; /* 1..82 */
};

struct route_message {
	struct slice language; /* BCP 47 as the alert had it; may be empty */
	struct slice text;     /* NFC, as approved */
	struct digest area;    /* of the set of areas it is for: tells two of one language apart */
	struct plmn plmn;      /* all zero: goes over the internet, to no PLMN; it has no pages */
	uint16_t message_identifier;
	uint16_t serial_number;
	bool replaces;		  /* it updates a message that may still be on air */
	uint16_t replaced_serial; /* meaningful if replaces; its own where it kept the number */
	/* A node that has it under a kept number holds it for as long as it was told before: until
	   a moment in between, the first and the last that are known. Unset: for long enough. */
	struct utc held_from, held_until;
	uint8_t category; /* TS 48.049 8.2.8: 0 high priority, 1 background, 2 normal */
	uint8_t dcs;	  /* TS 23.038 5 */
	uint32_t repetition_period_s;
	const struct route_page *pages;
	size_t page_count; /* 1..15; 0 over the internet, and of a primary notification */
	bool is_primary;
	uint16_t warning_type; /* of a primary notification: TS 23.041 9.3.24 */
	/* Of the route's areas, where somebody is told them: those that this text is for. */
	uint32_t area_from, area_count;
};

struct route_delivery {
	uint32_t message; /* index into messages */
	struct slice carrier, link, node;
	const struct cell_id *cells; /* explicit; empty only where the areas are told instead */
	size_t cell_count;
	bool is_extended; /* over the cells' extended channel (TS 48.049 8.2.23): where it is killed
			     too, whatever the configuration says by then */
};

struct route {
	const struct route_message *messages;
	size_t message_count;
	const struct route_delivery *deliveries;
	size_t delivery_count;
	struct utc begins, expires; /* broadcasts run in between */
	uint64_t people;	    /* estimate from the cell register; 0 = not known */
	const struct area *areas;   /* as approved, for those who are told an area, not cells */
	size_t area_count;
};

/* A node knows them by these numbers, and takes the one for the other. */
bool route_message_same_number(const struct route_message *a, const struct route_message *b);
/* In one language, for one PLMN, with one identifier: the one may take the other's place. */
bool route_message_same_kind(const struct route_message *a, const struct route_message *b);
/* And the same to the octet, and as often: nothing but area and time may differ. */
bool route_message_same_broadcast(const struct route_message *a, const struct route_message *b);
/* It goes on under the number of the message that it updates. */
bool route_message_is_kept(const struct route_message *message);

#endif
