/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of faces: what there is, who may, and what comes with it. docs/openapi.yaml says the
   same, and a test holds one to the other. */
#include "intake/actions.h"
#include "intake/audit.h"
#include "intake/calendar.h"
#include "intake/call.h"
#include "intake/complaints.h"
#include "intake/live.h"
#include "intake/measures.h"
#include "intake/notices.h"
#include "intake/paperwork.h"
#include "intake/report.h"
#include "intake/statistics.h"
#include "intake/suspensions.h"
#include "wire/application_json.h"

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
	COUNTERS = PERSON_ROLE_AUTHORITY | PERSON_ROLE_INSPECTOR,
	WATCHERS = DECIDERS | PERSON_ROLE_CARRIER,
	SUSPENSION_READERS = AGENCY | DECIDERS | PERSON_ROLE_INSPECTOR | PERSON_ROLE_ADMIN,
	WHOLE_READERS = FACE_ANYBODY & ~PERSON_ROLE_CARRIER,
	SHEET_READERS = DECIDERS | PERSON_ROLE_INSPECTOR,
	PAPER_READERS = AGENCY | DECIDERS | PERSON_ROLE_INSPECTOR,
	ADMIN = PERSON_ROLE_ADMIN,
	FORM_MAX = 64 << 10,
	REGISTRY_MAX = 16 << 20,
	REQUEST_MAX = APPLICATION_JSON_OCTETS_MAX,
	LOCAL = 0, /* no sign-in, this machine only */
};

/* clang-format off */
const struct face intake_faces[] = {
	{ "POST", "/v1/alerts",                   AGENCY,                FACE_BODY_CAP,  true,  actions_submit, 0 },
	{ "POST", "/v1/requests",                 AGENCY,                FACE_BODY_JSON, true,  actions_submit, REQUEST_MAX },
	{ "POST", "/v1/checks",                   FACE_ANYBODY,          FACE_BODY_DOCUMENT, true, actions_check, REQUEST_MAX },
	{ "GET",  "/v1/notices",                  FACE_ANYBODY,          FACE_BODY_NONE, false, notices_list, 0 },
	{ "GET",  "/v1/notices/{id}",             FACE_ANYBODY,          FACE_BODY_NONE, false, notices_show, 0 },
	{ "GET",  "/v1/notices/{id}/history",     WHOLE_READERS,         FACE_BODY_NONE, false, notices_history, 0 },
	{ "GET",  "/v1/notices/{id}/deliveries",  FACE_ANYBODY,          FACE_BODY_NONE, false, notices_deliveries, 0 },
	{ "GET",  "/v1/notices/{id}/report",      FACE_ANYBODY,          FACE_BODY_NONE, false, intake_report_ask, 0 },
	{ "GET",  "/v1/notices/{id}/review",      SHEET_READERS,         FACE_BODY_NONE, false, notices_review, 0 },
	{ "GET",  "/v1/notices/{id}/reach",       WHOLE_READERS,         FACE_BODY_NONE, false, notices_reach, 0 },
	{ "GET",  "/v1/notices/{id}/reply",       PAPER_READERS,         FACE_BODY_NONE, false, notices_reply, 0 },
	{ "GET",  "/v1/notices/{id}/attachments", PAPER_READERS,         FACE_BODY_NONE, false, notices_attachment, 0 },
	{ "GET",  "/v1/notices/{id}/coordination-order", PAPER_READERS,  FACE_BODY_NONE, false, notices_order, 0 },
	{ "POST", "/v1/notices/{id}/decisions",   DECIDERS,              FACE_BODY_JSON, false, actions_decide, REQUEST_MAX },
	{ "POST", "/v1/notices/{id}/confirm",     AGENCY,                FACE_BODY_JSON, false, actions_confirm, FORM_MAX },
	{ "POST", "/v1/notices/{id}/versions",    AGENCY,                FACE_BODY_JSON, true,  actions_version, REQUEST_MAX },
	{ "POST", "/v1/notices/{id}/cancel",      AGENCY | DECIDERS,     FACE_BODY_JSON, false, actions_cancel, FORM_MAX },
	{ "POST", "/v1/notices/{id}/withhold",    DECIDERS,              FACE_BODY_JSON, false, measures_post_withhold, FORM_MAX },
	{ "POST", "/v1/notices/{id}/content-stop", DECIDERS,             FACE_BODY_JSON, false, measures_post_content_stop, FORM_MAX },
	{ "POST", "/v1/notices/{id}/content-report", DECIDERS,           FACE_BODY_JSON, false, measures_post_content_report, FORM_MAX },
	{ "GET",  "/v1/paperwork",                WHOLE_READERS,         FACE_BODY_NONE, false, paperwork_list, 0 },
	{ "GET",  "/v1/notices/{id}/paperwork",   PAPER_READERS,         FACE_BODY_NONE, false, paperwork_draft, 0 },
	{ "POST", "/v1/notices/{id}/paperwork",   AGENCY,                FACE_BODY_JSON, false, paperwork_file, FORM_MAX },
	{ "POST", "/v1/notices/{id}/paperwork/decisions", PERSON_ROLE_AUTHORITY, FACE_BODY_JSON, false, paperwork_settle, FORM_MAX },
	{ "GET",  "/v1/suspensions",              SUSPENSION_READERS,    FACE_BODY_NONE, false, suspensions_list, 0 },
	{ "POST", "/v1/suspensions",              PERSON_ROLE_AUTHORITY, FACE_BODY_JSON, false, suspensions_post, FORM_MAX },
	{ "POST", "/v1/suspensions/{id}/lift",    PERSON_ROLE_AUTHORITY, FACE_BODY_JSON, false, suspensions_post_lift, FORM_MAX },
	{ "GET",  "/v1/complaints",               SUSPENSION_READERS,    FACE_BODY_NONE, false, complaints_list, 0 },
	{ "POST", "/v1/complaints",               PERSON_ROLE_AUTHORITY, FACE_BODY_JSON, false, complaints_post, FORM_MAX },
	{ "POST", "/v1/complaints/{id}/strike",   PERSON_ROLE_AUTHORITY, FACE_BODY_JSON, false, complaints_post_strike, FORM_MAX },
	{ "GET",  "/v1/links",                    WATCHERS,              FACE_BODY_NONE, false, show_links, 0 },
	{ "POST", "/v1/links/reset",              ADMIN,                 FACE_BODY_JSON, false, actions_reset, FORM_MAX },
	{ "GET",  "/v1/statistics",               COUNTERS,              FACE_BODY_NONE, false, statistics_ask, 0 },
	{ "GET",  "/v1/calendar/lead-time",       FACE_ANYBODY,          FACE_BODY_NONE, false, calendar_ask_lead_time, 0 },
	{ "GET",  "/v1/audit",                    PERSON_ROLE_INSPECTOR, FACE_BODY_NONE, false, audit_list, 0 },
	{ "GET",  "/v1/live",                     FACE_ANYBODY,          FACE_BODY_NONE, false, live_handle, 0 },
	{ "POST", "/v1/registry",                 ADMIN,                 FACE_BODY_JSON, false, actions_registry, REGISTRY_MAX },
	{ "POST", "/v1/clock/advance",            ADMIN,                 FACE_BODY_JSON, false, actions_clock, FORM_MAX },
	{ "POST", "/v1/cells",                    ADMIN,                 FACE_BODY_JSON, false, actions_cells, FORM_MAX },
	{ "GET",  "/healthz",                     LOCAL,                 FACE_BODY_NONE, false, show_health, 0 },
	{ "GET",  "/readyz",                      LOCAL,                 FACE_BODY_NONE, false, show_readiness, 0 },
	{ "GET",  "/metrics",                     LOCAL,                 FACE_BODY_NONE, false, show_metrics, 0 },
};
/* clang-format on */

const size_t intake_face_count = sizeof(intake_faces) / sizeof(intake_faces[0]);
