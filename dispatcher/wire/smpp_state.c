/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/smpp_state.h"

/*
 * Accepted says that customer service has read the message for the subscriber, and with many
 * centres only that they took it: no phone has it.
 */
static const struct smpp_state states[] = {
	{ 0, "SCHEDULED", SMPP_END_NOT_YET, "scheduled", "已计划" },
	{ 1, "ENROUTE", SMPP_END_NOT_YET, "en route", "正在发送" },
	{ 2, "DELIVRD", SMPP_END_DELIVERED, "delivered", "已送达" },
	{ 3, "EXPIRED", SMPP_END_FAILED, "validity period expired", "超过有效期" },
	{ 4, "DELETED", SMPP_END_FAILED, "deleted", "已删除" },
	{ 5, "UNDELIV", SMPP_END_FAILED, "undeliverable", "无法送达" },
	{ 6, "ACCEPTD", SMPP_END_NOT_YET, "accepted", "已受理" },
	{ 7, "UNKNOWN", SMPP_END_UNKNOWN, "state unknown to the message centre",
	  "短信中心不掌握状态" },
	{ 8, "REJECTD", SMPP_END_FAILED, "rejected", "被拒绝" },
	{ 9, "SKIPPED", SMPP_END_FAILED, "skipped", "已跳过" },
};

enum { STATES = sizeof(states) / sizeof(states[0]), TELLING = 5 };

const struct smpp_state *smpp_state_of(uint32_t message_state)
{
	return message_state < STATES ? &states[message_state] : NULL;
}

static char capital(char letter)
{
	return letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
}

/* Five letters tell them apart; behind these DELIVRD and DELIVERED, ACCEPTD and ACCEPTED differ. */
const struct smpp_state *smpp_state_of_word(struct slice word)
{
	for (size_t i = 0; i < STATES && word.size >= TELLING; i++) {
		size_t same = 0;

		while (same < TELLING && capital(word.at[same]) == states[i].word[same])
			same++;
		if (same == TELLING)
			return &states[i];
	}
	return NULL;
}

const char *smpp_end_name(enum smpp_end end)
{
	static const char *const names[] = { "unknown", "not-yet", "delivered", "failed" };

	return (unsigned int)end < sizeof(names) / sizeof(names[0]) ? names[end] : "invalid";
}
