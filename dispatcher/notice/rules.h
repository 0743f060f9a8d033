/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rules: the machine-judged rules of chapter 4, one table row each: which article, what a
 * breach does on each lane, and what it says in Chinese and English. The pack is versioned;
 * a draft is no legal basis, so every Chinese sentence begins with the operator's `basis`.
 *
 * Adding a rule is adding a row in rules.c, the code that finds the breach, and its test.
 */
#ifndef NOTICE_RULES_H
#define NOTICE_RULES_H

#include "notice/finding.h"
#include "notice/lane.h"

#define RULES_PACK	    "cn-sms-draft-2020-08-31.5"
#define RULES_BASIS_DEFAULT "按照本平台所采用的《通信短信息和语音呼叫服务管理规定（征求意见稿）》，"

enum rule {
	RULE_WRITTEN = 0,
	RULE_CONTENT_EMPTY,
	RULE_CHANNEL,
	RULE_CHANNEL_ABSENT,
	RULE_CHANNEL_NONE,
	RULE_EXEMPTION,
	RULE_LENGTH,
	RULE_LENGTH_SEGMENTS,
	RULE_SENDER_NAME,
	RULE_SENDER_PHONE,
	RULE_IDENTITY,
	RULE_AREA,
	RULE_AREA_EMPTY,
	RULE_EXPIRY,
	RULE_EXPIRY_DEFAULT,
	RULE_WINDOW,
	RULE_STATUS,
	RULE_PAGES,
	RULE_REFERENCE,
	RULE_REFERENCE_EARLY,
	RULE_REFERENCE_AMBIGUOUS,
	RULE_PAPERWORK,
	RULE_APPLICANT,
	RULE_APPLICANT_REVIEWER,
	RULE_APPLICANT_ADVICE,
	RULE_AUTHORITY,
	RULE_AREA_CODE,
	RULE_AREA_CODE_NEW,
	RULE_LEAD_TIME,
	RULE_LEAD_TIME_HELD,
	RULE_LEAD_TIME_NOT_KNOWN,
	RULE_SUSPENDED,
	RULE_SUSPENDED_SENT,
	RULE_SUSPENDED_CORRECTION,
	RULE_REFERENCE_OVER,
	RULE_REFERENCE_FOREIGN,
	RULE_MSG_TYPE,
	RULE_SCOPE,
	RULE_AREA_UNREACHED,
	RULE_SENDER_NAME_FULL,
	RULE_SENDER_PHONE_UNVERIFIED,
	RULE_PHONE_OTHER,
	RULE_PHONE_LOCAL,
	RULE_NO_LINK,
	RULE_NO_LINK_LOOKS,
	RULE_PUBLICITY,
	RULE_PUBLIC_INTEREST,
	RULE_COMMERCIAL,
	RULE_PROHIBITED,
	RULE_PROHIBITED_SENT,
	RULE_PROHIBITED_TOLD,
	RULE_SENDER_CODE,
	RULE_SENDER_CODE_MISSING,
	RULE_SENDER_CODE_EMERGENCY,
	RULE_AREA_NO_CELL,
	RULE_INTERNET,
	RULE_URGENT_BY_MQTT,
	RULE_EXEMPTION_APPLIED,
	RULE_WRITTEN_NOT,
	RULE_QUIET,
	RULE_QUIET_LATER,
	RULE_REPEATS,
	RULE_EXPIRED,
	RULE_EXPIRY_FAR,
	RULE_SENT_LONG_AGO,
	RULE_SENT_OUTLIVED,
	RULE_TEXT_NOWHERE,
	RULE_TEXTS_LEFT_OUT,
	RULE_TEXT_CHINESE,
	RULE_TEXT_TWICE,
	RULE_TEXT_OCTETS,
	RULE_PLAN,
	RULE_LEVEL,
	RULE_CARRIER,
	RULE_SENT_OUTLIVED_SENT,
	RULE_SENT_OUTLIVED_TOLD,
	RULE_AREA_CODE_NOWHERE,
	RULE_AREA_SHAPE,
	RULE_COUNT
};

/* A {name} of the sentence and what stands for it. */
struct rule_word {
	const char *name, *value;
};

struct rule_breach {
	enum rule rule;
	enum lane lane;
	const char *basis; /* NULL: the default */
	struct finding_where where;
	const struct rule_word *words; /* ends with a NULL name */
	const char *suggestion;
	enum effect effect; /* NONE: as the table has it for that lane */
};

/* "{n} characters" with n = "83": "83 characters". A name nobody gave stays as it is. */
char *rules_sentence(void *ctx, const char *sentence, const struct rule_word *words);

/* Adds the finding, unless the rule does not look at that lane. */
void rules_breached(struct findings *findings, const struct rule_breach *breach);

#endif
