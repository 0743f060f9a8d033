/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/national.h"

/* In no namespace, as the root. */
static const xmlNode *child(const xmlNode *node, const char *name)
{
	const xmlNode *found;

	for (size_t i = 0; (found = xml_child(node, name, i)); i++)
		if (!found->ns)
			return found;
	return NULL;
}

bool national_is(const xmlNode *root)
{
	const xmlNode *info;

	if (!root || root->ns || !xmlStrEqual(root->name, BAD_CAST "alert"))
		return false;
	info = child(root, "info");
	return child(root, "senderCode") || child(root, "sendTime") || child(info, "eventType");
}

void national_read(struct cap_walk *walk, const xmlNode *root)
{
	walk->version = CAP_NATIONAL;
	walk->alert->is_national = true;
	cap_schema_walk(walk, &national_schema_alert, root, walk->alert);
	cap_rules_check(walk, root);
	national_rules_check(walk, root);
}
