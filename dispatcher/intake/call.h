/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of intake/ share: the call, the face it came to, the listener it came by. */
#ifndef INTAKE_CALL_H
#define INTAKE_CALL_H

#include "intake/intake.h"
#include "intake/rate.h"
#include "net/http.h"

struct live;
struct live_reader;

enum face_body {
	FACE_BODY_NONE = 0,
	FACE_BODY_CAP,	    /* application/cap+xml, application/xml, text/xml */
	FACE_BODY_JSON,	    /* application/json */
	FACE_BODY_DOCUMENT, /* either: a CAP document or a written application */
};

enum { FACE_ANYBODY = (1 << PERSON_ROLE_COUNT) - 1 };

struct face {
	const char *method, *path;
	uint32_t roles; /* any of these; 0: nobody signs in, loopback only */
	enum face_body body;
	bool is_document; /* counts against the person's rate */
	void (*handle)(struct intake_call *call);
	size_t body_max; /* octets; 0: the listener's document_max */
};

struct call_answer {
	unsigned int status;
	const char *media_type;
	struct slice text;
	void *owner; /* of a large text that is not copied; whoever answers frees it. NULL: none */
};

/*
 * Allocated apart from its request: when a listener closes while the desk or the ledger still
 * has the call, it is left without request, and goes when it is answered into nothing.
 */
struct intake_call {
	/* How this one is answered; the call is freed afterwards. */
	void (*answer)(struct intake_call *call, const struct call_answer *answer);
	void *way;		      /* of whoever took it in */
	struct intake_http *http;     /* NULL: the listener is closed, or it never came by HTTP */
	struct http_request *request; /* NULL: there is nobody to answer any more */
	const struct face *face;
	struct intake_principal principal; /* person and body are the call's own copies */
	struct digest token;		   /* of the bearer token; to ask again on long streams */
	uint64_t notice;		   /* of the path; 0 if the path has none */
	struct slice body;
	bool is_past_rate;	    /* only a Cancel is taken */
	bool is_handed_over;	    /* to its face: whoever has it now answers it */
	struct live_reader *reader; /* the answer is a stream, and has begun */
};

struct intake_http {
	void *ctx; /* parent of calls */
	struct intake_http_config config;
	struct intake_desk desk;
	struct ledger *ledger;
	struct http_server *server;
	struct http_route *routes;
	struct live *live;
	struct rate documents, cancels, failures;
};

/* call.c */
/* By HTTP. */
struct intake_call *call_new(struct intake_http *http, struct http_request *request);
/* The request went without the call having been answered. */
void call_orphan(struct intake_call *call);

/* A look, no reading: past a rate a Cancel is let in to be looked at. */
bool call_may_be_cancel(struct slice document);

/* Strict JSON body of one of the faces into a struct; answers 400 itself and returns false. */
struct fields;
bool call_read_body(struct intake_call *call, void *out, const struct fields *fields,
		    const char *const *passed_over);

/* http_api.c */
/* What the body says it is, by its media type. */
enum intake_format call_format(const struct intake_call *call);

/* answer.c */
/* For a request that has not become a call. */
void answer_fault(struct http_request *request, unsigned int status, const struct fault *why);
/* "this needs the role authority or duty-officer"; ERR_DENIED. */
enum err answer_role_fault(struct fault *why, uint32_t roles);

/* faces.c */
extern const struct face intake_faces[];
extern const size_t intake_face_count;

#endif
