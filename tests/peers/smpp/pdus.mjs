// SPDX-License-Identifier: AGPL-3.0-or-later
// PDUs of every command that node-smpp knows, as it writes them: octets in hex, a tab, what they
// mean. Values are made of the command's own table, the same in each run.
import { smpp, words } from './words.mjs'

const ROUNDS = 12
const hex = (text) => Buffer.from(text, 'hex')
const chinese = Buffer.from('测试：暴雨红色预警，请立即转移。', 'utf16le').swap16()

let seed = 20261125
function any (below) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return (seed >>> 8) % below
}

// What a field is made of where its type alone does not say how long it may be.
const sizes = { system_id: 15, password: 8, system_type: 12, address_range: 40, service_type: 5,
  source_addr: 20, destination_addr: 20, esme_addr: 64, message_id: 64 }
const times = ['', '261125083000032+', '000000001500000R', '991231235959900-']
const anyText = (most) => 'Ab0-9_z.'.repeat(9).slice(0, any(most + 1))

function field (name, type) {
  if (name.endsWith('_time') || name.endsWith('_period') || name === 'final_date') return times[any(4)]
  if (name === 'short_message') return any(2) ? chinese : Buffer.alloc(0)
  if (name === 'dest_address') {
    return Array.from({ length: 1 + any(5) }, (_, n) => n % 3 === 2 ? { dl_name: `list${n}` }
      : { dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: `8613800${n}` })
  }
  if (name === 'unsuccess_sme') {
    return Array.from({ length: any(4) }, (_, n) => ({ dest_addr_ton: 1, dest_addr_npi: 1,
      destination_addr: `8613900${n}`, error_status_code: [8, 11, 0x58][n] }))
  }
  return type === smpp.types.int8 ? any(256) : anyText(sizes[name] ?? 5)
}

const sending = ['user_message_reference', 'source_port', 'dest_port', 'sar_msg_ref_num',
  'sar_total_segments', 'sar_segment_seqnum', 'payload_type', 'privacy_indicator', 'callback_num',
  'callback_num_pres_ind', 'callback_num_atag', 'source_subaddress', 'dest_subaddress',
  'user_response_code', 'display_time', 'sms_signal', 'ms_validity', 'ms_msg_wait_facilities',
  'number_of_messages', 'alert_on_message_delivery', 'language_indicator', 'its_reply_type',
  'its_session_info', 'ussd_service_op', 'billing_identification', 'dest_network_id',
  'dest_addr_np_country', 'dest_addr_np_information', 'dest_addr_np_resolution', 'dest_node_id',
  'source_node_id', 'source_network_id', 'dest_telematics_id', 'source_telematics_id',
  'dest_addr_subunit', 'source_addr_subunit', 'dest_network_type', 'source_network_type',
  'dest_bearer_type', 'source_bearer_type']
const submitting = [...sending, 'qos_time_to_live', 'set_dpf', 'more_messages_to_send']
const answering = ['additional_status_info_text', 'delivery_failure_reason', 'dpf_result',
  'network_error_code', 'congestion_state']
const binding = ['sc_interface_version', 'congestion_state']
const allowed = {
  submit_sm: submitting,
  submit_multi: submitting,
  data_sm: [...submitting, 'message_payload', 'receipted_message_id', 'message_state'],
  deliver_sm: [...sending, 'receipted_message_id', 'message_state', 'network_error_code'],
  replace_sm: [],
  alert_notification: ['ms_availability_status'],
  broadcast_sm: ['broadcast_channel_indicator', 'broadcast_content_type_info',
    'broadcast_message_class', 'broadcast_service_group', 'message_payload', 'language_indicator'],
  broadcast_sm_resp: ['broadcast_error_status', 'broadcast_area_identifier', ...answering],
  query_broadcast_sm: ['user_message_reference'],
  query_broadcast_sm_resp: ['broadcast_area_identifier', 'broadcast_area_success',
    'broadcast_end_time', 'user_message_reference', 'congestion_state'],
  cancel_broadcast_sm: ['broadcast_content_type', 'user_message_reference'],
  bind_receiver_resp: binding,
  bind_transmitter_resp: binding,
  bind_transceiver_resp: binding,
  submit_sm_resp: answering,
  submit_multi_resp: answering,
  deliver_sm_resp: answering,
  data_sm_resp: answering
}
const needed = {
  broadcast_sm: ['broadcast_content_type', 'broadcast_frequency_interval',
    'broadcast_area_identifier', 'broadcast_rep_num'],
  query_broadcast_sm_resp: ['message_state']
}
const values = {
  callback_num: () => [hex('010101') + '13800', hex('000000') + '110'].map((t) => Buffer.from(t)),
  callback_num_atag: () => [Buffer.from('\0ab')],
  source_subaddress: () => hex('a00102'),
  dest_subaddress: () => hex('8001020304'),
  ms_validity: () => hex('03'),
  its_session_info: () => hex('0102'),
  billing_identification: () => hex('80aabb'),
  dest_network_id: () => '1234567',
  source_network_id: () => 'abcdefgh',
  dest_addr_np_country: () => hex('0001c1c1'),
  dest_addr_np_information: () => '0123456789',
  dest_node_id: () => '123456',
  source_node_id: () => '654321',
  network_error_code: () => hex('030102'),
  message_payload: () => chinese,
  broadcast_content_type: () => hex('010001'),
  broadcast_frequency_interval: () => hex('09000f'),
  broadcast_area_identifier: () => [hex('00333330313036'), hex('0201020304')],
  broadcast_error_status: () => [0x108, 0x10a],
  broadcast_area_success: () => [100, 0, 255],
  broadcast_end_time: () => '261125090000032+'
}

function parameter (name) {
  const { type } = smpp.tlvs[name]

  if (values[name]) return values[name]()
  if (type === smpp.types.tlv.int8) return smpp.tlvs[name].multiple ? [any(256)] : any(256)
  if (type === smpp.types.tlv.int16) return any(65536)
  if (type === smpp.types.tlv.int32) return any(0x1000000)
  return 'text' + any(1000)
}

function make (command) {
  const options = { sequence_number: 1 + any(1000000) }
  const params = smpp.commands[command].params ?? {}

  if (command.endsWith('_resp') && any(4) === 0) options.command_status = 1 + any(0x112)
  for (const name of Object.keys(params)) options[name] = field(name, params[name].type)
  for (const name of allowed[command] ?? []) if (any(2)) options[name] = parameter(name)
  for (const name of needed[command] ?? []) options[name] = parameter(name)
  return new smpp.PDU(command, options)
}

for (const command of Object.keys(smpp.commands)) {
  if (command === 'unknown') continue
  for (let round = 0; round < ROUNDS; round++) {
    const pdu = make(command)
    const said = words(pdu)

    console.log(`${pdu.toBuffer().toString('hex')}\t${said}`)
  }
}
