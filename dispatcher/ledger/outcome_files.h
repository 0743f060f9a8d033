/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The folder of an outcome log: segments named by their first block, "00000000000000000001.log", in
 * which blocks stand one after the other; and the lists of numbers (ledger/outcome_list.h).
 */
#ifndef LEDGER_OUTCOME_FILES_H
#define LEDGER_OUTCOME_FILES_H

#include "ledger/outcome_record.h"

struct outcome_files {
	uint64_t *first; /* block of each segment, ascending */
	size_t count;
};

/* ERR_IO, ERR_MEMORY. Freed in any case. */
enum err MUST_USE outcome_files_list(struct outcome_files *out, const char *folder,
				     struct fault *why);
void outcome_files_free(struct outcome_files *files);

/* On success *fd is open for reading, or for both; a new one is made where it must be. */
enum err MUST_USE outcome_files_open(int *fd, const char *folder, uint64_t first, bool writes,
				     struct fault *why);

/* A segment that is read block by block, in the room of one. */
struct outcome_segment {
	int fd;
	uint64_t first, at, size; /* at: of the next block */
	struct outcome_block block;
	uint8_t *octets; /* OUTCOME_BLOCK_OCTETS_MAX */
};

/* ERR_IO, ERR_MEMORY. */
enum err MUST_USE outcome_segment_open(struct outcome_segment *out, const char *folder,
				       uint64_t first, struct fault *why);
void outcome_segment_close(struct outcome_segment *segment);
/*
 * The next header goes into segment->block, and `at` behind its block. *has_one is false at the
 * end. ERR_INPUT: what stands there is no whole block; `at` stays.
 */
enum err MUST_USE outcome_segment_next(struct outcome_segment *segment, bool *has_one,
				       struct fault *why);
/* Reads the records of that block. ERR_INPUT: they are not those that were sealed. */
enum err MUST_USE outcome_segment_read(struct outcome_segment *segment, struct slice *records,
				       struct fault *why);
/* Whether a whole header stands anywhere behind `at`. */
enum err MUST_USE outcome_segment_goes_on(struct outcome_segment *segment, bool *goes_on,
					  struct fault *why);

/* "outcome log: doing: <errno>": ERR_FULL where the disk is, else ERR_IO. */
enum err outcome_files_failed(struct fault *why, const char *doing);

#endif
