/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/register_swap.h"

#include <talloc.h>

#include "desk/batch.h"
#include "ledger/query.h"
#include "ledger/register.h"
#include "net/log.h"

struct swapping {
	struct desk *desk;
	struct intake_call *call;
	char *path;
	struct cell_register *next, *old;
	enum err err;
	struct fault why;
};

void register_swap_open(struct desk *desk)
{
	struct fault why;

	if (!desk->config->cell_register)
		return;
	if (register_open(&desk->cells, desk->config->cell_register, &why) == ERR_OK)
		return;
	desk->cells = NULL;
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_MAIN,
						 .stop = "cell-register",
						 .outcome = "failed",
						 .why = why.text });
}

/* On the reader's thread: every question asked before has been answered by then. */
static void close_old(void *job)
{
	register_close(((struct swapping *)job)->old);
}

static void closed(void *job)
{
	talloc_free(job);
}

static void swapped(void *data, const struct ledger_outcome *how)
{
	struct swapping *swapping = data;
	struct register_summary summary;
	struct fault why;

	if (how->err != ERR_OK) {
		register_close(swapping->next);
		intake_answer_fault(swapping->call, &how->why);
		talloc_free(swapping);
		return;
	}
	swapping->old = swapping->desk->cells;
	swapping->desk->cells = swapping->next;
	summary = register_summary_of(swapping->next);
	intake_answer_json(swapping->call, 200,
			   slice_of(talloc_asprintf(swapping,
						    "{\"cells\":%llu,\"people\":%llu,"
						    "\"nodes\":%llu}",
						    (unsigned long long)summary.cells,
						    (unsigned long long)summary.people,
						    (unsigned long long)summary.nodes)));
	if (!swapping->old || ledger_query_run(swapping->desk->ledger,
					       &(struct ledger_work){ close_old, closed, false },
					       swapping, &why) != ERR_OK)
		talloc_free(swapping); /* the old one stays open: better than pulled away */
}

static void commit(struct swapping *swapping)
{
	struct register_summary summary = register_summary_of(swapping->next);
	struct desk_record record = {
		.event = { .kind = EVENT_REGISTER_SWAPPED,
			   .at = desk_now(),
			   .register_swapped = {
				   slice_of(intake_call_principal(swapping->call)->person),
				   summary.digest,
				   summary.cells,
			   } },
	};
	struct fault why;

	if (desk_batch_record(swapping->desk, &record, swapped, swapping, &why) == ERR_OK)
		return;
	register_close(swapping->next);
	intake_answer_fault(swapping->call, &why);
	talloc_free(swapping);
}

/* Checking the digest of a large register takes a while: not on the loop. */
static void open_next(void *job)
{
	struct swapping *swapping = job;

	swapping->err = register_open(&swapping->next, swapping->path, &swapping->why);
}

static void opened(void *job)
{
	struct swapping *swapping = job;

	if (swapping->err == ERR_OK) {
		commit(swapping);
		return;
	}
	swapping->why.err = ERR_INPUT;
	intake_answer_problem(swapping->call, 422, &swapping->why, NULL);
	talloc_free(swapping);
}

void register_swap(void *data, struct intake_call *call, struct slice path)
{
	struct desk *desk = data;
	struct swapping *swapping = talloc_zero(desk, struct swapping);
	struct fault why;

	if (!slice_starts(path, "/")) {
		err_set(&why, ERR_INPUT, NULL,
			"path: \"%.*s\" is not absolute, and nobody knows where this program "
			"was started; say it from / on",
			SLICE_PRINT(path));
		intake_answer_fault(call, &why);
		talloc_free(swapping);
		return;
	}
	swapping->desk = desk;
	swapping->call = call;
	swapping->path = slice_string(swapping, path);
	if (ledger_query_run(desk->ledger, &(struct ledger_work){ open_next, opened, false },
			     swapping, &why) == ERR_OK)
		return;
	intake_answer_fault(call, &why);
	talloc_free(swapping);
}
