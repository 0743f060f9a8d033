/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/cbsp_table.h"

#define AT(member)		  offsetof(struct cbsp_message, member)
#define U8(member, max)		  CBSP_SHAPE_U8, 1, AT(member), 0, 0, 0, max
#define U16(member, min, max)	  CBSP_SHAPE_U16, 2, AT(member), 0, 0, min, max
#define U16_IF(member)		  CBSP_SHAPE_U16, 2, AT(member), AT(has_##member), 0, 0, 0xffff
#define LIST(shape, items, count) shape, 0, AT(items), 0, AT(count), 0, 0

static const struct cbsp_table_element elements[CBSP_TABLE_IEIS] = {
	[0x01] = { "message content", CBSP_SHAPE_PAGE, 1 + ROUTE_PAGE_OCTETS, 0, 0, 0, 0, 0 },
	[0x02] = { "old serial number", U16_IF(old_serial_number) },
	[0x03] = { "new serial number", U16_IF(new_serial_number) },
	[0x04] = { "cell list", CBSP_SHAPE_CELLS, 0, AT(cells), AT(has_cells), AT(cell_count), 0,
		   0 },
	[0x05] = { "category", U8(category, 2) },
	[0x06] = { "repetition period", U16(repetition_period, 1, 4095) },
	[0x07] = { "number of broadcasts", U16(number_of_broadcasts, 1, 0xffff) },
	[0x08] = { "completed list", LIST(CBSP_SHAPE_COMPLETED, completed, completed_count) },
	[0x09] = { "failure list", LIST(CBSP_SHAPE_FAILURES, failures, failure_count) },
	[0x0a] = { "loading list", LIST(CBSP_SHAPE_LOADING, loading, loading_count) },
	[0x0b] = { "cause", U8(cause, 0xff) },
	[0x0c] = { "data coding scheme", U8(dcs, 0xff) },
	[0x0d] = { "recovery indication", U8(recovery, 1) },
	[0x0e] = { "message identifier", U16_IF(message_identifier) },
	[0x0f] = { "emergency indicator", CBSP_SHAPE_U8, 1, AT(emergency_indicator),
		   AT(has_emergency), 0, 0, 0xff },
	[0x10] = { "warning type", U16(warning_type, 0, 0xffff) },
	[0x11] = { "warning security information", CBSP_SHAPE_OCTETS, CBSP_WARNING_SECURITY_OCTETS,
		   AT(warning_security), 0, 0, 0, 0 },
	[0x12] = { "channel indicator", CBSP_SHAPE_U8, 1, AT(channel), AT(has_channel), 0, 0, 1 },
	[0x13] = { "number of pages", CBSP_SHAPE_PAGE_COUNT, 1, 0, 0, 0, 0, 0 },
	[0x14] = { "schedule period", U8(schedule_period, 0xff) },
	[0x15] = { "reserved slots", U8(reserved_slots, 0xff) },
	[0x16] = { "broadcast message type", U8(broadcast_type, 1) },
	[0x17] = { "warning period", CBSP_SHAPE_PERIOD, 1, AT(warning_period_s), 0, 0, 0,
		   CBSP_PERIOD_SECONDS_MAX },
	[0x18] = { "keep-alive period", CBSP_SHAPE_PERIOD, 1, AT(keep_alive_period_s), 0, 0, 1,
		   CBSP_PERIOD_SECONDS_MAX },
};

#define MUST(iei)                                                                                  \
	{                                                                                          \
		iei, CBSP_MUST                                                                     \
	}
#define MAY(iei)                                                                                   \
	{                                                                                          \
		iei, CBSP_MAY                                                                      \
	}
#define CBS(iei)                                                                                   \
	{                                                                                          \
		iei, CBSP_IF_CBS                                                                   \
	}
#define ETWS(iei)                                                                                  \
	{                                                                                          \
		iei, CBSP_IF_ETWS                                                                  \
	}

/*
 * TS 48.049 8.1.3. Of an answer only what names the order must be there: osmo-bsc leaves lists
 * out that the standard wants, and what an answer does not name is unknown all the same.
 */
static const struct cbsp_table_layout layouts[] = {
	{ CBSP_WRITE_REPLACE,
	  "WRITE-REPLACE",
	  { MUST(0x0e), MUST(0x03), MAY(0x02), MUST(0x04), CBS(0x12), CBS(0x05), CBS(0x06),
	    CBS(0x07), CBS(0x13), CBS(0x0c), CBS(0x01), ETWS(0x0f), ETWS(0x10), ETWS(0x11),
	    ETWS(0x17) } },
	{ CBSP_WRITE_REPLACE_COMPLETE,
	  "WRITE-REPLACE COMPLETE",
	  { MUST(0x0e), MUST(0x03), MAY(0x02), MAY(0x08), MAY(0x04), MAY(0x12) } },
	{ CBSP_WRITE_REPLACE_FAILURE,
	  "WRITE-REPLACE FAILURE",
	  { MUST(0x0e), MUST(0x03), MAY(0x02), MAY(0x09), MAY(0x08), MAY(0x04), MAY(0x12) } },
	{ CBSP_KILL, "KILL", { MUST(0x0e), MUST(0x02), MUST(0x04), MAY(0x12) } },
	{ CBSP_KILL_COMPLETE,
	  "KILL COMPLETE",
	  { MUST(0x0e), MUST(0x02), MAY(0x08), MAY(0x04), MAY(0x12) } },
	{ CBSP_KILL_FAILURE,
	  "KILL FAILURE",
	  { MUST(0x0e), MUST(0x02), MAY(0x09), MAY(0x08), MAY(0x04), MAY(0x12) } },
	{ CBSP_LOAD_QUERY, "LOAD QUERY", { MUST(0x04), MUST(0x12) } },
	{ CBSP_LOAD_QUERY_COMPLETE, "LOAD QUERY COMPLETE", { MAY(0x0a), MAY(0x12) } },
	{ CBSP_LOAD_QUERY_FAILURE, "LOAD QUERY FAILURE", { MAY(0x09), MAY(0x12), MAY(0x0a) } },
	{ CBSP_MESSAGE_STATUS_QUERY,
	  "MESSAGE STATUS QUERY",
	  { MUST(0x0e), MUST(0x02), MUST(0x04), MUST(0x12) } },
	{ CBSP_MESSAGE_STATUS_QUERY_COMPLETE,
	  "MESSAGE STATUS QUERY COMPLETE",
	  { MUST(0x0e), MUST(0x02), MAY(0x08), MAY(0x12) } },
	{ CBSP_MESSAGE_STATUS_QUERY_FAILURE,
	  "MESSAGE STATUS QUERY FAILURE",
	  { MUST(0x0e), MUST(0x02), MAY(0x09), MAY(0x12), MAY(0x08) } },
	{ CBSP_SET_DRX, "SET-DRX", { MUST(0x04), MUST(0x14), MUST(0x15), MAY(0x12) } },
	{ CBSP_SET_DRX_COMPLETE, "SET-DRX COMPLETE", { MAY(0x04), MAY(0x12) } },
	{ CBSP_SET_DRX_FAILURE, "SET-DRX FAILURE", { MAY(0x09), MAY(0x04), MAY(0x12) } },
	{ CBSP_RESET, "RESET", { MUST(0x04) } },
	{ CBSP_RESET_COMPLETE, "RESET COMPLETE", { MAY(0x04) } },
	{ CBSP_RESET_FAILURE, "RESET FAILURE", { MAY(0x09), MAY(0x04) } },
	{ CBSP_RESTART, "RESTART", { MUST(0x04), MAY(0x16), MAY(0x0d) } },
	{ CBSP_FAILURE, "FAILURE", { MUST(0x09), MAY(0x16) } },
	{ CBSP_ERROR_INDICATION,
	  "ERROR INDICATION",
	  { MUST(0x0b), MAY(0x0e), MAY(0x03), MAY(0x02), MAY(0x12) } },
	{ CBSP_KEEP_ALIVE, "KEEP ALIVE", { MUST(0x18) } },
	{ CBSP_KEEP_ALIVE_COMPLETE, "KEEP ALIVE COMPLETE", { { 0, CBSP_MAY } } },
};

const struct cbsp_table_element *cbsp_table_element(uint8_t iei)
{
	return iei < CBSP_TABLE_IEIS && elements[iei].shape ? &elements[iei] : NULL;
}

const struct cbsp_table_layout *cbsp_table_layout(enum cbsp_type type)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (layouts[i].type == type)
			return &layouts[i];
	return NULL;
}

int cbsp_table_cell_octets(unsigned int form)
{
	static const int8_t octets[] = { 7, 4, 2, -1, 5, 2, 0 }; /* TS 48.049 8.2.6 */

	return form < sizeof(octets) ? octets[form] : -1;
}

size_t cbsp_table_tail_octets(enum cbsp_table_shape shape)
{
	switch (shape) {
	case CBSP_SHAPE_COMPLETED:
		return 3;
	case CBSP_SHAPE_LOADING:
		return CBSP_LOADS;
	case CBSP_SHAPE_FAILURES:
		return 1;
	default:
		return 0;
	}
}

size_t cbsp_table_stride(enum cbsp_table_shape shape)
{
	_Static_assert(offsetof(struct cbsp_item, cell) == 0, "an item begins with its cell");
	return shape == CBSP_SHAPE_CELLS ? sizeof(struct cbsp_cell) : sizeof(struct cbsp_item);
}

/*
 * The pieces begin behind these codes and seconds: 20 + n means 30 + 5n seconds, say. 0 is for
 * ever, and codes past 186 are reserved; osmo-bsc ends such a warning at once.
 */
static const struct {
	uint16_t seconds;
	uint8_t code, step;
} pieces[] = { { 600, 86, 30 }, { 120, 38, 10 }, { 30, 20, 5 }, { 10, 10, 2 }, { 0, 0, 1 } };

enum { PERIOD_CODE_MAX = 186 };

uint8_t cbsp_table_period_code(uint32_t seconds)
{
	size_t i = 0;

	while (seconds < pieces[i].seconds)
		i++;
	return (uint8_t)(pieces[i].code +
			 (seconds - pieces[i].seconds + pieces[i].step - 1) / pieces[i].step);
}

bool cbsp_table_period_of(uint32_t *seconds, uint8_t code)
{
	size_t i = 0;

	if (code > PERIOD_CODE_MAX)
		return false;
	while (code < pieces[i].code)
		i++;
	*seconds = pieces[i].seconds + (uint32_t)(code - pieces[i].code) * pieces[i].step;
	return true;
}
