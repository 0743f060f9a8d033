/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP as others wrote it: octets, whose they are, and what they mean as smpp_dump() says it. What
 * node-smpp's mean is what it was given, not what ours reads.
 */
#ifndef SMPP_OCTETS_H
#define SMPP_OCTETS_H

#define SPEC "SMPP 3.4 issue 1.2, the example of a bind_transmitter"
#define NODE "node-smpp 0.5.1"

/* clang-format off */
static const struct smpp_octets {
	const char *origin, *hex, *text;
} smpp_octets[] = {
	{ SPEC,
	  "0000002f000000020000000000000001534d50503354455354007365637265743038005355424d495431"
	  "0000010100",
	  "bind_transmitter status=0 seq=1 system_id=SMPP3TEST password=secret08 system_type=SU"
	  "BMIT1 interface_version=0 addr_ton=1 addr_npi=1 address_range=" },
	{ NODE,
	  "000000cf00000004000000000000002a0003003132333739000101383631333830303133383030300000"
	  "0000003030303030303030313530303030305200010008008c30104e916c5f77015e9460257ba1740653"
	  "8530116d4b8bd598848b66ff1a4eca5929591c95f451685e02670966b496e8ff0c4f4e6d3c5730533a76"
	  "845c456c118bf77acb53738f6c79fb52309ad85904ff0c4e0d89816d896c34ff0c4e0d898197608fd16c"
	  "b39053548c5c715761ff0c7b495f85901a77e5300254a88be28bf762e800310032003300370039",
	  "submit_sm status=0 seq=42 service_type= source_addr_ton=3 source_addr_npi=0 source_a"
	  "ddr=12379 dest_addr_ton=1 dest_addr_npi=1 destination_addr=8613800138000 esm_class=0"
	  " protocol_id=0 priority_flag=0 schedule_delivery_time= validity_period=0000000015000"
	  "00R registered_delivery=1 replace_if_present_flag=0 data_coding=8 sm_default_msg_id="
	  "0 short_message=30104e916c5f77015e9460257ba17406538530116d4b8bd598848b66ff1a4eca5929"
	  "591c95f451685e02670966b496e8ff0c4f4e6d3c5730533a76845c456c118bf77acb53738f6c79fb5230"
	  "9ad85904ff0c4e0d89816d896c34ff0c4e0d898197608fd16cb39053548c5c715761ff0c7b495f85901a"
	  "77e5300254a88be28bf762e800310032003300370039" },
	{ NODE,
	  "0000006600000111000000000000002b0000003132333739000001000000080006060007003333303130"
	  "3606060007003333303130380601000301000106050003090002020400020007042400126d4b8bd5ff1a"
	  "66b496e87ea2827298848b6606040002001e",
	  "broadcast_sm status=0 seq=43 service_type= source_addr_ton=0 source_addr_npi=0 sourc"
	  "e_addr=12379 message_id= priority_flag=1 schedule_delivery_time= validity_period= re"
	  "place_if_present_flag=0 data_coding=8 sm_default_msg_id=0 broadcast_area_identifier="
	  "0:333330313036 broadcast_area_identifier=0:333330313038 broadcast_content_type=65537"
	  " broadcast_frequency_interval=589826 user_message_reference=7 message_payload=6d4b8b"
	  "d5ff1a66b496e87ea2827298848b66 broadcast_rep_num=30" },
	{ NODE,
	  "0000005f000001020000000000005fb0a8ab4162302d395f7a2e41620031974162302d395f7a2e416230"
	  "2d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d39"
	  "5f7a2e41620004220001cd",
	  "alert_notification status=0 seq=24496 source_addr_ton=168 source_addr_npi=171 source"
	  "_addr=Ab0-9_z.Ab esme_addr_ton=49 esme_addr_npi=151 esme_addr=Ab0-9_z.Ab0-9_z.Ab0-9_"
	  "z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab ms_availability_status=205" },
	{ NODE,
	  "00000049000000010000000000021ef74162302d395f7a2e4162302d395f004100000df2f64162302d39"
	  "5f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e41623000",
	  "bind_receiver status=0 seq=138999 system_id=Ab0-9_z.Ab0-9_ password=A system_type= i"
	  "nterface_version=13 addr_ton=242 addr_npi=246 address_range=Ab0-9_z.Ab0-9_z.Ab0-9_z."
	  "Ab0-9_z.Ab0" },
	{ NODE,
	  "000000278000000100000000000760ec4162302d395f7a2e4162302d0002100001f80428000193",
	  "bind_receiver_resp status=0 seq=483564 system_id=Ab0-9_z.Ab0- sc_interface_version=2"
	  "48 congestion_state=147" },
	{ NODE,
	  "0000004b0000000900000000000c601e4162302d395f7a2e41620041004162302d395f7a2e00bad07341"
	  "62302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4100",
	  "bind_transceiver status=0 seq=811038 system_id=Ab0-9_z.Ab password=A system_type=Ab0"
	  "-9_z. interface_version=186 addr_ton=208 addr_npi=115 address_range=Ab0-9_z.Ab0-9_z."
	  "Ab0-9_z.Ab0-9_z.A" },
	{ NODE,
	  "0000002a8000000900000000000197484162302d395f7a2e4162302d395f7a0002100001d60428000179",
	  "bind_transceiver_resp status=0 seq=104264 system_id=Ab0-9_z.Ab0-9_z sc_interface_ver"
	  "sion=214 congestion_state=121" },
	{ NODE,
	  "000000590000000200000000000e0c074162302d395f7a2e4162302d004162302d395f7a004162302d39"
	  "5f7a2e41009ba1284162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f00",
	  "bind_transmitter status=0 seq=920583 system_id=Ab0-9_z.Ab0- password=Ab0-9_z system_"
	  "type=Ab0-9_z.A interface_version=155 addr_ton=161 addr_npi=40 address_range=Ab0-9_z."
	  "Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_" },
	{ NODE,
	  "0000002a800000020000000000009ed44162302d395f7a2e4162302d395f7a00021000013a04280001ab",
	  "bind_transmitter_resp status=0 seq=40660 system_id=Ab0-9_z.Ab0-9_z sc_interface_vers"
	  "ion=58 congestion_state=171" },
	{ NODE,
	  "0000007a8000011100000000000ca2734162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e000607000400000108060700040000010a0606000700333330313036"
	  "060600050201020304001d00087465787435333200042500011504200001a304230003030102",
	  "broadcast_sm_resp status=0 seq=828019 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0"
	  "-9_z. broadcast_error_status=264 broadcast_error_status=266 broadcast_area_identifie"
	  "r=0:333330313036 broadcast_area_identifier=2:01020304 additional_status_info_text=te"
	  "xt532 delivery_failure_reason=21 dpf_result=163 network_error_code=196866" },
	{ NODE,
	  "00000074000001130000000000024ff4004162302d395f7a2e4162302d395f7a2e4162302d395f7a2e41"
	  "62302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a00a27341"
	  "62302d395f7a2e4162302d395f7a2e4162300006010003010001020400020838",
	  "cancel_broadcast_sm status=0 seq=151540 service_type= message_id=Ab0-9_z.Ab0-9_z.Ab0"
	  "-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z source_addr_ton=162 source_addr_npi=115"
	  " source_addr=Ab0-9_z.Ab0-9_z.Ab0 broadcast_content_type=65537 user_message_reference"
	  "=2104" },
	{ NODE,
	  "0000001080000113000000000004c615",
	  "cancel_broadcast_sm_resp status=0 seq=312853" },
	{ NODE,
	  "0000006c00000008000000000003eef8416230004162302d395f7a2e4162302d395f7a2e4162302d395f"
	  "7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e410086404162302d"
	  "395f0022084162302d395f7a2e4162302d395f7a2e416200",
	  "cancel_sm status=0 seq=257784 service_type=Ab0 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab"
	  "0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.A source_addr_ton=134 source_addr_npi=64 source_addr=A"
	  "b0-9_ dest_addr_ton=34 dest_addr_npi=8 destination_addr=Ab0-9_z.Ab0-9_z.Ab" },
	{ NODE,
	  "0000001080000008000000000001caf6",
	  "cancel_sm_resp status=0 seq=117494" },
	{ NODE,
	  "000000c50000010300000000000951aa4162302d00bf6e4162302d395f7a2e4162302d395f00bf3c4162"
	  "302d395f7a2e4162302d395f7a2e4162302d0081a613020a000252ff020e0001cf020f0001be02010001"
	  "76038100080101013133383030038100060000003131300303000300616202020003a001021204000103"
	  "00300001bd020d0001d813800001980501000133060e000831323334353637000612000a303132333435"
	  "3637383906100006313233343536000600015e042100019c0426000190",
	  "data_sm status=0 seq=610730 service_type=Ab0- source_addr_ton=191 source_addr_npi=11"
	  "0 source_addr=Ab0-9_z.Ab0-9_ dest_addr_ton=191 dest_addr_npi=60 destination_addr=Ab0"
	  "-9_z.Ab0-9_z.Ab0- esm_class=129 registered_delivery=166 data_coding=19 source_port=2"
	  "1247 sar_total_segments=207 sar_segment_seqnum=190 privacy_indicator=118 callback_nu"
	  "m=0101013133383030 callback_num=000000313130 callback_num_atag=006162 source_subaddr"
	  "ess=a00102 ms_validity=03 ms_msg_wait_facilities=189 language_indicator=216 its_repl"
	  "y_type=152 ussd_service_op=51 dest_network_id=1234567 dest_addr_np_information=30313"
	  "233343536373839 dest_node_id=313233343536 dest_network_type=94 set_dpf=156 more_mess"
	  "ages_to_send=144" },
	{ NODE,
	  "00000056800001030000000000088b4e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e00001d0008746578743132340004250001b604230003030102042800"
	  "01ba",
	  "data_sm_resp status=0 seq=559950 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z."
	  " additional_status_info_text=text124 delivery_failure_reason=182 network_error_code="
	  "196866 congestion_state=186" },
	{ NODE,
	  "000000c4000000050000000000020be341009b024162302d395f7a2e4100825a4162009f1e5b39393132"
	  "33313233353935393930302d00003411b3e800020400027b84020b000230ae020c00029f5f020e0001bc"
	  "020f00014502010001310303000300616202030005800102030402050001151201000152120300022a70"
	  "1204000103030400012013800001d905010001840612000a303132333435363738390610000631323334"
	  "35360008000229b700050001ec000d000104000e0001fb04270001fb",
	  "deliver_sm status=0 seq=134115 service_type=A source_addr_ton=155 source_addr_npi=2 "
	  "source_addr=Ab0-9_z.A dest_addr_ton=130 dest_addr_npi=90 destination_addr=Ab esm_cla"
	  "ss=159 protocol_id=30 priority_flag=91 schedule_delivery_time=991231235959900- valid"
	  "ity_period= registered_delivery=52 replace_if_present_flag=17 data_coding=179 sm_def"
	  "ault_msg_id=232 short_message= user_message_reference=31620 destination_port=12462 s"
	  "ar_msg_ref_num=40799 sar_total_segments=188 sar_segment_seqnum=69 privacy_indicator="
	  "49 callback_num_atag=006162 dest_subaddress=8001020304 user_response_code=21 display"
	  "_time=82 sms_signal=10864 ms_validity=03 number_of_messages=32 its_reply_type=217 us"
	  "sd_service_op=132 dest_addr_np_information=30313233343536373839 dest_node_id=3132333"
	  "43536 dest_telematics_id=10679 dest_addr_subunit=236 source_addr_subunit=4 source_ne"
	  "twork_type=251 message_state=251" },
	{ NODE,
	  "0000005980000005000000000009b9504162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d00042000010d0423"
	  "0003030102",
	  "deliver_sm_resp status=0 seq=637264 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9"
	  "_z.Ab0-9_z.Ab0-9_z.Ab0- dpf_result=13 network_error_code=196866" },
	{ NODE,
	  "000000100000001500000000000008e0",
	  "enquire_link status=0 seq=2272" },
	{ NODE,
	  "000000108000001500000000000d4a50",
	  "enquire_link_resp status=0 seq=870992" },
	{ NODE,
	  "0000001080000000000000000001711f",
	  "generic_nack status=0 seq=94495" },
	{ NODE,
	  "000000250000000b00000000000dda214162302d395f7a2e416230004162302d395f7a2e00",
	  "outbind status=0 seq=907809 system_id=Ab0-9_z.Ab0 password=Ab0-9_z." },
	{ NODE,
	  "000000610000011200000000000353414162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f00e8694162302d395f7a2e416230"
	  "2d395f7a2e410002040002db6d",
	  "query_broadcast_sm status=0 seq=217921 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab"
	  "0-9_z.Ab0-9_z.Ab0-9_ source_addr_ton=232 source_addr_npi=105 source_addr=Ab0-9_z.Ab0"
	  "-9_z.A user_message_reference=56173" },
	{ NODE,
	  "000000738000011200000000000268cf4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e4162302d395f7a000606000700333330313036060600050201020304"
	  "0608000164060800010006080001ff020400022abf042800010d04270001bc",
	  "query_broadcast_sm_resp status=0 seq=157903 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9"
	  "_z.Ab0-9_z.Ab0-9_z broadcast_area_identifier=0:333330313036 broadcast_area_identifie"
	  "r=2:01020304 broadcast_area_success=100 broadcast_area_success=0 broadcast_area_succ"
	  "ess=255 user_message_reference=10943 congestion_state=13 message_state=188" },
	{ NODE,
	  "0000005400000003000000000007efda4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d39004f1d4162302d395f7a2e41623000",
	  "query_sm status=0 seq=520154 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-"
	  "9_z.Ab0-9 source_addr_ton=79 source_addr_npi=29 source_addr=Ab0-9_z.Ab0" },
	{ NODE,
	  "000000618000000300000000000e50d44162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d3900393931323331"
	  "3233353935393930302d0045be",
	  "query_sm_resp status=0 seq=938196 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z"
	  ".Ab0-9_z.Ab0-9_z.Ab0-9 final_date=991231235959900- message_state=69 error_code=190" },
	{ NODE,
	  "000000aa000000070000000000009fa54162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a00f0dc4162"
	  "302d395f7a2e4162302d395f7a2e41620030303030303030303135303030303052003030303030303030"
	  "3135303030303052007109206d4b8bd5ff1a66b496e87ea2827298848b66ff0c8bf77acb53738f6c79fb"
	  "3002",
	  "replace_sm status=0 seq=40869 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0"
	  "-9_z.Ab0-9_z.Ab0-9_z source_addr_ton=240 source_addr_npi=220 source_addr=Ab0-9_z.Ab0"
	  "-9_z.Ab schedule_delivery_time=000000001500000R validity_period=000000001500000R reg"
	  "istered_delivery=113 sm_default_msg_id=9 short_message=6d4b8bd5ff1a66b496e87ea282729"
	  "8848b66ff0c8bf77acb53738f6c79fb3002" },
	{ NODE,
	  "000000108000000700000000000cdce8",
	  "replace_sm_resp status=0 seq=842984" },
	{ NODE,
	  "000000b00000002100000000000143934162302d3900280d4162302d395f7a2e4162302d000201010138"
	  "3631333830303000010101383631333830303100faccb600303030303030303031353030303030520020"
	  "b53ab000020b00020c98020c000235ec02010001ed130c00015113800001171383000201020501000152"
	  "0612000a3031323334353637383906100006313233343536060f0006363534333231000800027811000f"
	  "0001a104260001b2",
	  "submit_multi status=0 seq=82835 service_type=Ab0-9 source_addr_ton=40 source_addr_np"
	  "i=13 source_addr=Ab0-9_z.Ab0- dest=1:1:86138000 dest=1:1:86138001 esm_class=250 prot"
	  "ocol_id=204 priority_flag=182 schedule_delivery_time= validity_period=00000000150000"
	  "0R registered_delivery=32 replace_if_present_flag=181 data_coding=58 sm_default_msg_"
	  "id=176 short_message= destination_port=3224 sar_msg_ref_num=13804 privacy_indicator="
	  "237 alert_on_message_delivery=81 its_reply_type=23 its_session_info=0102 ussd_servic"
	  "e_op=82 dest_addr_np_information=30313233343536373839 dest_node_id=313233343536 sour"
	  "ce_node_id=363534333231 dest_telematics_id=30737 source_bearer_type=161 more_message"
	  "s_to_send=178" },
	{ NODE,
	  "0000008580000021000000000003440e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d395f7a0003010138"
	  "36313339303030000000000801013836313339303031000000000b010138363133393030320000000058"
	  "04230003030102",
	  "submit_multi_resp status=0 seq=214030 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0"
	  "-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z unsuccess=1:1:86139000:8 unsuccess=1:1:86139001:11 unsu"
	  "ccess=1:1:86139002:88 network_error_code=196866" },
	{ NODE,
	  "0000005c8000000400000000000ea3554162302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162"
	  "302d395f7a2e4162302d395f7a2e4162302d395f7a2e4162302d00001d00077465787432320004200001"
	  "7a04230003030102",
	  "submit_sm_resp status=0 seq=959317 message_id=Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_z.Ab0-9_"
	  "z.Ab0-9_z.Ab0- additional_status_info_text=text22 dpf_result=122 network_error_code="
	  "196866" },
	{ NODE,
	  "000000100000000600000000000ad22b",
	  "unbind status=0 seq=709163" },
	{ NODE,
	  "0000001080000006000000000000a25d",
	  "unbind_resp status=0 seq=41565" },
	{ NODE,
	  "000000108000000400000036000bd3ae",
	  "submit_sm_resp status=54 seq=775086" },
};
/* clang-format on */

#endif
