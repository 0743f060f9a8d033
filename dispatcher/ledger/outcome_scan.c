/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/outcome_scan.h"

#include "ledger/outcome_files.h"

typedef enum err block_fn(void *data, struct outcome_segment *segment, struct fault *why);

/* ---- blocks ----------------------------------------------------------------------------- */

/* The last block of the last segment may be on its way to the disk. */
static enum err walk_segment(struct outcome_segment *segment, bool is_last, block_fn *visit,
			     void *data, struct fault *why)
{
	for (;;) {
		bool has_one, goes_on = true;
		enum err err = outcome_segment_next(segment, &has_one, why);

		if (err == ERR_INPUT && is_last &&
		    outcome_segment_goes_on(segment, &goes_on, why) == ERR_OK && !goes_on)
			return ERR_OK;
		if (err != ERR_OK || !has_one)
			return err;
		err = visit(data, segment, why);
		if (err == ERR_INPUT && is_last && segment->at == segment->size &&
		    !outcome_block_is_whole(&segment->block, segment->octets))
			return ERR_OK;
		if (err != ERR_OK)
			return err;
	}
}

static enum err walk(const char *folder, block_fn *visit, void *data, struct fault *why)
{
	struct outcome_files files;
	enum err err = outcome_files_list(&files, folder, why);

	for (size_t i = 0; err == ERR_OK && i < files.count; i++) {
		struct outcome_segment segment;

		err = outcome_segment_open(&segment, folder, files.first[i], why);
		if (err != ERR_OK)
			break;
		err = walk_segment(&segment, i + 1 == files.count, visit, data, why);
		outcome_segment_close(&segment);
	}
	outcome_files_free(&files);
	return err;
}

/* ---- records ---------------------------------------------------------------------------- */

struct search {
	const struct outcome_filter *filter;
	outcome_visit_fn *visit;
	void *data;
};

static bool is_meant(const struct outcome_filter *filter, const struct outcome *outcome)
{
	return (filter->notice == 0 || filter->notice == outcome->notice) &&
	       (!filter->has_delivery || filter->delivery == outcome->delivery) &&
	       (!filter->has_recipient || filter->recipient == outcome->recipient) &&
	       (!filter->text.at || slice_equal(filter->text, outcome->text));
}

static enum err visit_records(const struct search *search, struct slice records, struct fault *why)
{
	enum err err = ERR_OK;

	while (err == ERR_OK && records.size > 0) {
		struct outcome outcome;

		err = outcome_record_take(&outcome, &records, why);
		if (err == ERR_OK && is_meant(search->filter, &outcome))
			err = search->visit(search->data, &outcome, why);
	}
	return err;
}

static enum err search_block(void *data, struct outcome_segment *segment, struct fault *why)
{
	const struct search *search = data;
	const struct outcome_block *block = &segment->block;
	uint64_t notice = search->filter->notice;
	struct slice records;
	enum err err;

	if (notice > 0 && (notice < block->lowest || notice > block->highest))
		return ERR_OK;
	err = outcome_segment_read(segment, &records, why);
	return err == ERR_OK ? visit_records(search, records, why) : err;
}

enum err outcome_scan(const char *folder, const struct outcome_filter *filter,
		      outcome_visit_fn *visit, void *data, struct fault *why)
{
	struct search search = { filter, visit, data };

	return walk(folder, search_block, &search, why);
}

/* ---- all of it -------------------------------------------------------------------------- */

struct proof {
	struct outcome_head last;
	const struct outcome_head *known;
	bool has_known;
};

static enum err nothing(void *data, const struct outcome *outcome, struct fault *why)
{
	(void)data, (void)outcome, (void)why;
	return ERR_OK;
}

static enum err prove_block(void *data, struct outcome_segment *segment, struct fault *why)
{
	static const struct outcome_filter all = { 0 };
	const struct search search = { &all, nothing, NULL };
	const struct outcome_block *block = &segment->block;
	struct proof *proof = data;
	struct slice records;
	enum err err = outcome_segment_read(segment, &records, why);

	if (err == ERR_OK && !outcome_head_equal(&block->before, &proof->last))
		err = err_set(why, ERR_INPUT, NULL,
			      "outcome log: block %llu does not follow block %llu",
			      (unsigned long long)block->head.block,
			      (unsigned long long)proof->last.block);
	if (err == ERR_OK)
		err = visit_records(&search, records, why);
	if (err != ERR_OK)
		return err;
	proof->last = block->head;
	if (proof->known && outcome_head_equal(&block->head, proof->known))
		proof->has_known = true;
	return ERR_OK;
}

enum err outcome_scan_verify(struct outcome_head *last, const char *folder,
			     const struct outcome_head *known, struct fault *why)
{
	struct proof proof = { .known = known };
	enum err err = walk(folder, prove_block, &proof, why);

	if (err != ERR_OK)
		return err;
	if (known && known->block > 0 && !proof.has_known)
		return err_set(why, ERR_INPUT, NULL,
			       "outcome log: block %llu is not the one that the ledger knows",
			       (unsigned long long)known->block);
	*last = proof.last;
	return ERR_OK;
}
