/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register_versions.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/aside.h"
#include "ledger/register_file.h"

static const char ASIDE[] = ".aside";

char *register_version_path(const char *path, const struct digest *digest)
{
	char hex[DIGEST_HEX_OCTETS], *out;

	digest_hex(hex, digest->octets, DIGEST_OCTETS);
	return asprintf(&out, "%s.%s", path, hex) < 0 ? NULL : out;
}

static enum err no_memory(struct fault *why)
{
	return err_set(why, ERR_MEMORY, NULL, "no memory for a path");
}

static enum err failed(struct fault *why, const char *path)
{
	return err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(errno));
}

/* ---- files ------------------------------------------------------------------------------ */

/* Where it can, the file system shares the blocks: then a copy costs no room. */
static bool copy_octets(int to, int from, off_t size)
{
	static const size_t room = 1 << 20;
	char *octets;
	ssize_t got = 1;

	while (size > 0 && (got = copy_file_range(from, NULL, to, NULL, (size_t)size, 0)) > 0)
		size -= got;
	if (size <= 0)
		return true;
	octets = malloc(room);
	while (octets && size > 0 && (got = read(from, octets, room)) > 0) {
		if (write(to, octets, (size_t)got) != got)
			break;
		size -= got;
	}
	free(octets);
	return size <= 0;
}

/* Before a single octet of it is copied: SQLite's header, and in it whose file this is. */
static enum err check_head(off_t *size, int fd, struct fault *why)
{
	static const char sqlite[16] = "SQLite format 3";
	uint8_t head[100];
	struct stat about;

	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		return err_set(why, ERR_INPUT, NULL, "it is no regular file");
	if (pread(fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    memcmp(head, sqlite, sizeof(sqlite)) != 0 ||
	    octets_get_u32(head + 68) != REGISTER_FILE_APPLICATION)
		return err_set(why, ERR_INPUT, NULL, "it is not a cell register");
	if (about.st_size > REGISTER_FILE_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "it has more than %lld octets",
			       (long long)REGISTER_FILE_OCTETS_MAX);
	*size = about.st_size;
	return ERR_OK;
}

/* What is no file (a pipe, a terminal) would keep whoever opens it waiting. */
static enum err open_source(int *out, off_t *size, const char *from, struct fault *why)
{
	int fd = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum err err;

	if (fd < 0)
		return err_set(why, ERR_INPUT, NULL, "%s: %s", from, strerror(errno));
	err = check_head(size, fd, why);
	if (err != ERR_OK) {
		close(fd);
		return err_prefix(why, err, "%s", from);
	}
	*out = fd;
	return ERR_OK;
}

static enum err copy_to(const char *to, mode_t mode, int in, off_t size, struct fault *why)
{
	enum err err = ERR_OK;
	int out;

	unlink(to);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (out < 0)
		return failed(why, to);
	if (!copy_octets(out, in, size) || fsync(out) != 0)
		err = failed(why, to);
	if (close(out) != 0 && err == ERR_OK)
		err = failed(why, to);
	if (err != ERR_OK)
		unlink(to);
	return err;
}

static enum err copy_file(const char *to, mode_t mode, const char *from, struct fault *why)
{
	off_t size = 0;
	int in = -1;
	enum err err = open_source(&in, &size, from, why);

	if (err != ERR_OK)
		return err;
	err = copy_to(to, mode, in, size, why);
	close(in);
	return err;
}

static enum err put_in_place(const char *aside, const char *to, struct fault *why)
{
	if (rename(aside, to) == 0)
		return aside_sync_folder_of(to, why);
	return failed(why, to);
}

/* ---- versions --------------------------------------------------------------------------- */

char *register_version_aside(const char *path)
{
	char *out;

	return asprintf(&out, "%s%s", path, ASIDE) < 0 ? NULL : out;
}

enum err register_version_copy(const char *path, const char *from, struct fault *why)
{
	char *aside = register_version_aside(path);
	enum err err = aside ? copy_file(aside, 0444, from, why) : no_memory(why);

	free(aside);
	return err;
}

enum err register_version_keep(const char *path, const struct digest *digest, struct fault *why)
{
	char *aside = register_version_aside(path), *version = register_version_path(path, digest);
	enum err err = aside && version ? put_in_place(aside, version, why) : no_memory(why);

	free(aside);
	free(version);
	return err;
}

enum err register_version_use(const char *path, const struct digest *digest, struct fault *why)
{
	char *aside = register_version_aside(path), *version = register_version_path(path, digest);
	enum err err = aside && version ? copy_file(aside, 0644, version, why) : no_memory(why);

	if (err == ERR_INPUT) /* not what somebody asked for: it stood there */
		err = err_set(why, ERR_IO, NULL, "%s: it is not there, or damaged", version);
	if (err == ERR_OK)
		err = put_in_place(aside, path, why);
	free(aside);
	free(version);
	return err;
}

enum err register_version_drop(const char *path, const struct digest *digest, struct fault *why)
{
	char *version = register_version_path(path, digest);
	enum err err = ERR_OK;

	if (!version)
		return no_memory(why);
	if (unlink(version) != 0 && errno != ENOENT)
		err = failed(why, version);
	free(version);
	return err == ERR_OK ? aside_sync_folder_of(path, why) : err;
}

static void look_at(const char *name, const char *of, register_version_fn *visit, void *data)
{
	size_t size = strlen(of);
	struct digest digest;

	if (strncmp(name, of, size) != 0 || name[size] != '.')
		return;
	if (digest_from_hex(&digest, DIGEST_OCTETS, slice_of(name + size + 1)))
		visit(data, &digest);
}

void register_version_discard(const char *path)
{
	char *aside = register_version_aside(path);

	if (aside)
		unlink(aside);
	free(aside);
}

enum err register_versions_visit(const char *path, register_version_fn *visit, void *data,
				 struct fault *why)
{
	char *copy = strdup(path), *name = strdup(path);
	DIR *folder = copy && name ? opendir(dirname(copy)) : NULL;
	const char *of = name ? basename(name) : "";
	const struct dirent *entry;
	enum err err = folder ? ERR_OK : failed(why, path);

	register_version_discard(path);
	while (folder && (entry = readdir(folder)))
		look_at(entry->d_name, of, visit, data);
	if (folder)
		closedir(folder);
	free(copy);
	free(name);
	return err;
}
