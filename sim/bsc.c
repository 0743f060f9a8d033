/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bsc.h"

#include <osmocom/core/timer.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "net/clock.h"
#include "net/log.h"
#include "net/stream.h"
#include "net/stream_client.h"
#include "net/stream_listen.h"
#include "wire/cbsp.h"

enum {
	QUEUE_OCTETS = 1024 * 1024,
	ANSWER_OCTETS = 70000,
};

struct bsc {
	struct bsc_config config;
	char *name;
	struct air *air;
	struct stream *stream;
	struct stream_client *client;
	struct stream_listen *listener;
	struct bsc_orders orders;
	uint64_t received;
};

/* An answer that waits for its delay. */
struct late {
	struct osmo_timer_list timer;
	struct bsc *bsc;
	struct stream *stream;
	size_t size;
	uint8_t octets[];
};

static void on_late(void *data)
{
	struct late *late = data;

	if (late->stream == late->bsc->stream)
		bsc_say(late->bsc, late->octets, late->size);
	talloc_free(late);
}

static int on_late_free(struct late *late)
{
	osmo_timer_del(&late->timer);
	return 0;
}

static void say_later(struct bsc *bsc, const uint8_t *octets, size_t size)
{
	struct late *late = talloc_zero_size(bsc, sizeof(*late) + size);

	late->bsc = bsc;
	late->stream = bsc->stream;
	late->size = size;
	memcpy(late->octets, octets, size);
	talloc_set_destructor(late, on_late_free);
	osmo_timer_setup(&late->timer, on_late, late);
	clock_set_timer(&late->timer, bsc->config.faults.delay);
}

void bsc_say(struct bsc *bsc, const void *octets, size_t size)
{
	struct fault why;

	if (bsc->stream && stream_write(bsc->stream, octets, size, &why) != ERR_OK)
		log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_LINK,
							  .stop = "say",
							  .node = bsc->name,
							  .why = why.text });
}

static void answer(struct bsc *bsc, struct cbsp_message *message)
{
	uint8_t octets[ANSWER_OCTETS];
	size_t size;

	if (bsc->config.faults.other_serials) {
		message->new_serial_number ^= 0x0550;
		message->old_serial_number ^= 0x0550;
	}
	if (cbsp_pack(octets, sizeof(octets), &size, message, NULL) != ERR_OK)
		return;
	if (bsc->config.faults.delay.us)
		say_later(bsc, octets, size);
	else
		bsc_say(bsc, octets, size);
}

/* ---- orders, cell by cell ------------------------------------------------------------ */

struct work {
	struct bsc *bsc;
	const struct cbsp_message *order;
	struct cbsp_cell *good;
	struct cbsp_item *counted, *failed;
	size_t good_count, counted_count, failed_count;
	uint32_t seen;
};

static void write_one(struct work *work, const struct cbsp_cell *named, const struct cell_id *cell,
		      enum air_cause *cause)
{
	const struct cbsp_message *order = work->order;
	struct air_message message = {
		.message_identifier = order->message_identifier,
		.serial_number = order->new_serial_number,
		.dcs = order->dcs,
		.repetition_period = order->repetition_period,
		.number_of_broadcasts = order->number_of_broadcasts,
		.page_count = order->page_count,
		.is_primary = order->has_emergency,
		.is_extended = order->channel == 1,
		.warning_type = order->warning_type,
		.warning_period_s = order->warning_period_s,
	};

	memcpy(message.pages, order->pages, sizeof(message.pages));
	*cause = air_write(work->bsc->air, cell, &message);
	if (*cause == AIR_OK)
		work->good[work->good_count++] = *named;
}

static void count_one(struct work *work, const struct cbsp_cell *named, const struct cell_id *cell,
		      enum air_cause *cause)
{
	uint32_t broadcasts = 0;
	const struct air_message wanted = {
		.message_identifier = work->order->message_identifier,
		.serial_number = work->order->old_serial_number,
		.is_extended = work->order->channel == 1,
		.is_primary = !work->order->has_channel, /* TS 48.049 8.1.3.4 */
	};

	*cause = work->order->type == CBSP_KILL
			 ? air_kill(work->bsc->air, cell, &wanted, &broadcasts)
			 : air_status(work->bsc->air, cell, &wanted, &broadcasts);
	if (*cause == AIR_OK)
		work->counted[work->counted_count++] = (struct cbsp_item){
			.cell = *named,
			.count = (uint16_t)broadcasts,
		};
}

static bool is_nth(uint32_t seen, uint32_t every)
{
	return every && seen % every == 0;
}

/* Nothing needs room to go. */
static bool may_be_refused(const struct work *work)
{
	return work->order->type == CBSP_WRITE_REPLACE ||
	       work->bsc->config.faults.refuse_cause != AIR_CAPACITY;
}

static void do_cell(struct work *work, const struct cbsp_cell *named)
{
	const struct bsc_faults *faults = &work->bsc->config.faults;
	const struct cell_id *cell = air_cell(work->bsc->air, named->lac, named->ci);
	enum air_cause cause = AIR_CELL_UNKNOWN;

	work->seen++;
	if (is_nth(work->seen, faults->omit_every))
		return;
	if (cell && may_be_refused(work) && is_nth(work->seen, faults->refuse_every))
		cause = (enum air_cause)faults->refuse_cause;
	else if (cell && work->order->type == CBSP_WRITE_REPLACE)
		write_one(work, named, cell, &cause);
	else if (cell)
		count_one(work, named, cell, &cause);
	if (cause != AIR_OK)
		work->failed[work->failed_count++] = (struct cbsp_item){ .cell = *named,
									 .cause = (uint8_t)cause };
}

static void begin_work(struct work *work, void *ctx)
{
	size_t count = work->order->cell_count;

	work->good = talloc_zero_size(ctx, (count + 1) * sizeof(*work->good));
	work->counted = talloc_zero_size(ctx, (count + 1) * sizeof(*work->counted));
	work->failed = talloc_zero_size(ctx, (count + 1) * sizeof(*work->failed));
}

static void answer_work(const struct work *work, enum cbsp_type complete)
{
	const struct cbsp_message *order = work->order;
	bool is_mute = work->bsc->config.faults.names_no_cell;
	struct cbsp_message out = {
		/* FAILURE follows COMPLETE in the numbers of every procedure (TS 48.049 8.2.1). */
		.type = work->failed_count && !is_mute ? (enum cbsp_type)(complete + 1) : complete,
		.has_message_identifier = true,
		.message_identifier = order->message_identifier,
		.has_new_serial_number = order->has_new_serial_number,
		.new_serial_number = order->new_serial_number,
		.has_old_serial_number = order->has_old_serial_number,
		.old_serial_number = order->old_serial_number,
		.has_channel = order->has_channel,
		.channel = order->channel,
	};

	if (!is_mute) {
		out.cells = work->good;
		out.cell_count = work->good_count;
		out.has_cells = work->good_count > 0;
		out.completed = work->counted;
		out.completed_count = work->counted_count;
		out.failures = work->failed;
		out.failure_count = work->failed_count;
	}
	answer(work->bsc, &out);
}

static void do_order(struct bsc *bsc, const struct cbsp_message *order, enum cbsp_type complete)
{
	void *scratch = talloc_new(NULL);
	struct work work = { .bsc = bsc, .order = order };

	begin_work(&work, scratch);
	for (size_t i = 0; i < order->cell_count; i++)
		do_cell(&work, &order->cells[i]);
	if (!bsc->config.faults.is_silent)
		answer_work(&work, complete);
	talloc_free(scratch);
}

static void obey(struct bsc *bsc, const struct cbsp_message *order)
{
	switch ((int)order->type) {
	case CBSP_KEEP_ALIVE:
		bsc->orders.keep_alives++;
		answer(bsc, &(struct cbsp_message){ .type = CBSP_KEEP_ALIVE_COMPLETE });
		return;
	case CBSP_WRITE_REPLACE:
		bsc->orders.writes++;
		do_order(bsc, order, CBSP_WRITE_REPLACE_COMPLETE);
		return;
	case CBSP_KILL:
		bsc->orders.kills++;
		do_order(bsc, order, CBSP_KILL_COMPLETE);
		return;
	case CBSP_MESSAGE_STATUS_QUERY:
		bsc->orders.queries++;
		do_order(bsc, order, CBSP_MESSAGE_STATUS_QUERY_COMPLETE);
		return;
	case CBSP_RESET: /* stops everything */
		bsc->orders.resets++;
		air_lose_all(bsc->air);
		if (!bsc->config.faults.is_silent)
			answer(bsc, &(struct cbsp_message){ .type = CBSP_RESET_COMPLETE,
							    .has_cells = true,
							    .all_cells = true });
		return;
	default: /* osmo-bsc does not answer what it does not know */
		return;
	}
}

/* ---- its connection ------------------------------------------------------------------ */

static void on_message(void *data, const uint8_t *octets, size_t size)
{
	struct bsc *bsc = data;
	void *scratch = talloc_new(NULL);
	struct cbsp_message *order;

	bsc->received += size;
	if (bsc->config.faults.cut_after && bsc->received >= bsc->config.faults.cut_after)
		stream_cut(bsc->stream, "told to cut");
	else if (!bsc->config.faults.is_dead &&
		 cbsp_unpack(&order, scratch, octets, size, NULL) == ERR_OK)
		obey(bsc, order);
	talloc_free(scratch);
}

static void on_down(void *data, const char *reason)
{
	struct bsc *bsc = data;
	struct stream *stream = bsc->stream;

	(void)reason;
	bsc->stream = NULL;
	stream_free(stream);
	if (bsc->client)
		stream_client_retry(bsc->client);
}

static void say_restart(struct bsc *bsc)
{
	const struct cbsp_message restart = {
		.type = CBSP_RESTART, .has_cells = true, .all_cells = true, .recovery = 1
	};
	uint8_t octets[32];
	size_t size;

	if (cbsp_pack(octets, sizeof(octets), &size, &restart, NULL) == ERR_OK)
		bsc_say(bsc, octets, size);
}

static void on_connected(void *data, int fd)
{
	struct bsc *bsc = data;
	const struct stream_config config = {
		.transmit_max = QUEUE_OCTETS,
		.receive_max = QUEUE_OCTETS,
		.data = bsc,
		.need = cbsp_need,
		.message = on_message,
		.down = on_down,
	};

	bsc->received = 0;
	if (stream_open(&bsc->stream, bsc, fd, &config, NULL) != ERR_OK)
		return;
	say_restart(bsc);
}

/* As osmo-bsc: a second connection is accepted, then closed. */
static void on_accepted(void *data, int fd, const struct address *peer)
{
	struct bsc *bsc = data;

	(void)peer;
	if (bsc->stream)
		close(fd);
	else
		on_connected(bsc, fd);
}

static void on_failed(void *data, const char *reason)
{
	struct bsc *bsc = data;

	log_stop(LOGL_INFO, &(struct log_stop){ .area = LOG_AREA_LINK,
						.stop = "connect",
						.node = bsc->name,
						.why = reason });
}

static enum err connect_out(struct bsc *bsc, struct fault *why)
{
	const struct stream_client_config config = {
		.remote = bsc->config.remote,
		.local = bsc->config.local,
		.has_local = bsc->config.local.size != 0,
		.data = bsc,
		.connected = on_connected,
		.failed = on_failed,
	};

	return stream_client_open(&bsc->client, bsc, &config, why);
}

static enum err listen_here(struct bsc *bsc, struct fault *why)
{
	const struct stream_listen_config config = { bsc->config.local, bsc, on_accepted };

	return stream_listen_open(&bsc->listener, bsc, &config, why);
}

enum err bsc_open(struct bsc **out, void *ctx, const struct bsc_config *config, struct fault *why)
{
	struct bsc *bsc = talloc_zero(ctx, struct bsc);
	enum err err;

	bsc->config = *config;
	bsc->name = talloc_strdup(bsc, config->name);
	bsc->air = air_open(bsc, config->cells, config->cell_count, config->data, config->changed);
	err = config->connects ? connect_out(bsc, why) : listen_here(bsc, why);
	if (err != ERR_OK) {
		talloc_free(bsc);
		return err;
	}
	*out = bsc;
	return ERR_OK;
}

void bsc_close(struct bsc *bsc)
{
	stream_free(bsc->stream);
	talloc_free(bsc);
}

struct air *bsc_air(struct bsc *bsc)
{
	return bsc->air;
}

struct bsc_faults *bsc_faults(struct bsc *bsc)
{
	return &bsc->config.faults;
}

bool bsc_is_connected(const struct bsc *bsc)
{
	return bsc->stream != NULL;
}

const struct address *bsc_address(const struct bsc *bsc)
{
	return stream_listen_address(bsc->listener);
}

struct bsc_orders bsc_orders(const struct bsc *bsc)
{
	return bsc->orders;
}

void bsc_restart(struct bsc *bsc)
{
	air_lose_all(bsc->air);
	say_restart(bsc);
}

void bsc_fail_cell(struct bsc *bsc)
{
	size_t count;
	const struct cell_id *cell = air_cells(bsc->air, &count);
	const struct cbsp_item item = {
		.cell = { CBSP_CELL_LAC_CI, cell->plmn, (uint16_t)cell->lac_tac,
			  (uint16_t)cell->cell },
		.cause = CBSP_CAUSE_CELL_BROADCAST_NOT_OPERATIONAL,
	};
	struct cbsp_message failure = { .type = CBSP_FAILURE,
					.failures = &item,
					.failure_count = 1 };

	answer(bsc, &failure);
}

void bsc_drop(struct bsc *bsc, const char *why)
{
	if (bsc->stream)
		stream_cut(bsc->stream, why);
}
