/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/paperwork.h"

static const char *const names[PAPERWORK_STATE_COUNT] = {
	[PAPERWORK_NONE] = "none",	   [PAPERWORK_OWED] = "owed",
	[PAPERWORK_FILED] = "filed",	   [PAPERWORK_RETURNED] = "returned",
	[PAPERWORK_ACCEPTED] = "accepted", [PAPERWORK_NOT_RECOGNISED] = "not-recognised",
};

const char *paperwork_state_name(enum paperwork_state state)
{
	return (unsigned int)state < PAPERWORK_STATE_COUNT ? names[state] : "invalid";
}

#define MEMBER(name, zh, member)                                                                   \
	{                                                                                          \
		{ name, zh }, offsetof(struct paperwork_form, member)                              \
	}

static const struct form_field needed[] = {
	MEMBER("letter_number", "函件文号", letter_number),
	MEMBER("signer", "签发人", signer),
	MEMBER("seal", "用印单位", seal),
	MEMBER("class", "类别", event_class),
	MEMBER("level", "级别", level),
	MEMBER("grounds", "情况紧急的依据", grounds),
	MEMBER("basis", "预案条款或机制", basis),
	MEMBER("effect", "发送效果", effect),
	MEMBER("internal_sign_off", "内部签批", internal_sign_off),
};

size_t paperwork_missing(const struct paperwork_form *form,
			 struct form_member missing[PAPERWORK_MEMBERS_MAX])
{
	return form_missing(missing, needed, sizeof(needed) / sizeof(needed[0]), form);
}
