/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The written application: whatever comes, it is read or there is a finding, and nothing else. */
#include <stdlib.h>
#include <talloc.h>

#include "wire/application_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct form_member missing[APPLICATION_MEMBERS_MAX];
	void *ctx = talloc_new(NULL);
	struct application application;
	struct findings findings;
	struct reading reading;

	findings_init(&findings, ctx);
	if (application_json_read(ctx, &application, &findings,
				  (struct slice){ (const char *)octets, size }, NULL) == ERR_OK) {
		if (application_missing(&application, missing) > APPLICATION_MEMBERS_MAX)
			abort();
		application_read_as(&reading, ctx, &application);
	} else if (findings.strongest != EFFECT_REFUSE) {
		abort();
	}
	talloc_free(ctx);
	return 0;
}
