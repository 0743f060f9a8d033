/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_order.h"

#include <string.h>
#include <talloc.h>

#include "notice/cbs.h"
#include "wire/cbsp.h"

static enum err check_cells(const struct cbsp_job *job, struct fault *why)
{
	if (!job->cell_count)
		return err_set(why, ERR_INPUT, "TS 48.049 8.2.6", "no cell is named");
	if (job->cell_count > CBSP_ORDER_CELLS_MAX)
		return err_set(why, ERR_LIMIT, "TS 48.049 8.2.6", "%zu cells, %d are the limit",
			       job->cell_count, CBSP_ORDER_CELLS_MAX);
	for (size_t i = 0; i < job->cell_count; i++) {
		const struct cell_id *cell = &job->cells[i];
		char text[CELL_ID_TEXT_OCTETS];

		if (cell->rat != RAT_2G || cell->lac_tac > UINT16_MAX || cell->cell > UINT16_MAX)
			return err_set(why, ERR_INPUT, "TS 48.049 8.2.6", "%s is no 2G cell",
				       cell_id_format(text, cell));
	}
	return ERR_OK;
}

static enum err check_pages(const struct route_message *message, struct fault *why)
{
	if (message->page_count < 1 || message->page_count > ROUTE_PAGES_MAX)
		return err_set(why, ERR_LIMIT, "TS 48.049 8.2.24", "%zu pages, 1 to %d can go",
			       message->page_count, ROUTE_PAGES_MAX);
	for (size_t i = 0; i < message->page_count; i++) {
		/* A used length of 83 aborts osmo-bsc. */
		if (message->pages[i].used < 1 || message->pages[i].used > ROUTE_PAGE_OCTETS)
			return err_set(why, ERR_LIMIT, "TS 48.049 8.2.2", "page %zu uses %u octets",
				       i + 1, message->pages[i].used);
	}
	return ERR_OK;
}

static enum err check_write(const struct cbsp_job *job, struct utc now, struct fault *why)
{
	const struct route_message *message = &job->message;
	uint32_t period = cbs_period_units(message->repetition_period_s, message->page_count);

	if (!utc_before(now, job->expires))
		return err_set(why, ERR_LIMIT, NULL, "it has expired");
	if (message->is_primary)
		return ERR_OK;
	if (period > CBS_PERIOD_UNITS_MAX)
		return err_set(why, ERR_LIMIT, "TS 48.049 8.2.8", "a period of %u s is too long",
			       message->repetition_period_s);
	return check_pages(message, why);
}

enum err cbsp_order_check(const struct cbsp_job *job, struct utc now, struct fault *why)
{
	enum err err = check_cells(job, why);

	if (err == ERR_OK && job->kind == CBSP_JOB_WRITE)
		err = check_write(job, now, why);
	return err;
}

static void put_pages(struct cbsp_message *out, const struct route_message *message)
{
	out->page_count = message->page_count;
	memcpy(out->pages, message->pages, message->page_count * sizeof(out->pages[0]));
}

/* TS 48.049 8.1.3.1: ETWS instead of CBS elements; the period ends it by itself. */
static void put_primary(struct cbsp_message *out, const struct cbsp_job *job, struct utc now)
{
	int64_t left = (utc_since(job->expires, now).us + 999999) / 1000000;

	out->has_emergency = true;
	out->emergency_indicator = 1;
	out->warning_type = job->message.warning_type;
	out->warning_period_s = (uint32_t)(left < CBSP_PERIOD_SECONDS_MAX
						   ? left
						   : CBSP_PERIOD_SECONDS_MAX);
}

static void put_write(struct cbsp_message *out, const struct cbsp_job *job, struct utc now)
{
	const struct route_message *message = &job->message;
	uint32_t period = cbs_period_units(message->repetition_period_s, message->page_count);

	out->type = CBSP_WRITE_REPLACE;
	out->has_new_serial_number = true;
	out->new_serial_number = message->serial_number;
	if (message->is_primary) {
		put_primary(out, job, now);
		return;
	}
	out->category = message->category;
	out->repetition_period = (uint16_t)period;
	out->number_of_broadcasts = cbs_broadcasts(period, utc_since(job->expires, now));
	out->dcs = message->dcs;
	put_pages(out, message);
}

static void put_reference(struct cbsp_message *out, const struct cbsp_job *job)
{
	out->type = job->kind == CBSP_JOB_KILL ? CBSP_KILL : CBSP_MESSAGE_STATUS_QUERY;
	out->has_old_serial_number = true;
	out->old_serial_number = job->message.serial_number;
}

static enum err put_cells(struct cbsp_message *out, void *ctx, const struct cbsp_job *job,
			  struct fault *why)
{
	struct cbsp_cell *cells = talloc_array(ctx, struct cbsp_cell,
					       (unsigned int)job->cell_count);

	if (!cells)
		return err_set(why, ERR_MEMORY, NULL, "no memory for %zu cells", job->cell_count);
	for (size_t i = 0; i < job->cell_count; i++)
		cells[i] = (struct cbsp_cell){ CBSP_CELL_CGI, job->cells[i].plmn,
					       (uint16_t)job->cells[i].lac_tac,
					       (uint16_t)job->cells[i].cell };
	out->cells = cells;
	out->cell_count = job->cell_count;
	out->has_cells = true;
	return ERR_OK;
}

enum err cbsp_order_pack(uint8_t *octets, size_t *size, const struct cbsp_job *job, struct utc now,
			 struct fault *why)
{
	struct cbsp_message message = {
		.message_identifier = job->message.message_identifier,
		.has_message_identifier = true,
		.has_channel = !job->message.is_primary, /* KILL without it means ETWS */
		.channel = job->is_extended,
	};
	void *scratch;
	enum err err = cbsp_order_check(job, now, why);

	if (err != ERR_OK)
		return err;
	if (job->kind == CBSP_JOB_WRITE)
		put_write(&message, job, now);
	else
		put_reference(&message, job);
	scratch = talloc_new(NULL);
	err = put_cells(&message, scratch, job, why);
	if (err == ERR_OK)
		err = cbsp_pack(octets, CBSP_ORDER_OCTETS_MAX, size, &message, why);
	talloc_free(scratch);
	return err;
}

enum err cbsp_order_keep_alive(uint8_t octets[CBSP_ORDER_KEEP_ALIVE_OCTETS], size_t *size,
			       unsigned int period_s, struct fault *why)
{
	const struct cbsp_message message = { .type = CBSP_KEEP_ALIVE,
					      .keep_alive_period_s = period_s };

	return cbsp_pack(octets, CBSP_ORDER_KEEP_ALIVE_OCTETS, size, &message, why);
}
