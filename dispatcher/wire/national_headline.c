/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the headline says beside the elements: what is done, of which event, in which colour. */
#include "wire/national.h"

static const struct colour {
	const char *zh, *word;
	enum alert_severity severity;
} colours[] = {
	/* Red I 特别重大, Orange II 重大, Yellow III 较大, Blue IV 一般 */
	{ "红色", "Red", ALERT_SEVERITY_EXTREME },
	{ "橙色", "Orange", ALERT_SEVERITY_SEVERE },
	{ "黄色", "Yellow", ALERT_SEVERITY_MODERATE },
	{ "蓝色", "Blue", ALERT_SEVERITY_MINOR },
};
enum { COLOURS = sizeof(colours) / sizeof(colours[0]) };

static const char *const lifting = "解除";
static const char warning[] = "预警";

/* <body> + 发布|解除|... + <event> + <colour> + 预警 [+ level] */
struct headline {
	const char *action;	     /* one of the words; NULL: there is none */
	struct slice event;	     /* empty: not found */
	const struct colour *colour; /* the first; NULL */
};

static const char *last_before(const char *from, const char *end, const char *word)
{
	const char *found = NULL, *at = from;
	size_t size = strlen(word);

	while ((at = memmem(at, (size_t)(end - at), word, size))) {
		found = at;
		at += size;
	}
	return found;
}

/* "继续发布" ends with 发布. Names of bodies hold these words too, hence the last one. */
static const char *find_action(const char *from, const char *end, struct headline *out)
{
	static const char *const actions[] = { "发布", "更新", "变更", "升级", "降级", "确认" };
	const char *best = last_before(from, end, lifting);

	out->action = best ? lifting : NULL;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		const char *found = last_before(from, end, actions[i]);

		if (!found || (best && found < best))
			continue;
		best = found;
		out->action = actions[i];
	}
	return best ? best + strlen(out->action) : NULL;
}

static struct headline read_headline(struct slice text)
{
	struct headline out = { NULL, { NULL, 0 }, NULL };
	const char *end = text.size ? last_before(text.at, text.at + text.size, warning) : NULL;
	const char *from = end ? find_action(text.at, end, &out) : NULL;

	if (!from)
		return out;
	for (size_t i = 0; i < COLOURS; i++) {
		const char *at = memmem(from, (size_t)(end - from), colours[i].zh,
					strlen(colours[i].zh));

		if (!at)
			continue;
		end = at;
		out.colour = &colours[i];
	}
	/* "暴雨橙色预警升级为红色预警" names the event before the first 预警. */
	if (memmem(from, (size_t)(end - from), warning, strlen(warning)))
		end = memmem(from, (size_t)(end - from), warning, strlen(warning));
	out.event = slice_trim((struct slice){ from, (size_t)(end - from) });
	return out;
}

static const char *colour_word(enum alert_severity severity)
{
	for (size_t i = 0; i < COLOURS; i++)
		if (colours[i].severity == severity)
			return colours[i].word;
	return "Unknown";
}

static bool says_colour_of(const struct alert_info *info)
{
	for (size_t i = 0; i < COLOURS; i++)
		if (colours[i].severity == info->severity &&
		    strstr(info->headline.at, colours[i].zh))
			return true;
	return false;
}

static void check_colour(struct cap_walk *walk, const struct alert_info *info,
			 const struct headline *headline, const xmlNode *node)
{
	bool has_severity = info->severity != ALERT_SEVERITY_ABSENT &&
			    info->severity != ALERT_SEVERITY_UNKNOWN;

	/* What is lifted is named by its colour, and has no severity any more. */
	if (walk->alert->msg_type == ALERT_MSG_TYPE_CANCEL && !has_severity)
		return;
	if (headline->colour && info->severity && !says_colour_of(info))
		cap_fault_at(walk, CAP_FAULT_NATIONAL_COLOUR, node, headline->colour->zh,
			     colour_word(info->severity));
	else if (headline->action && !headline->colour && has_severity)
		cap_fault_at(walk, CAP_FAULT_NATIONAL_HEADLINE, node, info->headline.at, NULL);
}

static void check_lifting(struct cap_walk *walk, const struct headline *headline,
			  const xmlNode *node)
{
	bool is_cancel = walk->alert->msg_type == ALERT_MSG_TYPE_CANCEL;

	if (headline->action == lifting && !is_cancel)
		cap_fault_at(walk, CAP_FAULT_NATIONAL_LIFTING, node,
			     alert_msg_type_name(walk->alert->msg_type), NULL);
	else if (headline->action && headline->action != lifting && is_cancel)
		cap_fault_at(walk, CAP_FAULT_NATIONAL_NOT_LIFTING, node, NULL, NULL);
}

void national_headline_check(struct cap_walk *walk, struct alert_info *info, const xmlNode *node)
{
	struct headline headline = read_headline(info->headline);
	const xmlNode *where = xml_place(node, "headline", 0);

	if (info->headline.size == 0)
		return;
	if (slice_starts(info->language, "zh") && (!headline.action || headline.event.size == 0))
		cap_fault_at(walk, CAP_FAULT_NATIONAL_HEADLINE, where, info->headline.at, NULL);
	info->event = headline.event;
	check_colour(walk, info, &headline, where);
	check_lifting(walk, &headline, where);
}
