/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Alerts by MQTT: from a message to the desk, and from its answer to a message. */
#include <osmocom/core/linuxlist.h>
#include <talloc.h>

#include "intake/call.h"
#include "net/clock.h"
#include "net/log.h"
#include "net/mqtt.h"
#include "wire/cap.h"
#include "wire/problem_json.h"
#include "wire/text.h"

enum {
	DOCUMENT_MAX = 1 << 20,
	RATE_PER_SECOND = 50,
	BURST_SECONDS = 20, /* what waited at the broker comes all at once */
};

struct intake_mqtt {
	struct intake_mqtt_config config;
	struct intake_desk desk;
	struct mqtt *mqtt;
	struct rate documents, cancels, refusals;
	struct llist_head pending;
	struct intake_mqtt_figures figures;
};

/* A message whose document is with the desk; hangs on its call. */
struct pending {
	struct llist_head entry;
	struct intake_mqtt *in; /* NULL: closed meanwhile */
	uint64_t ticket;
	char *agency;
	struct slice octets;
};

/* ---- the answer ------------------------------------------------------------------------- */

/* (sender, identifier, sent) as the document has them; nothing where it cannot be read. */
static void put_key(struct text *out, struct slice octets)
{
	struct cap_reading_limits limits = cap_default_limits();
	struct findings findings;
	struct alert alert;
	char sent[UTC_TEXT_OCTETS];
	xmlDoc *doc;

	limits.now = clock_now();
	findings_init(&findings, out->ctx);
	if (cap_read(out->ctx, octets, &limits, &(struct cap_result){ &alert, &findings, &doc },
		     NULL) != ERR_OK)
		return;
	xmlFreeDoc(doc);
	text_puts(out, "\"alert\":{\"sender\":");
	text_put_json(out, alert.sender);
	text_puts(out, ",\"identifier\":");
	text_put_json(out, alert.identifier);
	text_printf(out, ",\"sent\":\"%s\"},",
		    utc_format(sent, alert.sent, alert.sent_offset_minutes));
}

static void put_document(struct text *out, struct slice octets)
{
	struct digest digest = digest_of_text(octets);
	char hex[DIGEST_HEX_OCTETS];

	put_key(out, octets);
	text_printf(out, "\"document_sha256\":\"%s\",",
		    digest_hex(hex, digest.octets, DIGEST_OCTETS));
}

/* Which document it answers is left out where that is nobody's, or too large, to be read at all. */
static bool publish_answer(struct intake_mqtt *in, const char *agency, struct slice octets,
			   const struct call_answer *answer)
{
	void *scratch = talloc_new(in);
	struct text out;
	bool is_out;

	text_init(&out, scratch);
	text_puts(&out, "{");
	if (octets.at)
		put_document(&out, octets);
	text_printf(&out, "\"status\":%u,\"body\":", answer->status);
	text_put(&out, answer->text.at, answer->text.size);
	text_puts(&out, "}");
	is_out = in->config.publish(in->config.data,
				    talloc_asprintf(scratch, INTAKE_MQTT_ANSWERS "%s", agency),
				    text_slice(&out));
	in->figures.answers += is_out;
	talloc_free(scratch);
	return is_out;
}

/*
 * 503: nothing was recorded. Unacknowledged, the message is the broker's to bring again, as often
 * as it takes; so is one whose answer could not leave, and it then finds its notice.
 */
static void answer_message(struct intake_call *call, const struct call_answer *answer)
{
	struct pending *pending = call->way;
	struct intake_mqtt *in = pending->in;

	if (!in)
		return;
	llist_del(&pending->entry);
	if (publish_answer(in, pending->agency, pending->octets, answer) && answer->status != 503) {
		mqtt_release(in->mqtt, pending->ticket);
		return;
	}
	in->figures.again++;
	mqtt_give_up(in->mqtt, pending->ticket,
		     answer->status == 503 ? "a document could not be recorded: bring it again"
					   : "an answer could not leave: bring its alert again");
}

/* ---- the message ------------------------------------------------------------------------ */

static void log_refusal(const char *agency, const struct fault *why)
{
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_INTAKE,
						  .stop = "mqtt",
						  .peer = agency,
						  .outcome = "refused",
						  .why = why->text });
}

/* Without a record: nobody we know sent it, or it was too much. False: the answer cannot leave. */
static bool answer_refusal(struct intake_mqtt *in, const char *agency, struct slice octets,
			   const struct problem *problem)
{
	void *scratch = talloc_new(in);
	struct text text;
	bool is_out;

	text_init(&text, scratch);
	problem_json_write(&text, problem);
	is_out = publish_answer(in, agency, octets,
				&(struct call_answer){ problem->status, PROBLEM_MEDIA_TYPE,
						       text_slice(&text), NULL });
	talloc_free(scratch);
	return is_out;
}

/* Reading a document for its answer is work: past the rate even that is not done any more. */
static void refuse(struct intake_mqtt *in, const char *agency, struct slice payload,
		   const struct fault *why, unsigned int status)
{
	struct slice octets = status == 429 ? payload : (struct slice){ NULL, 0 };

	in->figures.refused++;
	if (!rate_take(&in->refusals, rate_key(slice_of(agency)), clock_monotonic()))
		return;
	log_refusal(agency, why);
	if (!answer_refusal(in, agency, octets,
			    &(struct problem){ .status = status,
					       .detail = slice_of(why->text),
					       .clause = slice_of(why->clause) }) &&
	    status == 429)
		mqtt_give_up(in->mqtt, mqtt_hold(in->mqtt),
			     "an answer could not leave: bring its alert again");
}

static void hand_over(struct intake_mqtt *in, const char *agency, struct slice payload)
{
	struct intake_call *call = talloc_zero(in->desk.data, struct intake_call);
	struct pending *pending = talloc_zero(call, struct pending);

	if (!call || !pending) {
		talloc_free(call);
		mqtt_give_up(in->mqtt, mqtt_hold(in->mqtt), "no memory for a document");
		return;
	}
	pending->in = in;
	pending->ticket = mqtt_hold(in->mqtt);
	pending->agency = talloc_strdup(pending, agency);
	pending->octets = (struct slice){ talloc_memdup(pending, payload.at, payload.size),
					  payload.size };
	llist_add_tail(&pending->entry, &in->pending);
	call->answer = answer_message;
	call->way = pending;
	call->body = pending->octets;
	call->principal = (struct intake_principal){ .person = "",
						     .body = pending->agency,
						     .roles = PERSON_ROLE_AGENCY };
	in->figures.documents++;
	in->desk.submit(in->desk.data, call,
			&(struct intake_document){ .format = INTAKE_FORMAT_CAP,
						   .octets = pending->octets,
						   .source = "mqtt",
						   .received = clock_now() });
}

/* Cancels have a bucket of their own, as by HTTP. */
static bool is_within_rate(struct intake_mqtt *in, const char *agency, struct slice payload)
{
	uint64_t key = rate_key(slice_of(agency));

	return rate_take(&in->documents, key, clock_monotonic()) ||
	       (call_may_be_cancel(payload) && rate_take(&in->cancels, key, clock_monotonic()));
}

/* 0, or the status it is refused with. */
static unsigned int admit(struct intake_mqtt *in, const char *agency, struct slice payload,
			  struct fault *why)
{
	if (payload.size > in->config.document_max) {
		err_set(why, ERR_LIMIT, NULL, "%zu octets, %zu are the limit", payload.size,
			in->config.document_max);
		return 413;
	}
	if (!in->desk.knows_agency(in->desk.data, slice_of(agency))) {
		err_set(why, ERR_DENIED, "art. 12", "no agency is registered as %s", agency);
		return 403;
	}
	if (is_within_rate(in, agency, payload))
		return 0;
	err_set(why, ERR_FULL, NULL,
		"more than %u documents a second: publish it again, more slowly",
		in->documents.per_second);
	return 429;
}

static void on_message(void *data, const char *topic, struct slice payload)
{
	struct intake_mqtt *in = data;
	const char *agency = topic + sizeof(INTAKE_MQTT_ALERTS) - 1;
	struct fault why;
	unsigned int status = admit(in, agency, payload, &why);

	if (status == 0)
		hand_over(in, agency, payload);
	else
		refuse(in, agency, payload, &why, status);
}

/* ---- its life --------------------------------------------------------------------------- */

enum err intake_mqtt_open(struct intake_mqtt **out, void *ctx,
			  const struct intake_mqtt_config *config, const struct intake_desk *desk,
			  struct fault *why)
{
	struct intake_mqtt *in = talloc_zero(ctx, struct intake_mqtt);
	struct mqtt_config mqtt = { .broker = config->broker,
				    .suffix = "alerts",
				    .keeps_session = true,
				    .topics = { INTAKE_MQTT_ALERTS "+" },
				    .data = in,
				    .message = on_message };
	enum err err;

	if (!in)
		return err_set(why, ERR_MEMORY, NULL, "no memory for alerts by MQTT");
	in->config = *config;
	in->desk = *desk;
	if (in->config.document_max == 0)
		in->config.document_max = DOCUMENT_MAX;
	in->documents.per_second = config->rate_per_second ? config->rate_per_second
							   : RATE_PER_SECOND;
	in->documents.burst = in->documents.per_second * BURST_SECONDS;
	in->cancels = in->documents;
	in->refusals.per_second = in->refusals.burst = in->documents.per_second;
	INIT_LLIST_HEAD(&in->pending);
	err = mqtt_open(&in->mqtt, in, &mqtt, why);
	if (err != ERR_OK) {
		talloc_free(in);
		return err;
	}
	*out = in;
	return ERR_OK;
}

struct intake_mqtt_figures intake_mqtt_figures(const struct intake_mqtt *in)
{
	struct intake_mqtt_figures figures = in->figures;

	figures.is_up = mqtt_state(in->mqtt).is_up;
	return figures;
}

void intake_mqtt_quiesce(struct intake_mqtt *in)
{
	mqtt_quiesce(in->mqtt);
}

void intake_mqtt_close(struct intake_mqtt *in)
{
	struct pending *pending;

	if (!in)
		return;
	llist_for_each_entry (pending, &in->pending, entry)
		pending->in = NULL;
	mqtt_close(in->mqtt);
	talloc_free(in);
}
