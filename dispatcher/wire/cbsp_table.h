/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP's tables: what each element is, and which elements each message has, in the order in which
 * they are sent. cbsp_pack.c and cbsp_unpack.c both go by them; nobody else should.
 */
#ifndef WIRE_CBSP_TABLE_H
#define WIRE_CBSP_TABLE_H

#include "wire/cbsp.h"

enum {
	CBSP_TABLE_HEADER_OCTETS = 4,
	CBSP_TABLE_LIST_OCTETS_MAX = 65535, /* behind a length of two octets */
	CBSP_TABLE_IEIS = 0x19,
	CBSP_TABLE_MESSAGE_IEIS = 16,
	CBSP_TABLE_IEI_PAGE = 0x01,
	CBSP_TABLE_IEI_EMERGENCY = 0x0f,
	CBSP_TABLE_IEI_CHANNEL = 0x12,
};

enum cbsp_table_shape {
	CBSP_SHAPE_NONE = 0, /* no such element: its length cannot be told */
	CBSP_SHAPE_U8,
	CBSP_SHAPE_U16,
	CBSP_SHAPE_OCTETS,
	CBSP_SHAPE_PERIOD, /* seconds, in one octet (TS 48.049 8.2.23, 8.2.24) */
	CBSP_SHAPE_PAGE,
	CBSP_SHAPE_PAGE_COUNT,
	/* Lists: length (2), then items. */
	CBSP_SHAPE_CELLS,     /* discriminator; cell... */
	CBSP_SHAPE_COMPLETED, /* discriminator; (cell, count 2, info 1)... */
	CBSP_SHAPE_LOADING,   /* discriminator; (cell, load 2)... */
	CBSP_SHAPE_FAILURES,  /* (discriminator, cell, cause 1)... */
};

struct cbsp_table_element {
	const char *name;
	enum cbsp_table_shape shape;
	uint8_t octets;	   /* of a fixed value; 0: a list */
	size_t at;	   /* offset of the value, or of the pointer to a list's items */
	size_t has;	   /* offset of the bool that says it is there; 0: none, it always is */
	size_t count;	   /* offset of a list's size_t */
	uint32_t min, max; /* what may be written of a number */
};

enum cbsp_table_need { CBSP_MUST, CBSP_MAY, CBSP_IF_CBS, CBSP_IF_ETWS };

struct cbsp_table_layout {
	enum cbsp_type type;
	const char *name;
	struct {
		uint8_t iei; /* 0 ends the list */
		enum cbsp_table_need need;
	} rows[CBSP_TABLE_MESSAGE_IEIS];
};

/* NULL if there is none. */
const struct cbsp_table_element *cbsp_table_element(uint8_t iei);
const struct cbsp_table_layout *cbsp_table_layout(enum cbsp_type type);

/* Octets of one cell; -1: no such form. */
int cbsp_table_cell_octets(unsigned int form);
/* Octets behind the cell in an item of a list. */
size_t cbsp_table_tail_octets(enum cbsp_table_shape shape);
/* Distance of two items of a list in memory; an item begins with its cell. */
size_t cbsp_table_stride(enum cbsp_table_shape shape);

/* Rounded up to what can be said; at most CBSP_PERIOD_SECONDS_MAX. */
uint8_t cbsp_table_period_code(uint32_t seconds);
/* False where the code is reserved. */
bool cbsp_table_period_of(uint32_t *seconds, uint8_t code);

#endif
