/* SPDX-License-Identifier: AGPL-3.0-or-later */
#pragma GCC diagnostic ignored "-Wmisleading-indentation"
#include "wire/cbsp.h"
#include <string.h>
#include <talloc.h>
const char *cbsp_type_name(enum cbsp_type t)
{
	switch ((int)t) {
	case 1:
		return "WRITE-REPLACE";
	case 2:
		return "WRITE-REPLACE COMPLETE";
	case 3:
		return "WRITE-REPLACE FAILURE";
	case 4:
		return "KILL";
	case 5:
		return "KILL COMPLETE";
	case 6:
		return "KILL FAILURE";
	case 0x13:
		return "RESTART";
	case 0x14:
		return "FAILURE";
	case 0x15:
		return "ERROR INDICATION";
	case 0x16:
		return "KEEP ALIVE";
	case 0x17:
		return "KEEP ALIVE COMPLETE";
	default:
		return "message";
	}
}
const char *cbsp_cause_name(uint8_t c)
{
	switch (c) {
	case 0:
		return "parameter not recognised";
	case 2:
		return "message reference not identified";
	case 3:
		return "cell identity not valid";
	case 6:
		return "BSC capacity exceeded";
	case 9:
		return "cell broadcast not supported";
	case 10:
		return "cell broadcast not operational";
	case 13:
		return "message reference already used";
	case 15:
		return "LAI or LAC not valid";
	default:
		return "other cause";
	}
}
enum err cbsp_need(const uint8_t *o, size_t s, size_t *t, struct fault *w)
{
	(void)w;
	if (s >= 4)
		*t = 4 + ((size_t)o[1] << 16 | (size_t)o[2] << 8 | o[3]);
	return ERR_OK;
}
struct w {
	uint8_t *o;
	size_t n, room;
};
static void b(struct w *w, unsigned v)
{
	if (w->n < w->room)
		w->o[w->n] = (uint8_t)v;
	w->n++;
}
static void h(struct w *w, unsigned v)
{
	b(w, v >> 8);
	b(w, v & 255);
}
static void cell(struct w *w, const struct cbsp_cell *c)
{
	uint8_t p[3];
	if (c->form == 0 || c->form == 4) {
		cell_id_plmn_pack(p, c->plmn);
		for (int i = 0; i < 3; i++)
			b(w, p[i]);
	}
	if (c->form == 0 || c->form == 1 || c->form >= 4)
		if (c->form != 6)
			h(w, c->lac);
	if (c->form <= 2)
		h(w, c->ci);
}
enum err cbsp_pack(uint8_t *o, size_t room, size_t *size, const struct cbsp_message *m,
		   struct fault *why)
{
	struct w w = { o, 4, room };
	if (room < 4)
		return err_set(why, ERR_LIMIT, NULL, "no room");
	if (m->type == CBSP_KEEP_ALIVE) {
		unsigned s = m->keep_alive_period_s, c = s <= 10    ? s
							 : s <= 30  ? 10 + (s - 10) / 2
							 : s <= 120 ? 20 + (s - 30) / 5
							 : s <= 600 ? 38 + (s - 120) / 10
								    : 86 + (s - 600) / 30;
		b(&w, 0x18);
		b(&w, c);
	}
	if (m->has_message_identifier) {
		b(&w, 0x0e);
		h(&w, m->message_identifier);
	}
	if (m->has_new_serial_number) {
		b(&w, 3);
		h(&w, m->new_serial_number);
	}
	if (m->has_old_serial_number) {
		b(&w, 2);
		h(&w, m->old_serial_number);
	}
	if (m->failure_count) {
		size_t at;
		b(&w, 9);
		at = w.n;
		h(&w, 0);
		for (size_t i = 0; i < m->failure_count; i++) {
			b(&w, m->failures[i].cell.form);
			cell(&w, &m->failures[i].cell);
			b(&w, m->failures[i].cause);
		}
		if (w.n <= room) {
			o[at] = (uint8_t)((w.n - at - 2) >> 8);
			o[at + 1] = (uint8_t)(w.n - at - 2);
		}
	}
	if (m->completed_count) {
		size_t at;
		b(&w, 8);
		at = w.n;
		h(&w, 0);
		b(&w, m->completed[0].cell.form);
		for (size_t i = 0; i < m->completed_count; i++) {
			cell(&w, &m->completed[i].cell);
			h(&w, m->completed[i].count);
			b(&w, m->completed[i].info);
		}
		if (w.n <= room) {
			o[at] = (uint8_t)((w.n - at - 2) >> 8);
			o[at + 1] = (uint8_t)(w.n - at - 2);
		}
	}
	if (m->has_cells) {
		size_t at;
		b(&w, 4);
		at = w.n;
		h(&w, 0);
		b(&w, m->cell_count ? m->cells[0].form : 6);
		for (size_t i = 0; i < m->cell_count; i++)
			cell(&w, &m->cells[i]);
		if (w.n <= room) {
			o[at] = (uint8_t)((w.n - at - 2) >> 8);
			o[at + 1] = (uint8_t)(w.n - at - 2);
		}
	}
	if (m->has_channel) {
		b(&w, 0x12);
		b(&w, m->channel);
	}
	if (m->type == CBSP_WRITE_REPLACE) {
		b(&w, 5);
		b(&w, m->category);
		b(&w, 6);
		h(&w, m->repetition_period);
		b(&w, 7);
		h(&w, m->number_of_broadcasts);
		b(&w, 0x13);
		b(&w, (unsigned)m->page_count);
		b(&w, 0x0c);
		b(&w, m->dcs);
		for (size_t i = 0; i < m->page_count; i++) {
			b(&w, 1);
			b(&w, m->pages[i].used);
			for (int j = 0; j < 82; j++)
				b(&w, m->pages[i].octets[j]);
		}
	}
	if (m->type == CBSP_RESTART || m->type == CBSP_FAILURE) {
		b(&w, 0x16);
		b(&w, m->broadcast_type);
	}
	if (m->type == CBSP_RESTART) {
		b(&w, 0x0d);
		b(&w, m->recovery);
	}
	if (m->type == CBSP_ERROR_INDICATION) {
		b(&w, 0x0b);
		b(&w, m->cause);
	}
	if (w.n > room)
		return err_set(why, ERR_LIMIT, NULL, "no room");
	o[0] = (uint8_t)m->type;
	o[1] = (uint8_t)((w.n - 4) >> 16);
	o[2] = (uint8_t)((w.n - 4) >> 8);
	o[3] = (uint8_t)(w.n - 4);
	*size = w.n;
	return ERR_OK;
}
static int csize(int f)
{
	switch (f) {
	case 0:
		return 7;
	case 1:
		return 4;
	case 2:
		return 2;
	case 4:
		return 5;
	case 5:
		return 2;
	case 6:
		return 0;
	default:
		return -1;
	}
}
static bool rd(struct cbsp_cell *c, int f, const uint8_t *p)
{
	memset(c, 0, sizeof(*c));
	c->form = (enum cbsp_cell_form)f;
	if (f == 0 || f == 4) {
		if (!cell_id_plmn_unpack(&c->plmn, p))
			return false;
		p += 3;
	}
	if (f == 0 || f == 1 || f == 4 || f == 5) {
		c->lac = (uint16_t)(p[0] << 8 | p[1]);
		p += 2;
	}
	if (f <= 2)
		c->ci = (uint16_t)(p[0] << 8 | p[1]);
	return true;
}
enum err cbsp_unpack(struct cbsp_message **out, void *ctx, const uint8_t *o, size_t n,
		     struct fault *why)
{
	struct cbsp_message *m = talloc_zero(ctx, struct cbsp_message);
	size_t i = 4;
#define BAD return err_set(why, ERR_INPUT, NULL, "malformed at octet %zu", i)
	if (n < 4)
		BAD;
	m->type = (enum cbsp_type)o[0];
	while (i < n) {
		uint8_t e = o[i++];
		size_t len;
		const uint8_t *p;
		static const uint8_t fix[0x19] = {
			[1] = 83,   [2] = 2,	[3] = 2,     [5] = 1,	 [6] = 2,
			[7] = 2,    [0xb] = 1,	[0xc] = 1,   [0xd] = 1,	 [0xe] = 2,
			[0xf] = 1,  [0x10] = 2, [0x11] = 50, [0x12] = 1, [0x13] = 1,
			[0x14] = 1, [0x15] = 1, [0x16] = 1,  [0x17] = 1, [0x18] = 1
		};
		if (e == 4 || e == 8 || e == 9 || e == 10) {
			if (i + 2 > n)
				BAD;
			len = (size_t)o[i] << 8 | o[i + 1];
			i += 2;
		} else if (e < 0x19 && fix[e])
			len = fix[e];
		else
			BAD;
		if (i + len > n)
			BAD;
		p = o + i;
		switch (e) {
		case 1:
			if (m->page_count == 15 || p[0] > 82)
				BAD;
			m->pages[m->page_count].used = p[0];
			memcpy(m->pages[m->page_count++].octets, p + 1, 82);
			break;
		case 2:
			m->has_old_serial_number = true;
			m->old_serial_number = (uint16_t)(p[0] << 8 | p[1]);
			break;
		case 3:
			m->has_new_serial_number = true;
			m->new_serial_number = (uint16_t)(p[0] << 8 | p[1]);
			break;
		case 0xe:
			m->has_message_identifier = true;
			m->message_identifier = (uint16_t)(p[0] << 8 | p[1]);
			break;
		case 5:
			m->category = p[0];
			break;
		case 6:
			m->repetition_period = (uint16_t)(p[0] << 8 | p[1]);
			break;
		case 7:
			m->number_of_broadcasts = (uint16_t)(p[0] << 8 | p[1]);
			break;
		case 0xb:
			m->cause = p[0];
			break;
		case 0xc:
			m->dcs = p[0];
			break;
		case 0x12:
			m->has_channel = true;
			m->channel = p[0];
			break;
		case 0x16:
			m->broadcast_type = p[0];
			break;
		case 0xd:
			m->recovery = p[0];
			break;
		case 4: {
			int s;
			struct cbsp_cell *c;
			if (len < 1)
				BAD;
			s = csize(p[0] & 15);
			if (s < 0)
				BAD;
			m->has_cells = true;
			if (!s)
				break;
			if ((len - 1) % (size_t)s)
				BAD;
			m->cell_count = (len - 1) / (size_t)s;
			m->cells = c = talloc_array(m, struct cbsp_cell, (unsigned)m->cell_count);
			for (size_t k = 0; k < m->cell_count; k++)
				if (!rd(&c[k], p[0] & 15, p + 1 + k * (size_t)s))
					BAD;
			break;
		}
		case 8: {
			int s;
			struct cbsp_item *c;
			if (len < 1)
				BAD;
			s = csize(p[0] & 15);
			if (s < 0)
				BAD;
			s += 3;
			if ((len - 1) % (size_t)s)
				BAD;
			if (m->completed)
				BAD;
			m->completed_count = (len - 1) / (size_t)s;
			m->completed = c = talloc_zero_array(m, struct cbsp_item,
							     (unsigned)m->completed_count);
			for (size_t k = 0; k < m->completed_count; k++) {
				const uint8_t *q = p + 1 + k * (size_t)s;
				if (!rd(&c[k].cell, p[0] & 15, q))
					BAD;
				q += s - 3;
				c[k].count = (uint16_t)(q[0] << 8 | q[1]);
				c[k].info = q[2];
			}
			break;
		}
		case 9: {
			size_t k = 0;
			struct cbsp_item *c = talloc_zero_array(m, struct cbsp_item,
								(unsigned)(len / 2 + 1));
			if (m->failures)
				BAD;
			m->failures = c;
			while (k < len) {
				int s = csize(p[k] & 15);
				if (s < 0 || k + 2 + (size_t)s > len)
					BAD;
				if (!rd(&c[m->failure_count].cell, p[k] & 15, p + k + 1))
					BAD;
				c[m->failure_count++].cause = p[k + 1 + (size_t)s];
				k += 2 + (size_t)s;
			}
			break;
		}
		default:
			break;
		}
		i += len;
	}
	*out = m;
	return ERR_OK;
}
