/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A correction 更正 as its document says it: area and channels are those of the notice. */
#ifndef WIRE_CORRECTION_JSON_H
#define WIRE_CORRECTION_JSON_H

#include "wire/fields.h"

struct correction {
	struct slice correction_of; /* notice number, in decimal */
	struct slice text;
};

extern const struct fields correction_json;

#endif
