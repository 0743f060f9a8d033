/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP order: what goes to a BSC. WRITE-REPLACE carries New Serial Number only, for a replace
 * that is refused for capacity destroys the old message: an update is a WRITE of the new and a
 * KILL of the old, which the desk orders. Cells are always explicit (CGI).
 */
#ifndef CARRIERS_CBSP_ORDER_H
#define CARRIERS_CBSP_ORDER_H

#include "carriers/cbsp_job.h"

enum {
	/* A KILL COMPLETE names each in 10 octets behind a 16-bit length (TS 48.049 8.2.11). */
	CBSP_ORDER_CELLS_MAX = 6553,
	CBSP_ORDER_OCTETS_MAX = 4 + 64 + ROUTE_PAGES_MAX * 84 + CBSP_ORDER_CELLS_MAX * 7,
	CBSP_ORDER_KEEP_ALIVE_OCTETS = 16,
};

/* ERR_LIMIT, ERR_INPUT: this can never go out. */
enum err MUST_USE cbsp_order_check(const struct cbsp_job *job, struct utc now, struct fault *why);
/* octets has room for CBSP_ORDER_OCTETS_MAX. ERR_LIMIT, ERR_INPUT: this can never go out. */
enum err MUST_USE cbsp_order_pack(uint8_t *octets, size_t *size, const struct cbsp_job *job,
				  struct utc now, struct fault *why);
enum err MUST_USE cbsp_order_keep_alive(uint8_t octets[CBSP_ORDER_KEEP_ALIVE_OCTETS], size_t *size,
					unsigned int period_s, struct fault *why);

#endif
