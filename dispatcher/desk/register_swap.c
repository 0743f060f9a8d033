/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/register_swap.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/batch.h"
#include "desk/shelf.h"
#include "ledger/query.h"
#include "ledger/register_versions.h"
#include "net/log.h"

static const struct digest no_digest;

static void log_register(int level, const char *outcome, const char *why)
{
	log_stop(level, &(struct log_stop){ .area = LOG_AREA_MAIN,
					    .stop = "cell-register",
					    .outcome = outcome,
					    .why = why });
}

/* ---- the event -------------------------------------------------------------------------- */

struct recording {
	struct desk_record record;
	char hex[DIGEST_HEX_OCTETS]; /* of the register: what the store remembers */
};

static void describe(struct recording *out, const struct desk *desk,
		     const struct shelf_register *next, const char *how)
{
	digest_hex(out->hex, next->digest.octets, DIGEST_OCTETS);
	out->record = (struct desk_record){
		.event = { .kind = EVENT_REGISTER_SWAPPED,
			   .at = desk_now(),
			   .register_swapped = { .content = next->digest,
						 .cells = next->cells,
						 .before = desk->cells_recorded,
						 .how = slice_of(how) } },
		.state = LEDGER_STATE_CELLS,
		.state_value = slice_of(out->hex),
	};
}

enum err register_swap_load(struct desk *desk, struct slice value, struct fault *why)
{
	if (digest_from_hex(desk->cells_recorded.octets, DIGEST_OCTETS, value))
		return ERR_OK;
	return err_set(why, ERR_INPUT, NULL, "the digest of the cell register cannot be read");
}

/* ---- at the start ----------------------------------------------------------------------- */

static void recorded(void *data, const struct ledger_outcome *how)
{
	struct desk *desk = data;

	if (how->err == ERR_OK)
		desk->cells_recorded = shelf_in_force(desk)->digest;
	else
		log_register(LOGL_ERROR, "not recorded", how->why.text);
}

/* It was replaced while nobody looked, or is the first: in the chain before anything is judged. */
static void record_found(struct desk *desk)
{
	const struct shelf_register *in_force = shelf_in_force(desk);
	struct recording recording;
	struct fault why;

	if (digest_equal(&in_force->digest, &desk->cells_recorded))
		return;
	describe(&recording, desk, in_force, "start");
	if (!digest_equal(&desk->cells_recorded, &no_digest))
		log_register(LOGL_NOTICE, "replaced",
			     "it is another one than was in force last: recorded");
	if (desk_batch_record(desk, &recording.record, recorded, desk, &why) != ERR_OK)
		log_register(LOGL_ERROR, "not recorded", why.text);
}

/* What was in force last stands beside it, whatever happened to the file itself. */
static bool open_last(struct desk *desk, struct shelf_register *out)
{
	char *path;
	struct fault why;
	bool is_open;

	if (digest_equal(&desk->cells_recorded, &no_digest))
		return false;
	path = register_version_path(desk->config->cell_register, &desk->cells_recorded);
	is_open = path && shelf_register_open(out, path, &why) == ERR_OK;
	if (is_open)
		log_register(LOGL_ERROR, "last version",
			     "the version in force before is used instead: swap a good one in");
	free(path);
	return is_open;
}

static void note_version(void *data, const struct digest *digest)
{
	shelf_note(data, digest);
}

static void note_versions(struct desk *desk)
{
	struct fault why;

	if (register_versions_visit(desk->config->cell_register, note_version, desk, &why) !=
	    ERR_OK)
		log_register(LOGL_ERROR, "versions not found", why.text);
}

void register_swap_open(struct desk *desk)
{
	const char *path = desk->config->cell_register;
	struct shelf_register found;
	struct fault why;
	bool is_configured;

	if (!path)
		return;
	is_configured = shelf_register_take(&found, path, path, &why) == ERR_OK;
	if (!is_configured) {
		log_register(LOGL_ERROR, "failed", why.text);
		shelf_set_condition(desk, SHELF_DAMAGED);
		if (!open_last(desk, &found))
			return;
	}
	shelf_put(desk, &found);
	if (!is_configured)
		shelf_set_condition(desk, SHELF_LAST_VERSION);
	note_versions(desk);
	record_found(desk);
}

/* ---- while it runs ---------------------------------------------------------------------- */

struct swapping {
	struct desk *desk;
	struct intake_call *call;
	char *from, *path; /* what comes; the configured register, NULL: none */
	struct shelf_register next;
	struct digest before;
	struct recording recording;
	enum err err;
	struct fault why;
};

static void end(struct swapping *swapping)
{
	shelf_set_swapping(swapping->desk, false);
	talloc_free(swapping);
}

static void answer_done(struct swapping *swapping)
{
	struct register_summary summary = register_summary_of(swapping->next.for_alerts);
	char hex[DIGEST_HEX_OCTETS];
	char *json = talloc_asprintf(
		swapping,
		"{\"cells\":%llu,\"people\":%llu,\"nodes\":%llu,\"cell_register\":\"%s\"}",
		(unsigned long long)summary.cells, (unsigned long long)summary.people,
		(unsigned long long)summary.nodes,
		digest_hex(hex, summary.digest.octets, DIGEST_OCTETS));

	intake_answer_json(swapping->call, 200, slice_of(json));
	end(swapping);
}

/* ---- what failed is taken back ---------------------------------------------------------- */

static void put_back(void *job)
{
	struct swapping *swapping = job;
	struct fault ignored;

	shelf_register_close(&swapping->next);
	if (swapping->path && !digest_equal(&swapping->before, &no_digest) &&
	    register_version_use(swapping->path, &swapping->before, &ignored) != ERR_OK)
		swapping->err = ERR_IO;
}

static void is_back(void *job)
{
	struct swapping *swapping = job;

	if (swapping->err != ERR_OK)
		log_register(LOGL_ERROR, "not put back",
			     "the register on the disk is not the one in force: swap again");
	intake_answer_fault(swapping->call, &swapping->why);
	end(swapping);
}

static void take_back(struct swapping *swapping, const struct fault *why)
{
	struct fault ignored;

	swapping->why = *why;
	swapping->err = ERR_OK;
	shelf_note(swapping->desk, &swapping->next.digest);
	if (ledger_query_run(swapping->desk->ledger,
			     &(struct ledger_work){ put_back, is_back, LEDGER_FOR_PEOPLE },
			     swapping, &ignored) == ERR_OK)
		return;
	swapping->err = ERR_IO;
	is_back(swapping);
}

/* ---- the steps -------------------------------------------------------------------------- */

static void swapped(void *data, const struct ledger_outcome *how)
{
	struct swapping *swapping = data;
	struct desk *desk = swapping->desk;

	if (how->err != ERR_OK) {
		take_back(swapping, &how->why);
		return;
	}
	desk->cells_recorded = swapping->next.digest;
	shelf_put(desk, &swapping->next);
	answer_done(swapping);
}

static void commit(struct swapping *swapping)
{
	struct recording *recording = &swapping->recording;
	struct fault why;

	describe(recording, swapping->desk, &swapping->next, "swap");
	recording->record.event.register_swapped.person = slice_of(
		intake_call_principal(swapping->call)->person);
	if (desk_batch_record(swapping->desk, &recording->record, swapped, swapping, &why) !=
	    ERR_OK)
		take_back(swapping, &why);
}

/* Without a configured register there is no place for a copy: it is used where it stands. */
static enum err open_next(struct swapping *swapping)
{
	struct shelf_register *next = &swapping->next;
	enum err err;

	if (!swapping->path)
		err = shelf_register_open(next, swapping->from, &swapping->why);
	else
		err = shelf_register_take(next, swapping->path, swapping->from, &swapping->why);
	if (!swapping->path && err != ERR_OK)
		swapping->why.err = err = ERR_INPUT;
	return err;
}

/* Copying and reading through a large register takes a while: not on the loop, and before no alert.
 */
static void prepare(void *job)
{
	struct swapping *swapping = job;

	swapping->err = open_next(swapping);
	if (swapping->err == ERR_OK && swapping->path)
		swapping->err = register_version_use(swapping->path, &swapping->next.digest,
						     &swapping->why);
}

static void prepared(void *job)
{
	struct swapping *swapping = job;

	if (swapping->err == ERR_OK) {
		commit(swapping);
		return;
	}
	if (swapping->err == ERR_INPUT || swapping->err == ERR_LIMIT)
		intake_answer_problem(swapping->call, 422, &swapping->why, NULL);
	else
		intake_answer_fault(swapping->call, &swapping->why);
	shelf_register_close(&swapping->next);
	end(swapping);
}

static enum err may_swap(const struct desk *desk, struct slice path, struct fault *why)
{
	if (!slice_starts(path, "/"))
		return err_set(why, ERR_INPUT, NULL,
			       "path: \"%.*s\" is not absolute, and nobody knows where this "
			       "program was started; say it from / on",
			       SLICE_PRINT(path));
	if (shelf_is_swapping(desk))
		return err_set(why, ERR_FULL, NULL,
			       "another register is being swapped in; ask again in a second");
	return ERR_OK;
}

void register_swap(void *data, struct intake_call *call, struct slice path)
{
	struct desk *desk = data;
	struct swapping *swapping;
	struct fault why;

	if (may_swap(desk, path, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	swapping = talloc_zero(desk, struct swapping);
	swapping->desk = desk;
	swapping->call = call;
	swapping->from = talloc_strndup(swapping, path.at, path.size);
	swapping->path = talloc_strdup(swapping, desk->config->cell_register);
	swapping->before = shelf_in_force(desk)->digest;
	shelf_set_swapping(desk, true);
	if (ledger_query_run(desk->ledger,
			     &(struct ledger_work){ prepare, prepared, LEDGER_FOR_PEOPLE },
			     swapping, &why) == ERR_OK)
		return;
	intake_answer_fault(call, &why);
	end(swapping);
}
