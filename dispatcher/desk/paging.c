/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/paging.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/registry.h"
#include "net/log.h"

/* Those of the notice's authority who are duty officers, ids with blanks between. */
static struct slice on_duty(const struct desk *desk, const struct desk_case *c, void *ctx)
{
	const struct registry *registry = desk_registry(desk);
	char *names = talloc_strdup(ctx, "");

	for (size_t i = 0; i < registry->person_count; i++) {
		const struct person *person = &registry->persons[i];

		if (!(person->roles & PERSON_ROLE_DUTY_OFFICER) ||
		    !slice_equal(person->body, c->flow->judged.authority))
			continue;
		names = talloc_asprintf_append(names, "%s%.*s", *names ? " " : "",
					       SLICE_PRINT(person->identifier));
	}
	return slice_of(names);
}

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
		.persons = on_duty(desk, c, desk_batch_ctx(batch)),
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
