/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/attachment.h"

#include <talloc.h>

#include "desk/past.h"
#include "desk/sight.h"
#include "ledger/query.h"

struct fetching {
	struct desk *desk;
	struct intake_call *call;
	uint64_t notice, number;
	char *media_type;
};

static void answer_fault(struct fetching *fetching, const struct fault *why)
{
	intake_answer_fault(fetching->call, why);
	talloc_free(fetching);
}

static void have_octets(void *data, const struct ledger_answer *answer)
{
	struct fetching *fetching = data;

	if (answer->err != ERR_OK) {
		answer_fault(fetching, &answer->why);
		return;
	}
	intake_answer_text(fetching->call, 200, fetching->media_type, answer->document);
	talloc_free(fetching);
}

static enum err find(struct fetching *fetching, const struct flow *flow, struct fault *why)
{
	const struct event_attachment *attachment;

	/* Whether it does not exist or is not theirs to see is answered alike. */
	if (flow->event_count == 0 ||
	    !sight_of_flow(fetching->desk, intake_call_principal(fetching->call), flow))
		return err_set(why, ERR_ABSENT, NULL, "there is no such notice for this person");
	if (fetching->number > flow->received.attachment_count)
		return err_set(why, ERR_ABSENT, NULL, "notice %llu has %zu attachments",
			       (unsigned long long)fetching->notice,
			       flow->received.attachment_count);
	attachment = &flow->received.attachments[fetching->number - 1];
	fetching->media_type = slice_string(fetching, attachment->media_type);
	return ledger_query_document(fetching->desk->ledger, &attachment->document, have_octets,
				     fetching, why);
}

static void have_flow(void *data, struct flow *flow, const struct fault *why)
{
	struct fetching *fetching = data;
	struct fault fault;

	if (!flow)
		answer_fault(fetching, why);
	else if (find(fetching, flow, &fault) != ERR_OK)
		answer_fault(fetching, &fault);
}

void attachment_show(void *data, struct intake_call *call, uint64_t notice, uint64_t number)
{
	struct desk *desk = data;
	struct fetching *fetching = talloc_zero(desk, struct fetching);

	*fetching = (struct fetching){ desk, call, notice, number, NULL };
	past_ask(desk, fetching, notice, have_flow, fetching);
}
