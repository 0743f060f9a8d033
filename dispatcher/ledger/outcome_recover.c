/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/outcome_recover.h"

#include <unistd.h>

#include "ledger/outcome_files.h"

/* Goes to the end of the last whole block; *torn: how many octets stand behind it. */
static enum err read_segment(struct outcome_segment *segment, struct outcome_head *head,
			     uint64_t *torn, struct fault *why)
{
	bool goes_on;
	enum err err;

	for (;;) {
		uint64_t begun = segment->at;
		struct slice records;
		bool has_one;

		err = outcome_segment_next(segment, &has_one, why);
		if (err == ERR_OK && !has_one)
			break;
		if (err == ERR_OK)
			err = outcome_segment_read(segment, &records, why);
		if (err != ERR_OK) {
			segment->at = begun;
			break;
		}
		*head = segment->block.head;
	}
	*torn = segment->size - segment->at;
	if (err != ERR_INPUT)
		return err;
	if (outcome_segment_goes_on(segment, &goes_on, NULL) != ERR_OK || goes_on)
		return ERR_INPUT;
	return ERR_OK;
}

static enum err cut(const char *folder, const struct outcome_found *found, struct fault *why)
{
	int fd;
	enum err err = outcome_files_open(&fd, folder, found->segment, true, why);

	if (err != ERR_OK)
		return err;
	if (ftruncate(fd, (off_t)found->octets) != 0 || fsync(fd) != 0)
		err = outcome_files_failed(why, "cutting off a torn end");
	close(fd);
	return err;
}

/* A segment that was begun and holds nothing yet says only where the one before ended. */
static enum err look_into(struct outcome_found *found, const char *folder,
			  const struct outcome_files *files, struct fault *why)
{
	bool is_last = true;
	enum err err = ERR_OK;

	for (size_t i = files->count; err == ERR_OK && i-- > 0 && found->head.block == 0;) {
		struct outcome_segment segment;
		uint64_t torn = 0;

		err = outcome_segment_open(&segment, folder, files->first[i], why);
		if (err != ERR_OK)
			break;
		err = read_segment(&segment, &found->head, &torn, why);
		if (err == ERR_OK && torn > 0 && !is_last)
			err = err_set(why, ERR_INPUT, NULL,
				      "outcome log: %020llu.log is damaged at its end",
				      (unsigned long long)files->first[i]);
		if (is_last) {
			found->segment = files->first[i];
			found->octets = segment.at;
			found->torn_octets = torn;
		}
		is_last = false;
		outcome_segment_close(&segment);
	}
	return err;
}

enum err outcome_recover(struct outcome_found *out, const char *folder, struct fault *why)
{
	struct outcome_found found = { .segment = 1 };
	struct outcome_files files;
	enum err err = outcome_files_list(&files, folder, why);

	if (err == ERR_OK)
		err = look_into(&found, folder, &files, why);
	if (err == ERR_OK && files.count > 0 && found.octets == 0 &&
	    found.segment != found.head.block + 1)
		err = err_set(why, ERR_INPUT, NULL, "outcome log: blocks before %llu are missing",
			      (unsigned long long)found.segment);
	if (err == ERR_OK && found.torn_octets > 0)
		err = cut(folder, &found, why);
	outcome_files_free(&files);
	if (err == ERR_OK)
		*out = found;
	return err;
}
