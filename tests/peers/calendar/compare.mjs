// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads what `cbctl calendar show YEAR --json` says, a year a line, and asks two other calendars
// about each of its days. TAP.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import * as workday from 'chinese-workday'

const days = createRequire(import.meta.url)('chinese-days')
const peers = [
  ['chinese-days', (date) => days.isWorkday(date)],
  ['chinese-workday', (date) => workday.isWorkday(date)]
]
const years = readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line))
let count = 0
let failed = 0

for (const [name, works] of peers) {
  for (const year of years) {
    const wrong = year.days.filter((day) => works(day.date) !== day.works)
    const whole = year.days.length === (year.year % 4 === 0 ? 366 : 365)
    const good = whole && wrong.length === 0
    failed += !good
    console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${name} agrees on each day of ${year.year}`)
    for (const day of wrong) console.log(`# ${day.date}: ${day.kind} here`)
  }
}
console.log(`1..${count}`)
process.exit(failed > 0 ? 1 : 0)
