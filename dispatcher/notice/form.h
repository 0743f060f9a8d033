/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Form: what somebody must fill in (an application, paperwork), as a table of members, and what
 * of it is missing: told at once, all of it, by its name in JSON and in Chinese.
 */
#ifndef NOTICE_FORM_H
#define NOTICE_FORM_H

#include <stddef.h>

struct form_member {
	const char *name, *zh; /* "handler.phone", "经办人电话" */
};

struct form_field {
	struct form_member member;
	size_t offset; /* of its struct slice in the form */
};

/* Fills `missing`, which has room for `count`; returns how many of the fields say
   nothing. */
size_t form_missing(struct form_member *missing, const struct form_field *fields, size_t count,
		    const void *form);

/* "signer, seal" and "签发人、用印单位", on ctx. */
struct form_names {
	const char *en, *zh;
};
struct form_names form_names(void *ctx, const struct form_member *members, size_t count);

#endif
