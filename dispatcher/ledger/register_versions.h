/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Versions: every content of a cell register that was in force stands beside it as a file of its
 * own, named by its digest: cells.db.<64 hexadecimal digits>. A version is a copy that this program
 * made and nobody else has a name of; only such files are ever used. Whatever happens to the
 * configured file, replaced or written over, happens to no version. The configured file in turn is
 * a copy of the version in force. Where the file system shares blocks a copy costs no room.
 *
 * A copy is written beside (cells.db.aside), synced and renamed, after which the directory is
 * synced: a crash leaves the register and every version as they were before the step or as they
 * are after it, and at most a file beside them that the next register_versions_visit() takes away.
 * One copy at a time: all share the one name beside.
 */
#ifndef LEDGER_REGISTER_VERSIONS_H
#define LEDGER_REGISTER_VERSIONS_H

#include "base/digest.h"
#include "base/err.h"

/* "<path>.<digest>"; free() it; NULL without memory. */
char *register_version_path(const char *path, const struct digest *digest);

/* "<path>.aside", likewise: where a copy stands until it is somebody. */
char *register_version_aside(const char *path);

/*
 * Copies `from` beside. ERR_INPUT: it cannot be read, is no regular file or no register;
 * ERR_LIMIT: larger than any; ERR_IO, ERR_MEMORY: it cannot be written.
 */
enum err MUST_USE register_version_copy(const char *path, const char *from, struct fault *why);
/* What stands beside has that digest, and is the version of it from now on. ERR_IO, ERR_MEMORY. */
enum err MUST_USE register_version_keep(const char *path, const struct digest *digest,
					struct fault *why);
/* What stands beside is nobody after all. */
void register_version_discard(const char *path);
/* Makes the register a copy of that version. */
enum err MUST_USE register_version_use(const char *path, const struct digest *digest,
				       struct fault *why);
enum err MUST_USE register_version_drop(const char *path, const struct digest *digest,
					struct fault *why);

typedef void register_version_fn(void *data, const struct digest *digest);
/* Each version there is, in no order. What a crash left half done is removed. ERR_IO. */
enum err MUST_USE register_versions_visit(const char *path, register_version_fn *visit, void *data,
					  struct fault *why);

#endif
