/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading: what a profile makes of an alert: the class of emergency, whether it is critical
 * and on what grounds, and what text leaves in which language under which identifier. Made by
 * judge/profile.c from the profile's data; everything after it knows no country.
 */
#ifndef NOTICE_READING_H
#define NOTICE_READING_H

#include "notice/alert.h"
#include "notice/area_set.h"
#include "notice/lane.h"

enum {
	READING_TEXTS_MAX = 16,
	/* 15 pages are 1395 septets or 615 UTF-16 units, at most 2790 octets of UTF-8. */
	READING_TEXT_OCTETS_MAX = 8192,
};

/* One message to the public: one for each language and place, with its own identifier. */
struct reading_text {
	struct slice language;	     /* BCP 47: "zh-CN", "en-US" */
	struct slice text;	     /* as it will be shown, before NFC */
	const char *field;	     /* where it came from: "info[1].headline" */
	uint16_t message_identifier; /* live; the drill realm puts its own in place */
	size_t set;		     /* index into `sets`: it goes there and nowhere else */
};

struct reading {
	const char *profile; /* "cap-1.2" */
	enum lane_class class_of_emergency;
	bool is_critical;
	struct slice grounds;	 /* why critical: the description */
	struct slice event_type; /* the profile's code, or CAP's event */
	struct slice title;	 /* for lists: headline, else event */
	struct slice colour;	 /* "red", ...; empty where the profile has none */
	enum alert_urgency urgency;
	enum alert_severity severity;
	enum alert_certainty certainty;
	struct utc begins, expires; /* unset where the alert says nothing */
	struct reading_text texts[READING_TEXTS_MAX];
	size_t text_count;
	size_t texts_left_out;			 /* past the bound: they go nowhere */
	struct area_set sets[READING_TEXTS_MAX]; /* each different from the others */
	size_t set_count;
	uint8_t category;	      /* TS 48.049: 0 high priority, 1 background, 2 normal */
	uint32_t repetition_period_s; /* 0: the operator's default */
};

#endif
