/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report places: each cell of the approved area once, with the best that was said of it, whatever
 * number of messages went there; and the sums of those that were not warned. People are the
 * register's estimate of who usually is there, as the register stands now.
 */
#ifndef NOTICE_REPORT_PLACE_H
#define NOTICE_REPORT_PLACE_H

#include "notice/cells.h"
#include "notice/report.h"
#include "notice/route.h"

enum { REPORT_NO_DELIVERY = UINT32_MAX };

/* What stands outside the events: documents that may have been purged, and the register of now. */
struct report_world {
	/* By route of the flow; one without deliveries where it should have some is not known. */
	const struct route *routes;
	bool has_register;
	const struct cell *cells; /* those that the approved area reaches */
	size_t cell_count;
	/* Somebody could be told about the cells of that node. */
	bool (*serves)(void *data, struct slice node);
	void *data;
};

struct report_place {
	uint8_t octets[CELL_ID_OCTETS];
	uint32_t delivery, index; /* where the best was said; or REPORT_NO_DELIVERY */
	uint8_t outcome;	  /* enum report_outcome */
	bool is_partly;		  /* of several messages for it, one was taken and one was not */
	bool is_lost, was_on;	  /* as of struct report_cell */
	bool is_registered;	  /* node, people and coverage are known */
	uint32_t people;	  /* 0: not known */
	struct slice node;
	struct geo_sector coverage;
};

struct report_gap {
	uint64_t cells, people;
	uint64_t cells_of_unknown_people;
	uint64_t were_on;    /* of these, how many had accepted it before */
	uint64_t deliveries; /* without cells: subscribers of the internet channel */
};

struct report_places {
	struct report_place *items; /* in the order of their octets */
	size_t count;
	struct report_gap by[REPORT_OUTCOME_COUNT];
	struct report_gap warned, not_warned; /* sums of the above */
	struct report_gap partly, lost;	      /* among the warned */
	uint64_t cells_without_document;      /* counted by delivery: their route was purged */
	bool is_area_known;
};

/*
 * On ctx, after report_end(). Cells of a route that is not known are counted without being named.
 * Those that no node serves are looked up in the register of now; where that knows fewer of them
 * than were found when the notice was routed, that count stands.
 */
void report_places_make(struct report_places *out, void *ctx, const struct report *report,
			const struct report_world *world);

/* NULL: not there. */
const struct report_place *report_places_find(const struct report_places *places,
					      const uint8_t octets[CELL_ID_OCTETS]);

#endif
