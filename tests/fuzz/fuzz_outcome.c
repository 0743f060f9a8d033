/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The octets as a segment of an outcome log: as they are, or, behind an odd first octet, as blocks
 * that are sealed and then, where that octet says so, changed again. Recovery either says that the
 * log is damaged or leaves one whose blocks are whole, and changes it no more.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/outcome_recover.h"
#include "ledger/outcome_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

enum { FILE_MAX = 1 << 16, RECORDS_OF_BLOCK = 300 };

static char folder[64], path[128];

static void demand(bool claim)
{
	if (!claim)
		abort();
}

static void remove_folder(void)
{
	unlink(path);
	rmdir(folder);
}

static void make_folder(void)
{
	const char *top = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	snprintf(folder, sizeof(folder), "%s/cbd-fuzz-XXXXXX", top);
	demand(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/00000000000000000001.log", folder);
	atexit(remove_folder);
}

static void write_segment(const uint8_t *octets, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	demand(fd >= 0 && write(fd, octets, size) == (ssize_t)size);
	close(fd);
}

/* Blocks of at most RECORDS_OF_BLOCK octets each, chained. */
static size_t seal(uint8_t *out, const uint8_t *octets, size_t size)
{
	struct outcome_block block = { .lowest = 0, .highest = UINT64_MAX };
	size_t written = 0;

	while (size > 0 && written + OUTCOME_BLOCK_HEADER_OCTETS + RECORDS_OF_BLOCK < FILE_MAX) {
		size_t part = size < RECORDS_OF_BLOCK ? size : RECORDS_OF_BLOCK;

		block.octets = (uint32_t)part;
		block.records = 1;
		memcpy(out + written + OUTCOME_BLOCK_HEADER_OCTETS, octets, part);
		outcome_block_seal(&block, out + written);
		block.before = block.head;
		written += OUTCOME_BLOCK_HEADER_OCTETS + part;
		octets += part;
		size -= part;
	}
	return written;
}

static enum err count(void *data, const struct outcome *outcome, struct fault *why)
{
	(void)why;
	demand(outcome_is_possible(outcome));
	(*(size_t *)data)++;
	return ERR_OK;
}

static void check(void)
{
	struct outcome_found found, again;
	struct outcome_head last;
	struct fault why;
	size_t records = 0;
	enum err err = outcome_recover(&found, folder, &why);

	demand(err == ERR_OK || err == ERR_INPUT);
	if (outcome_scan(folder, &(struct outcome_filter){ 0 }, count, &records, &why) == ERR_OK)
		demand(err == ERR_INPUT || records < FILE_MAX);
	if (err != ERR_OK)
		return;
	demand(outcome_recover(&again, folder, &why) == ERR_OK);
	demand(again.torn_octets == 0 && again.octets == found.octets);
	demand(outcome_head_equal(&again.head, &found.head));
	if (outcome_scan_verify(&last, folder, NULL, &why) == ERR_OK)
		demand(outcome_head_equal(&last, &found.head));
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static uint8_t room[FILE_MAX];
	size_t sealed;

	if (!folder[0])
		make_folder();
	if (size < 4 || size > FILE_MAX)
		return 0;
	if (octets[0] % 2 == 0) {
		write_segment(octets + 1, size - 1);
		check();
		return 0;
	}
	sealed = seal(room, octets + 4, size - 4);
	if (octets[0] & 2 && sealed > 0)
		room[(octets[1] << 8 | octets[2]) % sealed] ^= octets[3];
	if (octets[0] & 4)
		sealed -= sealed < octets[3] ? sealed : octets[3];
	write_segment(room, sealed);
	check();
	return 0;
}
