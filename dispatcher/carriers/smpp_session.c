/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_session.h"

#include <osmocom/core/fsm.h>
#include <talloc.h>
#include <unistd.h>

#include "carriers/smpp_peer.h"
#include "carriers/smpp_sign_in.h"
#include "net/clock.h"
#include "net/log.h"
#include "net/stream_client.h"

enum session_state {
	SESSION_DOWN = 0,
	SESSION_WAITING, /* for an outbind */
	SESSION_BINDING,
	SESSION_BOUND,
	SESSION_PROBING, /* an enquire_link waits for its answer */
	SESSION_UNBINDING,
};

enum session_event {
	SESSION_CONNECTED,
	SESSION_OUTBOUND, /* the centre asks us to sign in */
	SESSION_ACCEPTED,
	SESSION_ALIVE,
	SESSION_DOUBTED, /* a request was not answered */
	SESSION_LEFT,	 /* nothing is open, and it is told to leave */
	SESSION_LOST,
};

struct smpp_session {
	struct smpp_session_config config;
	struct osmo_fsm_inst *life;
	struct stream_client *client;
	struct stream *stream;
	struct smpp_traffic traffic;
	struct osmo_timer_list rest;
	struct smpp_sign_in sign_in;
	uint32_t bind_number; /* sequence_number of the bind that waits */
	bool is_leaving;
};

static const struct osmo_tdef_state_timeout state_timeouts[32] = {
	[SESSION_WAITING] = { .T = SMPP_SESSION_T_ANSWER },
	[SESSION_BINDING] = { .T = SMPP_SESSION_T_ANSWER },
	[SESSION_BOUND] = { .T = SMPP_SESSION_T_ENQUIRE },
	[SESSION_PROBING] = { .T = SMPP_SESSION_T_ANSWER },
	[SESSION_UNBINDING] = { .T = SMPP_SESSION_T_ANSWER },
};

static void session_tell(struct smpp_session *session, enum session_event event)
{
	osmo_fsm_inst_dispatch(session->life, event, NULL);
}

static void enter(struct smpp_session *session, enum session_state state)
{
	osmo_tdef_fsm_inst_state_chg(session->life, state, state_timeouts, session->config.timers,
				     -1);
}

static void log_session(const struct smpp_session *session, int level, const char *stop,
			const char *why)
{
	log_stop(level,
		 &(struct log_stop){ .area = LOG_AREA_LINK,
				     .stop = stop,
				     .link = session->config.link,
				     .node = session->config.session,
				     .peer = session->stream ? stream_peer(session->stream) : NULL,
				     .why = why });
}

bool smpp_session_is_bound(const struct smpp_session *session)
{
	return session->stream &&
	       (session->life->state == SESSION_BOUND || session->life->state == SESSION_PROBING);
}

bool smpp_session_speaks_5_0(const struct smpp_session *session)
{
	return smpp_session_is_bound(session) && session->sign_in.speaks_5_0;
}

const struct smpp_session_counts *smpp_session_counts(const struct smpp_session *session)
{
	return &session->traffic.counts;
}

size_t smpp_session_open_requests(const struct smpp_session *session, struct span *oldest)
{
	(void)smpp_window_oldest(&session->traffic.window, oldest);
	return session->traffic.window.used;
}

/* ---- saying -------------------------------------------------------------------------- */

static uint32_t say_request(struct smpp_session *session, struct smpp_pdu *pdu)
{
	pdu->sequence_number = smpp_window_number(&session->traffic.window);
	smpp_traffic_say(&session->traffic, pdu);
	return pdu->sequence_number;
}

static void enquire(struct smpp_session *session)
{
	say_request(session, &(struct smpp_pdu){ .command_id = SMPP_ENQUIRE_LINK });
	enter(session, SESSION_PROBING);
}

static void sign_in(struct smpp_session *session)
{
	struct smpp_pdu bind;

	smpp_sign_in_ask(&bind, &session->config);
	session->bind_number = say_request(session, &bind);
	enter(session, SESSION_BINDING);
}

size_t smpp_session_room(const struct smpp_session *session, bool is_urgent)
{
	if (!smpp_session_is_bound(session) || session->is_leaving ||
	    session->config.bind == SMPP_BIND_RECEIVER)
		return 0;
	return smpp_traffic_room(&session->traffic, is_urgent);
}

enum err smpp_session_send(struct smpp_session *session, struct smpp_slot *slot,
			   struct smpp_pdu *pdu, struct fault *why)
{
	if (!smpp_session_is_bound(session) || session->is_leaving)
		return err_set(why, ERR_STATE, NULL, "session %s is not bound",
			       session->config.session);
	return smpp_traffic_send(&session->traffic, slot, pdu, why);
}

/* ---- what was asked, and how it ended ------------------------------------------------ */

static void leave_if_done(struct smpp_session *session)
{
	if (session->is_leaving && smpp_session_is_bound(session) &&
	    session->traffic.window.used == 0)
		session_tell(session, SESSION_LEFT);
}

/* Is there anybody? */
static void on_silent(void *owner)
{
	struct smpp_session *session = owner;

	leave_if_done(session);
	session_tell(session, SESSION_DOUBTED);
}

static void on_bind_answer(struct smpp_session *session, const struct smpp_header *header,
			   const struct smpp_pdu *pdu)
{
	char text[FAULT_TEXT_OCTETS];
	struct smpp_pdu bare;
	int level;

	if (!pdu)
		pdu = smpp_sign_in_unreadable(&bare, header);
	if (smpp_sign_in_judge(&session->sign_in, &session->config, pdu, text, &level)) {
		session_tell(session, SESSION_ACCEPTED);
		return;
	}
	log_session(session, level, "bind", text);
	stream_cut(session->stream, text);
}

/* pdu NULL: it could not be read. */
static void on_answer(struct smpp_session *session, const struct smpp_header *header,
		      const struct smpp_pdu *pdu)
{
	if (session->life->state == SESSION_BINDING) {
		if (smpp_sign_in_is_answer(header, session->config.bind, session->bind_number))
			on_bind_answer(session, header, pdu);
		return;
	}
	if (header->command_id == (SMPP_ENQUIRE_LINK | SMPP_RESPONSE))
		return;
	if (header->command_id == (SMPP_UNBIND | SMPP_RESPONSE)) {
		stream_cut(session->stream, "unbound");
		return;
	}
	/* It thinks that we never signed in: only a new connection helps. */
	if (header->command_status == SMPP_PEER_NOT_BOUND)
		stream_cut(session->stream, "the centre says that we are not bound");
	smpp_traffic_answer(&session->traffic, header, pdu);
	leave_if_done(session);
}

/* ---- what a peer asks ---------------------------------------------------------------- */

static void on_request(struct smpp_session *session, const struct smpp_pdu *pdu)
{
	uint32_t state = session->life->state;

	smpp_peer_request(&session->traffic, pdu,
			  smpp_session_is_bound(session) || state == SESSION_UNBINDING);
	if (pdu->command_id == SMPP_UNBIND)
		stream_cut(session->stream, "the centre unbinds");
	if (pdu->command_id != SMPP_OUTBIND || state != SESSION_WAITING)
		return;
	if (smpp_sign_in_may_outbind(pdu, session->config.outbind_password))
		session_tell(session, SESSION_OUTBOUND);
	else
		stream_cut(session->stream, "its outbind has another password");
}

/* An answer that cannot be read answers all the same: nobody knows what. */
static void on_unreadable(struct smpp_session *session, const struct smpp_header *header,
			  struct fault *why)
{
	smpp_peer_unreadable(&session->traffic, header, why);
	if (header->command_id & SMPP_RESPONSE)
		on_answer(session, header, NULL);
}

static void on_message(void *data, const uint8_t *octets, size_t size)
{
	struct smpp_session *session = data;
	struct smpp_header header;
	struct smpp_pdu pdu;
	struct fault why;

	if (smpp_header_read(&header, octets, size, &why) != ERR_OK)
		return;
	if (session->life->state == SESSION_PROBING)
		session_tell(session, SESSION_ALIVE);
	if (smpp_unpack(&pdu, octets, size, &why) != ERR_OK)
		on_unreadable(session, &header, &why);
	else if (header.command_id & SMPP_RESPONSE)
		on_answer(session, &header, &pdu);
	else
		on_request(session, &pdu);
}

/* ---- its connection ------------------------------------------------------------------ */

static void on_down(void *data, const char *reason)
{
	struct smpp_session *session = data;
	struct stream *stream = session->stream;
	bool was_bound = smpp_session_is_bound(session) ||
			 session->life->state == SESSION_UNBINDING;

	log_session(session, LOGL_NOTICE, "down", reason);
	session->stream = NULL;
	smpp_traffic_down(&session->traffic);
	stream_free(stream);
	session_tell(session, SESSION_LOST);
	if (was_bound)
		session->config.events->down(session->config.events->data, session, reason);
}

static void on_progress(void *data)
{
	struct smpp_session *session = data;

	session->config.events->progress(session->config.events->data);
}

static void take_connection(void *data, int fd)
{
	struct smpp_session *session = data;
	const struct stream_config config = {
		.transmit_max = SMPP_SESSION_TRANSMIT_MAX,
		.receive_max = SMPP_OCTETS_MAX,
		.data = session,
		.need = smpp_need,
		.message = on_message,
		.down = on_down,
		.progress = on_progress,
	};
	struct fault why;

	if (stream_open(&session->stream, session, fd, &config, &why) != ERR_OK) {
		log_session(session, LOGL_ERROR, "up", why.text);
		return;
	}
	smpp_traffic_up(&session->traffic, session->stream);
	session_tell(session, SESSION_CONNECTED);
}

static void on_connect_failed(void *data, const char *reason)
{
	log_session(data, LOGL_INFO, "connect", reason);
}

bool smpp_session_adopt(struct smpp_session *session, int fd)
{
	if (session->config.connects || session->stream || session->is_leaving ||
	    osmo_timer_pending(&session->rest))
		return false;
	take_connection(session, fd);
	return true;
}

/* ---- its life ------------------------------------------------------------------------ */

static void on_rested(void *data)
{
	struct smpp_session *session = data;

	if (session->client)
		stream_client_retry(session->client);
}

static void on_enter_down(struct osmo_fsm_inst *life, uint32_t previous)
{
	struct smpp_session *session = life->priv;

	(void)previous;
	if (session->is_leaving)
		return;
	clock_set_timer(&session->rest, session->sign_in.pause);
	session->sign_in.pause = SPAN_MS(0);
}

static void when_down(struct osmo_fsm_inst *life, uint32_t event, void *data)
{
	struct smpp_session *session = life->priv;

	(void)event, (void)data;
	session->config.connects ? sign_in(session) : enter(session, SESSION_WAITING);
}

static void when_signing_in(struct osmo_fsm_inst *life, uint32_t event, void *data)
{
	struct smpp_session *session = life->priv;

	(void)data;
	if (event == SESSION_LOST)
		enter(session, SESSION_DOWN);
	if (event == SESSION_OUTBOUND)
		sign_in(session);
	if (event != SESSION_ACCEPTED)
		return;
	if (session->client)
		stream_client_proven(session->client);
	enter(session, SESSION_BOUND);
	log_session(session, LOGL_NOTICE, "up",
		    session->sign_in.speaks_5_0 ? "SMPP 5.0" : "SMPP 3.4");
	session->config.events->bound(session->config.events->data, session);
}

static void when_bound(struct osmo_fsm_inst *life, uint32_t event, void *data)
{
	struct smpp_session *session = life->priv;

	(void)data;
	if (event == SESSION_LOST)
		enter(session, SESSION_DOWN);
	if (event == SESSION_LEFT) {
		say_request(session, &(struct smpp_pdu){ .command_id = SMPP_UNBIND });
		enter(session, SESSION_UNBINDING);
	}
	if (event == SESSION_ALIVE && life->state == SESSION_PROBING)
		enter(session, SESSION_BOUND);
	if (event == SESSION_DOUBTED && life->state == SESSION_BOUND)
		enquire(session);
}

static int on_timeout(struct osmo_fsm_inst *life)
{
	static const char *const reasons[] = {
		[SESSION_WAITING] = "no outbind came",
		[SESSION_BINDING] = "the sign-in was not answered",
		[SESSION_PROBING] = "enquire_link was not answered",
		[SESSION_UNBINDING] = "unbind was not answered",
	};
	struct smpp_session *session = life->priv;

	if (life->state == SESSION_BOUND)
		enquire(session);
	else if (session->stream)
		stream_cut(session->stream, reasons[life->state]);
	return 0;
}

#define S(x) (1u << (x))

/* clang-format off */
static const struct osmo_fsm_state states[] = {
	[SESSION_DOWN] = { .name = "DOWN", .onenter = on_enter_down, .action = when_down,
		.in_event_mask = S(SESSION_CONNECTED),
		.out_state_mask = S(SESSION_WAITING) | S(SESSION_BINDING) },
	[SESSION_WAITING] = { .name = "WAITING", .action = when_signing_in,
		.in_event_mask = S(SESSION_OUTBOUND) | S(SESSION_LOST),
		.out_state_mask = S(SESSION_DOWN) | S(SESSION_BINDING) },
	[SESSION_BINDING] = { .name = "BINDING", .action = when_signing_in,
		.in_event_mask = S(SESSION_ACCEPTED) | S(SESSION_LOST),
		.out_state_mask = S(SESSION_DOWN) | S(SESSION_BOUND) },
	[SESSION_BOUND] = { .name = "BOUND", .action = when_bound,
		.in_event_mask = S(SESSION_DOUBTED) | S(SESSION_LEFT) | S(SESSION_LOST),
		.out_state_mask = S(SESSION_DOWN) | S(SESSION_PROBING) | S(SESSION_UNBINDING) },
	[SESSION_PROBING] = { .name = "PROBING", .action = when_bound,
		.in_event_mask = S(SESSION_ALIVE) | S(SESSION_DOUBTED) | S(SESSION_LEFT) |
				 S(SESSION_LOST),
		.out_state_mask = S(SESSION_DOWN) | S(SESSION_BOUND) | S(SESSION_UNBINDING) },
	[SESSION_UNBINDING] = { .name = "UNBINDING", .action = when_bound,
		.in_event_mask = S(SESSION_DOUBTED) | S(SESSION_LOST),
		.out_state_mask = S(SESSION_DOWN) },
};
/* clang-format on */

static const struct value_string event_names[] = {
	{ SESSION_CONNECTED, "CONNECTED" }, { SESSION_OUTBOUND, "OUTBOUND" },
	{ SESSION_ACCEPTED, "ACCEPTED" },   { SESSION_ALIVE, "ALIVE" },
	{ SESSION_DOUBTED, "DOUBTED" },	    { SESSION_LEFT, "LEFT" },
	{ SESSION_LOST, "LOST" },	    { 0, NULL },
};

static struct osmo_fsm machine = {
	.name = "smpp_session",
	.states = states,
	.num_states = ARRAY_SIZE(states),
	.event_names = event_names,
	.timer_cb = on_timeout,
	.log_subsys = LOG_AREA_LINK,
};

void smpp_session_register(void)
{
	if (!osmo_fsm_find_by_name(machine.name))
		OSMO_ASSERT(osmo_fsm_register(&machine) == 0);
}

static enum err begin(struct smpp_session *session, struct fault *why)
{
	const struct smpp_session_config *config = &session->config;
	const struct stream_client_config client = {
		.remote = config->peer,
		.local = config->local,
		.has_local = config->has_local,
		.data = session,
		.connected = take_connection,
		.failed = on_connect_failed,
	};
	enum err err = smpp_traffic_init(&session->traffic, session, why);

	if (err != ERR_OK)
		return err;
	session->life = osmo_fsm_inst_alloc(&machine, session, session, LOGL_DEBUG, NULL);
	if (!session->life)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a session");
	return config->connects ? stream_client_open(&session->client, session, &client, why)
				: ERR_OK;
}

enum err smpp_session_open(struct smpp_session **out, void *ctx,
			   const struct smpp_session_config *config, struct fault *why)
{
	struct smpp_session *session = talloc_zero(ctx, struct smpp_session);
	enum err err;

	if (!session)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a session");
	session->config = *config;
	smpp_sign_in_init(&session->sign_in);
	session->traffic.config = &session->config;
	session->traffic.owner = session;
	session->traffic.silent = on_silent;
	osmo_timer_setup(&session->rest, on_rested, session);
	err = begin(session, why);
	if (err != ERR_OK) {
		smpp_session_close(session);
		return err;
	}
	*out = session;
	return ERR_OK;
}

void smpp_session_unbind(struct smpp_session *session)
{
	session->is_leaving = true;
	osmo_timer_del(&session->rest);
	TALLOC_FREE(session->client);
	leave_if_done(session);
	if (session->stream && !smpp_session_is_bound(session) &&
	    session->life->state != SESSION_UNBINDING)
		stream_cut(session->stream, "told to leave");
}

void smpp_session_close(struct smpp_session *session)
{
	if (smpp_session_is_bound(session))
		say_request(session, &(struct smpp_pdu){ .command_id = SMPP_UNBIND });
	smpp_traffic_close(&session->traffic);
	osmo_timer_del(&session->rest);
	stream_free(session->stream);
	if (session->life)
		osmo_fsm_inst_term(session->life, OSMO_FSM_TERM_REQUEST, NULL);
	talloc_free(session);
}
