/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/suspension.h"

#include <stddef.h>

#include "notice/form.h"

bool suspension_holds(const struct suspension *suspension, struct utc at)
{
	if (utc_before(at, suspension->from))
		return false;
	if (utc_is_set(suspension->until) && !utc_before(at, suspension->until))
		return false;
	return !utc_is_set(suspension->lifted_at) || utc_before(at, suspension->lifted_at);
}

const struct suspension *suspension_of(const struct suspension *list, size_t count,
				       struct slice agency, struct utc at)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal(list[i].agency, agency) && suspension_holds(&list[i], at))
			return &list[i];
	return NULL;
}

#define MEMBER(name, zh, member)                                                                   \
	{                                                                                          \
		{ name, zh }, offsetof(struct suspension, member)                                  \
	}

static const struct form_field needed[] = {
	MEMBER("agency", "被暂停单位", agency),
	MEMBER("situation", "有关情况", situation),
	MEMBER("reason", "理由", reason),
	MEMBER("appeal", "申诉机构", appeal),
};

static enum err check_members(const struct suspension *suspension, struct fault *why)
{
	struct form_member missing[sizeof(needed) / sizeof(needed[0])];
	size_t count = form_missing(missing, needed, sizeof(needed) / sizeof(needed[0]),
				    suspension);

	if (count > 0)
		return err_set(why, ERR_INPUT, "art. 22, 37",
			       "a suspension needs \"%s\" (缺少：%s)", missing[0].name,
			       missing[0].zh);
	return ERR_OK;
}

enum err suspension_check(const struct suspension *suspension, struct utc now, struct fault *why)
{
	enum err err = check_members(suspension, why);

	if (err != ERR_OK)
		return err;
	if (!utc_is_set(suspension->told_at) || utc_before(now, suspension->told_at))
		return err_set(why, ERR_INPUT, "art. 22, 37",
			       "\"told_at\": the body is told first (应先行告知); give the past "
			       "moment when it was");
	if (utc_before(suspension->from, suspension->told_at))
		return err_set(why, ERR_INPUT, "art. 22, 37",
			       "\"from\" is before \"told_at\": nothing is suspended before it was "
			       "told");
	if (utc_is_set(suspension->until) && !utc_before(suspension->from, suspension->until))
		return err_set(why, ERR_INPUT, "art. 22, 37", "\"until\" is not after \"from\"");
	return ERR_OK;
}
