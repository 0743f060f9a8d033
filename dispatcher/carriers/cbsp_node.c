/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_node.h"

#include <osmocom/core/fsm.h>
#include <stdio.h>
#include <talloc.h>
#include <unistd.h>

#include "carriers/cbsp_babble.h"
#include "carriers/cbsp_order.h"
#include "carriers/cbsp_queue.h"
#include "carriers/cbsp_restart.h"
#include "net/clock.h"
#include "net/log.h"
#include "net/stream_client.h"

enum node_state {
	NODE_DOWN = 0,
	NODE_UP,
	NODE_PROBING,	 /* a KEEP ALIVE waits for its answer */
	NODE_CHALLENGED, /* likewise, and a second connection waits */
};

enum node_event {
	NODE_CONNECTED,
	NODE_ALIVE,
	NODE_RIVAL, /* somebody else connected from the node's address */
	NODE_LOST,
};

struct cbsp_node {
	struct cbsp_node_config config;
	struct osmo_fsm_inst *life;
	struct stream_client *client; /* client role */
	struct stream *stream;
	struct cbsp_queue queue;
	int rival_fd; /* the second connection, unread; -1 if none */
	bool is_proven;
	struct backoff backoff;	  /* server role: for peers that do not prove themselves */
	struct span barred_until; /* clock_monotonic() */
	struct utc since;
	uint64_t malformed;
	struct cbsp_restart restart;
	struct cbsp_babble babble;
};

static const struct osmo_tdef_state_timeout state_timeouts[32] = {
	[NODE_UP] = { .T = CBSP_NODE_T_KEEP_ALIVE },
	[NODE_PROBING] = { .T = CBSP_NODE_T_ANSWER },
	[NODE_CHALLENGED] = { .T = CBSP_NODE_T_CHALLENGE },
};

static void node_tell(struct cbsp_node *node, enum node_event event)
{
	osmo_fsm_inst_dispatch(node->life, event, NULL);
}

static void enter(struct cbsp_node *node, enum node_state state)
{
	osmo_tdef_fsm_inst_state_chg(node->life, state, state_timeouts, node->config.timers, -1);
}

static struct log_stop stop_of(const struct cbsp_node *node, const char *stop, const char *why)
{
	return (struct log_stop){ .area = LOG_AREA_LINK,
				  .stop = stop,
				  .link = node->config.link,
				  .node = node->config.node,
				  .peer = node->stream ? stream_peer(node->stream) : NULL,
				  .why = why };
}

static void log_node(const struct cbsp_node *node, int level, const char *stop, const char *why)
{
	struct log_stop line = stop_of(node, stop, why);

	log_stop(level, &line);
}

static void report(struct cbsp_node *node, struct carrier_report *report)
{
	report->link = node->config.link;
	report->node = node->config.node;
	report->at = clock_now();
	node->config.events->report(node->config.events->data, report);
}

/* ---- what a peer says ---------------------------------------------------------------- */

static unsigned int seconds_of(const struct cbsp_node *node, int timer)
{
	return (unsigned int)osmo_tdef_get(node->config.timers, timer, OSMO_TDEF_S, 1);
}

static void tell_failed_reset(const struct cbsp_node *node)
{
	if (cbsp_restart_reset_failed(&node->restart))
		log_node(node, LOGL_ERROR, "reset", cbsp_restart_reason(&node->restart));
}

static void on_restart_settled(void *data)
{
	struct cbsp_node *node = data;
	struct carrier_report restarted = { .event = CARRIER_NODE_RESTARTED,
					    .reason = cbsp_restart_reason(&node->restart) };

	tell_failed_reset(node);
	report(node, &restarted);
}

/* What it says by itself, as often as it likes. */
static void log_said(struct cbsp_node *node, int level, const char *stop, const char *why)
{
	if (cbsp_babble_may_say(&node->babble))
		log_node(node, level, stop, why);
}

static void end_babble(struct cbsp_node *node)
{
	struct log_stop line = stop_of(node, "receive", NULL);

	cbsp_babble_end(&node->babble, &line);
}

/* RESTART and FAILURE: what it says of its cells by itself. */
static void on_news(struct cbsp_node *node, const struct cbsp_message *message)
{
	bool is_up = message->type == CBSP_RESTART;
	struct cell_name *names = NULL;
	size_t count = cbsp_answer_names(&names, node, message);
	struct carrier_report news = {
		.event = is_up ? CARRIER_NODE_CELLS_UP : CARRIER_NODE_CELLS_DOWN,
		.names = names,
		.name_count = count,
	};

	log_said(node, LOGL_NOTICE, is_up ? "restart" : "failure", NULL);
	if (count > 0)
		report(node, &news);
	if (is_up)
		cbsp_restart_add(&node->restart, seconds_of(node, CBSP_NODE_T_RESTART));
	talloc_free(names);
}

static void take(struct cbsp_node *node, const struct cbsp_message *message)
{
	char text[CBSP_TEXT_OCTETS];

	switch (message->type) {
	case CBSP_KEEP_ALIVE_COMPLETE:
		return;
	case CBSP_RESTART:
	case CBSP_FAILURE:
		on_news(node, message);
		return;
	default:
		if (!cbsp_restart_answers_reset(&node->restart, message) &&
		    !cbsp_queue_answer(&node->queue, message))
			log_said(node, LOGL_INFO, "stray", cbsp_format(text, message));
	}
}

static void prove(struct cbsp_node *node)
{
	node->is_proven = true;
	backoff_reset(&node->backoff);
	if (node->client)
		stream_client_proven(node->client);
	node_tell(node, NODE_ALIVE);
}

/* What cannot be read is counted and shown; only lost framing costs the connection. */
static void on_message(void *data, const uint8_t *octets, size_t size)
{
	struct cbsp_node *node = data;
	struct cbsp_message *message;
	struct log_stop line = stop_of(node, "receive", NULL);
	void *scratch = talloc_new(NULL);
	struct fault why;

	log_octets(&line, octets, size);
	if (cbsp_unpack(&message, scratch, octets, size, &why) != ERR_OK) {
		err_prefix(&why, why.err, "malformed (%llu so far)",
			   (unsigned long long)++node->malformed);
		log_said(node, LOGL_NOTICE, "receive", why.text);
	} else {
		prove(node);
		take(node, message);
	}
	talloc_free(scratch);
}

/* ---- its connection ------------------------------------------------------------------ */

static void close_rival(struct cbsp_node *node)
{
	if (node->rival_fd >= 0)
		close(node->rival_fd);
	node->rival_fd = -1;
}

static void on_down(void *data, const char *reason)
{
	struct cbsp_node *node = data;
	struct carrier_report down = { .event = CARRIER_NODE_DOWN, .reason = reason };
	struct stream *stream = node->stream;

	log_node(node, LOGL_NOTICE, "down", reason);
	tell_failed_reset(node);
	end_babble(node);
	node->stream = NULL;
	node->since = clock_now();
	cbsp_restart_forget(&node->restart);
	cbsp_queue_down(&node->queue, reason);
	report(node, &down);
	stream_free(stream);
	if (!node->is_proven)
		node->barred_until.us = clock_monotonic().us + backoff_next(&node->backoff).us;
	node_tell(node, NODE_LOST);
}

static void on_progress(void *data)
{
	struct cbsp_node *node = data;

	cbsp_queue_progress(&node->queue);
}

static void send_keep_alive(struct cbsp_node *node)
{
	uint8_t octets[CBSP_ORDER_KEEP_ALIVE_OCTETS];
	size_t size;
	struct fault why;

	if (cbsp_order_keep_alive(octets, &size, seconds_of(node, CBSP_NODE_T_KEEP_ALIVE), &why) !=
		    ERR_OK ||
	    stream_write(node->stream, octets, size, &why) != ERR_OK)
		log_node(node, LOGL_NOTICE, "keep-alive", why.text);
}

static void take_connection(void *data, int fd)
{
	struct cbsp_node *node = data;
	const struct stream_config config = {
		.transmit_max = CBSP_NODE_TRANSMIT_MAX,
		.receive_max = CBSP_NODE_RECEIVE_MAX,
		.data = node,
		.need = cbsp_need,
		.message = on_message,
		.down = on_down,
		.progress = on_progress,
	};
	struct fault why;

	if (stream_open(&node->stream, node, fd, &config, &why) != ERR_OK) {
		log_node(node, LOGL_ERROR, "up", why.text);
		return;
	}
	node_tell(node, NODE_CONNECTED);
}

static void on_connect_failed(void *data, const char *reason)
{
	log_node(data, LOGL_INFO, "connect", reason);
}

void cbsp_node_adopt(struct cbsp_node *node, int fd)
{
	if (node->stream) {
		close_rival(node);
		node->rival_fd = fd;
		node_tell(node, NODE_RIVAL);
		return;
	}
	if (clock_monotonic().us < node->barred_until.us) {
		close(fd);
		log_node(node, LOGL_INFO, "accept", "it did not prove itself lately: wait");
		return;
	}
	take_connection(node, fd);
}

/* ---- its life ------------------------------------------------------------------------ */

static void on_enter_down(struct osmo_fsm_inst *life, uint32_t previous)
{
	struct cbsp_node *node = life->priv;
	int fd = node->rival_fd;

	(void)previous;
	if (node->client)
		stream_client_retry(node->client);
	node->rival_fd = -1;
	if (fd >= 0)
		take_connection(node, fd);
}

static void when_down(struct osmo_fsm_inst *life, uint32_t event, void *data)
{
	struct cbsp_node *node = life->priv;
	struct carrier_report up = { .event = CARRIER_NODE_UP, .reason = "connected" };

	(void)event, (void)data;
	node->is_proven = false;
	node->since = clock_now();
	cbsp_queue_up(&node->queue, node->stream);
	send_keep_alive(node);
	enter(node, NODE_PROBING);
	log_node(node, LOGL_NOTICE, "up", NULL);
	report(node, &up);
}

static void when_up(struct osmo_fsm_inst *life, uint32_t event, void *data)
{
	struct cbsp_node *node = life->priv;

	(void)data;
	if (event == NODE_LOST)
		enter(node, NODE_DOWN);
	if (event != NODE_RIVAL)
		return;
	log_node(node, LOGL_NOTICE, "accept", "a second connection waits for a sign of life");
	send_keep_alive(node);
	enter(node, NODE_CHALLENGED);
}

static void when_probing(struct osmo_fsm_inst *life, uint32_t event, void *data)
{
	struct cbsp_node *node = life->priv;

	(void)data;
	if (event == NODE_LOST)
		enter(node, NODE_DOWN);
	if (event == NODE_RIVAL)
		enter(node, NODE_CHALLENGED);
	if (event == NODE_ALIVE)
		enter(node, NODE_UP);
}

static void when_challenged(struct osmo_fsm_inst *life, uint32_t event, void *data)
{
	struct cbsp_node *node = life->priv;

	(void)data;
	if (event == NODE_LOST)
		enter(node, NODE_DOWN);
	if (event != NODE_ALIVE)
		return;
	log_node(node, LOGL_NOTICE, "accept", "the first connection lives: the second is closed");
	close_rival(node);
	enter(node, NODE_UP);
}

static int on_timeout(struct osmo_fsm_inst *life)
{
	struct cbsp_node *node = life->priv;

	if (life->state == NODE_UP) {
		end_babble(node);
		send_keep_alive(node);
		enter(node, NODE_PROBING);
	} else if (node->stream) {
		stream_cut(node->stream, "KEEP ALIVE was not answered");
	}
	return 0;
}

#define S(x) (1u << (x))

static const struct osmo_fsm_state states[] = {
	[NODE_DOWN] = {
		.name = "DOWN",
		.in_event_mask = S(NODE_CONNECTED),
		.out_state_mask = S(NODE_PROBING),
		.action = when_down,
		.onenter = on_enter_down,
	},
	[NODE_UP] = {
		.name = "UP",
		.in_event_mask = S(NODE_ALIVE) | S(NODE_RIVAL) | S(NODE_LOST),
		.out_state_mask = S(NODE_DOWN) | S(NODE_PROBING) | S(NODE_CHALLENGED),
		.action = when_up,
	},
	[NODE_PROBING] = {
		.name = "PROBING",
		.in_event_mask = S(NODE_ALIVE) | S(NODE_RIVAL) | S(NODE_LOST),
		.out_state_mask = S(NODE_DOWN) | S(NODE_UP) | S(NODE_CHALLENGED),
		.action = when_probing,
	},
	[NODE_CHALLENGED] = {
		.name = "CHALLENGED",
		.in_event_mask = S(NODE_ALIVE) | S(NODE_RIVAL) | S(NODE_LOST),
		.out_state_mask = S(NODE_DOWN) | S(NODE_UP),
		.action = when_challenged,
	},
};

static const struct value_string event_names[] = {
	{ NODE_CONNECTED, "CONNECTED" },
	{ NODE_ALIVE, "ALIVE" },
	{ NODE_RIVAL, "RIVAL" },
	{ NODE_LOST, "LOST" },
	{ 0, NULL },
};

static struct osmo_fsm machine = {
	.name = "cbsp_node",
	.states = states,
	.num_states = ARRAY_SIZE(states),
	.event_names = event_names,
	.timer_cb = on_timeout,
	.log_subsys = LOG_AREA_LINK,
};

void cbsp_node_register(void)
{
	if (!osmo_fsm_find_by_name(machine.name))
		OSMO_ASSERT(osmo_fsm_register(&machine) == 0);
}

static enum err begin_connecting(struct cbsp_node *node, struct fault *why)
{
	const struct stream_client_config config = {
		.remote = node->config.peer,
		.local = node->config.local,
		.has_local = node->config.has_local,
		.data = node,
		.connected = take_connection,
		.failed = on_connect_failed,
	};

	return stream_client_open(&node->client, node, &config, why);
}

enum err cbsp_node_open(struct cbsp_node **out, void *ctx, const struct cbsp_node_config *config,
			struct fault *why)
{
	struct cbsp_node *node = talloc_zero(ctx, struct cbsp_node);
	enum err err = ERR_OK;

	if (!node)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a node");
	node->config = *config;
	node->rival_fd = -1;
	node->backoff = (struct backoff){ SPAN_SECONDS(1), SPAN_SECONDS(30), 0 };
	node->since = clock_now();
	cbsp_restart_init(&node->restart, node, on_restart_settled);
	cbsp_queue_init(&node->queue, &node->config);
	node->life = osmo_fsm_inst_alloc(&machine, node, node, LOGL_DEBUG, NULL);
	if (!node->life)
		err = err_set(why, ERR_MEMORY, NULL, "no memory for a node");
	else if (config->connects)
		err = begin_connecting(node, why);
	if (err != ERR_OK) {
		cbsp_node_close(node);
		return err;
	}
	*out = node;
	return ERR_OK;
}

enum err cbsp_node_order(struct cbsp_node *node, enum cbsp_job_kind kind,
			 const struct carrier_order *order, struct fault *why)
{
	return cbsp_queue_order(&node->queue, node, kind, order, why);
}

enum err cbsp_node_reset(struct cbsp_node *node, struct fault *why)
{
	if (!node->stream)
		return err_set(why, ERR_STATE, NULL, "node %s is down", node->config.node);
	return cbsp_restart_by_reset(&node->restart, node->stream,
				     seconds_of(node, CBSP_NODE_T_ANSWER), why);
}

const struct cbsp_node_config *cbsp_node_config(const struct cbsp_node *node)
{
	return &node->config;
}

void cbsp_node_state(const struct cbsp_node *node, struct carrier_node_state *row)
{
	*row = (struct carrier_node_state){ .node = node->config.node,
					    .is_up = node->stream != NULL,
					    .since = node->since };
	cbsp_queue_state(&node->queue, row);
	if (node->stream)
		snprintf(row->peer, sizeof(row->peer), "%s", stream_peer(node->stream));
}

void cbsp_node_close(struct cbsp_node *node)
{
	cbsp_restart_forget(&node->restart);
	cbsp_queue_close(&node->queue);
	close_rival(node);
	stream_free(node->stream);
	if (node->life)
		osmo_fsm_inst_term(node->life, OSMO_FSM_TERM_REQUEST, NULL);
	talloc_free(node);
}
