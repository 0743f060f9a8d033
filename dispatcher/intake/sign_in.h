/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sign-in: who sent this request. A bearer token is looked up by its SHA-256, so that neither
 * the lookup's time nor a stolen table says anything about a token.
 */
#ifndef INTAKE_SIGN_IN_H
#define INTAKE_SIGN_IN_H

#include "intake/call.h"

enum { SIGN_IN_TOKEN_OCTETS_MAX = 512 };

/*
 * Fills principal and token of the call from its request. False: 401 or 429 is answered, and
 * the call is the caller's to free.
 */
bool sign_in(struct intake_call *call);

#endif
