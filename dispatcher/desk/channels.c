/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/channels.h"

#include <talloc.h>

#include "desk/registry.h"
#include "net/log.h"

static const char *const names[CHANNEL_COUNT] = {
	[CHANNEL_CELL_BROADCAST] = "cell-broadcast",
	[CHANNEL_SMS] = "sms",
	[CHANNEL_INTERNET] = "internet",
};

enum channel channel_of(struct slice name)
{
	for (enum channel channel = 1; channel < CHANNEL_COUNT; channel++)
		if (slice_is(name, names[channel]))
			return channel;
	return CHANNEL_NONE;
}

bool channel_is_among(enum channel channel, const struct slice *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(list[i], names[channel]))
			return true;
	return false;
}

enum channel channel_of_link(const struct desk *desk, const struct config_link *link)
{
	const struct registry_carrier *carrier = registry_carrier(desk_registry(desk),
								  slice_of(link->link.carrier));

	if (!carrier || carrier->kind != REGISTRY_CARRIER_INTERNET)
		return CHANNEL_CELL_BROADCAST;
	return strcmp(link->link.protocol, "mqtt") == 0 ? CHANNEL_INTERNET : CHANNEL_NONE;
}

bool channel_is_connected(const struct desk *desk, enum channel channel)
{
	for (size_t i = 0; i < desk->config->link_count; i++)
		if (channel_of_link(desk, &desk->config->links[i]) == channel)
			return true;
	return false;
}

static void complain(const struct config_link *link, const char *reason)
{
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_LINK,
						 .stop = "link",
						 .link = link->link.link,
						 .outcome = "mismatch",
						 .why = reason });
}

void channels_check(const struct desk *desk)
{
	const struct registry *registry = desk_registry(desk);

	/* Before the first registry there is nobody to compare with. */
	for (size_t i = 0; registry->carrier_count > 0 && i < desk->config->link_count; i++) {
		const struct config_link *link = &desk->config->links[i];

		if (!registry_carrier(registry, slice_of(link->link.carrier)))
			complain(link, "no carrier is registered under its id; it goes on as one "
				       "of cell broadcast");
		else if (channel_of_link(desk, link) == CHANNEL_NONE)
			complain(link, "a carrier of kind internet is served by protocol mqtt "
				       "alone");
	}
}

char *channels_connected(void *ctx, const struct desk *desk)
{
	char *list = talloc_strdup(ctx, "");

	for (enum channel channel = 1; channel < CHANNEL_COUNT; channel++)
		if (channel_is_connected(desk, channel))
			list = talloc_asprintf_append_buffer(list, "%s%s", *list ? ", " : "",
							     names[channel]);
	return *list ? list : talloc_strdup(ctx, "-");
}
