/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/smpp_receipt.h"

/* ---- the text ------------------------------------------------------------------------ */

enum key { ID, SUB, DLVRD, SUBMIT_DATE, DONE_DATE, STAT, ERR, TEXT, KEYS };

/* A blank stands for any run of blanks and underlines, also for none. */
static const char *const keys[KEYS] = {
	[ID] = "id",
	[SUB] = "sub",
	[DLVRD] = "dlvrd",
	[SUBMIT_DATE] = "submit date",
	[DONE_DATE] = "done date",
	[STAT] = "stat",
	[ERR] = "err",
	[TEXT] = "text",
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

static bool is_of_word(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Where the value begins, if `key` and its colon stand at octet `at`; else 0. */
static size_t value_behind(struct slice text, size_t at, const char *key)
{
	for (; *key; key++) {
		if (*key == ' ') {
			while (at < text.size && (is_blank(text.at[at]) || text.at[at] == '_'))
				at++;
			continue;
		}
		if (at >= text.size || (text.at[at] | 0x20) != *key)
			return 0;
		at++;
	}
	while (at < text.size && is_blank(text.at[at]))
		at++;
	return at < text.size && text.at[at] == ':' ? at + 1 : 0;
}

struct found {
	enum key key;
	size_t at, value;
};

static bool find_key(struct found *out, struct slice text, size_t from)
{
	for (size_t at = from; at < text.size; at++) {
		if (at > 0 && is_of_word(text.at[at - 1]))
			continue;
		for (enum key key = ID; key < KEYS; key++) {
			size_t value = value_behind(text, at, keys[key]);

			if (value == 0)
				continue;
			*out = (struct found){ key, at, value };
			return true;
		}
	}
	return false;
}

static struct slice trimmed(struct slice text)
{
	while (text.size > 0 && is_blank(text.at[0]))
		text = (struct slice){ text.at + 1, text.size - 1 };
	while (text.size > 0 && is_blank(text.at[text.size - 1]))
		text.size--;
	return text;
}

static void read_keys(struct slice values[KEYS], struct slice text)
{
	struct found here, next;
	bool is_first = true;
	bool more = find_key(&here, text, 0);

	for (; more; here = next, is_first = false) {
		size_t end = text.size;

		more = (here.key != TEXT || is_first) && find_key(&next, text, here.value);
		if (more)
			end = next.at;
		if (!values[here.key].at)
			values[here.key] = trimmed(
				(struct slice){ text.at + here.value, end - here.value });
	}
}

/* ---- values -------------------------------------------------------------------------- */

static struct slice first_word(struct slice text)
{
	struct slice word = { text.at, 0 };

	while (word.size < text.size && !is_blank(text.at[word.size]))
		word.size++;
	return word;
}

static int count_of(struct slice text)
{
	uint64_t count;

	return slice_to_u64(first_word(text), 999, &count) ? (int)count : -1;
}

enum { DATE_DIGITS_MAX = 14 };

/* Only the digits; 0 where something else than what parts them stands there. */
static size_t digits_of(int digits[DATE_DIGITS_MAX], struct slice text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++) {
		if (text.at[i] >= '0' && text.at[i] <= '9') {
			if (count == DATE_DIGITS_MAX)
				return 0;
			digits[count++] = text.at[i] - '0';
		} else if (!strchr("-/:. T", text.at[i])) {
			return 0;
		}
	}
	return count;
}

/* YYMMDDhhmm, with seconds by many, with the century by some. */
static struct utc date_of(struct slice text, int offset_minutes)
{
	int digits[DATE_DIGITS_MAX] = { 0 }, pairs[7] = { 0 };
	size_t count = digits_of(digits, text);
	const int *at = count == DATE_DIGITS_MAX ? &pairs[1] : &pairs[0];
	struct civil civil;
	struct utc utc;

	for (size_t i = 0; i < 7; i++)
		pairs[i] = digits[2 * i] * 10 + digits[2 * i + 1];
	civil = (struct civil){ .year = (count == DATE_DIGITS_MAX ? pairs[0] : 20) * 100 + at[0],
				.month = at[1],
				.day = at[2],
				.hour = at[3],
				.minute = at[4],
				.second = count > 10 ? at[5] : 0,
				.offset_minutes = offset_minutes };
	if ((count != 10 && count != 12 && count != DATE_DIGITS_MAX) ||
	    utc_from_civil(&utc, &civil, NULL) != ERR_OK)
		return (struct utc){ 0 };
	return utc;
}

static void read_text(struct smpp_receipt *out, struct slice text,
		      const struct smpp_receipt_rule *rule)
{
	struct slice values[KEYS] = { 0 };

	read_keys(values, text);
	if (values[ID].size > 0)
		out->message_id = first_word(values[ID]);
	out->stat = first_word(values[STAT]);
	out->state = smpp_state_of_word(out->stat);
	out->err = first_word(values[ERR]);
	out->text = values[TEXT];
	out->sub = count_of(values[SUB]);
	out->dlvrd = count_of(values[DLVRD]);
	out->submit_date = date_of(values[SUBMIT_DATE], rule->offset_minutes);
	out->done_date = date_of(values[DONE_DATE], rule->offset_minutes);
}

/* ---- both ---------------------------------------------------------------------------- */

static void read_parameters(struct smpp_receipt *out, const struct smpp_pdu *pdu, bool text_first)
{
	const struct smpp_tlv *id = smpp_tlv_of(pdu, SMPP_TLV_RECEIPTED_MESSAGE_ID, 0);
	const struct smpp_state *state = NULL;
	uint32_t number;

	if (id && id->octets.size > 0 && !(text_first && out->message_id.at))
		out->message_id = id->octets;
	if (smpp_number_of(pdu, SMPP_TLV_MESSAGE_STATE, &number))
		state = smpp_state_of(number);
	out->disagrees = state && out->state && state->end != out->state->end;
	if (state && !(text_first && out->state))
		out->state = state;
	out->has_network_error = smpp_number_of(pdu, SMPP_TLV_NETWORK_ERROR_CODE,
						&out->network_error);
}

/* SMPP 3.4 5.2.12; some centres leave esm_class alone and name the message. */
static bool is_receipt(const struct smpp_pdu *pdu)
{
	unsigned int type = pdu->esm_class & SMPP_ESM_TYPE_MASK;

	if (pdu->command_id != SMPP_DELIVER_SM && pdu->command_id != SMPP_DATA_SM)
		return false;
	return type == SMPP_ESM_RECEIPT || type == SMPP_ESM_INTERMEDIATE ||
	       smpp_tlv_of(pdu, SMPP_TLV_RECEIPTED_MESSAGE_ID, 0);
}

enum err smpp_receipt_read(struct smpp_receipt *out, const struct smpp_pdu *pdu,
			   const struct smpp_receipt_rule *rule, struct fault *why)
{
	struct smpp_receipt receipt = { .sub = -1, .dlvrd = -1 };

	if (!is_receipt(pdu))
		return err_set(why, ERR_ABSENT, "SMPP 3.4 5.2.12",
			       "%s of esm_class 0x%02x is no receipt",
			       smpp_command_name(pdu->command_id), pdu->esm_class);
	receipt.is_intermediate = (pdu->esm_class & SMPP_ESM_TYPE_MASK) == SMPP_ESM_INTERMEDIATE;
	read_text(&receipt, smpp_message_of(pdu), rule);
	read_parameters(&receipt, pdu, rule->text_first);
	if (!receipt.message_id.at && !receipt.state)
		return err_set(why, ERR_INPUT, "SMPP 3.4 appendix B",
			       "a receipt with neither an id nor a state, in parameters or text");
	smpp_id_key(receipt.key, receipt.message_id, &rule->receipted);
	*out = receipt;
	return ERR_OK;
}
