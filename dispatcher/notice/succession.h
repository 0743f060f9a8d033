/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Succession: of the messages that are on the air already, the one whose place a new one takes,
 * and whether it keeps its number.
 *
 * A phone drops what has the identifier and the whole serial number of a message that it has shown
 * within 24 hours, and sounds for everything else. So what is the same to the octet, in another
 * area or for another time, keeps its number: phones that have it stay quiet, others sound once.
 * What says something else takes the next update number (TS 23.041 9.4.1.2.1): of the message for
 * the same area, or whatever its area if there is one such message on either side. Where several
 * speak to several places, one that moved is a new message: a phone must not take the one for the
 * other.
 */
#ifndef NOTICE_SUCCESSION_H
#define NOTICE_SUCCESSION_H

#include "notice/content.h"
#include "notice/route.h"

struct succession_question {
	const struct route_message *wanted; /* complete but for its number */
	const struct content *content;	    /* of its notice: what else that says */
	const struct route *routes;	    /* what is on the air, the newest last */
	size_t route_count;
	bool may_keep; /* it is not to sound anew */
};

struct succession {
	const struct route_message *message; /* NULL: it takes nobody's place */
	const struct route *route;	     /* of that message */
	bool keeps;			     /* its number */
};

struct succession succession_find(const struct succession_question *question);

#endif
