/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/cell_id.h"

#include <stdio.h>
#include <string.h>

static const char *const rat_names[RAT_COUNT] = {
	[RAT_NONE] = "none", [RAT_2G] = "2g", [RAT_3G] = "3g", [RAT_4G] = "4g", [RAT_5G] = "5g",
};

const char *cell_id_rat_name(enum rat rat)
{
	return (unsigned int)rat < RAT_COUNT ? rat_names[rat] : "invalid";
}

bool cell_id_rat_from_name(struct slice name, enum rat *out)
{
	for (unsigned int i = RAT_2G; i < RAT_COUNT; i++) {
		if (!slice_is(name, rat_names[i]))
			continue;
		*out = (enum rat)i;
		return true;
	}
	return false;
}

bool cell_id_plmn_parse(struct plmn *out, struct slice text)
{
	struct slice mnc = { text.at + 3, text.size > 3 ? text.size - 3 : 0 };
	uint64_t country, network;

	if (mnc.size > 0 && mnc.at[0] == '-')
		mnc = (struct slice){ mnc.at + 1, mnc.size - 1 };
	if ((mnc.size != 2 && mnc.size != 3) ||
	    !slice_to_u64((struct slice){ text.at, 3 }, 999, &country) ||
	    !slice_to_u64(mnc, 999, &network))
		return false;
	*out = (struct plmn){ (uint16_t)country, (uint16_t)network, mnc.size == 3 };
	return true;
}

const char *cell_id_plmn_format(char *buf, struct plmn plmn)
{
	snprintf(buf, 8, plmn.mnc_has_3_digits ? "%03u-%03u" : "%03u-%02u", plmn.mcc % 1000u,
		 plmn.mnc % 1000u);
	return buf;
}

/* TS 24.008 10.5.1.13: a two-digit MNC has 1111 where its third digit would be. */
void cell_id_plmn_pack(uint8_t octets[CELL_ID_PLMN_OCTETS], struct plmn plmn)
{
	unsigned int mcc = plmn.mcc, mnc = plmn.mnc_has_3_digits ? plmn.mnc : plmn.mnc * 10u;
	unsigned int mnc3 = plmn.mnc_has_3_digits ? mnc % 10 : 0xf;

	octets[0] = (uint8_t)(mcc / 10 % 10 << 4 | mcc / 100 % 10);
	octets[1] = (uint8_t)(mnc3 << 4 | mcc % 10);
	octets[2] = (uint8_t)(mnc / 10 % 10 << 4 | mnc / 100 % 10);
}

bool cell_id_plmn_unpack(struct plmn *out, const uint8_t octets[CELL_ID_PLMN_OCTETS])
{
	unsigned int mcc1 = octets[0] & 15, mcc2 = octets[0] >> 4, mcc3 = octets[1] & 15;
	unsigned int mnc1 = octets[2] & 15, mnc2 = octets[2] >> 4, mnc3 = octets[1] >> 4;

	if (mcc1 > 9 || mcc2 > 9 || mcc3 > 9 || mnc1 > 9 || mnc2 > 9 || (mnc3 > 9 && mnc3 != 15))
		return false;
	out->mcc = (uint16_t)(mcc1 * 100 + mcc2 * 10 + mcc3);
	out->mnc_has_3_digits = mnc3 != 15;
	out->mnc = (uint16_t)(mnc3 == 15 ? mnc1 * 10 + mnc2 : mnc1 * 100 + mnc2 * 10 + mnc3);
	return true;
}

bool cell_id_plmn_equal(struct plmn a, struct plmn b)
{
	return a.mcc == b.mcc && a.mnc == b.mnc;
}

bool cell_id_plmn_is_set(struct plmn plmn)
{
	return plmn.mcc != 0 || plmn.mnc != 0;
}

void cell_id_pack(uint8_t octets[CELL_ID_OCTETS], const struct cell_id *cell)
{
	cell_id_plmn_pack(octets, cell->plmn);
	octets[3] = (uint8_t)cell->rat;
	octets_put(octets + 4, 3, cell->lac_tac);
	octets_put(octets + 7, 5, cell->cell);
}

bool cell_id_unpack(struct cell_id *out, const uint8_t octets[CELL_ID_OCTETS])
{
	struct cell_id cell;

	if (!cell_id_plmn_unpack(&cell.plmn, octets) || octets[3] == RAT_NONE ||
	    octets[3] >= RAT_COUNT)
		return false;
	cell.rat = (enum rat)octets[3];
	cell_id_unpack_numbers(&cell, octets);
	*out = cell;
	return true;
}

const char *cell_id_format(char *buf, const struct cell_id *cell)
{
	char plmn[8];

	snprintf(buf, CELL_ID_TEXT_OCTETS, "%s-%s-%u-%llu", cell_id_plmn_format(plmn, cell->plmn),
		 cell_id_rat_name(cell->rat), (unsigned int)cell->lac_tac,
		 (unsigned long long)cell->cell);
	return buf;
}

bool cell_id_parse(struct cell_id *out, struct slice text)
{
	struct slice rest = text, rat, lac_tac, cell;
	struct cell_id found;
	uint64_t area, number;
	size_t plmn = 0;

	for (int dashes = 0; plmn < text.size; plmn++)
		if (text.at[plmn] == '-' && ++dashes == 2)
			break;
	rest = (struct slice){ text.at + plmn, text.size - plmn };
	if (!cell_id_plmn_parse(&found.plmn, (struct slice){ text.at, plmn }) ||
	    !slice_word(&rest, "-", &rat) || !slice_word(&rest, "-", &lac_tac) ||
	    !slice_word(&rest, "-", &cell) || rest.size > 0)
		return false;
	if (!cell_id_rat_from_name(rat, &found.rat) || !slice_to_u64(lac_tac, 0xffffff, &area) ||
	    !slice_to_u64(cell, 0xfffffffff, &number))
		return false;
	found.lac_tac = (uint32_t)area;
	found.cell = number;
	*out = found;
	return true;
}

bool cell_id_equal(const struct cell_id *a, const struct cell_id *b)
{
	return cell_id_plmn_equal(a->plmn, b->plmn) &&
	       a->plmn.mnc_has_3_digits == b->plmn.mnc_has_3_digits && a->rat == b->rat &&
	       a->lac_tac == b->lac_tac && a->cell == b->cell;
}

int cell_id_compare(const struct cell_id *a, const struct cell_id *b)
{
	uint8_t x[CELL_ID_OCTETS], y[CELL_ID_OCTETS];

	cell_id_pack(x, a);
	cell_id_pack(y, b);
	return memcmp(x, y, CELL_ID_OCTETS);
}
