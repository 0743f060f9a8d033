/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support/broker_kit.h"

#include <osmocom/core/linuxlist.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "net/stream.h"
#include "net/stream_listen.h"

/* MQTT 3.1.1, 2.2.1 */
enum {
	CONNECT = 1,
	CONNACK = 2,
	PUBLISH = 3,
	PUBACK = 4,
	SUBSCRIBE = 8,
	SUBACK = 9,
	PINGREQ = 12,
	PINGRESP = 13,
	DISCONNECT = 14,
};

enum { OCTETS_MAX = 16 << 20, TOPICS_MAX = 8 };

struct message {
	struct llist_head entry;
	uint16_t number;
	char *topic;
	struct slice payload;
};

/* A client, there or not: a persistent one keeps its subscriptions and what it has not had. */
struct session {
	struct llist_head entry;
	char *name;
	char *topics[TOPICS_MAX];
	size_t topic_count;
	struct llist_head unacknowledged;
	uint16_t next_number;
	struct peer *peer;
};

struct peer {
	struct llist_head entry;
	struct broker_kit *kit;
	struct stream *stream;
	struct session *session;
	bool is_clean;
};

struct broker_kit {
	struct stream_listen *listener;
	struct llist_head peers, sessions;
	struct broker_kit_faults faults;
	size_t acknowledged;
};

/* ---- octets ----------------------------------------------------------------------------- */

/* The remaining length of 2.2.3; 0 octets used: not all of it is there. */
static size_t read_length(const uint8_t *octets, size_t size, size_t *length)
{
	*length = 0;
	for (size_t i = 0; i < 4 && i + 1 < size; i++) {
		*length |= (size_t)(octets[1 + i] & 0x7f) << (7 * i);
		if (!(octets[1 + i] & 0x80))
			return i + 1;
	}
	return 0;
}

static enum err need(const uint8_t *octets, size_t size, size_t *total, struct fault *why)
{
	size_t length, used = read_length(octets, size, &length);

	if (length > OCTETS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "a packet of %zu octets", length);
	*total = used ? 1 + used + length : 0;
	return ERR_OK;
}

static uint16_t u16_at(const uint8_t *octets)
{
	return (uint16_t)(octets[0] << 8 | octets[1]);
}

static void put_u16(uint8_t *octets, uint16_t value)
{
	octets[0] = (uint8_t)(value >> 8);
	octets[1] = (uint8_t)value;
}

static void write_packet(struct peer *peer, uint8_t first, const uint8_t *body, size_t size)
{
	uint8_t *packet = malloc(size + 5);
	size_t used = 1, rest = size;

	packet[0] = first;
	do {
		packet[used] = (uint8_t)(rest & 0x7f);
		rest >>= 7;
		packet[used++] |= rest ? 0x80 : 0;
	} while (rest);
	if (size > 0)
		memcpy(packet + used, body, size);
	if (stream_write(peer->stream, packet, used + size, NULL) != ERR_OK)
		stream_cut(peer->stream, "it takes nothing");
	free(packet);
}

/* ---- messages --------------------------------------------------------------------------- */

static void pass_on(struct peer *peer, const struct message *message)
{
	size_t topic = strlen(message->topic), size = 2 + topic + 2 + message->payload.size;
	uint8_t *body = malloc(size);

	put_u16(body, (uint16_t)topic);
	memcpy(body + 2, message->topic, topic);
	put_u16(body + 2 + topic, message->number);
	memcpy(body + 4 + topic, message->payload.at, message->payload.size);
	write_packet(peer, PUBLISH << 4 | 1 << 1, body, size);
	free(body);
}

/* A last level of "+" stands for any one level. */
static bool matches(const char *filter, const char *topic)
{
	size_t size = strlen(filter);

	if (size > 0 && filter[size - 1] == '+')
		return strncmp(filter, topic, size - 1) == 0 && !strchr(topic + size - 1, '/');
	return strcmp(filter, topic) == 0;
}

static bool wants(const struct session *session, const char *topic)
{
	for (size_t i = 0; i < session->topic_count; i++)
		if (matches(session->topics[i], topic))
			return true;
	return false;
}

void broker_kit_say(struct broker_kit *kit, const char *topic, struct slice payload)
{
	struct session *session;

	llist_for_each_entry (session, &kit->sessions, entry) {
		struct message *message;

		if (!wants(session, topic))
			continue;
		message = talloc_zero(session, struct message);
		message->topic = talloc_strdup(message, topic);
		message->payload = (struct slice){ talloc_memdup(message, payload.at, payload.size),
						   payload.size };
		if (++session->next_number == 0)
			session->next_number = 1;
		message->number = session->next_number;
		llist_add_tail(&message->entry, &session->unacknowledged);
		if (session->peer)
			pass_on(session->peer, message);
	}
}

static void on_publish(struct peer *peer, uint8_t first, const uint8_t *body, size_t size)
{
	size_t topic = u16_at(body), at = 2 + topic;
	bool is_once = (first >> 1 & 3) == 1;
	char *name;

	if (peer->kit->faults.is_deaf)
		return;
	if (is_once) {
		write_packet(peer, PUBACK << 4, body + at, 2);
		at += 2;
	}
	name = talloc_strndup(peer, (const char *)body + 2, topic);
	broker_kit_say(peer->kit, name, (struct slice){ (const char *)body + at, size - at });
	talloc_free(name);
}

static void on_puback(struct peer *peer, uint16_t number)
{
	struct message *message, *next;

	llist_for_each_entry_safe (message, next, &peer->session->unacknowledged, entry) {
		if (message->number != number)
			continue;
		llist_del(&message->entry);
		talloc_free(message);
		peer->kit->acknowledged++;
	}
}

/* ---- clients ---------------------------------------------------------------------------- */

static struct session *session_of(struct broker_kit *kit, const char *name)
{
	struct session *session;

	llist_for_each_entry (session, &kit->sessions, entry) {
		if (strcmp(session->name, name) == 0)
			return session;
	}
	session = talloc_zero(kit, struct session);
	session->name = talloc_strdup(session, name);
	INIT_LLIST_HEAD(&session->unacknowledged);
	llist_add_tail(&session->entry, &kit->sessions);
	return session;
}

static void on_connect(struct peer *peer, const uint8_t *body)
{
	uint8_t answer[2] = { 0, peer->kit->faults.connack };
	uint16_t size = u16_at(body + 10);
	char *name = talloc_strndup(peer, (const char *)body + 12, size);
	struct message *message;

	write_packet(peer, CONNACK << 4, answer, 2);
	if (peer->kit->faults.connack)
		return;
	peer->session = session_of(peer->kit, name);
	peer->session->peer = peer;
	peer->is_clean = body[7] & 2;
	llist_for_each_entry (message, &peer->session->unacknowledged, entry)
		pass_on(peer, message);
}

static void on_subscribe(struct peer *peer, const uint8_t *body, size_t size)
{
	uint8_t answer[2 + TOPICS_MAX];
	size_t at = 2, count = 0;

	memcpy(answer, body, 2);
	while (at + 2 < size && count < TOPICS_MAX) {
		uint16_t topic = u16_at(body + at);
		char *name = talloc_strndup(peer->session, (const char *)body + at + 2, topic);

		answer[2 + count++] = peer->kit->faults.refuses_subscription ? 0x80 : 1;
		if (!wants(peer->session, name) && peer->session->topic_count < TOPICS_MAX)
			peer->session->topics[peer->session->topic_count++] = name;
		at += 2u + topic + 1u;
	}
	write_packet(peer, SUBACK << 4, answer, 2 + count);
}

static void on_message(void *data, const uint8_t *octets, size_t size)
{
	struct peer *peer = data;
	size_t length, used = read_length(octets, size, &length);
	const uint8_t *body = octets + 1 + used;

	if (octets[0] >> 4 != CONNECT && !peer->session)
		return;
	switch (octets[0] >> 4) {
	case CONNECT:
		on_connect(peer, body);
		break;
	case PUBLISH:
		on_publish(peer, octets[0], body, length);
		break;
	case PUBACK:
		on_puback(peer, u16_at(body));
		break;
	case SUBSCRIBE:
		on_subscribe(peer, body, length);
		break;
	case PINGREQ:
		write_packet(peer, PINGRESP << 4, NULL, 0);
		break;
	case DISCONNECT:
		stream_cut(peer->stream, "it took its leave");
		break;
	default:
		break;
	}
}

static void forget(struct peer *peer)
{
	llist_del(&peer->entry);
	if (peer->session && peer->session->peer == peer) {
		peer->session->peer = NULL;
		if (peer->is_clean) {
			llist_del(&peer->session->entry);
			talloc_free(peer->session);
		}
	}
	stream_free(peer->stream);
	talloc_free(peer);
}

static void on_down(void *data, const char *reason)
{
	(void)reason;
	forget(data);
}

static void on_accepted(void *data, int fd, const struct address *from)
{
	struct broker_kit *kit = data;
	struct peer *peer = talloc_zero(kit, struct peer);
	const struct stream_config config = { .transmit_max = OCTETS_MAX,
					      .receive_max = OCTETS_MAX,
					      .data = peer,
					      .need = need,
					      .message = on_message,
					      .down = on_down };

	(void)from;
	peer->kit = kit;
	if (stream_open(&peer->stream, kit, fd, &config, NULL) != ERR_OK) {
		talloc_free(peer);
		return;
	}
	llist_add_tail(&peer->entry, &kit->peers);
}

/* ---- for the test ----------------------------------------------------------------------- */

struct broker_kit *broker_kit_open(void *ctx, uint16_t port)
{
	struct broker_kit *kit = talloc_zero(ctx, struct broker_kit);
	struct stream_listen_config config = { .data = kit, .accepted = on_accepted };
	struct fault why = { 0 };

	INIT_LLIST_HEAD(&kit->peers);
	INIT_LLIST_HEAD(&kit->sessions);
	if (address_parse(&config.local, "127.0.0.1", port, &why) != ERR_OK ||
	    stream_listen_open(&kit->listener, kit, &config, &why) != ERR_OK) {
		fprintf(stderr, "broker kit: %s\n", why.text);
		abort();
	}
	return kit;
}

uint16_t broker_kit_port(const struct broker_kit *kit)
{
	return address_port(stream_listen_address(kit->listener));
}

void broker_kit_drop_all(struct broker_kit *kit)
{
	while (!llist_empty(&kit->peers))
		forget(llist_first_entry(&kit->peers, struct peer, entry));
}

void broker_kit_close(struct broker_kit *kit)
{
	broker_kit_drop_all(kit);
	TALLOC_FREE(kit->listener);
	talloc_free(kit);
}

struct broker_kit_faults *broker_kit_faults(struct broker_kit *kit)
{
	return &kit->faults;
}

void broker_kit_say_octets(struct broker_kit *kit, const void *octets, size_t size)
{
	struct peer *peer;

	llist_for_each_entry (peer, &kit->peers, entry)
		if (stream_write(peer->stream, octets, size, NULL) != ERR_OK)
			abort();
}

size_t broker_kit_acknowledged(const struct broker_kit *kit)
{
	return kit->acknowledged;
}

size_t broker_kit_unacknowledged(const struct broker_kit *kit)
{
	struct session *session;
	struct message *message;
	size_t count = 0;

	llist_for_each_entry (session, &kit->sessions, entry)
		llist_for_each_entry (message, &session->unacknowledged, entry)
			count++;
	return count;
}

size_t broker_kit_connections(const struct broker_kit *kit)
{
	struct peer *peer;
	size_t count = 0;

	llist_for_each_entry (peer, &kit->peers, entry)
		count++;
	return count;
}
