/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * National: the Chinese early-warning message 国家突发事件预警信息 (GB/T 35965.1, GB/T 34283; the
 * platform of 12379). It looks like CAP and is none: no namespace; sendTime, with a blank in its
 * times; senderCode of 14 digits beside the body's name; colours for severity; the texts of the
 * ways of spreading as code/method; region codes of 12 digits as plain text; circles in metres;
 * polygons that may be lines; references by identifier, always of the chain's first message.
 *
 * It is read into the same struct alert by the walk of CAP (cap_walk.h) with tables of its own:
 * national_schema.c which elements, national_value.c how those are read that differ,
 * national_headline.c and national_rules.c what must hold, national_fault.c what is said of it. The
 * order of elements is not judged, unknown ones are passed over with a warning: the sentences of
 * the standard were not at hand, only messages and interface notes.
 *
 * A Cancel only stops. What is wrong inside its info is told, never a reason to refuse it.
 */
#ifndef WIRE_NATIONAL_H
#define WIRE_NATIONAL_H

#include "wire/cap_walk.h"

/* By its root and elements: alert without a namespace, with senderCode, sendTime or eventType. */
bool national_is(const xmlNode *root);
/* Walks the document into walk->alert; everything found is in the findings. */
void national_read(struct cap_walk *walk, const xmlNode *root);

extern const struct cap_complex national_schema_alert;

/* "2026-03-02 09:00:00+08:00"; struct utc */
void national_value_time(struct cap_walk *walk, const struct cap_element *element,
			 const xmlNode *node, void *out);
/* "410000000000,410100000000"; list of struct area_code */
void national_value_geocode(struct cap_walk *walk, const struct cap_element *element,
			    const xmlNode *node, void *out);
/* "41000041600000_20200204121842"; list of struct alert_key */
void national_value_references(struct cap_walk *walk, const struct cap_element *element,
			       const xmlNode *node, void *out);
/* "11B06"; list of struct alert_value, of one */
void national_value_event_type(struct cap_walk *walk, const struct cap_element *element,
			       const xmlNode *node, void *out);

bool national_value_is_sender_code(struct slice text);
/* 14 digits, an underscore, 14 digits, perhaps an underscore and one digit (annex A). */
bool national_value_is_identifier(struct slice text);

/* Its form, its colour against severity, 解除 against msgType; the event's name it gives to info.
 */
void national_headline_check(struct cap_walk *walk, struct alert_info *info, const xmlNode *node);
/* After the walk. */
void national_rules_check(struct cap_walk *walk, const xmlNode *root);

/* The row for what CAP calls otherwise; NULL: CAP's own row serves. */
const struct cap_fault_row *national_fault_row(enum cap_fault fault);
/* As strong as the row says; in a Cancel at most a warning where nothing depends on it. */
enum effect national_fault_effect(const struct cap_walk *walk, enum cap_fault fault,
				  const struct cap_fault_row *row, const xmlNode *node);

#endif
