/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/serial.h"

enum { MINUTE_US = 60000000 };

enum err serial_pack(uint16_t *out, const struct serial *serial, struct fault *why)
{
	if (serial->message_code > SERIAL_MESSAGE_CODE_MAX)
		return err_set(why, ERR_LIMIT, "TS 23.041 9.4.1.2.1", "message code %u > %d",
			       serial->message_code, SERIAL_MESSAGE_CODE_MAX);
	if (serial->update_number > SERIAL_UPDATE_NUMBER_MAX)
		return err_set(why, ERR_LIMIT, "TS 23.041 9.4.1.2.1", "update number %u > %d",
			       serial->update_number, SERIAL_UPDATE_NUMBER_MAX);
	*out = (uint16_t)((unsigned int)serial->scope << 14 | serial->message_code << 4 |
			  serial->update_number);
	return ERR_OK;
}

struct serial serial_unpack(uint16_t serial_number)
{
	return (struct serial){
		(enum serial_scope)(serial_number >> 14),
		serial_number >> 4 & SERIAL_MESSAGE_CODE_MAX,
		serial_number & SERIAL_UPDATE_NUMBER_MAX,
	};
}

enum err serial_etws(uint16_t *out, const struct serial *serial, uint16_t flags, struct fault *why)
{
	uint16_t plain;
	enum err err;

	if (serial->message_code > SERIAL_ETWS_CODE_MAX)
		return err_set(why, ERR_LIMIT, "TS 23.041 9.4.1.2.1", "message code %u > %d",
			       serial->message_code, SERIAL_ETWS_CODE_MAX);
	if (flags & ~(SERIAL_ETWS_ALERT | SERIAL_ETWS_POPUP))
		return err_set(why, ERR_LIMIT, "TS 23.041 9.4.1.2.1", "flags 0x%04x", flags);
	err = serial_pack(&plain, serial, why);
	if (err != ERR_OK)
		return err;
	*out = plain | flags;
	return ERR_OK;
}

uint16_t serial_etws_plain(uint16_t serial_number)
{
	return serial_number & (uint16_t) ~(SERIAL_ETWS_ALERT | SERIAL_ETWS_POPUP);
}

void serial_codes_init(struct serial_codes *codes, uint16_t first, uint16_t last)
{
	*codes = (struct serial_codes){ .first = first, .last = last, .next = first };
}

static uint32_t minutes(struct utc t)
{
	return (uint32_t)(t.us / MINUTE_US);
}

static bool has_rested(const struct serial_codes *codes, uint16_t code, struct utc now)
{
	return codes->used_at[code] == 0 ||
	       minutes(now) >= codes->used_at[code] + SERIAL_REST_HOURS * 60;
}

static void mark(struct serial_codes *codes, uint16_t code, uint8_t update, struct utc at)
{
	bool rested = has_rested(codes, code, at);

	if (minutes(at) > codes->used_at[code])
		codes->used_at[code] = minutes(at);
	if (rested || update > codes->update[code])
		codes->update[code] = update;
}

static uint16_t after(const struct serial_codes *codes, uint16_t code)
{
	return code >= codes->last ? codes->first : (uint16_t)(code + 1);
}

static bool find_rested(const struct serial_codes *codes, struct utc now, uint16_t *found)
{
	uint16_t code = codes->next;

	for (unsigned int i = codes->first; i <= codes->last; i++, code = after(codes, code)) {
		if (!has_rested(codes, code, now))
			continue;
		*found = code;
		return true;
	}
	return false;
}

/* Walking round from `next` meets the longest-resting code first. */
static bool find_spare_update(const struct serial_codes *codes, uint16_t *found)
{
	uint16_t code = codes->next;

	for (unsigned int i = codes->first; i <= codes->last; i++, code = after(codes, code)) {
		if (codes->update[code] == SERIAL_UPDATE_NUMBER_MAX)
			continue;
		*found = code;
		return true;
	}
	return false;
}

enum err serial_take(struct serial_codes *codes, struct utc now, uint16_t *serial_number,
		     struct fault *why)
{
	struct serial serial = { .scope = SERIAL_SCOPE_PLMN };

	if (!find_rested(codes, now, &serial.message_code)) {
		if (!find_spare_update(codes, &serial.message_code))
			return err_set(why, ERR_FULL, "TS 23.041 9.4.1.2.1",
				       "all serial numbers of codes %u..%u were used within %d "
				       "hours: a phone would drop a repeated one",
				       codes->first, codes->last, SERIAL_REST_HOURS);
		serial.update_number = (uint8_t)(codes->update[serial.message_code] + 1);
	}
	mark(codes, serial.message_code, serial.update_number, now);
	codes->next = after(codes, serial.message_code);
	return serial_pack(serial_number, &serial, why);
}

enum err serial_update(struct serial_codes *codes, uint16_t previous, struct utc now,
		       uint16_t *serial_number, struct fault *why)
{
	struct serial serial = serial_unpack(previous);

	if (codes->update[serial.message_code] > serial.update_number)
		serial.update_number = codes->update[serial.message_code];
	if (serial.update_number == SERIAL_UPDATE_NUMBER_MAX)
		return serial_take(codes, now, serial_number, why);
	serial.update_number++;
	mark(codes, serial.message_code, serial.update_number, now);
	return serial_pack(serial_number, &serial, why);
}

void serial_hold(struct serial_codes *codes, uint16_t serial_number, struct utc until)
{
	struct serial serial = serial_unpack(serial_number);

	mark(codes, serial.message_code, serial.update_number, until);
}

void serial_keep(struct serial_codes *codes, uint16_t serial_number, struct utc now,
		 struct utc until)
{
	struct serial serial = serial_unpack(serial_number);
	uint8_t highest = codes->update[serial.message_code];

	if (!has_rested(codes, serial.message_code, now) && highest > serial.update_number)
		serial.update_number = highest;
	mark(codes, serial.message_code, serial.update_number, until);
}
