/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/reach.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

static double number_of(const json_t *object, const char *member)
{
	return json_number_value(json_object_get(object, member));
}

static json_int_t count_of(const json_t *object, const char *member)
{
	return json_integer_value(json_object_get(object, member));
}

/* "4g 412, 5g 90" */
static void print_rats(const json_t *audience)
{
	const char *rat, *comma = "  by generation: ";
	json_t *counts;

	json_object_foreach(json_object_get(audience, "by_rat"), rat, counts)
	{
		printf("%s%s %" JSON_INTEGER_FORMAT, comma, rat, count_of(counts, "cells"));
		comma = ", ";
	}
	if (*comma == ',')
		putchar('\n');
}

static void print_not_reached(const json_t *audience)
{
	static const struct {
		const char *member, *words;
	} reasons[] = {
		{ "no_node", "the register names no node" },
		{ "no_link", "no link leads to their node" },
		{ "link_down", "their node is down" },
		{ "cell_down", "their node says that they are down" },
	};
	const json_t *all = json_object_get(audience, "not_reached");

	if (count_of(all, "cells") == 0)
		return;
	printf("  ! NOT REACHED NOW: %" JSON_INTEGER_FORMAT " cells, %" JSON_INTEGER_FORMAT
	       " people\n",
	       count_of(all, "cells"), count_of(all, "people"));
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		const json_t *counts = json_object_get(all, reasons[i].member);

		if (count_of(counts, "cells") > 0)
			printf("    %" JSON_INTEGER_FORMAT " cells, %" JSON_INTEGER_FORMAT
			       " people: %s\n",
			       count_of(counts, "cells"), count_of(counts, "people"),
			       reasons[i].words);
	}
}

static void print_fit(const json_t *audience)
{
	const json_t *over = json_object_get(audience, "over");
	const json_t *under = json_object_get(audience, "under");
	const json_t *silent = json_object_get(audience, "silent");

	if (count_of(audience, "cells_by_code") > 0)
		printf("  by the code of their region: %" JSON_INTEGER_FORMAT
		       " cells; what they cover beyond it is not known\n",
		       count_of(audience, "cells_by_code"));
	if (!over)
		return;
	printf("  outside the area: %.1f km2 (+-%.1f), %.0f people (+-%.0f)\n",
	       number_of(over, "km2"), number_of(over, "km2_error"), number_of(over, "people"),
	       number_of(over, "people_error"));
	printf("  covered by no cell: %.1f km2 (+-%.1f) of %.1f, %.1f%%\n", number_of(under, "km2"),
	       number_of(under, "km2_error"), number_of(audience, "area_km2"),
	       100 * number_of(under, "share"));
	if (number_of(silent, "km2") > 0)
		printf("  ! covered only by cells that cannot be told now: %.1f km2 (+-%.1f)\n",
		       number_of(silent, "km2"), number_of(silent, "km2_error"));
}

static void print_codes(struct remote *remote, const json_t *audience)
{
	const json_t *code;
	size_t i;

	json_array_foreach(json_object_get(audience, "codes_without_cells"), i, code)
	{
		printf("  ! %s \"%s\" reaches nothing: %s\n",
		       remote_text(remote, code, "value_name"), remote_text(remote, code, "value"),
		       remote_text(remote, code, "reason"));
	}
}

void reach_print(struct remote *remote, const json_t *audience)
{
	const char *missing = remote_text(remote, audience, "missing");

	if (!json_is_object(audience))
		return;
	printf("REACH NOW\n");
	if (*missing) {
		printf("  not known: %s\n", missing);
		return;
	}
	printf("  %s cells on %s nodes, %s people\n", remote_text(remote, audience, "cells"),
	       remote_text(remote, audience, "nodes"), remote_text(remote, audience, "people"));
	print_rats(audience);
	print_not_reached(audience);
	print_fit(audience);
	print_codes(remote, audience);
	if (json_object_get(audience, "cell_register"))
		printf("  by the register %.16s\n", remote_text(remote, audience, "cell_register"));
}

static enum ctl_exit reach(struct remote *remote)
{
	struct http_client_ask ask = { .method = "GET" };
	const char *rest = remote->geojson ? "/reach?format=geojson" : "/reach";
	json_t *answer = NULL;
	enum ctl_exit result;

	ask.path = remote_notice_path(remote, remote->words[0], rest);
	if (!ask.path)
		return CTL_USAGE;
	remote->json |= remote->geojson;
	result = remote_ask(remote, &ask, &answer);
	if (result == CTL_DONE && !remote->json) {
		printf("NOTICE %s  %s\n", remote_text(remote, answer, "notice"),
		       remote_text(remote, answer, "state"));
		reach_print(remote, json_object_get(answer, "audience"));
	}
	json_decref(answer);
	return result;
}

REMOTE_COMMAND(ctl_reach, CTL_REACH_USAGE, REMOTE_GEOJSON, 1, reach)
