/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Phone: what one phone under one cell would show. It drops a message whose whole 16-bit serial
 * number and identifier it has shown within 24 hours, as Android does; the text is not compared.
 */
#ifndef SIM_PHONE_H
#define SIM_PHONE_H

#include <stdio.h>

#include "air.h"

enum {
	PHONE_SEEN_MAX = 256,
	PHONE_SCREEN_COLUMNS = 46, /* inside the frame */
};

struct phone {
	struct {
		uint16_t message_identifier, serial_number;
		bool is_primary; /* of ETWS: it never hides the text that follows */
		struct utc at;
	} seen[PHONE_SEEN_MAX]; /* the oldest is overwritten */
	size_t seen_count;
	unsigned int shown, suppressed;
};

/* True if it would sound and show now; false if it was suppressed as a duplicate. */
bool phone_receive(struct phone *phone, const struct air_message *message, struct utc at);
/* "Extreme alert (极端警报)": the class a phone gives to a message identifier. */
const char *phone_class(uint16_t message_identifier);
/* A framed screen. `where` is a line for people: the cell, say. */
void phone_draw(FILE *to, const struct air_message *message, const char *where, struct utc at);

#endif
