/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/text.h"

#include "intake/live_ring.h"

#include <inttypes.h>
#include <string.h>
#include <talloc.h>

#include "wire/event_bytes.h"

void live_ring_format(struct text *out, uint64_t sequence, const char *kind, struct slice json)
{
	struct slice line, rest = json;

	text_printf(out, "id: %" PRIu64 "\nevent: %s\n", sequence, kind);
	while (slice_word(&rest, "\r\n", &line)) {
		text_puts(out, "data: ");
		text_put(out, line.at, line.size);
		text_puts(out, "\n");
	}
	text_puts(out, "\n");
}

struct slice live_ring_link(void *ctx, const char *kind, struct slice json)
{
	struct event event;

	if (strcmp(kind, event_kind_name(EVENT_LINK_CHANGED)) != 0 ||
	    event_bytes_unpack(ctx, &event, json, NULL) != ERR_OK)
		return (struct slice){ NULL, 0 };
	return event.link_changed.link;
}

static struct live_entry *entry_at(const struct live_ring *ring, size_t i)
{
	return ring->entries[(ring->first + i) % LIVE_EVENTS_MAX];
}

static void drop_oldest(struct live_ring *ring)
{
	struct live_entry *oldest = entry_at(ring, 0);

	ring->floor = oldest->sequence;
	ring->octets -= oldest->octets.size;
	ring->first = (ring->first + 1) % LIVE_EVENTS_MAX;
	ring->count--;
	talloc_free(oldest);
}

static struct live_entry *make_entry(void *ctx, const struct intake_live_event *event)
{
	struct live_entry *entry = talloc_zero(ctx, struct live_entry);
	struct text text;

	if (!entry)
		return NULL;
	text_init(&text, entry);
	live_ring_format(&text, event->sequence, event->kind, event->json);
	entry->sequence = event->sequence;
	entry->about.agency = event->agency ? talloc_strdup(entry, event->agency) : NULL;
	entry->about.authority = event->authority ? talloc_strdup(entry, event->authority) : NULL;
	entry->about.link = live_ring_link(entry, event->kind, event->json);
	entry->octets = text_slice(&text);
	return entry;
}

void live_ring_add(struct live_ring *ring, void *ctx, const struct intake_live_event *event)
{
	struct live_entry *entry;

	if (ring->has_begun && event->sequence <= ring->newest)
		return;
	entry = make_entry(ctx, event);
	if (!entry)
		return;
	if (!ring->has_begun)
		ring->floor = event->sequence - 1;
	ring->has_begun = true;
	ring->newest = event->sequence;
	while (ring->count == LIVE_EVENTS_MAX ||
	       (ring->count > 0 && ring->octets + entry->octets.size > LIVE_OCTETS_MAX))
		drop_oldest(ring);
	ring->entries[(ring->first + ring->count) % LIVE_EVENTS_MAX] = entry;
	ring->count++;
	ring->octets += entry->octets.size;
}

bool live_ring_reaches(const struct live_ring *ring, uint64_t after)
{
	return ring->has_begun && after >= ring->floor;
}

const struct live_entry *live_ring_next(const struct live_ring *ring, uint64_t after)
{
	size_t low = 0, high = ring->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entry_at(ring, middle)->sequence > after)
			high = middle;
		else
			low = middle + 1;
	}
	return low < ring->count ? entry_at(ring, low) : NULL;
}
