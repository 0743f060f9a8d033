/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/desk.h"

#include <osmocom/core/select.h>
#include <stdlib.h>
#include <sys/random.h>
#include <talloc.h>

#include "desk/amend.h"
#include "desk/attachment.h"
#include "desk/backlog.h"
#include "desk/broker.h"
#include "desk/calendar.h"
#include "desk/calls.h"
#include "desk/case.h"
#include "desk/chain.h"
#include "desk/channels.h"
#include "desk/complaints.h"
#include "desk/decisions.h"
#include "desk/erase.h"
#include "desk/figures.h"
#include "desk/keys.h"
#include "desk/letter.h"
#include "desk/links.h"
#include "desk/listeners.h"
#include "desk/measures.h"
#include "desk/nodes.h"
#include "desk/outage.h"
#include "desk/paper.h"
#include "desk/places.h"
#include "desk/reach_show.h"
#include "desk/receipts.h"
#include "desk/reconcile.h"
#include "desk/recover.h"
#include "desk/register_swap.h"
#include "desk/registry.h"
#include "desk/rejudge.h"
#include "desk/reporting.h"
#include "desk/review.h"
#include "desk/scheduler.h"
#include "desk/serials.h"
#include "desk/shelf.h"
#include "desk/sight.h"
#include "desk/submit.h"
#include "desk/suspensions.h"
#include "judge/country.h"
#include "judge/profile.h"
#include "net/clock.h"

bool desk_is_drill(const struct desk *desk)
{
	return ledger_realm(desk->ledger) == LEDGER_REALM_DRILL;
}

const char *desk_realm(const struct desk *desk)
{
	return desk_is_drill(desk) ? "drill" : "live";
}

struct utc desk_now(void)
{
	return clock_now();
}

struct id128 desk_random_id(void)
{
	struct id128 id;

	/* Never short and never failing for 16 octets once the pool is ready (getrandom(2)). */
	if (getrandom(id.octets, sizeof(id.octets), 0) != (ssize_t)sizeof(id.octets))
		abort();
	return id;
}

struct id128 desk_event_id(void)
{
	struct id128 id = desk_random_id();
	uint64_t ms = (uint64_t)desk_now().us / 1000;

	for (int i = 0; i < 6; i++)
		id.octets[i] = (uint8_t)(ms >> (40 - 8 * i));
	return id;
}

/* ---- the ledger's answers come in on the loop ------------------------------------------- */

static int reap(struct osmo_fd *fd, unsigned int what)
{
	struct desk *desk = fd->data;

	(void)what;
	ledger_reap(desk->ledger);
	return 0;
}

static enum err listen_to_the_ledger(struct desk *desk, struct fault *why)
{
	struct osmo_fd *fd = talloc_zero(desk, struct osmo_fd);

	osmo_fd_setup(fd, ledger_fd(desk->ledger), OSMO_FD_READ, reap, desk, 0);
	desk->ledger_fd = fd;
	if (osmo_fd_register(fd) < 0)
		return err_set(why, ERR_IO, NULL, "the ledger's eventfd cannot be watched");
	return ERR_OK;
}

/* ---- listeners -------------------------------------------------------------------------- */

static const struct intake_desk faces = {
	.sign_in = registry_sign_in,
	.submit = submit_document,
	.check = submit_check,
	.cancel = calls_cancel,
	.decide = decisions_decide,
	.confirm = decisions_confirm,
	.review = review_show,
	.reach = reach_show,
	.attachment = attachment_show,
	.letter = letter_show,
	.version = amend_version,
	.paperwork_draft = paper_draft,
	.paperwork_file = paper_file,
	.paperwork_settle = paper_settle,
	.registry_apply = registry_apply,
	.clock_advance = calls_clock_advance,
	.cells_swap = register_swap,
	.lead_time = calendar_lead_time,
	.withhold = measures_withhold,
	.stop_content = measures_stop_content,
	.report_content = measures_report_content,
	.suspend = suspensions_order,
	.node_erase = erase_node,
	.suspension_lift = suspensions_lift,
	.suspensions = suspensions_show,
	.complaint_record = complaints_record,
	.complaint_strike = complaints_strike,
	.complaints = complaints_show,
	.links = calls_links,
	.health = calls_health,
	.metrics = calls_metrics,
	.deliveries = calls_deliveries,
	.report = reporting_ask,
	.statistics = figures_ask,
	.may_see = sight_may_see,
	.knows_agency = registry_knows_agency,
};

static struct intake_desk faces_of(struct desk *desk)
{
	struct intake_desk ours = faces;

	ours.data = desk;
	return ours;
}

static void open_listeners(struct desk *desk)
{
	struct intake_desk ours = faces_of(desk);

	listeners_open(desk, &ours);
}

static void open_broker(struct desk *desk)
{
	struct intake_desk ours = faces_of(desk);

	desk->broker = broker_open(desk, &ours);
}

/* A link is worth keeping up, and what is on air with it, though nobody comes in for a while. */
static bool has_something_to_do(const struct desk *desk)
{
	return listeners_count(desk) > 0 || desk->config->link_count > 0 ||
	       desk->config->broker.broker.address;
}

/* ---- open and close --------------------------------------------------------------------- */

static void furnish(struct desk *desk)
{
	desk->registry = registry_holder_new(desk);
	desk->cases = desk_cases_new(desk);
	desk->nodes = nodes_new(desk);
	desk->places = places_new(desk);
	desk->erasings = erase_new(desk);
	desk->backlog = backlog_new(desk);
	desk->keys = keys_new(desk);
	desk->early = chain_early_new(desk);
	desk->outage = outage_new(desk);
	desk->shelf = shelf_new(desk);
	desk->serials = serials_new(desk, desk->config->serial_codes.first,
				    desk->config->serial_codes.last);
	desk->suspensions = suspensions_new(desk);
	desk->complaints = complaints_new(desk);
	desk->receipts = receipts_new(desk);
}

static enum err open_memory(struct desk *desk, const char *store, struct fault *why)
{
	struct ledger_config config = { .path = store };
	enum err err = ledger_open(&desk->ledger, desk, &config, why);

	if (err == ERR_OK)
		err = recover_load(desk, why);
	if (err == ERR_OK)
		err = listen_to_the_ledger(desk, why);
	return err;
}

enum err desk_open(struct desk **out, void *ctx, const struct config *config, const char *store,
		   struct fault *why)
{
	struct desk *desk = talloc_zero(ctx, struct desk);
	enum err err;

	desk->config = config;
	furnish(desk);
	err = profiles_load(&desk->profiles, desk, config->profiles, why);
	if (err == ERR_OK)
		err = country_load(&desk->country, desk, config->profiles, why);
	if (err == ERR_OK)
		err = open_memory(desk, store, why);
	if (err != ERR_OK) {
		if (desk->ledger)
			ledger_close(desk->ledger);
		talloc_free(desk);
		return err;
	}
	register_swap_open(desk);
	channels_check(desk);
	links_open(desk);
	reconcile_all(desk);
	rejudge_all(desk);
	desk->scheduler = scheduler_new(desk);
	open_listeners(desk);
	open_broker(desk);
	if (!has_something_to_do(desk)) {
		desk_close(desk);
		return err_set(why, ERR_IO, NULL,
			       "no listener opens, and there is neither link nor broker: nobody "
			       "could come in and nothing go out");
	}
	*out = desk;
	return ERR_OK;
}

void desk_close(struct desk *desk)
{
	desk->is_stopping = true;
	listeners_quiesce(desk);
	broker_quiesce(desk);
	scheduler_free(desk);
	/* What is under way is committed, answered and sent; what is asked from now on gets 503. */
	ledger_stop(desk->ledger);
	backlog_free(desk);
	links_close(desk);
	broker_close(desk);
	listeners_close(desk);
	ledger_close(desk->ledger);
	receipts_free(desk);
	osmo_fd_unregister(desk->ledger_fd);
	shelf_close(desk);
	talloc_free(desk);
}
