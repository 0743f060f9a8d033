/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support/store_kit.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t first_at_us = 1772413200000000; /* 2026-03-02T09:00:00+08:00 */

struct id128 store_kit_id(uint64_t n)
{
	struct digest digest = digest_of_text((struct slice){ (const char *)&n, sizeof(n) });
	struct id128 id;

	memcpy(&id, &digest, sizeof(id));
	return id;
}

static size_t event_bytes(char *bytes, size_t size, uint64_t n, uint64_t notice)
{
	struct id128 id = store_kit_id(n);
	char hex[2 * sizeof(id) + 1];
	char number[40] = "";

	if (notice)
		snprintf(number, sizeof(number), ",\"number\":%llu", (unsigned long long)notice);
	return (size_t)snprintf(bytes, size,
				"{\"v\":1,\"id\":\"%s\",\"at_us\":%lld,\"stream\":\"%s\"%s,"
				"\"kind\":\"%s\",\"n\":%llu}",
				digest_hex(hex, &id, sizeof(id)),
				(long long)(first_at_us + (int64_t)n), notice ? "notice" : "store",
				number, notice ? "judged" : "store-created", (unsigned long long)n);
}

void store_kit_event(struct ledger_batch *batch, uint64_t n, uint64_t notice)
{
	char bytes[256];
	struct ledger_event event = {
		.id = store_kit_id(n),
		.stream = notice ? LEDGER_STREAM_NOTICE : LEDGER_STREAM_STORE,
		.number = notice,
		.kind = notice ? "judged" : "store-created",
		.at = { first_at_us + (int64_t)n },
		.bytes = { bytes, event_bytes(bytes, sizeof(bytes), n, notice) },
	};

	ledger_batch_event(batch, &event);
}

void store_kit_event_naming(struct ledger_batch *batch, uint64_t n, uint64_t notice,
			    const struct digest *document)
{
	char bytes[400], hex[DIGEST_HEX_OCTETS];
	size_t size = event_bytes(bytes, sizeof(bytes), n, notice);
	struct ledger_event event = {
		.id = store_kit_id(n),
		.stream = LEDGER_STREAM_NOTICE,
		.number = notice,
		.kind = "judged",
		.at = { first_at_us + (int64_t)n },
		.bytes = { bytes, size },
	};

	/* In the place of the closing brace; every second one as an attachment stands. */
	event.bytes.size += (size_t)snprintf(bytes + size - 1, sizeof(bytes) - size,
					     n % 2 ? ",\"findings\":\"%s\"}"
						   : ",\"attachments\":[{\"document\":\"%s\"}]}",
					     digest_hex(hex, document->octets, DIGEST_OCTETS)) -
			    1;
	ledger_batch_event(batch, &event);
}

struct digest store_kit_document(struct ledger_batch *batch, uint64_t n, const char *text)
{
	struct ledger_document document = { .notice = n, .kind = "text", .octets = slice_of(text) };
	struct slice parts[] = { { (const char *)document.ref.salt, sizeof(document.ref.salt) },
				 document.octets };

	memcpy(document.ref.salt, &n, sizeof(n));
	document.ref.digest = digest_of(parts, 2);
	ledger_batch_document(batch, &document);
	return document.ref.digest;
}

static void must(enum err err, const struct fault *why)
{
	if (err == ERR_OK)
		return;
	fprintf(stderr, "store kit: %s\n", why->text);
	abort();
}

void store_kit_make(struct store_kit *kit, const char *vfs)
{
	char bytes[256];
	struct store_first_event event = { .id = store_kit_id(0),
					   .stream = LEDGER_STREAM_STORE,
					   .kind = "store-created",
					   .at = { first_at_us } };
	struct store_creation creation = { .realm = LEDGER_REALM_DRILL,
					   .events = &event,
					   .event_count = 1 };
	struct fault why;

	*kit = (struct store_kit){ .folder = "/tmp/cbd-store-XXXXXX", .vfs = vfs };
	if (!mkdtemp(kit->folder))
		abort();
	snprintf(kit->path, sizeof(kit->path), "%s/store", kit->folder);
	event.bytes = (struct slice){ bytes, event_bytes(bytes, sizeof(bytes), 0, 0) };
	creation.path = kit->path;
	must(store_create(&creation, &why), &why);
}

enum err store_kit_open(struct store_kit *kit, struct fault *why)
{
	struct ledger_config config = { .path = kit->path,
					.vfs = kit->vfs,
					.queue_max = kit->queue_max,
					.checkpoint_pages = kit->checkpoint_pages };

	return ledger_open(&kit->ledger, NULL, &config, why);
}

void store_kit_close(struct store_kit *kit)
{
	if (kit->ledger)
		ledger_close(kit->ledger);
	kit->ledger = NULL;
}

void store_kit_remove(struct store_kit *kit)
{
	static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
	char name[128];

	store_kit_close(kit);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", kit->path, endings[i]);
		unlink(name);
	}
	rmdir(kit->folder);
}

void store_kit_done(void *data, const struct ledger_outcome *said)
{
	struct store_kit_outcome *outcome = data;

	if (outcome->calls++ == 0)
		outcome->first = *said;
	outcome->last = *said;
}

void store_kit_reap(struct store_kit *kit)
{
	struct pollfd readable = { .fd = ledger_fd(kit->ledger), .events = POLLIN };

	while (poll(&readable, 1, -1) < 0)
		;
	ledger_reap(kit->ledger);
}

enum err store_kit_append(struct store_kit *kit, struct ledger_batch *batch,
			  struct store_kit_outcome *outcome)
{
	struct fault why;
	enum err err;

	*outcome = (struct store_kit_outcome){ 0 };
	err = ledger_append(kit->ledger, batch, store_kit_done, outcome, &why);
	while (err == ERR_OK && outcome->calls == 0)
		store_kit_reap(kit);
	return err == ERR_OK ? outcome->first.err : err;
}
