/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/follow.h"

#include <talloc.h>

#include "desk/batch.h"
#include "net/log.h"

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

static void cancel_one(struct cancelling *cancelling, struct desk *desk, struct desk_case *c)
{
	struct fault why;
	enum err err = desk_case_when_idle(desk, c, fold_cancel, cancelling, DESK_CASE_FIRST);

	if (err == ERR_OK)
		return;
	err_set(&why, err, NULL, "too much waits for this notice");
	answer(cancelling, err, &why);
}

static struct cancelling *cancelling_new(struct desk *desk, const struct follow_cancel *what,
					 follow_cancelled_fn *done, void *data)
{
	struct cancelling *cancelling = talloc_zero(desk, struct cancelling);

	cancelling->what = *what;
	cancelling->what.person = slice_copy(cancelling, what->person);
	cancelling->what.reason = slice_copy(cancelling, what->reason);
	cancelling->what.hit = slice_copy(cancelling, what->hit);
	cancelling->done = done;
	cancelling->data = data;
	return cancelling;
}

/* ---- with what it follows --------------------------------------------------------------- */

/* A cancel that waits until what the notice was taking the place of is cancelled. */
struct ending {
	struct desk *desk;
	struct cancelling *own;
	uint64_t notice;
	size_t waiting;
};

static void go_on(struct ending *ending)
{
	struct desk_case *c = desk_case_find(ending->desk, ending->notice);
	struct fault why;

	if (--ending->waiting > 0)
		return;
	if (c) {
		cancel_one(ending->own, ending->desk, c);
	} else {
		err_set(&why, ERR_STATE, NULL, "notice %llu is over",
			(unsigned long long)ending->notice);
		answer(ending->own, ERR_STATE, &why);
	}
	talloc_free(ending);
}

/* Whatever became of it: the notice that was named is cancelled all the same. */
static void older_cancelled(void *data, enum err err, const struct fault *why)
{
	struct ending *ending = data;

	if (err != ERR_OK && err != ERR_STATE)
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
							 .notice = ending->notice,
							 .stop = "cancel",
							 .outcome = "what it follows is still on",
							 .why = why->text });
	go_on(ending);
}

/* It was let out to take another's place: nobody is to get that back when it goes. */
static bool takes_a_place(const struct desk_case *c)
{
	return c->flow->route_count > 0 && (c->flow->judged.relation == NOTICE_RELATION_UPDATE ||
					    c->flow->judged.relation == NOTICE_RELATION_LIFTING);
}

static void cancel_older(struct ending *ending, const struct desk_case *c)
{
	struct follow_cancel what = ending->own->what;

	what.correction = 0;
	for (size_t i = 0; i < c->origin.ancestor_count; i++) {
		struct desk_case *older = desk_case_find(ending->desk, c->origin.ancestors[i]);

		if (!older || !desk_case_can_end(older))
			continue;
		ending->waiting++;
		cancel_one(cancelling_new(ending->desk, &what, older_cancelled, ending),
			   ending->desk, older);
	}
}

void follow_cancel(struct desk *desk, struct desk_case *c, const struct follow_cancel *cancel,
		   follow_cancelled_fn *done, void *data)
{
	struct ending *ending = talloc_zero(desk, struct ending);

	*ending = (struct ending){ .desk = desk,
				   .own = cancelling_new(desk, cancel, done, data),
				   .notice = c->flow->notice,
				   .waiting = 1 };
	if (cancel->hit.size == 0 && takes_a_place(c))
		cancel_older(ending, c);
	go_on(ending);
}
