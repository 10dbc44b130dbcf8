type UseCase<Deps> = (deps: Deps, input: never) => unknown

type Bound<Cases> = {
  [Name in keyof Cases]: Cases[Name] extends (deps: never, input: infer Input) => infer Answer
    ? (input: Input) => Answer
    : never
}

/** Gives a module's use cases their dependencies once, at start-up, so that callers pass only input. */
export function bind<Deps, Cases extends Record<string, UseCase<Deps>>>(deps: Deps, cases: Cases): Bound<Cases> {
  const bound = Object.entries(cases).map(([name, useCase]) => [name, (input: never) => useCase(deps, input)])
  // Object.fromEntries forgets which name has which function.
  return Object.fromEntries(bound) as Bound<Cases>
}
