/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/cells.h"

#include "base/geo_ring.h"

enum { ADCODE_MIN = 110000, ADCODE_MAX = 999999 };

static const char *const code_names[CELLS_CODE_COUNT] = {
	[CELLS_CODE_UNKNOWN] = "unknown",
	[CELLS_CODE_MALFORMED] = "malformed",
	[CELLS_CODE_TOO_FINE] = "too-fine",
	[CELLS_CODE_RESOLVED] = "resolved",
};

static const char *const value_names[] = { "adcode", "CPEAS Geographic Code" };

const char *cells_code_name(enum cells_code code)
{
	return (unsigned int)code < CELLS_CODE_COUNT ? code_names[code] : "invalid";
}

/* ---- codes ---------------------------------------------------------------------------- */

bool cells_names_regions(struct slice value_name)
{
	for (size_t i = 0; i < sizeof(value_names) / sizeof(value_names[0]); i++)
		if (slice_is(value_name, value_names[i]))
			return true;
	return false;
}

enum cells_code cells_code_resolve(uint32_t *adcode, const struct area_code *code)
{
	struct slice head = { code->value.at, 6 }, tail = { NULL, 0 };
	uint64_t region, part = 0;

	if (!cells_names_regions(code->value_name))
		return CELLS_CODE_UNKNOWN;
	if (code->value.size == 12)
		tail = (struct slice){ code->value.at + 6, 6 };
	else if (code->value.size != 6)
		return CELLS_CODE_MALFORMED;
	if (!slice_to_u64(head, ADCODE_MAX, &region) || region < ADCODE_MIN ||
	    (tail.at && !slice_to_u64(tail, 999999, &part)))
		return CELLS_CODE_MALFORMED;
	if (part != 0)
		return CELLS_CODE_TOO_FINE;
	*adcode = (uint32_t)region;
	return CELLS_CODE_RESOLVED;
}

bool cells_adcode_read(uint32_t *adcode, struct slice value)
{
	const struct area_code code = { SLICE_LITERAL("adcode"), value };

	return cells_code_resolve(adcode, &code) == CELLS_CODE_RESOLVED;
}

bool cells_code_next(struct area_code *out, struct slice *rest, const struct area_code *code)
{
	out->value_name = code->value_name;
	return slice_word(rest, ", \t\r\n", &out->value);
}

uint32_t cells_adcode_last(uint32_t adcode)
{
	if (adcode % 10000 == 0)
		return adcode + 9999;
	return adcode % 100 == 0 ? adcode + 99 : adcode;
}

bool cells_adcode_covers(uint32_t outer, uint32_t inner)
{
	return inner >= outer && inner <= cells_adcode_last(outer) && outer != 0;
}

/* ---- nodes ---------------------------------------------------------------------------- */

bool cells_node_next(struct slice *name, struct slice *rest)
{
	const char *end = rest->size ? memchr(rest->at, ';', rest->size) : NULL;

	if (rest->size == 0)
		return false;
	*name = (struct slice){ rest->at, end ? (size_t)(end - rest->at) : rest->size };
	*rest = end ? (struct slice){ end + 1, rest->size - name->size - 1 }
		    : (struct slice){ NULL, 0 };
	return true;
}

bool cells_node_is_pool(struct slice node)
{
	return node.size > 0 && memchr(node.at, ';', node.size);
}

/* ---- the exact test ------------------------------------------------------------------- */

static bool code_reaches(const struct cell *cell, const struct area_code *code)
{
	struct slice rest = code->value;
	struct area_code one;
	uint32_t adcode;

	while (cells_code_next(&one, &rest, code))
		if (cells_code_resolve(&adcode, &one) == CELLS_CODE_RESOLVED &&
		    cells_adcode_covers(adcode, cell->adcode))
			return true;
	return false;
}

bool cells_reach(const struct cell *cell, const struct area *area)
{
	for (size_t i = 0; i < area->code_count; i++)
		if (code_reaches(cell, &area->codes[i]))
			return true;
	for (size_t i = 0; i < area->circle_count; i++)
		if (geo_sector_meets_circle(&cell->coverage, &area->circles[i]))
			return true;
	for (size_t i = 0; i < area->polygon_count; i++)
		if (geo_ring_polygon_meets(&area->polygons[i], &cell->coverage))
			return true;
	return false;
}

bool cells_in_jurisdiction(const struct cell *cell, const struct slice *adcodes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t adcode;

		if (cells_adcode_read(&adcode, adcodes[i]) &&
		    cells_adcode_covers(adcode, cell->adcode))
			return true;
	}
	return false;
}

int cells_compare(const struct cell *a, const struct cell *b)
{
	int order = slice_compare(a->node, b->node);
	uint8_t id_a[CELL_ID_OCTETS], id_b[CELL_ID_OCTETS];

	if (order != 0)
		return order;
	cell_id_pack(id_a, &a->id);
	cell_id_pack(id_b, &b->id);
	return memcmp(id_a, id_b, CELL_ID_OCTETS);
}
