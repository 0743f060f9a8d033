/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/words.h"

#include "notice/delivery.h"
#include "notice/event.h"
#include "notice/paperwork.h"
#include "notice/person.h"
#include "notice/prohibition.h"
#include "notice/registry.h"

#define WORDS_OF(name, type, function)                                                             \
	WORDS(name)                                                                                \
	{                                                                                          \
		return function((enum type)value);                                                 \
	}

WORDS_OF(effect, effect, effect_name)
WORDS_OF(lane, lane, lane_name)
WORDS_OF(class, lane_class, lane_class_name)
WORDS_OF(key, lane_key, lane_key_name)
WORDS_OF(relation, notice_relation, notice_relation_name)
WORDS_OF(wait, notice_wait, notice_wait_name)
WORDS_OF(mark, event_mark, event_mark_name)
WORDS_OF(decision, event_decision, event_decision_name)
WORDS_OF(cell_outcome, cell_outcome, receipt_cell_outcome_name)
WORDS_OF(outcome, receipt_outcome, receipt_outcome_name)
WORDS_OF(state, notice_state, notice_state_name)
WORDS_OF(delivery, delivery_state, delivery_state_name)
WORDS_OF(paperwork, paperwork_state, paperwork_state_name)
WORDS_OF(prohibition, prohibition_state, prohibition_state_name)

WORDS_OF(level, registry_level, registry_level_name)
WORDS_OF(body_kind, registry_kind, registry_kind_name)
WORDS_OF(rank, registry_rank, registry_rank_name)
WORDS_OF(answer, settings_answer, settings_answer_name)
WORDS_OF(carrier_kind, registry_carrier_kind, registry_carrier_kind_name)
WORDS_OF(code_use, registry_code_use, registry_code_use_name)
WORDS_OF(vocabulary_rule, vocabulary_rule, vocabulary_rule_name)
WORDS_OF(urgency, alert_urgency, alert_urgency_name)
WORDS_OF(severity, alert_severity, alert_severity_name)
WORDS_OF(complaint, complaint_kind, complaint_kind_name)

WORDS(role)
{
	return person_role_name(value);
}
