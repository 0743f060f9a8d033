/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/application_gist.h"

#include <jansson.h>

#include "base/err.h"
#include "wire/fields.h"

static const char *const members[] = {
	"title",       "applicant",	  "sending_body",      "document_number", "signer",
	"handler",     "category",	  "purpose",	       "legal_ground",	  "reason",
	"repeats",     "estimated_users", "cap_per_carrier",   "channels",	  "recipients",
	"sender_code", "exemption",	  "complaint_contact", "copies_to",	  "authorisation",
	"emergency",
};

static json_t *names_of(const json_t *attachments)
{
	json_t *names = json_array();
	const json_t *one;
	size_t i;

	json_array_foreach(attachments, i, one)
		json_array_append(names, json_object_get(one, "name"));
	return names;
}

char *application_gist(struct slice json)
{
	json_t *whole = NULL, *gist;
	char *text;

	if (fields_parse(&whole, json, NULL) != ERR_OK)
		return NULL;
	gist = json_object();
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (json_object_get(whole, members[i]))
			json_object_set(gist, members[i], json_object_get(whole, members[i]));
	if (json_array_size(json_object_get(whole, "attachments")) > 0)
		json_object_set_new(gist, "attachments",
				    names_of(json_object_get(whole, "attachments")));
	text = json_dumps(gist, JSON_COMPACT);
	json_decref(gist);
	json_decref(whole);
	return text;
}
