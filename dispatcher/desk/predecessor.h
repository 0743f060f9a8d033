/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Predecessor: the message on air whose place a new one takes, under the same message code with the
 * next update number (TS 23.041 9.4.1.2.1). For the same area, or whatever its area if there is one
 * such message on either side. Where several speak to several places, one that moved is a new
 * message: a phone must not take the one for the other.
 */
#ifndef DESK_PREDECESSOR_H
#define DESK_PREDECESSOR_H

#include "desk/resolve.h"
#include "notice/route.h"

/* The new message: its number, language, PLMN and area are what makes another one the same. */
struct predecessor {
	const struct resolution *resolution;
	const struct flow *flow; /* of the notice that it belongs to */
	struct plmn plmn;
	const struct content_text *text;
	struct digest area;
};

/* The newest, of the followed notice, or of this one where it is shown again; NULL if none. */
const struct route_message *predecessor_find(const struct predecessor *wanted);

/* A part outside the jurisdiction is a second route too, but of what is urgent. */
bool predecessor_is_shown_again(const struct flow *flow);

#endif
