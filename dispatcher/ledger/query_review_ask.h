/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The asking of QUESTION_REVIEW, on the reader's thread. */
#ifndef LEDGER_QUERY_REVIEW_ASK_H
#define LEDGER_QUERY_REVIEW_ASK_H

#include "ledger/question.h"

void query_review_ask(struct question *question, sqlite3 *db);

#endif
