/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/finding.h"

#include <stdio.h>

const char *ctl_finding_verdict(enum effect strongest)
{
	if (strongest == EFFECT_REFUSE)
		return "refuse";
	return strongest >= EFFECT_HOLD ? "hold" : "accept";
}

void ctl_finding_print(const struct finding *finding)
{
	const struct finding_where *where = &finding->where;

	printf("  %s: %s%s%s", effect_name(finding->effect), finding->rule,
	       finding->article ? ", " : "", finding->article ? finding->article : "");
	if (where->line)
		printf(", line %u", (unsigned int)where->line);
	if (where->path)
		printf(", %s", where->path);
	if (where->has_span)
		printf(", character %u, %u long", (unsigned int)where->offset + 1,
		       (unsigned int)where->length);
	printf("\n    %s\n    %s\n", finding->zh, finding->en);
	if (finding->suggestion)
		printf("    -> %s\n", finding->suggestion);
}
