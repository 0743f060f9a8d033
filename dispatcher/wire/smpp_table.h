/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP's tables: what each field is, and which fields each PDU has, in the order in which they are
 * sent. smpp_pack.c and smpp_unpack.c both go by them; nobody else should.
 */
#ifndef WIRE_SMPP_TABLE_H
#define WIRE_SMPP_TABLE_H

#include "wire/smpp.h"

enum smpp_table_shape {
	SMPP_SHAPE_NONE = 0, /* ends a list of fields */
	SMPP_SHAPE_U8,
	SMPP_SHAPE_STRING,	 /* C-octet string, at most `max` octets with its NUL */
	SMPP_SHAPE_TIME,	 /* the same, of 1 or 17 octets */
	SMPP_SHAPE_MESSAGE,	 /* length (1), octets */
	SMPP_SHAPE_DESTINATIONS, /* count (1), (dest_flag (1), address or list name)... */
	SMPP_SHAPE_UNSUCCESSES,	 /* count (1), (address, error_status_code (4))... */
};

struct smpp_table_field {
	const char *name;
	enum smpp_table_shape shape;
	size_t at; /* offset of the value in struct smpp_pdu */
	size_t max;
};

enum {
	SMPP_TABLE_ADDRESS_MAX = 21,
	SMPP_TABLE_FIELDS_MAX = 19,
	SMPP_TABLE_DEST_ADDRESS = 1, /* dest_flag (SMPP 3.4 5.2.25) */
	SMPP_TABLE_DEST_LIST = 2,
};

enum smpp_table_body {
	SMPP_BODY_ALWAYS,
	SMPP_BODY_UNLESS_ERROR, /* a response: none where command_status says an error */
	SMPP_BODY_MAY_LACK,	/* a response: whose empty body loses nothing */
};

struct smpp_table_layout {
	uint32_t command_id;
	const char *name, *clause;
	enum smpp_table_body body;
	unsigned int tlvs;			   /* set of enum smpp_tlv_group */
	uint8_t fields[SMPP_TABLE_FIELDS_MAX + 1]; /* 0 ends the list */
};

/* Those of a list's items, which are no members of their own. */
extern const struct smpp_table_field smpp_table_address, smpp_table_dl_name;

/* NULL if there is none. */
const struct smpp_table_layout *smpp_table_layout(uint32_t command_id);
/* By index, NULL past the end: whoever asks for all of them. */
const struct smpp_table_layout *smpp_table_layout_at(size_t i);
/* The nth field of a PDU, NULL behind its last. */
const struct smpp_table_field *smpp_table_field(const struct smpp_table_layout *layout, size_t n);
/* Whether it may end behind its header. */
bool smpp_table_may_lack_body(const struct smpp_table_layout *layout, uint32_t command_status);
bool smpp_table_must(const struct smpp_table_layout *layout, const struct smpp_tlv_row *row,
		     const struct smpp_pdu *pdu);

#endif
