import * as contracts from './index.ts'
import type { Problem } from './problem.ts'
import type { AnyFileRoute, AnyProblem, AnyRoute } from './route.ts'

export type DeclaredRoute = AnyRoute | AnyFileRoute
/** A declared problem: its schema and facts, and the function that makes one to throw. */
export type DeclaredProblem = AnyProblem & ((extras: Record<string, unknown>, why?: object) => Problem)

/** Every route the package exports, by the name it is exported under: a new one is in every test at once. */
export const declaredRoutes: readonly (readonly [name: string, route: DeclaredRoute])[] = Object.entries<unknown>(
  contracts,
).flatMap(([name, value]) => (isRoute(value) ? [[name, value] as const] : []))

/** Every problem the package exports, by name. */
export const declaredProblems: readonly (readonly [name: string, problem: DeclaredProblem])[] = Object.entries<unknown>(
  contracts,
).flatMap(([name, value]) => (isProblem(value) ? [[name, value] as const] : []))

function isRoute(value: unknown): value is DeclaredRoute {
  return typeof value === 'object' && value !== null && 'path' in value && 'method' in value && 'access' in value
}

function isProblem(value: unknown): value is DeclaredProblem {
  return typeof value === 'function' && 'schema' in value && 'type' in value && 'status' in value
}

const nibbles = (seed: string, count: number): string => seed.repeat(count).slice(0, count)

/** A well-formed UUIDv7 made of one repeated hexadecimal digit, so that ids in examples are told apart by eye. */
export function exampleId(digit: string): string {
  const d = nibbles(digit, 12)
  return `${d.slice(0, 8)}-${d.slice(0, 4)}-7${d.slice(0, 3)}-8${d.slice(0, 3)}-${d}`
}

/** The form of a SHA-256, made like `exampleId`. */
export function exampleHash(digit: string): string {
  return nibbles(digit, 64)
}
