/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cell identity: what names one cell in the world, in every generation, and its fixed
 * 12-octet form, which routes and snapshots store:
 *
 *	octet 0-2  PLMN as TS 24.008 10.5.1.13 writes it (MCC2 MCC1 | MNC3 MCC3 | MNC2 MNC1)
 *	octet 3    radio access technology
 *	octet 4-6  LAC (2G, 16 bits) or TAC (4G 16 bits, 5G 24 bits), big-endian
 *	octet 7-11 CI (2G, 16 bits), ECI (28 bits) or NCI (36 bits), big-endian
 */
#ifndef NOTICE_CELL_ID_H
#define NOTICE_CELL_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/octets.h"
#include "base/slice.h"

enum rat { RAT_NONE = 0, RAT_2G, RAT_3G, RAT_4G, RAT_5G, RAT_COUNT };

struct plmn {
	uint16_t mcc, mnc; /* 0..999 */
	bool mnc_has_3_digits;
};

struct cell_id {
	struct plmn plmn;
	enum rat rat;
	uint32_t lac_tac;
	uint64_t cell;
};

enum {
	CELL_ID_OCTETS = 12,
	CELL_ID_TEXT_OCTETS = 48,
	CELL_ID_PLMN_OCTETS = 3,
};

const char *cell_id_rat_name(enum rat rat); /* "2g", "3g", "4g", "5g", "none" */
bool cell_id_rat_from_name(struct slice name, enum rat *out);

/* "46000" or "460-00", "310410", "310-410": two or three digits of MNC as written. */
bool cell_id_plmn_parse(struct plmn *out, struct slice text);
const char *cell_id_plmn_format(char *buf, struct plmn plmn); /* "460-00"; 8 octets */
void cell_id_plmn_pack(uint8_t octets[CELL_ID_PLMN_OCTETS], struct plmn plmn);
/* False where a digit is not decimal. */
bool cell_id_plmn_unpack(struct plmn *out, const uint8_t octets[CELL_ID_PLMN_OCTETS]);
/* By the numbers: no country has an MNC of two digits and the same of three. */
bool cell_id_plmn_equal(struct plmn a, struct plmn b);
bool cell_id_plmn_is_set(struct plmn plmn); /* 000-00 is nobody's */

void cell_id_pack(uint8_t octets[CELL_ID_OCTETS], const struct cell_id *cell);
bool cell_id_unpack(struct cell_id *out, const uint8_t octets[CELL_ID_OCTETS]);

/* Octets 4 to 11, in one load each: answers hold a million of them. */
static inline void cell_id_unpack_numbers(struct cell_id *out, const uint8_t octets[CELL_ID_OCTETS])
{
	out->lac_tac = octets_get_u32(octets + 3) & 0xffffff;
	out->cell = (uint64_t)octets[7] << 32 | octets_get_u32(octets + 8);
}

/* "460-00-2g-9548-7001" into CELL_ID_TEXT_OCTETS; returns buf. */
const char *cell_id_format(char *buf, const struct cell_id *cell);
/* What cell_id_format() writes; false for anything else. */
bool cell_id_parse(struct cell_id *out, struct slice text);
bool cell_id_equal(const struct cell_id *a, const struct cell_id *b);
/* By their octets: the order in which the register answers and routes have them. */
int cell_id_compare(const struct cell_id *a, const struct cell_id *b);

#endif
