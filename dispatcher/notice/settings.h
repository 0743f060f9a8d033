/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Settings: what the operator has decided. Where art. 27 par. 1 leaves open who may apply, one row
 * for each unclear kind of body, with the answer that holds as long as nobody set another.
 */
#ifndef NOTICE_SETTINGS_H
#define NOTICE_SETTINGS_H

#include <stdbool.h>

#include "notice/quiet.h"

enum settings_answer {
	SETTINGS_DEFAULT = 0,
	SETTINGS_YES,	   /* may apply */
	SETTINGS_NO,	   /* may not; somebody else is suggested */
	SETTINGS_REVIEWER, /* held until a reviewer has decided */
	SETTINGS_ADVICE,   /* warned, with a suggestion; the reviewer decides */
	SETTINGS_ANSWER_COUNT
};
const char *settings_answer_name(enum settings_answer answer);

enum settings_kind {
	SETTINGS_NONE = 0,	     /* nothing is unclear */
	SETTINGS_VERTICAL_BUREAU,    /* 省气象局、省地震局: yes */
	SETTINGS_VERTICAL_OTHER,     /* 税务、海关、消防: reviewer */
	SETTINGS_PUBLIC_INSTITUTION, /* 疾控中心等事业单位: no, through its department */
	SETTINGS_HEADQUARTERS,	     /* 指挥部: no, through its host */
	SETTINGS_SUB_PROVINCIAL_DEPARTMENT, /* 副省级市的部门: no */
	SETTINGS_MUNICIPALITY_DISTRICT,	    /* 直辖市的区、县: no */
	SETTINGS_PROVINCE_COUNTY,	    /* 省直辖县级行政单位: no */
	SETTINGS_NEW_AREA,		    /* 新区: no */
	SETTINGS_CORPS_DIVISION,	    /* 兵团师: no */
	SETTINGS_PREFECTURE_AREA,	    /* 地区: no */
	SETTINGS_LEAGUE,		    /* 盟: no */
	SETTINGS_CITY_WITHOUT_DISTRICTS,    /* 东莞 中山 儋州 嘉峪关 三沙: yes */
	SETTINGS_PARTY_COURT_ARMY,	    /* 党委、法院、军队: advice */
	SETTINGS_KIND_COUNT
};
/* "vertical_bureau": the member of the registry's `settings`. */
const char *settings_kind_name(enum settings_kind kind);

struct settings {
	enum settings_answer answers[SETTINGS_KIND_COUNT];
	/* Above so many people a second person agrees, urgent lane apart; 0: never by size. */
	uint64_t second_person_people;
	struct quiet quiet;	    /* for what is planned */
	bool planned_one_at_a_time; /* at a node */
};

/* What was set, else the default; never SETTINGS_DEFAULT. SETTINGS_NONE answers no. */
enum settings_answer settings_answer_for(const struct settings *settings, enum settings_kind kind);

#endif
