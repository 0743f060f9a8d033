/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/recipients_file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	DIGEST_AT = 64,
	ZEROS_AT = 96,
};

static const char magic[4] = { 'C', 'B', 'R', 'P' };

static enum err failed(struct fault *why)
{
	bool is_full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

	return err_set(why, is_full ? ERR_FULL : ERR_IO, NULL, "recipients: %s", strerror(errno));
}

/* ---- shapes ----------------------------------------------------------------------------- */

void recipients_file_list_pack(uint8_t *octets, const struct recipients_file_list *list)
{
	octets_put(octets, 4, list->carrier);
	octets_put(octets + 4, 4, list->place);
	octets_put(octets + 8, 8, list->first);
	octets_put(octets + 16, 4, list->count);
	octets_put(octets + 20, 4, list->opted_out);
}

void recipients_file_list_unpack(struct recipients_file_list *out, const uint8_t *octets)
{
	*out = (struct recipients_file_list){
		.carrier = octets_get_u32(octets),
		.place = octets_get_u32(octets + 4),
		.first = octets_get(octets + 8, 8),
		.count = octets_get_u32(octets + 16),
		.opted_out = octets_get_u32(octets + 20),
	};
}

uint64_t recipients_file_octets(const struct recipients_file_header *header)
{
	return RECIPIENTS_FILE_HEADER_OCTETS +
	       header->summary.entries * RECIPIENTS_FILE_ENTRY_OCTETS +
	       (uint64_t)header->lists * RECIPIENTS_FILE_LIST_OCTETS +
	       (uint64_t)header->summary.carriers * RECIPIENTS_FILE_CARRIER_OCTETS +
	       header->names_octets;
}

static void pack_header(uint8_t *octets, const struct recipients_file_header *header)
{
	const struct recipients_summary *summary = &header->summary;

	memset(octets, 0, RECIPIENTS_FILE_HEADER_OCTETS);
	memcpy(octets, magic, sizeof(magic));
	octets_put(octets + 4, 4, RECIPIENTS_FILE_VERSION);
	octets_put(octets + 8, 8, summary->numbers);
	octets_put(octets + 16, 8, summary->opted_out);
	octets_put(octets + 24, 8, summary->without_carrier);
	octets_put(octets + 32, 8, summary->entries);
	octets_put(octets + 40, 4, header->lists);
	octets_put(octets + 44, 4, summary->carriers);
	octets_put(octets + 48, 4, summary->groups);
	octets_put(octets + 52, 4, summary->areas);
	octets_put(octets + 56, 8, header->names_octets);
}

static void unpack_header(struct recipients_file_header *out, const uint8_t *octets)
{
	*out = (struct recipients_file_header){
		.summary = { .numbers = octets_get(octets + 8, 8),
			     .opted_out = octets_get(octets + 16, 8),
			     .without_carrier = octets_get(octets + 24, 8),
			     .entries = octets_get(octets + 32, 8),
			     .carriers = octets_get_u32(octets + 44),
			     .groups = octets_get_u32(octets + 48),
			     .areas = octets_get_u32(octets + 52) },
		.lists = octets_get_u32(octets + 40),
		.names_octets = octets_get(octets + 56, 8),
	};
	memcpy(out->summary.digest.octets, octets + DIGEST_AT, DIGEST_OCTETS);
}

static struct digest digest_with(const struct digest *body, const uint8_t *header)
{
	struct slice parts[] = { digest_slice(body), { (const char *)header, DIGEST_AT } };

	return digest_of(parts, 2);
}

static void add_piece(struct digest *digest, const uint8_t *piece, size_t size)
{
	struct slice parts[] = { digest_slice(digest), { (const char *)piece, size } };

	*digest = digest_of(parts, 2);
}

/* ---- writing ---------------------------------------------------------------------------- */

static enum err write_at(int fd, const void *octets, size_t size, uint64_t at, struct fault *why)
{
	const char *from = octets;

	while (size > 0) {
		ssize_t wrote = pwrite(fd, from, size, (off_t)at);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return failed(why);
		from += wrote;
		at += (uint64_t)wrote;
		size -= (size_t)wrote;
	}
	return ERR_OK;
}

void recipients_file_begin(struct recipients_file_writer *out, int fd)
{
	out->fd = fd;
	out->at = RECIPIENTS_FILE_HEADER_OCTETS;
	out->count = 0;
	out->digest = (struct digest){ { 0 } };
}

static enum err flush(struct recipients_file_writer *writer, struct fault *why)
{
	enum err err;

	if (writer->count == 0)
		return ERR_OK;
	add_piece(&writer->digest, writer->piece, writer->count);
	err = write_at(writer->fd, writer->piece, writer->count, writer->at, why);
	writer->at += writer->count;
	writer->count = 0;
	return err;
}

enum err recipients_file_put(struct recipients_file_writer *writer, const void *octets, size_t size,
			     struct fault *why)
{
	const uint8_t *from = octets;
	enum err err = ERR_OK;

	while (err == ERR_OK && size > 0) {
		size_t room = sizeof(writer->piece) - writer->count;
		size_t part = size < room ? size : room;

		memcpy(writer->piece + writer->count, from, part);
		writer->count += part;
		from += part;
		size -= part;
		if (writer->count == sizeof(writer->piece))
			err = flush(writer, why);
	}
	return err;
}

enum err recipients_file_end(struct recipients_file_writer *writer,
			     struct recipients_file_header *header, struct fault *why)
{
	uint8_t octets[RECIPIENTS_FILE_HEADER_OCTETS];
	enum err err = flush(writer, why);

	if (err != ERR_OK)
		return err;
	pack_header(octets, header);
	header->summary.digest = digest_with(&writer->digest, octets);
	memcpy(octets + DIGEST_AT, header->summary.digest.octets, DIGEST_OCTETS);
	err = write_at(writer->fd, octets, sizeof(octets), 0, why);
	if (err == ERR_OK && fsync(writer->fd) != 0)
		err = failed(why);
	return err;
}

/* ---- reading ---------------------------------------------------------------------------- */

enum err recipients_file_get(int fd, void *octets, size_t size, uint64_t at, struct fault *why)
{
	char *to = octets;

	while (size > 0) {
		ssize_t got = pread(fd, to, size, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			return err_set(why, ERR_IO, NULL, "recipients: the file ends early");
		if (got < 0)
			return failed(why);
		to += got;
		at += (uint64_t)got;
		size -= (size_t)got;
	}
	return ERR_OK;
}

static enum err digest_body(struct digest *out, int fd, uint64_t end, struct fault *why)
{
	uint8_t *piece = malloc(RECIPIENTS_FILE_PIECE_OCTETS);
	enum err err = piece ? ERR_OK : err_set(why, ERR_MEMORY, NULL, "recipients: no memory");

	*out = (struct digest){ { 0 } };
	for (uint64_t at = RECIPIENTS_FILE_HEADER_OCTETS; err == ERR_OK && at < end;) {
		size_t size = end - at < RECIPIENTS_FILE_PIECE_OCTETS
				      ? (size_t)(end - at)
				      : (size_t)RECIPIENTS_FILE_PIECE_OCTETS;

		err = recipients_file_get(fd, piece, size, at, why);
		if (err == ERR_OK)
			add_piece(out, piece, size);
		at += size;
	}
	free(piece);
	return err;
}

/* Bounds that keep the sum of all parts from wrapping round. */
static bool is_possible(const struct recipients_file_header *header)
{
	return header->summary.entries <= UINT64_C(1) << 40 && header->names_octets <= 1 << 30 &&
	       header->summary.carriers >= 1 && header->summary.carriers <= 256 &&
	       header->summary.groups <= RECIPIENTS_GROUPS_MAX;
}

enum err recipients_file_check(struct recipients_file_header *out, int fd, struct fault *why)
{
	uint8_t octets[RECIPIENTS_FILE_HEADER_OCTETS];
	struct digest body, whole;
	struct stat file;
	enum err err;

	if (fstat(fd, &file) != 0)
		return failed(why);
	if (file.st_size < RECIPIENTS_FILE_HEADER_OCTETS)
		return err_set(why, ERR_INPUT, NULL, "it is no file of recipients");
	err = recipients_file_get(fd, octets, sizeof(octets), 0, why);
	if (err != ERR_OK)
		return err;
	if (memcmp(octets, magic, sizeof(magic)) != 0 ||
	    octets_get_u32(octets + 4) != RECIPIENTS_FILE_VERSION)
		return err_set(why, ERR_INPUT, NULL, "it is no file of recipients of this version");
	unpack_header(out, octets);
	for (size_t i = ZEROS_AT; i < sizeof(octets); i++)
		if (octets[i] != 0)
			return err_set(why, ERR_INPUT, NULL, "it is damaged: its header");
	if (!is_possible(out) || recipients_file_octets(out) != (uint64_t)file.st_size)
		return err_set(why, ERR_INPUT, NULL, "it is damaged: its size is not what it says");
	err = digest_body(&body, fd, (uint64_t)file.st_size, why);
	whole = digest_with(&body, octets);
	if (err == ERR_OK && !digest_equal(&whole, &out->summary.digest))
		err = err_set(why, ERR_INPUT, NULL,
			      "it is damaged: it does not have its own digest");
	return err;
}
