/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/page.h"

#include <string.h>

enum {
	SEPTETS = 93,	    /* 82 octets * 8 / 7 */
	PREFIX_SEPTETS = 3, /* two letters and CR */
	UNITS = ROUTE_PAGE_OCTETS / 2,
};

/* Where the next septet or unit goes. */
struct writer {
	struct page_set *set;
	char prefix[2]; /* letters of the language; NUL: none */
	bool is_gsm;
	size_t at;     /* septets or units used on the page */
	size_t pages;  /* begun, also past the limit: to say by how much */
	size_t beyond; /* characters past the limit */
};

/* TS 23.038 6.1.2.2: septet n begins at bit 7n, least significant bit first. */
static void put_septet(uint8_t *octets, size_t n, uint8_t septet)
{
	size_t bit = 7 * n;

	octets[bit / 8] = (uint8_t)(octets[bit / 8] | septet << bit % 8);
	if (bit % 8 > 1)
		octets[bit / 8 + 1] = (uint8_t)(octets[bit / 8 + 1] | septet >> (8 - bit % 8));
}

static uint8_t get_septet(const uint8_t *octets, size_t n)
{
	size_t bit = 7 * n;
	unsigned int two = octets[bit / 8];

	if (bit % 8 > 1)
		two |= (unsigned int)octets[bit / 8 + 1] << 8;
	return (uint8_t)(two >> bit % 8 & 0x7f);
}

static void put_unit(uint8_t *octets, size_t n, uint16_t unit)
{
	octets[2 * n] = (uint8_t)(unit >> 8);
	octets[2 * n + 1] = (uint8_t)unit;
}

static struct route_page *page_of(struct writer *writer)
{
	return &writer->set->pages[writer->pages - 1];
}

static bool is_beyond(const struct writer *writer)
{
	return writer->pages > ROUTE_PAGES_MAX;
}

/* TS 23.038 5: the language comes as two characters of the default alphabet, packed. */
static void put_prefix(struct writer *writer)
{
	uint8_t *octets = page_of(writer)->octets;

	put_septet(octets, 0, (uint8_t)writer->prefix[0]);
	put_septet(octets, 1, (uint8_t)writer->prefix[1]);
	if (writer->is_gsm)
		put_septet(octets, 2, CHARSET_CR);
	writer->at = writer->is_gsm ? PREFIX_SEPTETS : 1;
}

static void begin_page(struct writer *writer)
{
	writer->pages++;
	writer->at = 0;
	if (is_beyond(writer))
		return;
	memset(page_of(writer)->octets, 0, ROUTE_PAGE_OCTETS);
	if (writer->prefix[0])
		put_prefix(writer);
}

/* The used length counts what the text needs; padding fills the rest all the same. */
static void end_page(struct writer *writer)
{
	struct route_page *page;

	if (is_beyond(writer))
		return;
	page = page_of(writer);
	if (writer->is_gsm) {
		page->used = (uint8_t)((7 * writer->at + 7) / 8);
		while (writer->at < SEPTETS)
			put_septet(page->octets, writer->at++, CHARSET_CR);
		return;
	}
	page->used = (uint8_t)(2 * writer->at);
	while (writer->at < UNITS)
		put_unit(page->octets, writer->at++, CHARSET_CR);
}

static void put_character(struct writer *writer, uint32_t character)
{
	uint8_t septets[2] = { 0 };
	uint16_t units[2] = { 0 };
	unsigned int count = writer->is_gsm ? charset_septets(septets, character)
					    : charset_units(units, character);

	if (writer->pages == 0 || writer->at + count > (writer->is_gsm ? SEPTETS : UNITS)) {
		if (writer->pages > 0)
			end_page(writer);
		begin_page(writer);
	}
	if (is_beyond(writer)) {
		writer->beyond++;
		writer->at += count;
		return;
	}
	for (unsigned int i = 0; i < count; i++) {
		if (writer->is_gsm)
			put_septet(page_of(writer)->octets, writer->at++, septets[i]);
		else
			put_unit(page_of(writer)->octets, writer->at++, units[i]);
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static enum err check_language(struct slice language, struct fault *why)
{
	if (language.size == 0 ||
	    (language.size == 2 && is_letter(language.at[0]) && is_letter(language.at[1])))
		return ERR_OK;
	return err_set(why, ERR_INPUT, "TS 23.038 5",
		       "the language of a page is two letters (ISO 639-1), not \"%.*s\"",
		       (int)(language.size > 16 ? 16 : language.size), language.at);
}

static char small(char letter)
{
	return (char)(letter | 0x20);
}

/* Which DCS says the language, and whether each page has to say it again. */
static uint8_t choose_dcs(struct writer *writer, struct slice language)
{
	if (language.size == 0)
		return writer->is_gsm ? PAGE_DCS_GSM : PAGE_DCS_UCS2;
	writer->prefix[0] = small(language.at[0]);
	writer->prefix[1] = small(language.at[1]);
	if (!writer->is_gsm)
		return PAGE_DCS_UCS2_LANGUAGE;
	if (memcmp(writer->prefix, "en", 2) != 0)
		return PAGE_DCS_GSM_LANGUAGE;
	writer->prefix[0] = '\0';
	return PAGE_DCS_GSM_ENGLISH;
}

static enum err put_text(struct writer *writer, struct slice text, struct fault *why)
{
	uint32_t character;

	while (charset_next(&text, &character))
		put_character(writer, character);
	if (writer->pages == 0)
		return err_set(why, ERR_LIMIT, "TS 23.041 9.4.1", "there is no text");
	if (writer->beyond > 0)
		return err_set(why, ERR_LIMIT, "TS 23.041 9.4.1",
			       "%zu characters too many for %d pages", writer->beyond,
			       ROUTE_PAGES_MAX);
	end_page(writer);
	return ERR_OK;
}

enum err page_make(struct page_set *out, struct slice text, struct slice language,
		   struct fault *why)
{
	struct page_set set = { 0 };
	struct writer writer = { .set = &set };
	struct charset_count count;
	enum err err = check_language(language, why);

	if (err == ERR_OK)
		err = charset_count(&count, text, why);
	if (err != ERR_OK)
		return err;
	writer.is_gsm = count.fits_gsm;
	set.dcs = choose_dcs(&writer, language);
	err = put_text(&writer, text, why);
	if (err != ERR_OK)
		return err;
	set.count = writer.pages;
	*out = set;
	return ERR_OK;
}

/* ---- reading ---------------------------------------------------------------------------- */

static char *read_gsm(char *out, const struct route_page *page, size_t from)
{
	size_t count = page->used * 8u / 7;
	bool escaped = false;

	if (count > SEPTETS)
		count = SEPTETS;
	for (size_t i = from; i < count; i++) {
		uint8_t septet = get_septet(page->octets, i);

		if (septet == CHARSET_ESCAPE && !escaped) {
			escaped = true;
			continue;
		}
		out += charset_put_utf8(out, charset_of_septet(septet, escaped));
		escaped = false;
	}
	return out;
}

static char *read_ucs2(char *out, const struct route_page *page, size_t from)
{
	for (size_t i = from; 2 * i + 1 < page->used; i++) {
		uint32_t unit = (uint32_t)(page->octets[2 * i] << 8 | page->octets[2 * i + 1]);

		if (unit >= 0xd800 && unit < 0xdc00 && 2 * i + 3 < page->used) {
			uint32_t low = (uint32_t)(page->octets[2 * i + 2] << 8 |
						  page->octets[2 * i + 3]);

			if (low >= 0xdc00 && low < 0xe000) {
				unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
				i++;
			}
		}
		/* A surrogate alone is no character: U+FFFD, as phones show it. */
		out += charset_put_utf8(out, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
	}
	return out;
}

/* CR at the end of a page is padding: 2G carries no used length over the air. */
static char *without_padding(char *from, char *to)
{
	while (to > from && to[-1] == '\r')
		to--;
	return to;
}

enum err page_read(char *text, const struct page_set *pages, struct fault *why)
{
	bool is_gsm = pages->dcs == PAGE_DCS_GSM_LANGUAGE || pages->dcs <= PAGE_DCS_GSM;
	bool has_prefix = pages->dcs == PAGE_DCS_GSM_LANGUAGE ||
			  pages->dcs == PAGE_DCS_UCS2_LANGUAGE;
	char *out = text;

	if (!is_gsm && pages->dcs != PAGE_DCS_UCS2 && pages->dcs != PAGE_DCS_UCS2_LANGUAGE)
		return err_set(why, ERR_INPUT, "TS 23.038 5", "data coding scheme 0x%02x",
			       pages->dcs);
	for (size_t i = 0; i < pages->count && i < ROUTE_PAGES_MAX; i++) {
		char *start = out;

		if (pages->pages[i].used > ROUTE_PAGE_OCTETS)
			return err_set(why, ERR_INPUT, "TS 23.041 9.4.1", "page %zu uses %u octets",
				       i + 1, pages->pages[i].used);
		if (is_gsm)
			out = read_gsm(out, &pages->pages[i], has_prefix ? PREFIX_SEPTETS : 0);
		else
			out = read_ucs2(out, &pages->pages[i], has_prefix ? 1 : 0);
		out = without_padding(start, out);
	}
	*out = '\0';
	return ERR_OK;
}
