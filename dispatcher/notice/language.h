/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Language: what the tag of a text says (BCP 47, RFC 5646: in any case), and what its letters say.
 * Art. 27 is asked of the Chinese text, whatever its tag calls it.
 */
#ifndef NOTICE_LANGUAGE_H
#define NOTICE_LANGUAGE_H

#include <stdbool.h>

#include "base/slice.h"

/* By its tag: "zh-CN", "ZH", "cmn". */
bool language_is_chinese(struct slice tag);

/*
 * By its letters: more than half are ideographs; in Japanese, which has kana among them, three
 * quarters.
 */
bool language_reads_chinese(struct slice tag, struct slice text);

/*
 * "en-US" is "en-GB"; "sr-Cyrl" is not "sr-Latn", nor Chinese in simplified characters that in
 * traditional ones, which zh-TW, zh-HK and zh-MO are in.
 */
bool language_is_same(struct slice one, struct slice other);

#endif
