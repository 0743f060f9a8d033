/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of the domain's enums, in the one shape that field tables want. */
#ifndef WIRE_WORDS_H
#define WIRE_WORDS_H

#define WORDS(name) const char *words_##name(unsigned int value)

WORDS(effect);
WORDS(lane);
WORDS(class);
WORDS(key);
WORDS(relation);
WORDS(wait);
WORDS(mark);
WORDS(decision);
WORDS(cell_outcome);
WORDS(outcome);
WORDS(state);
WORDS(delivery);
WORDS(paperwork);
WORDS(prohibition);
WORDS(role);
WORDS(level);
WORDS(body_kind);
WORDS(rank);
WORDS(answer);
WORDS(carrier_kind);
WORDS(code_use);
WORDS(vocabulary_rule);
WORDS(urgency);
WORDS(severity);
WORDS(complaint);

#endif
