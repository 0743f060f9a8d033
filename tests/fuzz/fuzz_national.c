/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any octets as a Chinese national message: what is read as one keeps its promises, what is
 * refused has a reason, and its profile judges whatever was read.
 */
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistr.h>

#include "judge/profile.h"
#include "wire/cap.h"
#include "wire/finding_json.h"
#include "wire/xml.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static struct judge_profiles *profiles;

static void demand(bool claim)
{
	if (!claim)
		abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct fault why;

	(void)argc;
	(void)argv;
	xml_begin();
	demand(profiles_load(&profiles, NULL, "cap-profiles", &why) == ERR_OK);
	return 0;
}

static void check_text(struct slice text)
{
	demand(text.size == 0 || !u8_check((const uint8_t *)text.at, text.size));
}

static void check_findings(const struct findings *findings, bool have_places)
{
	struct text json;

	demand(findings->count <= FINDINGS_MAX);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		demand(finding->rule && finding->zh[0] && finding->en[0]);
		check_text(slice_of(finding->zh));
		check_text(slice_of(finding->en));
		check_text(slice_of(finding->suggestion));
		/* Whatever is told of a message has its place there. */
		demand(!have_places || (finding->where.line > 0 && finding->where.path));
	}
	text_init(&json, findings->ctx);
	finding_json_write_all(&json, findings);
}

static void check_area(const struct area *area)
{
	demand(area->code_count <= AREA_CODES_MAX);
	for (size_t i = 0; i < area->code_count; i++)
		demand(area->codes[i].value.size == 12 || area->codes[i].value.size == 6);
	for (size_t i = 0; i < area->circle_count; i++)
		demand(geo_point_is_valid(area->circles[i].centre));
	for (size_t i = 0; i < area->polygon_count; i++)
		demand(area->polygons[i].count >= 4);
}

/* What is accepted has a name that a Cancel can give. */
static void check_accepted(const struct alert *alert)
{
	struct alert_key own = alert_key_of(alert), first = alert_first_key(alert);

	demand(own.sender.size == 14 && slice_equal(own.sender, alert->sender_code));
	demand(first.sender.size == 14 && first.identifier.size >= 29);
	demand(alert->status && alert->msg_type && utc_is_set(alert->sent));
	demand(alert->scope == ALERT_SCOPE_PUBLIC && alert->sender.size > 0);
	demand(alert->classification.size == 0 || slice_is(alert->classification, "None") ||
	       alert->msg_type == ALERT_MSG_TYPE_CANCEL);
}

static void check_alert(const struct alert *alert, const struct reading *reading)
{
	for (size_t i = 0; i < alert->info_count; i++) {
		check_text(alert->infos[i].event);
		check_text(alert->infos[i].headline);
		demand(alert->infos[i].language.size > 0);
		for (size_t k = 0; k < alert->infos[i].area_count; k++)
			check_area(&alert->infos[i].areas[k]);
	}
	for (size_t i = 0; i < reading->text_count; i++)
		check_text(reading->texts[i].text);
	/* The colour alone makes it critical. */
	demand(!reading->is_critical || reading->severity == ALERT_SEVERITY_EXTREME ||
	       reading->severity == ALERT_SEVERITY_SEVERE);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct cap_reading_limits limits = cap_default_limits();
	void *ctx = talloc_new(NULL);
	struct reading reading;
	struct findings findings;
	struct alert alert;
	struct fault why = { .text = "" };
	xmlDoc *doc = NULL;

	findings_init(&findings, ctx);
	limits.now = (struct utc){ 1772413200000000 };
	if (cap_read(ctx, (struct slice){ (const char *)octets, size }, &limits,
		     &(struct cap_result){ &alert, &findings, &doc }, &why) == ERR_OK) {
		if (alert.is_national && findings.strongest < EFFECT_REFUSE)
			check_accepted(&alert);
		demand(profile_read(profiles, ctx, &(struct profile_question){ &alert, doc, NULL },
				    &(struct profile_result){ &reading, &findings },
				    NULL) == ERR_OK);
		if (alert.is_national)
			check_alert(&alert, &reading);
		xmlFreeDoc(doc);
	} else {
		demand(why.text[0] != '\0' && findings.strongest == EFFECT_REFUSE);
	}
	check_findings(&findings, alert.is_national);
	talloc_free(ctx);
	return 0;
}
