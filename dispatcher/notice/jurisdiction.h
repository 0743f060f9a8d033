/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Jurisdiction 管辖: which authority an application belongs to, and whether the divisions it
 * names lie inside the body's and that authority's (art. 3 and 27). Areas drawn as polygons are
 * judged by the cells they reach; this is for areas named by adcode.
 *
 *	bodies of the state, or an area across provinces	the ministry 工业和信息化部
 *	every other body, a city's included			the authority of its province
 */
#ifndef NOTICE_JURISDICTION_H
#define NOTICE_JURISDICTION_H

#include "notice/division.h"
#include "notice/registry.h"
#include "notice/rules.h"

struct jurisdiction_case {
	const struct registry *registry;
	const struct division_table *divisions;
	const struct registry_agency *body;
	const struct registry_authority *authority; /* the one applied to */
	const struct slice *adcodes;		    /* of the area, as they were written */
	size_t adcode_count;
	enum lane lane;
	bool only_enrolled;
	const char *basis;
};

struct jurisdiction_authority {
	const struct registry_authority *authority; /* NULL: not in the registry */
	bool is_ministry;
	uint32_t province; /* adcode; 0: of the ministry, or nobody can tell */
};

struct jurisdiction_authority jurisdiction_authority_for(const struct jurisdiction_case *question);

/* Adds the `authority` finding where the application went to another than that one. */
void jurisdiction_judge_authority(struct findings *findings,
				  const struct jurisdiction_case *question);

/*
 * Adds an `area` finding for each adcode that is no division, lies outside the country's scope,
 * or outside the body's or the authority's jurisdiction.
 */
void jurisdiction_judge_area(struct findings *findings, const struct jurisdiction_case *question);

#endif
