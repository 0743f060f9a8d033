/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/cbsp.h"

#include <string.h>
#include <talloc.h>

enum {
	HEADER_OCTETS = 4,
	PAGE_VALUE_OCTETS = 1 + ROUTE_PAGE_OCTETS,
	IEIS_MAX = 0x19,
	MESSAGE_IEIS_MAX = 12,
};

/* ---- tables: what an element is, what a message has ---------------------------------- */

enum shape {
	SHAPE_NONE = 0, /* not known: its length cannot be told */
	SHAPE_SKIPPED,	/* known length (0: a list), of no use here */
	SHAPE_U8,
	SHAPE_U16,
	SHAPE_PERIOD,	/* TS 48.049 8.2.24, one octet, piecewise */
	SHAPE_PAGE,
	SHAPE_PAGE_COUNT,
	SHAPE_CELLS,
	SHAPE_COMPLETED,
	SHAPE_FAILURES,
};

#define AT(member) offsetof(struct cbsp_message, member)

static const struct element {
	enum shape shape;
	uint8_t octets; /* of a fixed value */
	size_t at, has;
} elements[IEIS_MAX] = {
	[0x01] = { SHAPE_PAGE, PAGE_VALUE_OCTETS, 0, 0 },
	[0x02] = { SHAPE_U16, 2, AT(old_serial_number), AT(has_old_serial_number) },
	[0x03] = { SHAPE_U16, 2, AT(new_serial_number), AT(has_new_serial_number) },
	[0x04] = { SHAPE_CELLS, 0, 0, 0 },
	[0x05] = { SHAPE_U8, 1, AT(category), 0 },
	[0x06] = { SHAPE_U16, 2, AT(repetition_period), 0 },
	[0x07] = { SHAPE_U16, 2, AT(number_of_broadcasts), 0 },
	[0x08] = { SHAPE_COMPLETED, 0, 0, 0 },
	[0x09] = { SHAPE_FAILURES, 0, 0, 0 },
	[0x0a] = { SHAPE_SKIPPED, 0, 0, 0 },
	[0x0b] = { SHAPE_U8, 1, AT(cause), 0 },
	[0x0c] = { SHAPE_U8, 1, AT(dcs), 0 },
	[0x0d] = { SHAPE_U8, 1, AT(recovery), 0 },
	[0x0e] = { SHAPE_U16, 2, AT(message_identifier), AT(has_message_identifier) },
	[0x0f] = { SHAPE_SKIPPED, 1, 0, 0 },
	[0x10] = { SHAPE_SKIPPED, 2, 0, 0 },
	[0x11] = { SHAPE_SKIPPED, 50, 0, 0 },
	[0x12] = { SHAPE_U8, 1, AT(channel), AT(has_channel) },
	[0x13] = { SHAPE_PAGE_COUNT, 1, 0, 0 },
	[0x14] = { SHAPE_SKIPPED, 1, 0, 0 },
	[0x15] = { SHAPE_SKIPPED, 1, 0, 0 },
	[0x16] = { SHAPE_U8, 1, AT(broadcast_type), 0 },
	[0x17] = { SHAPE_SKIPPED, 1, 0, 0 },
	[0x18] = { SHAPE_PERIOD, 1, AT(keep_alive_period_s), 0 },
};

/* TS 48.049 8.1.3, in the order in which they are sent; 0 ends a list. */
static const struct layout {
	enum cbsp_type type;
	const char *name;
	uint8_t ieis[MESSAGE_IEIS_MAX];
} layouts[] = {
	{ CBSP_WRITE_REPLACE, "WRITE-REPLACE",
	  { 0x0e, 0x03, 0x02, 0x04, 0x12, 0x05, 0x06, 0x07, 0x13, 0x0c, 0x01 } },
	{ CBSP_WRITE_REPLACE_COMPLETE, "WRITE-REPLACE COMPLETE",
	  { 0x0e, 0x03, 0x02, 0x08, 0x04, 0x12 } },
	{ CBSP_WRITE_REPLACE_FAILURE, "WRITE-REPLACE FAILURE",
	  { 0x0e, 0x03, 0x02, 0x09, 0x08, 0x04, 0x12 } },
	{ CBSP_KILL, "KILL", { 0x0e, 0x02, 0x04, 0x12 } },
	{ CBSP_KILL_COMPLETE, "KILL COMPLETE", { 0x0e, 0x02, 0x08, 0x04, 0x12 } },
	{ CBSP_KILL_FAILURE, "KILL FAILURE", { 0x0e, 0x02, 0x09, 0x08, 0x04, 0x12 } },
	{ CBSP_MESSAGE_STATUS_QUERY, "MESSAGE STATUS QUERY", { 0x0e, 0x02, 0x04, 0x12 } },
	{ CBSP_MESSAGE_STATUS_QUERY_COMPLETE, "MESSAGE STATUS QUERY COMPLETE",
	  { 0x0e, 0x02, 0x08, 0x12 } },
	{ CBSP_MESSAGE_STATUS_QUERY_FAILURE, "MESSAGE STATUS QUERY FAILURE",
	  { 0x0e, 0x02, 0x09, 0x08, 0x12 } },
	{ CBSP_RESTART, "RESTART", { 0x04, 0x16, 0x0d } },
	{ CBSP_FAILURE, "FAILURE", { 0x09, 0x16 } },
	{ CBSP_ERROR_INDICATION, "ERROR INDICATION", { 0x0b, 0x0e, 0x03, 0x02 } },
	{ CBSP_KEEP_ALIVE, "KEEP ALIVE", { 0x18 } },
	{ CBSP_KEEP_ALIVE_COMPLETE, "KEEP ALIVE COMPLETE", { 0 } },
};

/* Octets of one cell by its discriminator (TS 48.049 8.2.6); -1: no such discriminator. */
static const int8_t cell_octets[16] = { 7, 4, 2, -1, 5, 2, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1 };

/* TS 48.049 8.2.13. */
static const char *const cause_names[] = {
	"parameter not recognised", "parameter value invalid", "message reference not identified",
	"cell identity not valid", "unrecognised message", "missing mandatory element",
	"BSC capacity exceeded", "cell memory exceeded", "BSC memory exceeded",
	"cell broadcast not supported", "cell broadcast not operational",
	"incompatible DRX parameter", "extended channel not supported",
	"message reference already used", "unspecified error", "LAI or LAC not valid",
};

static const struct layout *layout_of(enum cbsp_type type)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		if (layouts[i].type == type)
			return &layouts[i];
	}
	return NULL;
}

const char *cbsp_type_name(enum cbsp_type type)
{
	const struct layout *layout = layout_of(type);

	return layout ? layout->name : "a message of unknown type";
}

const char *cbsp_cause_name(uint8_t cause)
{
	return cause < sizeof(cause_names) / sizeof(cause_names[0]) ? cause_names[cause]
								     : "unknown cause";
}

enum err cbsp_need(const uint8_t *octets, size_t size, size_t *total, struct fault *why)
{
	(void)why;
	if (size >= HEADER_OCTETS)
		*total = HEADER_OCTETS +
			 ((size_t)octets[1] << 16 | (size_t)octets[2] << 8 | octets[3]);
	return ERR_OK;
}

/* TS 48.049 8.2.24 and 8.2.23: the pieces begin at these seconds and codes. */
static const struct {
	uint16_t seconds;
	uint8_t code, step;
} pieces[] = { { 600, 86, 30 }, { 120, 38, 10 }, { 30, 20, 5 }, { 10, 10, 2 }, { 0, 0, 1 } };

static uint8_t period_code(uint32_t seconds)
{
	size_t i = 0;
	uint32_t code;

	while (seconds < pieces[i].seconds)
		i++;
	code = pieces[i].code + (seconds - pieces[i].seconds) / pieces[i].step;
	return (uint8_t)(code < 186 ? code : 186);
}

static uint32_t period_of_code(uint8_t code)
{
	size_t i = 0;

	while (code < pieces[i].code)
		i++;
	return pieces[i].seconds + (uint32_t)(code - pieces[i].code) * pieces[i].step;
}

/* ---- values to octets ---------------------------------------------------------------- */

/* Counts on past its end, so that one check at the end is enough. */
struct writer {
	uint8_t *octets;
	size_t size, room;
};

static void put_u8(struct writer *to, unsigned int value)
{
	if (to->size < to->room)
		to->octets[to->size] = (uint8_t)value;
	to->size++;
}

static void put_u16(struct writer *to, unsigned int value)
{
	put_u8(to, value >> 8);
	put_u8(to, value & 0xff);
}

static void put_octets(struct writer *to, const uint8_t *octets, size_t size)
{
	if (to->size + size <= to->room)
		memcpy(to->octets + to->size, octets, size);
	to->size += size;
}

static void put_cell(struct writer *to, const struct cbsp_cell *cell)
{
	uint8_t plmn[CELL_ID_PLMN_OCTETS];

	if (cell->form == CBSP_CELL_CGI || cell->form == CBSP_CELL_LAI) {
		cell_id_plmn_pack(plmn, cell->plmn);
		put_octets(to, plmn, sizeof(plmn));
	}
	if (cell->form != CBSP_CELL_CI && cell->form != CBSP_CELL_ALL)
		put_u16(to, cell->lac);
	if (cell->form <= CBSP_CELL_CI)
		put_u16(to, cell->ci);
}

/* Puts the length of all behind `begun` into the two octets kept there for it. */
static void end_list(struct writer *to, size_t begun)
{
	size_t size = to->size - begun - 2;

	if (to->size > to->room)
		return;
	to->octets[begun] = (uint8_t)(size >> 8);
	to->octets[begun + 1] = (uint8_t)size;
}

static void put_list(struct writer *to, enum shape shape, const struct cbsp_message *message)
{
	size_t begun = to->size;

	put_u16(to, 0); /* its length, known at the end */
	if (shape == SHAPE_CELLS) {
		put_u8(to, message->cell_count ? message->cells[0].form : CBSP_CELL_ALL);
		for (size_t i = 0; i < message->cell_count; i++)
			put_cell(to, &message->cells[i]);
	} else if (shape == SHAPE_COMPLETED) {
		put_u8(to, message->completed[0].cell.form);
		for (size_t i = 0; i < message->completed_count; i++) {
			put_cell(to, &message->completed[i].cell);
			put_u16(to, message->completed[i].count);
			put_u8(to, message->completed[i].info);
		}
	} else {
		for (size_t i = 0; i < message->failure_count; i++) {
			put_u8(to, message->failures[i].cell.form);
			put_cell(to, &message->failures[i].cell);
			put_u8(to, message->failures[i].cause);
		}
	}
	end_list(to, begun);
}

static bool is_present(const struct element *element, const struct cbsp_message *message)
{
	switch (element->shape) {
	case SHAPE_CELLS:
		return message->has_cells;
	case SHAPE_COMPLETED:
		return message->completed_count > 0;
	case SHAPE_FAILURES:
		return message->failure_count > 0;
	default:
		return !element->has || *((const bool *)((const char *)message + element->has));
	}
}

static void put_pages(struct writer *to, const struct cbsp_message *message)
{
	for (size_t i = 0; i < message->page_count; i++) {
		put_u8(to, 0x01);
		put_u8(to, message->pages[i].used);
		put_octets(to, message->pages[i].octets, ROUTE_PAGE_OCTETS);
	}
}

static void put_element(struct writer *to, uint8_t iei, const struct cbsp_message *message)
{
	const struct element *element = &elements[iei];
	const void *value = (const char *)message + element->at;

	if (element->shape == SHAPE_PAGE) {
		put_pages(to, message);
		return;
	}
	put_u8(to, iei);
	switch (element->shape) {
	case SHAPE_U8:
		put_u8(to, *(const uint8_t *)value);
		return;
	case SHAPE_U16:
		put_u16(to, *(const uint16_t *)value);
		return;
	case SHAPE_PERIOD:
		put_u8(to, period_code(*(const uint32_t *)value));
		return;
	case SHAPE_PAGE_COUNT:
		put_u8(to, (unsigned int)message->page_count);
		return;
	default:
		put_list(to, element->shape, message);
	}
}

enum err cbsp_pack(uint8_t *octets, size_t room, size_t *size, const struct cbsp_message *message,
		   struct fault *why)
{
	const struct layout *layout = layout_of(message->type);
	struct writer to = { octets, 0, room };

	if (!layout)
		return err_set(why, ERR_INPUT, "TS 48.049 8.2.1", "no type %u", message->type);
	put_u16(&to, (unsigned int)message->type << 8);
	put_u16(&to, 0);
	for (size_t i = 0; i < MESSAGE_IEIS_MAX && layout->ieis[i]; i++) {
		if (is_present(&elements[layout->ieis[i]], message))
			put_element(&to, layout->ieis[i], message);
	}
	if (to.size > room)
		return err_set(why, ERR_LIMIT, NULL, "%s takes %zu octets, %zu are there",
			       layout->name, to.size, room);
	octets[1] = (uint8_t)((to.size - HEADER_OCTETS) >> 16);
	octets[2] = (uint8_t)((to.size - HEADER_OCTETS) >> 8);
	octets[3] = (uint8_t)(to.size - HEADER_OCTETS);
	*size = to.size;
	return ERR_OK;
}

/* ---- octets to values ---------------------------------------------------------------- */

static unsigned int get_u16(const uint8_t *octets)
{
	return (unsigned int)octets[0] << 8 | octets[1];
}

static bool read_cell(struct cbsp_cell *out, unsigned int form, const uint8_t *octets)
{
	*out = (struct cbsp_cell){ .form = (enum cbsp_cell_form)form };
	if (form == CBSP_CELL_CGI || form == CBSP_CELL_LAI) {
		if (!cell_id_plmn_unpack(&out->plmn, octets))
			return false;
		octets += CELL_ID_PLMN_OCTETS;
	}
	if (form != CBSP_CELL_CI && form != CBSP_CELL_ALL) {
		out->lac = (uint16_t)get_u16(octets);
		octets += 2;
	}
	if (form <= CBSP_CELL_CI)
		out->ci = (uint16_t)get_u16(octets);
	return true;
}

/* How many items of `more` octets behind each cell there are; false if they do not fit evenly. */
static bool count_items(const uint8_t *value, size_t size, size_t more, size_t *count)
{
	size_t each;

	if (!size || cell_octets[value[0] & 15] < 0)
		return false;
	each = (size_t)cell_octets[value[0] & 15] + more;
	*count = each ? (size - 1) / each : 0;
	return each ? (size - 1) % each == 0 : size == 1;
}

static bool read_cells(struct cbsp_message *out, const uint8_t *value, size_t size)
{
	struct cbsp_cell *cells;
	size_t count;

	if (out->has_cells || !count_items(value, size, 0, &count))
		return false;
	cells = talloc_zero_size(out, (count + 1) * sizeof(*cells));
	for (size_t i = 0; i < count; i++) {
		if (!read_cell(&cells[i], value[0] & 15u,
			       value + 1 + i * (size_t)cell_octets[value[0] & 15]))
			return false;
	}
	out->has_cells = true;
	out->cells = cells;
	out->cell_count = count;
	return true;
}

static bool read_completed(struct cbsp_message *out, const uint8_t *value, size_t size)
{
	struct cbsp_item *items;
	size_t count;

	if (out->completed || !count_items(value, size, 3, &count))
		return false;
	items = talloc_zero_size(out, (count + 1) * sizeof(*items));
	for (size_t i = 0; i < count; i++) {
		size_t cell = (size_t)cell_octets[value[0] & 15];
		const uint8_t *item = value + 1 + i * (cell + 3);

		if (!read_cell(&items[i].cell, value[0] & 15u, item))
			return false;
		items[i].count = (uint16_t)get_u16(item + cell);
		items[i].info = item[cell + 2];
	}
	out->completed = items;
	out->completed_count = count;
	return true;
}

/* Every item has a discriminator of its own. */
static bool read_failures(struct cbsp_message *out, const uint8_t *value, size_t size)
{
	struct cbsp_item *items;
	size_t at = 0, count = 0;

	if (out->failures)
		return false;
	items = talloc_zero_size(out, (size / 2 + 1) * sizeof(*items));
	while (at < size) {
		int cell = cell_octets[value[at] & 15];

		if (cell < 0 || at + 2 + (size_t)cell > size ||
		    !read_cell(&items[count].cell, value[at] & 15u, value + at + 1))
			return false;
		items[count++].cause = value[at + 1 + (size_t)cell];
		at += 2 + (size_t)cell;
	}
	out->failures = items;
	out->failure_count = count;
	return true;
}

static bool read_page(struct cbsp_message *out, const uint8_t *value)
{
	struct route_page *page = &out->pages[out->page_count];

	if (out->page_count == ROUTE_PAGES_MAX || value[0] > ROUTE_PAGE_OCTETS)
		return false;
	page->used = value[0];
	memcpy(page->octets, value + 1, ROUTE_PAGE_OCTETS);
	out->page_count++;
	return true;
}

static bool read_value(struct cbsp_message *out, const struct element *element,
		       const uint8_t *value, size_t size)
{
	void *at = (char *)out + element->at;

	if (element->has)
		*(bool *)((char *)out + element->has) = true;
	switch (element->shape) {
	case SHAPE_U8:
		*(uint8_t *)at = value[0];
		return true;
	case SHAPE_U16:
		*(uint16_t *)at = (uint16_t)get_u16(value);
		return true;
	case SHAPE_PERIOD:
		*(uint32_t *)at = period_of_code(value[0]);
		return true;
	case SHAPE_PAGE:
		return read_page(out, value);
	case SHAPE_CELLS:
		return read_cells(out, value, size);
	case SHAPE_COMPLETED:
		return read_completed(out, value, size);
	case SHAPE_FAILURES:
		return read_failures(out, value, size);
	default:
		return true;
	}
}

/* One element at `at`; returns where the next begins, or 0. */
static size_t read_element(struct cbsp_message *out, const uint8_t *octets, size_t size, size_t at)
{
	const struct element *element = octets[at] < IEIS_MAX ? &elements[octets[at]] : elements;
	size_t value = at + 1, length = element->octets;

	if (element->shape == SHAPE_NONE)
		return 0;
	if (!length) { /* a list, which says its own */
		if (value + 2 > size)
			return 0;
		length = get_u16(octets + value);
		value += 2;
	}
	if (length > size - value || !read_value(out, element, octets + value, length))
		return 0;
	return value + length;
}

enum err cbsp_unpack(struct cbsp_message **out, void *ctx, const uint8_t *octets, size_t size,
		     struct fault *why)
{
	struct cbsp_message *message;
	size_t total = 0, at = HEADER_OCTETS;

	if (cbsp_need(octets, size, &total, why) != ERR_OK || total != size)
		return err_set(why, ERR_INPUT, "TS 48.049 8.2.1", "%zu octets are not one message",
			       size);
	message = talloc_zero(ctx, struct cbsp_message);
	if (!message)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a message");
	message->type = (enum cbsp_type)octets[0];
	while (at < size) {
		size_t next = read_element(message, octets, size, at);

		if (!next) {
			talloc_free(message);
			return err_set(why, ERR_INPUT, "TS 48.049 8.2", "%s: malformed at %zu",
				       cbsp_type_name((enum cbsp_type)octets[0]), at);
		}
		at = next;
	}
	*out = message;
	return ERR_OK;
}
