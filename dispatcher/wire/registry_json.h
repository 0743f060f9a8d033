/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The registry's JSON face, as `cbctl registry apply` takes it:
 *	{"authorities":[..],"agencies":[..],"persons":[..],"carriers":[..],"plans":[..]}
 * docs/registry.md shows every member. Reading is strict, and includes registry_check().
 */
#ifndef WIRE_REGISTRY_JSON_H
#define WIRE_REGISTRY_JSON_H

#include "notice/registry.h"
#include "wire/fields.h"

enum err MUST_USE registry_json_read(void *ctx, struct registry *out, struct slice json,
				     struct fault *why);
void registry_json_write(struct text *out, const struct registry *registry);

#endif
