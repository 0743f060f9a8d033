/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/person.h"

static const char *const role_names[PERSON_ROLE_COUNT] = {
	"agency", "authority", "duty-officer", "carrier", "inspector", "admin",
};

const char *person_role_name(unsigned int bit)
{
	return bit < PERSON_ROLE_COUNT ? role_names[bit] : "invalid";
}
