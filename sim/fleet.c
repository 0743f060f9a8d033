/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fleet.h"

#include <arpa/inet.h>
#include <string.h>
#include <talloc.h>

#include "air_json.h"

struct member {
	char name[16];
	struct bsc *bsc;
	FILE *to;
};

struct fleet {
	struct member *members;
	unsigned int count;
};

static void on_changed(void *data, const struct air_change *change)
{
	const struct member *member = data;

	if (member->to)
		air_json_write(member->to, member->name, change);
}

static enum err member_address(struct address *out, const struct fleet_config *config,
			       unsigned int index, struct fault *why)
{
	uint16_t port = config->connects ? 0 : config->local_port;
	enum err err = address_parse(out, config->first, port, why);

	if (err != ERR_OK)
		return err;
	if (out->at.any.sa_family != AF_INET)
		return err_set(why, ERR_INPUT, NULL, "%s is no IPv4 address", config->first);
	out->at.v4.sin_addr.s_addr = htonl(ntohl(out->at.v4.sin_addr.s_addr) + index);
	return ERR_OK;
}

static enum err open_member(struct fleet *fleet, const struct fleet_config *config,
			    struct fault *why)
{
	unsigned int index = fleet->count;
	struct member *member = &fleet->members[index];
	struct cell_id cells[FLEET_CELLS_MAX];
	struct bsc_config bsc = { .name = member->name,
				  .connects = config->connects,
				  .remote = config->remote,
				  .cells = cells,
				  .cell_count = config->cells,
				  .faults = config->faults,
				  .data = member,
				  .changed = on_changed };
	enum err err = member_address(&bsc.local, config, index, why);

	if (err != ERR_OK)
		return err;
	snprintf(member->name, sizeof(member->name), "bsc-%03u", index + 1);
	member->to = config->to;
	for (unsigned int i = 0; i < config->cells; i++)
		cells[i] = (struct cell_id){ config->plmn, RAT_2G, config->first_lac + index,
					     i + 1 };
	err = bsc_open(&member->bsc, fleet, &bsc, why);
	if (err != ERR_OK)
		return err_prefix(why, err, "%s", member->name);
	fleet->count++;
	return ERR_OK;
}

enum err fleet_open(struct fleet **out, void *ctx, const struct fleet_config *config,
		    struct fault *why)
{
	struct fleet *fleet;
	enum err err = ERR_OK;

	if (!config->count || config->count > FLEET_MAX || !config->cells ||
	    config->cells > FLEET_CELLS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "1 to %d BSCs of 1 to %d cells", FLEET_MAX,
			       FLEET_CELLS_MAX);
	fleet = talloc_zero(ctx, struct fleet);
	fleet->members = talloc_zero_array(fleet, struct member, config->count);
	while (err == ERR_OK && fleet->count < config->count)
		err = open_member(fleet, config, why);
	if (err != ERR_OK) {
		fleet_close(fleet);
		return err;
	}
	*out = fleet;
	return ERR_OK;
}

void fleet_close(struct fleet *fleet)
{
	for (unsigned int i = 0; i < fleet->count; i++)
		bsc_close(fleet->members[i].bsc);
	talloc_free(fleet);
}

static void drop(struct bsc *bsc)
{
	bsc_drop(bsc, "told to drop");
}

static void silence(struct bsc *bsc)
{
	bsc_faults(bsc)->is_silent = true;
}

static void speak(struct bsc *bsc)
{
	bsc_faults(bsc)->is_silent = false;
}

/* Every second cell of an order has no room any more. */
static void fill(struct bsc *bsc)
{
	bsc_faults(bsc)->refuse_every = 2;
	bsc_faults(bsc)->refuse_cause = AIR_CAPACITY;
}

/* Fifteen pages of another centre in every cell, which nobody here knows of. */
static void stray(struct bsc *bsc)
{
	struct air_message message = { .message_identifier = 50,
				       .serial_number = 0x4010,
				       .dcs = 0x48,
				       .repetition_period = 16,
				       .number_of_broadcasts = 10000,
				       .page_count = ROUTE_PAGES_MAX };
	const struct cell_id *cells;
	size_t count;

	for (size_t i = 0; i < message.page_count; i++)
		message.pages[i] = (struct route_page){ .octets = { 0x67, 0x2a }, .used = 2 };
	cells = air_cells(bsc_air(bsc), &count);
	for (size_t i = 0; i < count; i++)
		air_write(bsc_air(bsc), &cells[i], &message);
}

static void empty(struct bsc *bsc)
{
	bsc_faults(bsc)->refuse_every = 0;
}

static const struct {
	const char *verb;
	void (*befall)(struct bsc *bsc);
} verbs[] = {
	{ "restart", bsc_restart }, { "fail", bsc_fail_cell }, { "drop", drop },
	{ "silence", silence },	    { "speak", speak },	       { "fill", fill },
	{ "empty", empty },	    { "stray", stray },
};

enum err fleet_obey(struct fleet *fleet, const char *line, struct fault *why)
{
	char verb[16], name[16];
	void (*befall)(struct bsc * bsc) = NULL;
	unsigned int found = 0;

	if (sscanf(line, "%15s %15s", verb, name) != 2)
		return err_set(why, ERR_INPUT, NULL, "a verb and a name are wanted");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].verb, verb) == 0)
			befall = verbs[i].befall;
	}
	if (!befall)
		return err_set(why, ERR_INPUT, NULL, "nobody knows how to %s", verb);
	for (unsigned int i = 0; i < fleet->count; i++) {
		if (strcmp(name, "all") != 0 && strcmp(name, fleet->members[i].name) != 0)
			continue;
		befall(fleet->members[i].bsc);
		found++;
	}
	return found ? ERR_OK : err_set(why, ERR_ABSENT, NULL, "there is no %s", name);
}

unsigned int fleet_connected(const struct fleet *fleet)
{
	unsigned int connected = 0;

	for (unsigned int i = 0; i < fleet->count; i++)
		connected += bsc_is_connected(fleet->members[i].bsc);
	return connected;
}

struct bsc *fleet_bsc(struct fleet *fleet, unsigned int index)
{
	return index < fleet->count ? fleet->members[index].bsc : NULL;
}
