/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Quiet hours (免打扰时段): an operator's setting. Nothing planned begins, or is shown again, in
 * them; what is on the air goes on, since phones show a message once. Emergencies know no quiet
 * hours. Times of day in China.
 */
#ifndef NOTICE_QUIET_H
#define NOTICE_QUIET_H

#include "base/err.h"
#include "base/utc.h"

struct quiet {
	struct slice from, until; /* "22:00", "07:00"; both empty: none. May pass midnight. */
};

/* ERR_INPUT: not HH:MM, one of them alone, or both the same. */
enum err MUST_USE quiet_check(const struct quiet *quiet, struct fault *why);

/* That moment, or, inside quiet hours, the moment at which they end. */
struct utc quiet_over(const struct quiet *quiet, struct utc at);

#endif
