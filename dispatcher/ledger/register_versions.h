/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Versions: every content of a cell register that was in force stands beside it as a file of its
 * own, named by its digest: cells.db.<64 hexadecimal digits>. The register itself is one more name
 * (a hard link) of the version in force, so that importing into it, or whatever else puts another
 * file in its place, takes no version away.
 *
 * Each step is one rename, after which the directory is synced: a crash leaves the register and
 * every version as they were before the step or as they are after it, and at most a file beside
 * them that the next register_versions_visit() takes away. Where the file system has no hard
 * links, or the file belongs to somebody else, it is copied.
 */
#ifndef LEDGER_REGISTER_VERSIONS_H
#define LEDGER_REGISTER_VERSIONS_H

#include "base/digest.h"
#include "base/err.h"

/* "<path>.<digest>"; free() it; NULL without memory. */
char *register_version_path(const char *path, const struct digest *digest);

/* `from` holds the content of that digest: keeps it as the version of it. ERR_IO, ERR_MEMORY. */
enum err MUST_USE register_version_keep(const char *path, const struct digest *digest,
					const char *from, struct fault *why);
/* Makes the register that version. */
enum err MUST_USE register_version_use(const char *path, const struct digest *digest,
				       struct fault *why);
enum err MUST_USE register_version_drop(const char *path, const struct digest *digest,
					struct fault *why);

typedef void register_version_fn(void *data, const struct digest *digest);
/* Each version there is, in no order. What a crash left half done is removed. ERR_IO. */
enum err MUST_USE register_versions_visit(const char *path, register_version_fn *visit, void *data,
					  struct fault *why);

#endif
