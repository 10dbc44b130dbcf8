import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { describeMachine, isQuiet, machineInWords } from './kit/machine.ts'
import type { BenchContext, Row } from './kit/row.ts'
import { tableOf } from './kit/table.ts'
import { groups } from './rows/groups.ts'

const RESULTS = fileURLToPath(new URL('../test-results', import.meta.url))

await main()

/** `npm run bench [-- --only NAME] [--long]`: one table, the same as JSON, status 1 when a target was missed. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, long: { type: 'boolean', default: false } },
  })
  const context: BenchContext = { isLong: values.long, say: (line) => void process.stderr.write(`${line}\n`) }
  const machine = describeMachine()
  context.say(machineInWords(machine))
  if (!isQuiet(machine)) context.say('the machine is busy: these figures are of little use')

  const rows: Row[] = []
  for (const group of groups) {
    if (values.only !== undefined && !group.name.includes(values.only)) continue
    context.say(`measuring ${group.name} …`)
    rows.push(...(await group.measure(context)))
  }
  process.stdout.write(`\n${tableOf(rows)}\n`)
  await mkdir(RESULTS, { recursive: true })
  await writeFile(`${RESULTS}/bench.json`, `${JSON.stringify({ at: new Date(), machine, rows }, undefined, 2)}\n`)
  if (rows.some(({ isMet }) => isMet === false)) process.exitCode = 1
}
