/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Application (发送申请): what a department files in writing when it wants a notice sent
 * (art. 27), and the form in which an emergency may come without CAP (its `emergency` block).
 * A slice with size 0 is a member that was not given.
 */
#ifndef NOTICE_APPLICATION_H
#define NOTICE_APPLICATION_H

#include "notice/area.h"
#include "notice/content.h"
#include "notice/form.h"
#include "notice/reading.h"

enum {
	APPLICATION_TEXTS_MAX = READING_TEXTS_MAX,
	APPLICATION_ATTACHMENTS_MAX = 20,
	APPLICATION_REPEATS_MAX = 15, /* each is a new serial number of one message code */
};

struct application_text {
	struct slice language; /* BCP 47; not given: zh-CN */
	struct slice text;     /* as submitted */
};

struct application_attachment {
	struct slice name, media_type;
	struct slice octets; /* decoded */
};

/* At most so many messages over that carrier (总量). */
struct application_cap {
	struct slice carrier;
	uint64_t messages;
};

/* 经办人 */
struct application_handler {
	struct slice name, phone;
};

struct application_emergency {
	bool is_given;
	enum lane_class class_of_emergency;
	struct slice event_type;
	bool is_critical;
	struct slice grounds; /* why critical (art. 26) */
	struct slice plan;    /* id of the contingency plan it invokes */
	struct slice level;   /* "red", "orange", "yellow", "blue" */
};

struct application {
	struct slice title;
	struct slice applicant;	    /* 申请单位: agency id */
	struct slice sending_body;  /* 发送机构: agency id; not given: the applicant */
	struct slice authorisation; /* name of the attachment that authorises the sending body */
	struct slice document_number, signer;
	struct application_handler handler;
	struct slice complaint_contact;
	const struct slice *copies_to;
	size_t copies_to_count;
	struct slice category, purpose, legal_ground, reason;
	const struct application_text *texts;
	size_t text_count;
	struct utc send_from, send_until;
	struct area area;
	uint32_t repeats; /* how often phones show it, evenly over the window; 0, 1: once */
	uint64_t estimated_users;
	const struct application_cap *caps;
	size_t cap_count;
	const struct slice *channels; /* not given: cell broadcast */
	size_t channel_count;
	const struct slice *groups; /* enrolled recipients (art. 18) */
	size_t group_count;
	struct slice sender_code;
	struct application_emergency emergency;
	struct slice exemption; /* id of the exemption 国家另有规定 it invokes */
	const struct application_attachment *attachments;
	size_t attachment_count;
};

/* The sending body, which is the applicant unless another one is named. */
struct slice application_sending_body(const struct application *application);

/* To enrolled groups alone, by SMS: business of their own, not the public (art. 18). */
bool application_is_for_groups_only(const struct application *application);

/* What the application lacks of what art. 27 and its form ask for. */
enum { APPLICATION_MEMBERS_MAX = 24 };
size_t application_missing(const struct application *application,
			   struct form_member missing[APPLICATION_MEMBERS_MAX]);

/*
 * What is approved beside texts, area, window and channels: sending body, groups, caps, repeats,
 * sender code, emergency and exemption, each only where it is given. On ctx, as the names and
 * values are.
 */
const struct content_term *application_terms(const struct application *application, void *ctx,
					     size_t *count);

/*
 * What every notice is read into: class, gravity, title, window and texts with their message
 * identifiers, all for its one area. Nothing is copied; field names hang on ctx.
 */
void application_read_as(struct reading *out, void *ctx, const struct application *application);

/* Declared critical under a level that is not: yellow or blue. */
bool application_contradicts_itself(const struct application *application);

/* "red" to "blue"; anything else is no level. */
bool application_level_is_known(struct slice level);

#endif
