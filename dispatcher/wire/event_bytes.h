/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Event bytes: an event as the chain stores it for ever: one canonical JSON object that begins
 *
 *	{"v":1,"id":"<32 hex>","at_us":N,"stream":"notice","number":81,"kind":"judged",...
 *
 * followed by the members of that kind, each described once in a table. "v" is the version of
 * the kind; when a kind changes, its version rises and an upcaster for the old one is added
 * here, so that every byte ever stored can be read for ever.
 */
#ifndef WIRE_EVENT_BYTES_H
#define WIRE_EVENT_BYTES_H

#include "notice/event.h"
#include "wire/fields.h"

/* Bodies that snapshots hold too. */
extern const struct fields event_bytes_received, event_bytes_judged, event_bytes_routed_delivery,
	event_bytes_receipt_counts, event_bytes_reach;

/* Appends the canonical bytes. */
void event_bytes_pack(struct text *out, const struct event *event);

/* Texts and lists hang on ctx. ERR_INPUT: malformed, unknown kind, a version of the future. */
enum err MUST_USE event_bytes_unpack(void *ctx, struct event *out, struct slice bytes,
				     struct fault *why);

#endif
