/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Division 行政区划: the country's provinces, cities and counties by adcode (GB/T 2260), and
 * whether the government there, or its departments, may apply (art. 27 par. 1). A table that
 * was read from data (docs/divisions.md); what a kind leaves open is a setting.
 */
#ifndef NOTICE_DIVISION_H
#define NOTICE_DIVISION_H

#include <stdbool.h>

#include "base/err.h"
#include "base/slice.h"
#include "notice/settings.h"

enum division_kind {
	DIVISION_NONE = 0,
	DIVISION_PROVINCE,		 /* 省、自治区、直辖市 */
	DIVISION_SUB_PROVINCIAL_CITY,	 /* 副省级市 */
	DIVISION_PREFECTURE_CITY,	 /* 设区市 */
	DIVISION_CITY_WITHOUT_DISTRICTS, /* 不设区的地级市 */
	DIVISION_AUTONOMOUS_PREFECTURE,	 /* 自治州 */
	DIVISION_PREFECTURE_AREA,	 /* 地区 */
	DIVISION_LEAGUE,		 /* 盟 */
	DIVISION_MUNICIPALITY_DISTRICT,	 /* 直辖市的区、县 */
	DIVISION_PROVINCE_COUNTY,	 /* 省直辖县级行政单位 */
	DIVISION_COUNTY,
	DIVISION_KIND_COUNT
};
const char *division_kind_name(enum division_kind kind);

enum division_may {
	DIVISION_MAY_NOT = 0,
	DIVISION_MAY,
	DIVISION_MAY_BY_SETTING,
	DIVISION_OUT_OF_SCOPE, /* 港澳台 */
	DIVISION_MAY_COUNT
};
const char *division_may_name(enum division_may may);

struct division {
	uint32_t adcode;
	struct slice name;
	enum division_kind kind;
	uint32_t parent; /* 0: a province */
	enum division_may government, department;
};

struct division_table {
	const struct division *rows; /* ascending by adcode */
	size_t count;
};

/*
 * Sorts the rows and hangs those whose parent is not among them on their province: published
 * lists leave out the makeshift parents (市辖区, 省直辖县级行政区划). ERR_INPUT: an adcode twice or
 * out of range, or a row whose province is missing.
 */
enum err MUST_USE division_settle(struct division *rows, size_t count, struct fault *why);

const struct division *division_find(const struct division_table *table, uint32_t adcode);
/* "330100"; NULL if it is no adcode or none of the table. */
const struct division *division_of_code(const struct division_table *table, struct slice adcode);
/* NULL above a province. */
const struct division *division_parent(const struct division_table *table,
				       const struct division *division);
/* Itself, where it is one. */
const struct division *division_province(const struct division_table *table,
					 const struct division *division);
/* The only one of that name inside `outer` (0: anywhere); NULL if there is none, or more. */
const struct division *division_named(const struct division_table *table, struct slice name,
				      uint32_t outer);
/* Is it `outer` itself, or anywhere under it? */
bool division_is_in(const struct division_table *table, const struct division *division,
		    uint32_t outer);

/* The setting that a row with DIVISION_MAY_BY_SETTING leaves it to. */
enum settings_kind division_setting(const struct division *division);

#endif
