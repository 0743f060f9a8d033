/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Gist: what of a stored application a reviewer and a reply need besides its content: who signed
 * it, why, by which document. Needs no talloc, so that the reader's thread may take it.
 */
#ifndef WIRE_APPLICATION_GIST_H
#define WIRE_APPLICATION_GIST_H

#include "base/slice.h"

/*
 * The members named in the table as one JSON object, to be freed with free(); NULL where it is
 * not JSON. Attachments are their names only; texts, areas and the window are left out.
 */
char *application_gist(struct slice json);

#endif
