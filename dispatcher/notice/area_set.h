/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Area set: where one text goes, the union of its areas. Two sets are the same, and have one
 * digest, if they name the same shapes and codes, in whatever order and under whatever
 * descriptions: infos in two languages describe one area in two ways.
 */
#ifndef NOTICE_AREA_SET_H
#define NOTICE_AREA_SET_H

#include "notice/area.h"

struct area_set {
	const struct area *areas;
	size_t count;
};

/*
 * The canonical bytes, on ctx: a line for each shape and code, in the order of their octets, each
 * once; points in millionths of a degree, latitude first, radius in metres:
 *	circle 30200000,120200000 5000\n
 *	code adcode 330100\n
 *	polygon 30100000,120100000 ...\n
 */
struct slice area_set_canonical(void *ctx, const struct area_set *set);
struct digest area_set_digest(const struct area_set *set);

#endif
