/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_outcome.h"

#include "carriers/smpp_peer.h"

const char *smpp_told_event_name(enum smpp_told_event event)
{
	static const char *const names[] = { "none",   "part",	  "taken", "refused",
					     "unsent", "unknown", "late" };

	return (unsigned int)event < sizeof(names) / sizeof(names[0]) ? names[event] : "invalid";
}

/* ---- a part -------------------------------------------------------------------------- */

static enum smpp_step take(struct smpp_job *job, size_t part, const struct smpp_pdu *pdu)
{
	/* Somebody failed, and nobody knows who: of no recipient is success known. */
	if (smpp_job_note_failures(job, pdu, NULL) != ERR_OK) {
		smpp_job_unknown(job, part);
		return SMPP_STEP_NONE;
	}
	smpp_job_taken(job, part);
	return SMPP_STEP_TAKEN;
}

static enum smpp_step throttle(struct smpp_jobs *jobs, struct smpp_job *job, size_t part,
			       uint32_t command_status)
{
	if (++job->throttles >= SMPP_JOB_THROTTLES_MAX)
		smpp_job_refused(jobs, job, part, command_status);
	else
		smpp_job_back(jobs, job, part);
	return SMPP_STEP_THROTTLED;
}

static enum smpp_step judge(struct smpp_jobs *jobs, struct smpp_job *job, size_t part,
			    const struct smpp_pdu *pdu)
{
	uint32_t command_status = pdu->command_status;

	/* It lost our sign-in: what it would not look at goes over the next connection. */
	if (command_status == SMPP_PEER_NOT_BOUND) {
		smpp_job_back(jobs, job, part);
		return SMPP_STEP_BACK;
	}
	switch (smpp_status_verdict(command_status)) {
	case SMPP_VERDICT_OK:
		return take(job, part, pdu);
	case SMPP_VERDICT_THROTTLE:
		return throttle(jobs, job, part, command_status);
	case SMPP_VERDICT_RETRY:
	case SMPP_VERDICT_PERMANENT:
	case SMPP_VERDICT_SESSION:
		smpp_job_refused(jobs, job, part, command_status);
		return SMPP_STEP_NONE;
	case SMPP_VERDICT_UNKNOWN:
	default:
		job->command_status = command_status;
		smpp_job_unknown(job, part);
		return SMPP_STEP_NONE;
	}
}

enum smpp_step smpp_outcome_apply(struct smpp_jobs *jobs, struct smpp_job *job,
				  const struct smpp_ending *ending)
{
	size_t part = ending->slot->part;

	if (ending->how == SMPP_ANSWER_UNSENT) {
		smpp_job_back(jobs, job, part);
		return SMPP_STEP_BACK;
	}
	if (ending->how == SMPP_ANSWERED && ending->pdu)
		return judge(jobs, job, part, ending->pdu);
	if (!job->words)
		job->words = ending->how == SMPP_ANSWER_SILENT ? "no answer in time"
			     : ending->how == SMPP_ANSWER_LOST
				     ? "the connection was lost before the answer"
				     : "the answer cannot be read";
	smpp_job_unknown(job, part);
	return SMPP_STEP_NONE;
}

/* ---- what is told -------------------------------------------------------------------- */

static void put_status(struct smpp_told *told, uint32_t command_status, const char *words)
{
	const struct smpp_status *status = smpp_status_of(command_status);

	told->command_status = command_status;
	told->verdict = smpp_status_verdict(command_status);
	told->is_permanent = told->verdict == SMPP_VERDICT_PERMANENT ||
			     told->verdict == SMPP_VERDICT_SESSION;
	told->words = words    ? words
		      : status ? status->en
			       : "a status that is not in the specification";
}

static void put_id(struct smpp_told *told, const struct smpp_pdu *pdu,
		   const struct smpp_id_rule *rule)
{
	told->answer = pdu;
	if (!pdu || pdu->without_body || pdu->command_status != 0)
		return;
	told->message_id = pdu->message_id;
	if (pdu->message_id.size > 0)
		smpp_id_key(told->id_key, pdu->message_id, rule);
}

void smpp_outcome_of_part(struct smpp_told *told, const struct smpp_ending *ending,
			  const struct smpp_id_rule *rule)
{
	const struct smpp_slot *slot = ending->slot;

	*told = (struct smpp_told){
		.event = ending->how == SMPP_ANSWER_LATE ? SMPP_TOLD_LATE : SMPP_TOLD_PART,
		.key = slot->key,
		.part = slot->part,
		.part_count = slot->part_count,
	};
	if (ending->pdu)
		put_status(told, ending->pdu->command_status, NULL);
	else
		put_status(told, 0, "the answer cannot be read");
	if (!ending->pdu)
		told->verdict = SMPP_VERDICT_UNKNOWN;
	put_id(told, ending->pdu, rule);
}

static enum smpp_told_event event_of(const struct smpp_job *job)
{
	bool is_given_up = job->is_refused && job->command_status == 0;

	if (job->is_refused && !is_given_up)
		return SMPP_TOLD_REFUSED;
	if (job->unknown)
		return SMPP_TOLD_UNKNOWN;
	if (is_given_up)
		return job->taken == job->request.parts_taken ? SMPP_TOLD_UNSENT
							      : SMPP_TOLD_REFUSED;
	return SMPP_TOLD_TAKEN;
}

void smpp_outcome_of_all(struct smpp_told *told, const struct smpp_job *job,
			 const struct smpp_pdu *pdu, const struct smpp_id_rule *rule)
{
	*told = (struct smpp_told){ .event = event_of(job),
				    .key = job->request.key,
				    .part_count = job->part_count,
				    .parts_taken = job->taken,
				    .parts_unknown = job->unknown,
				    .statuses = job->statuses,
				    .status_count = job->statuses ? job->request.recipient_count
								  : 0 };
	put_status(told, job->command_status, job->command_status ? NULL : job->words);
	if (told->event != SMPP_TOLD_TAKEN && job->command_status == 0)
		told->verdict = told->event == SMPP_TOLD_UNKNOWN ? SMPP_VERDICT_UNKNOWN
								 : SMPP_VERDICT_RETRY;
	told->answer = pdu;
	if (told->event == SMPP_TOLD_TAKEN && job->part_count == 1)
		put_id(told, pdu, rule);
}
