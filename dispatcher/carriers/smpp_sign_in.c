/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_sign_in.h"

#include <stdio.h>

#include "net/log.h"
#include "wire/smpp_status.h"

enum {
	ALREADY_BOUND = 0x005, /* ESME_RALYBND */
	BIND_FAILED = 0x00d,   /* ESME_RBINDFAIL */
};

void smpp_sign_in_init(struct smpp_sign_in *sign_in)
{
	*sign_in = (struct smpp_sign_in){
		.refused = { SPAN_SECONDS(30), SPAN_MINUTES(15), 0 },
		.doubled = { SPAN_SECONDS(5), SPAN_MINUTES(2), 0 },
	};
}

void smpp_sign_in_ask(struct smpp_pdu *bind, const struct smpp_session_config *config)
{
	*bind = (struct smpp_pdu){ .command_id = config->bind,
				   .system_id = slice_of(config->system_id),
				   .password = slice_of(config->password),
				   .system_type = slice_of(config->system_type),
				   .range.text = slice_of(config->address_range),
				   .interface_version = config->interface_version };
	if (!bind->interface_version)
		bind->interface_version = SMPP_VERSION_5_0;
}

/* Some centres refuse with a generic_nack, and do not say what it answers. */
bool smpp_sign_in_is_answer(const struct smpp_header *header, uint32_t bind, uint32_t number)
{
	if (header->command_id == SMPP_GENERIC_NACK)
		return header->sequence_number == number || header->sequence_number == 0;
	return header->command_id == (bind | SMPP_RESPONSE) && header->sequence_number == number;
}

const struct smpp_pdu *smpp_sign_in_unreadable(struct smpp_pdu *answer,
					       const struct smpp_header *header)
{
	smpp_clear(answer);
	answer->command_id = header->command_id;
	answer->command_status = header->command_status ? header->command_status : BIND_FAILED;
	return answer;
}

/* No sc_interface_version, or less than 0x50: no broadcast operations (SMPP 5.0 4.8.4.51). */
static bool speaks_5_0(const struct smpp_session_config *config, const struct smpp_pdu *answer)
{
	uint32_t version = 0;

	smpp_number_of(answer, SMPP_TLV_SC_INTERFACE_VERSION, &version);
	return version >= SMPP_VERSION_5_0 &&
	       (!config->interface_version || config->interface_version >= SMPP_VERSION_5_0);
}

bool smpp_sign_in_judge(struct smpp_sign_in *sign_in, const struct smpp_session_config *config,
			const struct smpp_pdu *answer, char *text, int *level)
{
	const struct smpp_status *status = smpp_status_of(answer->command_status);
	bool is_doubled = answer->command_status == ALREADY_BOUND;

	if (answer->command_status == 0 && answer->command_id != SMPP_GENERIC_NACK) {
		backoff_reset(&sign_in->refused);
		backoff_reset(&sign_in->doubled);
		sign_in->speaks_5_0 = speaks_5_0(config, answer);
		return true;
	}
	sign_in->pause = backoff_next(is_doubled ? &sign_in->doubled : &sign_in->refused);
	*level = is_doubled ? LOGL_NOTICE : LOGL_ERROR;
	snprintf(text, FAULT_TEXT_OCTETS,
		 "sign-in refused: %s (0x%x); tried again in %d s at least",
		 status ? status->en : "a status that is not in the specification",
		 answer->command_status, (int)(sign_in->pause.us / 1000000));
	return false;
}

bool smpp_sign_in_may_outbind(const struct smpp_pdu *outbind, const char *password)
{
	return !password || slice_is(outbind->password, password);
}
