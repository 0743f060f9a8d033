/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/rejudge.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/record.h"
#include "desk/resolve.h"
#include "ledger/query.h"
#include "net/log.h"

struct rejudging {
	struct desk *desk;
	uint64_t notice;
	struct resolution *resolution;
};

static bool is_waiting(const struct flow *flow)
{
	return flow->state == NOTICE_HELD && flow->judged.waits_for_calendar;
}

/* It stays held: the next calendar, or the next start, tries again. */
static void give_up(struct rejudging *rejudging, const struct fault *why)
{
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						 .notice = rejudging->notice,
						 .stop = "rejudge",
						 .outcome = "failed",
						 .why = why->text });
	talloc_free(rejudging);
}

static void fold(struct desk *desk, struct desk_case *c, void *data)
{
	struct rejudging *rejudging = data;
	struct desk_batch *batch;
	struct fault why;

	if (!is_waiting(c->flow)) {
		talloc_free(rejudging);
		return;
	}
	batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	if (record_judged(batch, rejudging->resolution, &why) != ERR_OK) {
		desk_batch_abandon(batch);
		give_up(rejudging, &why);
	} else if (desk_batch_commit(batch, NULL, NULL, &why) != ERR_OK) {
		give_up(rejudging, &why);
	} else {
		talloc_free(rejudging);
	}
}

static void resolved(void *data, struct resolution *resolution)
{
	struct rejudging *rejudging = data;
	struct desk_case *c = desk_case_find(rejudging->desk, rejudging->notice);

	rejudging->resolution = resolution;
	if (resolution->has_failed)
		give_up(rejudging, &resolution->failure);
	else if (!c ||
		 desk_case_when_idle(rejudging->desk, c, fold, rejudging, DESK_CASE_LAST) != ERR_OK)
		talloc_free(rejudging);
}

static void have_document(void *data, const struct ledger_answer *answer)
{
	struct rejudging *rejudging = data;
	struct desk_case *c = desk_case_find(rejudging->desk, rejudging->notice);
	struct intake_document document = { .format = INTAKE_FORMAT_APPLICATION,
					    .source = "store" };

	if (answer->err != ERR_OK) {
		give_up(rejudging, &answer->why);
		return;
	}
	if (!c || !is_waiting(c->flow)) {
		talloc_free(rejudging);
		return;
	}
	document.octets = slice_copy(rejudging, answer->document);
	document.received = c->flow->received_at;
	resolve_document(rejudging->desk, rejudging,
			 &(struct resolve_question){ .document = &document, .sender = c->flow },
			 resolved, rejudging);
}

static void begin(struct desk *desk, struct desk_case *c, void *data)
{
	struct rejudging *rejudging;
	struct fault why;

	(void)data;
	if (!is_waiting(c->flow))
		return;
	rejudging = talloc_zero(desk, struct rejudging);
	rejudging->desk = desk;
	rejudging->notice = c->flow->notice;
	if (ledger_query_document(desk->ledger, &c->flow->received.document, have_document,
				  rejudging, &why) != ERR_OK)
		give_up(rejudging, &why);
}

void rejudge_all(struct desk *desk)
{
	desk_cases_visit(desk, begin, NULL);
}
