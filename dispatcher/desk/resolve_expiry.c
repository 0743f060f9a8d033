/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_expiry.h"

#include <stdio.h>

#include "desk/resolve_judge.h"

static uint32_t default_minutes(const struct resolution *r)
{
	if (r->plan && r->plan->default_expiry_minutes)
		return r->plan->default_expiry_minutes;
	return r->authority ? r->authority->default_expiry_minutes : 0;
}

/* Neither is forbidden, and both are slips of the pen more often than not. */
enum { EXPIRY_DAYS_USUAL = 366, SENT_DAYS_USUAL = 7 };

static void judge_given_expiry(struct resolution *r, const char *field)
{
	struct utc now = desk_now(), expires = r->judged.expires;
	char until[UTC_TEXT_OCTETS], at[UTC_TEXT_OCTETS], days[12];
	struct rule_word words[] = {
		{ "expires", utc_format(until, expires, UTC_CHINA_OFFSET_MINUTES) },
		{ "now", utc_format(at, now, UTC_CHINA_OFFSET_MINUTES) },
		{ "days", days },
		{ NULL, NULL },
	};

	snprintf(days, sizeof(days), "%d", EXPIRY_DAYS_USUAL);
	if (!utc_before(now, expires))
		resolve_judge_breached(r, RULE_EXPIRED, field, words);
	else if (!utc_before(r->judged.begins, expires))
		resolve_judge_breached(r, RULE_WINDOW, field, NULL);
	else if (utc_before(utc_add(now, SPAN_DAYS(EXPIRY_DAYS_USUAL)), expires))
		resolve_judge_breached(r, RULE_EXPIRY_FAR, field, words);
}

static void judge_sent(struct resolution *r)
{
	char sent[UTC_TEXT_OCTETS], days[12];

	if (!utc_is_set(r->alert.sent) ||
	    !utc_before(utc_add(r->alert.sent, SPAN_DAYS(SENT_DAYS_USUAL)), r->received))
		return;
	snprintf(days, sizeof(days), "%d", SENT_DAYS_USUAL);
	resolve_judge_breached(
		r, RULE_SENT_LONG_AGO, "sent",
		(struct rule_word[]){
			{ "sent", utc_format(sent, r->alert.sent, UTC_CHINA_OFFSET_MINUTES) },
			{ "days", days },
			{ NULL, NULL },
		});
}

/* A clock or a time zone is wrong by hours (8 most often), and by no more than a day. */
static bool may_be_a_wrong_clock(const struct resolution *r, struct utc outlived)
{
	return utc_before(r->received, utc_add(outlived, SPAN_HOURS(24)));
}

/*
 * CAP 1.2 3.2.2: without `expires` the receiver's policy says how long an alert holds. Counted from
 * when it came, one of last year that a feed sends again would hold anew, on every phone: a person
 * looks. What is urgent is not kept for what may be the sender's clock. One with `expires` ahead
 * says itself that it holds, however old it is (a warning).
 */
static void judge_outlived(struct resolution *r, uint32_t minutes)
{
	char sent[UTC_TEXT_OCTETS], expires[UTC_TEXT_OCTETS], policy[12];
	struct utc outlived = utc_add(r->alert.sent, SPAN_MINUTES(minutes));
	const struct rule_word words[] = {
		{ "sent", utc_format(sent, r->alert.sent, UTC_CHINA_OFFSET_MINUTES) },
		{ "expires", utc_format(expires, r->judged.expires, UTC_CHINA_OFFSET_MINUTES) },
		{ "minutes", policy },
		{ NULL, NULL },
	};

	if (!utc_is_set(r->alert.sent) || utc_before(r->received, outlived))
		return;
	snprintf(policy, sizeof(policy), "%u", minutes);
	if (r->judged.lane == LANE_URGENT && may_be_a_wrong_clock(r, outlived)) {
		resolve_judge_breached(r, RULE_SENT_OUTLIVED_SENT, "sent", words);
		resolve_judge_breached(r, RULE_SENT_OUTLIVED_TOLD, "sent", words);
	} else {
		resolve_judge_breached(r, RULE_SENT_OUTLIVED, "sent", words);
	}
}

static void apply_default(struct resolution *r, const char *field, uint32_t minutes)
{
	char text[UTC_TEXT_OCTETS];

	r->judged.expires = utc_add(r->received, SPAN_MINUTES(minutes));
	utc_format(text, r->judged.expires, UTC_CHINA_OFFSET_MINUTES);
	resolve_judge_breached(r, RULE_EXPIRY_DEFAULT, field,
			       (struct rule_word[]){ { "expires", text }, { NULL, NULL } });
	judge_outlived(r, minutes);
}

static void judge_expiry(struct resolution *r)
{
	uint32_t minutes = default_minutes(r);
	const char *field = r->format == INTAKE_FORMAT_APPLICATION ? "send_until" : "expires";

	/* A default counts from when the version came: what was agreed stands. */
	if (r->departs.is_given) {
		r->judged.begins = r->departs.begins;
		r->judged.expires = r->departs.expires;
		return;
	}
	r->judged.begins = r->reading.begins;
	r->judged.expires = r->reading.expires;
	if (r->judged.relation == NOTICE_RELATION_CANCEL) {
		/* An early Cancel waits a day for what it cancels, no longer. */
		r->judged.expires = utc_add(r->received, SPAN_HOURS(24));
		return;
	}
	if (utc_is_set(r->judged.expires)) {
		judge_given_expiry(r, field);
		return;
	}
	if (r->judged.lane == LANE_PLANNED || minutes == 0)
		resolve_judge_breached(r, RULE_EXPIRY, field, NULL);
	else
		apply_default(r, field, minutes);
}

void resolve_expiry_judge(struct resolution *r)
{
	judge_expiry(r);
	judge_sent(r);
}
