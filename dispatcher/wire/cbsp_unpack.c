/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>
#include <talloc.h>

#include "wire/cbsp_table.h"

/* What is left of a message, and what was met in it so far. */
struct reader {
	struct cbsp_message *out;
	const struct cbsp_table_layout *layout;
	const uint8_t *octets;
	size_t size, at;
	uint32_t seen; /* bit n: element n */
	unsigned int pages_announced;
};

/* The value of one element. */
struct value {
	const struct cbsp_table_element *element;
	const uint8_t *at;
	size_t size;
};

static unsigned int get_u16(const uint8_t *octets)
{
	return (unsigned int)octets[0] << 8 | octets[1];
}

/* ---- lists --------------------------------------------------------------------------- */

/* False where a digit of the PLMN is not decimal. */
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

static void read_tail(struct cbsp_item *item, enum cbsp_table_shape shape, const uint8_t *octets)
{
	if (shape == CBSP_SHAPE_FAILURES) {
		item->cause = octets[0];
	} else if (shape == CBSP_SHAPE_LOADING) {
		memcpy(item->loads, octets, CBSP_LOADS);
	} else if (shape == CBSP_SHAPE_COMPLETED) {
		item->count = (uint16_t)get_u16(octets);
		item->info = octets[2];
	}
}

/* Items of one form, evenly spaced. False if they do not fit exactly. */
static bool count_even(const struct value *value, unsigned int form, size_t *count)
{
	int cell = cbsp_table_cell_octets(form);
	size_t each;

	if (cell < 0)
		return false;
	each = (size_t)cell + cbsp_table_tail_octets(value->element->shape);
	*count = each ? (value->size - 1) / each : 0;
	return each ? (value->size - 1) % each == 0 : value->size == 1;
}

/* Items that each say their form. */
static bool count_failures(const struct value *value, size_t *count)
{
	size_t at = 0;

	for (*count = 0; at < value->size; ++*count) {
		int cell = cbsp_table_cell_octets(value->at[at] & 15);

		if (cell < 0 || at + 2 + (size_t)cell > value->size)
			return false;
		at += 2 + (size_t)cell;
	}
	return true;
}

/* Reads `count` items, known to be all there, into items of the list's stride. */
static bool read_items(char *items, size_t count, const struct value *value)
{
	enum cbsp_table_shape shape = value->element->shape;
	bool is_mixed = shape == CBSP_SHAPE_FAILURES;
	unsigned int form = value->at[0] & 15; /* the high half is spare */
	size_t at = is_mixed ? 0 : 1;

	for (size_t i = 0; i < count; i++, items += cbsp_table_stride(shape)) {
		if (is_mixed)
			form = value->at[at++] & 15;
		if (!read_cell((struct cbsp_cell *)items, form, value->at + at))
			return false;
		at += (size_t)cbsp_table_cell_octets(form);
		if (shape != CBSP_SHAPE_CELLS)
			read_tail((struct cbsp_item *)items, shape, value->at + at);
		at += cbsp_table_tail_octets(shape);
	}
	return true;
}

static enum err bad_list(const struct value *value, struct fault *why)
{
	return err_set(why, ERR_INPUT, "TS 48.049 8.2.6", "%s: malformed", value->element->name);
}

static enum err read_list(struct cbsp_message *out, const struct value *value, struct fault *why)
{
	bool is_mixed = value->element->shape == CBSP_SHAPE_FAILURES;
	size_t count;
	char *items;

	if (!is_mixed && value->size == 0)
		return bad_list(value, why);
	if (!(is_mixed ? count_failures(value, &count)
		       : count_even(value, value->at[0] & 15, &count)))
		return bad_list(value, why);
	items = talloc_zero_size(out, (count + 1) * cbsp_table_stride(value->element->shape));
	if (!items)
		return err_set(why, ERR_MEMORY, "", "no memory for %zu items", count);
	if (!read_items(items, count, value))
		return bad_list(value, why);
	memcpy((char *)out + value->element->at, &items, sizeof(items));
	memcpy((char *)out + value->element->count, &count, sizeof(count));
	if (value->element->shape == CBSP_SHAPE_CELLS)
		out->all_cells = (value->at[0] & 15) == CBSP_CELL_ALL;
	return ERR_OK;
}

/* ---- values -------------------------------------------------------------------------- */

static enum err read_page(struct cbsp_message *out, const uint8_t *value, struct fault *why)
{
	struct route_page *page;

	if (out->page_count == ROUTE_PAGES_MAX)
		return err_set(why, ERR_LIMIT, "TS 23.041 9.4.1", "more than %d pages",
			       ROUTE_PAGES_MAX);
	if (value[0] > ROUTE_PAGE_OCTETS)
		return err_set(why, ERR_INPUT, "TS 48.049 8.2.3", "page %zu uses %u octets",
			       out->page_count + 1, value[0]);
	page = &out->pages[out->page_count++];
	page->used = value[0];
	memcpy(page->octets, value + 1, ROUTE_PAGE_OCTETS);
	return ERR_OK;
}

static enum err read_value(struct reader *from, const struct value *value, struct fault *why)
{
	void *at = (char *)from->out + value->element->at;

	if (value->element->has)
		*((bool *)((char *)from->out + value->element->has)) = true;
	switch (value->element->shape) {
	case CBSP_SHAPE_U8:
		*(uint8_t *)at = value->at[0];
		return ERR_OK;
	case CBSP_SHAPE_U16:
		*(uint16_t *)at = (uint16_t)get_u16(value->at);
		return ERR_OK;
	case CBSP_SHAPE_OCTETS:
		memcpy(at, value->at, value->size);
		return ERR_OK;
	case CBSP_SHAPE_PERIOD:
		return cbsp_table_period_of(at, value->at[0])
			       ? ERR_OK
			       : err_set(why, ERR_INPUT, "TS 48.049 8.2.23", "%s of code %u",
					 value->element->name, value->at[0]);
	case CBSP_SHAPE_PAGE:
		return read_page(from->out, value->at, why);
	case CBSP_SHAPE_PAGE_COUNT:
		from->pages_announced = value->at[0];
		return ERR_OK;
	default:
		return read_list(from->out, value, why);
	}
}

/* ---- elements ------------------------------------------------------------------------ */

/* Takes the next element off; its octets are all there then. */
static enum err take_element(struct reader *from, uint8_t *iei, struct value *value,
			     struct fault *why)
{
	size_t left = from->size - from->at - 1;

	*iei = from->octets[from->at];
	*value = (struct value){ .element = cbsp_table_element(*iei),
				 .at = from->octets + from->at + 1 };
	if (!value->element)
		return err_set(why, ERR_INPUT, "TS 48.049 8.2.1", "no element 0x%02x", *iei);
	value->size = value->element->octets;
	if (value->size == 0 && left >= 2) { /* a list, which says its own */
		value->size = get_u16(value->at);
		value->at += 2;
		left -= 2;
	} else if (value->size == 0) {
		value->size = left + 1;
	}
	if (value->size > left)
		return err_set(why, ERR_INPUT, "TS 48.049 8.2", "%s ends past the message",
			       value->element->name);
	from->at = (size_t)(value->at - from->octets) + value->size;
	return ERR_OK;
}

static bool belongs(const struct cbsp_table_layout *layout, uint8_t iei)
{
	for (size_t i = 0; layout->rows[i].iei; i++)
		if (layout->rows[i].iei == iei)
			return true;
	return false;
}

static enum err read_element(struct reader *from, struct fault *why)
{
	struct value value;
	uint8_t iei;
	enum err err = take_element(from, &iei, &value, why);

	if (err != ERR_OK)
		return err;
	if (!belongs(from->layout, iei))
		return ERR_OK;
	if (from->seen & 1u << iei && iei != CBSP_TABLE_IEI_PAGE)
		return err_set(why, ERR_INPUT, "TS 48.049 8.1.3", "a second %s",
			       value.element->name);
	from->seen |= 1u << iei;
	return read_value(from, &value, why);
}

/* ---- the message as a whole ---------------------------------------------------------- */

static bool is_wanted(enum cbsp_table_need need, uint32_t seen)
{
	return need == CBSP_MUST || (need == CBSP_IF_CBS && seen & 1u << CBSP_TABLE_IEI_CHANNEL) ||
	       (need == CBSP_IF_ETWS && seen & 1u << CBSP_TABLE_IEI_EMERGENCY);
}

static enum err check_missing(const struct reader *from, struct fault *why)
{
	for (size_t i = 0; from->layout->rows[i].iei; i++) {
		uint8_t iei = from->layout->rows[i].iei;

		if (is_wanted(from->layout->rows[i].need, from->seen) && !(from->seen & 1u << iei))
			return err_set(why, ERR_INPUT, "TS 48.049 8.1.3", "no %s",
				       cbsp_table_element(iei)->name);
	}
	return ERR_OK;
}

static enum err check_whole(const struct reader *from, struct fault *why)
{
	const struct cbsp_message *out = from->out;
	enum err err = check_missing(from, why);

	if (err != ERR_OK || out->type != CBSP_WRITE_REPLACE)
		return err;
	if (out->has_channel == out->has_emergency)
		return err_set(why, ERR_INPUT, "TS 48.049 8.1.3.1", "neither of CBS nor of ETWS");
	if (from->pages_announced != out->page_count)
		return err_set(why, ERR_INPUT, "TS 48.049 8.1.3.1", "%u pages announced, %zu come",
			       from->pages_announced, out->page_count);
	return ERR_OK;
}

static enum err read_message(struct reader *from, struct fault *why)
{
	enum err err = ERR_OK;
	size_t begun = from->at;

	while (err == ERR_OK && from->at < from->size) {
		begun = from->at;
		err = read_element(from, why);
	}
	if (err != ERR_OK)
		return err_prefix(why, err, "%s, octet %zu", from->layout->name, begun);
	err = check_whole(from, why);
	return err == ERR_OK ? ERR_OK : err_prefix(why, err, "%s", from->layout->name);
}

static enum err check_frame(const uint8_t *octets, size_t size, struct fault *why)
{
	size_t total = 0;
	enum err err = cbsp_need(octets, size, &total, why);

	if (err == ERR_OK && (size < CBSP_TABLE_HEADER_OCTETS || total != size))
		return err_set(why, ERR_INPUT, "TS 48.049 8.2.2", "%zu octets are not one message",
			       size);
	return err;
}

enum err cbsp_unpack(struct cbsp_message **out, void *ctx, const uint8_t *octets, size_t size,
		     struct fault *why)
{
	struct reader from = { .octets = octets, .size = size, .at = CBSP_TABLE_HEADER_OCTETS };
	enum err err = check_frame(octets, size, why);

	if (err != ERR_OK)
		return err;
	from.layout = cbsp_table_layout((enum cbsp_type)octets[0]);
	if (!from.layout)
		return err_set(why, ERR_INPUT, "TS 48.049 8.2.1", "no message type 0x%02x",
			       octets[0]);
	from.out = talloc_zero(ctx, struct cbsp_message);
	if (!from.out)
		return err_set(why, ERR_MEMORY, "", "no memory for a message");
	from.out->type = from.layout->type;
	err = read_message(&from, why);
	if (err != ERR_OK) {
		talloc_free(from.out);
		return err;
	}
	*out = from.out;
	return ERR_OK;
}
