/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Naming: does a text name its sending body (art. 27)? By a registered full or short name, read
 * by the longest match: where "云江省应急管理厅宣传中心" is a body too, a text that names it does
 * not name 云江省应急管理厅. And only by one that is that body's alone in the target area: a bare
 * 应急局 is none.
 */
#ifndef NOTICE_NAMING_H
#define NOTICE_NAMING_H

#include "notice/plain.h"
#include "notice/registry.h"

struct naming;

/* The names of all agencies of the registry, whose rows must outlive it. On ctx. */
enum err MUST_USE naming_make(struct naming **out, void *ctx, const struct registry *registry,
			      struct fault *why);

struct naming_case {
	const struct naming *naming;
	const struct registry_agency *agency; /* of that registry */
	/* The target area, where it is named by adcodes; none: the body's own jurisdiction. */
	const uint32_t *adcodes;
	size_t adcode_count;
};

bool naming_finds(const struct naming_case *question, const struct plain *plain);

#endif
