// SPDX-License-Identifier: AGPL-3.0-or-later
// Says what node-smpp read in the words of tests/support/smpp_dump.h.
import { createRequire } from 'node:module'

export const smpp = createRequire(import.meta.url)('smpp')

// node-smpp takes these two in widths of its own, whatever the parameter's length says: one octet
// by SMPP 3.4 5.3.2.8, and 1 to 5 by SMPP 5.0. And it keeps one of what may come many times.
smpp.tlvs.source_telematics_id.type = smpp.types.tlv.int8
smpp.tlvs.dest_addr_np_country.type = smpp.types.tlv.buffer
smpp.tlvs.broadcast_area_success.multiple = true

// What a program sees: texts and dates. What this test compares is what came over the wire.
export const filters = smpp.PDU.prototype._filter
smpp.PDU.prototype._filter = () => {}

const numbers = ['broadcast_content_type', 'broadcast_frequency_interval', 'network_error_code']
const texts = ['additional_status_info_text', 'receipted_message_id', 'broadcast_end_time',
  'source_network_id', 'dest_network_id']
const names = { dest_port: 'destination_port',
  failed_broadcast_area_identifier: 'broadcast_area_identifier' }

const escape = (text) => Array.from(Buffer.from(text, 'latin1'), (c) =>
  c > 0x20 && c < 0x7f && c !== 0x25 ? String.fromCharCode(c)
    : '%' + c.toString(16).padStart(2, '0')).join('')

const address = (a) => `${a.dest_addr_ton}:${a.dest_addr_npi}:${escape(a.destination_addr)}`

function ofField (key, value) {
  if (key === 'dest_address') {
    return value.map((d) => `dest=${'dl_name' in d ? 'list:' + escape(d.dl_name) : address(d)}`)
  }
  if (key === 'unsuccess_sme') {
    return value.map((u) => `unsuccess=${address(u)}:${u.error_status_code}`)
  }
  if (Buffer.isBuffer(value)) return [`${key}=${value.toString('hex')}`]
  return [`${key}=${typeof value === 'number' ? value : escape(value)}`]
}

function ofParameter (key, value) {
  const octets = Buffer.isBuffer(value) ? value : Buffer.from(String(value), 'latin1')
  const name = names[key] ?? key

  if (typeof value === 'number') return `${name}=${value}`
  if (numbers.includes(name)) return `${name}=${octets.readUIntBE(0, 3)}`
  // It keeps the NUL of broadcast_end_time, and writes none.
  if (texts.includes(name)) return `${name}=${escape(value.replace(/\0$/, ''))}`
  if (name === 'broadcast_area_identifier') {
    return `${name}=${octets[0]}:${octets.subarray(1).toString('hex')}`
  }
  return `${name}=${octets.toString('hex')}`
}

export function words (pdu) {
  const params = smpp.commands[pdu.command].params ?? {}
  const out = [pdu.command, `status=${pdu.command_status}`, `seq=${pdu.sequence_number}`]

  for (const key of Object.keys(pdu)) {
    if (key in params) out.push(...ofField(key, pdu[key]))
    else if (key in smpp.tlvs || key in names) {
      for (const value of [pdu[key]].flat()) out.push(ofParameter(key, value))
    }
  }
  return out.join(' ')
}
