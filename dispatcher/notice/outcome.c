/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/outcome.h"

const char *outcome_event_name(enum outcome_event event)
{
	static const char *const names[OUTCOME_EVENT_COUNT] = {
		[OUTCOME_NONE] = "none",	   [OUTCOME_CLAIMED] = "claimed",
		[OUTCOME_SUBMITTED] = "submitted", [OUTCOME_ACCEPTED] = "accepted",
		[OUTCOME_DELIVERED] = "delivered", [OUTCOME_FAILED] = "failed",
		[OUTCOME_EXPIRED] = "expired",	   [OUTCOME_UNKNOWN] = "unknown",
		[OUTCOME_WITHDRAWN] = "withdrawn", [OUTCOME_LISTED] = "listed",
		[OUTCOME_PURGED] = "purged",
	};

	return event < OUTCOME_EVENT_COUNT ? names[event] : "?";
}

static bool is_of_list(enum outcome_event event)
{
	return event == OUTCOME_LISTED || event == OUTCOME_PURGED;
}

bool outcome_is_possible(const struct outcome *outcome)
{
	return outcome->event > OUTCOME_NONE && outcome->event < OUTCOME_EVENT_COUNT &&
	       outcome->notice > 0 && outcome->attempt >= 1 &&
	       outcome->attempt <= OUTCOME_ATTEMPTS_MAX && outcome->part >= 1 &&
	       outcome->part <= outcome->parts && outcome->parts <= OUTCOME_PARTS_MAX &&
	       outcome->text.size <= OUTCOME_TEXT_OCTETS_MAX;
}

#define BIT(event) (1u << (event))

/* What each state still hears: a late answer after silence, a late delivery after giving up. */
static const uint16_t hears[OUTCOME_STATES] = {
	[OUTCOME_NONE] = 0xffff,
	[OUTCOME_CLAIMED] = BIT(OUTCOME_SUBMITTED) | BIT(OUTCOME_ACCEPTED) |
			    BIT(OUTCOME_DELIVERED) | BIT(OUTCOME_FAILED) | BIT(OUTCOME_EXPIRED) |
			    BIT(OUTCOME_UNKNOWN) | BIT(OUTCOME_WITHDRAWN),
	/* It may be on its way: only the centre can take it back, once it has it. */
	[OUTCOME_SUBMITTED] = BIT(OUTCOME_ACCEPTED) | BIT(OUTCOME_DELIVERED) | BIT(OUTCOME_FAILED) |
			      BIT(OUTCOME_EXPIRED) | BIT(OUTCOME_UNKNOWN),
	[OUTCOME_ACCEPTED] = BIT(OUTCOME_DELIVERED) | BIT(OUTCOME_FAILED) | BIT(OUTCOME_EXPIRED) |
			     BIT(OUTCOME_UNKNOWN) | BIT(OUTCOME_WITHDRAWN),
	[OUTCOME_DELIVERED] = 0,
	[OUTCOME_FAILED] = BIT(OUTCOME_DELIVERED),
	[OUTCOME_EXPIRED] = BIT(OUTCOME_DELIVERED) | BIT(OUTCOME_FAILED),
	[OUTCOME_UNKNOWN] = BIT(OUTCOME_ACCEPTED) | BIT(OUTCOME_DELIVERED) | BIT(OUTCOME_FAILED) |
			    BIT(OUTCOME_EXPIRED),
	[OUTCOME_WITHDRAWN] = BIT(OUTCOME_ACCEPTED) | BIT(OUTCOME_DELIVERED) | BIT(OUTCOME_FAILED) |
			      BIT(OUTCOME_EXPIRED),
};

/* A part that was delivered says that the centre had the message; all of them, that it is there. */
static enum outcome_event with_parts(struct outcome_person *person, const struct outcome *outcome)
{
	unsigned int all = (1u << outcome->parts) - 1;

	if (outcome->event != OUTCOME_DELIVERED)
		return outcome->event;
	person->delivered = (uint8_t)(person->delivered | 1u << (outcome->part - 1));
	return (person->delivered & all) == all ? OUTCOME_DELIVERED : OUTCOME_ACCEPTED;
}

static void set(struct outcome_person *person, unsigned int attempt, enum outcome_event state)
{
	person->attempt_and_state = (uint8_t)(attempt << 4 | state);
}

static void step(struct outcome_person *person, const struct outcome *outcome)
{
	unsigned int attempt = person->attempt_and_state >> 4;
	enum outcome_event event;

	if (outcome->attempt < attempt) {
		if (outcome->event == OUTCOME_DELIVERED && outcome->parts == 1)
			set(person, attempt, OUTCOME_DELIVERED);
		return;
	}
	if (outcome->attempt > attempt && outcome_person_state(person) != OUTCOME_DELIVERED) {
		*person = (struct outcome_person){ 0 };
		attempt = outcome->attempt;
		set(person, attempt, OUTCOME_NONE);
	}
	event = with_parts(person, outcome);
	if (hears[outcome_person_state(person)] & BIT(event))
		set(person, attempt, event);
}

void outcome_fold_begin(struct outcome_fold *out, struct outcome_person *people, uint32_t count)
{
	*out = (struct outcome_fold){ .people = people, .count = count };
	for (uint32_t i = 0; i < count; i++)
		people[i] = (struct outcome_person){ 0 };
	out->counts.of[OUTCOME_NONE] = count;
}

bool outcome_fold_step(struct outcome_fold *fold, const struct outcome *outcome)
{
	struct outcome_person *person;
	enum outcome_event before;

	if (is_of_list(outcome->event) || outcome->recipient >= fold->count ||
	    !outcome_is_possible(outcome))
		return false;
	person = &fold->people[outcome->recipient];
	before = outcome_person_state(person);
	step(person, outcome);
	fold->counts.of[before]--;
	fold->counts.of[outcome_person_state(person)]++;
	return outcome_person_state(person) != before;
}
