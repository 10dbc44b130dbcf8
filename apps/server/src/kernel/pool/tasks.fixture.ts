export type FixtureTask =
  | { do: 'double'; value: number }
  | { do: 'spin' }
  | { do: 'hoard' }
  | { do: 'exit' }
  | { do: 'throw' }
  | { do: 'measure'; bytes: Uint8Array }

/** Good and bad behaviour on demand, for the tests of the pool. */
export function run(task: FixtureTask): unknown {
  switch (task.do) {
    case 'double':
      return task.value * 2
    case 'measure':
      return task.bytes.byteLength
    case 'throw':
      throw new RangeError('no such page')
    case 'exit':
      return process.exit(3)
    case 'hoard':
      return hoard()
    case 'spin':
      return spin()
  }
}

function hoard(): never {
  const hoarded: number[][] = []
  for (;;) hoarded.push(Array.from({ length: 100_000 }, (_, index) => index + hoarded.length))
}

function spin(): never {
  for (;;) Math.sqrt(2)
}
