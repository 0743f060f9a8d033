/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Prints SMPP PDUs of every kind, one a line: octets in hex, a tab, what they mean, a tab, what
 * its times mean; first a submit_sm of seventy Chinese characters, then the parts of a long text,
 * then any. smpp_driver read: reads lines of hex, up to a tab, and prints what they mean, or the
 * fault.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "base/digest.h"
#include "support/smpp_any.h"
#include "support/smpp_dump.h"
#include "wire/smpp_part.h"
#include "wire/smpp_time.h"

enum { ROUNDS = 24, LINE_OCTETS = 2 * SMPP_OCTETS_MAX + 65536 };

static const char seventy[] =
	"【云江省应急管理厅】测试预警：今天夜间全市有暴雨，低洼地区的居民请立即转移到高处，不要涉水，"
	"不要靠近河道和山坡，等待通知。咨询请拨12379";

static void fail(const struct fault *why)
{
	fprintf(stderr, "%s\n", why->text);
	exit(1);
}

/* A third column for Wireshark: what the times mean, in seconds. */
static void print_time(const char *name, struct slice text)
{
	struct smpp_time time;
	struct fault why;

	if (smpp_time_read(&time, text, &why) != ERR_OK)
		fail(&why);
	if (time.kind == SMPP_TIME_ABSOLUTE)
		printf("%s_at=%lld ", name, (long long)(time.at.us / 1000000));
	if (time.kind == SMPP_TIME_RELATIVE)
		printf("%s_in=%lld ", name, (long long)(time.in.us / 1000000));
}

static void print(void *ctx, const struct smpp_pdu *pdu)
{
	static uint8_t octets[SMPP_OCTETS_MAX];
	static struct smpp_pdu again;
	struct fault why;
	size_t size;

	if (smpp_pack(octets, sizeof(octets), &size, pdu, &why) != ERR_OK ||
	    smpp_unpack(&again, octets, size, &why) != ERR_OK)
		fail(&why);
	for (size_t i = 0; i < size; i++)
		printf("%02x", octets[i]);
	printf("\t%s\t", smpp_dump(ctx, &again));
	print_time("schedule_delivery_time", again.schedule_delivery_time);
	print_time("validity_period", again.validity_period);
	print_time("final_date", again.final_date);
	printf("\n");
}

static void print_parts(void *ctx, struct slice text, enum smpp_part_manner manner, bool may_gsm)
{
	static struct smpp_pdu pdu;
	static struct sms sms;
	struct fault why;

	if (sms_make(&sms, text, may_gsm, &why) != ERR_OK)
		fail(&why);
	for (size_t i = 0; i < sms.count; i++) {
		struct smpp_part part = { manner, 0x12ab, i };
		uint8_t octets[SMPP_PART_OCTETS];

		pdu = (struct smpp_pdu){ .command_id = SMPP_SUBMIT_SM,
					 .sequence_number = (uint32_t)i + 1,
					 .source = { 3, 0, slice_of("12379") },
					 .destination = { 1, 1, slice_of("8613800138000") } };
		if (smpp_part_put(&pdu, octets, &sms, &part, &why) != ERR_OK)
			fail(&why);
		print(ctx, &pdu);
	}
}

static void print_all(void *ctx)
{
	static struct smpp_pdu pdu;
	const struct smpp_table_layout *layout;
	char *three = talloc_asprintf(ctx, "%s%s%s", seventy, seventy, seventy);
	uint32_t seed = 20261125;

	print_parts(ctx, slice_of(seventy), SMPP_PART_UDH, false);
	print_parts(ctx, slice_of(three), SMPP_PART_UDH, false);
	print_parts(ctx, slice_of(three), SMPP_PART_SAR, false);
	print_parts(ctx, slice_of("Flood warning {drill}: go uphill"), SMPP_PART_UDH, true);
	for (size_t i = 0; (layout = smpp_table_layout_at(i)); i++) {
		for (unsigned int round = 0; round < ROUNDS; round++) {
			smpp_any(&pdu, ctx, layout, &seed);
			print(ctx, &pdu);
		}
	}
}

static void read_line(void *ctx, const char *line)
{
	static struct smpp_pdu pdu;
	size_t size = strcspn(line, "\t\n") / 2;
	uint8_t *octets = talloc_size(ctx, size ? size : 1);
	struct fault why;

	if (!digest_from_hex(octets, size, (struct slice){ line, 2 * size }))
		printf("not hexadecimal\n");
	else if (smpp_unpack(&pdu, octets, size, &why) != ERR_OK)
		printf("fault: %s\n", why.text);
	else
		printf("%s\n", smpp_dump(ctx, &pdu));
}

int main(int argc, char **argv)
{
	static char line[LINE_OCTETS];
	void *ctx = talloc_new(NULL);

	if (argc == 1)
		print_all(ctx);
	else
		while (argc == 2 && strcmp(argv[1], "read") == 0 &&
		       fgets(line, sizeof(line), stdin))
			read_line(ctx, line);
	talloc_free(ctx);
	return 0;
}
