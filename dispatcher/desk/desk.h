/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Desk: the room where the threads meet. It resolves what an event needs from the outside,
 * steps the flow, commits, and only then carries out the orders. Everything of it runs on the
 * one loop; each file of desk/ is one concern, and they share this struct.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "desk/config.h"
#include "ledger/ledger.h"
#include "notice/registry.h"

struct country;
struct desk_backlog;
struct desk_complaints;
struct desk_nodes;
struct desk_places;
struct desk_broker;
struct desk_cases;
struct desk_early;
struct desk_erasings;
struct desk_keys;
struct desk_links;
struct desk_listeners;
struct desk_outage;
struct desk_receipts;
struct desk_registry;
struct desk_scheduler;
struct desk_serials;
struct desk_shelf;
struct desk_suspensions;
struct register_mending;
struct judge_profiles;
struct osmo_fd;

struct desk_figures {
	/* for /metrics; all since start */
	uint64_t received, refused, sent_urgent, pages, cancels, commits_failed;
	uint64_t unreached; /* turned back, since they would have reached nobody */
	uint64_t receipts, receipts_unknown, receipts_stray;
	uint64_t preempted;
	uint64_t notices_refolded, notices_damaged; /* at start */
	uint64_t rows_damaged; /* kinds of rows that are of no notice, at start */
};

struct desk {
	const struct config *config;
	struct ledger *ledger;
	struct judge_profiles *profiles;
	struct country *country;	  /* the law's data: calendar, divisions */
	struct desk_shelf *shelf;	  /* the cell register in force */
	struct register_mending *mending; /* of the register in force; NULL: it is whole */
	struct desk_registry *registry;
	struct desk_cases *cases;
	struct desk_nodes *nodes;
	struct desk_places *places;
	struct desk_backlog *backlog;
	struct desk_erasings *erasings;
	struct desk_keys *keys;
	struct desk_early *early;     /* Cancels that came before what they name */
	struct digest cells_recorded; /* of the cell register that the chain named last; zero */
	struct desk_serials *serials;
	struct desk_suspensions *suspensions;
	struct desk_complaints *complaints;
	struct desk_links *links;
	struct desk_outage *outage;
	struct desk_broker *broker; /* NULL: none */
	struct desk_receipts *receipts;
	struct desk_scheduler *scheduler;
	struct osmo_fd *ledger_fd;
	struct desk_listeners *listeners;
	struct intake_http *http[CONFIG_HTTP_MAX]; /* NULL: not open */
	uint64_t last_notice;			   /* highest number given away */
	struct desk_figures figures;
	bool clock_is_advancing; /* one at a time: each starts where the one before ended */
	bool is_stopping;
	unsigned int statistics_running, reports_running;
};

/*
 * Opens everything in order: ledger, what it remembers, profiles, cells, links; then folds
 * EVENT_RESTARTED into every open notice. Listeners come last, so that whoever gets in
 * finds the house in order. A link or listener that cannot open is logged and tried again.
 */
enum err MUST_USE desk_open(struct desk **out, void *ctx, const struct config *config,
			    const char *store, struct fault *why);

/* Listeners first, then what is under way, links, ledger. */
void desk_close(struct desk *desk);

bool desk_is_drill(const struct desk *desk);
const char *desk_realm(const struct desk *desk); /* "live", "drill" */
struct utc desk_now(void);
struct id128 desk_random_id(void);
/*
 * 48 bits of milliseconds, then random: new ids stand together in the store's index, where
 * scattered ones would change a page each.
 */
struct id128 desk_event_id(void);

#endif
