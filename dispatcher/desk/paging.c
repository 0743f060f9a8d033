/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/paging.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/registry.h"
#include "net/log.h"

static void say(const struct desk_case *c, const struct event *event)
{
	char why[256];

	snprintf(why, sizeof(why), "page %u to %.*s%s: %.*s", event->paged.attempt,
		 SLICE_PRINT(event->paged.persons.size ? event->paged.persons
						       : SLICE_LITERAL("nobody registered")),
		 event->paged.for_content ? ", suspected prohibited content" : "",
		 (int)(c->flow->judged.title.size > 120 ? 120 : c->flow->judged.title.size),
		 c->flow->judged.title.at ? c->flow->judged.title.at : "");
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						 .notice = c->flow->notice,
						 .stop = "page",
						 .outcome = "duty-officer",
						 .why = why });
}

static void page(struct desk *desk, struct desk_case *c, void *data)
{
	struct desk_batch *batch;
	struct event event = { .kind = EVENT_PAGED, .at = desk_now() };
	struct fault why;

	(void)data;
	if (!flow_wants_page(c->flow))
		return;
	batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	event.paged = (struct event_paged){
		.persons = slice_of(desk_persons_of(desk, desk_batch_ctx(batch),
						    c->flow->judged.authority,
						    PERSON_ROLE_DUTY_OFFICER)),
		.attempt = c->flow->pages + 1,
		.for_outside = c->flow->outside_waits,
		.for_content = c->flow->judged.tells_duty_officer,
	};
	say(c, &event);
	desk->figures.pages++;
	if (desk_batch_event(batch, &event, &why) != ERR_OK)
		desk_batch_abandon(batch);
	else if (desk_batch_commit(batch, NULL, NULL, &why) != ERR_OK)
		return; /* paged by the log all the same; the next tick records it */
}

void paging_page(struct desk *desk, struct desk_case *c)
{
	if (desk_case_when_idle(desk, c, page, NULL, DESK_CASE_LAST) != ERR_OK)
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
							 .notice = c->flow->notice,
							 .stop = "page",
							 .why = "too much waits for this notice" });
}
