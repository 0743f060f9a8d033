/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/recipients_names.h"

#include <stdlib.h>

void recipients_names_free(struct recipients_names *names)
{
	for (uint32_t i = 0; i < names->count; i++)
		free(names->names[i]);
	free(names->names);
	free(names->slots);
	*names = (struct recipients_names){ .max = names->max };
}

static uint32_t hash(struct slice name)
{
	uint32_t value = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < name.size; i++)
		value = (value ^ (unsigned char)name.at[i]) * 16777619u;
	return value;
}

/* Where it is, or would be. */
static uint32_t slot_of(const struct recipients_names *names, struct slice name)
{
	uint32_t slot = hash(name) & (names->slot_count - 1);

	while (names->slots[slot] && !slice_is(name, names->names[names->slots[slot] - 1]))
		slot = (slot + 1) & (names->slot_count - 1);
	return slot;
}

uint32_t recipients_names_find(const struct recipients_names *names, struct slice name)
{
	return names->slot_count > 0 ? names->slots[slot_of(names, name)] : 0;
}

static enum err grow(struct recipients_names *names, struct fault *why)
{
	uint32_t count = names->slot_count ? 2 * names->slot_count : 64;
	uint32_t *slots = calloc(count, sizeof(*slots));
	char **grown = realloc(names->names, count / 2 * sizeof(*grown));

	if (grown)
		names->names = grown;
	if (!slots || !grown) {
		free(slots);
		return err_set(why, ERR_MEMORY, NULL, "no memory for names");
	}
	free(names->slots);
	names->slots = slots;
	names->slot_count = count;
	for (uint32_t i = 0; i < names->count; i++)
		slots[slot_of(names, slice_of(names->names[i]))] = i + 1;
	return ERR_OK;
}

enum err recipients_names_add(struct recipients_names *names, struct slice name, uint32_t *out,
			      struct fault *why)
{
	uint32_t found = name.size > 0 ? recipients_names_find(names, name) : 0;
	enum err err;

	if (found > 0 || name.size == 0) {
		*out = found;
		return ERR_OK;
	}
	if (names->count == names->max)
		return err_set(why, ERR_LIMIT, NULL, "more than %u names",
			       (unsigned int)names->max);
	err = 2 * names->count >= names->slot_count ? grow(names, why) : ERR_OK;
	if (err != ERR_OK)
		return err;
	names->names[names->count] = strndup(name.at, name.size);
	if (!names->names[names->count])
		return err_set(why, ERR_MEMORY, NULL, "no memory for names");
	names->slots[slot_of(names, name)] = ++names->count;
	*out = names->count;
	return ERR_OK;
}

struct order {
	char *name;
	uint32_t number;
};

static int by_name(const void *left, const void *right)
{
	const struct order *a = left, *b = right;

	return strcmp(a->name, b->name);
}

enum err recipients_names_sort(struct recipients_names *names, uint32_t **renumbered,
			       struct fault *why)
{
	struct order *order = calloc(names->count + 1, sizeof(*order));
	uint32_t *numbers = calloc(names->count + 1, sizeof(*numbers));

	if (!order || !numbers) {
		free(order);
		free(numbers);
		return err_set(why, ERR_MEMORY, NULL, "no memory for names");
	}
	for (uint32_t i = 0; i < names->count; i++)
		order[i] = (struct order){ names->names[i], i + 1 };
	qsort(order, names->count, sizeof(*order), by_name);
	for (uint32_t i = 0; i < names->count; i++) {
		names->names[i] = order[i].name;
		numbers[order[i].number] = i + 1;
	}
	free(order);
	free(names->slots);
	names->slots = NULL;
	names->slot_count = 0;
	*renumbered = numbers;
	return ERR_OK;
}
