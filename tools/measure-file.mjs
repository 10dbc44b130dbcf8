import ts from 'typescript'
import { commentLines } from './comment-lines.mjs'
import { exportedNames } from './exported-names.mjs'
import { forbidden } from './forbidden-syntax.mjs'

/**
 * @typedef {{ name: string, line: number, lines: number, params: number, isNamed: boolean, isExported: boolean, isTypedByContext: boolean }} FunctionShape
 * @typedef {{ line: number, what: string }} Finding
 * @typedef {{ lines: number, commentLines: number, functions: FunctionShape[], casts: number, findings: Finding[], exports: string[], isBarrel: boolean }} FileShape
 */

/**
 * Reads one source file and counts what STYLE limits. Nothing is judged here except habits that are never allowed,
 * which come back as findings.
 *
 * @param {{ path: string, text: string }} input
 * @returns {FileShape}
 */
export function measureFile({ path, text }) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, scriptKind(path))
  const comments = commentLines(source)
  const blanks = new Set(text.split('\n').flatMap((line, index) => (line.trim() === '' ? [index] : [])))
  /** @type {FileShape} */
  const shape = {
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    commentLines: comments.all.size,
    functions: [],
    casts: 0,
    findings: comments.suppressions,
    exports: exportedNames(source),
    isBarrel: isBarrel(source),
  }
  const isCode = (line) => !comments.whole.has(line) && !blanks.has(line)
  visit({ node: source, source, shape, isCode })
  return shape
}

function visit({ node, source, shape, isCode }) {
  if (ts.isFunctionLike(node) && 'body' in node && node.body)
    shape.functions.push(functionShape({ node, source, isCode }))
  if (isCast(node)) shape.casts += 1
  const what = forbidden(node)
  if (what) shape.findings.push({ line: lineOf(source, node.getStart()) + 1, what })
  ts.forEachChild(node, (child) => visit({ node: child, source, shape, isCode }))
}

/** Blank lines and lines of comment are free: a limit on them would only buy fewer of both. */
function functionShape({ node, source, isCode }) {
  const first = lineOf(source, node.getStart())
  const last = lineOf(source, node.end)
  let lines = 0
  for (let line = first; line <= last; line += 1) if (isCode(line)) lines += 1
  const holder = ts.isVariableDeclaration(node.parent) ? node.parent : undefined
  const name = node.name?.getText() ?? holder?.name.getText() ?? (nameOfProperty(node) || '(callback)')
  return {
    name,
    line: first + 1,
    lines,
    params: node.parameters.filter((parameter) => parameter.name.getText() !== 'this').length,
    isNamed: name !== '(callback)',
    isExported: hasExport(holder ? holder.parent.parent : node),
    isTypedByContext: holder?.type !== undefined,
  }
}

function nameOfProperty(node) {
  return ts.isPropertyAssignment(node.parent) || ts.isPropertyDeclaration(node.parent) ? node.parent.name.getText() : ''
}

function hasExport(node) {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword)
}

function isCast(node) {
  if (ts.isTypeAssertionExpression(node)) return true
  return ts.isAsExpression(node) && node.type.getText() !== 'const'
}

function isBarrel(source) {
  return (
    source.statements.length > 1 &&
    source.statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier)
  )
}

function lineOf(source, position) {
  return source.getLineAndCharacterOfPosition(position).line
}

function scriptKind(path) {
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX
  return /\.[mc]?ts$/.test(path) ? ts.ScriptKind.TS : ts.ScriptKind.JS
}
