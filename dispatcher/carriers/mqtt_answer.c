/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/mqtt_answer.h"

#include <stdlib.h>
#include <talloc.h>

bool mqtt_answer_fits(const struct mqtt_order *order, const struct mqtt_receipt *said)
{
	char number[MQTT_NOTICE_ORDER_OCTETS];

	if (said->serial != order->serial)
		return false;
	/* A receipt of the sending that was still on its way answers no stop. */
	return said->order_no.size == 0 ||
	       slice_is(said->order_no, mqtt_notice_order_no(number, order->notice, order->delivery,
							     order->action));
}

static struct digest digest_of_cells(void *ctx, const struct mqtt_receipt *said)
{
	size_t size = said->cell_count * (CELL_ID_OCTETS + 1);
	uint8_t *octets = talloc_size(ctx, size + 1);

	if (!octets)
		abort();
	for (size_t i = 0; i < said->cell_count; i++) {
		uint8_t *at = octets + i * (CELL_ID_OCTETS + 1);

		cell_id_pack(at, &said->cells[i].cell);
		at[CELL_ID_OCTETS] = (uint8_t)said->cells[i].outcome;
	}
	return digest_of_text((struct slice){ (const char *)octets, size });
}

bool mqtt_answer_is_repeated(struct mqtt_order *order, const struct mqtt_receipt *said)
{
	void *scratch = talloc_new(NULL);
	struct digest cells = digest_of_cells(scratch, said), all;
	char *counts = talloc_asprintf(
		scratch, "%d %llu %llu %llu %llu %llu %lld %lld ", (int)said->outcome,
		(unsigned long long)said->counts.targeted,
		(unsigned long long)said->counts.submitted,
		(unsigned long long)said->counts.delivered, (unsigned long long)said->counts.failed,
		(unsigned long long)said->counts.unknown, (long long)said->started.us,
		(long long)said->finished.us);
	struct slice parts[] = { slice_of(counts), said->cause, digest_slice(&cells) };
	bool is_repeated;

	all = digest_of(parts, 3);
	is_repeated = digest_equal(&order->answered, &all);
	order->answered = all;
	talloc_free(scratch);
	return is_repeated;
}

static int compare_cells(const void *a, const void *b)
{
	const struct receipt_cell *x = a, *y = b;

	return x->index < y->index ? -1 : x->index > y->index;
}

struct place {
	uint8_t octets[CELL_ID_OCTETS];
	uint32_t index;
};

static int compare_places(const void *a, const void *b)
{
	return memcmp(((const struct place *)a)->octets, ((const struct place *)b)->octets,
		      CELL_ID_OCTETS);
}

static struct place *places_of(void *ctx, const struct mqtt_order *order)
{
	struct place *places = talloc_array(ctx, struct place, (unsigned int)order->cell_count + 1);

	if (!places)
		abort();
	for (size_t i = 0; i < order->cell_count; i++) {
		cell_id_pack(places[i].octets, &order->cells[i]);
		places[i].index = (uint32_t)i;
	}
	qsort(places, order->cell_count, sizeof(*places), compare_places);
	return places;
}

/* Cells that were never ordered there are passed over. */
static void find_cells(struct receipt *out, void *ctx, const struct mqtt_order *order,
		       const struct mqtt_receipt *said)
{
	struct place *places = places_of(ctx, order);
	struct receipt_cell *cells = talloc_array(ctx, struct receipt_cell,
						  (unsigned int)said->cell_count + 1);

	if (!cells)
		abort();
	for (size_t i = 0; i < said->cell_count; i++) {
		struct place wanted, *found;

		cell_id_pack(wanted.octets, &said->cells[i].cell);
		found = bsearch(&wanted, places, order->cell_count, sizeof(*places),
				compare_places);
		if (found)
			cells[out->cell_count++] = (struct receipt_cell){
				.index = found->index, .outcome = said->cells[i].outcome
			};
	}
	qsort(cells, out->cell_count, sizeof(*cells), compare_cells);
	out->cells = cells;
}

void mqtt_answer_judge(struct receipt *out, void *ctx, const struct mqtt_order *order,
		       const struct mqtt_receipt *said)
{
	out->outcome = said->outcome;
	out->cause_text = said->cause;
	out->counts = said->counts;
	out->started = said->started;
	out->finished = said->finished;
	if (said->cell_count > 0)
		find_cells(out, ctx, order, said);
}
