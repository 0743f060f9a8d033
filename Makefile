# SPDX-License-Identifier: AGPL-3.0-or-later
# Cell Broadcast Dispatcher. Read dispatcher/ in the order of the lists below:
# each file needs only what came before it.

base   := err invisible slice utc digest geo geo_ring geo_ring_check geo_grid geo_sketch csv
notice := finding area area_set alert person cell_id cell_name cells cells_row area_lines shapes shapes_sample coverage fit \
	 audience notice lane calendar \
	 calendar_make quiet settings plain lookalike wordlist vocabulary registry registry_check rules_sentence rules \
	 period division lead_time eligibility jurisdiction naming sender_code content area_read footprint similar \
	 charset sms language link_text link_scheme link_number link_ruling link_host link telephone wording_sender \
	 wording_words wording msisdn portability recipient_row outcome route held page serial cbs succession form suspension complaint application receipt delivery paperwork \
	 prohibition event order flow flow_room flow_air flow_measure flow_review flow_timer flow_wait reply_area \
	 reply report report_hear report_log report_event report_place report_delay report_fill report_words
wire   := text member words geojson_cut geojson_round geojson cells_geojson audience_json fields fields_read suspension_json complaint_json correction_json event_receipts \
	 event_bytes_paper event_bytes route_bytes flow_bytes registry_json paperwork_json finding_json problem_json \
	 lead_time_json base64 application_json application_gist xml_scan xml cap_text cap_fault cap_schema \
	 cap_area cap_value cap_rules national_fault national_value national_schema national_headline \
	 national_rules national cap cbsp_table cbsp_pack cbsp_unpack cbsp smpp_tlv smpp_table \
	 smpp_pack smpp_unpack smpp_status smpp smpp_state smpp_time smpp_id smpp_receipt smpp_part mqtt_notice_json \
	 mqtt_receipt_json cause_words csv_text flow_json report_rows report_json_cells report_json report_csv \
	 report_geojson
judge  := file country profile_load profile_judge profile_map profile
net    := clock log address backoff stream stream_client stream_listen mqtt_credentials mqtt_waiting mqtt \
	 http_route http_connection http_request http_answer http http_read http_client
ledger := aside arena mailbox batch schema record question query_review_ask reader writer_settle writer \
	 load query statistics ledger store verify register_file register_load register_import \
	 bulk register_near register_versions register_ranks register register_answer register_query \
	 sorter recipients_names recipients_lines recipients_carriers recipients_load recipients_merge \
	 recipients_file recipients_import recipients recipients_cursor \
	 outcome_record outcome_files outcome_recover outcome_scan outcome_list outcome_log outcome_export
intake := rate call answer sign_in query live_ring live actions notices report paperwork measures \
	 suspensions complaints audit calendar statistics faces http_api mqtt_api
carriers := cbsp_job cbsp_order cbsp_answer cbsp_queue cbsp_restart cbsp_babble cbsp_node cbsp_link mqtt_order \
	 mqtt_answer mqtt_queue mqtt_link smpp_window smpp_bucket smpp_traffic smpp_peer smpp_sign_in \
	 smpp_session smpp_request smpp_job smpp_sender smpp_outcome smpp_news smpp_link registry
desk   := config config_http config_link config_link_faults config_broker config_save preflight \
	 channels case nodes places room contest lesser keys batch serials registry suspensions complaints complaints_change calendar announce view_reach view orders broker shelf outage_known outage \
	 links listeners takeover backlog_say backlog preempt erase receipts reconcile stopping paging reminding alarm moved release follow \
	 register_mend register_swap roster survey chain resolve_read resolve_written resolve_law resolve_expiry resolve_channel \
	 resolve_wording resolve_follow resolve_reach resolve_codes resolve_shapes resolve_judge reach resolve predecessor numbering tally fan_out routing \
	 obligation overlap past correction departure renewal scheduler refold recover record rejudge sight waiting repeat submit \
	 amend correct criteria review decisions paper measures reach_show calls letter attachment figures_text figures \
	 reporting desk
ctl    := ctl finding cells_area cells_divisions cells cells_in calendar calendar_year cap text audit bootstrap table length remote reach \
	 submit decide versions notices report_print report review queue paperwork measures suspensions complaints statistics admin pages \
	 live recipients
sim    := air air_json phone_text phone bsc fleet subscriber smsc_receipt smsc_take smsc smsc_json
folders := base notice wire judge net ledger intake carriers desk ctl

# ---- how it is built ------------------------------------------------------------------

B        ?= build
ifeq ($(origin CC),default)
CC := gcc
endif
Q ?= @
OPTIMISE ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
	    -Wmissing-prototypes -Wvla -Wformat=2 -Wundef -Werror
packages := libosmocore libosmovty libosmo-netif libosmogsm talloc libxml-2.0 jansson sqlite3 \
	    libmicrohttpd gnutls libmosquitto libidn2 libpsl libcrypto libcrypt
PACKAGE_CFLAGS = $(shell pkg-config --cflags $(packages))
PACKAGE_LIBS   = $(shell pkg-config --libs $(packages)) -lunistring -lpthread -lm
CFLAGS   = -std=gnu17 -D_GNU_SOURCE $(OPTIMISE) $(WARNINGS) $(SANITIZE) -fno-common \
	   -Idispatcher -Isim $(PACKAGE_CFLAGS)
LDFLAGS  = $(SANITIZE)

objects  := $(foreach folder,$(folders),$(patsubst %,$B/$(folder)/%.o,$($(folder))))
support  := $(patsubst tests/%.c,$B/tests/%.o,$(wildcard tests/support/*.c))
programs := $(foreach p,cbdispatchd cbctl,$(if $(wildcard dispatcher/$p.c),$B/$p)) \
	    $(if $(wildcard sim/cbsim.c),$B/cbsim)
unit     := $(patsubst tests/%.c,$B/tests/%,$(wildcard tests/unit/*.c tests/vectors/*.c \
	    tests/contract/*.c tests/crash/*.c tests/story/*.c tests/peers/*.c))

# Objects and test programs are kept: tests/house/run reads them.
.PRECIOUS: $B/%.o $B/sim/%.o $B/tests/support/%.o $B/tests/%
.PHONY: all print-cflags deps demo check soak bench fuzz asan lint deb install clean tests house
all: $(programs)

$B/libdispatcher.a: $(objects)
	@rm -f $@
	$Qar qcs $@ $(objects)

$B/%.o: dispatcher/%.c
	@mkdir -p $(@D)
	@echo '  CC      $<'
	$Q$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$B/sim/%.o: sim/%.c
	@mkdir -p $(@D)
	@echo '  CC      $<'
	$Q$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$B/cbsim: $(patsubst %,$B/sim/%.o,cbsim cbsim_bsc cbsim_phone cbsim_mqtt cbsim_smsc $(sim)) $B/libdispatcher.a
	@echo '  LINK    $@'
	$Q$(CC) $(LDFLAGS) $^ $(PACKAGE_LIBS) -o $@

$B/%: $B/%.o $B/libdispatcher.a
	@echo '  LINK    $@'
	$Q$(CC) $(LDFLAGS) $^ $(PACKAGE_LIBS) -o $@

$B/tests/support/%.o: tests/support/%.c
	@mkdir -p $(@D)
	@echo '  CC      $<'
	$Q$(CC) $(CFLAGS) -Itests -MMD -MP -c $< -o $@

$B/tests/%: tests/%.c tests/test.h $(support) $B/libdispatcher.a $(patsubst %,$B/sim/%.o,$(sim))
	@mkdir -p $(@D)
	@echo '  TEST    $@'
	$Q$(CC) $(CFLAGS) -Itests -MMD -MP $< $(support) $(patsubst %,$B/sim/%.o,$(sim)) $(LDFLAGS) \
		$B/libdispatcher.a -lcmocka $(PACKAGE_LIBS) -o $@

# Preloaded into programs by stories that need a failing disk.
$B/tests/tools/%.so: tests/tools/%.c
	@mkdir -p $(@D)
	@echo '  CC      $<'
	$Q$(CC) $(CFLAGS) -fPIC -shared $< -o $@ -ldl

-include $(wildcard $B/*.d $B/*/*.d $B/*/*/*.d)

# ---- what people call -----------------------------------------------------------------

deps:
	tests/deps

jobs = -j$(shell nproc)

demo: deps
	$(MAKE) $(jobs) all
	sim/demo/run $B

tests: all $(unit) $B/tests/tools/fail_writes.so
	@mkdir -p $B/test-logs
	@tests/house/run $B >$B/test-logs/house-build.log || \
		{ grep -E '^(not ok|#)' $B/test-logs/house-build.log; exit 1; }

house: all $(unit)
	tests/house/run $B

check: deps
	$(MAKE) $(jobs) tests
	tests/run $B

pace := $(patsubst tests/%.c,$B/tests/%,$(wildcard tests/pace/*.c))
bench: deps
	$(MAKE) all $(pace)
	BUILD=$B tests/pace/bench.py

# 200 rounds of kill -9, and each fuzzer for ten minutes
soak: deps
	$(MAKE) tests
	BUILD=$B ROUNDS=200 tests/crash/kill9.py
	BUILD=$B LONG=1 tests/story/area.py
	LONG=1 tests/peers/daemon_air.sh
	for t in $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c)); do \
		$(MAKE) fuzz T=$$t S=600 || exit 1; done

lint:
	tests/lint

print-cflags:
	@echo '$(CFLAGS)'

asan:
	$(MAKE) $(jobs) B=build/asan SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=undefined" \
		OPTIMISE="-O1 -g" tests
	tests/run build/asan unit vectors contract crash

# make fuzz T=cbsp S=600
T ?= cbsp
S ?= 60
fuzz:
	$(MAKE) CC=clang B=build/fuzz SANITIZE="-fsanitize=address,undefined,fuzzer-no-link" \
		OPTIMISE="-O1 -g" build/fuzz/libdispatcher.a
	clang $(filter-out -Werror,$(CFLAGS)) -O1 -fsanitize=address,undefined,fuzzer \
		tests/fuzz/fuzz_$T.c build/fuzz/libdispatcher.a $(PACKAGE_LIBS) -o build/fuzz/$T
	mkdir -p build/fuzz/corpus-$T
	build/fuzz/$T -max_total_time=$S -rss_limit_mb=2048 build/fuzz/corpus-$T \
		$(wildcard tests/fuzz/seeds/$T)

# make install DESTDIR=... PREFIX=/usr
PREFIX ?= /usr/local
share := $(DESTDIR)$(PREFIX)/share
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(share)/cbdispatchd $(share)/doc/cbdispatchd
	install -m 755 $(programs) $(DESTDIR)$(PREFIX)/bin
	cp -r cap-profiles $(share)/cbdispatchd/
	install -m 644 README.md CHANGELOG.md LICENSE docs/* $(share)/doc/cbdispatchd

deb: all
	rm -rf $B/deb
	$(MAKE) install DESTDIR=$B/deb PREFIX=/usr
	install -d $B/deb/DEBIAN $B/deb/lib/systemd/system
	install -m 644 debian/control $B/deb/DEBIAN/control
	install -m 644 debian/cbdispatchd.service $B/deb/lib/systemd/system
	dpkg-deb --root-owner-group --build $B/deb $B/cbdispatchd.deb

clean:
	rm -rf $B
