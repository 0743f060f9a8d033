/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/register_mend.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/shelf.h"
#include "ledger/query.h"
#include "ledger/register_versions.h"
#include "net/log.h"

struct mending_wait {
	struct mending_wait *next;
	register_mend_done_fn *done;
	void *data;
};

/* One at a time, however many alerts meet the damage. */
struct register_mending {
	struct desk *desk;
	char *path; /* of the configured register; NULL: none */
	struct digest digest;
	bool may_take; /* nobody else copies meanwhile */
	struct shelf_register found;
	enum err err;
	struct fault why;
	struct mending_wait *waiting;
};

static void tell(const char *outcome, const char *why)
{
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_MAIN,
						 .stop = "cell-register",
						 .outcome = outcome,
						 .why = why });
}

/* ---- on the reader's thread ------------------------------------------------------------- */

static enum err check_same(struct register_mending *mending)
{
	if (digest_equal(&mending->found.digest, &mending->digest))
		return ERR_OK;
	shelf_register_close(&mending->found);
	return err_set(&mending->why, ERR_INPUT, NULL, "it is another register");
}

static enum err open_version(struct register_mending *mending)
{
	char *version = register_version_path(mending->path, &mending->digest);
	enum err err = ERR_MEMORY;

	if (version)
		err = shelf_register_open(&mending->found, version, &mending->why);
	free(version);
	return err == ERR_OK ? check_same(mending) : err;
}

static enum err take_configured(struct register_mending *mending)
{
	enum err err = shelf_register_take(&mending->found, mending->path, mending->path,
					   &mending->why);

	return err == ERR_OK ? check_same(mending) : err;
}

static void find_whole(void *job)
{
	struct register_mending *mending = job;

	mending->err = ERR_ABSENT;
	if (mending->path)
		mending->err = open_version(mending);
	if (mending->err != ERR_OK && mending->path && mending->may_take)
		mending->err = take_configured(mending);
}

/* ---- on the loop ------------------------------------------------------------------------ */

static void end(struct register_mending *mending)
{
	struct desk *desk = mending->desk;

	desk->mending = NULL;
	if (mending->may_take)
		shelf_set_swapping(desk, false);
	for (struct mending_wait *wait = mending->waiting; wait; wait = wait->next)
		wait->done(wait->data);
	talloc_free(mending);
}

static void use_found(void *job)
{
	struct register_mending *mending = job;
	bool is_in_force = digest_equal(&shelf_in_force(mending->desk)->digest, &mending->digest);

	if (!is_in_force) { /* another one was swapped in meanwhile */
		if (mending->err == ERR_OK)
			shelf_register_close(&mending->found);
	} else if (mending->err == ERR_OK) {
		shelf_put(mending->desk, &mending->found);
		tell("mended", "a whole copy of the same register is used instead");
	} else {
		shelf_drop(mending->desk);
		tell("none", "no whole copy of it is left: nobody is reached, and what is urgent "
			     "waits for the duty officer, until a good one is swapped in");
	}
	end(mending);
}

static void begin(struct desk *desk)
{
	struct register_mending *mending = talloc_zero(desk, struct register_mending);

	desk->mending = mending;
	mending->desk = desk;
	mending->path = talloc_strdup(mending, desk->config->cell_register);
	mending->digest = shelf_in_force(desk)->digest;
	mending->may_take = !shelf_is_swapping(desk);
	if (mending->may_take)
		shelf_set_swapping(desk, true);
	tell("damaged", "the cell register in force has changed on the disk, or the disk fails");
}

static void add_waiting(struct register_mending *mending, register_mend_done_fn *done, void *data)
{
	struct mending_wait *wait;

	if (!done)
		return;
	wait = talloc(mending, struct mending_wait);
	*wait = (struct mending_wait){ mending->waiting, done, data };
	mending->waiting = wait;
}

void register_mend(struct desk *desk, const struct cell_register *cells,
		   register_mend_done_fn *done, void *data)
{
	static const struct ledger_work work = { find_whole, use_found, LEDGER_FOR_ALERTS };
	const struct shelf_register *in_force = shelf_in_force(desk);

	if (!cells || (cells != in_force->for_alerts && cells != in_force->for_people)) {
		if (done)
			done(data);
		return;
	}
	if (desk->mending) {
		add_waiting(desk->mending, done, data);
		return;
	}
	begin(desk);
	add_waiting(desk->mending, done, data);
	if (ledger_query_run(desk->ledger, &work, desk->mending, &desk->mending->why) == ERR_OK)
		return;
	desk->mending->err = ERR_FULL; /* the reader is full: rather held than refused */
	use_found(desk->mending);
}
