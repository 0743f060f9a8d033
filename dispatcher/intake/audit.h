/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GET /v1/audit: the chain as it is stored. `bytes` is a string, so that an inspector hashes
 * exactly what we hashed: hash[n] = SHA-256(hash[n-1] || bytes[n]).
 */
#ifndef INTAKE_AUDIT_H
#define INTAKE_AUDIT_H

#include "intake/call.h"

void audit_list(struct intake_call *call);

#endif
