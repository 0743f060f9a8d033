/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keys: what has been taken once and for ever: documents (agency, SHA-256 of the bytes) and
 * alerts (sender, identifier, sent). Kept in memory as 128-bit hashes, loaded at start; a key is
 * held from the moment its batch is built, stays held while the commit is in doubt, and is
 * given back only when it is proven that nothing was written.
 */
#ifndef DESK_KEYS_H
#define DESK_KEYS_H

#include "ledger/append.h"
#include "notice/alert.h"

struct desk_keys;

struct desk_keys *keys_new(void *ctx);

struct id128 keys_of_document(struct slice agency, struct slice octets);
struct id128 keys_of_alert(const struct alert_key *key);

/* The notice that holds it, or 0. */
uint64_t keys_find(const struct desk_keys *keys, enum ledger_reservation_kind kind,
		   struct id128 key);
/* False if somebody holds it. */
bool keys_hold(struct desk_keys *keys, enum ledger_reservation_kind kind, struct id128 key,
	       uint64_t notice);
void keys_give_back(struct desk_keys *keys, enum ledger_reservation_kind kind, struct id128 key);

#endif
