/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/cells_divisions.h"

#include <stdio.h>
#include <talloc.h>

void ctl_cells_divisions_open(struct ctl_cells_divisions *out, const char *profiles)
{
	struct country *country = NULL;
	struct fault why;

	*out = (struct ctl_cells_divisions){ .ctx = talloc_named_const(NULL, 0, "divisions") };
	if (country_load(&country, out->ctx, profiles, &why) == ERR_OK)
		out->country = country;
	else
		fprintf(stderr,
			"cbctl: note: the table of divisions is not at hand: no adcode is looked "
			"up: %s\n",
			why.text);
}

/* What has counties below it is no cell's county; some cities have none. */
static bool is_of_cells(const struct division *division)
{
	switch (division->kind) {
	case DIVISION_COUNTY:
	case DIVISION_MUNICIPALITY_DISTRICT:
	case DIVISION_PROVINCE_COUNTY:
	case DIVISION_CITY_WITHOUT_DISTRICTS:
		return true;
	default: /* Hong Kong, Macao and Taiwan stand there as a whole */
		return division->government == DIVISION_OUT_OF_SCOPE;
	}
}

void ctl_cells_divisions_look(void *data, uint32_t adcode, uint64_t cells)
{
	struct ctl_cells_divisions *divisions = data;
	const struct division *division;

	if (!divisions->country || adcode == 0)
		return;
	division = division_find(&divisions->country->divisions, adcode);
	if (division && is_of_cells(division))
		return;
	divisions->cells += cells;
	if (divisions->strange++ >= CTL_CELLS_DIVISIONS_SHOWN)
		return;
	if (division)
		fprintf(stderr, "cbctl: note: adcode %06u %.*s is a %s, no county: %llu cells\n",
			adcode, SLICE_PRINT(division->name), division_kind_name(division->kind),
			(unsigned long long)cells);
	else
		fprintf(stderr,
			"cbctl: note: adcode %06u is not in the table of divisions: %llu cells\n",
			adcode, (unsigned long long)cells);
}

void ctl_cells_divisions_end(const struct ctl_cells_divisions *divisions)
{
	if (divisions->strange > 0)
		fprintf(stderr, "cbctl: note: %llu cells have %llu adcodes that are no county's\n",
			(unsigned long long)divisions->cells,
			(unsigned long long)divisions->strange);
}
