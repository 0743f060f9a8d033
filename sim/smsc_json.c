/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "smsc_json.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/digest.h"
#include "notice/charset.h"

static json_t *string_of(struct slice text)
{
	json_t *string = text.at ? json_stringn(text.at, text.size) : json_string("");

	return string ? string : json_string(""); /* no UTF-8: `octets` has it */
}

static json_t *recipients_of(const struct smpp_pdu *pdu)
{
	json_t *recipients = json_array();

	if (pdu->destination.text.size > 0)
		json_array_append_new(recipients, string_of(pdu->destination.text));
	for (size_t i = 0; i < pdu->destination_count; i++)
		json_array_append_new(recipients, string_of(pdu->destinations[i].address.text));
	return recipients;
}

static json_t *areas_of(const struct smpp_pdu *pdu)
{
	json_t *areas = json_array();
	const struct smpp_tlv *area;

	for (size_t i = 0; (area = smpp_tlv_of(pdu, SMPP_TLV_BROADCAST_AREA_IDENTIFIER, i)); i++)
		if (area->number == SMPP_AREA_ALIAS)
			json_array_append_new(areas, string_of(area->octets));
	return areas;
}

/* A pair of surrogates is one character. */
static uint32_t next_character(const uint8_t *octets, size_t size, size_t *at)
{
	uint32_t unit = (uint32_t)octets[*at] << 8 | octets[*at + 1], low;

	*at += 2;
	if (unit < 0xd800 || unit > 0xdbff || *at + 2 > size)
		return unit;
	low = (uint32_t)octets[*at] << 8 | octets[*at + 1];
	*at += 2;
	return 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
}

static json_t *text_of(const struct smpp_pdu *pdu)
{
	struct slice message = smpp_message_of(pdu);
	const uint8_t *octets = (const uint8_t *)message.at;
	size_t skip = pdu->esm_class & SMPP_ESM_UDHI && message.size > 0 ? octets[0] + 1u : 0;
	size_t size = 0;
	char *text;
	json_t *string;

	if (skip > message.size)
		skip = message.size;
	if (pdu->data_coding != SMPP_CODING_UCS2)
		return string_of((struct slice){ message.at + skip, message.size - skip });
	text = calloc(2, message.size + 1);
	for (size_t at = skip; text && at + 1 < message.size;)
		size += charset_put_utf8(text + size, next_character(octets, message.size, &at));
	string = string_of((struct slice){ text, size });
	free(text);
	return string;
}

static json_t *octets_of(const struct smpp_pdu *pdu)
{
	struct slice message = smpp_message_of(pdu);
	char *hex = calloc(2, message.size + 1);
	json_t *string = json_string(
		hex ? digest_hex(hex, (const uint8_t *)message.at, message.size) : "");

	free(hex);
	return string;
}

void smsc_json_write(FILE *to, const struct smsc_taken *taken)
{
	const struct smpp_pdu *pdu = taken->pdu;
	char at[UTC_TEXT_OCTETS];
	json_t *line = json_pack(
		"{s:s, s:i, s:s, s:s, s:o, s:o, s:o, s:o, s:i, s:i, s:i, s:o, s:o, s:s, s:i}", "at",
		utc_format(at, taken->at, UTC_CHINA_OFFSET_MINUTES), "connection",
		(int)taken->connection, "system_id", taken->system_id, "command",
		smpp_command_name(pdu->command_id), "from", string_of(pdu->source.text), "to",
		recipients_of(pdu), "text", text_of(pdu), "octets", octets_of(pdu), "data_coding",
		pdu->data_coding, "esm_class", pdu->esm_class, "priority_flag", pdu->priority_flag,
		"validity_period", string_of(pdu->validity_period), "areas", areas_of(pdu),
		"message_id", taken->message_id, "command_status", (int)taken->command_status);

	json_dumpf(line, to, JSON_COMPACT);
	fputc('\n', to);
	fflush(to);
	json_decref(line);
}
