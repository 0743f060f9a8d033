/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any octets as a CAP document: read, judged by its profile, mapped; nothing may crash or hang. */
#include <stdint.h>
#include <talloc.h>

#include "judge/profile.h"
#include "wire/cap.h"
#include "wire/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static struct judge_profiles *profiles;

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct cap_reading_limits limits = cap_default_limits();
	void *ctx = talloc_new(NULL);
	struct findings findings;
	struct reading reading;
	struct alert alert;
	xmlDoc *doc;

	if (!profiles) {
		xml_begin();
		if (profiles_load(&profiles, NULL, "cap-profiles", NULL) != ERR_OK)
			__builtin_trap();
	}
	findings_init(&findings, ctx);
	limits.now.us = 1772413200000000;
	if (cap_read(ctx, (struct slice){ (const char *)octets, size }, &limits,
		     &(struct cap_result){ &alert, &findings, &doc }, NULL) == ERR_OK) {
		if (profile_read(profiles, ctx, &(struct profile_question){ &alert, doc, NULL },
				 &(struct profile_result){ &reading, &findings }, NULL) != ERR_OK)
			__builtin_trap();
		xmlFreeDoc(doc);
	}
	talloc_free(ctx);
	return 0;
}
