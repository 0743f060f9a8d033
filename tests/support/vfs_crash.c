/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support/vfs_crash.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR_OCTETS = 512 };

/* A write, or with octets NULL a truncation to `at`, that no sync has made last yet. */
struct pending {
	struct pending *next;
	uint64_t at;
	size_t size;
	char *octets;
};

/* A file as it would be after a power cut. */
struct image {
	struct image *next;
	char path[256];
	char *octets;
	uint64_t size;
	struct pending *first, **end;
};

struct file {
	sqlite3_file base;
	struct image *image;
	sqlite3_file *real; /* behind this struct */
};

static struct {
	sqlite3_vfs vfs, *real;
	pthread_mutex_t lock;
	struct image *images;
	unsigned int operations, fail_at, fail_more, sync_fails_in, cut_after;
	bool has_failed, is_cut, is_bounded;
	uint64_t room;
} crash = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* ---- images ----------------------------------------------------------------------------- */

static void image_resize(struct image *image, uint64_t size)
{
	image->octets = realloc(image->octets, size ? size : 1);
	if (!image->octets)
		abort();
	if (size > image->size)
		memset(image->octets + image->size, 0, size - image->size);
	image->size = size;
}

static void image_write(struct image *image, uint64_t at, const char *octets, size_t size)
{
	if (at + size > image->size)
		image_resize(image, at + size);
	memcpy(image->octets + at, octets, size);
}

static void image_load(struct image *image)
{
	int fd = open(image->path, O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (fd < 0)
		return;
	if (fstat(fd, &status) != 0)
		abort();
	image_resize(image, (uint64_t)status.st_size);
	if (read(fd, image->octets, image->size) != (ssize_t)image->size)
		abort();
	close(fd);
}

static struct image *image_of(const char *path)
{
	struct image *image;

	for (image = crash.images; image; image = image->next)
		if (strcmp(image->path, path) == 0)
			return image;
	image = calloc(1, sizeof(*image));
	if (!image)
		abort();
	snprintf(image->path, sizeof(image->path), "%s", path);
	image->end = &image->first;
	image_load(image);
	image->next = crash.images;
	crash.images = image;
	return image;
}

static void pend(struct image *image, uint64_t at, const char *octets, size_t size)
{
	struct pending *pending = calloc(1, sizeof(*pending));

	if (!pending)
		abort();
	*pending = (struct pending){ .at = at, .size = size };
	if (octets) {
		pending->octets = malloc(size ? size : 1);
		memcpy(pending->octets, octets, size);
	}
	*image->end = pending;
	image->end = &pending->next;
}

static uint64_t draw(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed >> 11;
}

/* Seed NULL: all of it arrives. */
static void pending_apply(struct image *image, const struct pending *pending, uint64_t *seed)
{
	if (!pending->octets) {
		if (!seed || draw(seed) % 2)
			image_resize(image, pending->at);
		return;
	}
	for (size_t done = 0; done < pending->size;) {
		size_t size = SECTOR_OCTETS - (pending->at + done) % SECTOR_OCTETS;

		if (size > pending->size - done)
			size = pending->size - done;
		if (!seed || draw(seed) % 2)
			image_write(image, pending->at + done, pending->octets + done, size);
		done += size;
	}
}

enum fate {
	FATE_LOST = 0,
	FATE_ARRIVES,
	FATE_TORN,
};

static void pending_end(struct image *image, enum fate fate, uint64_t *seed)
{
	while (image->first) {
		struct pending *pending = image->first;

		if (fate != FATE_LOST)
			pending_apply(image, pending, fate == FATE_TORN ? seed : NULL);
		image->first = pending->next;
		free(pending->octets);
		free(pending);
	}
	image->end = &image->first;
}

/* ---- what fails ------------------------------------------------------------------------- */

static bool operation_fails(void)
{
	crash.operations++;
	if (crash.is_cut)
		return true;
	if (!crash.fail_at || crash.operations < crash.fail_at ||
	    crash.operations > crash.fail_at + crash.fail_more)
		return false;
	crash.has_failed = true;
	return true;
}

static bool sync_fails(void)
{
	if (operation_fails())
		return true;
	if (!crash.sync_fails_in || --crash.sync_fails_in)
		return false;
	crash.has_failed = true;
	crash.fail_at = crash.operations + crash.cut_after;
	crash.fail_more = 1u << 30;
	return true;
}

static struct file *file_of(sqlite3_file *file)
{
	return (struct file *)file;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
	return file_of(file)->real;
}

/* ---- the methods of a file -------------------------------------------------------------- */

static int crash_close(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int crash_read(sqlite3_file *file, void *octets, int size, sqlite3_int64 at)
{
	return real_of(file)->pMethods->xRead(real_of(file), octets, size, at);
}

static int write_through(sqlite3_file *file, const void *octets, int size, sqlite3_int64 at)
{
	pend(file_of(file)->image, (uint64_t)at, octets, (size_t)size);
	return real_of(file)->pMethods->xWrite(real_of(file), octets, size, at);
}

/* What lies behind the end of the file needs room. */
static bool takes_room(sqlite3_file *file, int size, sqlite3_int64 at)
{
	sqlite3_int64 end = 0;

	real_of(file)->pMethods->xFileSize(real_of(file), &end);
	if (!crash.is_bounded || at + size <= end)
		return true;
	if (crash.room < (uint64_t)(at + size - end))
		return false;
	crash.room -= (uint64_t)(at + size - end);
	return true;
}

static int crash_write(sqlite3_file *file, const void *octets, int size, sqlite3_int64 at)
{
	int code;

	pthread_mutex_lock(&crash.lock);
	if (operation_fails()) {
		if (!crash.is_cut) /* half of it went out */
			(void)write_through(file, octets, size / 2, at);
		code = SQLITE_IOERR_WRITE;
	} else if (!takes_room(file, size, at)) {
		code = SQLITE_FULL;
	} else {
		code = write_through(file, octets, size, at);
	}
	pthread_mutex_unlock(&crash.lock);
	return code;
}

static int crash_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int code = SQLITE_IOERR_TRUNCATE;

	pthread_mutex_lock(&crash.lock);
	if (!operation_fails()) {
		pend(file_of(file)->image, (uint64_t)size, NULL, 0);
		code = real_of(file)->pMethods->xTruncate(real_of(file), size);
	}
	pthread_mutex_unlock(&crash.lock);
	return code;
}

static int crash_sync(sqlite3_file *file, int flags)
{
	int code = SQLITE_OK;

	(void)flags; /* no real sync: the image is the disk */
	pthread_mutex_lock(&crash.lock);
	if (sync_fails())
		code = SQLITE_IOERR_FSYNC;
	if (!crash.is_cut)
		pending_end(file_of(file)->image, code == SQLITE_OK ? FATE_ARRIVES : FATE_LOST,
			    NULL);
	pthread_mutex_unlock(&crash.lock);
	return code;
}

static int crash_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int crash_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int crash_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int crash_reserved(sqlite3_file *file, int *is_reserved)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), is_reserved);
}

static int crash_control(sqlite3_file *file, int what, void *with)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), what, with);
}

static int crash_sector(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int crash_traits(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int crash_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int crash_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void crash_shm_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int crash_shm_unmap(sqlite3_file *file, int remove)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* no memory mapping: writes would go past us */
	.xClose = crash_close,
	.xRead = crash_read,
	.xWrite = crash_write,
	.xTruncate = crash_truncate,
	.xSync = crash_sync,
	.xFileSize = crash_size,
	.xLock = crash_lock,
	.xUnlock = crash_unlock,
	.xCheckReservedLock = crash_reserved,
	.xFileControl = crash_control,
	.xSectorSize = crash_sector,
	.xDeviceCharacteristics = crash_traits,
	.xShmMap = crash_shm_map,
	.xShmLock = crash_shm_lock,
	.xShmBarrier = crash_shm_barrier,
	.xShmUnmap = crash_shm_unmap,
};

/* ---- the VFS ---------------------------------------------------------------------------- */

static int crash_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	struct file *ours = file_of(file);
	int code = SQLITE_CANTOPEN;

	(void)vfs;
	file->pMethods = NULL;
	ours->real = (sqlite3_file *)(ours + 1);
	pthread_mutex_lock(&crash.lock);
	if (!operation_fails()) {
		ours->image = image_of(name ? name : "");
		code = crash.real->xOpen(crash.real, name, ours->real, flags, out);
	}
	pthread_mutex_unlock(&crash.lock);
	if (code == SQLITE_OK)
		file->pMethods = &methods;
	return code;
}

/* Nobody syncs the folder: after the cut the file may be back, as it was last synced. */
static int crash_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	int code = SQLITE_IOERR_DELETE;

	(void)vfs;
	pthread_mutex_lock(&crash.lock);
	if (!operation_fails()) {
		pend(image_of(name), 0, NULL, 0);
		code = crash.real->xDelete(crash.real, name, sync_folder);
	}
	pthread_mutex_unlock(&crash.lock);
	return code;
}

static void forget_images(void)
{
	while (crash.images) {
		struct image *next = crash.images->next;

		pending_end(crash.images, FATE_LOST, NULL);
		free(crash.images->octets);
		free(crash.images);
		crash.images = next;
	}
}

void vfs_crash_reset(void)
{
	if (!crash.real) {
		crash.real = sqlite3_vfs_find("unix");
		crash.vfs = *crash.real;
		crash.vfs.zName = VFS_CRASH_NAME;
		crash.vfs.szOsFile = crash.real->szOsFile + (int)sizeof(struct file);
		crash.vfs.xOpen = crash_open;
		crash.vfs.xDelete = crash_delete;
		sqlite3_vfs_register(&crash.vfs, 0);
	}
	forget_images();
	crash.operations = crash.fail_at = crash.fail_more = crash.sync_fails_in = 0;
	crash.has_failed = crash.is_cut = crash.is_bounded = false;
}

unsigned int vfs_crash_operations(void)
{
	return crash.operations;
}

void vfs_crash_fail(unsigned int nth, unsigned int more)
{
	pthread_mutex_lock(&crash.lock);
	crash.fail_at = nth ? crash.operations + nth : 0;
	crash.fail_more = more;
	crash.has_failed = false;
	pthread_mutex_unlock(&crash.lock);
}

void vfs_crash_fail_sync(unsigned int nth, unsigned int cut_after)
{
	pthread_mutex_lock(&crash.lock);
	crash.sync_fails_in = nth;
	crash.cut_after = cut_after;
	crash.has_failed = false;
	pthread_mutex_unlock(&crash.lock);
}

bool vfs_crash_has_failed(void)
{
	return crash.has_failed;
}

void vfs_crash_full_after(uint64_t octets)
{
	pthread_mutex_lock(&crash.lock);
	crash.is_bounded = true;
	crash.room = octets;
	pthread_mutex_unlock(&crash.lock);
}

void vfs_crash_make_room(void)
{
	pthread_mutex_lock(&crash.lock);
	crash.is_bounded = false;
	pthread_mutex_unlock(&crash.lock);
}

void vfs_crash_cut_power(void)
{
	pthread_mutex_lock(&crash.lock);
	crash.is_cut = true;
	pthread_mutex_unlock(&crash.lock);
}

static void image_restore(const struct image *image)
{
	int fd = open(image->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, image->octets, image->size) != (ssize_t)image->size)
		abort();
	close(fd);
}

void vfs_crash_restore(uint64_t seed)
{
	char name[300];

	for (struct image *image = crash.images; image; image = image->next) {
		pending_end(image, seed ? FATE_TORN : FATE_LOST, &seed);
		image_restore(image);
		snprintf(name, sizeof(name), "%s-shm", image->path);
		unlink(name);
	}
	vfs_crash_reset();
}
