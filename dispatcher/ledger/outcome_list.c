/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/outcome_list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/octets.h"
#include "ledger/aside.h"
#include "ledger/outcome_files.h"

enum {
	HEADER_OCTETS = 128,
	DIGESTED_OCTETS = 56,
	SALT_AT = 24,
	DIGEST_AT = 56,
	NUMBER_OCTETS = 8,
	PIECE_OCTETS = 65536,
	NAME_OCTETS = 64,
};

static const char magic[8] = { 'C', 'B', 'L', 'I', 'S', 'T', 0, 1 };

struct outcome_list_maker {
	char *path, *aside, *folder;
	int fd;
	uint64_t last;
	uint32_t numbers;
	size_t size;
	off_t at;
	struct digest digest;
	uint8_t header[HEADER_OCTETS];
	uint8_t piece[PIECE_OCTETS];
};

static enum err no_memory(struct fault *why)
{
	return err_set(why, ERR_MEMORY, NULL, "list of numbers: no memory");
}

static enum err failed(struct fault *why, const char *doing)
{
	return outcome_files_failed(why, doing) == ERR_FULL ? ERR_FULL : ERR_IO;
}

static char *path_of(const char *folder, struct outcome_list_name name, const char *end)
{
	char *path;

	if (asprintf(&path, "%s/%llu.%u.%s", folder, (unsigned long long)name.notice,
		     (unsigned int)name.delivery, end) < 0)
		return NULL;
	return path;
}

static void add_piece(struct digest *digest, const uint8_t *piece, size_t size)
{
	const struct slice parts[] = { digest_slice(digest), { (const char *)piece, size } };

	*digest = digest_of(parts, 2);
}

static struct digest with_header(const struct digest *body, const uint8_t *header)
{
	const struct slice parts[] = { digest_slice(body),
				       { (const char *)header, DIGESTED_OCTETS } };

	return digest_of(parts, 2);
}

/* ---- making one ------------------------------------------------------------------------- */

void outcome_list_abandon(struct outcome_list_maker *maker)
{
	if (!maker)
		return;
	if (maker->fd >= 0) {
		unlink(maker->aside);
		close(maker->fd);
	}
	free(maker->path);
	free(maker->aside);
	free(maker->folder);
	free(maker);
}

static enum err begin(struct outcome_list_maker *maker, struct outcome_list_name name,
		      struct fault *why)
{
	if (!maker->path || !maker->aside || !maker->folder)
		return no_memory(why);
	if (access(maker->path, F_OK) == 0)
		return err_set(why, ERR_CONFLICT, NULL, "list of numbers: there is one already");
	maker->fd = open(maker->aside, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (maker->fd < 0)
		return failed(why, "a list of numbers");
	memcpy(maker->header, magic, sizeof(magic));
	octets_put(maker->header + 8, 8, name.notice);
	octets_put(maker->header + 16, 4, name.delivery);
	if (getrandom(maker->header + SALT_AT, DIGEST_OCTETS, 0) != DIGEST_OCTETS)
		return failed(why, "a salt");
	maker->at = HEADER_OCTETS;
	return ERR_OK;
}

enum err outcome_list_begin(struct outcome_list_maker **out, const char *folder,
			    struct outcome_list_name name, struct fault *why)
{
	struct outcome_list_maker *maker = calloc(1, sizeof(*maker));
	enum err err;

	if (!maker)
		return no_memory(why);
	maker->fd = -1;
	maker->path = path_of(folder, name, "list");
	maker->aside = path_of(folder, name, "new");
	maker->folder = strdup(folder);
	err = begin(maker, name, why);
	if (err == ERR_OK)
		*out = maker;
	else
		outcome_list_abandon(maker);
	return err;
}

static enum err write_at(int fd, const uint8_t *octets, size_t size, off_t at, struct fault *why)
{
	while (size > 0) {
		ssize_t wrote = pwrite(fd, octets, size, at);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return failed(why, "a list of numbers");
		octets += wrote;
		at += wrote;
		size -= (size_t)wrote;
	}
	return ERR_OK;
}

static enum err flush(struct outcome_list_maker *maker, struct fault *why)
{
	enum err err;

	if (maker->size == 0)
		return ERR_OK;
	add_piece(&maker->digest, maker->piece, maker->size);
	err = write_at(maker->fd, maker->piece, maker->size, maker->at, why);
	maker->at += (off_t)maker->size;
	maker->size = 0;
	return err;
}

enum err outcome_list_add(struct outcome_list_maker *maker, struct msisdn msisdn, struct fault *why)
{
	if (msisdn.number <= maker->last || !msisdn_is_number(msisdn))
		return err_set(why, ERR_INPUT, NULL, "list of numbers: they do not ascend");
	if (maker->numbers == UINT32_MAX)
		return err_set(why, ERR_LIMIT, NULL, "list of numbers: too many");
	maker->last = msisdn.number;
	maker->numbers++;
	octets_put(maker->piece + maker->size, NUMBER_OCTETS, msisdn.number);
	maker->size += NUMBER_OCTETS;
	return maker->size == sizeof(maker->piece) ? flush(maker, why) : ERR_OK;
}

enum err outcome_list_end(struct outcome_list_maker *maker, struct digest *digest,
			  struct fault *why)
{
	struct digest whole;
	enum err err = flush(maker, why);

	octets_put(maker->header + 20, 4, maker->numbers);
	whole = with_header(&maker->digest, maker->header);
	memcpy(maker->header + DIGEST_AT, whole.octets, DIGEST_OCTETS);
	if (err == ERR_OK)
		err = write_at(maker->fd, maker->header, HEADER_OCTETS, 0, why);
	if (err == ERR_OK && (fsync(maker->fd) != 0 || rename(maker->aside, maker->path) != 0))
		err = failed(why, "a list of numbers");
	if (err == ERR_OK)
		err = aside_sync_folder(maker->folder, why);
	if (err == ERR_OK)
		*digest = whole;
	outcome_list_abandon(maker);
	return err;
}

/* ---- asking one ------------------------------------------------------------------------- */

static enum err get(int fd, uint8_t *octets, size_t size, off_t at, struct fault *why)
{
	while (size > 0) {
		ssize_t got = pread(fd, octets, size, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(why, "a list of numbers");
		if (got == 0)
			return err_set(why, ERR_INPUT, NULL, "list of numbers: it ends early");
		octets += got;
		at += got;
		size -= (size_t)got;
	}
	return ERR_OK;
}

static enum err read_header(struct outcome_list *list, struct outcome_list_name name,
			    struct fault *why)
{
	uint8_t header[HEADER_OCTETS];
	struct stat file;
	enum err err = get(list->fd, header, sizeof(header), 0, why);

	if (err != ERR_OK)
		return err;
	list->count = octets_get_u32(header + 20);
	memcpy(list->digest.octets, header + DIGEST_AT, DIGEST_OCTETS);
	if (memcmp(header, magic, sizeof(magic)) != 0 || octets_get(header + 8, 8) != name.notice ||
	    octets_get_u32(header + 16) != name.delivery || fstat(list->fd, &file) != 0 ||
	    file.st_size != HEADER_OCTETS + (off_t)list->count * NUMBER_OCTETS)
		return err_set(why, ERR_INPUT, NULL, "list of numbers: it is damaged");
	return ERR_OK;
}

enum err outcome_list_open(struct outcome_list *out, const char *folder,
			   struct outcome_list_name name, struct fault *why)
{
	struct outcome_list list;
	char *path = path_of(folder, name, "list");
	enum err err;

	if (!path)
		return no_memory(why);
	list.fd = open(path, O_RDONLY | O_CLOEXEC);
	free(path);
	if (list.fd < 0 && errno == ENOENT)
		return err_set(why, ERR_ABSENT, NULL, "there is no list of numbers");
	if (list.fd < 0)
		return failed(why, "a list of numbers");
	err = read_header(&list, name, why);
	if (err == ERR_OK)
		*out = list;
	else
		close(list.fd);
	return err;
}

void outcome_list_close(struct outcome_list *list)
{
	close(list->fd);
	list->fd = -1;
}

enum err outcome_list_check(const struct outcome_list *list, struct fault *why)
{
	uint8_t header[HEADER_OCTETS], *piece = malloc(PIECE_OCTETS);
	uint64_t left = (uint64_t)list->count * NUMBER_OCTETS;
	struct digest digest = { { 0 } };
	off_t at = HEADER_OCTETS;
	enum err err = piece ? get(list->fd, header, sizeof(header), 0, why) : no_memory(why);

	while (err == ERR_OK && left > 0) {
		size_t size = left < PIECE_OCTETS ? (size_t)left : (size_t)PIECE_OCTETS;

		err = get(list->fd, piece, size, at, why);
		if (err == ERR_OK)
			add_piece(&digest, piece, size);
		at += (off_t)size;
		left -= size;
	}
	free(piece);
	if (err != ERR_OK)
		return err;
	digest = with_header(&digest, header);
	if (!digest_equal(&digest, &list->digest))
		return err_set(why, ERR_INPUT, NULL,
			       "list of numbers: it does not have its own digest");
	return ERR_OK;
}

enum err outcome_list_number(struct msisdn *out, const struct outcome_list *list,
			     uint32_t recipient, struct fault *why)
{
	uint8_t octets[NUMBER_OCTETS];
	enum err err;

	if (recipient >= list->count)
		return err_set(why, ERR_ABSENT, NULL, "list of numbers: no recipient %u",
			       (unsigned int)recipient);
	err = get(list->fd, octets, sizeof(octets),
		  HEADER_OCTETS + (off_t)recipient * NUMBER_OCTETS, why);
	if (err == ERR_OK)
		out->number = octets_get(octets, NUMBER_OCTETS);
	return err;
}

enum err outcome_list_place(uint32_t *out, const struct outcome_list *list, struct msisdn msisdn,
			    struct fault *why)
{
	uint32_t from = 0, to = list->count;
	struct msisdn found = { 0 };

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		enum err err = outcome_list_number(&found, list, middle, why);

		if (err != ERR_OK)
			return err;
		if (found.number == msisdn.number) {
			*out = middle;
			return ERR_OK;
		}
		if (found.number < msisdn.number)
			from = middle + 1;
		else
			to = middle;
	}
	return err_set(why, ERR_ABSENT, NULL, "the number is not in the list");
}

/* ---- all of them ------------------------------------------------------------------------ */

/* "81.3.list" */
static bool read_name(struct outcome_list_name *out, const char *text, const char *end)
{
	struct slice rest = slice_of(text), notice, delivery;
	uint64_t number;

	if (!slice_word(&rest, ".", &notice) || !slice_word(&rest, ".", &delivery) ||
	    rest.size == 0 || !slice_to_u64(notice, UINT64_MAX, &out->notice) ||
	    !slice_to_u64(delivery, UINT32_MAX, &number))
		return false;
	out->delivery = (uint32_t)number;
	return slice_is((struct slice){ rest.at + 1, rest.size - 1 }, end);
}

static enum err visit_named(const char *folder, const char *end, struct outcome_list_visit visit,
			    struct fault *why)
{
	DIR *open = opendir(folder);
	const struct dirent *entry;
	struct outcome_list_name name;
	enum err err = open ? ERR_OK : failed(why, folder);

	while (err == ERR_OK && (entry = readdir(open)))
		if (read_name(&name, entry->d_name, end))
			err = visit.fn(visit.data, name, 0, why);
	if (open)
		closedir(open);
	return err;
}

enum err outcome_list_all(const char *folder, struct outcome_list_visit visit, struct fault *why)
{
	return visit_named(folder, "list", visit, why);
}

static enum err remove_half(void *data, struct outcome_list_name name, uint32_t recipient,
			    struct fault *why)
{
	char *path = path_of(data, name, "new");

	(void)recipient;
	if (!path)
		return no_memory(why);
	unlink(path);
	free(path);
	return ERR_OK;
}

enum err outcome_list_tidy(const char *folder, struct fault *why)
{
	return visit_named(folder, "new",
			   (struct outcome_list_visit){ remove_half, (void *)folder }, why);
}

struct finding {
	const char *folder;
	struct msisdn msisdn;
	struct outcome_list_visit visit;
};

static enum err look_into(void *data, struct outcome_list_name name, uint32_t recipient,
			  struct fault *why)
{
	const struct finding *finding = data;
	struct outcome_list list;
	enum err err = outcome_list_open(&list, finding->folder, name, why);

	if (err != ERR_OK)
		return err == ERR_ABSENT ? ERR_OK : err; /* purged meanwhile */
	err = outcome_list_place(&recipient, &list, finding->msisdn, why);
	outcome_list_close(&list);
	if (err == ERR_ABSENT)
		return ERR_OK;
	return err == ERR_OK ? finding->visit.fn(finding->visit.data, name, recipient, why) : err;
}

enum err outcome_list_find(const char *folder, struct msisdn msisdn,
			   struct outcome_list_visit visit, struct fault *why)
{
	struct finding finding = { folder, msisdn, visit };

	return outcome_list_all(folder, (struct outcome_list_visit){ look_into, &finding }, why);
}

void outcome_list_record(struct outcome *out, const struct outcome_list *list,
			 struct outcome_list_name name, enum outcome_event event)
{
	*out = (struct outcome){ .notice = name.notice,
				 .delivery = name.delivery,
				 .recipient = list->count,
				 .event = event,
				 .attempt = 1,
				 .part = 1,
				 .parts = 1,
				 .text = digest_slice(&list->digest) };
}

enum err outcome_list_purge(const char *folder, struct outcome_list_name name, struct fault *why)
{
	char *path = path_of(folder, name, "list");
	enum err err = path ? ERR_OK : no_memory(why);

	if (path && unlink(path) != 0 && errno != ENOENT)
		err = failed(why, "purging numbers");
	free(path);
	return err == ERR_OK ? aside_sync_folder(folder, why) : err;
}
