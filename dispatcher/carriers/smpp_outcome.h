/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP outcome: what an answer, or its absence, makes of a job's part, and what is told of it.
 */
#ifndef CARRIERS_SMPP_OUTCOME_H
#define CARRIERS_SMPP_OUTCOME_H

#include "carriers/smpp_job.h"
#include "carriers/smpp_link.h"

enum smpp_step {
	SMPP_STEP_NONE = 0,  /* nothing to tell of the part alone */
	SMPP_STEP_TAKEN,     /* the part was */
	SMPP_STEP_THROTTLED, /* it waits again */
	SMPP_STEP_BACK,	     /* likewise, for no fault of the rate */
};

/* How one request ended; pdu NULL: silence, loss, or what could not be read. */
struct smpp_ending {
	const struct smpp_slot *slot;
	enum smpp_answer how;
	const struct smpp_pdu *pdu;
};

enum smpp_step smpp_outcome_apply(struct smpp_jobs *jobs, struct smpp_job *job,
				  const struct smpp_ending *ending);
/* PART or LATE. */
void smpp_outcome_of_part(struct smpp_told *told, const struct smpp_ending *ending,
			  const struct smpp_id_rule *rule);
/* Of a job that is over; pdu: its last answer, or NULL. */
void smpp_outcome_of_all(struct smpp_told *told, const struct smpp_job *job,
			 const struct smpp_pdu *pdu, const struct smpp_id_rule *rule);

#endif
