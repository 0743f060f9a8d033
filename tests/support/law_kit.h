/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The country's data as it is shipped, and days by year, month and day, for the tests of the law.
 */
#ifndef TESTS_LAW_KIT_H
#define TESTS_LAW_KIT_H

#include "judge/country.h"

/* Of cap-profiles/cn, loaded once, on the first call; fails the test when it cannot be. */
const struct country *law_kit_country(void);

static inline int64_t law_kit_day(const char *text)
{
	int64_t day = -1;

	return calendar_day_read(&day, slice_of(text), NULL) == ERR_OK ? day : -1;
}

#endif
