/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/mqtt_waiting.h"

#include <talloc.h>

enum {
	MAX = 256,
	OCTETS_MAX = 32 << 20,
};

bool mqtt_waiting_make(struct mqtt_waiting *waiting, void *ctx, size_t max, size_t octets_max)
{
	*waiting = (struct mqtt_waiting){
		.max = max ? max : MAX,
		.octets_max = octets_max ? octets_max : OCTETS_MAX,
	};
	waiting->rows = talloc_array(ctx, struct mqtt_unacknowledged, (unsigned int)waiting->max);
	return waiting->rows;
}

bool mqtt_waiting_has_room(const struct mqtt_waiting *waiting, size_t octets)
{
	return waiting->count < waiting->max && waiting->octets + octets <= waiting->octets_max;
}

void mqtt_waiting_add(struct mqtt_waiting *waiting, int number, size_t octets)
{
	waiting->rows[waiting->count++] = (struct mqtt_unacknowledged){ number, octets };
	waiting->octets += octets;
}

bool mqtt_waiting_take(struct mqtt_waiting *waiting, int number)
{
	for (size_t i = 0; i < waiting->count; i++) {
		if (waiting->rows[i].number != number)
			continue;
		waiting->octets -= waiting->rows[i].octets;
		waiting->rows[i] = waiting->rows[--waiting->count];
		return true;
	}
	return false;
}

void mqtt_waiting_forget(struct mqtt_waiting *waiting)
{
	waiting->count = waiting->octets = 0;
}
