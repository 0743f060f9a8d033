/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/query.h"

#include <string.h>

enum err query_number(const struct intake_call *call, const char *name, uint64_t max, uint64_t *out,
		      struct fault *why)
{
	struct slice value = http_request_query(call->request, name);

	if (!value.at || slice_to_u64(value, max, out))
		return ERR_OK;
	return err_set(why, ERR_INPUT, NULL, "\"%s\" is not a number up to %llu", name,
		       (unsigned long long)max);
}

enum err query_time(const struct intake_call *call, const char *name, struct utc *out,
		    struct fault *why)
{
	struct slice value = http_request_query(call->request, name);
	char text[UTC_TEXT_OCTETS];
	enum err err;

	if (!value.at)
		return ERR_OK;
	if (value.size >= sizeof(text))
		return err_set(why, ERR_INPUT, NULL, "\"%s\" is not a time", name);
	memcpy(text, value.at, value.size);
	/* The + of an offset reads as a blank in a query where nobody escaped it. */
	for (size_t i = 0; i < value.size; i++)
		if (text[i] == ' ')
			text[i] = '+';
	err = utc_parse(out, NULL, (struct slice){ text, value.size }, why);
	return err == ERR_OK ? err : err_prefix(why, err, "\"%s\"", name);
}

enum err query_word(const struct intake_call *call, const char *name,
		    const struct query_words *words, const char **out, struct fault *why)
{
	struct slice value = http_request_query(call->request, name);

	if (!value.at)
		return ERR_OK;
	for (unsigned int i = 1; i < words->count; i++) {
		if (!slice_is(value, words->word(i)))
			continue;
		*out = words->word(i);
		return ERR_OK;
	}
	return err_set(why, ERR_INPUT, NULL, "\"%s\" has no value \"%.*s\"", name,
		       SLICE_PRINT(value));
}

enum err query_format(const struct intake_call *call, bool *as_map, struct fault *why)
{
	struct slice value = http_request_query(call->request, "format");

	*as_map = slice_is(value, "geojson");
	if (!value.at || *as_map || slice_is(value, "json"))
		return ERR_OK;
	return err_set(why, ERR_INPUT, NULL, "\"format\" is json or geojson");
}
