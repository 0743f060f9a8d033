/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/outcome_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_DIGITS = 20 };

enum err outcome_files_failed(struct fault *why, const char *doing)
{
	bool is_full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

	return err_set(why, is_full ? ERR_FULL : ERR_IO, NULL, "outcome log: %s: %s", doing,
		       strerror(errno));
}

static enum err no_memory(struct fault *why)
{
	return err_set(why, ERR_MEMORY, NULL, "outcome log: no memory");
}

/* ---- the folder ------------------------------------------------------------------------- */

static bool is_segment(const char *name, uint64_t *first)
{
	struct slice digits = { name, NAME_DIGITS };

	return strlen(name) == NAME_DIGITS + 4 && strcmp(name + NAME_DIGITS, ".log") == 0 &&
	       slice_to_u64(digits, UINT64_MAX, first) && *first > 0;
}

static int ascending(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static bool add(struct outcome_files *files, uint64_t first)
{
	uint64_t *grown = files->first;

	if ((files->count & (files->count + 1)) == 0)
		grown = realloc(files->first, (2 * files->count + 2) * sizeof(*grown));
	if (!grown)
		return false;
	files->first = grown;
	files->first[files->count++] = first;
	return true;
}

enum err outcome_files_list(struct outcome_files *out, const char *folder, struct fault *why)
{
	DIR *open = opendir(folder);
	const struct dirent *entry;
	uint64_t first;
	enum err err = ERR_OK;

	*out = (struct outcome_files){ 0 };
	if (!open)
		return outcome_files_failed(why, folder);
	while (err == ERR_OK && (entry = readdir(open)))
		if (is_segment(entry->d_name, &first) && !add(out, first))
			err = no_memory(why);
	closedir(open);
	if (out->count > 0)
		qsort(out->first, out->count, sizeof(*out->first), ascending);
	return err;
}

void outcome_files_free(struct outcome_files *files)
{
	free(files->first);
	*files = (struct outcome_files){ 0 };
}

enum err outcome_files_open(int *fd, const char *folder, uint64_t first, bool writes,
			    struct fault *why)
{
	int flags = writes ? O_RDWR | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC, opened;
	char *path;

	if (asprintf(&path, "%s/%0*llu.log", folder, NAME_DIGITS, (unsigned long long)first) < 0)
		return no_memory(why);
	opened = open(path, flags, 0600);
	free(path);
	if (opened < 0)
		return outcome_files_failed(why, "opening");
	*fd = opened;
	return ERR_OK;
}

/* ---- a segment -------------------------------------------------------------------------- */

enum err outcome_segment_open(struct outcome_segment *out, const char *folder, uint64_t first,
			      struct fault *why)
{
	struct stat file;
	enum err err;

	*out = (struct outcome_segment){ .fd = -1, .first = first };
	out->octets = malloc(OUTCOME_BLOCK_OCTETS_MAX);
	if (!out->octets)
		return no_memory(why);
	err = outcome_files_open(&out->fd, folder, first, false, why);
	if (err == ERR_OK && fstat(out->fd, &file) != 0)
		err = outcome_files_failed(why, "reading");
	if (err == ERR_OK)
		out->size = (uint64_t)file.st_size;
	else
		outcome_segment_close(out);
	return err;
}

void outcome_segment_close(struct outcome_segment *segment)
{
	if (segment->fd >= 0)
		close(segment->fd);
	free(segment->octets);
	segment->octets = NULL;
	segment->fd = -1;
}

static enum err get(const struct outcome_segment *segment, uint8_t *octets, size_t size,
		    uint64_t at, struct fault *why)
{
	while (size > 0) {
		ssize_t got = pread(segment->fd, octets, size, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return outcome_files_failed(why, "reading");
		if (got == 0)
			return err_set(why, ERR_INPUT, NULL, "outcome log: the file ends early");
		octets += got;
		at += (uint64_t)got;
		size -= (size_t)got;
	}
	return ERR_OK;
}

static enum err name_place(const struct outcome_segment *segment, enum err err, struct fault *why)
{
	return err_prefix(why, err, "%020llu.log at octet %llu", (unsigned long long)segment->first,
			  (unsigned long long)segment->at);
}

enum err outcome_segment_next(struct outcome_segment *segment, bool *has_one, struct fault *why)
{
	uint64_t left = segment->size - segment->at;
	enum err err;

	*has_one = left > 0;
	if (left == 0)
		return ERR_OK;
	if (left < OUTCOME_BLOCK_HEADER_OCTETS)
		return name_place(segment,
				  err_set(why, ERR_INPUT, NULL, "outcome log: half a block"), why);
	err = get(segment, segment->octets, OUTCOME_BLOCK_HEADER_OCTETS, segment->at, why);
	if (err == ERR_OK)
		err = outcome_block_read(&segment->block, segment->octets, why);
	if (err == ERR_OK && segment->block.octets > left - OUTCOME_BLOCK_HEADER_OCTETS)
		err = err_set(why, ERR_INPUT, NULL, "outcome log: half a block");
	if (err != ERR_OK)
		return name_place(segment, err, why);
	segment->at += OUTCOME_BLOCK_HEADER_OCTETS + segment->block.octets;
	return ERR_OK;
}

enum err outcome_segment_read(struct outcome_segment *segment, struct slice *records,
			      struct fault *why)
{
	uint8_t *to = segment->octets + OUTCOME_BLOCK_HEADER_OCTETS;
	enum err err = get(segment, to, segment->block.octets, segment->at - segment->block.octets,
			   why);

	if (err == ERR_OK && !outcome_block_is_whole(&segment->block, segment->octets))
		err = err_set(why, ERR_INPUT, NULL, "outcome log: block %llu is damaged",
			      (unsigned long long)segment->block.head.block);
	if (err == ERR_OK)
		*records = (struct slice){ (const char *)to, segment->block.octets };
	return err;
}

/* The octets before `end` are in the room; a header may begin in any of them. */
static bool has_header(const uint8_t *octets, size_t end)
{
	static const char magic[] = "CBOUTC";
	struct outcome_block block;
	const uint8_t *at = octets, *found;

	while (end >= OUTCOME_BLOCK_HEADER_OCTETS &&
	       (found = memmem(at, (size_t)(octets + end - at), magic, sizeof(magic) - 1)) &&
	       octets + end - found >= OUTCOME_BLOCK_HEADER_OCTETS) {
		if (outcome_block_read(&block, found, NULL) == ERR_OK)
			return true;
		at = found + 1;
	}
	return false;
}

enum err outcome_segment_goes_on(struct outcome_segment *segment, bool *goes_on, struct fault *why)
{
	uint64_t at = segment->at + 1;
	enum err err = ERR_OK;

	*goes_on = false;
	while (err == ERR_OK && !*goes_on && at < segment->size) {
		uint64_t left = segment->size - at;
		size_t size = left < OUTCOME_BLOCK_OCTETS_MAX ? (size_t)left
							      : (size_t)OUTCOME_BLOCK_OCTETS_MAX;

		err = get(segment, segment->octets, size, at, why);
		*goes_on = err == ERR_OK && has_header(segment->octets, size);
		if (size == left)
			break;
		at += size - OUTCOME_BLOCK_HEADER_OCTETS;
	}
	return err;
}
