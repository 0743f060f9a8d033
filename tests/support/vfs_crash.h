/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * vfs_crash: a SQLite VFS over real files that knows what of them would survive a power cut:
 * only what was synced. It can fail the nth operation, fill up, and cut the power.
 *
 * Operations counted: opening a store or its log, write, truncate, sync. A failed sync loses
 * what was not yet synced, and the next sync says nothing of it, as Linux does.
 */
#ifndef TESTS_VFS_CRASH_H
#define TESTS_VFS_CRASH_H

#include <stdbool.h>
#include <stdint.h>

#define VFS_CRASH_NAME "crash"

/* Registers on first use; forgets all files, counts and failures. No file may be open. */
void vfs_crash_reset(void);

/* Operations so far. */
unsigned int vfs_crash_operations(void);

/* The nth operation from now (1 is the next) fails, and the `more` after it; 0: none. */
void vfs_crash_fail(unsigned int nth, unsigned int more);
bool vfs_crash_has_failed(void);

/* The nth sync from now fails; that many operations later the power goes. */
void vfs_crash_fail_sync(unsigned int nth, unsigned int cut_after);

/* Only that many octets can be written to new places from now on; then SQLITE_FULL. */
void vfs_crash_full_after(uint64_t octets);
void vfs_crash_make_room(void);

/* From now on every operation fails: nothing reaches the files. */
void vfs_crash_cut_power(void);

/*
 * After all are closed: puts the files back as the cut left them, and lets operations pass
 * again. With a seed, each 512-octet sector not yet synced may or may not have arrived.
 */
void vfs_crash_restore(uint64_t seed);

#endif
