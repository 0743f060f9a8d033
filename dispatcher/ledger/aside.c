/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/aside.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum err aside_lock(int *out, const char *aside, mode_t mode, struct fault *why)
{
	int fd = open(aside, O_RDWR | O_CREAT | O_CLOEXEC, mode);
	bool is_locked = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
	enum err err;

	if (is_locked && ftruncate(fd, 0) == 0) {
		*out = fd;
		return ERR_OK;
	}
	if (fd >= 0 && !is_locked && errno == EWOULDBLOCK)
		err = err_set(why, ERR_STATE, NULL, "%s: another import is at work", aside);
	else
		err = err_set(why, ERR_IO, NULL, "%s: %s", aside, strerror(errno));
	if (fd >= 0)
		close(fd);
	return err;
}

enum err aside_sync_folder(const char *folder, struct fault *why)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err err = ERR_OK;

	if (fd < 0 || fsync(fd) != 0)
		err = err_set(why, ERR_IO, NULL, "%s: %s", folder, strerror(errno));
	if (fd >= 0)
		close(fd);
	return err;
}

enum err aside_sync_folder_of(const char *path, struct fault *why)
{
	char *copy = strdup(path);
	enum err err = copy ? aside_sync_folder(dirname(copy), why)
			    : err_set(why, ERR_MEMORY, NULL, "no memory");

	free(copy);
	return err;
}
