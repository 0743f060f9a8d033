/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Eligibility: may this body apply (art. 27 par. 1), and who should where it may not. Applicants
 * are the departments of a provincial or higher government, and the governments of cities with
 * districts 设区市 and autonomous prefectures 自治州. The *applicant* is restricted so; whoever
 * else may still be the sending body 发送机构. Emergencies are not asked (art. 26).
 */
#ifndef NOTICE_ELIGIBILITY_H
#define NOTICE_ELIGIBILITY_H

#include "notice/division.h"
#include "notice/registry.h"
#include "notice/rules.h"

struct eligibility_case {
	const struct registry *registry;
	const struct division_table *divisions;
	const struct registry_agency *applicant;
	const char *field; /* "applicant" */
	enum lane lane;
	bool only_enrolled; /* to enrolled groups alone: no applicant's rule (art. 18) */
	const char *basis;
};

struct eligibility {
	enum settings_answer answer; /* never SETTINGS_DEFAULT */
	enum settings_kind setting;  /* what decided it; NONE: the article itself */
};

struct eligibility eligibility_of(const struct eligibility_case *question);

/*
 * Who should apply in its stead: the nearest body above it that may, else the government of the
 * smallest division around it that may. On ctx, never NULL but without memory.
 */
char *eligibility_suggest(void *ctx, const struct eligibility_case *question);

/* Adds the `applicant` finding, if there is one. */
void eligibility_judge(struct findings *findings, const struct eligibility_case *question);

#endif
