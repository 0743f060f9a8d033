/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/attachment.h"

#include <talloc.h>

#include "desk/past.h"
#include "desk/sight.h"
#include "desk/waiting.h"
#include "ledger/query.h"

struct wanted {
	uint64_t number;
	char *media_type;
};

static void have_octets(void *data, const struct ledger_answer *answer)
{
	struct waiting *waiting = data;
	const struct wanted *wanted = waiting->more;

	if (answer->err != ERR_OK) {
		waiting_answer_fault(waiting, &answer->why);
		return;
	}
	intake_answer_text(waiting->call, 200, wanted->media_type, answer->document);
	talloc_free(waiting);
}

static enum err find(struct waiting *waiting, const struct flow *flow, struct fault *why)
{
	struct wanted *wanted = waiting->more;
	const struct event_attachment *attachment;

	/* Whether it does not exist or is not theirs to see is answered alike. */
	if (flow->event_count == 0 ||
	    !sight_of_flow(waiting->desk, intake_call_principal(waiting->call), flow))
		return err_set(why, ERR_ABSENT, NULL, "there is no such notice for this person");
	if (wanted->number > flow->received.attachment_count)
		return err_set(why, ERR_ABSENT, NULL, "notice %llu has %zu attachments",
			       (unsigned long long)waiting->notice,
			       flow->received.attachment_count);
	attachment = &flow->received.attachments[wanted->number - 1];
	wanted->media_type = slice_string(wanted, attachment->media_type);
	return ledger_query_document(waiting->desk->ledger, &attachment->document, have_octets,
				     waiting, why);
}

static void have_flow(void *data, struct flow *flow, const struct fault *why)
{
	struct waiting *waiting = data;
	struct fault fault;

	if (!flow)
		waiting_answer_fault(waiting, why);
	else if (find(waiting, flow, &fault) != ERR_OK)
		waiting_answer_fault(waiting, &fault);
}

void attachment_show(void *data, struct intake_call *call, uint64_t notice, uint64_t number)
{
	struct waiting *waiting = waiting_new(data, call, notice);
	struct wanted *wanted = talloc_zero(waiting, struct wanted);

	wanted->number = number;
	waiting->more = wanted;
	past_ask(waiting->desk, waiting, notice, have_flow, waiting);
}
