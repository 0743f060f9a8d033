/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/outcome_kit.h"

void outcome_kit_make(struct outcome_kit *out)
{
	snprintf(out->top, sizeof(out->top), "/tmp/cbd-outcomes-XXXXXX");
	assert_non_null(mkdtemp(out->top));
	snprintf(out->folder, sizeof(out->folder), "%s/store.db.outcomes", out->top);
}

void outcome_kit_clear(struct outcome_kit *kit)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", kit->top);
	assert_int_equal(system(command), 0);
}

void outcome_kit_path(char *path, size_t size, const struct outcome_kit *kit, uint64_t first)
{
	snprintf(path, size, "%s/%020llu.log", kit->folder, (unsigned long long)first);
}

struct outcome outcome_kit_record(uint64_t notice, uint32_t recipient, enum outcome_event event)
{
	return (struct outcome){ .at = { 1767225600000000 },
				 .notice = notice,
				 .delivery = 1,
				 .recipient = recipient,
				 .event = event,
				 .attempt = 1,
				 .part = 1,
				 .parts = 1 };
}

struct waiting {
	bool is_answered;
	struct outcome_answer answer;
};

static void note(void *data, const struct outcome_answer *answer)
{
	struct waiting *waiting = data;

	waiting->is_answered = true;
	waiting->answer = *answer;
}

struct outcome_answer outcome_kit_append(struct outcome_log *log, const struct outcome *outcomes,
					 size_t count)
{
	struct pollfd ready = { .fd = outcome_log_fd(log), .events = POLLIN };
	struct waiting waiting = { 0 };

	waiting.answer.err = outcome_log_append(log, outcomes, count,
						(struct outcome_asker){ note, &waiting },
						&waiting.answer.why);
	while (waiting.answer.err == ERR_OK && !waiting.is_answered) {
		poll(&ready, 1, -1);
		outcome_log_reap(log);
	}
	return waiting.answer;
}
