/**
 * What could not be taken as it stands, in words for a person.
 * `note`: the picture is whole · `repaired`: shown, but a guess was made · `lost`: something is not shown.
 * The bytes are kept in each case.
 */
export type PageProblem = {
  code: ProblemCode
  severity: 'note' | 'repaired' | 'lost'
  message: string
  /** Offset in the file of the first occurrence, where one is known. */
  offset: number | undefined
  count: number
}

/**
 * What happened, for programs; `message` says it for people.
 * `broken-block` a block or a part of it could not be read · `cut-off` the file ends too early · `trailing-bytes` more
 * follows than a page has · `unknown-block` newer firmware · `missing-parent`, `unlinked-group`, `duplicate-node`,
 * `duplicate-entry`, `cycle` the tree or an order contradicts itself · `impossible-number` NaN, infinite or absurd ·
 * `too-…` a limit was reached.
 */
export type ProblemCode =
  | 'broken-block'
  | 'cut-off'
  | 'trailing-bytes'
  | 'unknown-block'
  | 'missing-parent'
  | 'unlinked-group'
  | 'duplicate-node'
  | 'duplicate-entry'
  | 'cycle'
  | 'impossible-number'
  | 'too-many-points'
  | 'too-many-blocks'
  | 'too-many-problems'
  | 'too-deep'
  | 'too-long-text'

/** `count` is 1 where it is left out; equal reports add theirs up. */
export type ProblemReport = Omit<PageProblem, 'count' | 'offset'> & { offset?: number; count?: number }

/** Collects problems and merges equal ones, so that a hostile file cannot make the list long. */
export class ProblemLog {
  private readonly byKey = new Map<string, PageProblem>()
  private unlisted = 0
  private readonly maxProblems: number

  constructor(maxProblems: number) {
    this.maxProblems = maxProblems
  }

  report(report: ProblemReport): void {
    const { offset, count = 1, ...rest } = report
    const key = `${report.code} ${report.message}`
    const known = this.byKey.get(key)
    if (known !== undefined) known.count += count
    else if (this.byKey.size >= this.maxProblems) this.unlisted += count
    else this.byKey.set(key, { ...rest, offset, count })
  }

  list(): PageProblem[] {
    const listed = [...this.byKey.values()]
    if (this.unlisted === 0) return listed
    const message = 'More problems than are listed.'
    return [
      ...listed,
      { code: 'too-many-problems', severity: 'note', message, offset: undefined, count: this.unlisted },
    ]
  }
}

/** Why bytes are no page at all. */
export type NotAPageKind = 'empty' | 'invalid-stub' | 'older-lines' | 'unknown-version' | 'not-remarkable'

/** The bytes do not begin as a page file does, so there is nothing to keep or to repair. */
export class NotAPageError extends Error {
  override readonly name = 'NotAPageError'
  readonly kind: NotAPageKind

  constructor(kind: NotAPageKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** Internal: the bytes of one block contradict themselves. Never leaves `parsePage`. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError'
}
