/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sender code 码号 (art. 9): only an assigned one, and only for what it was assigned for. Its
 * number says much of that: 10639.. carries public-interest messages of one province, 10699..
 * across provinces, 12379 warnings alone; the registry can say it of each code.
 */
#ifndef NOTICE_SENDER_CODE_H
#define NOTICE_SENDER_CODE_H

#include "notice/registry.h"
#include "notice/rules.h"

struct sender_code_case {
	struct slice code;			    /* as the application has it; may be empty */
	bool needs_one;				    /* it is to leave by SMS */
	const struct registry_agency *agency;	    /* the sending body */
	const struct registry_authority *authority; /* may be NULL */
	const uint32_t *adcodes; /* of the area: as named, and of the cells it reaches */
	size_t adcode_count;
	enum lane lane;
	struct utc at; /* when it is to be sent */
	const char *basis;
};

/*
 * Adds the `sender-code` finding, if there is one, and says which code is to be used: the one
 * applied for, and on the urgent lane the authority's emergency code where it has one.
 */
struct slice sender_code_judge(struct findings *findings, const struct sender_code_case *question);

#endif
