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

static bool is_same_file(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

static enum err sync_folder(const char *path, struct fault *why)
{
	char *copy = strdup(path);
	int folder = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	enum err err = folder >= 0 && fsync(folder) == 0 ? ERR_OK : failed(why, path);

	if (folder >= 0)
		close(folder);
	free(copy);
	return err;
}

static bool copy_octets(int to, int from)
{
	static const size_t room = 1 << 20;
	char *octets = malloc(room);
	ssize_t size = octets ? 1 : -1;

	while (octets && (size = read(from, octets, room)) > 0)
		for (ssize_t done = 0, wrote; done < size; done += wrote) {
			wrote = write(to, octets + done, (size_t)(size - done));
			if (wrote <= 0) {
				free(octets);
				return false;
			}
		}
	free(octets);
	return size == 0;
}

static enum err copy_file(const char *to, const char *from, struct fault *why)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
	enum err err = out >= 0 && copy_octets(out, in) ? ERR_OK : failed(why, from);

	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0 && err == ERR_OK)
		err = failed(why, to);
	return err;
}

/* Whoever made the file need not have waited for the disk. */
static enum err sync_file(const char *path, struct fault *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err err = fd >= 0 && fsync(fd) == 0 ? ERR_OK : failed(why, path);

	if (fd >= 0)
		close(fd);
	return err;
}

/* `to` becomes another name of `from`, in one step. */
static enum err place(const char *to, const char *from, const char *aside, struct fault *why)
{
	enum err err = ERR_OK;

	if (is_same_file(to, from))
		return ERR_OK;
	unlink(aside);
	if (link(from, aside) != 0)
		err = copy_file(aside, from, why);
	if (err == ERR_OK)
		err = sync_file(aside, why);
	if (err == ERR_OK && rename(aside, to) != 0)
		err = failed(why, to);
	if (err == ERR_OK)
		return sync_folder(to, why);
	unlink(aside);
	return err;
}

static enum err place_beside(const char *to, const char *from, const char *path, struct fault *why)
{
	char *aside;
	enum err err;

	if (asprintf(&aside, "%s%s", path, ASIDE) < 0)
		return no_memory(why);
	err = place(to, from, aside, why);
	free(aside);
	return err;
}

/* ---- versions --------------------------------------------------------------------------- */

enum err register_version_keep(const char *path, const struct digest *digest, const char *from,
			       struct fault *why)
{
	char *version = register_version_path(path, digest);
	enum err err = version ? place_beside(version, from, path, why) : no_memory(why);

	free(version);
	return err;
}

enum err register_version_use(const char *path, const struct digest *digest, struct fault *why)
{
	char *version = register_version_path(path, digest);
	enum err err = version ? place_beside(path, version, path, why) : no_memory(why);

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
	return err == ERR_OK ? sync_folder(path, why) : err;
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

static void remove_aside(const char *path)
{
	char *aside;

	if (asprintf(&aside, "%s%s", path, ASIDE) < 0)
		return;
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

	remove_aside(path);
	while (folder && (entry = readdir(folder)))
		look_at(entry->d_name, of, visit, data);
	if (folder)
		closedir(folder);
	free(copy);
	free(name);
	return err;
}
