/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP as others wrote it: octets, whose they are, and what they mean as cbsp_dump() says it.
 * test_cbsp reads and writes them; Wireshark reads them in tests/peers/cbsp_tshark.sh.
 */
#ifndef CBSP_OCTETS_H
#define CBSP_OCTETS_H

/* osmo-bsc 1.9.0 with osmo-bts-virtual, its one cell being CGI 001-01/1/6969 (0x1b39) */
#define OSMO_BSC  "osmo-bsc 1.9.0"
/* libosmocore's own test of its codec, as corrected after 1.7.0 */
#define OSMO_TEST "libosmocore, tests/cbsp"

static const struct cbsp_octets {
	const char *origin, *hex, *text;
} cbsp_octets[] = {
	{ OSMO_BSC, "130000080400010616000d01", "RESTART cells=all broadcast=0 recovery=1" },
	{ OSMO_BSC, "030000140e11120340200900090000f11000011b390d1200",
	  "WRITE-REPLACE FAILURE id=1112 new=4020 failed=cgi:001-01/1/6969;0d channel=0" },
	{ OSMO_TEST,
	  "0300002c0e003103417009000f0009f1070018003003012711c3510f04000f0009f107001700"
	  "2a09f1070018002a1200",
	  "WRITE-REPLACE FAILURE id=0031 new=4170 "
	  "failed=cgi:901-70/24/48;03,lac-ci:10001/50001;0f "
	  "cells=cgi:901-70/23/42,cgi:901-70/24/42 channel=0" },
	{ OSMO_BSC, "0300001c0e11120340310900060100090009000400080000f11000011b391200",
	  "WRITE-REPLACE FAILURE id=1112 new=4031 failed=lac-ci:9/9;00 "
	  "cells=cgi:001-01/1/6969 channel=0" },
	{ OSMO_BSC, "020000080e11120371451200",
	  "WRITE-REPLACE COMPLETE id=1112 new=7145 channel=0" },
	{ OSMO_BSC, "0b0000160e111202402008000b0000f11000011b390002001200",
	  "MESSAGE STATUS QUERY COMPLETE id=1112 old=4020 completed=cgi:001-01/1/6969;2;0 "
	  "channel=0" },
	{ OSMO_BSC,
	  "020000240e111203402102402008000b0000f11000011b390002000400080000f11000011b391200",
	  "WRITE-REPLACE COMPLETE id=1112 new=4021 old=4020 completed=cgi:001-01/1/6969;2;0 "
	  "cells=cgi:001-01/1/6969 channel=0" },
	{ OSMO_BSC, "030000170e11120340220245550900090000f11000011b39021200",
	  "WRITE-REPLACE FAILURE id=1112 new=4022 old=4555 failed=cgi:001-01/1/6969;02 channel=0" },
	{ OSMO_BSC, "050000160e111202402108000b0000f11000011b390000001200",
	  "KILL COMPLETE id=1112 old=4021 completed=cgi:001-01/1/6969;0;0 channel=0" },
	{ OSMO_BSC, "060000140e11120240210900090000f11000011b39021200",
	  "KILL FAILURE id=1112 old=4021 failed=cgi:001-01/1/6969;02 channel=0" },
	{ OSMO_BSC, "1400000b0900060100011b390a1600",
	  "FAILURE failed=lac-ci:1/6969;0a broadcast=0" },
	{ OSMO_BSC, "1300000c0400050100011b3916000d00",
	  "RESTART cells=lac-ci:1/6969 broadcast=0 recovery=0" },
	{ OSMO_BSC, "030000120e11000370100900090000f11000011b3906",
	  "WRITE-REPLACE FAILURE id=1100 new=7010 failed=cgi:001-01/1/6969;06" },
	{ "sent to osmo-bsc 1.9.0, which obeyed", "0400000a0e110002703004000106",
	  "KILL id=1100 old=7030 cells=all" },
	{ OSMO_BSC, "050000110e11000270300400080000f11000011b39",
	  "KILL COMPLETE id=1100 old=7030 cells=cgi:001-01/1/6969" },
	{ "sent to osmo-bsc 1.9.0, which obeyed", "160000021814", "KEEP ALIVE alive_s=30" },
};

#endif
