/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Wording: what art. 27 asks of the text of a notice: at most 70 characters, the sending body
 * named, and a verified telephone number of it.
 */
#ifndef NOTICE_WORDING_H
#define NOTICE_WORDING_H

#include "notice/registry.h"
#include "notice/rules.h"

enum { WORDING_CHARACTERS_MAX = 70 };

struct wording_case {
	struct slice text; /* as submitted, UTF-8 */
	const char *field; /* where it stands: "info[1].description" */
	enum lane lane;
	const struct registry_agency *agency; /* the sending body */
	const char *basis;
};

struct wording_count {
	size_t characters; /* as submitted */
	size_t characters_nfc;
	size_t units;	 /* UTF-16 */
	size_t segments; /* of SMS in UCS-2: 70, or 67 each */
};

struct wording_count wording_count(struct slice text);

/* Adds what is wrong; the strength follows the lane. */
void wording_judge(struct findings *findings, const struct wording_case *wording);

/* The text names the body in full or by a registered short name. */
bool wording_names(struct slice text, const struct registry_agency *agency);
/* A registered telephone number of the body stands in the text, however it is written. */
bool wording_has_phone(struct slice text, const struct registry_agency *agency);

#endif
