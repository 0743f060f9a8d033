/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The interfaces this program speaks. To add one, add its line here. */
#include <osmocom/core/utils.h>
#include <string.h>

#include "carriers/carrier.h"
#include "carriers/cbsp_link.h"
#include "carriers/mqtt_link.h"

static const struct carrier_ops *const modules[] = {
	&cbsp_link_ops,
	&mqtt_link_ops,
};

const struct carrier_ops *carrier_find(const char *protocol)
{
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		if (strcmp(modules[i]->protocol, protocol) == 0)
			return modules[i];
	}
	return NULL;
}
