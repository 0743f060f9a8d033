/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Intake: where people and their programs come in. It does transport, sign-in, roles, limits
 * and the faces (/v1 over HTTP, docs/openapi.yaml; alerts by MQTT, docs/mqtt.md); what a request
 * means is the desk's, which hands its functions down in struct intake_desk. Every call is answered
 * exactly once.
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "base/digest.h"
#include "base/err.h"
#include "base/utc.h"
#include "net/http.h"
#include "notice/finding.h"
#include "notice/period.h"
#include "notice/person.h"

struct ledger;
struct mqtt_broker;
struct suspension;
struct complaint;

enum { INTAKE_CLOCK_DAYS_MAX = 3660 };

/* One request that waits for its answer: gone with it, whichever of intake_answer_*() gives it. */
struct intake_call;

/* Who asks; lent for the duration of the call. */
struct intake_principal {
	const char *person; /* id */
	const char *body;   /* id of the agency, authority or carrier the person belongs to */
	uint32_t roles;	    /* bits of enum person_role */
	bool is_local;	    /* came over loopback */
};

enum intake_format {
	INTAKE_FORMAT_NONE = 0,
	INTAKE_FORMAT_CAP,
	INTAKE_FORMAT_APPLICATION,
	INTAKE_FORMAT_CORRECTION, /* of a notice of ours, sent with its cancel */
	INTAKE_FORMAT_NATIONAL,	  /* what came as CAP and is the Chinese national message */
	INTAKE_FORMAT_COUNT
};
const char *
intake_format_name(enum intake_format format); /* "cap", "application", "correction", "cn" */
/* NONE where nothing is called so. */
enum intake_format intake_format_of(struct slice name);

/* A document as it came in; from a call its octets live as long as that. */
struct intake_document {
	enum intake_format format;
	struct slice octets;
	const char *source;  /* "http", "mqtt", "store" */
	struct utc received; /* when its last octet was read */
	bool as_map;	     /* of a check: answer with the reach as GeoJSON */
};

enum intake_decision {
	INTAKE_DECISION_NONE = 0,
	INTAKE_DECISION_AGREE,
	INTAKE_DECISION_AGREE_ADJUSTED,
	INTAKE_DECISION_UNSUITABLE,
	INTAKE_DECISION_OUT_OF_SCOPE,
	INTAKE_DECISION_RETURN,
	INTAKE_DECISION_ORDER_URGENT,
	INTAKE_DECISION_COUNT
};
const char *intake_decision_name(enum intake_decision decision);

/* POST /v1/notices/{id}/decisions */
struct intake_decision_request {
	uint64_t notice;
	enum intake_decision decision;
	struct slice situation, reason, criteria; /* criteria: JSON text */
	struct slice application; /* JSON text: the adjusted version; absent otherwise */
	struct slice digest;	  /* 64 hexadecimal digits, or absent */
};

struct intake_cancel_request {
	uint64_t notice;
	struct slice reason, correction; /* correction may be absent */
};

struct intake_paperwork_decision {
	uint64_t notice;
	struct slice outcome, reason;
	struct slice digest; /* of what was read: 64 hexadecimal digits, or absent */
};

enum intake_report_format {
	INTAKE_REPORT_JSON = 0,
	INTAKE_REPORT_CSV,
	INTAKE_REPORT_GEOJSON,
	INTAKE_REPORT_FORMAT_COUNT
};

enum intake_report_cells {
	INTAKE_REPORT_CELLS_ALL = 0,
	INTAKE_REPORT_CELLS_PROBLEMS, /* those that were not warned */
	INTAKE_REPORT_CELLS_NONE,
	INTAKE_REPORT_CELLS_COUNT
};

/* GET /v1/notices/{id}/report */
struct intake_report_request {
	uint64_t notice;
	enum intake_report_format format;
	enum intake_report_cells cells;
	uint64_t cursor, limit; /* of the cells' rows; limit from 1 */
	bool only_own;		/* a carrier's person: what went over that carrier, and no more */
};

enum intake_letter {
	INTAKE_LETTER_NONE = 0,
	INTAKE_LETTER_REPLY,		  /* 复函, to the applicant */
	INTAKE_LETTER_COORDINATION_ORDER, /* 协调单, to the carriers */
};

/* POST /v1/notices/{id}/content-stop and /content-report (art. 15, 32) */
struct intake_content_stop {
	uint64_t notice;
	struct slice hit, reason; /* hit: the words in question */
};

struct intake_content_report {
	uint64_t notice;
	struct slice reported_to, reference, result; /* result may be absent */
};

/* GET /v1/statistics; the text is lent for the call. */
struct intake_statistics_request {
	struct period period;
	const char *period_text; /* as it was asked for: "2026-03" */
	bool as_csv;
};

/* What somebody wants to see. Neither a body's nor a link's: for those who may read the chain. */
struct intake_subject {
	const char *agency, *authority; /* of a notice: whose, and who decides on it; NULL: none */
	/* Lines that begin with a carrier's id: those it went to. NULL: not for carriers. */
	const char *carriers;
	struct slice link; /* what happened to a link */
};

/*
 * What the desk hands down. Each function that is given a call takes it over and answers it, at
 * once or later; none blocks. Roles were checked before by the table of faces; whose notice it is,
 * and whether the state allows it, is the desk's to judge.
 */
struct intake_desk {
	void *data;
	/* False: unknown or revoked. token_digest = SHA-256 of the bearer token's text. */
	bool (*sign_in)(void *data, const struct digest *token_digest,
			struct intake_principal *out);
	void (*submit)(void *data, struct intake_call *call,
		       const struct intake_document *document);
	void (*check)(void *data, struct intake_call *call, const struct intake_document *document);
	void (*cancel)(void *data, struct intake_call *call,
		       const struct intake_cancel_request *request);
	void (*decide)(void *data, struct intake_call *call,
		       const struct intake_decision_request *request);
	/* POST /v1/notices/{id}/confirm; digest as above */
	void (*confirm)(void *data, struct intake_call *call, uint64_t notice, struct slice digest);
	/* POST /v1/notices/{id}/versions */
	void (*version)(void *data, struct intake_call *call, uint64_t notice,
			const struct intake_document *document);
	/* GET /v1/notices/{id}/review */
	void (*review)(void *data, struct intake_call *call, uint64_t notice);
	/* GET /v1/notices/{id}/reach?format= */
	void (*reach)(void *data, struct intake_call *call, uint64_t notice, bool as_map);
	/* GET /v1/notices/{id}/attachments?n=; number from 1 */
	void (*attachment)(void *data, struct intake_call *call, uint64_t notice, uint64_t number);
	/* GET /v1/notices/{id}/reply, /coordination-order: text */
	void (*letter)(void *data, struct intake_call *call, uint64_t notice,
		       enum intake_letter which);
	/* GET and POST /v1/notices/{id}/paperwork, POST .../decisions */
	void (*paperwork_draft)(void *data, struct intake_call *call, uint64_t notice);
	void (*paperwork_file)(void *data, struct intake_call *call, uint64_t notice,
			       struct slice form);
	void (*paperwork_settle)(void *data, struct intake_call *call,
				 const struct intake_paperwork_decision *decision);
	/* body: the registry JSON */
	void (*registry_apply)(void *data, struct intake_call *call, struct slice body);
	/* days: 1 to INTAKE_CLOCK_DAYS_MAX */
	void (*clock_advance)(void *data, struct intake_call *call, unsigned int days);
	void (*cells_swap)(void *data, struct intake_call *call, struct slice path);
	/* received: a day of China's calendar, counted from 1970-01-01; NULL: today */
	void (*lead_time)(void *data, struct intake_call *call, const int64_t *received);
	/* POST /v1/notices/{id}/withhold */
	void (*withhold)(void *data, struct intake_call *call, uint64_t notice,
			 struct slice reason);
	void (*stop_content)(void *data, struct intake_call *call,
			     const struct intake_content_stop *stop);
	void (*report_content)(void *data, struct intake_call *call,
			       const struct intake_content_report *report);
	/* POST /v1/suspensions, POST /v1/suspensions/{id}/lift, GET /v1/suspensions */
	void (*suspend)(void *data, struct intake_call *call, const struct suspension *order);
	void (*suspension_lift)(void *data, struct intake_call *call, uint64_t number,
				struct slice reason);
	void (*suspensions)(void *data, struct intake_call *call);
	/* POST /v1/complaints, POST /v1/complaints/{id}/strike, GET /v1/complaints */
	void (*complaint_record)(void *data, struct intake_call *call,
				 const struct complaint *said);
	void (*complaint_strike)(void *data, struct intake_call *call, uint64_t number,
				 struct slice reason);
	void (*complaints)(void *data, struct intake_call *call);
	/* POST /v1/links/reset: erases a node and gives it again what must be on. */
	void (*node_erase)(void *data, struct intake_call *call, struct slice node,
			   struct slice reason);
	/* JSON text for GET /v1/links, /healthz, /readyz and OpenMetrics text for /metrics. */
	void (*links)(void *data, struct intake_call *call);
	void (*health)(void *data, struct intake_call *call, bool readiness);
	void (*metrics)(void *data, struct intake_call *call);
	void (*deliveries)(void *data, struct intake_call *call, uint64_t notice);
	/* GET /v1/notices/{id}/report */
	void (*report)(void *data, struct intake_call *call,
		       const struct intake_report_request *request);
	void (*statistics)(void *data, struct intake_call *call,
			   const struct intake_statistics_request *request);
	/* May this principal see that? (own body's, its authority's, a carrier's own). */
	bool (*may_see)(void *data, const struct intake_principal *who,
			const struct intake_subject *about);
	/* Is an agency registered under that id? (MQTT: a topic is no sign-in of its own.) */
	bool (*knows_agency)(void *data, struct slice agency);
};

const struct intake_principal *intake_call_principal(const struct intake_call *call);

/* The talloc context of the call: gone when it is answered. */
void *intake_call_ctx(struct intake_call *call);

/* Answers with JSON text (copied). `status` is the HTTP status. */
void intake_answer_json(struct intake_call *call, unsigned int status, struct slice json);
void intake_answer_text(struct intake_call *call, unsigned int status, const char *media_type,
			struct slice text);
/* 200 with a large text that is not copied: it hangs on `owner`, which goes with the answer. */
void intake_answer_owned(struct intake_call *call, const char *media_type, struct slice text,
			 void *owner);
/* application/problem+json with type, title, status, detail, and findings if there are any. */
void intake_answer_problem(struct intake_call *call, unsigned int status, const struct fault *why,
			   const struct findings *findings);
/* The same, status derived from why->err (INPUT 400, DENIED 403, ABSENT 404, CONFLICT, STATE and
   UNDETERMINED 409, LIMIT 413, FULL, IO, MEMORY and IN_DOUBT 503, which says when to try again). */
void intake_answer_fault(struct intake_call *call, const struct fault *why);

/* ---- the HTTP listener -------------------------------------------------------------------- */

struct intake_http_config {
	const char *address; /* loopback: plain HTTP allowed; elsewhere TLS is needed */
	uint16_t port;
	const char *certificate_file, *key_file; /* PEM; NULL: plain, loopback only */
	size_t document_max;			 /* octets; 0 = 1 MiB */
	unsigned int connections_max;		 /* 0 = 1024 */
	unsigned int per_address_max;		 /* 0 = 256 */
	struct span request_total;		 /* first octet to last; 0 = 10 s */
	unsigned int suspended_max;		 /* calls waiting for an answer; 0 = 512 */
	unsigned int rate_per_second;		 /* per person, documents; 0 = 50, burst the same */
};

struct intake_http;

enum err MUST_USE intake_http_open(struct intake_http **out, void *ctx,
				   const struct intake_http_config *config,
				   const struct intake_desk *desk, struct ledger *ledger,
				   struct fault *why);
/* Where it listens, with the port that the kernel chose. */
const struct address *intake_http_address(const struct intake_http *http);
struct http_figures intake_http_figures(const struct intake_http *http);
/* New connections are refused from now on; calls under way go on. */
void intake_http_quiesce(struct intake_http *http);
/* Answers what still waits with 503, then closes. A call that the desk has not answered by then
   stays valid, with its body, until it does; the answer goes nowhere. */
void intake_http_close(struct intake_http *http);

/* ---- alerts by MQTT ----------------------------------------------------------------------- */

#define INTAKE_MQTT_ALERTS  "cbd/v1/alerts/"
#define INTAKE_MQTT_ANSWERS "cbd/v1/answers/"

struct intake_mqtt_config {
	const struct mqtt_broker *broker;
	size_t document_max;	      /* octets; 0 = 1 MiB */
	unsigned int rate_per_second; /* of one agency; 0 = 50; bursts of 20 seconds' worth */
	void *data;
	/* False: it cannot leave now. The message it answers is then brought again. */
	bool (*publish)(void *data, const char *topic, struct slice payload);
};

struct intake_mqtt;

/*
 * CAP documents from cbd/v1/alerts/<agency>, each answered on cbd/v1/answers/<agency> with what
 * POST /v1/alerts would have answered. Whoever may publish there is the broker's to say.
 * A message is acknowledged to the broker after its durable commit: until then it is the
 * broker's to bring again, and the same document is the same notice however often it comes.
 */
enum err MUST_USE intake_mqtt_open(struct intake_mqtt **out, void *ctx,
				   const struct intake_mqtt_config *config,
				   const struct intake_desk *desk, struct fault *why);
struct intake_mqtt_figures {
	bool is_up;
	uint64_t documents, answers;
	uint64_t refused; /* without a record: unknown agency, too large, too many */
	uint64_t again;	  /* not recorded or not answered: left to the broker to bring again */
};
struct intake_mqtt_figures intake_mqtt_figures(const struct intake_mqtt *in);
/* No more messages; what is under way goes on. */
void intake_mqtt_quiesce(struct intake_mqtt *in);
/* NULL is fine. A call that is not answered by then stays valid; its answer goes nowhere. */
void intake_mqtt_close(struct intake_mqtt *in);

/* ---- live events (GET /v1/live) ----------------------------------------------------------- */

struct intake_live_event {
	uint64_t sequence; /* of the chain: the SSE id */
	const char *kind;
	const char *agency, *authority; /* for may_see; a link's name is found in the event */
	struct slice json;
};
/* Copies; slow readers are told to resume, never waited for. */
void intake_http_live(struct intake_http *http, const struct intake_live_event *event);
/* Tokens or roles have changed: a stream whose reader has lost its own ends at once. */
void intake_http_sign_in_again(struct intake_http *http);

#endif
