/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/listeners.h"

#include <osmocom/core/timer.h>
#include <string.h>
#include <talloc.h>

#include "net/log.h"

struct desk_listeners {
	struct intake_desk faces;
	struct osmo_timer_list retry;
	char reasons[CONFIG_HTTP_MAX][FAULT_TEXT_OCTETS];
};

static void tell(const struct intake_http_config *config, const char *outcome, const char *why)
{
	log_stop(why ? LOGL_ERROR : LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_INTAKE,
								     .stop = "listen",
								     .peer = config->address,
								     .outcome = outcome,
								     .why = why });
}

static void try_open(struct desk *desk, size_t at)
{
	const struct intake_http_config *config = &desk->config->http[at];
	char *reason = desk->listeners->reasons[at];
	struct fault why;

	if (intake_http_open(&desk->http[at], desk, config, &desk->listeners->faces, desk->ledger,
			     &why) == ERR_OK) {
		if (*reason)
			tell(config, "open", NULL);
		*reason = '\0';
		return;
	}
	desk->http[at] = NULL;
	/* Said once: a port that stays taken would fill the log. */
	if (strcmp(reason, why.text) != 0)
		tell(config, "failed", why.text);
	memcpy(reason, why.text, FAULT_TEXT_OCTETS);
}

static void open_missing(void *data)
{
	struct desk *desk = data;

	for (size_t i = 0; i < desk->config->http_count; i++)
		if (!desk->http[i])
			try_open(desk, i);
	if (listeners_count(desk) < desk->config->http_count)
		osmo_timer_schedule(&desk->listeners->retry, DESK_LISTENER_RETRY_S, 0);
}

void listeners_open(struct desk *desk, const struct intake_desk *faces)
{
	desk->listeners = talloc_zero(desk, struct desk_listeners);
	desk->listeners->faces = *faces;
	osmo_timer_setup(&desk->listeners->retry, open_missing, desk);
	open_missing(desk);
}

size_t listeners_count(const struct desk *desk)
{
	size_t count = 0;

	for (size_t i = 0; i < desk->config->http_count; i++)
		count += desk->http[i] != NULL;
	return count;
}

struct http_figures listeners_figures(const struct desk *desk)
{
	struct http_figures all = { .requests = 0 };

	for (size_t i = 0; i < desk->config->http_count; i++) {
		struct http_figures one;

		if (!desk->http[i])
			continue;
		one = intake_http_figures(desk->http[i]);
		all.requests += one.requests;
		all.timed_out += one.timed_out;
		all.turned_away += one.turned_away;
		all.pushed_out += one.pushed_out;
	}
	return all;
}

void listeners_quiesce(struct desk *desk)
{
	if (desk->listeners)
		osmo_timer_del(&desk->listeners->retry);
	for (size_t i = 0; i < desk->config->http_count; i++)
		if (desk->http[i])
			intake_http_quiesce(desk->http[i]);
}

void listeners_close(struct desk *desk)
{
	for (size_t i = 0; i < desk->config->http_count; i++)
		if (desk->http[i])
			intake_http_close(desk->http[i]);
}
