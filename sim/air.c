/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "air.h"

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/timer.h>
#include <talloc.h>

#include "net/clock.h"

#define PERIOD_UNIT_US 1883000

struct broadcast {
	struct llist_head entry;
	const struct cell_id *cell;
	struct air_message message;
	struct span begun; /* clock_monotonic() */
	struct osmo_timer_list end;
	struct air *air;
};

struct air {
	struct cell_id *cells;
	size_t cell_count;
	struct llist_head broadcasts;
	size_t broadcast_count;
	void *data;
	void (*changed)(void *data, const struct air_change *change);
};

static struct span period_of(const struct air_message *message)
{
	return (struct span){ (int64_t)message->repetition_period * PERIOD_UNIT_US };
}

/* The first goes out at once, the next after one period. */
static uint32_t done_so_far(const struct broadcast *broadcast)
{
	int64_t elapsed = clock_monotonic().us - broadcast->begun.us;
	int64_t count;

	/* How often a phone was paged is nobody's count. */
	if (broadcast->message.is_primary)
		return 1;
	count = elapsed / period_of(&broadcast->message).us + 1;

	return (uint32_t)(count < broadcast->message.number_of_broadcasts
				  ? count
				  : broadcast->message.number_of_broadcasts);
}

static void tell(const struct broadcast *broadcast, enum air_change_kind kind)
{
	const struct air_change change = { kind, broadcast->cell, &broadcast->message,
					   done_so_far(broadcast), clock_now() };

	if (broadcast->air->changed)
		broadcast->air->changed(broadcast->air->data, &change);
}

static void end(struct broadcast *broadcast, enum air_change_kind kind)
{
	tell(broadcast, kind);
	llist_del(&broadcast->entry);
	broadcast->air->broadcast_count--;
	talloc_free(broadcast);
}

static void on_count_done(void *data)
{
	end(data, AIR_ENDED);
}

static int on_broadcast_free(struct broadcast *broadcast)
{
	osmo_timer_del(&broadcast->end);
	return 0;
}

static struct broadcast *find(const struct air *air, const struct cell_id *cell,
			      const struct air_message *named)
{
	struct broadcast *broadcast;

	llist_for_each_entry (broadcast, &air->broadcasts, entry) {
		if (broadcast->cell == cell && broadcast->message.is_primary == named->is_primary &&
		    broadcast->message.is_extended == named->is_extended &&
		    broadcast->message.message_identifier == named->message_identifier &&
		    broadcast->message.serial_number == named->serial_number)
			return broadcast;
	}
	return NULL;
}

static bool has_room(const struct air *air, const struct cell_id *cell,
		     const struct air_message *message)
{
	size_t pages = message->page_count;
	uint16_t period = message->repetition_period;
	struct broadcast *broadcast;

	llist_for_each_entry (broadcast, &air->broadcasts, entry) {
		if (broadcast->cell != cell || broadcast->message.is_primary ||
		    broadcast->message.is_extended != message->is_extended)
			continue;
		if (message->repetition_period < broadcast->message.repetition_period)
			return false;
		if (broadcast->message.repetition_period < period)
			period = broadcast->message.repetition_period;
		pages += broadcast->message.page_count;
	}
	return pages <= period;
}

/* osmo-bsc refuses a second one, the same or another, for want of capacity. */
static bool has_primary(const struct air *air, const struct cell_id *cell)
{
	const struct broadcast *broadcast;

	llist_for_each_entry (broadcast, &air->broadcasts, entry) {
		if (broadcast->cell == cell && broadcast->message.is_primary)
			return true;
	}
	return false;
}

static void plan_end(struct broadcast *broadcast)
{
	struct span length = period_of(&broadcast->message);

	length.us *= broadcast->message.number_of_broadcasts;
	if (broadcast->message.is_primary)
		length = SPAN_SECONDS(broadcast->message.warning_period_s);
	osmo_timer_setup(&broadcast->end, on_count_done, broadcast);
	if (!broadcast->message.is_primary || length.us > 0)
		clock_set_timer(&broadcast->end, length);
}

enum air_cause air_write(struct air *air, const struct cell_id *cell,
			 const struct air_message *message)
{
	struct broadcast *broadcast;

	if (message->is_primary && has_primary(air, cell))
		return AIR_CAPACITY;
	if (find(air, cell, message))
		return AIR_REFERENCE_USED;
	if (!message->is_primary && !has_room(air, cell, message))
		return AIR_CAPACITY;
	broadcast = talloc_zero(air, struct broadcast);
	broadcast->air = air;
	broadcast->cell = cell;
	broadcast->message = *message;
	/* Zero broadcasts is once, for osmo-bsc. */
	if (!broadcast->message.number_of_broadcasts)
		broadcast->message.number_of_broadcasts = 1;
	broadcast->begun = clock_monotonic();
	plan_end(broadcast);
	talloc_set_destructor(broadcast, on_broadcast_free);
	llist_add_tail(&broadcast->entry, &air->broadcasts);
	air->broadcast_count++;
	tell(broadcast, AIR_ON);
	return AIR_OK;
}

enum air_cause air_status(struct air *air, const struct cell_id *cell,
			  const struct air_message *named, uint32_t *broadcasts)
{
	struct broadcast *broadcast = find(air, cell, named);

	if (!broadcast)
		return AIR_REFERENCE_UNKNOWN;
	*broadcasts = done_so_far(broadcast);
	return AIR_OK;
}

enum air_cause air_kill(struct air *air, const struct cell_id *cell,
			const struct air_message *named, uint32_t *broadcasts)
{
	enum air_cause cause = air_status(air, cell, named, broadcasts);

	if (cause == AIR_OK)
		end(find(air, cell, named), AIR_STOPPED);
	return cause;
}

void air_lose_all(struct air *air)
{
	while (!llist_empty(&air->broadcasts))
		end(llist_first_entry(&air->broadcasts, struct broadcast, entry), AIR_LOST);
}

struct air *air_open(void *ctx, const struct cell_id *cells, size_t cell_count, void *data,
		     void (*changed)(void *data, const struct air_change *change))
{
	struct air *air = talloc_zero(ctx, struct air);

	air->cells = talloc_memdup(air, cells, cell_count * sizeof(*cells));
	air->cell_count = cell_count;
	air->data = data;
	air->changed = changed;
	INIT_LLIST_HEAD(&air->broadcasts);
	return air;
}

const struct cell_id *air_cells(const struct air *air, size_t *count)
{
	*count = air->cell_count;
	return air->cells;
}

const struct cell_id *air_cell(const struct air *air, uint32_t lac, uint64_t ci)
{
	for (size_t i = 0; i < air->cell_count; i++) {
		if (air->cells[i].lac_tac == lac && air->cells[i].cell == ci)
			return &air->cells[i];
	}
	return NULL;
}

size_t air_count(const struct air *air)
{
	return air->broadcast_count;
}
