/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/mqtt.h"

#include <errno.h>
#include <mosquitto.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <stdio.h>
#include <sys/socket.h>
#include <talloc.h>

#include "net/address.h"
#include "net/backoff.h"
#include "net/clock.h"
#include "net/log.h"
#include "net/mqtt_credentials.h"
#include "net/mqtt_waiting.h"

enum {
	CLIENT_ID_OCTETS = 128,
	LAST_WRITES = 64, /* when it closes */
	TLS_PAUSE_US = 20000,
	SUBSCRIPTION_REFUSED = 0x80, /* MQTT 3.1.1, 3.9.3 */
};

enum state {
	STATE_DOWN = 0,
	STATE_CONNECTING, /* TCP, TLS, CONNECT, SUBSCRIBE */
	STATE_UP,
};

struct mqtt {
	struct mqtt_config config;
	struct mosquitto *library; /* one for each connection */
	struct osmo_fd fd;	   /* its socket; -1: none */
	struct osmo_timer_list tick, retry, tls_pause;
	struct backoff backoff;
	enum state state;
	uint64_t connection; /* number of this one: the ticket of what is held on it */
	size_t held;
	bool must_pause_writing, is_quiet, is_closing;
	char client_id[CLIENT_ID_OCTETS];
	char reason[FAULT_TEXT_OCTETS]; /* why it is down */
	char cut[FAULT_TEXT_OCTETS];	/* why it must be cut; empty: it need not */
	char complaint[128]; /* the library's newest; of TLS it tells the cause here only */
	struct span begun;
	struct utc since;
	struct mqtt_waiting waiting;
	uint64_t received, published;
};

static int on_ready(struct osmo_fd *fd, unsigned int what);

static void __attribute__((format(printf, 2, 3))) wants_cut(struct mqtt *mqtt, const char *fmt, ...)
{
	va_list args;

	if (mqtt->cut[0])
		return;
	va_start(args, fmt);
	vsnprintf(mqtt->cut, sizeof(mqtt->cut), fmt, args);
	va_end(args);
}

/* ---- going down ------------------------------------------------------------------------- */

static void say_down(struct mqtt *mqtt, const char *reason)
{
	/* Said once: a broker that stays away would fill the log. */
	if (strcmp(mqtt->reason, reason) == 0)
		return;
	snprintf(mqtt->reason, sizeof(mqtt->reason), "%s", reason);
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_NET,
						  .stop = "broker",
						  .link = mqtt->client_id,
						  .peer = mqtt->config.broker->address,
						  .outcome = "down",
						  .why = reason });
}

static void forget_connection(struct mqtt *mqtt)
{
	if (mqtt->fd.fd >= 0)
		osmo_fd_unregister(&mqtt->fd);
	mqtt->fd.fd = -1;
	osmo_timer_del(&mqtt->tick);
	osmo_timer_del(&mqtt->tls_pause);
	if (mqtt->library)
		mosquitto_destroy(mqtt->library);
	mqtt->library = NULL;
	mqtt_waiting_forget(&mqtt->waiting);
	mqtt->held = 0;
	mqtt->must_pause_writing = false;
}

static void go_down(struct mqtt *mqtt, const char *reason)
{
	struct span pause = backoff_next(&mqtt->backoff);
	bool was_up = mqtt->state == STATE_UP;

	mqtt->state = STATE_DOWN;
	mqtt->since = clock_now();
	say_down(mqtt, reason);
	forget_connection(mqtt);
	mqtt->cut[0] = mqtt->complaint[0] = '\0';
	clock_set_timer(&mqtt->retry, pause);
	if (was_up && mqtt->config.down)
		mqtt->config.down(mqtt->config.data, mqtt->reason);
}

/* ---- what the library is given ---------------------------------------------------------- */

static bool may_write(const struct mqtt *mqtt)
{
	return mqtt->held == 0 && !mqtt->must_pause_writing && mosquitto_want_write(mqtt->library);
}

static bool may_read(const struct mqtt *mqtt)
{
	return !mqtt->is_quiet && mqtt->held < MQTT_HELD_MAX;
}

static void plan_turn(struct mqtt *mqtt)
{
	int fd = mosquitto_socket(mqtt->library);

	if (mqtt->fd.fd != fd) {
		if (mqtt->fd.fd >= 0)
			osmo_fd_unregister(&mqtt->fd);
		osmo_fd_setup(&mqtt->fd, fd, 0, on_ready, mqtt, 0);
		osmo_fd_register(&mqtt->fd);
	}
	mqtt->fd.when = (may_read(mqtt) ? OSMO_FD_READ : 0) | (may_write(mqtt) ? OSMO_FD_WRITE : 0);
}

/* After every call of the library: it may have closed its socket, or one of us wants it to. */
static void settle(struct mqtt *mqtt, int result)
{
	if (result == MOSQ_ERR_TLS && mqtt->complaint[0])
		wants_cut(mqtt, "TLS: %s", mqtt->complaint);
	else if (result != MOSQ_ERR_SUCCESS)
		wants_cut(mqtt, "%s",
			  result == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(result));
	else if (mosquitto_socket(mqtt->library) < 0)
		wants_cut(mqtt, "the connection is gone");
	if (mqtt->cut[0]) {
		char reason[FAULT_TEXT_OCTETS];

		memcpy(reason, mqtt->cut, sizeof(reason));
		go_down(mqtt, reason);
		return;
	}
	plan_turn(mqtt);
}

static int connect_error(const struct mqtt *mqtt)
{
	int cause = 0;
	socklen_t size = sizeof(cause);

	if (mqtt->state == STATE_CONNECTING)
		getsockopt(mqtt->fd.fd, SOL_SOCKET, SO_ERROR, &cause, &size);
	return cause;
}

/*
 * In a TLS handshake the library has something to write and waits for something to read: a socket
 * that can always be written to would keep the loop busy with nothing.
 */
static void note_tls(struct mqtt *mqtt)
{
	if (!mqtt->config.broker->tls_ca || errno != EAGAIN)
		return;
	mqtt->must_pause_writing = true;
	osmo_timer_schedule(&mqtt->tls_pause, 0, TLS_PAUSE_US);
}

static void on_tls_pause(void *data)
{
	struct mqtt *mqtt = data;

	mqtt->must_pause_writing = false;
	plan_turn(mqtt);
}

static int on_ready(struct osmo_fd *fd, unsigned int what)
{
	struct mqtt *mqtt = fd->data;
	int cause = connect_error(mqtt), result = MOSQ_ERR_SUCCESS;

	if (cause) {
		wants_cut(mqtt, "%s", strerror(cause));
		settle(mqtt, MOSQ_ERR_SUCCESS);
		return 0;
	}
	errno = 0;
	if (what & OSMO_FD_READ) {
		mqtt->must_pause_writing = false;
		result = mosquitto_loop_read(mqtt->library, 1);
	}
	errno = 0;
	if (result == MOSQ_ERR_SUCCESS && !mqtt->cut[0] && may_write(mqtt)) {
		result = mosquitto_loop_write(mqtt->library, 1);
		note_tls(mqtt);
	}
	settle(mqtt, result);
	return 0;
}

static void on_tick(void *data)
{
	struct mqtt *mqtt = data;
	bool is_late = mqtt->state == STATE_CONNECTING &&
		       clock_took_ms(mqtt->begun) >= MQTT_CONNECT_S * 1000L;

	osmo_timer_schedule(&mqtt->tick, 1, 0);
	if (is_late)
		wants_cut(mqtt, "the broker did not answer within %d s", MQTT_CONNECT_S);
	settle(mqtt, is_late ? MOSQ_ERR_SUCCESS : mosquitto_loop_misc(mqtt->library));
}

/* ---- what the library tells ------------------------------------------------------------- */

static void is_up(struct mqtt *mqtt)
{
	mqtt->state = STATE_UP;
	mqtt->since = clock_now();
	mqtt->reason[0] = '\0';
	backoff_reset(&mqtt->backoff);
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_NET,
						  .stop = "broker",
						  .link = mqtt->client_id,
						  .peer = mqtt->config.broker->address,
						  .outcome = "up" });
	if (mqtt->config.up)
		mqtt->config.up(mqtt->config.data);
}

static void subscribe(struct mqtt *mqtt)
{
	char *topics[MQTT_TOPICS_MAX];
	int count = 0, result;

	while (count < MQTT_TOPICS_MAX && mqtt->config.topics[count]) {
		topics[count] = (char *)(uintptr_t)mqtt->config.topics[count];
		count++;
	}
	if (count == 0) {
		is_up(mqtt);
		return;
	}
	result = mosquitto_subscribe_multiple(mqtt->library, NULL, count, topics, 1, 0, NULL);
	if (result != MOSQ_ERR_SUCCESS)
		wants_cut(mqtt, "%s", mosquitto_strerror(result));
}

static void on_connect(struct mosquitto *library, void *data, int code)
{
	struct mqtt *mqtt = data;

	(void)library;
	if (mqtt->is_closing)
		return;
	if (code != 0)
		wants_cut(mqtt, "the broker says: %s", mosquitto_connack_string(code));
	else
		subscribe(mqtt);
}

static void on_subscribe(struct mosquitto *library, void *data, int number, int count,
			 const int *granted)
{
	struct mqtt *mqtt = data;

	(void)library, (void)number;
	if (mqtt->is_closing || mqtt->state == STATE_UP)
		return;
	for (int i = 0; i < count; i++) {
		if (granted[i] < SUBSCRIPTION_REFUSED)
			continue;
		wants_cut(mqtt, "the broker refuses the subscription to %s",
			  i < MQTT_TOPICS_MAX && mqtt->config.topics[i] ? mqtt->config.topics[i]
									: "a topic");
		return;
	}
	is_up(mqtt);
}

static void on_message(struct mosquitto *library, void *data, const struct mosquitto_message *row)
{
	struct mqtt *mqtt = data;
	struct slice payload = { row->payload ? row->payload : "", (size_t)row->payloadlen };

	(void)library;
	mqtt->received++;
	if (!mqtt->is_closing && !mqtt->cut[0] && mqtt->config.message)
		mqtt->config.message(mqtt->config.data, row->topic, payload);
}

static void on_publish(struct mosquitto *library, void *data, int number)
{
	struct mqtt *mqtt = data;

	(void)library;
	if (!mqtt_waiting_take(&mqtt->waiting, number))
		return;
	mqtt->published++;
	if (!mqtt->is_closing && mqtt->config.published)
		mqtt->config.published(mqtt->config.data, number);
}

static void on_log(struct mosquitto *library, void *data, int level, const char *text)
{
	struct mqtt *mqtt = data;

	(void)library;
	if (level == MOSQ_LOG_ERR)
		snprintf(mqtt->complaint, sizeof(mqtt->complaint), "%s", text);
	log_stop(LOGL_DEBUG, &(struct log_stop){ .area = LOG_AREA_NET,
						 .stop = "mqtt",
						 .link = mqtt->client_id,
						 .why = text });
}

/* ---- connecting ------------------------------------------------------------------------- */

static enum err make_library(struct mqtt *mqtt, struct fault *why)
{
	const struct mqtt_message *will = &mqtt->config.will;

	mqtt->library = mosquitto_new(mqtt->client_id, !mqtt->config.keeps_session, mqtt);
	if (!mqtt->library)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a broker's connection");
	/* It then writes from mosquitto_loop_write() alone; there is no thread. */
	mosquitto_threaded_set(mqtt->library, true);
	mosquitto_int_option(mqtt->library, MOSQ_OPT_TCP_NODELAY, 1);
	mosquitto_connect_callback_set(mqtt->library, on_connect);
	mosquitto_subscribe_callback_set(mqtt->library, on_subscribe);
	mosquitto_message_callback_set(mqtt->library, on_message);
	mosquitto_publish_callback_set(mqtt->library, on_publish);
	mosquitto_log_callback_set(mqtt->library, on_log);
	if (will->topic)
		mosquitto_will_set(mqtt->library, will->topic, (int)will->payload.size,
				   will->payload.at, 1, will->retain);
	return mqtt_credentials_use(mqtt->library, mqtt->config.broker, why);
}

static void begin(void *data)
{
	struct mqtt *mqtt = data;
	const struct mqtt_broker *broker = mqtt->config.broker;
	struct fault why;
	int result;

	if (make_library(mqtt, &why) != ERR_OK) {
		go_down(mqtt, why.text);
		return;
	}
	mqtt->state = STATE_CONNECTING;
	mqtt->connection++;
	mqtt->begun = clock_monotonic();
	osmo_timer_schedule(&mqtt->tick, 1, 0);
	errno = 0;
	result = mosquitto_connect_bind_async(mqtt->library, broker->address, broker->port,
					      MQTT_KEEP_ALIVE_S, NULL);
	settle(mqtt, result == MOSQ_ERR_CONN_PENDING ? MOSQ_ERR_SUCCESS : result);
}

enum err mqtt_open(struct mqtt **out, void *ctx, const struct mqtt_config *config,
		   struct fault *why)
{
	struct mqtt *mqtt = talloc_zero(ctx, struct mqtt);
	struct address address;
	enum err err = address_parse(&address, config->broker->address, config->broker->port, why);

	if (err == ERR_OK && (!mqtt || !mqtt_waiting_make(&mqtt->waiting, mqtt, config->waiting_max,
							  config->waiting_octets_max)))
		err = err_set(why, ERR_MEMORY, NULL, "no memory for a broker's connection");
	if (err != ERR_OK) {
		talloc_free(mqtt);
		return err;
	}
	mosquitto_lib_init();
	mqtt->config = *config;
	snprintf(mqtt->client_id, sizeof(mqtt->client_id), "%s%s%s", config->broker->client_id,
		 config->suffix ? "-" : "", config->suffix ? config->suffix : "");
	mqtt->fd.fd = -1;
	mqtt->backoff = (struct backoff){ SPAN_SECONDS(1), SPAN_SECONDS(30), 0 };
	osmo_timer_setup(&mqtt->tick, on_tick, mqtt);
	osmo_timer_setup(&mqtt->retry, begin, mqtt);
	osmo_timer_setup(&mqtt->tls_pause, on_tls_pause, mqtt);
	osmo_timer_schedule(&mqtt->retry, 0, 0);
	*out = mqtt;
	return ERR_OK;
}

/* ---- for the owner ---------------------------------------------------------------------- */

enum err mqtt_publish(struct mqtt *mqtt, const struct mqtt_message *message, int *number,
		      struct fault *why)
{
	int own = 0, result;

	if (mqtt->state != STATE_UP || mqtt->cut[0])
		return err_set(why, ERR_STATE, NULL, "the broker is down: %s", mqtt->reason);
	if (!mqtt_waiting_has_room(&mqtt->waiting, message->payload.size))
		return err_set(why, ERR_FULL, NULL, "%zu messages wait for the broker",
			       mqtt->waiting.count);
	result = mosquitto_publish(mqtt->library, &own, message->topic, (int)message->payload.size,
				   message->payload.at, 1, message->retain);
	if (result != MOSQ_ERR_SUCCESS)
		return err_set(why, result == MOSQ_ERR_NO_CONN ? ERR_STATE : ERR_INPUT, NULL,
			       "%s: %s", message->topic, mosquitto_strerror(result));
	mqtt_waiting_add(&mqtt->waiting, own, message->payload.size);
	if (number)
		*number = own;
	plan_turn(mqtt);
	return ERR_OK;
}

uint64_t mqtt_hold(struct mqtt *mqtt)
{
	mqtt->held++;
	return mqtt->connection;
}

void mqtt_release(struct mqtt *mqtt, uint64_t ticket)
{
	if (ticket != mqtt->connection || mqtt->held == 0)
		return;
	mqtt->held--;
	plan_turn(mqtt);
}

void mqtt_give_up(struct mqtt *mqtt, uint64_t ticket, const char *reason)
{
	if (ticket != mqtt->connection || !mqtt->library)
		return;
	wants_cut(mqtt, "%s", reason);
	/* From the loop: the owner is inside one of its own calls, or one of ours. */
	osmo_timer_schedule(&mqtt->tick, 0, 0);
}

void mqtt_quiesce(struct mqtt *mqtt)
{
	mqtt->is_quiet = true;
	if (mqtt->library)
		plan_turn(mqtt);
}

struct mqtt_state mqtt_state(const struct mqtt *mqtt)
{
	return (struct mqtt_state){
		.is_up = mqtt->state == STATE_UP,
		.since = mqtt->since,
		.reason = mqtt->state == STATE_CONNECTING && !mqtt->reason[0] ? "connecting"
									      : mqtt->reason,
		.waiting = mqtt->waiting.count,
		.connections = mqtt->connection,
		.received = mqtt->received,
		.published = mqtt->published,
	};
}

static void write_last_words(struct mqtt *mqtt)
{
	if (mqtt->state != STATE_UP || mqtt->held > 0)
		return;
	mosquitto_disconnect(mqtt->library);
	for (int i = 0; i < LAST_WRITES && mosquitto_want_write(mqtt->library); i++)
		if (mosquitto_loop_write(mqtt->library, 1) != MOSQ_ERR_SUCCESS)
			return;
}

void mqtt_close(struct mqtt *mqtt)
{
	if (!mqtt)
		return;
	mqtt->is_closing = true;
	if (mqtt->library)
		write_last_words(mqtt);
	osmo_timer_del(&mqtt->retry);
	forget_connection(mqtt);
	mosquitto_lib_cleanup();
	talloc_free(mqtt);
}
