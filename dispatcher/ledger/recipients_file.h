/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The recipients' file: what import writes and cursors read. Whole numbers are big-endian.
 *
 *	0-3     "CBRP"          4-7    version
 *	8-15    numbers         16-23  of them opted out
 *	24-31   without carrier 32-39  entries
 *	40-43   lists           44-47  carriers, the one without a name with them
 *	48-51   groups          52-55  areas
 *	56-63   octets of names 64-95  digest       96-127 zeros
 *	128-    entries of 8 octets: number * 2, and 1 for who has opted out; list by list
 *		lists of 24 octets:  0-3 carrier, 4-7 place, 8-15 first entry, 16-19 entries,
 *			             20-23 of them opted out
 *		carriers of 16 octets: numbers, of them opted out
 *		names, carriers then groups: 2 octets of length, then the name
 *
 * A place is an adcode, or a group with the highest bit set. Lists are in the order of carrier,
 *then place; the entries of a list ascend. The digest is SHA-256 over the digest of all behind the
 * header and the header without it; the digest behind the header is a chain over pieces of 64 KiB.
 */
#ifndef LEDGER_RECIPIENTS_FILE_H
#define LEDGER_RECIPIENTS_FILE_H

#include "base/octets.h"
#include "ledger/recipients.h"

enum {
	RECIPIENTS_FILE_VERSION = 1,
	RECIPIENTS_FILE_HEADER_OCTETS = 128,
	RECIPIENTS_FILE_ENTRY_OCTETS = 8,
	RECIPIENTS_FILE_LIST_OCTETS = 24,
	RECIPIENTS_FILE_CARRIER_OCTETS = 16,
	RECIPIENTS_FILE_PIECE_OCTETS = 65536,
};

#define RECIPIENTS_FILE_GROUP UINT32_C(0x80000000)

struct recipients_file_header {
	struct recipients_summary summary;
	uint32_t lists;
	uint64_t names_octets;
};

struct recipients_file_list {
	uint32_t carrier, place;
	uint64_t first;
	uint32_t count, opted_out;
};

void recipients_file_list_pack(uint8_t *octets, const struct recipients_file_list *list);
void recipients_file_list_unpack(struct recipients_file_list *out, const uint8_t *octets);

/* Octets of the whole file. */
uint64_t recipients_file_octets(const struct recipients_file_header *header);

/* ---- writing ---------------------------------------------------------------------------- */

struct recipients_file_writer {
	int fd;
	uint64_t at; /* of the piece */
	size_t count;
	struct digest digest;
	uint8_t piece[RECIPIENTS_FILE_PIECE_OCTETS];
};

void recipients_file_begin(struct recipients_file_writer *out, int fd);
/* ERR_FULL, ERR_IO. */
enum err MUST_USE recipients_file_put(struct recipients_file_writer *writer, const void *octets,
				      size_t size, struct fault *why);
/* Writes the header, with the digest that is set in it, and waits for the disk. */
enum err MUST_USE recipients_file_end(struct recipients_file_writer *writer,
				      struct recipients_file_header *header, struct fault *why);

/* ---- reading ---------------------------------------------------------------------------- */

/* Reads all of it: ERR_INPUT if it is not such a file, or not as its digest says. ERR_IO,
 * ERR_MEMORY. */
enum err MUST_USE recipients_file_check(struct recipients_file_header *out, int fd,
					struct fault *why);
/* Exactly `size` octets. ERR_IO. */
enum err MUST_USE recipients_file_get(int fd, void *octets, size_t size, uint64_t at,
				      struct fault *why);

#endif
