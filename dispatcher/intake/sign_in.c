/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/sign_in.h"

#include <strings.h>
#include <talloc.h>

#include "net/clock.h"

static bool token_of(const struct http_request *request, struct slice *token)
{
	static const char scheme[] = "Bearer ";
	struct slice header = http_request_header(request, "Authorization");

	if (!header.at || header.size <= sizeof(scheme) - 1 ||
	    strncasecmp(header.at, scheme, sizeof(scheme) - 1) != 0)
		return false;
	*token = slice_trim((struct slice){ header.at + sizeof(scheme) - 1,
					    header.size - (sizeof(scheme) - 1) });
	return token->size > 0 && token->size <= SIGN_IN_TOKEN_OCTETS_MAX;
}

/* Port and family do not matter: one host is one key. */
static uint64_t address_key(const struct address *peer)
{
	bool is_v6 = peer->at.any.sa_family == AF_INET6;
	struct slice host = {
		is_v6 ? (const char *)&peer->at.v6.sin6_addr : (const char *)&peer->at.v4.sin_addr,
		is_v6 ? sizeof(peer->at.v6.sin6_addr) : sizeof(peer->at.v4.sin_addr)
	};

	return rate_key(host);
}

/*
 * Only failures are counted, and a right token is never turned away for the failures of
 * others behind the same address: the officer who types it rightly at last must get in.
 */
static bool refuse(struct intake_call *call, const char *challenge, const char *reason)
{
	uint64_t key = address_key(http_request_peer(call->request));
	struct fault why;

	if (!rate_take(&call->http->failures, key, clock_monotonic())) {
		err_set(&why, ERR_FULL, NULL, "too many failed sign-ins from this address");
		answer_fault(call->request, 429, &why);
		return false;
	}
	err_set(&why, ERR_DENIED, NULL, "%s", reason);
	http_answer_header(call->request, "WWW-Authenticate", challenge);
	answer_fault(call->request, 401, &why);
	return false;
}

bool sign_in(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct intake_principal *principal = &call->principal;
	struct slice token;
	bool is_local = principal->is_local;

	if (!token_of(call->request, &token))
		return refuse(call, "Bearer realm=\"cbd\"", "no bearer token in Authorization");
	call->token = digest_of_text(token);
	if (!desk->sign_in(desk->data, &call->token, principal))
		return refuse(call, "Bearer realm=\"cbd\", error=\"invalid_token\"",
			      "this token is unknown or revoked");
	principal->person = talloc_strdup(call, principal->person ? principal->person : "");
	principal->body = talloc_strdup(call, principal->body ? principal->body : "");
	principal->is_local = is_local;
	return true;
}
