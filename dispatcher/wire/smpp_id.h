/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which message a receipt is about. Many centres answer a submit_sm with an id in one writing and
 * put another into the receipt: hexadecimal there, decimal here, with zeros before it, in other
 * case. What was received is stored as it came; a rule of the link makes of both one key.
 */
#ifndef WIRE_SMPP_ID_H
#define WIRE_SMPP_ID_H

#include "wire/smpp.h"

enum smpp_id_form {
	SMPP_ID_EXACT = 0,
	SMPP_ID_DECIMAL,
	SMPP_ID_HEX, /* with or without 0x before it */
};

struct smpp_id_rule {
	enum smpp_id_form form;
	bool ignore_case;  /* of an exact one */
	bool ignore_zeros; /* of an exact one: those it begins with */
};

/*
 * The key, NUL-terminated: of a number its hexadecimal digits, small, without zeros before them;
 * so a decimal and a hexadecimal writing of one number meet. What is no number of the form the
 * rule says is taken exactly.
 */
void smpp_id_key(char key[SMPP_MESSAGE_ID_OCTETS], struct slice written,
		 const struct smpp_id_rule *rule);
const char *smpp_id_form_name(enum smpp_id_form form);

#endif
