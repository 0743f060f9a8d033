/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/preflight.h"

#include <errno.h>
#include <unistd.h>

#include "judge/country.h"
#include "judge/profile.h"
#include "ledger/register.h"
#include "ledger/store.h"
#include "net/http.h"
#include "wire/registry_json.h"

struct checking {
	const struct preflight *about;
	void *ctx;
	size_t faults;
};

static void tell(struct checking *checking, enum err err, const struct fault *why)
{
	if (err == ERR_OK)
		return;
	checking->faults++;
	checking->about->fault(checking->about->data, why);
}

/* ---- files ------------------------------------------------------------------------------ */

static void check_data(struct checking *checking)
{
	const char *folder = checking->about->config->profiles;
	struct judge_profiles *profiles;
	struct country *country;
	struct fault why;
	enum err err = profiles_load(&profiles, checking->ctx, folder, &why);

	if (err != ERR_OK)
		err_prefix(&why, err, "profiles");
	tell(checking, err, &why);
	err = country_load(&country, checking->ctx, folder, &why);
	if (err != ERR_OK)
		err_prefix(&why, err, "the country's data");
	tell(checking, err, &why);
}

static void check_listeners(struct checking *checking)
{
	const struct config *config = checking->about->config;

	for (size_t i = 0; i < config->http_count; i++) {
		const struct intake_http_config *http = &config->http[i];
		struct fault why;
		enum err err;

		if (!http->certificate_file || !http->key_file)
			continue;
		err = http_keys_check(http->certificate_file, http->key_file, &why);
		if (err != ERR_OK)
			err_prefix(&why, err, "http %s %u", http->address, http->port);
		tell(checking, err, &why);
	}
}

static void check_broker(struct checking *checking)
{
	const struct mqtt_broker *broker = &checking->about->config->broker.broker;
	const char *const files[] = { broker->password_file, broker->tls_ca,
				      broker->tls_certificate, broker->tls_key };
	struct fault why;

	for (size_t i = 0; broker->address && i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i] && access(files[i], R_OK) != 0)
			tell(checking,
			     err_set(&why, ERR_IO, NULL, "broker: cannot read %s: %s", files[i],
				     strerror(errno)),
			     &why);
}

/* ---- cells ------------------------------------------------------------------------------ */

/* One node, or one of a pool. */
static bool has_link(const struct config *config, struct slice node)
{
	const struct config_link *link;
	struct slice name;

	while (cells_node_next(&name, &node))
		if (config_node(config, name, &link))
			return true;
	return false;
}

/* The cells of a node without link are reached by nobody: each alert says so, but late. */
static void check_nodes(struct checking *checking, const struct cell_register *cells)
{
	const struct preflight *about = checking->about;
	const struct register_node *node;
	struct fault why;

	for (size_t i = 0; (node = register_node_at(cells, i)); i++) {
		if (has_link(about->config, node->name))
			continue;
		err_set(&why, ERR_ABSENT, NULL,
			"cell-register: node %.*s with %u cells is on no link",
			SLICE_PRINT(node->name), node->cells);
		about->note(about->data, &why);
	}
}

static void check_cells(struct checking *checking)
{
	const char *path = checking->about->config->cell_register;
	struct cell_register *cells;
	struct fault why;
	enum err err;

	if (!path)
		return;
	err = register_open(&cells, path, &why);
	if (err == ERR_OK) {
		check_nodes(checking, cells);
		register_close(cells);
		return;
	}
	tell(checking, err_prefix(&why, err, "cell-register"), &why);
}

/* ---- serial numbers --------------------------------------------------------------------- */

static void check_codes(struct checking *checking)
{
	const struct config *config = checking->about->config;
	struct fault why;

	if (config_codes_are_whole(config))
		return;
	err_set(&why, ERR_LIMIT, "TS 23.041 9.4.1.2.1",
		"serial-codes %u %u: let FIRST and LAST + 1 be multiples of 4 (0 511, 512 1023), "
		"or an ETWS code may be a neighbour's too",
		config->serial_codes.first, config->serial_codes.last);
	checking->about->note(checking->about->data, &why);
}

/* ---- the store -------------------------------------------------------------------------- */

static void check_carriers(struct checking *checking, const struct registry *registry)
{
	const struct config *config = checking->about->config;
	struct fault why;

	for (size_t i = 0; i < config->link_count; i++) {
		const struct carrier_link_config *link = &config->links[i].link;

		if (!link->carrier || registry_carrier(registry, slice_of(link->carrier)))
			continue;
		tell(checking,
		     err_set(&why, ERR_ABSENT, NULL,
			     "link %s: the registry in the store knows no carrier %s", link->link,
			     link->carrier),
		     &why);
	}
}

static void check_store(struct checking *checking)
{
	const char *path = checking->about->store;
	struct slice json = { NULL, 0 };
	struct registry registry;
	struct fault why;
	enum err err = ERR_OK;

	if (!path)
		err = err_set(&why, ERR_INPUT, NULL, "--store F is left out: a start needs it");
	if (err == ERR_OK)
		err = store_registry(&json, checking->ctx, path, &why);
	if (err == ERR_OK && json.size > 0)
		err = registry_json_read(checking->ctx, &registry, json, &why);
	if (err != ERR_OK && json.size > 0)
		err_prefix(&why, err,
			   "the registry in the store, which a start takes from the chain");
	tell(checking, err, &why);
	if (err != ERR_OK)
		return;
	if (json.size > 0 && registry.carrier_count > 0) {
		check_carriers(checking, &registry);
		return;
	}
	/* A store just made: its registry is what is applied next. */
	err_set(&why, ERR_ABSENT, NULL, "the registry in the store names no carriers yet");
	checking->about->note(checking->about->data, &why);
}

size_t preflight_faults(void *ctx, const struct preflight *about)
{
	struct checking checking = { about, ctx, 0 };

	check_data(&checking);
	check_listeners(&checking);
	check_broker(&checking);
	check_cells(&checking);
	check_codes(&checking);
	check_store(&checking);
	return checking.faults;
}
