import ts from 'typescript'

/**
 * The lines that carry a comment (`all`), those that carry nothing else (`whole`), both counted from 0, and the
 * comments that silence the compiler.
 *
 * @param {ts.SourceFile} source
 * @returns {{ all: Set<number>, whole: Set<number>, suppressions: import('./measure-file.mjs').Finding[] }}
 */
export function commentLines(source) {
  const { text } = source
  const result = { all: new Set(), whole: new Set(), suppressions: [] }
  const seen = new Set()
  eachToken(source, (token) => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(text, token.pos) ?? []),
      ...(ts.getTrailingCommentRanges(text, token.end) ?? []),
    ]
    for (const range of ranges) {
      if (seen.has(range.pos)) continue
      seen.add(range.pos)
      note({ range, source, result })
    }
  })
  return result
}

function note({ range, source, result }) {
  const first = source.getLineAndCharacterOfPosition(range.pos)
  const last = source.getLineAndCharacterOfPosition(range.end)
  const isAlone = source.text.slice(source.getPositionOfLineAndCharacter(first.line, 0), range.pos).trim() === ''
  for (let line = first.line; line <= last.line; line += 1) {
    result.all.add(line)
    if (isAlone) result.whole.add(line)
  }
  const suppression = /^(?:\/\/|\/\*)\s*(@ts-(?:ignore|expect-error|nocheck))/.exec(
    source.text.slice(range.pos, range.end),
  )
  if (suppression) result.suppressions.push({ line: first.line + 1, what: suppression[1] })
}

/** Text between JSX tags looks like comments to the scanner (`https://…`), so it is passed over. */
function eachToken(source, visit) {
  const walk = (node) => {
    if (
      node.kind === ts.SyntaxKind.JsxText ||
      (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode)
    )
      return
    const children = node.getChildren(source)
    if (children.length === 0) visit(node)
    for (const child of children) walk(child)
  }
  walk(source)
}
