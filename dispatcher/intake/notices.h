/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The faces that read: notices from the ledger's read models, the rest from the desk. */
#ifndef INTAKE_NOTICES_H
#define INTAKE_NOTICES_H

#include "intake/call.h"

enum { NOTICES_LIMIT_USUAL = 100 };

struct ledger_notice_filter;
/* Reads agency, since, cursor and limit; asks, and answers with what its reader may see. */
enum err MUST_USE notices_query(struct intake_call *call, struct ledger_notice_filter *filter,
				struct fault *why);

void notices_list(struct intake_call *call);	   /* GET /v1/notices */
void notices_show(struct intake_call *call);	   /* GET /v1/notices/{id} */
void notices_history(struct intake_call *call);	   /* GET /v1/notices/{id}/history */
void notices_deliveries(struct intake_call *call); /* GET /v1/notices/{id}/deliveries */
void notices_review(struct intake_call *call);	   /* GET /v1/notices/{id}/review */
void notices_reach(struct intake_call *call);	   /* GET /v1/notices/{id}/reach */
void notices_reply(struct intake_call *call);	   /* GET /v1/notices/{id}/reply */
void notices_attachment(struct intake_call *call); /* GET /v1/notices/{id}/attachments */
void notices_order(struct intake_call *call);	   /* GET /v1/notices/{id}/coordination-order */

#endif
