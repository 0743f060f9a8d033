/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Serials: the durable store of serial numbers by (PLMN, message identifier). A number is spent
 * the moment it is given out, and its state row travels in the batch that uses it; if that
 * batch fails the number stays spent: they are cheaper than a warning that a phone drops.
 */
#ifndef DESK_SERIALS_H
#define DESK_SERIALS_H

#include "ledger/ledger.h"
#include "notice/cell_id.h"
#include "notice/serial.h"

struct desk_batch;
struct desk_serials;

/*
 * The message codes that are this dispatcher's to give, first <= last <= SERIAL_MESSAGE_CODE_MAX:
 * two dispatchers of one PLMN must not give the same.
 */
struct desk_serials *serials_new(void *ctx, uint16_t first, uint16_t last);

enum err MUST_USE serials_load(struct desk_serials *serials, struct slice key, struct slice value,
			       struct fault *why);

struct serials_wanted {
	struct plmn plmn;
	uint16_t message_identifier;
	bool updates; /* the message with serial `previous` */
	bool keeps;   /* and goes on under that number */
	uint16_t previous;
	struct utc now;
	struct utc until; /* it may be on air until then */
};
/* Gives out a number and puts its row into the batch. */
enum err MUST_USE serials_take(struct desk_serials *serials, struct desk_batch *batch,
			       const struct serials_wanted *wanted, uint16_t *serial_number,
			       struct fault *why);

/*
 * At start, of a message that may be on air (plmn, message_identifier, previous, now, until): is
 * its row there? If not the number is held from now on and the next ones come after it; those of
 * what has ended may be given out again.
 */
bool serials_know(struct desk_serials *serials, const struct serials_wanted *held);

#endif
