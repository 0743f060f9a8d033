/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/audit.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>

#include "ledger/store.h"

struct audit_options {
	const char *store, *head;
	bool is_json;
};

static bool read_options(struct audit_options *out, int argc, char **argv)
{
	static const struct option options[] = {
		{ "store", required_argument, NULL, 's' },
		{ "head", required_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			out->store = optarg;
		else if (option == 'h')
			out->head = optarg;
		else if (option == 'j')
			out->is_json = true;
		else
			return false;
	}
	return out->store && optind == argc;
}

static void print_json(const struct store_verdict *verdict, const char *head)
{
	json_t *object = json_pack("{s:b, s:s, s:I, s:I, s:I}", "intact", verdict->intact, "head",
				   head, "events", (json_int_t)verdict->events, "documents",
				   (json_int_t)verdict->documents, "purged",
				   (json_int_t)verdict->purged);

	if (!verdict->intact) {
		json_object_set_new(object, "bad_sequence",
				    json_integer((json_int_t)verdict->bad_sequence));
		json_object_set_new(object, "reason", json_string(verdict->reason));
	}
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
}

static void print_text(const struct store_verdict *verdict, const char *head)
{
	printf("%s\nhead %s\nevents %llu\ndocuments %llu\npurged %llu\n",
	       verdict->intact ? "intact" : "NOT INTACT", head, (unsigned long long)verdict->events,
	       (unsigned long long)verdict->documents, (unsigned long long)verdict->purged);
	if (!verdict->intact)
		printf("bad %llu: %s\n", (unsigned long long)verdict->bad_sequence,
		       verdict->reason);
}

enum ctl_exit audit_verify(int argc, char **argv)
{
	struct audit_options options = { 0 };
	struct digest published;
	struct store_verdict verdict;
	char head[DIGEST_HEX_OCTETS];
	struct fault why;

	if (!read_options(&options, argc, argv))
		return ctl_usage(AUDIT_VERIFY_USAGE);
	if (options.head &&
	    !digest_from_hex(published.octets, DIGEST_OCTETS, slice_of(options.head)))
		return ctl_usage(AUDIT_VERIFY_USAGE);
	if (store_verify(&verdict, options.store, options.head ? &published : NULL, &why) != ERR_OK)
		return ctl_fail("audit verify", &why);
	digest_hex(head, verdict.head.hash.octets, DIGEST_OCTETS);
	(options.is_json ? print_json : print_text)(&verdict, head);
	return verdict.intact ? CTL_DONE : CTL_REFUSED;
}
