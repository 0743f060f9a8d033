// SPDX-License-Identifier: AGPL-3.0-or-later
// check_link.mjs LINK CENTRE: what our link was told, and what node-smpp took. TAP.
import { readFileSync } from 'node:fs'

const [link, centre] = process.argv.slice(2).map((name) => readFileSync(name, 'utf8').trim().split('\n'))
const told = Object.fromEntries(link.map((line) => {
  const [name, ...pairs] = line.split(' ')
  return [name, Object.fromEntries(pairs.map((pair) => pair.split('=')).map(([key, value]) => [key, Number(value)]))]
}))
const took = centre.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
const of = (command) => took.filter((pdu) => pdu.command === command)
const CHINESE = '暴雨红色预警：预计未来三小时本市降雨量将达一百毫米以上，山洪、滑坡、泥石流风险极高，请低洼' +
  '地带和山区群众立即转移到安全地带，不要外出。保重。'
const octet = (value) => value.toString(16).padStart(2, '0')
let number = 0

function check (name, holds) {
  console.log(`${holds ? 'ok' : 'not ok'} ${++number} - ${name}`)
}

const one = of('submit_sm')[0]
check('it signs in as 5.0, and again after the drop',
  of('bind_transceiver').length === 2 && of('bind_transceiver')[0].version === 0x50 && told.drop.ups === 2)
check(`a Chinese text of ${CHINESE.length} characters arrives as it is`, one.text === CHINESE && one.coding === 8)
check('it is taken, and its receipt matched', told.chinese.taken === 1 && told.chinese.matched === 1)
const parts = of('submit_sm').slice(1, told.long.parts + 1)
check('a longer one comes in parts that make the whole',
  parts.length > 1 && parts.map((part) => part.text).join('') === CHINESE + CHINESE &&
  parts.every((part, i) => part.parts[0] === `000300${octet(parts.length)}${octet(i + 1)}`))
check('40 receipts, half by parameter and half by text, are matched', told.ids.taken === 40 && told.ids.matched === 40)
check('254 recipients in one submit_multi, each with an outcome',
  of('submit_multi')[0].recipients === 254 && told.multi.taken === 1 && told.multi.failed === 25)
const broadcast = of('broadcast_sm')[0]
check('an area is handed over by its names, text and kind',
  broadcast.areas.join() === '330106,330108' && broadcast.text === CHINESE + CHINESE &&
  broadcast.type.network === 0 && broadcast.type.content_type === 1 && broadcast.times === 60)
check('it is asked about and cancelled', told.broadcast.taken === 3 &&
  of('query_broadcast_sm')[0].id === 'B1' && of('cancel_broadcast_sm')[0].id === 'B1')
const many = of('submit_sm').filter((pdu) => pdu.many)
check('over a lost connection each of 200 has one outcome, none was sent twice',
  told.drop.taken + told.drop.unknown === 200 && many.length <= 200 &&
  told.drop.unknown >= 1 && told.drop.unknown <= 16 && told.drop.refused === 0)
check('it unbinds at the end', of('unbind').length === 1)
check('every receipt was acknowledged',
  of('deliver_sm_resp').length === told.chinese.receipts + told.long.receipts + told.ids.receipts &&
  of('deliver_sm_resp').every((pdu) => pdu.status === 0))
console.log(`1..${number}`)
