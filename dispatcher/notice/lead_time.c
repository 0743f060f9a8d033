/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/lead_time.h"

#include <stdio.h>

static const char *const answer_names[LEAD_TIME_ANSWER_COUNT] = {
	[LEAD_TIME_NOT_KNOWN] = "not-known",
	[LEAD_TIME_FINE] = "fine",
	[LEAD_TIME_HELD] = "held",
	[LEAD_TIME_REFUSED] = "refused",
};

const char *lead_time_answer_name(enum lead_time_answer answer)
{
	return (unsigned int)answer < LEAD_TIME_ANSWER_COUNT ? answer_names[answer] : "invalid";
}

static enum err check_days(unsigned int days, struct fault *why)
{
	if (days > 0 && days <= LEAD_TIME_DAYS_MAX)
		return ERR_OK;
	return err_set(why, ERR_LIMIT, "art. 27", "%u working days: not from 1 to %d", days,
		       LEAD_TIME_DAYS_MAX);
}

enum err lead_time_earliest(struct lead_time_earliest *out, const struct calendar *calendar,
			    int64_t filed, unsigned int days, struct fault *why)
{
	struct lead_time_earliest earliest = { .filed = filed };
	enum err err = check_days(days, why);

	if (err == ERR_OK)
		err = calendar_workday_after(calendar, &earliest.counted_from, filed - 1, 1, why);
	if (err == ERR_OK)
		err = calendar_workday_after(calendar, &earliest.safe, earliest.counted_from,
					     (int)days, why);
	if (err == ERR_OK)
		err = calendar_workday_after(calendar, &earliest.by_the_letter, filed, (int)days,
					     why);
	if (err == ERR_OK)
		*out = earliest;
	return err;
}

enum err lead_time_latest(struct lead_time_latest *out, const struct calendar *calendar,
			  int64_t wanted, unsigned int days, struct fault *why)
{
	struct lead_time_latest latest = { .wanted = wanted };
	int64_t last, next;
	enum err err = check_days(days, why);

	/* The window may open on a day off; the days counted end with the last working day. */
	if (err == ERR_OK)
		err = calendar_workday_after(calendar, &last, wanted + 1, -1, why);
	if (err == ERR_OK)
		err = calendar_workday_after(calendar, &latest.safe, last, -(int)days, why);
	/* By the letter the days off behind it, up to the next working day, would do as well. */
	if (err == ERR_OK)
		err = calendar_workday_after(calendar, &next, latest.safe, 1, why);
	if (err != ERR_OK)
		return err;
	latest.by_the_letter = next - 1;
	*out = latest;
	return ERR_OK;
}

struct lead_time lead_time_weigh(const struct calendar *calendar, int64_t filed, int64_t wanted)
{
	struct lead_time weighed = { .answer = LEAD_TIME_FINE };

	if (lead_time_earliest(&weighed.earliest, calendar, filed, LEAD_TIME_DAYS, NULL) !=
	    ERR_OK) {
		weighed.answer = LEAD_TIME_NOT_KNOWN;
		weighed.unknown_year = calendar_missing_from(calendar, filed);
		return weighed;
	}
	if (wanted >= weighed.earliest.safe)
		return weighed;
	weighed.answer = wanted >= weighed.earliest.by_the_letter ? LEAD_TIME_HELD
								  : LEAD_TIME_REFUSED;
	weighed.has_latest = lead_time_latest(&weighed.latest, calendar, wanted, LEAD_TIME_DAYS,
					      NULL) == ERR_OK;
	return weighed;
}

/* ---- the finding ------------------------------------------------------------------------ */

static bool is_asked(const struct lead_time_case *question)
{
	if (question->lane != LANE_PLANNED || question->only_enrolled)
		return false;
	return !question->exemption ||
	       !registry_exemption_lifts_lead_time(question->exemption, question->wanted);
}

static enum rule rule_of(enum lead_time_answer answer)
{
	static const enum rule rules[LEAD_TIME_ANSWER_COUNT] = {
		[LEAD_TIME_NOT_KNOWN] = RULE_LEAD_TIME_NOT_KNOWN,
		[LEAD_TIME_HELD] = RULE_LEAD_TIME_HELD,
		[LEAD_TIME_REFUSED] = RULE_LEAD_TIME,
	};

	return rules[answer];
}

static void add(struct findings *findings, const struct lead_time_case *question,
		const struct lead_time *weighed)
{
	enum { FILED, EARLIEST, LETTER, WANTED, LATEST, DAYS };
	char text[DAYS][CALENDAR_DAY_OCTETS] = { 0 }, year[12];
	bool is_known = weighed->answer != LEAD_TIME_NOT_KNOWN;

	calendar_day_format(text[FILED], question->filed);
	calendar_day_format(text[EARLIEST], weighed->earliest.safe);
	calendar_day_format(text[LETTER], weighed->earliest.by_the_letter);
	calendar_day_format(text[WANTED], calendar_day_of(question->wanted));
	calendar_day_format(text[LATEST], weighed->latest.safe);
	snprintf(year, sizeof(year), "%u", weighed->unknown_year);
	rules_breached(
		findings,
		&(struct rule_breach){
			.rule = rule_of(weighed->answer),
			.lane = question->lane,
			.basis = question->basis,
			.where = { .field = question->field },
			.words = (struct rule_word[]){ { "filed", text[FILED] },
						       { "earliest", text[EARLIEST] },
						       { "letter", text[LETTER] },
						       { "wanted", text[WANTED] },
						       { "latest",
							 weighed->has_latest ? text[LATEST] : "-" },
						       { "year", year },
						       { NULL, NULL } },
			.suggestion = is_known ? text[EARLIEST] : NULL,
		});
}

void lead_time_judge(struct findings *findings, const struct lead_time_case *question)
{
	struct lead_time weighed;

	if (!is_asked(question))
		return;
	weighed = lead_time_weigh(question->calendar, question->filed,
				  calendar_day_of(question->wanted));
	if (weighed.answer != LEAD_TIME_FINE)
		add(findings, question, &weighed);
}
