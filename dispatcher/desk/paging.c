/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/paging.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/registry.h"
#include "net/log.h"

static char *words_of(void *ctx, const struct flow *flow, const struct event_paged *paged)
{
	return talloc_asprintf(
		ctx, "page %u to %.*s%s%s%s: %.*s", paged->attempt,
		SLICE_PRINT(paged->persons.size ? paged->persons
						: SLICE_LITERAL("nobody registered")),
		paged->for_content ? ", suspected prohibited content" : "",
		flow->waits_for_second_person ? ", a second person is waited for" : "",
		flow_stops_refused(flow) > 0 ? ", it cannot be taken off the air" : "",
		(int)(flow->judged.title.size > 120 ? 120 : flow->judged.title.size),
		flow->judged.title.at ? flow->judged.title.at : "");
}

struct page {
	struct desk *desk;
	char *words;
};

/* What is not on record was not said: the scheduler pages as soon as it can be. */
static void is_paged(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	struct page *page = data;

	if (how->err != ERR_OK)
		return;
	page->desk->figures.pages++;
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						 .notice = c->flow->notice,
						 .stop = "page",
						 .outcome = "duty-officer",
						 .why = page->words });
}

static void page(struct desk *desk, struct desk_case *c, void *data)
{
	struct desk_batch *batch;
	struct event event = { .kind = EVENT_PAGED, .at = desk_now() };
	struct page *page;
	struct fault why;

	(void)data;
	if (!flow_wants_page(c->flow) && flow_stops_refused(c->flow) == 0)
		return;
	batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	event.paged = (struct event_paged){
		.persons = slice_of(desk_persons_of(desk, desk_batch_ctx(batch),
						    c->flow->judged.authority,
						    PERSON_ROLE_DUTY_OFFICER)),
		.attempt = c->flow->pages + 1,
		.for_outside = flow_waiting_for(c->flow) == NOTICE_WAIT_OUTSIDE,
		.for_content = c->flow->judged.tells_duty_officer && c->flow->pages == 0,
	};
	page = talloc_zero(desk_batch_ctx(batch), struct page);
	*page = (struct page){ desk, words_of(page, c->flow, &event.paged) };
	if (desk_batch_event(batch, &event, &why) != ERR_OK)
		desk_batch_abandon(batch);
	else if (desk_batch_settle(batch, is_paged, page, &why) != ERR_OK)
		return; /* the ledger is full or away: a later tick pages */
}

void paging_page(struct desk *desk, struct desk_case *c)
{
	if (desk_case_when_idle(desk, c, page, NULL, DESK_CASE_LAST) != ERR_OK)
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
							 .notice = c->flow->notice,
							 .stop = "page",
							 .why = "too much waits for this notice" });
}
