/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/live.h"

#include <inttypes.h>
#include <osmocom/core/linuxlist.h>
#include <osmocom/core/timer.h>
#include <string.h>
#include <talloc.h>

#include "intake/live_ring.h"
#include "ledger/query.h"
#include "wire/text.h"

struct live {
	struct intake_http *http;
	struct live_ring ring;
	struct llist_head readers;
	struct osmo_timer_list keep_alive;
};

/* Lives as long as its connection, or as the question it has put to the ledger if that is longer.
 */
struct live_reader {
	struct llist_head entry;
	struct live *live;	  /* NULL: the connection is gone */
	struct intake_call *call; /* its principal */
	struct http_request *request;
	uint64_t after;	 /* everything up to this sequence was sent or is not for this reader */
	uint64_t within; /* the entry of which `offset` octets were sent; 0: none */
	size_t offset;
	struct text text; /* of our own, sent before anything else */
	size_t text_sent;
	bool is_from_now; /* begins with the first event there will be */
	bool is_replaying, is_asking, must_end;
	bool is_shut_out; /* signed out: not an octet more */
};

/* ---- filling ------------------------------------------------------------------------------ */

/* The one filter for what happens now and for what is read back. */
static bool may_see(const struct live_reader *reader, const struct intake_subject *about)
{
	const struct intake_desk *desk = &reader->live->http->desk;

	return desk->may_see(desk->data, &reader->call->principal, about);
}

static size_t put_some(char *buf, size_t octets, struct slice from, size_t *offset)
{
	size_t size = from.size - *offset < octets ? from.size - *offset : octets;

	memcpy(buf, from.at + *offset, size);
	*offset += size;
	return size;
}

static size_t send_text(struct live_reader *reader, char *buf, size_t octets)
{
	size_t size = put_some(buf, octets, text_slice(&reader->text), &reader->text_sent);

	if (reader->text_sent == reader->text.size)
		reader->text.size = reader->text_sent = 0;
	return size;
}

static const struct live_entry *next_visible(struct live_reader *reader)
{
	const struct live_entry *entry;

	for (;;) {
		entry = live_ring_next(&reader->live->ring, reader->after);
		if (!entry || may_see(reader, &entry->about))
			return entry;
		reader->after = entry->sequence;
	}
}

static long send_entry(struct live_reader *reader, char *buf, size_t octets)
{
	const struct live_entry *entry = next_visible(reader);
	size_t size;

	/* Half of it went out and the rest is no more: the reader must not take it for whole. */
	if (reader->within != 0 && (!entry || entry->sequence != reader->within))
		return HTTP_STREAM_BREAK;
	if (!entry)
		return HTTP_STREAM_WAIT;
	size = put_some(buf, octets, entry->octets, &reader->offset);
	reader->within = entry->sequence;
	if (reader->offset == entry->octets.size) {
		reader->after = entry->sequence;
		reader->within = reader->offset = 0;
	}
	return (long)size;
}

static void tell_to_resume(struct live_reader *reader)
{
	text_printf(&reader->text, "event: resume\ndata: {\"after\":%" PRIu64 "}\n\n",
		    reader->after);
	reader->must_end = true;
}

static void ask_ledger(struct live_reader *reader);

static long on_fill(void *data, char *buf, size_t octets)
{
	struct live_reader *reader = data;
	const struct live_ring *ring = &reader->live->ring;

	if (reader->is_shut_out)
		return reader->within ? HTTP_STREAM_BREAK : HTTP_STREAM_END;
	if (reader->text.size == 0 && reader->is_replaying && !reader->is_asking)
		ask_ledger(reader);
	if (reader->text.size == 0 && !reader->is_replaying && reader->within == 0 &&
	    ring->has_begun && !live_ring_reaches(ring, reader->after))
		tell_to_resume(reader);
	if (reader->text.size > 0)
		return (long)send_text(reader, buf, octets);
	if (reader->must_end)
		return HTTP_STREAM_END;
	return reader->is_replaying ? HTTP_STREAM_WAIT : send_entry(reader, buf, octets);
}

/* ---- from the ledger ---------------------------------------------------------------------- */

static void put_stored(struct live_reader *reader, const struct ledger_stored_event *event)
{
	void *scratch = talloc_new(reader);
	struct intake_subject about = {
		.agency = event->agency,
		.authority = event->authority,
		.link = live_ring_link(scratch, event->kind, event->bytes),
	};
	bool is_visible = may_see(reader, &about);

	talloc_free(scratch);
	reader->after = event->sequence;
	if (!is_visible)
		return;
	live_ring_format(&reader->text, event->sequence, event->kind, event->bytes);
}

static void on_page(void *data, const struct ledger_answer *answer)
{
	struct live_reader *reader = data;

	reader->is_asking = false;
	if (!reader->live) {
		talloc_free(reader);
		return;
	}
	for (size_t i = 0; answer->err == ERR_OK && i < answer->count; i++)
		put_stored(reader, &answer->events[i]);
	if (answer->err != ERR_OK)
		tell_to_resume(reader);
	reader->is_replaying = answer->err == ERR_OK && answer->more;
	http_stream_wake(reader->request);
}

static void ask_ledger(struct live_reader *reader)
{
	struct ledger_event_filter filter = { .after = reader->after, .limit = LIVE_PAGE_EVENTS };

	reader->is_asking = true;
	if (ledger_query_events(reader->live->http->ledger, &filter, on_page, reader, NULL) ==
	    ERR_OK)
		return;
	reader->is_asking = reader->is_replaying = false;
	tell_to_resume(reader);
}

/* ---- readers come and go ------------------------------------------------------------------ */

void live_reader_ended(struct live_reader *reader)
{
	llist_del(&reader->entry);
	talloc_free(reader->call);
	reader->live = NULL;
	if (!reader->is_asking)
		talloc_free(reader);
}

/* False if there is such a header and it is no number. */
static bool find_place(struct live_reader *reader)
{
	struct live_ring *ring = &reader->live->ring;
	struct slice header = http_request_header(reader->request, "Last-Event-ID");

	if (!header.at) {
		reader->after = ring->newest;
		reader->is_from_now = !ring->has_begun;
		return true;
	}
	if (!slice_to_u64(header, INT64_MAX, &reader->after))
		return false;
	reader->is_replaying = !live_ring_reaches(ring, reader->after);
	return true;
}

static struct live_reader *make_reader(struct intake_call *call)
{
	struct live_reader *reader = talloc_zero(call->http->ctx, struct live_reader);

	if (!reader)
		return NULL;
	reader->live = call->http->live;
	reader->call = call;
	reader->request = call->request;
	text_init(&reader->text, reader);
	text_puts(&reader->text, "retry: 1000\n\n");
	llist_add_tail(&reader->entry, &reader->live->readers);
	return reader;
}

static void turn_away(struct intake_call *call, enum err err, const char *reason)
{
	struct fault why;

	err_set(&why, err, NULL, "%s", reason);
	intake_answer_fault(call, &why);
}

void live_handle(struct intake_call *call)
{
	struct live_reader *reader = make_reader(call);

	if (!reader) {
		turn_away(call, ERR_MEMORY, "no memory for a reader");
		return;
	}
	if (!find_place(reader)) {
		llist_del(&reader->entry);
		talloc_free(reader);
		turn_away(call, ERR_INPUT, "Last-Event-ID is not a number");
		return;
	}
	call->reader = reader;
	if (http_answer_stream(call->request, "text/event-stream", on_fill, reader))
		return;
	call->reader = NULL;
	llist_del(&reader->entry);
	talloc_free(reader);
	turn_away(call, ERR_FULL, "too many live readers");
}

/* A token that was revoked or has expired ends its stream; other roles see other things. */
static void sign_in_again(struct live_reader *reader)
{
	const struct intake_desk *desk = &reader->live->http->desk;
	struct intake_principal *now = &reader->call->principal;
	struct intake_principal found;

	if (!desk->sign_in(desk->data, &reader->call->token, &found) ||
	    strcmp(found.person, now->person) != 0 || strcmp(found.body, now->body) != 0)
		reader->is_shut_out = true;
	else
		now->roles = found.roles;
}

void live_sign_in_again(struct live *live)
{
	struct live_reader *reader;

	llist_for_each_entry (reader, &live->readers, entry) {
		sign_in_again(reader);
		http_stream_wake(reader->request);
	}
}

static void on_keep_alive(void *data)
{
	struct live *live = data;
	struct live_reader *reader;

	llist_for_each_entry (reader, &live->readers, entry)
		/* Only between events: a comment inside one would tear it. */
		if (reader->text.size == 0 && reader->within == 0)
			text_puts(&reader->text, ": still here\n\n");
	live_sign_in_again(live);
	osmo_timer_schedule(&live->keep_alive, LIVE_KEEP_ALIVE_SECONDS, 0);
}

void live_publish(struct live *live, const struct intake_live_event *event)
{
	struct live_reader *reader;

	live_ring_add(&live->ring, live, event);
	llist_for_each_entry (reader, &live->readers, entry) {
		if (reader->is_from_now)
			reader->after = event->sequence - 1;
		reader->is_from_now = false;
		http_stream_wake(reader->request);
	}
}

static int on_talloc_free(struct live *live)
{
	osmo_timer_del(&live->keep_alive);
	return 0;
}

struct live *live_new(struct intake_http *http)
{
	struct live *live = talloc_zero(http, struct live);

	if (!live)
		return NULL;
	live->http = http;
	INIT_LLIST_HEAD(&live->readers);
	osmo_timer_setup(&live->keep_alive, on_keep_alive, live);
	osmo_timer_schedule(&live->keep_alive, LIVE_KEEP_ALIVE_SECONDS, 0);
	talloc_set_destructor(live, on_talloc_free);
	return live;
}
