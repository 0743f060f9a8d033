/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

/* Open addressing; the key is a hash already, so its first octets are the place. */
struct slot {
	struct id128 key;
	uint64_t notice; /* 0: free; UINT64_MAX: given back */
};

struct table {
	struct slot *slots;
	size_t capacity, used; /* a power of two; used counts the given back too */
};

struct desk_keys {
	struct table tables[LEDGER_RESERVATION_COUNT];
};

struct desk_keys *keys_new(void *ctx)
{
	return talloc_zero(ctx, struct desk_keys);
}

static struct id128 first_half(const struct digest *digest)
{
	struct id128 key;

	memcpy(key.octets, digest->octets, sizeof(key.octets));
	return key;
}

struct id128 keys_of_document(struct slice agency, struct slice octets)
{
	struct digest content = digest_of_text(octets);
	struct slice parts[] = { agency, SLICE_LITERAL("\n"), digest_slice(&content) };
	struct digest digest = digest_of(parts, 3);

	return first_half(&digest);
}

struct id128 keys_of_alert(const struct alert_key *key)
{
	char sent[24];
	struct slice parts[] = {
		key->sender, SLICE_LITERAL("\n"), key->identifier, SLICE_LITERAL("\n"), { sent, 0 }
	};
	struct digest digest;

	parts[4].size = (size_t)snprintf(sent, sizeof(sent), "%lld", (long long)key->sent.us);
	digest = digest_of(parts, 5);
	return first_half(&digest);
}

/* The slot that holds the key, or the free one where it would go. */
static struct slot *place(const struct table *table, struct id128 key)
{
	uint64_t at;

	memcpy(&at, key.octets, sizeof(at));
	for (;; at++) {
		struct slot *slot = &table->slots[at & (table->capacity - 1)];

		if (slot->notice == 0 || memcmp(&slot->key, &key, sizeof(key)) == 0)
			return slot;
	}
}

static void grow(struct desk_keys *keys, struct table *table)
{
	struct table larger = { .capacity = table->capacity ? table->capacity * 2 : 1024 };

	if (table->used * 4 < table->capacity * 3)
		return;
	larger.slots = talloc_zero_array(keys, struct slot, (unsigned int)larger.capacity);
	if (!larger.slots)
		abort();
	for (size_t i = 0; i < table->capacity; i++) {
		const struct slot *slot = &table->slots[i];

		if (slot->notice == 0 || slot->notice == UINT64_MAX)
			continue;
		*place(&larger, slot->key) = *slot;
		larger.used++;
	}
	talloc_free(table->slots);
	*table = larger;
}

uint64_t keys_find(const struct desk_keys *keys, enum ledger_reservation_kind kind,
		   struct id128 key)
{
	const struct table *table = &keys->tables[kind];
	const struct slot *slot = table->capacity ? place(table, key) : NULL;

	return slot && slot->notice != UINT64_MAX ? slot->notice : 0;
}

bool keys_hold(struct desk_keys *keys, enum ledger_reservation_kind kind, struct id128 key,
	       uint64_t notice)
{
	struct table *table = &keys->tables[kind];
	struct slot *slot;

	grow(keys, table);
	slot = place(table, key);
	if (slot->notice != 0 && slot->notice != UINT64_MAX)
		return false;
	table->used += slot->notice == 0;
	*slot = (struct slot){ key, notice };
	return true;
}

void keys_give_back(struct desk_keys *keys, enum ledger_reservation_kind kind, struct id128 key)
{
	struct slot *slot = place(&keys->tables[kind], key);

	if (slot->notice != 0)
		slot->notice = UINT64_MAX;
}
