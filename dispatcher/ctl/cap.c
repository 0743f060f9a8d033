/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/cap.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "ctl/finding.h"
#include "judge/profile.h"
#include "wire/cap.h"
#include "wire/finding_json.h"

enum { FILE_OCTETS_MAX = 64 << 20 };

struct options {
	const char *profile, *profiles;
	struct utc
		now; /* unset: "expired on arrival" is not judged, old documents can be checked */
	bool json;
};

struct verdict {
	const char *file, *profile, *lane;
	enum effect strongest;
	const struct findings *findings;
};

/* ---- judging ---------------------------------------------------------------------------- */

static const char *lane_of(const struct alert *alert, const struct reading *reading)
{
	if (alert->msg_type >= ALERT_MSG_TYPE_UPDATE)
		return "follows";
	return lane_name(lane_decide(&(struct lane_case){
					     .class_of_emergency = reading->class_of_emergency,
					     .is_critical = reading->is_critical,
					     .has_grounds = reading->grounds.size > 0,
				     })
				 .lane);
}

static void unreadable(struct findings *findings, const struct fault *why)
{
	if (findings->count > 0)
		return; /* the reader has said it better */
	findings_addf(findings,
		      &(struct finding){
			      .rule = "document", .article = "CAP 1.2", .effect = EFFECT_REFUSE },
		      "文件无法读取：%s。", "The document cannot be read: %s.", why->text);
}

static void judge(void *ctx, const struct judge_profiles *profiles, const struct options *options,
		  struct slice document, struct verdict *out)
{
	struct cap_reading_limits limits = cap_default_limits();
	struct findings *findings = talloc_zero(ctx, struct findings);
	struct reading reading = { .profile = "" };
	struct fault why;
	struct alert alert;
	xmlDoc *doc;

	findings_init(findings, ctx);
	limits.now = options->now;
	out->findings = findings;
	out->lane = "none";
	out->profile = "";
	if (cap_read(ctx, document, &limits, &(struct cap_result){ &alert, findings, &doc },
		     &why) != ERR_OK) {
		out->strongest = findings->strongest; /* a finding says why */
		return;
	}
	if (profile_read(profiles, ctx, &(struct profile_question){ &alert, doc, options->profile },
			 &(struct profile_result){ &reading, findings }, &why) != ERR_OK)
		unreadable(findings, &why);
	xmlFreeDoc(doc);
	out->profile = reading.profile;
	out->lane = lane_of(&alert, &reading);
	out->strongest = findings->strongest;
}

/* ---- printing --------------------------------------------------------------------------- */

static void print_json(void *ctx, const struct verdict *verdict)
{
	struct text line;

	text_init(&line, ctx);
	text_puts(&line, "{\"file\":");
	text_put_json(&line, slice_of(verdict->file));
	text_puts(&line, ",\"profile\":");
	text_put_json(&line, slice_of(verdict->profile));
	text_printf(&line, ",\"verdict\":\"%s\",\"lane\":\"%s\",\"findings\":",
		    ctl_finding_verdict(verdict->strongest), verdict->lane);
	finding_json_write_all(&line, verdict->findings);
	text_puts(&line, "}\n");
	fwrite(line.at, 1, line.size, stdout);
}

static void print_text(const struct verdict *verdict)
{
	printf("%s: %s (profile %s, lane %s, %zu findings)\n", verdict->file,
	       ctl_finding_verdict(verdict->strongest),
	       verdict->profile[0] ? verdict->profile : "-", verdict->lane,
	       verdict->findings->count + verdict->findings->dropped);
	for (size_t i = 0; i < verdict->findings->count; i++)
		ctl_finding_print(&verdict->findings->items[i]);
}

/* ---- the commands ----------------------------------------------------------------------- */

static enum ctl_exit check_file(const struct judge_profiles *profiles,
				const struct options *options, const char *path)
{
	void *ctx = talloc_new(NULL);
	struct verdict verdict = { .file = path };
	struct fault why;
	size_t size = 0;
	char *octets = NULL;
	enum ctl_exit status;

	if (ctl_read_file(ctx, path, FILE_OCTETS_MAX, &octets, &size, &why) != ERR_OK) {
		talloc_free(ctx);
		return ctl_fail("cap check", &why);
	}
	judge(ctx, profiles, options, (struct slice){ octets, size }, &verdict);
	if (options->json)
		print_json(ctx, &verdict);
	else
		print_text(&verdict);
	status = verdict.strongest >= EFFECT_HOLD ? CTL_REFUSED : CTL_DONE;
	talloc_free(ctx);
	return status;
}

static bool read_options(struct options *out, int argc, char **argv)
{
	static const struct option options[] = {
		{ "profile", required_argument, NULL, 'p' },
		{ "profiles", required_argument, NULL, 'd' },
		{ "now", required_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*out = (struct options){ .profiles = ctl_profiles() };
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'p')
			out->profile = optarg;
		else if (option == 'd')
			out->profiles = optarg;
		else if (option == 'j')
			out->json = true;
		else if (option != 'n' ||
			 utc_parse(&out->now, NULL, slice_of(optarg), NULL) != ERR_OK)
			return false;
	}
	return true;
}

static bool knows_profile(const struct judge_profiles *profiles, const char *name)
{
	for (size_t i = 0; name && i < profiles_count(profiles); i++)
		if (strcmp(profiles_name(profiles, i), name) == 0)
			return true;
	return !name;
}

static enum ctl_exit check_all(const struct judge_profiles *profiles, const struct options *options,
			       int count, char **files)
{
	enum ctl_exit worst = CTL_DONE;

	for (int i = 0; i < count; i++) {
		enum ctl_exit status = check_file(profiles, options, files[i]);

		if (status > worst)
			worst = status;
	}
	return worst;
}

enum ctl_exit ctl_cap_check(int argc, char **argv)
{
	struct judge_profiles *profiles;
	struct options options;
	struct fault why;
	enum ctl_exit status;

	if (!read_options(&options, argc, argv) || optind == argc)
		return ctl_usage(CTL_CAP_CHECK_USAGE);
	if (profiles_load(&profiles, NULL, options.profiles, &why) != ERR_OK)
		return ctl_fail("profiles", &why);
	if (knows_profile(profiles, options.profile)) {
		status = check_all(profiles, &options, argc - optind, argv + optind);
	} else {
		err_set(&why, ERR_ABSENT, NULL, "no profile is called %s; see cbctl cap profiles",
			options.profile);
		status = ctl_fail("--profile", &why);
	}
	talloc_free(profiles);
	return status;
}

enum ctl_exit ctl_cap_profiles(int argc, char **argv)
{
	struct judge_profiles *profiles;
	struct options options;
	struct fault why;

	if (!read_options(&options, argc, argv) || optind != argc)
		return ctl_usage(CTL_CAP_PROFILES_USAGE);
	if (profiles_load(&profiles, NULL, options.profiles, &why) != ERR_OK)
		return ctl_fail("profiles", &why);
	for (size_t i = 0; i < profiles_count(profiles); i++)
		printf("%-12s %s\n", profiles_name(profiles, i), profiles_title(profiles, i));
	talloc_free(profiles);
	return CTL_DONE;
}
