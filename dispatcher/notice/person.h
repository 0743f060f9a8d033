/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Person: somebody who may act, known by the digest of a token. A person belongs to one body
 * and has roles; nobody acts without one (art. 12: verify and register the real sender).
 */
#ifndef NOTICE_PERSON_H
#define NOTICE_PERSON_H

#include <stdbool.h>

#include "base/digest.h"
#include "base/utc.h"

enum person_role {
	/* bits */
	PERSON_ROLE_AGENCY = 1 << 0,
	PERSON_ROLE_AUTHORITY = 1 << 1,
	PERSON_ROLE_DUTY_OFFICER = 1 << 2, /* 值班人员 */
	PERSON_ROLE_CARRIER = 1 << 3,
	PERSON_ROLE_INSPECTOR = 1 << 4,
	PERSON_ROLE_ADMIN = 1 << 5,
};

enum { PERSON_ROLE_COUNT = 6 };

/* The word for the n-th bit: "duty-officer" for 2. */
const char *person_role_name(unsigned int bit);

struct person {
	struct slice identifier; /* unique in the registry */
	struct slice name;
	struct slice body; /* id of an agency, authority or carrier */
	uint32_t roles;
	struct digest
		token_digest; /* SHA-256 of the token's text; the token itself is never kept */
	bool has_token;
	struct utc valid_until; /* unset: no end */
	bool is_verified;	/* art. 12: identity checked and registered */
};

#endif
