/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report words: what a report says in sentences, in Chinese and in English. Persons, bodies and
 * plans have their names where the registry knows them, with the id behind; an id alone otherwise.
 */
#ifndef NOTICE_REPORT_WORDS_H
#define NOTICE_REPORT_WORDS_H

#include "notice/registry.h"
#include "notice/report.h"

enum report_words_language { REPORT_WORDS_ZH = 0, REPORT_WORDS_EN, REPORT_WORDS_LANGUAGES };

/* The sentence of a line, on ctx. registry may be NULL. */
struct slice report_words_of_line(void *ctx, const struct report_line *line,
				  const struct registry *registry,
				  enum report_words_language language);

/* "没有节点服务", "served by no node" */
struct slice report_words_of_outcome(enum report_outcome outcome,
				     enum report_words_language language);

#endif
