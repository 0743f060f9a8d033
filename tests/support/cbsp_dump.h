/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every value of a CBSP message as one line of text, so that a row of a test can say what it
 * expects and a foreign decoder can be compared with us word by word:
 *	KILL id=1112 old=4010 cells=cgi:001-01/1/6969,cgi:001-01/1/6970 channel=0
 */
#ifndef TESTS_SUPPORT_CBSP_DUMP_H
#define TESTS_SUPPORT_CBSP_DUMP_H

#include "wire/cbsp.h"

/* talloc'd on ctx. */
char *cbsp_dump(void *ctx, const struct cbsp_message *message);

#endif
