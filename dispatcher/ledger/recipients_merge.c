/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/recipients_merge.h"

#include <stdlib.h>

#include "ledger/recipients_file.h"

/* What the lines so far say of one number. */
struct person {
	struct msisdn msisdn;
	uint32_t carrier; /* that a line names; 0: none does */
	bool has_opted_out;
	size_t count;
	uint64_t places[RECIPIENTS_PLACES_MAX]; /* bits 28 and up of the pair, ascending */
};

static const struct wrong carrier_differs = {
	"carrier-conflict", "另一行给同一号码写了别的运营商",
	"another line names another carrier for the same number", "同一号码只写一个运营商",
	"one carrier for each number"
};
static const struct wrong has_many_places = { "places-many", "同一号码的群组和地区超过 4096 个",
					      "more than 4096 groups and areas of one number",
					      "减少该号码的群组", "fewer groups of that number" };

/* ---- one number ------------------------------------------------------------------------- */

static size_t where(const struct person *person, uint64_t place)
{
	size_t from = 0, to = person->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (person->places[middle] < place)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static void add_place(struct recipients_merge *merge, struct person *person, uint64_t place,
		      uint64_t line)
{
	size_t at = where(person, place);

	if (place == 0)
		return;
	if (at < person->count && person->places[at] == place) {
		merge->repeated++;
		return;
	}
	if (person->count == RECIPIENTS_PLACES_MAX) {
		recipients_load_bad(merge->load, line, "line", &has_many_places);
		return;
	}
	memmove(&person->places[at + 1], &person->places[at],
		(person->count - at) * sizeof(person->places[0]));
	person->places[at] = place;
	person->count++;
}

/* Whatever else is wrong with a line, that somebody wants no messages counts. */
static void hear(struct recipients_merge *merge, struct person *person, struct sorter_pair pair)
{
	uint32_t carrier = (uint32_t)(pair.high >> 1 & 0xff);
	uint64_t line = pair.low & RECIPIENTS_LINES_MAX;

	if (pair.high & 1)
		person->has_opted_out = true;
	if (carrier > 0 && person->carrier > 0 && carrier != person->carrier) {
		recipients_load_bad(merge->load, line, "carrier", &carrier_differs);
		return;
	}
	if (carrier > 0)
		person->carrier = carrier;
	add_place(merge, person, pair.low >> 28, line);
}

static uint32_t carrier_of(const struct recipients_merge *merge, const struct person *person)
{
	uint32_t carrier = person->carrier;

	if (carrier == 0)
		carrier = portability_carrier(&merge->load->carriers.portability, person->msisdn);
	return merge->carriers[carrier];
}

static void tally(struct recipients_merge *merge, const struct person *person, uint32_t carrier)
{
	merge->numbers++;
	merge->opted_out += person->has_opted_out;
	merge->of_carrier[carrier].numbers++;
	merge->of_carrier[carrier].opted_out += person->has_opted_out;
}

/* Who only says an opt-out is in no list. */
static enum err pass_on(struct recipients_merge *merge, const struct person *person,
			struct fault *why)
{
	uint64_t entry = person->msisdn.number << 1 | person->has_opted_out;
	uint32_t carrier;
	enum err err = ERR_OK;

	if (person->count == 0)
		return ERR_OK;
	carrier = carrier_of(merge, person);
	tally(merge, person, carrier);
	for (size_t i = 0; err == ERR_OK && i < person->count; i++) {
		uint32_t group = (uint32_t)(person->places[i] >> 20);
		uint32_t place = group ? RECIPIENTS_FILE_GROUP | merge->groups[group]
				       : (uint32_t)person->places[i];

		err = sorter_add(merge->by_list,
				 (struct sorter_pair){ (uint64_t)carrier << 32 | place, entry },
				 why);
	}
	return err;
}

/* ---- all numbers ------------------------------------------------------------------------ */

static enum err merge_all(struct recipients_merge *merge, struct person *person, struct fault *why)
{
	struct sorter_pair pair = { 0 };
	bool has_one;
	enum err err = sorter_next(merge->load->sorter, &pair, &has_one, why);

	while (err == ERR_OK && has_one) {
		if (pair.high >> 9 != person->msisdn.number) {
			err = pass_on(merge, person, why);
			person->count = 0;
			person->carrier = 0;
			person->has_opted_out = false;
			person->msisdn.number = pair.high >> 9;
		}
		hear(merge, person, pair);
		if (err == ERR_OK)
			err = sorter_next(merge->load->sorter, &pair, &has_one, why);
	}
	return err == ERR_OK ? pass_on(merge, person, why) : err;
}

enum err recipients_merge_lines(struct recipients_merge *out, struct recipients_load *load,
				struct fault *why)
{
	struct person *person = calloc(1, sizeof(*person));
	enum err err = person ? ERR_OK : err_set(why, ERR_MEMORY, NULL, "no memory");

	*out = (struct recipients_merge){ .load = load };
	if (err == ERR_OK)
		err = recipients_names_sort(&load->carriers.names, &out->carriers, why);
	if (err == ERR_OK)
		err = recipients_names_sort(&load->groups, &out->groups, why);
	if (err == ERR_OK)
		err = sorter_open(&out->by_list, load->source->path, why);
	if (err == ERR_OK)
		err = merge_all(out, person, why);
	if (err == ERR_OK)
		err = sorter_turn(out->by_list, why);
	free(person);
	return err;
}

void recipients_merge_free(struct recipients_merge *merge)
{
	sorter_close(merge->by_list);
	free(merge->carriers);
	free(merge->groups);
	*merge = (struct recipients_merge){ 0 };
}
