/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/cap.h"

#include "base/geo_ring.h"
#include "wire/cap_walk.h"
#include "wire/national.h"

enum {
	INFOS_MAX = 64,
	AREAS_MAX = 1024,
};

struct cap_reading_limits cap_default_limits(void)
{
	return (struct cap_reading_limits){
		.octets_max = XML_OCTETS_MAX,
		.infos_max = INFOS_MAX,
		.areas_max = AREAS_MAX,
		.points_max = AREA_POINTS_MAX,
	};
}

static bool version_of(const xmlNode *root, enum cap_version *version)
{
	static const struct {
		const char *name_space;
		enum cap_version version;
	} versions[] = {
		{ CAP_NAMESPACE_1_2, CAP_1_2 },
		{ CAP_NAMESPACE_1_1, CAP_1_1 },
		{ CAP_NAMESPACE_1_0, CAP_1_0 },
	};

	/* A root without a namespace, too, is simply not CAP. */
	if (!root || !root->ns || !xmlStrEqual(root->name, BAD_CAST "alert"))
		return false;
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		if (!xmlStrEqual(root->ns->href, BAD_CAST versions[i].name_space))
			continue;
		*version = versions[i].version;
		return true;
	}
	return false;
}

static enum err read_root(struct cap_walk *walk, const xmlNode *root, struct fault *why)
{
	if (national_is(root)) {
		national_read(walk, root);
		return ERR_OK;
	}
	if (!version_of(root, &walk->version)) {
		const char *name = root ? (const char *)root->name : "-";

		cap_fault_at(walk, CAP_FAULT_NO_ALERT, root, name, NULL);
		return err_set(why, ERR_INPUT, "CAP 1.2 3.1",
			       "root element %.60s%s%.100s: this is no CAP alert", name,
			       root && root->ns ? " of " : "",
			       root && root->ns ? (const char *)root->ns->href : "");
	}
	walk->alert->name_space = slice_of(walk->version == CAP_1_2   ? CAP_NAMESPACE_1_2
					   : walk->version == CAP_1_1 ? CAP_NAMESPACE_1_1
								      : CAP_NAMESPACE_1_0);
	cap_schema_walk(walk, &cap_schema_alert, root, walk->alert);
	/* CAP 1.0 has no scope: what it says is public. */
	if (walk->version == CAP_1_0 && walk->alert->scope == ALERT_SCOPE_UNKNOWN)
		walk->alert->scope = ALERT_SCOPE_PUBLIC;
	cap_rules_check(walk, root);
	return ERR_OK;
}

enum err cap_read(void *ctx, struct slice document, const struct cap_reading_limits *limits,
		  const struct cap_result *result, struct fault *why)
{
	struct cap_walk walk = {
		.ctx = ctx,
		.limits = limits,
		.alert = result->alert,
		.findings = result->findings,
		.comparisons = GEO_RING_COMPARISONS,
	};
	struct xml_trouble trouble;
	struct fault reason;
	xmlDoc *doc;
	enum err err = xml_read(&doc, document, limits->octets_max, &trouble, &reason);

	*result->alert = (struct alert){ 0 };
	if (err != ERR_OK) {
		cap_fault_unread(&walk, &trouble, &reason);
		if (why)
			*why = reason;
		return err;
	}
	err = read_root(&walk, xmlDocGetRootElement(doc), why);
	if (err == ERR_OK && result->doc)
		*result->doc = doc;
	else
		xmlFreeDoc(doc);
	return err;
}
