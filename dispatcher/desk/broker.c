/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/broker.h"

#include <inttypes.h>
#include <osmocom/core/timer.h>
#include <talloc.h>

#include "desk/case.h"
#include "desk/links.h"
#include "net/clock.h"
#include "net/log.h"

#define STATUS_TOPIC "cbd/v1/status"
#define HEAD_TOPIC   "cbd/v1/audit-head"

struct desk_broker {
	struct desk *desk;
	struct mqtt *mqtt;
	struct intake_mqtt *in;
	struct osmo_timer_list tick;
	uint64_t told_sequence;
	char *told_status;
	char *down; /* the status when we are gone; the ledger may be closed by then */
	struct span told_at;
};

/* ---- what it says ----------------------------------------------------------------------- */

static bool publish(struct desk_broker *broker, const struct mqtt_message *message)
{
	return mqtt_publish(broker->mqtt, message, NULL, NULL) == ERR_OK;
}

static void tell_head(struct desk_broker *broker)
{
	struct ledger_head head = ledger_head(broker->desk->ledger);
	char hash[DIGEST_HEX_OCTETS], at[UTC_TEXT_OCTETS];
	char *json;

	if (head.sequence == broker->told_sequence)
		return;
	json = talloc_asprintf(
		broker, "{\"sequence\":%" PRIu64 ",\"hash\":\"%s\",\"at\":\"%s\",\"realm\":\"%s\"}",
		head.sequence, digest_hex(hash, head.hash.octets, DIGEST_OCTETS),
		utc_format(at, desk_now(), UTC_CHINA_OFFSET_MINUTES), desk_realm(broker->desk));
	if (publish(broker, &(struct mqtt_message){ HEAD_TOPIC, slice_of(json), true }))
		broker->told_sequence = head.sequence;
	talloc_free(json);
}

/* All but the time: what makes a status another one. */
static char *status_of(const struct desk *desk, void *ctx)
{
	struct links_summary links = links_summary(desk);
	bool is_writable = ledger_is_writable(desk->ledger);

	return talloc_asprintf(ctx,
			       "{\"status\":\"%s\",\"realm\":\"%s\",\"ledger_writable\":%s,"
			       "\"links\":%zu,\"links_open\":%zu,\"nodes\":%zu,\"nodes_up\":%zu,"
			       "\"open_notices\":%zu",
			       is_writable && !desk->is_stopping ? "ok" : "failing",
			       desk_realm(desk), is_writable ? "true" : "false", links.links,
			       links.open, links.nodes, links.up, desk_cases_count(desk->cases));
}

static void tell_status(struct desk_broker *broker)
{
	char *status = status_of(broker->desk, broker), *json;
	bool is_old = clock_took_ms(broker->told_at) >= DESK_BROKER_STATUS_S * 1000L;
	char at[UTC_TEXT_OCTETS];

	if (broker->told_status && strcmp(status, broker->told_status) == 0 && !is_old) {
		talloc_free(status);
		return;
	}
	json = talloc_asprintf(status, "%s,\"at\":\"%s\"}", status,
			       utc_format(at, desk_now(), UTC_CHINA_OFFSET_MINUTES));
	if (!publish(broker, &(struct mqtt_message){ STATUS_TOPIC, slice_of(json), true })) {
		talloc_free(status);
		return;
	}
	talloc_free(broker->told_status);
	broker->told_status = status;
	broker->told_at = clock_monotonic();
}

static void on_tick(void *data)
{
	struct desk_broker *broker = data;

	osmo_timer_schedule(&broker->tick, DESK_BROKER_TICK_S, 0);
	if (!mqtt_state(broker->mqtt).is_up)
		return;
	tell_status(broker);
	tell_head(broker);
}

/* A broker that comes back may have lost what it was told, and others' sight of us. */
static void on_up(void *data)
{
	struct desk_broker *broker = data;

	broker->told_sequence = 0;
	TALLOC_FREE(broker->told_status);
	osmo_timer_schedule(&broker->tick, 0, 0);
}

/* ---- alerts in -------------------------------------------------------------------------- */

static bool publish_answer(void *data, const char *topic, struct slice payload)
{
	return publish(data, &(struct mqtt_message){ topic, payload, false });
}

static void open_alerts(struct desk_broker *broker, const struct intake_desk *faces)
{
	const struct intake_mqtt_config config = {
		.broker = &broker->desk->config->broker.broker,
		.data = broker,
		.publish = publish_answer,
	};
	struct fault why;

	if (!broker->desk->config->broker.alerts_in ||
	    intake_mqtt_open(&broker->in, broker, &config, faces, &why) == ERR_OK)
		return;
	broker->in = NULL;
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_INTAKE,
						 .stop = "mqtt",
						 .outcome = "failed",
						 .why = why.text });
}

/* ---- its life --------------------------------------------------------------------------- */

struct desk_broker *broker_open(struct desk *desk, const struct intake_desk *faces)
{
	const struct mqtt_broker *where = &desk->config->broker.broker;
	struct desk_broker *broker;
	struct mqtt_config config = { .broker = where, .suffix = "desk", .up = on_up };
	struct fault why;

	if (!where->address)
		return NULL;
	broker = talloc_zero(desk, struct desk_broker);
	broker->desk = desk;
	config.data = broker;
	broker->down = talloc_asprintf(broker, "{\"status\":\"down\",\"realm\":\"%s\"}",
				       desk_realm(desk));
	config.will = (struct mqtt_message){ STATUS_TOPIC, slice_of(broker->down), true };
	if (mqtt_open(&broker->mqtt, broker, &config, &why) != ERR_OK) {
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NET,
							 .stop = "broker",
							 .outcome = "failed",
							 .why = why.text });
		talloc_free(broker);
		return NULL;
	}
	osmo_timer_setup(&broker->tick, on_tick, broker);
	osmo_timer_schedule(&broker->tick, DESK_BROKER_TICK_S, 0);
	open_alerts(broker, faces);
	return broker;
}

void broker_quiesce(struct desk *desk)
{
	if (desk->broker && desk->broker->in)
		intake_mqtt_quiesce(desk->broker->in);
}

void broker_close(struct desk *desk)
{
	struct desk_broker *broker = desk->broker;

	if (!broker)
		return;
	osmo_timer_del(&broker->tick);
	intake_mqtt_close(broker->in);
	/* An orderly leave takes the will away with it: we say ourselves that we are down. */
	publish(broker, &(struct mqtt_message){ STATUS_TOPIC, slice_of(broker->down), true });
	mqtt_close(broker->mqtt);
	TALLOC_FREE(desk->broker);
}

/* ---- shown ------------------------------------------------------------------------------ */

struct broker_figures broker_figures(const struct desk *desk)
{
	struct broker_figures figures = { .is_up = false };
	struct mqtt_state state;

	if (!desk->broker)
		return figures;
	state = mqtt_state(desk->broker->mqtt);
	figures.is_up = state.is_up;
	figures.connections = state.connections;
	figures.published = state.published;
	if (desk->broker->in)
		figures.in = intake_mqtt_figures(desk->broker->in);
	return figures;
}

void broker_json(struct text *out, const struct desk *desk)
{
	const struct mqtt_broker *where = &desk->config->broker.broker;
	struct broker_figures figures = broker_figures(desk);
	struct mqtt_state state;
	char since[UTC_TEXT_OCTETS];

	if (!desk->broker)
		return;
	state = mqtt_state(desk->broker->mqtt);
	text_puts(out, ",\"broker\":{\"address\":");
	text_put_json(out, slice_of(where->address));
	text_printf(out, ",\"port\":%u,\"up\":%s", where->port, state.is_up ? "true" : "false");
	if (utc_is_set(state.since))
		text_printf(out, ",\"since\":\"%s\"",
			    utc_format(since, state.since, UTC_CHINA_OFFSET_MINUTES));
	if (!state.is_up) {
		text_puts(out, ",\"reason\":");
		text_put_json(out, slice_of(state.reason));
	}
	text_printf(out,
		    ",\"alerts_in\":%s,\"alerts_up\":%s,\"documents\":%" PRIu64
		    ",\"answers\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"again\":%" PRIu64 "}",
		    desk->broker->in ? "true" : "false", figures.in.is_up ? "true" : "false",
		    figures.in.documents, figures.in.answers, figures.in.refused, figures.in.again);
}
