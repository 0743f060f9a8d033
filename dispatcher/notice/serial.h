/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Serial number (TS 23.041 9.4.1.2.1): what makes a phone show a message once.
 *
 *	 15 14 | 13 ........ 4 | 3 ..... 0
 *	  GS   |  message code | update number
 *
 * Android drops a message whose whole 16 bits and message identifier it has seen within 24
 * hours; the text is not compared. So a code is not taken again within 24 hours, an update
 * takes the next update number, and after number 15 a new code: one that wrapped would be
 * dropped. What changes nothing that a phone shows keeps its number: its phones stay quiet.
 * Allocation belongs to (PLMN, message identifier), over all areas and owners.
 */
#ifndef NOTICE_SERIAL_H
#define NOTICE_SERIAL_H

#include "base/err.h"
#include "base/utc.h"

enum serial_scope {
	SERIAL_SCOPE_CELL_IMMEDIATE = 0,
	SERIAL_SCOPE_PLMN = 1,
	SERIAL_SCOPE_LOCATION_AREA = 2,
	SERIAL_SCOPE_CELL = 3,
};

enum {
	SERIAL_MESSAGE_CODE_MAX = 1023,
	SERIAL_UPDATE_NUMBER_MAX = 15,
	SERIAL_REST_HOURS = 24,
};

/*
 * Of an ETWS message the two highest bits of the code are flags (Android reads them so), and 8
 * are left: its codes are made with serial_codes_init(codes, 0, SERIAL_ETWS_CODE_MAX).
 */
enum {
	SERIAL_ETWS_ALERT = 0x2000, /* emergency user alert: sound and vibration */
	SERIAL_ETWS_POPUP = 0x1000, /* shown over everything else */
	SERIAL_ETWS_CODE_MAX = 255,
};

struct serial {
	enum serial_scope scope;
	uint16_t message_code; /* 0..1023 */
	uint8_t update_number; /* 0..15 */
};

enum err MUST_USE serial_pack(uint16_t *out, const struct serial *serial, struct fault *why);
struct serial serial_unpack(uint16_t serial_number);

/* The number with the flags given (a sum of the two above) and no others. ERR_LIMIT: the code is
   past 8 bits, or `flags` is something else. */
enum err MUST_USE serial_etws(uint16_t *out, const struct serial *serial, uint16_t flags,
			      struct fault *why);
/* The number as it was allotted, without flags: what serial_update() wants of it. */
uint16_t serial_etws_plain(uint16_t serial_number);

/*
 * The codes of one (PLMN, message identifier). first..last is this dispatcher's own range;
 * it is walked round, and used_at remembers, to the minute, when each code was last on
 * somebody's way.
 */
struct serial_codes {
	uint16_t first, last, next;
	uint32_t used_at[SERIAL_MESSAGE_CODE_MAX + 1]; /* minutes since 1970; 0 = never */
	uint8_t update[SERIAL_MESSAGE_CODE_MAX + 1];   /* highest update number used since */
};

/* first <= last <= SERIAL_MESSAGE_CODE_MAX. */
void serial_codes_init(struct serial_codes *codes, uint16_t first, uint16_t last);

/*
 * A code that has rested, with update number 0 and geographical scope PLMN. When every code
 * was used within 24 hours the longest-resting one is taken with its next update number: to a
 * phone that is a message not seen yet, and an alert must not fail for want of a number. ERR_FULL
 * when all 16 of every code are spent; codes is untouched then.
 */
enum err MUST_USE serial_take(struct serial_codes *codes, struct utc now, uint16_t *serial_number,
			      struct fault *why);
/* The next update of `previous`; after update number 15 it is serial_take(). */
enum err MUST_USE serial_update(struct serial_codes *codes, uint16_t previous, struct utc now,
				uint16_t *serial_number, struct fault *why);

/*
 * The message may be on air until then: its code rests for 24 hours from that moment on, not
 * from when it was taken.
 */
void serial_hold(struct serial_codes *codes, uint16_t serial_number, struct utc until);

/*
 * The same message goes on under its number until then: in another area, or for another time. Its
 * code rests from the later moment on, and forgets none of its updates since.
 */
void serial_keep(struct serial_codes *codes, uint16_t serial_number, struct utc now,
		 struct utc until);

#endif
