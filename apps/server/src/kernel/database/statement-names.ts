/** A statement asked this often by a process is worth keeping planned: planning costs more than most answers. */
export const NAMED_AFTER = 20
/** Each kept plan takes memory on each connection; the server's own statements are fewer. */
export const NAMED_MAX = 300
/** Statements with lists in them come in endless forms; these are forgotten together. */
const COUNTED_MAX = 1_000

/** Gives statements that are asked often a name, by which PostgreSQL keeps their plan on a connection. */
export function createStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  const asked = new Map<string, number>()
  return (text) => {
    const name = names.get(text)
    if (name !== undefined || names.size >= NAMED_MAX) return name
    const times = (asked.get(text) ?? 0) + 1
    if (times < NAMED_AFTER) {
      if (asked.size >= COUNTED_MAX) asked.clear()
      asked.set(text, times)
      return undefined
    }
    asked.delete(text)
    names.set(text, `kinfolio_${names.size}`)
    return names.get(text)
  }
}
