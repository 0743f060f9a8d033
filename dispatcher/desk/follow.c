/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/follow.h"

#include <talloc.h>

#include "desk/batch.h"

/* ---- cancel ----------------------------------------------------------------------------- */

struct cancelling {
	struct follow_cancel what;
	follow_cancelled_fn *done;
	void *data;
};

static void answer(struct cancelling *cancelling, enum err err, const struct fault *why)
{
	cancelling->done(cancelling->data, err, why);
	talloc_free(cancelling);
}

static void cancelled(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	(void)c;
	answer(data, how->err, &how->why);
}

static struct event what_happens(const struct follow_cancel *what)
{
	struct event event = { .kind = EVENT_CANCEL_REQUESTED, .at = desk_now() };

	event.cancel_requested = (struct event_cancel_requested){ what->person, what->reason,
								  what->by_notice,
								  what->correction };
	if (what->hit.size == 0)
		return event;
	event.kind = EVENT_CONTENT_STOPPED;
	event.content_stopped = (struct event_content_stopped){ what->person, what->hit,
								what->reason };
	return event;
}

static void fold_cancel(struct desk *desk, struct desk_case *c, void *data)
{
	struct cancelling *cancelling = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_CANCEL);
	struct event event = what_happens(&cancelling->what);
	struct fault why;
	enum err err = desk_batch_event(batch, &event, &why);

	if (err != ERR_OK) {
		desk_batch_abandon(batch);
		answer(cancelling, err, &why);
		return;
	}
	desk->figures.cancels++;
	err = desk_batch_commit(batch, cancelled, cancelling, &why);
	if (err != ERR_OK)
		answer(cancelling, err, &why);
}

void follow_cancel(struct desk *desk, struct desk_case *c, const struct follow_cancel *cancel,
		   follow_cancelled_fn *done, void *data)
{
	struct cancelling *cancelling = talloc_zero(desk, struct cancelling);
	struct fault why;
	enum err err;

	cancelling->what = *cancel;
	cancelling->what.person = slice_copy(cancelling, cancel->person);
	cancelling->what.reason = slice_copy(cancelling, cancel->reason);
	cancelling->what.hit = slice_copy(cancelling, cancel->hit);
	cancelling->done = done;
	cancelling->data = data;
	err = desk_case_when_idle(desk, c, fold_cancel, cancelling, DESK_CASE_FIRST);
	if (err == ERR_OK)
		return;
	err_set(&why, err, NULL, "too much waits for this notice");
	answer(cancelling, err, &why);
}
