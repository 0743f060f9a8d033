/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The first line is the header of a file of recipients, each other one a line of it. A number that
 * is read reads again as it is written, and its mask does not hold it; a line that is refused says
 * why.
 */
#include <stdlib.h>
#include <string.h>

#include "notice/portability.h"
#include "notice/recipient_row.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void demand(bool claim)
{
	if (!claim)
		abort();
}

static void check_number(struct msisdn msisdn)
{
	char whole[MSISDN_TEXT_OCTETS], masked[MSISDN_TEXT_OCTETS];
	struct msisdn again;

	demand(msisdn_is_number(msisdn));
	msisdn_format(whole, msisdn);
	msisdn_mask(masked, msisdn);
	demand(strlen(whole) < sizeof(whole) && strlen(masked) < sizeof(masked));
	demand(!strstr(masked, whole + 1) && strstr(masked, "****"));
	demand(msisdn_read(&again, slice_of(whole), NULL) == ERR_OK);
	demand(again.number == msisdn.number);
}

static void check_line(const struct recipient_header *header, const struct csv_line *line)
{
	struct recipient_fault why = { NULL, NULL };
	struct recipient_row row;
	enum err err = recipient_row_read(&row, header, line, &why);

	if (err != ERR_OK) {
		demand(why.column && why.wrong && why.wrong->zh && why.wrong->right_en);
		return;
	}
	check_number(row.msisdn);
	demand(row.adcode <= 999999 && row.group.size <= RECIPIENT_NAME_OCTETS_MAX);
	demand(row.adcode > 0 || row.group.size > 0 || row.has_opted_out);
}

static void check_prefix(struct slice text)
{
	struct portability_prefix prefix = { .carrier = 1 };
	struct portability portability = { &prefix, 1, NULL, 0 };

	if (portability_prefix_read(&prefix, text, NULL) != ERR_OK)
		return;
	demand(prefix.length <= PORTABILITY_PREFIX_DIGITS_MAX);
	portability_carrier(&portability, (struct msisdn){ 8613912345678 });
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	char *text = malloc(size + 1), *at = text, *end = text + size;
	struct recipient_header header;
	struct csv_line line;
	bool has_header = false;

	memcpy(text, octets, size);
	while (at < end) {
		char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((feed ? feed + 1 : end) - at);

		if (csv_split(&line, at, length, NULL) == ERR_OK) {
			if (has_header)
				check_line(&header, &line);
			else if (recipient_header_read(&header, &line, NULL) == ERR_OK)
				has_header = true;
			check_prefix(line.fields[0]);
		}
		at += length;
	}
	free(text);
	return 0;
}
