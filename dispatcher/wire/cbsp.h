/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP (TS 48.049), between a cell broadcast centre and a BSC:
 *
 *	octet 0     message type
 *	octet 1-3   length of what follows, big-endian
 *	octet 4-    information elements: IEI (1), then a fixed value, or for lists length (2),
 *value
 *
 * Unknown elements make a message unreadable, since their length cannot be known.
 */
#ifndef WIRE_CBSP_H
#define WIRE_CBSP_H

#include "notice/route.h"

enum cbsp_type {
	CBSP_NONE = 0x00,
	CBSP_WRITE_REPLACE = 0x01,
	CBSP_WRITE_REPLACE_COMPLETE = 0x02,
	CBSP_WRITE_REPLACE_FAILURE = 0x03,
	CBSP_KILL = 0x04,
	CBSP_KILL_COMPLETE = 0x05,
	CBSP_KILL_FAILURE = 0x06,
	CBSP_MESSAGE_STATUS_QUERY = 0x0a,
	CBSP_MESSAGE_STATUS_QUERY_COMPLETE = 0x0b,
	CBSP_MESSAGE_STATUS_QUERY_FAILURE = 0x0c,
	CBSP_RESTART = 0x13,
	CBSP_FAILURE = 0x14,
	CBSP_ERROR_INDICATION = 0x15,
	CBSP_KEEP_ALIVE = 0x16,
	CBSP_KEEP_ALIVE_COMPLETE = 0x17,
};

enum cbsp_cell_form {
	/* TS 48.049 8.2.6 */
	CBSP_CELL_CGI = 0,
	CBSP_CELL_LAC_CI = 1,
	CBSP_CELL_CI = 2,
	CBSP_CELL_LAI = 4,
	CBSP_CELL_LAC = 5,
	CBSP_CELL_ALL = 6,
};

enum cbsp_cause {
	/* TS 48.049 8.2.13, those that are told apart */
	CBSP_CAUSE_PARAMETER_NOT_RECOGNISED = 0x00,
	CBSP_CAUSE_MESSAGE_REFERENCE_NOT_IDENTIFIED = 0x02,
	CBSP_CAUSE_CELL_NOT_VALID = 0x03,
	CBSP_CAUSE_BSC_CAPACITY_EXCEEDED = 0x06,
	CBSP_CAUSE_CELL_BROADCAST_NOT_SUPPORTED = 0x09,
	CBSP_CAUSE_CELL_BROADCAST_NOT_OPERATIONAL = 0x0a,
	CBSP_CAUSE_MESSAGE_REFERENCE_ALREADY_USED = 0x0d,
	CBSP_CAUSE_LAI_OR_LAC_NOT_VALID = 0x0f,
};

enum cbsp_info { CBSP_INFO_VALID = 0, CBSP_INFO_OVERFLOW = 1, CBSP_INFO_UNDEFINED = 2 };

struct cbsp_cell {
	enum cbsp_cell_form form;
	struct plmn plmn;
	uint16_t lac, ci;
};

/* Of a completed list (count, info) or a failure list (cause). */
struct cbsp_item {
	struct cbsp_cell cell;
	uint16_t count;
	uint8_t info, cause;
};

struct cbsp_message {
	enum cbsp_type type;
	bool has_message_identifier, has_new_serial_number, has_old_serial_number, has_cells,
		has_channel;
	uint16_t message_identifier, new_serial_number, old_serial_number;
	const struct cbsp_cell *cells; /* on the context given to cbsp_unpack() */
	size_t cell_count;
	const struct cbsp_item *completed, *failures;
	size_t completed_count, failure_count;
	uint8_t channel, category, dcs, cause, broadcast_type, recovery;
	uint16_t repetition_period; /* units of 1.883 s */
	uint16_t number_of_broadcasts;
	struct route_page pages[ROUTE_PAGES_MAX];
	size_t page_count;
	uint32_t keep_alive_period_s;
};

const char *cbsp_type_name(enum cbsp_type type);
const char *cbsp_cause_name(uint8_t cause);

/* Framing: *total is the whole message's size, untouched while fewer than 4 octets are there. */
enum err MUST_USE cbsp_need(const uint8_t *octets, size_t size, size_t *total, struct fault *why);
/* ERR_LIMIT if `room` is too small. */
enum err MUST_USE cbsp_pack(uint8_t *octets, size_t room, size_t *size,
			    const struct cbsp_message *message, struct fault *why);
/* Exactly one message. *out is on ctx. ERR_INPUT. */
enum err MUST_USE cbsp_unpack(struct cbsp_message **out, void *ctx, const uint8_t *octets,
			      size_t size, struct fault *why);

#endif
