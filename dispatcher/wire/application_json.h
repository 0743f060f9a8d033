/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The application (发送申请) as `POST /v1/requests` takes it: JSON into struct application.
 * Reading is strict about what is there (unknown or repeated members, wrong types, areas that
 * are none, attachments that are not what they say); what is not there is for the rule
 * `written` to say, of all members at once.
 *
 * Points are latitude, longitude in degrees, as in CAP, not as in GeoJSON.
 */
#ifndef WIRE_APPLICATION_JSON_H
#define WIRE_APPLICATION_JSON_H

#include "notice/application.h"
#include "notice/finding.h"

enum {
	APPLICATION_JSON_OCTETS_MAX = 8 << 20,	     /* with its attachments */
	APPLICATION_ATTACHMENT_OCTETS_MAX = 5 << 20, /* each, decoded */
};

/*
 * Texts and octets hang on ctx. ERR_INPUT: it cannot be read, and a finding says where and why;
 * areas and attachments that are wrong are findings too, one each, and are left out.
 */
enum err MUST_USE application_json_read(void *ctx, struct application *out,
					struct findings *findings, struct slice json,
					struct fault *why);

#endif
