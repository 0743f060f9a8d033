/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a message centre took, one JSON line each:
 *
 *	{"at":"2026-03-02T09:00:00+08:00","connection":1,"system_id":"d","command":"submit_sm",
 *	 "from":"12379","to":["8613800138000"],"text":"...","octets":"6d4b","data_coding":8,
 *	 "esm_class":0,"priority_flag":0,"validity_period":"000000001500000R","areas":[],
 *	 "message_id":"0000000001","command_status":0}
 *
 * `text` is there where the octets are UCS-2, or ASCII; a part's header is left out of it.
 */
#ifndef SIM_SMSC_JSON_H
#define SIM_SMSC_JSON_H

#include <stdio.h>

#include "smsc.h"

void smsc_json_write(FILE *to, const struct smsc_taken *taken);

#endif
