/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Aside: a file is built beside the one whose place it takes, and renamed when it is whole. The
 * rename lasts only when the folder is synced.
 */
#ifndef LEDGER_ASIDE_H
#define LEDGER_ASIDE_H

#include <sys/types.h>

#include "base/err.h"

/*
 * Opens it empty, for one builder at a time; what an earlier one left behind when it was killed is
 * overwritten. ERR_STATE: another is at work. ERR_IO.
 */
enum err MUST_USE aside_lock(int *out, const char *aside, mode_t mode, struct fault *why);

/* ERR_IO, ERR_MEMORY. */
enum err MUST_USE aside_sync_folder(const char *folder, struct fault *why);
/* The one that file is in. */
enum err MUST_USE aside_sync_folder_of(const char *path, struct fault *why);

#endif
