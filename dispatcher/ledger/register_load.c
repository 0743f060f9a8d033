/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register_load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "notice/cells_row.h"

enum { NODE_SLOTS = 4 * 65536 }; /* four times REGISTER_NODES_MAX: probes stay short */

struct loader {
	const struct register_source *source;
	struct register_load *load;
	struct cells_row_header header;
	FILE *file;
	uint64_t line;
	uint32_t *slots; /* hash table of node numbers */
	char text[CSV_LINE_OCTETS_MAX + 2];
};

static void bad_line(struct loader *loader, uint64_t line, const char *reason)
{
	loader->load->bad_lines++;
	if (loader->source->bad_line)
		loader->source->bad_line(loader->source->data, line, reason);
}

/* ---- nodes ---------------------------------------------------------------------------- */

static uint32_t hash(struct slice name)
{
	uint32_t value = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < name.size; i++)
		value = (value ^ (unsigned char)name.at[i]) * 16777619u;
	return value;
}

static enum err add_node(uint32_t *out, struct register_load *load, struct slice name,
			 struct fault *why)
{
	char **grown;

	if (load->node_count == REGISTER_NODES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d nodes", REGISTER_NODES_MAX);
	if ((load->node_count & (load->node_count + 1)) == 0) {
		grown = realloc(load->nodes, (2 * load->node_count + 2) * sizeof(*grown));
		if (!grown)
			return err_set(why, ERR_MEMORY, NULL, "no memory for nodes");
		load->nodes = grown;
	}
	load->nodes[load->node_count] = strndup(name.at, name.size);
	if (!load->nodes[load->node_count])
		return err_set(why, ERR_MEMORY, NULL, "no memory for nodes");
	*out = (uint32_t)++load->node_count;
	return ERR_OK;
}

static enum err node_number(uint32_t *out, struct loader *loader, struct slice name,
			    struct fault *why)
{
	uint32_t slot = hash(name) % NODE_SLOTS;
	enum err err;

	*out = 0;
	if (name.size == 0)
		return ERR_OK;
	for (; loader->slots[slot]; slot = (slot + 1) % NODE_SLOTS)
		if (slice_is(name, loader->load->nodes[loader->slots[slot] - 1])) {
			*out = loader->slots[slot];
			return ERR_OK;
		}
	err = add_node(out, loader->load, name, why);
	if (err == ERR_OK)
		loader->slots[slot] = *out;
	return err;
}

struct node_order {
	char *name;
	uint32_t number;
};

static int by_name(const void *left, const void *right)
{
	const struct node_order *a = left, *b = right;

	return strcmp(a->name, b->name);
}

/* From the order of first mention to the order of names. */
static enum err sort_nodes(struct register_load *load, struct fault *why)
{
	struct node_order *order = calloc(load->node_count + 1, sizeof(*order));
	uint32_t *renumbered = calloc(load->node_count + 1, sizeof(*renumbered));

	for (size_t i = 0; order && renumbered && i < load->node_count; i++)
		order[i] = (struct node_order){ load->nodes[i], (uint32_t)i + 1 };
	if (order && renumbered) {
		qsort(order, load->node_count, sizeof(*order), by_name);
		for (size_t i = 0; i < load->node_count; i++) {
			load->nodes[i] = order[i].name;
			renumbered[order[i].number] = (uint32_t)i + 1;
		}
		for (size_t i = 0; i < load->count; i++)
			load->cells[i].cell.node = renumbered[load->cells[i].cell.node];
	}
	free(order);
	free(renumbered);
	return order && renumbered ? ERR_OK : err_set(why, ERR_MEMORY, NULL, "no memory for nodes");
}

/* ---- cells ---------------------------------------------------------------------------- */

/* Place on a Hilbert curve over 2^20 x 2^20 squares of the whole world. */
static uint64_t curve_of(struct geo_point at)
{
	uint32_t x = (uint32_t)(((int64_t)at.lon_e6 + GEO_LON_MAX_E6) * 1048575 /
				(INT64_C(360) * GEO_E6));
	uint32_t y = (uint32_t)(((int64_t)at.lat_e6 + GEO_LAT_MAX_E6) * 1048575 /
				(INT64_C(180) * GEO_E6));
	uint64_t place = 0;

	for (uint32_t side = 1u << 19; side > 0; side /= 2) {
		uint32_t right = (x & side) > 0, upper = (y & side) > 0, swap;

		place += (uint64_t)side * side * ((3 * right) ^ upper);
		if (upper)
			continue;
		if (right) {
			x = 1048575 - x;
			y = 1048575 - y;
		}
		swap = x;
		x = y;
		y = swap;
	}
	return place;
}

static enum err make_room(struct register_load *load, struct fault *why)
{
	size_t room = load->room ? 2 * load->room : 4096;
	struct register_load_cell *grown;

	if (load->count < load->room)
		return ERR_OK;
	if (load->count >= REGISTER_CELLS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d cells", REGISTER_CELLS_MAX);
	grown = realloc(load->cells, room * sizeof(*grown));
	if (!grown)
		return err_set(why, ERR_MEMORY, NULL, "no memory for %zu cells", room);
	load->cells = grown;
	load->room = room;
	return ERR_OK;
}

static enum err keep(struct loader *loader, const struct cell *cell, struct fault *why)
{
	struct register_load *load = loader->load;
	struct register_load_cell *kept;
	uint32_t node;
	enum err err = node_number(&node, loader, cell->node, why);

	if (err == ERR_OK)
		err = make_room(load, why);
	if (err != ERR_OK)
		return err;
	kept = &load->cells[load->count++];
	*kept = (struct register_load_cell){
		.line = (uint32_t)loader->line,
		.curve = curve_of(cell->coverage.at),
		.cell = { cell->id, cell->coverage, cell->adcode, node, cell->people, 0 },
	};
	cell_id_pack(kept->id_octets, &cell->id);
	return ERR_OK;
}

static int by_identity(const void *left, const void *right)
{
	const struct register_load_cell *a = left, *b = right;
	int order = memcmp(a->id_octets, b->id_octets, CELL_ID_OCTETS);

	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static int by_node(const void *left, const void *right)
{
	const struct register_load_cell *a = left, *b = right;

	if (a->cell.node != b->cell.node)
		return a->cell.node < b->cell.node ? -1 : 1;
	return memcmp(a->id_octets, b->id_octets, CELL_ID_OCTETS);
}

/* One identity, two places: nobody can tell which is right, the first one said stays. */
static void drop_doubles(struct loader *loader)
{
	struct register_load *load = loader->load;
	size_t kept = 0;

	qsort(load->cells, load->count, sizeof(*load->cells), by_identity);
	for (size_t i = 0; i < load->count; i++) {
		struct register_load_cell *cell = &load->cells[i];
		char reason[CELL_ID_TEXT_OCTETS + 64], name[CELL_ID_TEXT_OCTETS];

		if (kept == 0 ||
		    memcmp(load->cells[kept - 1].id_octets, cell->id_octets, CELL_ID_OCTETS) != 0) {
			load->cells[kept++] = *cell;
			continue;
		}
		snprintf(reason, sizeof(reason), "cell %s is on line %u already",
			 cell_id_format(name, &cell->cell.id),
			 (unsigned int)load->cells[kept - 1].line);
		bad_line(loader, cell->line, reason);
	}
	load->count = kept;
}

static void set_ranks(struct register_load *load)
{
	qsort(load->cells, load->count, sizeof(*load->cells), by_node);
	for (size_t i = 0; i < load->count; i++)
		load->cells[i].cell.rank = (uint32_t)i;
}

/* ---- lines ---------------------------------------------------------------------------- */

/* Reads one line into loader->text; what is too long is read to its end and cut. */
static bool next_line(struct loader *loader, size_t *size)
{
	int c = getc_unlocked(loader->file);

	*size = 0;
	if (c == EOF)
		return false;
	for (; c != EOF; c = getc_unlocked(loader->file)) {
		if (*size < sizeof(loader->text))
			loader->text[(*size)++] = (char)c;
		if (c == '\n')
			break;
	}
	loader->line++;
	return true;
}

static enum err read_header(struct loader *loader, struct fault *why)
{
	struct csv_line line;
	size_t size;
	enum err err;

	if (!next_line(loader, &size))
		return err_set(why, ERR_INPUT, NULL, "%s is empty", loader->source->csv_path);
	err = csv_split(&line, loader->text, size, why);
	if (err == ERR_OK)
		err = cells_row_header_read(&loader->header, &line, why);
	return err == ERR_OK ? err : err_prefix(why, err, "line 1");
}

static enum err read_row(struct loader *loader, size_t size, struct fault *why)
{
	struct csv_line line;
	struct fault reason;
	struct cell cell;
	enum err err = csv_split(&line, loader->text, size, &reason);

	if (err == ERR_OK && line.count == 1 && line.fields[0].size == 0)
		return ERR_OK; /* an empty line, often the last one */
	loader->load->lines++;
	if (err == ERR_OK)
		err = cells_row_read(&cell, &loader->header, &line, &reason);
	if (err == ERR_OK)
		return keep(loader, &cell, why);
	bad_line(loader, loader->line, reason.text);
	return ERR_OK;
}

static enum err read_file(struct loader *loader, struct fault *why)
{
	enum err err = read_header(loader, why);
	size_t size;

	while (err == ERR_OK && next_line(loader, &size))
		err = read_row(loader, size, why);
	if (err == ERR_OK && ferror(loader->file))
		err = err_set(why, ERR_IO, NULL, "%s: %s", loader->source->csv_path,
			      strerror(errno));
	if (err == ERR_OK)
		err = sort_nodes(loader->load, why);
	if (err != ERR_OK || loader->load->count == 0)
		return err;
	drop_doubles(loader);
	set_ranks(loader->load);
	return ERR_OK;
}

enum err register_load_csv(struct register_load *out, const struct register_source *source,
			   struct fault *why)
{
	struct loader *loader = calloc(1, sizeof(*loader));
	uint32_t *slots = calloc(NODE_SLOTS, sizeof(*slots));
	FILE *file = fopen(source->csv_path, "rbe");
	enum err err;

	*out = (struct register_load){ 0 };
	if (!loader || !slots) {
		err = err_set(why, ERR_MEMORY, NULL, "no memory");
	} else if (!file) {
		err = err_set(why, ERR_IO, NULL, "%s: %s", source->csv_path, strerror(errno));
	} else {
		*loader = (struct loader){
			.source = source, .load = out, .file = file, .slots = slots
		};
		err = read_file(loader, why);
	}
	if (file)
		fclose(file);
	free(slots);
	free(loader);
	if (err != ERR_OK)
		register_load_free(out);
	return err;
}

void register_load_free(struct register_load *load)
{
	for (size_t i = 0; i < load->node_count; i++)
		free(load->nodes[i]);
	free(load->nodes);
	free(load->cells);
	*load = (struct register_load){ 0 };
}
