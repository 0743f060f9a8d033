/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/decide.h"

#include <stdio.h>
#include <string.h>

#include "ctl/review.h"

static struct slice write_body(struct remote *remote, const char *decision)
{
	struct text out;

	text_init(&out, remote->ctx);
	text_puts(&out, "{");
	remote_put_member(&out, "decision", decision);
	remote_put_member(&out, "situation", remote->situation);
	remote_put_member(&out, "reason", remote->reason);
	remote_put_member(&out, "correction", remote->correction);
	remote_put_member(&out, "digest", remote->digest);
	/* Art. 42: the reviewer's mark. */
	if (remote->public_interest)
		text_printf(&out, ",\"criteria\":{\"public_interest\":%s}",
			    strcmp(remote->public_interest, "yes") == 0 ? "true" : "false");
	text_puts(&out, "}");
	return text_slice(&out);
}

/* The cancel is done by now; whether the public was told what was wrong is another matter. */
static enum ctl_exit print_correction(struct remote *remote, const json_t *correction)
{
	const char *state = remote_text(remote, correction, "state");
	bool was_sent = strcmp(state, "refused") != 0 && strcmp(state, "failed") != 0;

	if (!remote->json) {
		printf("correction: %s\nits state: %s\n", remote_text(remote, correction, "notice"),
		       state);
		if (*remote_text(remote, correction, "why"))
			printf("why: %s\n", remote_text(remote, correction, "why"));
		remote_print_findings(correction);
	}
	return was_sent ? CTL_DONE : CTL_REFUSED;
}

/*
 * Nobody agrees to what they have not seen: without --digest the notice is shown first, and
 * exactly what was shown is what is agreed to.
 */
static enum ctl_exit show_first(struct remote *remote)
{
	json_t *answer = NULL;
	enum ctl_exit result;

	if (remote->digest)
		return CTL_DONE;
	result = review_ask_sheet(remote, remote->words[0], &answer);
	if (result == CTL_DONE) {
		remote->digest = remote_text(remote, answer, "digest");
		if (!remote->json)
			review_print_content(remote, answer);
		/* JSON is for programs, which are not asked. */
		if (!remote->json && !remote_says_yes("agree to this")) {
			fputs("cbctl: not agreed, nothing was sent\n", stderr);
			result = CTL_REFUSED;
		}
	}
	json_decref(answer);
	return result;
}

static enum ctl_exit post(struct remote *remote, const char *decision)
{
	json_t *answer = NULL;
	const json_t *correction;
	enum ctl_exit result = remote_post(remote, decision ? "/decisions" : "/cancel",
					   write_body(remote, decision), &answer);

	correction = json_object_get(answer, "correction");
	if (result == CTL_DONE && !remote->json)
		printf("notice: %s\nstate: %s\n", remote->words[0],
		       remote_text(remote, answer, "state"));
	if (result == CTL_DONE && correction)
		result = print_correction(remote, correction);
	json_decref(answer);
	return result;
}

static bool is_mark(const char *mark)
{
	return !mark || strcmp(mark, "yes") == 0 || strcmp(mark, "no") == 0;
}

static bool has_what_it_needs(const struct remote *remote, const struct remote_form *form)
{
	bool is_optional = !(form->takes & REMOTE_REASON);

	if (!is_mark(remote->public_interest))
		return false;
	return is_optional ||
	       (remote->reason && (!(form->takes & REMOTE_SITUATION) || remote->situation));
}

/* decision NULL: a cancel, which is no decision but a person's stop. */
static enum ctl_exit run(int argc, char **argv, const struct remote_form *form,
			 const char *decision)
{
	struct remote remote;
	enum ctl_exit result = remote_begin(&remote, argc, argv, form);

	if (result != CTL_DONE)
		return result;
	if (!has_what_it_needs(&remote, form))
		result = ctl_usage(form->usage);
	else if (decision && strcmp(decision, "agree") == 0)
		result = show_first(&remote);
	if (result == CTL_DONE)
		result = post(&remote, decision);
	remote_end(&remote);
	return result;
}

#define MARKED	    (REMOTE_DIGEST | REMOTE_PUBLIC_INTEREST)
#define WITH_REASON (REMOTE_SITUATION | REMOTE_REASON | MARKED)

enum ctl_exit ctl_agree(int argc, char **argv)
{
	return run(argc, argv, &(struct remote_form){ CTL_AGREE_USAGE, MARKED, 1 }, "agree");
}

enum ctl_exit ctl_unsuitable(int argc, char **argv)
{
	return run(argc, argv, &(struct remote_form){ CTL_UNSUITABLE_USAGE, WITH_REASON, 1 },
		   "unsuitable");
}

enum ctl_exit ctl_out_of_scope(int argc, char **argv)
{
	return run(argc, argv, &(struct remote_form){ CTL_OUT_OF_SCOPE_USAGE, WITH_REASON, 1 },
		   "out-of-scope");
}

enum ctl_exit ctl_return(int argc, char **argv)
{
	return run(argc, argv, &(struct remote_form){ CTL_RETURN_USAGE, WITH_REASON, 1 }, "return");
}

enum ctl_exit ctl_order_urgent(int argc, char **argv)
{
	return run(argc, argv, &(struct remote_form){ CTL_ORDER_URGENT_USAGE, WITH_REASON, 1 },
		   "order-urgent");
}

enum ctl_exit ctl_cancel(int argc, char **argv)
{
	const struct remote_form form = { CTL_CANCEL_USAGE, REMOTE_REASON | REMOTE_CORRECTION, 1 };

	return run(argc, argv, &form, NULL);
}
