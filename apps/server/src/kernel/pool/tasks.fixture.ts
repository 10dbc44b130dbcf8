export type FixtureTask =
  | { do: 'double'; value: number }
  | { do: 'spin'; ms?: number }
  | { do: 'hoard' }
  | { do: 'exit' }
  | { do: 'abort' }
  | { do: 'throw' }
  | { do: 'measure'; bytes: Uint8Array }
  | { do: 'answer with a function' }
  | { do: 'tell'; what: 'pid' | 'environment' | 'loaded at' }

const loadedAt = Date.now()

/** Good and bad behaviour on demand, for the tests of the pool. */
export function run(task: FixtureTask): unknown {
  switch (task.do) {
    case 'double':
      return task.value * 2
    case 'measure':
      return task.bytes.byteLength
    case 'tell':
      return { pid: process.pid, environment: Object.keys(process.env), 'loaded at': loadedAt }[task.what]
    case 'answer with a function':
      return () => undefined
    case 'throw':
      throw new RangeError('no such page')
    case 'exit':
      return process.exit(3)
    case 'abort':
      return process.abort()
    case 'hoard':
      return hoard()
    case 'spin':
      return spin(task.ms ?? Infinity)
  }
}

function hoard(): never {
  const hoarded: number[][] = []
  for (;;) hoarded.push(Array.from({ length: 100_000 }, (_, index) => index + hoarded.length))
}

function spin(ms: number): void {
  for (const endMs = performance.now() + ms; performance.now() < endMs;) Math.sqrt(2)
}
