/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_read.h"

#include <talloc.h>

#include "desk/channels.h"
#include "judge/profile.h"
#include "ledger/query.h"
#include "wire/application_json.h"
#include "wire/cap.h"

/* What is read within some 5 ms is read on the loop. */
enum { ASIDE_OCTETS = 128 << 10 };

/* An alert goes by cell broadcast; by the internet too where a setting says so. */
static const struct slice channels_of_alerts[] = { SLICE_LITERAL("cell-broadcast"),
						   SLICE_LITERAL("internet") };

void resolve_malformed(struct resolution *r, const struct fault *why)
{
	findings_addf(&r->findings,
		      &(struct finding){ .rule = "document",
					 .article = r->format == INTAKE_FORMAT_APPLICATION
							    ? "art. 27"
							    : "CAP 1.2",
					 .effect = EFFECT_REFUSE },
		      "文件无法读取：%s。", "The document cannot be read: %s.", why->text);
}

/* ---- CAP, and the national message ------------------------------------------------------ */

static void read_cap(struct resolution *r, void *ctx)
{
	struct cap_reading_limits limits = cap_default_limits();
	struct fault why;
	xmlDoc *doc;

	limits.now = r->received;
	if (cap_read(ctx, r->octets, &limits, &(struct cap_result){ &r->alert, &r->findings, &doc },
		     &why) != ERR_OK)
		return; /* a finding says why */
	r->is_readable = true;
	if (r->alert.is_national)
		r->format = INTAKE_FORMAT_NATIONAL;
	if (profile_read(r->desk->profiles, ctx, &(struct profile_question){ &r->alert, doc, NULL },
			 &(struct profile_result){ &r->reading, &r->findings }, &why) != ERR_OK)
		resolve_malformed(r, &why);
	xmlFreeDoc(doc);
	/* What a Cancel says beside whom it ends never keeps it from ending them. */
	if (r->alert.msg_type == ALERT_MSG_TYPE_CANCEL)
		findings_weaken_below(&r->findings, "/alert/info", EFFECT_WARN);
}

/* ---- application ------------------------------------------------------------------------ */

static void use_application(struct resolution *r, void *ctx)
{
	application_read_as(&r->reading, ctx, &r->application);
	if (r->application.channel_count > 0) {
		r->channels = r->application.channels;
		r->channel_count = r->application.channel_count;
	}
}

/*
 * One of many octets is read on a thread for such, into a context of its own: the
 * loop has alerts to see to.
 */
struct aside {
	struct resolution *r;
	void *ctx;     /* the resolution's */
	void *read_on; /* of what is read, until it hangs on ctx */
	struct slice octets;
	struct application application;
	struct findings findings;
	bool is_readable;
	resolve_read_done_fn *done;
	void *data;
};

static void read_aside(void *job)
{
	struct aside *aside = job;
	struct fault why;

	aside->read_on = talloc_new(NULL);
	findings_init(&aside->findings, aside->read_on);
	aside->is_readable = application_json_read(aside->read_on, &aside->application,
						   &aside->findings, aside->octets,
						   &why) == ERR_OK; /* a finding says why */
}

/* ---- both ------------------------------------------------------------------------------- */

void resolve_read_gather(struct resolution *r, void *ctx)
{
	const struct reading *reading = &r->reading;
	size_t room = 0;
	struct area *areas;

	for (size_t i = 0; i < reading->set_count; i++)
		room += reading->sets[i].count;
	areas = talloc_array(ctx, struct area, (unsigned int)room + 1);
	r->area_count = 0;
	for (size_t i = 0; i < reading->set_count; i++)
		for (size_t a = 0; a < reading->sets[i].count; a++)
			areas[r->area_count++] = reading->sets[i].areas[a];
	r->areas = areas;
}

/* One text for all that the original reached; same channels, same number, at once, no longer. */
static void read_correction(struct resolution *r)
{
	struct reading *reading = &r->reading;

	if (r->corrects.notice == 0 || !r->is_readable || reading->text_count == 0)
		return;
	reading->text_count = 1;
	reading->texts[0].text = r->corrects.text;
	reading->texts[0].field = "correction";
	reading->texts[0].set = 0;
	reading->sets[0] = (struct area_set){ r->areas, r->area_count };
	reading->set_count = 1;
	reading->title = r->corrects.text;
	reading->begins = (struct utc){ 0 };
	reading->expires = r->corrects.expires;
}

/* What was agreed, or is corrected, keeps its channels whatever the setting says by now. */
static bool goes_by_internet(const struct resolution *r)
{
	if (r->format == INTAKE_FORMAT_APPLICATION)
		return false;
	if (r->corrects.notice > 0)
		return r->corrects.by_internet;
	if (r->departs.is_given)
		return r->departs.by_internet;
	return r->desk->config->alerts_by_internet &&
	       channel_is_connected(r->desk, CHANNEL_INTERNET);
}

static void end(struct resolution *r, void *ctx)
{
	resolve_read_gather(r, ctx);
	read_correction(r);
}

static void have_aside(void *job)
{
	struct aside *aside = job;
	struct resolution *r = aside->r;
	resolve_read_done_fn *done = aside->done;
	void *data = aside->data;

	talloc_steal(aside->ctx, aside->read_on);
	r->application = aside->application;
	r->findings = aside->findings;
	r->is_readable = aside->is_readable;
	if (r->is_readable)
		use_application(r, aside->ctx);
	end(r, aside->ctx);
	talloc_free(aside);
	done(data);
}

static enum err begin_aside(struct resolution *r, void *ctx, resolve_read_done_fn *done, void *data,
			    struct fault *why)
{
	static const struct ledger_work work = { read_aside, have_aside, LEDGER_FOR_DOCUMENTS };
	struct aside *aside = talloc_zero(ctx, struct aside);
	enum err err;

	*aside = (struct aside){
		.r = r, .ctx = ctx, .octets = r->octets, .done = done, .data = data
	};
	err = ledger_query_run(r->desk->ledger, &work, aside, why);
	if (err != ERR_OK)
		talloc_free(aside);
	return err;
}

static void read_at_once(struct resolution *r, void *ctx)
{
	struct fault why;

	if (r->format != INTAKE_FORMAT_APPLICATION) {
		read_cap(r, ctx);
	} else if (application_json_read(ctx, &r->application, &r->findings, r->octets, &why) ==
		   ERR_OK) {
		r->is_readable = true;
		use_application(r, ctx);
	} /* else a finding says why */
	end(r, ctx);
}

enum err resolve_read(struct resolution *r, void *ctx, resolve_read_done_fn *done, void *data,
		      struct fault *why)
{
	r->judged.by_internet = goes_by_internet(r);
	r->channels = channels_of_alerts;
	r->channel_count = r->judged.by_internet ? 2 : 1;
	if (r->format == INTAKE_FORMAT_APPLICATION && r->octets.size > ASIDE_OCTETS)
		return begin_aside(r, ctx, done, data, why);
	read_at_once(r, ctx);
	done(data);
	return ERR_OK;
}
