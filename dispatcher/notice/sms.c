/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/sms.h"

static const char clause[] = "TS 23.040 9.2.3.24.1";

/* Where the next septet or unit goes. */
struct writer {
	struct sms *sms;
	size_t room, used; /* of a part: septets, or units */
	size_t beyond;	   /* characters past the last part */
};

static bool is_beyond(const struct writer *writer)
{
	return writer->sms->count > SMS_PARTS_MAX;
}

static void begin_part(struct writer *writer)
{
	writer->sms->count++;
	writer->used = 0;
}

static void put_unit(struct sms_part *part, uint16_t unit)
{
	part->octets[part->size++] = (uint8_t)(unit >> 8);
	part->octets[part->size++] = (uint8_t)unit;
}

static void put_character(struct writer *writer, uint32_t character)
{
	bool is_gsm = writer->sms->is_gsm;
	uint8_t septets[2] = { 0 };
	uint16_t units[2] = { 0 };
	unsigned int count = is_gsm ? charset_septets(septets, character)
				    : charset_units(units, character);

	if (writer->sms->count == 0 || writer->used + count > writer->room)
		begin_part(writer);
	writer->used += count;
	if (is_beyond(writer)) {
		writer->beyond++;
		return;
	}
	for (unsigned int i = 0; i < count; i++) {
		struct sms_part *part = &writer->sms->parts[writer->sms->count - 1];

		if (is_gsm)
			part->octets[part->size++] = septets[i];
		else
			put_unit(part, units[i]);
	}
}

static size_t room_of(const struct charset_count *count, bool is_gsm)
{
	if (is_gsm)
		return count->septets <= SMS_GSM_ONE ? SMS_GSM_ONE : SMS_GSM_EACH;
	return count->units <= SMS_UCS2_ONE ? SMS_UCS2_ONE : SMS_UCS2_EACH;
}

enum err sms_make(struct sms *out, struct slice text, bool may_gsm, struct fault *why)
{
	struct sms sms = { 0 };
	struct writer writer = { .sms = &sms };
	struct charset_count count;
	uint32_t character;
	enum err err = charset_count(&count, text, why);

	if (err != ERR_OK)
		return err;
	if (count.characters == 0)
		return err_set(why, ERR_LIMIT, clause, "there is no text");
	sms.is_gsm = may_gsm && count.fits_gsm;
	writer.room = room_of(&count, sms.is_gsm);
	while (charset_next(&text, &character))
		put_character(&writer, character);
	if (writer.beyond > 0)
		return err_set(why, ERR_LIMIT, clause, "%zu characters too many for %d parts",
			       writer.beyond, SMS_PARTS_MAX);
	*out = sms;
	return ERR_OK;
}

size_t sms_join(uint8_t octets[SMS_OCTETS_MAX], const struct sms *sms)
{
	size_t size = 0;

	for (size_t i = 0; i < sms->count; i++) {
		memcpy(octets + size, sms->parts[i].octets, sms->parts[i].size);
		size += sms->parts[i].size;
	}
	return size;
}

void sms_header(uint8_t header[SMS_HEADER_OCTETS], uint8_t reference, size_t count, size_t number)
{
	header[0] = SMS_HEADER_OCTETS - 1;
	header[1] = 0;
	header[2] = 3;
	header[3] = reference;
	header[4] = (uint8_t)count;
	header[5] = (uint8_t)number;
}
