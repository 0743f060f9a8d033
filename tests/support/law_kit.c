/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support/law_kit.h"

#include <stdio.h>
#include <stdlib.h>

const struct country *law_kit_country(void)
{
	static struct country *country;
	struct fault why;

	if (!country && country_load(&country, NULL, "cap-profiles", &why) != ERR_OK) {
		fprintf(stderr, "%s\n", why.text);
		abort();
	}
	return country;
}
