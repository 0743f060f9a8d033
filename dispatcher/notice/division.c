/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/division.h"

#include <stdlib.h>

enum { DEPTH_MAX = 4, ADCODE_FIRST = 110000, ADCODE_LAST = 829999 };

static const struct {
	const char *name;
	enum settings_kind setting;
} kinds[DIVISION_KIND_COUNT] = {
	[DIVISION_NONE] = { "none", SETTINGS_NONE },
	[DIVISION_PROVINCE] = { "province", SETTINGS_NONE },
	[DIVISION_SUB_PROVINCIAL_CITY] = { "sub-provincial-city",
					   SETTINGS_SUB_PROVINCIAL_DEPARTMENT },
	[DIVISION_PREFECTURE_CITY] = { "prefecture-city", SETTINGS_NONE },
	[DIVISION_CITY_WITHOUT_DISTRICTS] = { "city-without-districts",
					      SETTINGS_CITY_WITHOUT_DISTRICTS },
	[DIVISION_AUTONOMOUS_PREFECTURE] = { "autonomous-prefecture", SETTINGS_NONE },
	[DIVISION_PREFECTURE_AREA] = { "prefecture-area", SETTINGS_PREFECTURE_AREA },
	[DIVISION_LEAGUE] = { "league", SETTINGS_LEAGUE },
	[DIVISION_MUNICIPALITY_DISTRICT] = { "municipality-district",
					     SETTINGS_MUNICIPALITY_DISTRICT },
	[DIVISION_PROVINCE_COUNTY] = { "province-county", SETTINGS_PROVINCE_COUNTY },
	[DIVISION_COUNTY] = { "county", SETTINGS_NONE },
};

static const char *const may_names[DIVISION_MAY_COUNT] = {
	[DIVISION_MAY_NOT] = "no",
	[DIVISION_MAY] = "yes",
	[DIVISION_MAY_BY_SETTING] = "setting",
	[DIVISION_OUT_OF_SCOPE] = "out-of-scope",
};

const char *division_kind_name(enum division_kind kind)
{
	return (unsigned int)kind < DIVISION_KIND_COUNT ? kinds[kind].name : "invalid";
}

const char *division_may_name(enum division_may may)
{
	return (unsigned int)may < DIVISION_MAY_COUNT ? may_names[may] : "invalid";
}

enum settings_kind division_setting(const struct division *division)
{
	return kinds[division->kind].setting;
}

/* ---- looking up ------------------------------------------------------------------------- */

static int by_adcode(const void *a, const void *b)
{
	const struct division *x = a, *y = b;

	return (x->adcode > y->adcode) - (x->adcode < y->adcode);
}

static const struct division *search(const struct division *rows, size_t count, uint32_t adcode)
{
	const struct division wanted = { .adcode = adcode };

	return count ? bsearch(&wanted, rows, count, sizeof(*rows), by_adcode) : NULL;
}

const struct division *division_find(const struct division_table *table, uint32_t adcode)
{
	return search(table->rows, table->count, adcode);
}

const struct division *division_of_code(const struct division_table *table, struct slice adcode)
{
	uint64_t number;

	if (adcode.size != 6 || !slice_to_u64(adcode, ADCODE_LAST, &number))
		return NULL;
	return division_find(table, (uint32_t)number);
}

const struct division *division_parent(const struct division_table *table,
				       const struct division *division)
{
	return division->parent ? division_find(table, division->parent) : NULL;
}

const struct division *division_province(const struct division_table *table,
					 const struct division *division)
{
	return division_find(table, division->adcode / 10000 * 10000);
}

bool division_is_in(const struct division_table *table, const struct division *division,
		    uint32_t outer)
{
	for (int depth = 0; division && depth < DEPTH_MAX; depth++) {
		if (division->adcode == outer)
			return true;
		division = division_parent(table, division);
	}
	return false;
}

const struct division *division_named(const struct division_table *table, struct slice name,
				      uint32_t outer)
{
	const struct division *found = NULL;

	for (size_t i = 0; i < table->count; i++) {
		const struct division *row = &table->rows[i];

		if (!slice_equal(row->name, name) || (outer && !division_is_in(table, row, outer)))
			continue;
		if (found)
			return NULL;
		found = row;
	}
	return found;
}

/* ---- settling --------------------------------------------------------------------------- */

static enum err settle_one(struct division *row, const struct division *rows, size_t count,
			   struct fault *why)
{
	uint32_t province = row->adcode / 10000 * 10000;

	if (row->adcode == province) {
		row->parent = 0;
		return ERR_OK;
	}
	if (!search(rows, count, province))
		return err_set(why, ERR_INPUT, "GB/T 2260", "%u: its province %u is missing",
			       row->adcode, province);
	/* A parent of another province, or the row itself, would lead in a ring or astray. */
	if (row->parent / 10000 != province / 10000 || row->parent >= row->adcode ||
	    !search(rows, count, row->parent))
		row->parent = province;
	return ERR_OK;
}

enum err division_settle(struct division *rows, size_t count, struct fault *why)
{
	enum err err = ERR_OK;

	qsort(rows, count, sizeof(*rows), by_adcode);
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		if (rows[i].adcode < ADCODE_FIRST || rows[i].adcode > ADCODE_LAST)
			return err_set(why, ERR_INPUT, "GB/T 2260", "%u is no adcode",
				       rows[i].adcode);
		if (i > 0 && rows[i].adcode == rows[i - 1].adcode)
			return err_set(why, ERR_INPUT, "GB/T 2260", "%u stands there twice",
				       rows[i].adcode);
		err = settle_one(&rows[i], rows, count, why);
	}
	return err;
}
