/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/cells_row.h"

#include <unistr.h>

typedef bool read_fn(struct cell *cell, struct slice value);

static bool read_plmn(struct cell *cell, struct slice value)
{
	return cell_id_plmn_parse(&cell->id.plmn, value);
}

static bool read_rat(struct cell *cell, struct slice value)
{
	return cell_id_rat_from_name(value, &cell->id.rat);
}

static bool read_lac_tac(struct cell *cell, struct slice value)
{
	uint64_t number;

	if (!slice_to_u64(value, UINT32_MAX, &number))
		return false;
	cell->id.lac_tac = (uint32_t)number;
	return true;
}

static bool read_cell(struct cell *cell, struct slice value)
{
	return slice_to_u64(value, UINT64_MAX, &cell->id.cell);
}

static bool read_lat(struct cell *cell, struct slice value)
{
	int64_t degrees;

	if (!slice_to_fixed(value, 6, GEO_LAT_MAX_E6, &degrees))
		return false;
	cell->coverage.at.lat_e6 = (int32_t)degrees;
	return true;
}

static bool read_lon(struct cell *cell, struct slice value)
{
	int64_t degrees;

	if (!slice_to_fixed(value, 6, GEO_LON_MAX_E6, &degrees))
		return false;
	cell->coverage.at.lon_e6 = (int32_t)degrees;
	return true;
}

static bool read_u32(struct slice value, uint32_t max, uint32_t *out)
{
	uint64_t number;

	if (!slice_to_u64(value, max, &number))
		return false;
	*out = (uint32_t)number;
	return true;
}

static bool read_radius_m(struct cell *cell, struct slice value)
{
	return read_u32(value, CELLS_RADIUS_MAX_M, &cell->coverage.radius_m);
}

static bool read_tenths(struct slice value, uint16_t *out)
{
	int64_t tenths;

	if (!slice_to_fixed(value, 1, 3600, &tenths) || tenths < 0)
		return false;
	*out = (uint16_t)tenths;
	return true;
}

static bool read_azimuth(struct cell *cell, struct slice value)
{
	if (!read_tenths(value, &cell->coverage.azimuth_tenths))
		return false;
	cell->coverage.azimuth_tenths %= 3600;
	return true;
}

static bool read_beamwidth(struct cell *cell, struct slice value)
{
	return read_tenths(value, &cell->coverage.beamwidth_tenths);
}

static bool read_adcode(struct cell *cell, struct slice value)
{
	return cells_adcode_read(&cell->adcode, value);
}

static bool is_name(struct slice name)
{
	for (size_t i = 0; i < name.size; i++)
		if ((unsigned char)name.at[i] < ' ' || name.at[i] == 0x7f)
			return false;
	return name.size > 0 && name.size <= CELLS_NODE_OCTETS_MAX &&
	       !u8_check((const uint8_t *)name.at, name.size);
}

static bool read_node(struct cell *cell, struct slice value)
{
	struct slice rest = value, name;
	size_t count = 0;

	cell->node = value;
	if (value.size > 0 && value.at[value.size - 1] == ';')
		return false;
	while (cells_node_next(&name, &rest))
		if (++count > CELLS_POOL_MAX || !is_name(name))
			return false;
	return true;
}

static bool read_people(struct cell *cell, struct slice value)
{
	return read_u32(value, CELLS_PEOPLE_MAX, &cell->people);
}

static const struct {
	const char *name;
	bool is_needed;
	read_fn *read;
} columns[CELLS_ROW_COLUMNS] = {
	[CELLS_ROW_PLMN] = { "plmn", true, read_plmn },
	[CELLS_ROW_RAT] = { "rat", true, read_rat },
	[CELLS_ROW_LAC_TAC] = { "lac_tac", true, read_lac_tac },
	[CELLS_ROW_CELL] = { "cell", true, read_cell },
	[CELLS_ROW_LAT] = { "lat", true, read_lat },
	[CELLS_ROW_LON] = { "lon", true, read_lon },
	[CELLS_ROW_RADIUS_M] = { "radius_m", false, read_radius_m },
	[CELLS_ROW_AZIMUTH] = { "azimuth", false, read_azimuth },
	[CELLS_ROW_BEAMWIDTH] = { "beamwidth", false, read_beamwidth },
	[CELLS_ROW_ADCODE] = { "adcode", false, read_adcode },
	[CELLS_ROW_NODE] = { "node", false, read_node },
	[CELLS_ROW_PEOPLE] = { "people", false, read_people },
};

/* ---- the header ----------------------------------------------------------------------- */

static enum err column_meaning(enum cells_row_column *out, struct slice name, struct fault *why)
{
	for (unsigned int i = 0; i < CELLS_ROW_COLUMNS; i++) {
		if (!slice_is(name, columns[i].name))
			continue;
		*out = (enum cells_row_column)i;
		return ERR_OK;
	}
	return err_set(why, ERR_INPUT, NULL, "unknown column \"%.*s\"", SLICE_PRINT(name));
}

static enum err check_needed(const bool *seen, struct fault *why)
{
	for (unsigned int i = 0; i < CELLS_ROW_COLUMNS; i++)
		if (columns[i].is_needed && !seen[i])
			return err_set(why, ERR_INPUT, NULL, "column \"%s\" is missing",
				       columns[i].name);
	return ERR_OK;
}

enum err cells_row_header_read(struct cells_row_header *out, const struct csv_line *line,
			       struct fault *why)
{
	struct cells_row_header header = { .columns = line->count };
	bool seen[CELLS_ROW_COLUMNS] = { false };
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < line->count; i++) {
		struct slice name = slice_trim(line->fields[i]);

		err = column_meaning(&header.meaning[i], name, why);
		if (err == ERR_OK && seen[header.meaning[i]])
			err = err_set(why, ERR_INPUT, NULL, "column \"%.*s\" is there twice",
				      SLICE_PRINT(name));
		else if (err == ERR_OK)
			seen[header.meaning[i]] = true;
	}
	if (err == ERR_OK)
		err = check_needed(seen, why);
	if (err == ERR_OK)
		*out = header;
	return err;
}

/* ---- a row ---------------------------------------------------------------------------- */

/* TS 23.003 4.3.1, 19.6, 19.6A, 28.6: how many bits the numbers of a cell have. */
static const struct {
	unsigned int lac_tac_bits, cell_bits;
} widths[RAT_COUNT] = {
	[RAT_2G] = { 16, 16 },
	[RAT_3G] = { 16, 28 },
	[RAT_4G] = { 16, 28 },
	[RAT_5G] = { 24, 36 },
};

static enum err check_cell(const struct cell *cell, bool has_azimuth, struct fault *why)
{
	unsigned int lac_tac_bits = widths[cell->id.rat].lac_tac_bits;
	unsigned int cell_bits = widths[cell->id.rat].cell_bits;
	bool is_sector = cell->coverage.beamwidth_tenths % 3600 != 0;

	if (cell->id.lac_tac >> lac_tac_bits)
		return err_set(why, ERR_LIMIT, "TS 23.003", "lac_tac %u has more than %u bits",
			       (unsigned int)cell->id.lac_tac, lac_tac_bits);
	if (cell->id.cell >> cell_bits)
		return err_set(why, ERR_LIMIT, "TS 23.003", "cell %llu has more than %u bits",
			       (unsigned long long)cell->id.cell, cell_bits);
	if (is_sector && !has_azimuth)
		return err_set(why, ERR_INPUT, NULL, "a beamwidth needs an azimuth");
	return ERR_OK;
}

enum err cells_row_read(struct cell *out, const struct cells_row_header *header,
			const struct csv_line *line, struct fault *why)
{
	struct cell cell = { 0 };
	bool has_azimuth = false;
	enum err err;

	if (line->count != header->columns)
		return err_set(why, ERR_INPUT, NULL, "%zu fields where the header has %zu",
			       line->count, header->columns);
	for (size_t i = 0; i < line->count; i++) {
		enum cells_row_column column = header->meaning[i];
		struct slice value = slice_trim(line->fields[i]);

		if (value.size == 0 && !columns[column].is_needed)
			continue;
		if (!columns[column].read(&cell, value))
			return err_set(why, ERR_INPUT, NULL, "%s \"%.*s\" cannot be read",
				       columns[column].name, SLICE_PRINT(value));
		has_azimuth = has_azimuth || column == CELLS_ROW_AZIMUTH;
	}
	err = check_cell(&cell, has_azimuth, why);
	if (err == ERR_OK)
		*out = cell;
	return err;
}
