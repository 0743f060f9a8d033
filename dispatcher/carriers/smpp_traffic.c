/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_traffic.h"

#include "net/clock.h"
#include "net/log.h"

enum {
	REQUEST_MS = 30000,
	/* Above it no request is begun: one of any size then leaves the reserve to answers. */
	TRANSMIT_FULL = SMPP_SESSION_TRANSMIT_MAX - SMPP_SESSION_TRANSMIT_RESERVED -
			SMPP_OCTETS_MAX,
};

_Static_assert(TRANSMIT_FULL > 0, "a request of any size fits");

static void tell(struct smpp_traffic *traffic, const struct smpp_slot *slot, enum smpp_answer how,
		 const struct smpp_pdu *pdu)
{
	const struct smpp_session_events *events = traffic->config->events;

	events->answer(events->data, slot, how, pdu);
}

static void plan_due(struct smpp_traffic *traffic)
{
	struct span deadline;

	/* All wait equally long: whoever was asked later is not due before. */
	if (!osmo_timer_pending(&traffic->due) &&
	    smpp_window_next_deadline(&traffic->window, &deadline))
		clock_set_timer_at(&traffic->due, deadline);
}

static void on_due(void *data)
{
	struct smpp_traffic *traffic = data;
	struct smpp_slot slot;
	bool is_silent = false;

	while (smpp_window_due(&slot, &traffic->window, clock_monotonic())) {
		is_silent = true;
		traffic->counts.silent++;
		tell(traffic, &slot, SMPP_ANSWER_SILENT, NULL);
	}
	plan_due(traffic);
	if (is_silent)
		traffic->silent(traffic->owner);
}

enum err smpp_traffic_init(struct smpp_traffic *traffic, void *ctx, struct fault *why)
{
	osmo_timer_setup(&traffic->due, on_due, traffic);
	return smpp_window_init(&traffic->window, ctx, traffic->config->window,
				traffic->config->reserved, why);
}

void smpp_traffic_up(struct smpp_traffic *traffic, struct stream *stream)
{
	traffic->stream = stream;
}

void smpp_traffic_down(struct smpp_traffic *traffic)
{
	uint64_t handed_over = stream_handed_over(traffic->stream);
	struct smpp_slot slot;

	traffic->stream = NULL;
	osmo_timer_del(&traffic->due);
	while (smpp_window_drain(&slot, &traffic->window))
		tell(traffic, &slot, slot.end > handed_over ? SMPP_ANSWER_UNSENT : SMPP_ANSWER_LOST,
		     NULL);
	smpp_window_reset(&traffic->window);
}

void smpp_traffic_close(struct smpp_traffic *traffic)
{
	osmo_timer_del(&traffic->due);
}

size_t smpp_traffic_room(const struct smpp_traffic *traffic, bool is_urgent)
{
	uint64_t waiting = stream_accepted(traffic->stream) - stream_handed_over(traffic->stream);

	return waiting > TRANSMIT_FULL ? 0 : smpp_window_room(&traffic->window, is_urgent);
}

static enum err write_request(struct smpp_traffic *traffic, const struct smpp_slot *slot,
			      struct smpp_pdu *pdu, struct fault *why)
{
	uint8_t octets[SMPP_OCTETS_MAX];
	size_t size;
	enum err err;

	pdu->sequence_number = slot->sequence_number;
	err = smpp_pack(octets, sizeof(octets), &size, pdu, why);
	if (err == ERR_OK)
		err = stream_write(traffic->stream, octets, size, why);
	if (err == ERR_OK)
		smpp_window_note_end(&traffic->window, slot->sequence_number,
				     stream_accepted(traffic->stream));
	return err;
}

enum err smpp_traffic_send(struct smpp_traffic *traffic, struct smpp_slot *slot,
			   struct smpp_pdu *pdu, struct fault *why)
{
	unsigned long patience = osmo_tdef_get(traffic->config->timers, SMPP_SESSION_T_REQUEST,
					       OSMO_TDEF_MS, REQUEST_MS);
	enum err err;

	slot->command_id = pdu->command_id;
	slot->sent = clock_monotonic();
	slot->deadline.us = slot->sent.us + SPAN_MS(patience).us;
	err = smpp_window_take(&traffic->window, slot, why);
	if (err != ERR_OK)
		return err;
	err = write_request(traffic, slot, pdu, why);
	if (err != ERR_OK) {
		smpp_window_give_back(&traffic->window, slot->sequence_number);
		return err;
	}
	traffic->counts.sent++;
	plan_due(traffic);
	return ERR_OK;
}

void smpp_traffic_answer(struct smpp_traffic *traffic, const struct smpp_header *header,
			 const struct smpp_pdu *pdu)
{
	struct smpp_slot slot;
	enum smpp_match match = smpp_window_answer(&slot, &traffic->window, header->command_id,
						   header->sequence_number);

	traffic->counts.strange += match == SMPP_MATCH_NONE;
	traffic->counts.answered += match == SMPP_MATCH_OPEN;
	traffic->counts.late += match == SMPP_MATCH_LATE;
	if (match != SMPP_MATCH_NONE)
		tell(traffic, &slot, match == SMPP_MATCH_OPEN ? SMPP_ANSWERED : SMPP_ANSWER_LATE,
		     pdu);
}

/* A peer that lets answers pile up is of no use. */
void smpp_traffic_say(struct smpp_traffic *traffic, const struct smpp_pdu *pdu)
{
	uint8_t octets[SMPP_TRAFFIC_SAY_OCTETS];
	size_t size;
	struct fault why;

	if (!traffic->stream)
		return;
	if (smpp_pack(octets, sizeof(octets), &size, pdu, &why) != ERR_OK)
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_LINK,
							 .stop = "say",
							 .link = traffic->config->link,
							 .node = traffic->config->session,
							 .why = why.text });
	else if (stream_write(traffic->stream, octets, size, &why) == ERR_FULL)
		stream_cut(traffic->stream, "the peer takes no answers");
}
