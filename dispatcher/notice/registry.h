/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Registry: who is who. Authorities 电信管理机构, agencies 申请单位/发送机构, persons, carriers
 * 相关企业 and contingency plans 应急预案 on file. One immutable value: a change is a whole new
 * registry, applied by an audited event; notices keep what they were judged by.
 */
#ifndef NOTICE_REGISTRY_H
#define NOTICE_REGISTRY_H

#include "notice/alert.h"
#include "notice/calendar.h"
#include "notice/lane.h"
#include "notice/person.h"
#include "notice/settings.h"
#include "notice/vocabulary.h"

enum registry_level {
	/* of government, art. 27 par. 1 */
	REGISTRY_LEVEL_NONE = 0,
	REGISTRY_LEVEL_STATE,
	REGISTRY_LEVEL_PROVINCE,
	REGISTRY_LEVEL_CITY, /* 设区市、自治州 */
	REGISTRY_LEVEL_COUNTY,
	REGISTRY_LEVEL_OTHER,
	REGISTRY_LEVEL_COUNT
};
const char *registry_level_name(enum registry_level level);

/* What sort of body it is; art. 27 par. 1 answers each its own way. */
enum registry_kind {
	REGISTRY_KIND_NONE = 0,		  /* nobody said: the reviewer decides */
	REGISTRY_KIND_GOVERNMENT,	  /* 人民政府 */
	REGISTRY_KIND_DEPARTMENT,	  /* 人民政府的部门 */
	REGISTRY_KIND_VERTICAL_BUREAU,	  /* 气象局、地震局 */
	REGISTRY_KIND_VERTICAL_OTHER,	  /* 税务、海关、消防等 */
	REGISTRY_KIND_PUBLIC_INSTITUTION, /* 事业单位 */
	REGISTRY_KIND_HEADQUARTERS,	  /* 指挥部 */
	REGISTRY_KIND_NEW_AREA,		  /* 新区管委会 */
	REGISTRY_KIND_CORPS_DIVISION,	  /* 兵团师 */
	REGISTRY_KIND_PARTY_COURT_ARMY,	  /* 党委、法院、检察院、军队 */
	REGISTRY_KIND_COUNT
};
const char *registry_kind_name(enum registry_kind kind);

/* Authority 电信管理机构: the ministry (state) or a provincial 通信管理局 (art. 3). */
struct registry_authority {
	struct slice identifier, name;
	enum registry_level level;	  /* NONE: province */
	const struct slice *jurisdiction; /* adcodes; prefix rule */
	size_t jurisdiction_count;
	struct slice phone;
	uint32_t default_expiry_minutes; /* for emergencies without one; 0 = none set */
	uint32_t paperwork_days;	 /* working days; 0 = 3 */
	struct slice emergency_code;	 /* 码号 that urgent messages leave under; may be empty */
};

enum registry_code_use {
	REGISTRY_CODE_USE_NONE = 0, /* as its number says (notice/sender_code.h) */
	REGISTRY_CODE_USE_PUBLIC_INTEREST,
	REGISTRY_CODE_USE_WARNING,
	REGISTRY_CODE_USE_COUNT
};
const char *registry_code_use_name(enum registry_code_use use);

/* An assigned 码号 (art. 9): its use, scope and validity. */
struct registry_sender_code {
	struct slice code;
	enum registry_code_use use;
	const struct slice *areas; /* adcodes; none: as its number says */
	size_t area_count;
	struct utc valid_from, valid_until; /* unset: no bound */
};

struct registry_agency {
	struct slice identifier, name;
	const struct slice *short_names;
	size_t short_name_count;
	const struct slice *cap_senders; /* values of CAP <sender> that are this body */
	size_t cap_sender_count;
	enum registry_kind kind;
	enum registry_level level;
	struct slice adcode;	    /* of the division whose body it is */
	struct slice parent;	    /* the body it belongs to: its government, department or host */
	struct slice credit_code;   /* 统一社会信用代码 */
	const struct slice *phones; /* verified */
	size_t phone_count;
	const struct registry_sender_code *sender_codes;
	size_t sender_code_count;
	const struct slice *jurisdiction; /* adcodes; prefix rule */
	size_t jurisdiction_count;
	struct slice superior;	/* agency that may cancel for it */
	struct slice authority; /* who reviews it, who is owed its paperwork */
};

enum registry_carrier_kind {
	REGISTRY_CARRIER_NONE = 0,
	REGISTRY_CARRIER_MOBILE,
	REGISTRY_CARRIER_RESALE, /* 移动通信转售企业 */
	REGISTRY_CARRIER_INTERNET,
	REGISTRY_CARRIER_COUNT
};
const char *registry_carrier_kind_name(enum registry_carrier_kind kind);

struct registry_carrier {
	struct slice identifier, name, licence;
	enum registry_carrier_kind kind;
	const struct slice *access_numbers;
	size_t access_number_count;
	const struct slice *hosts; /* resale: the carriers whose network it uses */
	size_t host_count;
	bool adds_signature;	/* before or behind the text of every SMS */
	struct slice signature; /* not given: the sending body's name in 【】 */
};

/* Contingency plan 应急预案: lets its agencies send first (art. 26 a). */
struct registry_plan {
	struct slice identifier, name, authority, instrument; /* instrument: title and number */
	const struct slice *agencies;
	size_t agency_count;
	uint32_t classes;		 /* bit n = enum lane_class n; 0 = all */
	const struct slice *event_types; /* empty = all of its classes */
	size_t event_type_count;
	const struct slice *areas; /* adcodes */
	size_t area_count;
	enum alert_urgency urgency_at_least;   /* ABSENT = Expected */
	enum alert_severity severity_at_least; /* ABSENT = Severe */
	uint32_t default_expiry_minutes;       /* 0 = the authority's */
	bool needs_second_person;
	uint32_t paperwork_days; /* working days; 0 = the authority's, else 3 */
	struct utc valid_until;	 /* unset: no end */
};

/* What outranks the draft's requirements 国家另有规定, from the strongest down. */
enum registry_rank {
	REGISTRY_RANK_NONE = 0,
	REGISTRY_RANK_LAW,			 /* 法律 */
	REGISTRY_RANK_ADMINISTRATIVE_REGULATION, /* 行政法规 */
	REGISTRY_RANK_STATE_COUNCIL_DECISION,	 /* 国务院决定 */
	REGISTRY_RANK_MINISTRY_RULE,		 /* 部门规章 */
	REGISTRY_RANK_LOCAL_REGULATION,		 /* 地方性法规 */
	REGISTRY_RANK_OTHER,			 /* 其他规范性文件 */
	REGISTRY_RANK_COUNT
};
const char *registry_rank_name(enum registry_rank rank);

struct registry_exemption {
	struct slice identifier, instrument, number, clause;
	enum registry_rank rank;
	struct utc valid_from, valid_until; /* unset: no bound */
	struct slice confirmed_by;	    /* the officer, by name or id; may have left since */
};

struct registry {
	const struct registry_authority *authorities;
	size_t authority_count;
	const struct registry_agency *agencies;
	size_t agency_count;
	const struct person *persons;
	size_t person_count;
	const struct registry_carrier *carriers;
	size_t carrier_count;
	const struct registry_plan *plans;
	size_t plan_count;
	const struct registry_exemption *exemptions;
	size_t exemption_count;
	struct calendar_notices calendars; /* beside those of the country's data */
	struct vocabulary_words words;	   /* the same */
	struct settings settings;
};

enum {
	REGISTRY_ID_OCTETS_MAX = 64,
	REGISTRY_ROWS_MAX = 20000,
	REGISTRY_WORDS_MAX = 50000, /* beside the rows */
	REGISTRY_CODE_DIGITS_MAX = 20,
};

const struct registry_authority *registry_authority(const struct registry *registry,
						    struct slice identifier);
const struct registry_agency *registry_agency(const struct registry *registry,
					      struct slice identifier);
const struct registry_agency *registry_agency_of_sender(const struct registry *registry,
							struct slice cap_sender);
const struct registry_carrier *registry_carrier(const struct registry *registry,
						struct slice identifier);
const struct registry_plan *registry_plan(const struct registry *registry, struct slice identifier);
const struct registry_exemption *registry_exemption(const struct registry *registry,
						    struct slice identifier);
const struct person *registry_person(const struct registry *registry, struct slice identifier);
const struct person *registry_person_of_token(const struct registry *registry,
					      const struct digest *token_digest);

/* True if `superior` is the agency itself or stands anywhere above it. */
bool registry_is_over(const struct registry *registry, struct slice superior, struct slice agency);

bool registry_exemption_holds(const struct registry_exemption *exemption, struct utc at);
/*
 * Only a law, an administrative regulation or a decision of the State Council lifts the 15
 * working days; "国家另有规定的除外" of art. 27 belongs to the content and to 工作宣传.
 */
bool registry_exemption_lifts_lead_time(const struct registry_exemption *exemption, struct utc at);

/* What of an emergency a plan looks at. */
struct registry_emergency {
	struct slice agency, event_type;
	enum lane_class class_of_emergency;
	enum alert_urgency urgency;
	enum alert_severity severity;
	struct utc at;
};
/* Its area apart. */
bool registry_plan_covers(const struct registry_plan *plan,
			  const struct registry_emergency *emergency);
/* The first plan that covers it; NULL if none does. */
const struct registry_plan *registry_plan_for(const struct registry *registry,
					      const struct registry_emergency *emergency);

/*
 * Are all references to be found, all identifiers unique, nothing past a limit? The first
 * fault, naming the row. Applied before a registry is accepted.
 */
enum err MUST_USE registry_check(const struct registry *registry, struct fault *why);

#endif
