/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/record.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/obligation.h"
#include "desk/routing.h"
#include "wire/finding_json.h"

const struct event_attachment *record_attachments(struct desk_batch *batch,
						  const struct resolution *r, size_t *count)
{
	const struct application *application = &r->application;
	struct event_attachment *items = talloc_zero_array(
		desk_batch_ctx(batch), struct event_attachment,
		(unsigned int)application->attachment_count + 1);

	if (!items)
		abort();
	*count = application->attachment_count;
	for (size_t i = 0; i < *count; i++) {
		const struct application_attachment *from = &application->attachments[i];

		items[i] = (struct event_attachment){
			.name = from->name,
			.media_type = from->media_type,
			.document = desk_batch_document(batch, "attachment", from->octets),
			.octets = from->octets.size,
		};
	}
	return items;
}

enum err record_received(struct desk_batch *batch, const struct resolution *r,
			 const struct intake_document *document, struct fault *why)
{
	/* What an XML document is was seen when it was read. */
	const char *format = intake_format_name(
		document->format == INTAKE_FORMAT_CAP ? r->format : document->format);
	struct event event = { .kind = EVENT_RECEIVED,
			       .at = document->received,
			       .received = {
				       .agency = r->applicant ? r->applicant->identifier : r->body,
				       .person = r->person,
				       .source = slice_of(document->source),
				       .format = slice_of(format),
				       .octets = document->octets.size,
			       } };

	event.received.document = desk_batch_document(batch, format, document->octets);
	event.received.attachments = record_attachments(batch, r, &event.received.attachment_count);
	return desk_batch_event(batch, &event, why);
}

static bool names_rule(const struct text *out, const char *rule)
{
	struct slice rest = text_slice(out), word;

	while (slice_word(&rest, " ", &word))
		if (slice_is(word, rule))
			return true;
	return false;
}

/* Each rule once: what the figures count refusals by. */
static struct slice refusing_rules(void *ctx, const struct findings *findings)
{
	struct text out;

	text_init(&out, ctx);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		if (finding->effect != EFFECT_REFUSE || names_rule(&out, finding->rule))
			continue;
		text_puts(&out, out.size > 0 ? " " : "");
		text_puts(&out, finding->rule);
	}
	return text_slice(&out);
}

/* What is approved as people can read it, and where it reaches, for whoever reviews others. */
static void record_content(struct desk_batch *batch, const struct resolution *r,
			   struct event_judged *judged)
{
	if (!r->is_readable || judged->verdict == EFFECT_REFUSE || r->content.text_count == 0)
		return;
	judged->canonical = desk_batch_document(
		batch, "content", content_canonical(desk_batch_ctx(batch), &r->content));
	desk_batch_footprint(batch, &r->footprint, judged->expires);
}

enum err record_judged(struct desk_batch *batch, const struct resolution *r, struct fault *why)
{
	struct event event = { .kind = EVENT_JUDGED, .at = desk_now(), .judged = r->judged };
	struct text findings;

	event.judged.refused_by = refusing_rules(desk_batch_ctx(batch), &r->findings);
	if (r->findings.count > 0) {
		text_init(&findings, desk_batch_ctx(batch));
		finding_json_write_all(&findings, &r->findings);
		event.judged.findings = desk_batch_document(batch, "findings",
							    text_slice(&findings));
	}
	record_content(batch, r, &event.judged);
	return desk_batch_event(batch, &event, why);
}

enum err record_departure(struct desk_batch *batch, const struct resolution *r, struct fault *why)
{
	struct event event = { .kind = EVENT_AUTHORISED,
			       .at = desk_now(),
			       .authorised = {
				       .key = r->judged.key,
				       .plan = r->judged.plan,
				       .grounds = r->judged.grounds,
			       } };
	enum err err = desk_batch_event(batch, &event, why);

	if (err == ERR_OK && utc_before(desk_now(), r->judged.begins))
		return ERR_OK; /* its window is still to come: ORDER_ROUTE schedules it */
	if (err == ERR_OK)
		err = routing_add(batch, r, ROUTING_INSIDE, why);
	if (err == ERR_OK)
		err = obligation_add(batch, r, why);
	return err;
}
