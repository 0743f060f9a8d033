// SPDX-License-Identifier: AGPL-3.0-or-later
// node-smpp as a message centre. Answers with hexadecimal ids, sends receipts with decimal ones, by
// parameter and by text in turn; drops the connection once. Says "port N", then what it took as JSON.
import { createRequire } from 'node:module'

const smpp = createRequire(import.meta.url)('smpp')
const DROP_AT = '8613700137000'
const DROP_AFTER = 100
let count = 0
let ofMany = 0

const say = (what) => console.log(JSON.stringify(what))

function receipt (session, pdu, id) {
  const back = { esm_class: 4, source_addr_ton: 1, source_addr_npi: 1, source_addr: pdu.destination_addr,
    destination_addr: pdu.source_addr }

  if (id % 2) session.deliver_sm({ ...back, receipted_message_id: String(id), message_state: 2, short_message: '' })
  else {
    session.deliver_sm({ ...back, short_message: `id:${String(id).padStart(10, '0')} sub:001 dlvrd:001 ` +
      'submit date:2611251000 done date:2611251001 stat:DELIVRD err:000 text:' })
  }
}

function submitted (session, pdu) {
  const id = ++count
  const many = pdu.destination_addr === DROP_AT && ++ofMany

  say({ command: pdu.command, to: pdu.destination_addr, text: pdu.short_message.message, coding: pdu.data_coding,
    parts: pdu.short_message.udh?.map((octets) => octets.toString('hex')), many, validity: pdu.validity_period })
  if (many === DROP_AFTER) {
    session.socket.destroy()
    return
  }
  session.send(pdu.response({ message_id: id.toString(16).toUpperCase() }))
  if (!many && pdu.registered_delivery & 1) receipt(session, pdu, id)
}

const server = smpp.createServer((session) => {
  session.on('error', () => {})
  session.on('bind_transceiver', (pdu) => {
    say({ command: pdu.command, system_id: pdu.system_id, password: pdu.password, version: pdu.interface_version })
    session.send(pdu.response({ system_id: 'node', sc_interface_version: 0x50 }))
  })
  session.on('submit_sm', (pdu) => submitted(session, pdu))
  session.on('submit_multi', (pdu) => {
    say({ command: pdu.command, recipients: pdu.dest_address.length, text: pdu.short_message.message })
    session.send(pdu.response({ message_id: 'M1',
      unsuccess_sme: pdu.dest_address.filter((_, i) => i % 10 === 9)
        .map((address) => ({ ...address, error_status_code: 0x0b })) }))
  })
  session.on('broadcast_sm', (pdu) => {
    say({ command: pdu.command, areas: pdu.broadcast_area_identifier.map((a) => a.data.toString('latin1')),
      text: pdu.message_payload.message,
      type: pdu.broadcast_content_type, times: pdu.broadcast_rep_num })
    session.send(pdu.response({ message_id: 'B1' }))
  })
  session.on('query_broadcast_sm', (pdu) => {
    say({ command: pdu.command, id: pdu.message_id })
    session.send(pdu.response({ message_id: pdu.message_id, message_state: 2,
      broadcast_area_identifier: [Buffer.from('\x00330106', 'latin1')], broadcast_area_success: 90 }))
  })
  session.on('cancel_broadcast_sm', (pdu) => {
    say({ command: pdu.command, id: pdu.message_id })
    session.send(pdu.response())
  })
  session.on('deliver_sm_resp', (pdu) => say({ command: pdu.command, status: pdu.command_status }))
  session.on('enquire_link', (pdu) => session.send(pdu.response()))
  session.on('unbind', (pdu) => {
    say({ command: pdu.command })
    session.send(pdu.response())
    session.close()
  })
})

server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`))
