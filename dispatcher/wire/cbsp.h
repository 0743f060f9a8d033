/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP (TS 48.049), between a cell broadcast centre and a BSC:
 *
 *	octet 0     message type
 *	octet 1-3   length of what follows, big-endian
 *	octet 4-    information elements: IEI (1), then a fixed value, or for lists length (2)
 *	            and value
 *
 * One struct holds any message; wire/cbsp_table.h says which members belong to which. Reading
 * is bounded by the octets given, and refuses what cannot be understood: an unknown message or
 * element (whose length nobody knows), an element twice, a mandatory one missing. An element
 * that does not belong to its message is passed over. Writing refuses what would harm a peer:
 * a page that uses 0 or 83 octets (osmo-bsc aborts), no page at all, period 0, count 0 (taken for
 * once), and a cell list that is empty without saying "all": nothing ever widens.
 */
#ifndef WIRE_CBSP_H
#define WIRE_CBSP_H

#include "notice/route.h"

enum cbsp_type {
	/* TS 48.049 8.2.1 */
	CBSP_NONE = 0x00,
	CBSP_WRITE_REPLACE = 0x01,
	CBSP_WRITE_REPLACE_COMPLETE = 0x02,
	CBSP_WRITE_REPLACE_FAILURE = 0x03,
	CBSP_KILL = 0x04,
	CBSP_KILL_COMPLETE = 0x05,
	CBSP_KILL_FAILURE = 0x06,
	CBSP_LOAD_QUERY = 0x07,
	CBSP_LOAD_QUERY_COMPLETE = 0x08,
	CBSP_LOAD_QUERY_FAILURE = 0x09,
	CBSP_MESSAGE_STATUS_QUERY = 0x0a,
	CBSP_MESSAGE_STATUS_QUERY_COMPLETE = 0x0b,
	CBSP_MESSAGE_STATUS_QUERY_FAILURE = 0x0c,
	CBSP_SET_DRX = 0x0d,
	CBSP_SET_DRX_COMPLETE = 0x0e,
	CBSP_SET_DRX_FAILURE = 0x0f,
	CBSP_RESET = 0x10,
	CBSP_RESET_COMPLETE = 0x11,
	CBSP_RESET_FAILURE = 0x12,
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
	/* TS 48.049 8.2.13 */
	CBSP_CAUSE_PARAMETER_NOT_RECOGNISED = 0x00,
	CBSP_CAUSE_PARAMETER_VALUE_INVALID = 0x01,
	CBSP_CAUSE_MESSAGE_REFERENCE_NOT_IDENTIFIED = 0x02,
	CBSP_CAUSE_CELL_NOT_VALID = 0x03,
	CBSP_CAUSE_UNRECOGNISED_MESSAGE = 0x04,
	CBSP_CAUSE_MISSING_MANDATORY_ELEMENT = 0x05,
	CBSP_CAUSE_BSC_CAPACITY_EXCEEDED = 0x06,
	CBSP_CAUSE_CELL_MEMORY_EXCEEDED = 0x07,
	CBSP_CAUSE_BSC_MEMORY_EXCEEDED = 0x08,
	CBSP_CAUSE_CELL_BROADCAST_NOT_SUPPORTED = 0x09,
	CBSP_CAUSE_CELL_BROADCAST_NOT_OPERATIONAL = 0x0a,
	CBSP_CAUSE_INCOMPATIBLE_DRX_PARAMETER = 0x0b,
	CBSP_CAUSE_EXTENDED_CHANNEL_NOT_SUPPORTED = 0x0c,
	CBSP_CAUSE_MESSAGE_REFERENCE_ALREADY_USED = 0x0d,
	CBSP_CAUSE_UNSPECIFIED_ERROR = 0x0e,
	CBSP_CAUSE_LAI_OR_LAC_NOT_VALID = 0x0f,
};

enum cbsp_info { CBSP_INFO_VALID = 0, CBSP_INFO_OVERFLOW = 1, CBSP_INFO_UNDEFINED = 2 };

enum {
	CBSP_WARNING_SECURITY_OCTETS = 50,
	CBSP_LOADS = 2,
	/*
	 * No message that the standard allows is longer: three lists of 65535 octets (a FAILURE to
	 * an order for all cells of a large BSC has them all), 15 pages, and the rest. A peer that
	 * announces more is refused by its first four octets.
	 */
	CBSP_OCTETS_MAX = 3 * (3 + 65535) + 4096,
	CBSP_PERIOD_SECONDS_MAX = 3600, /* of a warning or keep-alive period */
	CBSP_TEXT_OCTETS = 160,
};

struct cbsp_cell {
	enum cbsp_cell_form form;
	struct plmn plmn;
	uint16_t lac, ci;
};

/* Of a completed list (count, info), a failure list (cause) or a loading list (loads). */
struct cbsp_item {
	struct cbsp_cell cell;
	uint16_t count;
	uint8_t info, cause;
	uint8_t loads[CBSP_LOADS]; /* radio resource load 1 and 2 (TS 48.049 8.2.12) */
};

struct cbsp_message {
	enum cbsp_type type;
	bool has_message_identifier, has_new_serial_number, has_old_serial_number, has_cells,
		has_channel;
	/*
	 * A WRITE-REPLACE has either a channel (CBS) or this (ETWS); KILL and all answers to ETWS
	 * are those without a channel.
	 */
	bool has_emergency;
	bool all_cells; /* with has_cells and no cells: all of the BSC */
	uint16_t message_identifier, new_serial_number, old_serial_number;
	/* One form for all of a list, except among failures. On the context of cbsp_unpack(). */
	const struct cbsp_cell *cells;
	size_t cell_count;
	const struct cbsp_item *completed, *failures, *loading;
	size_t completed_count, failure_count, loading_count;
	uint8_t channel, category, dcs, cause, broadcast_type, recovery;
	uint8_t schedule_period, reserved_slots;
	uint16_t repetition_period; /* units of 1.883 s, 1..4095 */
	uint16_t number_of_broadcasts;
	struct route_page pages[ROUTE_PAGES_MAX];
	size_t page_count;
	uint32_t keep_alive_period_s;
	uint8_t emergency_indicator;
	uint16_t warning_type; /* TS 23.041 9.3.24; see notice/cbs.h */
	uint8_t warning_security[CBSP_WARNING_SECURITY_OCTETS];
	uint32_t warning_period_s; /* 0 = until killed */
};

const char *cbsp_type_name(enum cbsp_type type);
const char *cbsp_cause_name(uint8_t cause);
const char *cbsp_cause_name_zh(uint8_t cause);

/*
 * Framing: *total is the whole message's size, untouched while fewer than 4 octets are there.
 * ERR_LIMIT: it is past CBSP_OCTETS_MAX; the connection is of no more use.
 */
enum err MUST_USE cbsp_need(const uint8_t *octets, size_t size, size_t *total, struct fault *why);
/* ERR_LIMIT: `room` is too small, or a value is out of its range; ERR_INPUT: something is missing.
 */
enum err MUST_USE cbsp_pack(uint8_t *octets, size_t room, size_t *size,
			    const struct cbsp_message *message, struct fault *why);
/* Exactly one message. *out is on ctx. ERR_INPUT, ERR_LIMIT, ERR_MEMORY. */
enum err MUST_USE cbsp_unpack(struct cbsp_message **out, void *ctx, const uint8_t *octets,
			      size_t size, struct fault *why);

/*
 * One line for a log: "KILL id=4370 old=0x4010 cells=3". buf has CBSP_TEXT_OCTETS; returns
 * buf.
 */
const char *cbsp_format(char *buf, const struct cbsp_message *message);

#endif
