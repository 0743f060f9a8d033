/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/national.h"

static const xmlNode *child(const xmlNode *node, const char *name)
{
	for (const xmlNode *c = node->children; c; c = c->next)
		if (c->type == XML_ELEMENT_NODE && !c->ns && xmlStrEqual(c->name, BAD_CAST name))
			return c;
	return NULL;
}

bool national_is(const xmlNode *root)
{
	const xmlNode *info;

	if (!root || root->ns || !xmlStrEqual(root->name, BAD_CAST "alert"))
		return false;
	info = child(root, "info");
	return child(root, "senderCode") || child(root, "sendTime") ||
	       (info && child(info, "eventType"));
}

void national_read(struct cap_walk *walk, const xmlNode *root)
{
	walk->version = CAP_NATIONAL;
	walk->alert->is_national = true;
	cap_schema_walk(walk, &national_schema_alert, root, walk->alert);
	cap_rules_check(walk, root);
	national_rules_check(walk, root);
}
