/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Resolve: everything that must be known of a document before an event can say it: what it
 * is, who sent it, what it follows, which lane it takes, what the rules find, which cells it
 * reaches. All findings are gathered; after parsing nothing exits early. A submission and a
 * check run the same resolution; a check stops before anything is reserved or committed.
 */
#ifndef DESK_RESOLVE_H
#define DESK_RESOLVE_H

#include "desk/chain.h"
#include "ledger/register.h"
#include "notice/application.h"
#include "notice/content.h"
#include "notice/event.h"
#include "notice/flow.h"
#include "notice/footprint.h"
#include "notice/reading.h"

/* The version before, where there is one. */
struct resolve_amended {
	bool is_given;
	bool is_adjusted; /* by the authority: whatever it changes, the filing stands */
	struct digest filed, own_filed; /* as it is; as the applicant last had it */
	struct slice sending_body, own_sending_body;
	struct utc filed_at;
};

/* The notice that it is, about to leave: what was agreed stays, whatever settings say by now. */
struct resolve_departs {
	bool is_given, by_internet;
	struct utc begins, expires;
	struct digest cell_register; /* that it was judged with, and what it reached then */
	uint64_t cells, people;
};

struct survey;

/* A correction (更正) of a notice, whose document is resolved with this text in its place. */
struct resolve_correction {
	uint64_t notice;
	struct slice text;
	enum lane lane; /* of the notice */
	struct slice plan;
	struct utc expires;
	bool everywhere; /* it had gone to the part outside the jurisdiction too */
	bool by_internet;
};

struct resolution {
	struct desk *desk;
	enum intake_format format;
	struct slice octets;
	const char *source; /* "http", "mqtt", "store" */
	struct resolve_departs departs;
	struct utc received;
	struct utc filed; /* 提出: what the working days are counted from */
	struct resolve_amended amended;
	struct resolve_correction corrects; /* notice 0: none */
	struct utc earliest;		    /* when it could be sent; unset: not known, or never */
	bool keeps_filing;		    /* the filing date of the version before stands */
	struct slice body, person;	    /* of whoever signed in */
	uint64_t own;			    /* the notice, of a stored document; 0 */
	bool is_check;

	struct findings findings;
	bool is_readable;		/* the alert or application below means something */
	struct alert alert;		/* of a CAP document */
	struct application application; /* of a written application */
	struct reading reading;
	const struct registry_agency *agency;	 /* the sending body 发送机构; NULL: unknown */
	const struct registry_agency *applicant; /* 申请单位: the agency itself, or another */
	const struct registry_authority *authority;
	const struct registry_plan *plan;
	struct event_judged judged;
	struct content content;
	const struct area *areas; /* of all texts together */
	size_t area_count;
	const struct slice *channels;
	size_t channel_count;
	struct register_answer cells; /* those inside come first, each half by node */
	bool has_cells;
	struct event_reach reach; /* of its area now, against what was judged */
	bool wants_map;
	const struct survey *survey; /* of a check; NULL where no cell was looked for */
	size_t inside_count;
	struct footprint footprint; /* of all its cells; empty where they are not known */
	struct chain chain;	    /* what an Update, Cancel or lifting speaks of */
	uint64_t follows_open;	    /* the open notice it takes the place of; 0 */
	enum lane followed_lane;
	bool followed_has_key;
	bool has_failed; /* by no fault of the document: ask again; `failure` says why */
	struct fault failure;
};

typedef void resolve_done_fn(void *data, struct resolution *resolution);

struct resolve_question {
	const struct intake_document *document;	  /* its octets must live until `done` */
	const struct intake_principal *principal; /* copied; NULL: that of `sender` */
	const struct flow *sender; /* of a stored document: whoever sent this; read at once */
	bool is_check;
	const struct resolve_correction *corrects; /* copied, its texts not; may be NULL */
	const struct flow *amends; /* of which it is a new version; read at once; may be NULL */
	bool is_adjusted;	   /* the new version is the authority's */
	const struct flow
		*departs; /* the notice it is, about to leave; read at once; may be NULL */
};

/* Resolves on ctx, which must live until then, and calls `done` once, from the loop or at once. */
void resolve_document(struct desk *desk, void *ctx, const struct resolve_question *question,
		      resolve_done_fn *done, void *data);

/* "accept", "hold" or "refuse"; the duty officer's wait is a hold. */
const char *resolve_verdict(const struct resolution *resolution);

#endif
