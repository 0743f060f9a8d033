/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of faces: what there is, who may, and what comes with it. docs/openapi.yaml says the
   same, and a test holds one to the other. */
#include "intake/actions.h"
#include "intake/audit.h"
#include "intake/call.h"
#include "intake/live.h"
#include "intake/notices.h"

static void show_links(struct intake_call *call)
{
	call->http->desk.links(call->http->desk.data, call);
}

static void show_health(struct intake_call *call)
{
	call->http->desk.health(call->http->desk.data, call, false);
}

static void show_readiness(struct intake_call *call)
{
	call->http->desk.health(call->http->desk.data, call, true);
}

static void show_metrics(struct intake_call *call)
{
	call->http->desk.metrics(call->http->desk.data, call);
}

enum {
	AGENCY = PERSON_ROLE_AGENCY,
	DECIDERS = PERSON_ROLE_AUTHORITY | PERSON_ROLE_DUTY_OFFICER,
	WATCHERS = DECIDERS | PERSON_ROLE_CARRIER,
	ADMIN = PERSON_ROLE_ADMIN,
	LOCAL = 0, /* no sign-in, this machine only */
};

/* clang-format off */
const struct face intake_faces[] = {
	{ "POST", "/v1/alerts",                   AGENCY,                FACE_BODY_CAP,  true,  actions_submit },
	{ "POST", "/v1/checks",                   FACE_ANYBODY,          FACE_BODY_CAP,  true,  actions_check },
	{ "GET",  "/v1/notices",                  FACE_ANYBODY,          FACE_BODY_NONE, false, notices_list },
	{ "GET",  "/v1/notices/{id}",             FACE_ANYBODY,          FACE_BODY_NONE, false, notices_show },
	{ "GET",  "/v1/notices/{id}/history",     FACE_ANYBODY,          FACE_BODY_NONE, false, notices_history },
	{ "GET",  "/v1/notices/{id}/deliveries",  FACE_ANYBODY,          FACE_BODY_NONE, false, notices_deliveries },
	{ "GET",  "/v1/notices/{id}/report",      FACE_ANYBODY,          FACE_BODY_NONE, false, notices_report },
	{ "POST", "/v1/notices/{id}/decisions",   DECIDERS,              FACE_BODY_JSON, false, actions_decide },
	{ "POST", "/v1/notices/{id}/cancel",      AGENCY | DECIDERS,     FACE_BODY_JSON, false, actions_cancel },
	{ "GET",  "/v1/links",                    WATCHERS,              FACE_BODY_NONE, false, show_links },
	{ "GET",  "/v1/audit",                    PERSON_ROLE_INSPECTOR, FACE_BODY_NONE, false, audit_list },
	{ "GET",  "/v1/live",                     FACE_ANYBODY,          FACE_BODY_NONE, false, live_handle },
	{ "POST", "/v1/registry",                 ADMIN,                 FACE_BODY_JSON, false, actions_registry },
	{ "POST", "/v1/clock/advance",            ADMIN,                 FACE_BODY_JSON, false, actions_clock },
	{ "POST", "/v1/cells",                    ADMIN,                 FACE_BODY_JSON, false, actions_cells },
	{ "GET",  "/healthz",                     LOCAL,                 FACE_BODY_NONE, false, show_health },
	{ "GET",  "/readyz",                      LOCAL,                 FACE_BODY_NONE, false, show_readiness },
	{ "GET",  "/metrics",                     LOCAL,                 FACE_BODY_NONE, false, show_metrics },
};
/* clang-format on */

const size_t intake_face_count = sizeof(intake_faces) / sizeof(intake_faces[0]);
