/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/outcome_export.h"

#include <stdio.h>

#include "ledger/outcome_list.h"
#include "ledger/outcome_scan.h"

enum { LINE_OCTETS = 512 };

/* Records of one delivery mostly come together: its list stays open. */
struct exporter {
	const struct outcome_export *order;
	bool has_list, has_looked;
	uint32_t delivery;
	struct outcome_list list;
};

static enum err open_list(struct exporter *exporter, uint32_t delivery, struct fault *why)
{
	const struct outcome_list_name name = { exporter->order->notice, delivery };
	enum err err;

	if (exporter->has_looked && exporter->delivery == delivery)
		return ERR_OK;
	if (exporter->has_list)
		outcome_list_close(&exporter->list);
	err = outcome_list_open(&exporter->list, exporter->order->folder, name, why);
	exporter->has_list = err == ERR_OK;
	exporter->has_looked = true;
	exporter->delivery = delivery;
	return err == ERR_ABSENT ? ERR_OK : err;
}

static bool is_of_list(const struct outcome *outcome)
{
	return outcome->event == OUTCOME_LISTED || outcome->event == OUTCOME_PURGED;
}

static enum err put_number(struct exporter *exporter, char *out, const struct outcome *outcome,
			   struct fault *why)
{
	struct msisdn msisdn;
	enum err err = ERR_OK;

	out[0] = '\0';
	if (!is_of_list(outcome))
		err = open_list(exporter, outcome->delivery, why);
	if (err != ERR_OK || is_of_list(outcome) || !exporter->has_list)
		return err;
	err = outcome_list_number(&msisdn, &exporter->list, outcome->recipient, why);
	if (err != ERR_OK)
		return err == ERR_ABSENT ? ERR_OK : err;
	if (exporter->order->shows_numbers)
		msisdn_format(out, msisdn);
	else
		msisdn_mask(out, msisdn);
	return ERR_OK;
}

static bool is_plain(struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.at[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z'))
			return false;
	}
	return true;
}

/* A carrier may send anything: what is not letters and digits stands in hexadecimal. */
static void put_text(char *out, const struct outcome *outcome)
{
	if (is_plain(outcome->text) && !is_of_list(outcome)) {
		snprintf(out, 2 * OUTCOME_TEXT_OCTETS_MAX + 3, "%.*s", SLICE_PRINT(outcome->text));
		return;
	}
	snprintf(out, 3, "0x");
	digest_hex(out + 2, outcome->text.at, outcome->text.size);
}

static enum err put_line(void *data, const struct outcome *outcome, struct fault *why)
{
	char line[LINE_OCTETS], time[UTC_TEXT_OCTETS], number[MSISDN_TEXT_OCTETS],
		text[2 * OUTCOME_TEXT_OCTETS_MAX + 3];
	struct exporter *exporter = data;
	enum err err = put_number(exporter, number, outcome, why);

	if (err != ERR_OK)
		return err;
	put_text(text, outcome);
	snprintf(line, sizeof(line), "%s,%llu,%u,%u,%s,%s,%u,%u,%u,%u,%s\r\n",
		 utc_format(time, outcome->at, UTC_CHINA_OFFSET_MINUTES),
		 (unsigned long long)outcome->notice, (unsigned int)outcome->delivery,
		 (unsigned int)outcome->recipient, number, outcome_event_name(outcome->event),
		 outcome->attempt, outcome->part, outcome->parts, (unsigned int)outcome->cause,
		 text);
	return exporter->order->line(exporter->order->data, slice_of(line), why);
}

enum err outcome_export_csv(const struct outcome_export *order, struct fault *why)
{
	static const char header[] =
		"time,notice,delivery,recipient,number,event,attempt,part,parts,"
		"cause,message_id\r\n";
	const struct outcome_filter filter = { .notice = order->notice };
	struct exporter exporter = { .order = order };
	enum err err = order->line(order->data, SLICE_LITERAL(header), why);

	if (err == ERR_OK)
		err = outcome_scan(order->folder, &filter, put_line, &exporter, why);
	if (exporter.has_list)
		outcome_list_close(&exporter.list);
	return err;
}
