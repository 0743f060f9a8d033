/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/shelf.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/case.h"
#include "ledger/query.h"
#include "ledger/register_versions.h"
#include "net/clock.h"
#include "net/log.h"

struct version {
	struct digest digest;
	struct cell_register *cells; /* for the reader of alerts; NULL: closed */
	struct span kept_until;
	bool is_opening, is_going;   /* asked of a reader */
	bool has_failed;	     /* it cannot be opened, or not removed: said once */
	bool was_judged, was_routed; /* by an open notice; as of the last look */
};

struct desk_shelf {
	struct shelf_register in_force;
	struct version *versions[SHELF_VERSIONS_MAX];
	size_t count;
	enum shelf_condition condition;
	struct span next_look;
	bool is_swapping;
};

struct desk_shelf *shelf_new(void *ctx)
{
	return talloc_zero(ctx, struct desk_shelf);
}

/* ---- registers -------------------------------------------------------------------------- */

enum err shelf_register_open(struct shelf_register *out, const char *path, struct fault *why)
{
	struct shelf_register cells = { 0 };
	struct register_summary summary;
	enum err err = register_open(&cells.for_alerts, path, why);

	if (err == ERR_OK)
		err = register_open_again(&cells.for_people, path, cells.for_alerts, why);
	if (err != ERR_OK) {
		shelf_register_close(&cells);
		return err;
	}
	summary = register_summary_of(cells.for_alerts);
	cells.digest = summary.digest;
	cells.cells = summary.cells;
	*out = cells;
	return ERR_OK;
}

static enum err take_aside(struct shelf_register *out, const char *path, const char *aside,
			   struct fault *why)
{
	enum err err = shelf_register_open(out, aside, why);

	if (err != ERR_OK)
		return err;
	err = register_version_keep(path, &out->digest, why);
	if (err != ERR_OK)
		shelf_register_close(out);
	return err;
}

enum err shelf_register_take(struct shelf_register *out, const char *path, const char *from,
			     struct fault *why)
{
	char *aside = register_version_aside(path);
	enum err err = register_version_copy(path, from, why);

	if (err == ERR_OK && !aside)
		err = err_set(why, ERR_MEMORY, NULL, "no memory for a path");
	if (err == ERR_OK)
		err = take_aside(out, path, aside, why);
	if (err != ERR_OK)
		register_version_discard(path);
	free(aside);
	return err;
}

void shelf_register_close(struct shelf_register *cells)
{
	register_close(cells->for_alerts);
	register_close(cells->for_people);
	*cells = (struct shelf_register){ 0 };
}

const struct shelf_register *shelf_in_force(const struct desk *desk)
{
	return &desk->shelf->in_force;
}

const char *shelf_condition_name(enum shelf_condition condition)
{
	static const char *const names[] = {
		[SHELF_NONE] = "none",
		[SHELF_GOOD] = "good",
		[SHELF_LAST_VERSION] = "last-version",
		[SHELF_DAMAGED] = "damaged",
	};

	return names[condition];
}

enum shelf_condition shelf_condition(const struct desk *desk)
{
	return desk->shelf->condition;
}

void shelf_set_condition(struct desk *desk, enum shelf_condition condition)
{
	desk->shelf->condition = condition;
}

void shelf_set_swapping(struct desk *desk, bool is_swapping)
{
	desk->shelf->is_swapping = is_swapping;
}

bool shelf_is_swapping(const struct desk *desk)
{
	return desk->shelf->is_swapping;
}

/* ---- closed by the reader that used it -------------------------------------------------- */

struct closing {
	struct cell_register *cells;
};

static void close_cells(void *job)
{
	register_close(((struct closing *)job)->cells);
}

static void closed(void *job)
{
	talloc_free(job);
}

/* Every question that was asked of it before has been answered by then. */
static void close_later(struct desk *desk, struct cell_register *cells, enum ledger_work_for whom)
{
	struct closing *closing = talloc_zero(desk, struct closing);
	struct fault why;

	closing->cells = cells;
	if (!cells ||
	    ledger_query_run(desk->ledger, &(struct ledger_work){ close_cells, closed, whom },
			     closing, &why) != ERR_OK)
		talloc_free(closing); /* it stays open: better than pulled away */
}

/* ---- versions --------------------------------------------------------------------------- */

static struct version *find(const struct desk *desk, const struct digest *digest)
{
	const struct desk_shelf *shelf = desk->shelf;

	for (size_t i = 0; i < shelf->count; i++)
		if (digest_equal(&shelf->versions[i]->digest, digest))
			return shelf->versions[i];
	return NULL;
}

static struct version *add(struct desk *desk, const struct digest *digest)
{
	struct desk_shelf *shelf = desk->shelf;
	struct version *version;

	if (shelf->count == SHELF_VERSIONS_MAX)
		return NULL;
	version = shelf->versions[shelf->count++] = talloc_zero(shelf, struct version);
	version->digest = *digest;
	version->kept_until.us = clock_monotonic().us + SPAN_SECONDS(SHELF_KEPT_S).us;
	return version;
}

static void forget(struct desk *desk, struct version *version)
{
	struct desk_shelf *shelf = desk->shelf;

	for (size_t i = 0; i < shelf->count; i++)
		if (shelf->versions[i] == version)
			shelf->versions[i] = shelf->versions[--shelf->count];
	talloc_free(version);
}

static bool is_in_force(const struct desk *desk, const struct digest *digest)
{
	return digest_equal(&desk->shelf->in_force.digest, digest);
}

void shelf_note(struct desk *desk, const struct digest *digest)
{
	if (!is_in_force(desk, digest) && !find(desk, digest))
		add(desk, digest);
}

/* One that is in force again is no version beside it. */
static void take_back(struct desk *desk, const struct digest *digest)
{
	struct version *version = find(desk, digest);

	if (!version || version->is_opening || version->is_going)
		return;
	close_later(desk, version->cells, LEDGER_FOR_ALERTS);
	forget(desk, version);
}

void shelf_put(struct desk *desk, const struct shelf_register *next)
{
	struct shelf_register *in_force = &desk->shelf->in_force;
	struct shelf_register old = *in_force;
	struct version *version = NULL;

	*in_force = *next;
	desk->shelf->condition = SHELF_GOOD;
	take_back(desk, &next->digest);
	close_later(desk, old.for_people, LEDGER_FOR_PEOPLE);
	if (!old.for_alerts)
		return;
	if (!digest_equal(&old.digest, &next->digest))
		version = find(desk, &old.digest) ? NULL : add(desk, &old.digest);
	if (version)
		version->cells = old.for_alerts;
	else
		close_later(desk, old.for_alerts, LEDGER_FOR_ALERTS);
}

void shelf_drop(struct desk *desk)
{
	struct shelf_register *in_force = &desk->shelf->in_force;

	close_later(desk, in_force->for_people, LEDGER_FOR_PEOPLE);
	close_later(desk, in_force->for_alerts, LEDGER_FOR_ALERTS);
	*in_force = (struct shelf_register){ 0 };
	desk->shelf->condition = SHELF_DAMAGED;
}

struct cell_register *shelf_version(const struct desk *desk, const struct digest *digest)
{
	const struct version *version = find(desk, digest);

	if (is_in_force(desk, digest))
		return desk->shelf->in_force.for_alerts;
	return version && !version->is_going ? version->cells : NULL;
}

bool shelf_is_opening(const struct desk *desk, const struct digest *digest)
{
	const struct version *version = find(desk, digest);

	return version && !version->cells && !version->has_failed && !version->is_going;
}

/* ---- opened and removed, beside the loop ------------------------------------------------ */

struct errand {
	struct desk *desk;
	struct version *version;
	char *path; /* of the register */
	struct digest digest;
	struct cell_register *cells;
	enum err err;
	struct fault why;
};

/* The digest stands where telephone numbers are not masked: it can be looked for. */
static void tell(const struct errand *errand, const char *outcome)
{
	bool is_good = errand->err == ERR_OK;
	char hex[DIGEST_HEX_OCTETS];

	digest_hex(hex, errand->digest.octets, DIGEST_OCTETS);
	log_stop(is_good ? LOGL_NOTICE : LOGL_ERROR,
		 &(struct log_stop){ .area = LOG_AREA_MAIN,
				     .stop = "cell-register-version",
				     .peer = hex,
				     .outcome = is_good ? outcome : "failed",
				     .why = is_good ? NULL : errand->why.text });
}

static struct errand *errand_of(struct desk *desk, struct version *version)
{
	struct errand *errand = talloc_zero(desk, struct errand);

	errand->desk = desk;
	errand->version = version;
	errand->digest = version->digest;
	errand->path = talloc_strdup(errand, desk->config->cell_register);
	return errand;
}

static void open_version(void *job)
{
	struct errand *errand = job;
	char *path = register_version_path(errand->path, &errand->digest);
	struct register_summary summary;

	errand->err = ERR_MEMORY;
	if (path)
		errand->err = register_open(&errand->cells, path, &errand->why);
	free(path);
	if (errand->err != ERR_OK)
		return;
	summary = register_summary_of(errand->cells);
	if (digest_equal(&summary.digest, &errand->digest))
		return;
	register_close(errand->cells);
	errand->err = err_set(&errand->why, ERR_INPUT, NULL, "its name is not its digest");
}

static void opened(void *job)
{
	struct errand *errand = job;
	struct version *version = errand->version;

	version->is_opening = false;
	if (errand->err == ERR_OK)
		version->cells = errand->cells;
	version->has_failed = errand->err != ERR_OK;
	tell(errand, "opened");
	talloc_free(errand);
}

static void begin_opening(struct desk *desk, struct version *version)
{
	struct errand *errand = errand_of(desk, version);
	struct fault why;

	version->is_opening = ledger_query_run(desk->ledger,
					       &(struct ledger_work){ open_version, opened,
								      LEDGER_FOR_PEOPLE },
					       errand, &why) == ERR_OK;
	if (!version->is_opening)
		talloc_free(errand);
}

static void remove_version(void *job)
{
	struct errand *errand = job;

	errand->err = register_version_drop(errand->path, &errand->digest, &errand->why);
}

static void removed(void *job)
{
	struct errand *errand = job;

	tell(errand, "removed");
	errand->version->is_going = false;
	errand->version->has_failed = errand->err != ERR_OK;
	if (errand->err == ERR_OK)
		forget(errand->desk, errand->version);
	talloc_free(errand);
}

static void begin_removing(struct desk *desk, struct version *version)
{
	struct errand *errand = errand_of(desk, version);
	struct fault why;

	version->is_going = ledger_query_run(desk->ledger,
					     &(struct ledger_work){ remove_version, removed,
								    LEDGER_FOR_PEOPLE },
					     errand, &why) == ERR_OK;
	if (!version->is_going) {
		talloc_free(errand);
		return;
	}
	close_later(desk, version->cells, LEDGER_FOR_ALERTS);
	version->cells = NULL;
}

/* ---- who refers to them ----------------------------------------------------------------- */

static void note_references(struct desk *desk, struct desk_case *c, void *data)
{
	const struct flow *flow = c->flow;
	struct version *version = find(desk, &flow->judged.cell_register);

	(void)data;
	if (version)
		version->was_judged = true;
	for (uint32_t i = 0; i < flow->route_count; i++) {
		version = find(desk, &flow->routes[i].cell_register);
		if (version)
			version->was_routed = true;
	}
}

static void see_to(struct desk *desk, struct version *version)
{
	bool is_unwanted = !version->was_judged && !version->was_routed;

	if (version->is_opening || version->is_going)
		return;
	if (is_in_force(desk, &version->digest)) { /* it came back while it was being opened */
		take_back(desk, &version->digest);
		return;
	}
	if (version->has_failed)
		return;
	if (is_unwanted && clock_monotonic().us >= version->kept_until.us)
		begin_removing(desk, version);
	else if (version->was_judged && !version->cells)
		begin_opening(desk, version);
}

void shelf_tidy(struct desk *desk)
{
	struct desk_shelf *shelf = desk->shelf;
	struct span now = clock_monotonic();

	if (shelf->count == 0 || shelf->is_swapping || now.us < shelf->next_look.us)
		return;
	shelf->next_look.us = now.us + SPAN_SECONDS(SHELF_TIDY_S).us;
	for (size_t i = 0; i < shelf->count; i++)
		shelf->versions[i]->was_judged = shelf->versions[i]->was_routed = false;
	desk_cases_visit(desk, note_references, NULL);
	for (size_t i = shelf->count; i > 0; i--)
		see_to(desk, shelf->versions[i - 1]);
}

void shelf_close(struct desk *desk)
{
	struct desk_shelf *shelf = desk->shelf;

	for (size_t i = 0; i < shelf->count; i++)
		register_close(shelf->versions[i]->cells);
	shelf_register_close(&shelf->in_force);
	shelf->count = 0;
}
