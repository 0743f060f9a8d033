/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "judge/profile.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "judge/country.h"
#include "judge/profile_data.h"

struct judge_profiles {
	struct profile *rows[PROFILES_MAX];
	size_t count;
};

static int by_name(const void *a, const void *b)
{
	const struct profile *const *x = a, *const *y = b;

	return strcmp((*x)->name.at, (*y)->name.at);
}

static enum err load_one(struct judge_profiles *profiles, const char *directory, const char *name,
			 struct fault *why)
{
	char *path = talloc_asprintf(profiles, "%s/%s", directory, name);
	struct profile *profile;
	enum err err;

	if (profiles->count == PROFILES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d profiles", PROFILES_MAX);
	err = profile_load(profiles, &profile, path, why);
	if (err != ERR_OK)
		return err;
	if (!slice_is(profile->name, name))
		return err_set(why, ERR_INPUT, NULL, "%s: profile.json calls itself %.*s", path,
			       SLICE_PRINT(profile->name));
	profiles->rows[profiles->count++] = profile;
	return ERR_OK;
}

static enum err load_all(struct judge_profiles *profiles, const char *directory, DIR *handle,
			 struct fault *why)
{
	struct dirent *entry;
	enum err err = ERR_OK;

	while (err == ERR_OK && (entry = readdir(handle)))
		if (entry->d_name[0] != '.' && !country_owns(directory, entry->d_name))
			err = load_one(profiles, directory, entry->d_name, why);
	if (err == ERR_OK && profiles->count == 0)
		err = err_set(why, ERR_INPUT, NULL, "%s: no profile is there", directory);
	return err;
}

enum err profiles_load(struct judge_profiles **out, void *ctx, const char *directory,
		       struct fault *why)
{
	struct judge_profiles *profiles;
	DIR *handle = opendir(directory);
	enum err err;

	if (!handle)
		return err_set(why, ERR_IO, NULL, "%s: %s", directory, strerror(errno));
	profiles = talloc_zero(ctx, struct judge_profiles);
	err = load_all(profiles, directory, handle, why);
	closedir(handle);
	if (err != ERR_OK) {
		talloc_free(profiles);
		return err;
	}
	qsort(profiles->rows, profiles->count, sizeof(profiles->rows[0]), by_name);
	*out = profiles;
	return ERR_OK;
}

size_t profiles_count(const struct judge_profiles *profiles)
{
	return profiles->count;
}

const char *profiles_name(const struct judge_profiles *profiles, size_t index)
{
	return profiles->rows[index]->name.at;
}

const char *profiles_title(const struct judge_profiles *profiles, size_t index)
{
	return profiles->rows[index]->title.at;
}

static const struct profile *named(const struct judge_profiles *profiles, const char *name)
{
	for (size_t i = 0; i < profiles->count; i++)
		if (slice_is(profiles->rows[i]->name, name))
			return profiles->rows[i];
	return NULL;
}

static const struct profile *that_applies(const struct judge_profiles *profiles, xmlDoc *doc)
{
	const struct profile *best = NULL;

	for (size_t i = 0; i < profiles->count; i++) {
		const struct profile *profile = profiles->rows[i];

		if ((!best || profile->priority > best->priority) && profile_applies(profile, doc))
			best = profile;
	}
	return best;
}

enum err profile_read(const struct judge_profiles *profiles, void *ctx,
		      const struct profile_question *question, const struct profile_result *result,
		      struct fault *why)
{
	const struct profile *profile = question->name ? named(profiles, question->name)
						       : that_applies(profiles, question->doc);

	if (!profile)
		return err_set(why, ERR_ABSENT, NULL, "no profile %s",
			       question->name ? question->name : "applies to this document");
	profile_judge(profile, question, result->findings);
	profile_map(profile, ctx, question->alert, result->reading);
	return ERR_OK;
}
