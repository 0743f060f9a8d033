// SPDX-License-Identifier: AGPL-3.0-or-later
// Compares what node-smpp and ours make of the same octets. TAP, one test for each command.
//   compare.mjs OURS THEIRS READ    OURS: our octets and what they mean; THEIRS: node-smpp's;
//                                   READ: what ours read in THEIRS, a line each
import { readFileSync } from 'node:fs'
import { filters, smpp, words } from './words.mjs'

const lines = (name) => readFileSync(name, 'utf8').trimEnd().split('\n').map((l) => l.split('\t'))
// Which optional parameter comes before which is nobody's business.
const sorted = (text) => text.split(' ').sort().join(' ')
const kinds = new Map()
let compared = 0

function compare (way, said, read) {
  const kind = `${way} ${said.split(' ')[0]}`
  const notes = kinds.get(kind) ?? []
  const [a, b] = [sorted(said), sorted(read)]

  compared += a.split(' ').length
  kinds.set(kind, notes)
  if (a !== b) notes.push(`said ${a.slice(0, 300)}`, `read ${b.slice(0, 300)}`)
}

const [ours, theirs, read] = process.argv.slice(2, 5).map(lines)
const text = '【云江省应急管理厅】测试预警：今天夜间全市有暴雨，低洼地区的居民请立即转移到高处，不要涉水，不要靠近河道和山坡，等待通知。咨询请拨12379'

for (const [hex, said] of ours) {
  compare('node-smpp reads our', said, words(new smpp.PDU(Buffer.from(hex, 'hex'))))
}
theirs.forEach(([, said], n) => compare('ours reads its', said, read[n]?.[0] ?? ''))

let count = 0
let failed = 0
function tell (good, sentence, notes) {
  failed += !good
  console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${sentence}`)
  for (const note of notes.slice(0, 6)) console.log(`# ${note}`)
}
for (const [kind, notes] of kinds) tell(notes.length === 0, `${kind} as meant`, notes)

// As a program of theirs sees it: the first of our lines is the submit_sm of 70 characters.
smpp.PDU.prototype._filter = filters
const seen = new smpp.PDU(Buffer.from(ours[0][0], 'hex')).short_message.message
tell(seen === text && [...text].length === 70, 'seventy Chinese characters arrive intact', [seen])
console.log(`# ${compared} words compared`)
console.log(`1..${count}`)
process.exit(failed > 0 ? 1 : 0)
