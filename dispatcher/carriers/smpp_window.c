/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_window.h"

#include <string.h>
#include <talloc.h>

#include "wire/smpp.h"

enum err smpp_window_init(struct smpp_window *window, void *ctx, size_t size, size_t reserved,
			  struct fault *why)
{
	if (size == 0 || size > SMPP_WINDOW_MAX || reserved >= size)
		return err_set(
			why, ERR_LIMIT, NULL,
			"a window has 1 to %d places, fewer of them reserved: not %zu and %zu",
			SMPP_WINDOW_MAX, size, reserved);
	*window = (struct smpp_window){ .size = size, .reserved = reserved };
	window->slots = talloc_zero_array(ctx, struct smpp_slot, (unsigned int)size);
	window->tombstones = talloc_zero_array(ctx, struct smpp_slot,
					       (unsigned int)size * SMPP_WINDOW_TOMBSTONES);
	if (!window->slots || !window->tombstones)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a window");
	window->tombstone_count = size * SMPP_WINDOW_TOMBSTONES;
	return ERR_OK;
}

size_t smpp_window_room(const struct smpp_window *window, bool is_urgent)
{
	size_t taken = window->used + (is_urgent ? 0 : window->reserved);

	return taken < window->size ? window->size - taken : 0;
}

static struct smpp_slot *find(struct smpp_slot *slots, size_t count, uint32_t sequence_number)
{
	for (size_t i = 0; i < count; i++)
		if (slots[i].sequence_number == sequence_number)
			return &slots[i];
	return NULL;
}

static bool stands_for_something(const struct smpp_window *window, uint32_t sequence_number)
{
	return find(window->slots, window->size, sequence_number) ||
	       find(window->tombstones, window->tombstone_count, sequence_number);
}

uint32_t smpp_window_number(struct smpp_window *window)
{
	do {
		window->last_sequence = window->last_sequence % SMPP_SEQUENCE_MAX + 1;
	} while (stands_for_something(window, window->last_sequence));
	return window->last_sequence;
}

enum err smpp_window_take(struct smpp_window *window, struct smpp_slot *slot, struct fault *why)
{
	if (smpp_window_room(window, slot->is_urgent) == 0)
		return err_set(why, ERR_FULL, NULL, "%zu of %zu requests are unanswered",
			       window->used, window->size);
	slot->sequence_number = smpp_window_number(window);
	*find(window->slots, window->size, 0) = *slot;
	window->used++;
	return ERR_OK;
}

bool smpp_window_note_end(struct smpp_window *window, uint32_t sequence_number, uint64_t end)
{
	struct smpp_slot *slot = find(window->slots, window->size, sequence_number);

	if (slot)
		slot->end = end;
	return slot != NULL;
}

static void let_go(struct smpp_window *window, struct smpp_slot *slot)
{
	*slot = (struct smpp_slot){ 0 };
	window->used--;
}

void smpp_window_give_back(struct smpp_window *window, uint32_t sequence_number)
{
	struct smpp_slot *slot = find(window->slots, window->size, sequence_number);

	if (slot)
		let_go(window, slot);
}

static bool answers(const struct smpp_slot *slot, uint32_t command_id)
{
	return command_id == SMPP_GENERIC_NACK || command_id == (slot->command_id | SMPP_RESPONSE);
}

enum smpp_match smpp_window_answer(struct smpp_slot *out, struct smpp_window *window,
				   uint32_t command_id, uint32_t sequence_number)
{
	struct smpp_slot *slot;

	if (sequence_number == 0)
		return SMPP_MATCH_NONE;
	slot = find(window->slots, window->size, sequence_number);
	if (slot && answers(slot, command_id)) {
		*out = *slot;
		let_go(window, slot);
		return SMPP_MATCH_OPEN;
	}
	slot = find(window->tombstones, window->tombstone_count, sequence_number);
	if (slot && answers(slot, command_id)) {
		*out = *slot;
		*slot = (struct smpp_slot){ 0 };
		return SMPP_MATCH_LATE;
	}
	return SMPP_MATCH_NONE;
}

static struct smpp_slot *earliest(const struct smpp_window *window)
{
	struct smpp_slot *found = NULL;

	for (size_t i = 0; i < window->size; i++) {
		struct smpp_slot *slot = &window->slots[i];

		if (slot->sequence_number &&
		    (!found || slot->deadline.us < found->deadline.us ||
		     (slot->deadline.us == found->deadline.us && slot->sent.us < found->sent.us)))
			found = slot;
	}
	return found;
}

static void forget_old_tombstones(struct smpp_window *window, struct span now)
{
	for (size_t i = 0; i < window->tombstone_count; i++)
		if (window->tombstones[i].sequence_number &&
		    window->tombstones[i].deadline.us <= now.us)
			window->tombstones[i] = (struct smpp_slot){ 0 };
}

bool smpp_window_due(struct smpp_slot *out, struct smpp_window *window, struct span now)
{
	struct smpp_slot *slot = earliest(window);
	struct smpp_slot *tombstone = &window->tombstones[window->next_tombstone];

	forget_old_tombstones(window, now);
	if (!slot || slot->deadline.us > now.us)
		return false;
	*out = *tombstone = *slot;
	tombstone->owner = NULL;
	tombstone->deadline.us = now.us + SMPP_WINDOW_LATE.us;
	window->next_tombstone = (window->next_tombstone + 1) % window->tombstone_count;
	let_go(window, slot);
	return true;
}

static struct smpp_slot *oldest(const struct smpp_window *window)
{
	struct smpp_slot *first = NULL;

	for (size_t i = 0; i < window->size; i++) {
		struct smpp_slot *slot = &window->slots[i];

		if (slot->sequence_number && (!first || slot->sent.us < first->sent.us ||
					      (slot->sent.us == first->sent.us &&
					       slot->sequence_number < first->sequence_number)))
			first = slot;
	}
	return first;
}

bool smpp_window_drain(struct smpp_slot *out, struct smpp_window *window)
{
	struct smpp_slot *first = oldest(window);

	if (!first)
		return false;
	*out = *first;
	let_go(window, first);
	return true;
}

bool smpp_window_oldest(const struct smpp_window *window, struct span *sent)
{
	const struct smpp_slot *first = oldest(window);

	if (first)
		*sent = first->sent;
	return first != NULL;
}

bool smpp_window_next_deadline(const struct smpp_window *window, struct span *deadline)
{
	const struct smpp_slot *slot = earliest(window);

	if (slot)
		*deadline = slot->deadline;
	return slot != NULL;
}

void smpp_window_reset(struct smpp_window *window)
{
	memset(window->slots, 0, window->size * sizeof(*window->slots));
	memset(window->tombstones, 0, window->tombstone_count * sizeof(*window->tombstones));
	window->used = window->next_tombstone = 0;
	window->last_sequence = 0;
}
