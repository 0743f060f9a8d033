/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/event.h"

static const char *const kind_names[EVENT_KIND_COUNT] = {
	[EVENT_NONE] = "none",
	[EVENT_RECEIVED] = "received",
	[EVENT_JUDGED] = "judged",
	[EVENT_PAGED] = "paged",
	[EVENT_AUTHORISED] = "authorised",
	[EVENT_DECIDED] = "decided",
	[EVENT_SECONDED] = "seconded",
	[EVENT_CONFIRMED] = "confirmed",
	[EVENT_AMENDED] = "amended",
	[EVENT_SCHEDULED] = "scheduled",
	[EVENT_ROUTED] = "routed",
	[EVENT_PAPERWORK_OWED] = "paperwork-owed",
	[EVENT_RECEIPTS] = "receipts",
	[EVENT_RESTARTED] = "restarted",
	[EVENT_SUPERSEDED] = "superseded",
	[EVENT_PREEMPTED] = "preempted",
	[EVENT_CANCEL_REQUESTED] = "cancel-requested",
	[EVENT_EXPIRED] = "expired",
	[EVENT_LAPSED] = "lapsed",
	[EVENT_CLOSED] = "closed",
	[EVENT_PAPERWORK_REMINDED] = "paperwork-reminded",
	[EVENT_PAPERWORK_FILED] = "paperwork-filed",
	[EVENT_PAPERWORK_SETTLED] = "paperwork-settled",
	[EVENT_ALARMED] = "alarmed",
	[EVENT_UNREACHED] = "unreached",
	[EVENT_WITHHELD] = "withheld",
	[EVENT_CONTENT_STOPPED] = "content-stopped",
	[EVENT_CONTENT_REPORTED] = "content-reported",
	[EVENT_CONTENT_REMINDED] = "content-reminded",
	[EVENT_REGISTRY_APPLIED] = "registry-applied",
	[EVENT_REGISTER_SWAPPED] = "register-swapped",
	[EVENT_STORE_CREATED] = "store-created",
	[EVENT_CLOCK_ADVANCED] = "clock-advanced",
	[EVENT_LINK_CHANGED] = "link-changed",
	[EVENT_SUSPENSION_ORDERED] = "suspension-ordered",
	[EVENT_SUSPENSION_LIFTED] = "suspension-lifted",
	[EVENT_COMPLAINT_RECORDED] = "complaint-recorded",
	[EVENT_COMPLAINT_STRUCK] = "complaint-struck",
	[EVENT_ROWS_RESTORED] = "rows-restored",
};

static const char *const decision_names[EVENT_DECISION_COUNT] = {
	[EVENT_DECISION_NONE] = "none",
	[EVENT_DECISION_AGREE] = "agree",
	[EVENT_DECISION_AGREE_ADJUSTED] = "agree-adjusted",
	[EVENT_DECISION_UNSUITABLE] = "unsuitable",
	[EVENT_DECISION_OUT_OF_SCOPE] = "out-of-scope",
	[EVENT_DECISION_RETURN] = "return",
	[EVENT_DECISION_ORDER_URGENT] = "order-urgent",
};

const char *event_kind_name(enum event_kind kind)
{
	return (unsigned int)kind < EVENT_KIND_COUNT ? kind_names[kind] : "invalid";
}

bool event_kind_from_name(struct slice name, enum event_kind *out)
{
	for (unsigned int i = EVENT_RECEIVED; i < EVENT_KIND_COUNT; i++) {
		if (!slice_is(name, kind_names[i]))
			continue;
		*out = (enum event_kind)i;
		return true;
	}
	return false;
}

bool event_kind_is_of_notice(enum event_kind kind)
{
	return kind > EVENT_NONE && kind < EVENT_REGISTRY_APPLIED;
}

const char *event_decision_name(enum event_decision decision)
{
	return (unsigned int)decision < EVENT_DECISION_COUNT ? decision_names[decision] : "invalid";
}

bool event_decision_from_name(struct slice name, enum event_decision *out)
{
	for (unsigned int i = EVENT_DECISION_AGREE; i < EVENT_DECISION_COUNT; i++) {
		if (!slice_is(name, decision_names[i]))
			continue;
		*out = (enum event_decision)i;
		return true;
	}
	return false;
}

const char *event_mark_name(enum event_mark mark)
{
	static const char *const names[EVENT_MARK_COUNT] = { "none", "yes", "no" };

	return (unsigned int)mark < EVENT_MARK_COUNT ? names[mark] : "invalid";
}
