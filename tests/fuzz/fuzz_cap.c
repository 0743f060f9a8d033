/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any octets as a CAP document: what is read keeps its promises, what is not has a reason, and
 * the profiles judge whatever was read. The profiles are those of the tree.
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

static void check_findings(const struct findings *findings)
{
	struct text json;

	demand(findings->count <= FINDINGS_MAX);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		demand(finding->rule && finding->zh[0] && finding->en[0]);
		check_text(slice_of(finding->zh));
		check_text(slice_of(finding->en));
		check_text(slice_of(finding->suggestion));
	}
	text_init(&json, findings->ctx);
	finding_json_write_all(&json, findings);
}

static void check_area(const struct area *area)
{
	demand(area->polygon_count <= AREA_POLYGONS_MAX);
	demand(area->circle_count <= AREA_CIRCLES_MAX && area->code_count <= AREA_CODES_MAX);
	for (size_t i = 0; i < area->polygon_count; i++) {
		const struct geo_polygon *polygon = &area->polygons[i];

		demand(polygon->count >= 4);
		for (size_t k = 0; k < polygon->count; k++)
			demand(geo_point_is_valid(polygon->points[k]));
	}
}

static void check_alert(const struct alert *alert)
{
	check_text(alert->identifier);
	check_text(alert->sender);
	for (size_t i = 0; i < alert->info_count; i++) {
		const struct alert_info *info = &alert->infos[i];

		check_text(info->headline);
		check_text(info->description);
		demand(info->language.size > 0);
		for (size_t k = 0; k < info->area_count; k++)
			check_area(&info->areas[k]);
	}
}

static void judge(void *ctx, const struct alert *alert, xmlDoc *doc, struct findings *findings)
{
	struct reading reading;

	for (size_t i = 0; i < profiles_count(profiles); i++) {
		struct profile_question question = { alert, doc, profiles_name(profiles, i) };

		demand(profile_read(profiles, ctx, &question,
				    &(struct profile_result){ &reading, findings },
				    NULL) == ERR_OK);
		demand(reading.text_count <= READING_TEXTS_MAX);
		demand(reading.set_count <= reading.text_count);
		for (size_t k = 0; k < reading.text_count; k++) {
			check_text(reading.texts[k].text);
			demand(reading.texts[k].set < reading.set_count);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct cap_reading_limits limits = cap_default_limits();
	void *ctx = talloc_new(NULL);
	struct findings findings;
	struct alert alert;
	struct fault why = { .text = "" };
	xmlDoc *doc = NULL;

	findings_init(&findings, ctx);
	limits.now = (struct utc){ 1772413200000000 };
	if (cap_read(ctx, (struct slice){ (const char *)octets, size }, &limits,
		     &(struct cap_result){ &alert, &findings, &doc }, &why) == ERR_OK) {
		check_alert(&alert);
		judge(ctx, &alert, doc, &findings);
		xmlFreeDoc(doc);
	} else {
		demand(why.text[0] != '\0' && findings.strongest == EFFECT_REFUSE);
	}
	check_findings(&findings);
	talloc_free(ctx);
	return 0;
}
