/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "wire/cbsp_table.h"

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

static void put_octets(struct writer *to, const void *octets, size_t size)
{
	if (to->size + size <= to->room)
		memcpy(to->octets + to->size, octets, size);
	to->size += size;
}

/* Puts what has only now become known into octets kept for it. */
static void patch_u16(struct writer *to, size_t at, size_t value)
{
	if (at + 2 > to->room)
		return;
	to->octets[at] = (uint8_t)(value >> 8);
	to->octets[at + 1] = (uint8_t)value;
}

/* ---- lists --------------------------------------------------------------------------- */

struct list {
	const struct cbsp_table_element *element;
	const char *items;
	size_t count, stride;
};

static struct list list_of(const struct cbsp_table_element *element,
			   const struct cbsp_message *message)
{
	struct list list = { .element = element, .stride = cbsp_table_stride(element->shape) };

	memcpy(&list.items, (const char *)message + element->at, sizeof(list.items));
	memcpy(&list.count, (const char *)message + element->count, sizeof(list.count));
	return list;
}

static const void *item_of(const struct list *list, size_t i)
{
	return list->items + i * list->stride;
}

static const struct cbsp_cell *cell_of(const struct list *list, size_t i)
{
	return item_of(list, i);
}

/* One discriminator stands for the whole list, except among failures. */
static enum err check_list(const struct list *list, struct fault *why)
{
	bool is_mixed = list->element->shape == CBSP_SHAPE_FAILURES;
	size_t octets = 1;

	for (size_t i = 0; i < list->count; i++) {
		int cell = cbsp_table_cell_octets(cell_of(list, i)->form);

		if (cell < 0 || (!is_mixed && cell_of(list, i)->form != cell_of(list, 0)->form))
			return err_set(why, ERR_INPUT, "TS 48.049 8.2.6",
				       "%s: item %zu is of form %d", list->element->name, i + 1,
				       cell_of(list, i)->form);
		octets += is_mixed + (size_t)cell + cbsp_table_tail_octets(list->element->shape);
	}
	if (octets > CBSP_TABLE_LIST_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, "TS 48.049 8.2.6", "%s: %zu items take %zu octets",
			       list->element->name, list->count, octets);
	return ERR_OK;
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

static void put_item(struct writer *to, const struct list *list, size_t i)
{
	const struct cbsp_item *item;

	if (list->element->shape == CBSP_SHAPE_FAILURES)
		put_u8(to, cell_of(list, i)->form);
	put_cell(to, cell_of(list, i));
	if (list->element->shape == CBSP_SHAPE_CELLS)
		return;
	item = item_of(list, i);
	if (list->element->shape == CBSP_SHAPE_FAILURES) {
		put_u8(to, item->cause);
	} else if (list->element->shape == CBSP_SHAPE_LOADING) {
		put_octets(to, item->loads, CBSP_LOADS);
	} else {
		put_u16(to, item->count);
		put_u8(to, item->info);
	}
}

static enum err put_list(struct writer *to, const struct list *list, struct fault *why)
{
	size_t begun = to->size;
	enum err err = check_list(list, why);

	if (err != ERR_OK)
		return err;
	put_u16(to, 0);
	if (list->element->shape != CBSP_SHAPE_FAILURES)
		put_u8(to, list->count ? cell_of(list, 0)->form : CBSP_CELL_ALL);
	for (size_t i = 0; i < list->count; i++)
		put_item(to, list, i);
	patch_u16(to, begun, to->size - begun - 2);
	return ERR_OK;
}

/* ---- pages --------------------------------------------------------------------------- */

static enum err check_pages(const struct cbsp_message *message, struct fault *why)
{
	if (message->page_count < 1 || message->page_count > ROUTE_PAGES_MAX)
		return err_set(why, ERR_LIMIT, "TS 23.041 9.4.1", "%zu pages, 1 to %d can go",
			       message->page_count, ROUTE_PAGES_MAX);
	for (size_t i = 0; i < message->page_count; i++) {
		uint8_t used = message->pages[i].used;

		if (used < 1 || used > ROUTE_PAGE_OCTETS)
			return err_set(why, ERR_LIMIT, "TS 48.049 8.2.3", "page %zu uses %u octets",
				       i + 1, used);
	}
	return ERR_OK;
}

static enum err put_pages(struct writer *to, const struct cbsp_message *message, struct fault *why)
{
	enum err err = check_pages(message, why);

	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < message->page_count; i++) {
		put_u8(to, CBSP_TABLE_IEI_PAGE);
		put_u8(to, message->pages[i].used);
		put_octets(to, message->pages[i].octets, ROUTE_PAGE_OCTETS);
	}
	return ERR_OK;
}

/* ---- elements ------------------------------------------------------------------------ */

static uint32_t number_of(const struct cbsp_table_element *element,
			  const struct cbsp_message *message)
{
	const void *at = (const char *)message + element->at;

	switch (element->shape) {
	case CBSP_SHAPE_U8:
		return *(const uint8_t *)at;
	case CBSP_SHAPE_U16:
		return *(const uint16_t *)at;
	default:
		return *(const uint32_t *)at;
	}
}

static enum err put_number(struct writer *to, const struct cbsp_table_element *element,
			   const struct cbsp_message *message, struct fault *why)
{
	uint32_t value = number_of(element, message);

	if (value < element->min || value > element->max)
		return err_set(why, ERR_LIMIT, "TS 48.049 8.2", "%s %u is not in %u..%u",
			       element->name, value, element->min, element->max);
	if (element->shape == CBSP_SHAPE_U16)
		put_u16(to, value);
	else
		put_u8(to,
		       element->shape == CBSP_SHAPE_PERIOD ? cbsp_table_period_code(value) : value);
	return ERR_OK;
}

static enum err put_value(struct writer *to, const struct cbsp_table_element *element,
			  const struct cbsp_message *message, struct fault *why)
{
	struct list list;

	switch (element->shape) {
	case CBSP_SHAPE_U8:
	case CBSP_SHAPE_U16:
	case CBSP_SHAPE_PERIOD:
		return put_number(to, element, message, why);
	case CBSP_SHAPE_OCTETS:
		put_octets(to, (const char *)message + element->at, element->octets);
		return ERR_OK;
	case CBSP_SHAPE_PAGE_COUNT:
		put_u8(to, (unsigned int)message->page_count);
		return ERR_OK;
	default:
		list = list_of(element, message);
		return put_list(to, &list, why);
	}
}

static bool is_there(const struct cbsp_table_element *element, const struct cbsp_message *message)
{
	if (element->has)
		return *((const bool *)((const char *)message + element->has));
	return element->octets || list_of(element, message).count > 0;
}

static bool is_wanted(enum cbsp_table_need need, const struct cbsp_message *message)
{
	return need == CBSP_MUST || (need == CBSP_IF_CBS && message->has_channel) ||
	       (need == CBSP_IF_ETWS && message->has_emergency);
}

static enum err put_element(struct writer *to, uint8_t iei, const struct cbsp_message *message,
			    struct fault *why)
{
	if (iei == CBSP_TABLE_IEI_PAGE)
		return put_pages(to, message, why);
	put_u8(to, iei);
	return put_value(to, cbsp_table_element(iei), message, why);
}

/* A list that names nobody must not come to mean everybody. */
static enum err check_message(const struct cbsp_message *message, struct fault *why)
{
	if (message->has_cells && !message->all_cells == !message->cell_count)
		return err_set(why, ERR_INPUT, "TS 48.049 8.2.6",
			       message->cell_count ? "cells are named, and all as well"
						   : "no cell is named");
	if (message->type == CBSP_WRITE_REPLACE && message->has_channel == message->has_emergency)
		return err_set(why, ERR_INPUT, "TS 48.049 8.1.3.1",
			       "WRITE-REPLACE is either of CBS or of ETWS");
	return ERR_OK;
}

static enum err put_elements(struct writer *to, const struct cbsp_table_layout *layout,
			     const struct cbsp_message *message, struct fault *why)
{
	enum err err = check_message(message, why);

	for (size_t i = 0; err == ERR_OK && layout->rows[i].iei; i++) {
		const struct cbsp_table_element *element = cbsp_table_element(layout->rows[i].iei);
		bool wanted = is_wanted(layout->rows[i].need, message);

		if (!wanted && layout->rows[i].need != CBSP_MAY)
			continue;
		if (is_there(element, message))
			err = put_element(to, layout->rows[i].iei, message, why);
		else if (wanted)
			err = err_set(why, ERR_INPUT, "TS 48.049 8.1.3", "%s needs its %s",
				      layout->name, element->name);
	}
	return err;
}

enum err cbsp_pack(uint8_t *octets, size_t room, size_t *size, const struct cbsp_message *message,
		   struct fault *why)
{
	const struct cbsp_table_layout *layout = cbsp_table_layout(message->type);
	struct writer to = { octets, 0, room };
	enum err err;

	if (!layout)
		return err_set(why, ERR_INPUT, "TS 48.049 8.2.1", "no message type %u",
			       message->type);
	put_u8(&to, message->type);
	put_u8(&to, 0);
	put_u16(&to, 0);
	err = put_elements(&to, layout, message, why);
	if (err != ERR_OK)
		return err;
	if (to.size > room)
		return err_set(why, ERR_LIMIT, "", "%s takes %zu octets, %zu are there",
			       layout->name, to.size, room);
	octets[1] = (uint8_t)((to.size - CBSP_TABLE_HEADER_OCTETS) >> 16);
	patch_u16(&to, 2, to.size - CBSP_TABLE_HEADER_OCTETS);
	*size = to.size;
	return ERR_OK;
}
