import ts from 'typescript'

/** Parents from which a class may inherit: an error, and the one thing React has no function for. */
const PARENTS = /(Error|Problem|Outage)$|^(React\.)?Component$/

/**
 * What STYLE never allows, whatever the count: the name of the thing, or nothing.
 *
 * @param {ts.Node} node
 * @returns {string | undefined}
 */
export function forbidden(node) {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any'
  if (ts.isEnumDeclaration(node)) return 'an enum'
  if (ts.isModuleDeclaration(node) && !ts.isStringLiteral(node.name) && !isGlobal(node)) return 'a namespace'
  if (ts.isExportAssignment(node) || isDefaultExport(node)) return 'a default export'
  if (ts.isDecorator(node)) return 'a decorator'
  if (ts.isCatchClause(node) && node.block.statements.length === 0) return 'an empty catch'
  if (ts.isCallExpression(node) && saysShould(node)) return 'a test name with "should"; it says what is, as a sentence'
  return forbiddenParent(node) ?? tooManyDeps(node)
}

function forbiddenParent(node) {
  if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ExtendsKeyword && ts.isClassLike(node.parent)) {
    const parent = node.types[0]?.expression.getText() ?? ''
    if (!PARENTS.test(parent)) return `inheritance from ${parent}`
  }
  return undefined
}

function isGlobal(node) {
  return (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0
}

function isDefaultExport(node) {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.DefaultKeyword)
}

/** A use case that needs more than this does more than one thing. */
const DEPS_MAX = 6

function tooManyDeps(node) {
  if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) return undefined
  const body = ts.isInterfaceDeclaration(node) ? node : node.type
  const count = 'members' in body && Array.isArray(body.members) ? body.members.length : 0
  const name = node.name.text
  return name.endsWith('Deps') && count > DEPS_MAX ? `${name} has ${count} dependencies, limit ${DEPS_MAX}` : undefined
}

function saysShould(call) {
  const [title] = call.arguments
  const isTestCall = /^(it|test|describe)\b/.test(call.expression.getText())
  return isTestCall && title !== undefined && ts.isStringLiteralLike(title) && /\bshould\b/i.test(title.text)
}
