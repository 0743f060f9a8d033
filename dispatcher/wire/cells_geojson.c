/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/cells_geojson.h"

#include "wire/geojson.h"
#include "wire/member.h"

struct features {
	struct text *out;
	size_t count;
};

static void begin_feature(struct features *features)
{
	text_puts(features->out,
		  features->count++ ? ",{\"type\":\"Feature\"" : "{\"type\":\"Feature\"");
}

/* ---- areas ------------------------------------------------------------------------------ */

static void put_polygon(struct features *features, const struct geo_polygon *polygon)
{
	begin_feature(features);
	text_puts(features->out, ",\"geometry\":");
	geojson_put_polygon(features->out, polygon);
	text_puts(features->out, ",\"properties\":{\"kind\":\"area\",\"shape\":\"polygon\"}}");
}

static void put_circle(struct features *features, const struct geo_circle *circle)
{
	begin_feature(features);
	text_puts(features->out, ",\"geometry\":");
	geojson_put_circle(features->out, circle);
	text_printf(features->out,
		    ",\"properties\":{\"kind\":\"area\",\"shape\":\"circle\",\"radius_m\":%u}}",
		    circle->radius_m);
}

static void put_code(struct features *features, const struct area_code *code)
{
	begin_feature(features);
	text_puts(features->out,
		  ",\"geometry\":null,\"properties\":{\"kind\":\"area\",\"shape\":\"code\"");
	member_put(features->out, "value_name", code->value_name);
	member_put(features->out, "value", code->value);
	text_puts(features->out, "}}");
}

static void put_area(struct features *features, const struct area *area)
{
	for (size_t i = 0; i < area->polygon_count; i++)
		put_polygon(features, &area->polygons[i]);
	for (size_t i = 0; i < area->circle_count; i++)
		put_circle(features, &area->circles[i]);
	for (size_t i = 0; i < area->code_count; i++)
		put_code(features, &area->codes[i]);
}

/* ---- cells ------------------------------------------------------------------------------ */

static void put_cell(struct features *features, const struct cell *cell,
		     enum audience_status status)
{
	struct text *out = features->out;
	char name[CELL_ID_TEXT_OCTETS];

	cell_id_format(name, &cell->id);
	begin_feature(features);
	text_printf(out, ",\"id\":\"%s\",\"geometry\":", name);
	geojson_put_sector(out, &cell->coverage);
	text_printf(out, ",\"properties\":{\"kind\":\"cell\",\"cell\":\"%s\",\"rat\":\"%s\"", name,
		    cell_id_rat_name(cell->id.rat));
	member_put_text(out, "node", cell->node);
	member_put_number(out, "people", cell->people);
	if (cell->adcode)
		text_printf(out, ",\"adcode\":\"%06u\"", cell->adcode);
	if (status != AUDIENCE_NONE)
		member_put(out, "status", slice_of(audience_status_name(status)));
	text_puts(out, "}}");
}

static enum audience_status status_of(const struct cells_geojson *map, size_t cell)
{
	return map->statuses ? map->statuses[cell] : AUDIENCE_NONE;
}

/* What goes wrong must not fall behind the bound: it comes first where not all has room. */
static bool comes_first(const struct cells_geojson *map, size_t cell)
{
	enum audience_status status = status_of(map, cell);

	return map->count > map->most && status != AUDIENCE_NONE && status != AUDIENCE_REACHED;
}

static void put_cells(struct features *features, const struct cells_geojson *map)
{
	size_t room = map->most;

	for (size_t i = 0; i < map->count && room > 0; i++)
		if (comes_first(map, i)) {
			put_cell(features, &map->cells[i], status_of(map, i));
			room--;
		}
	for (size_t i = 0; i < map->count && room > 0; i++)
		if (!comes_first(map, i)) {
			put_cell(features, &map->cells[i], status_of(map, i));
			room--;
		}
}

void cells_geojson_write(struct text *out, const struct cells_geojson *map)
{
	struct features features = { .out = out };

	text_printf(out, "{\"type\":\"FeatureCollection\",%s\"cells\":%zu,\"truncated\":%s",
		    map->members ? map->members : "", map->count,
		    map->count > map->most ? "true" : "false");
	text_puts(out, ",\"features\":[");
	for (size_t i = 0; i < map->area_count; i++)
		put_area(&features, &map->areas[i]);
	put_cells(&features, map);
	text_puts(out, "]}");
}
