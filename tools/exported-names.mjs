import ts from 'typescript'

/**
 * Every name that a file exports, types included. `export *` comes back as `*`, since its names cannot be counted here.
 *
 * @param {ts.SourceFile} source
 * @returns {string[]}
 */
export function exportedNames(source) {
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) return clauseNames(statement)
    if (!isExported(statement)) return []
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap((declaration) => boundNames(declaration.name))
    }
    const { name } = /** @type {{ name?: ts.Node }} */ (statement)
    return name ? [name.getText()] : []
  })
}

function clauseNames(statement) {
  const { exportClause } = statement
  if (!exportClause) return ['*']
  return ts.isNamedExports(exportClause)
    ? exportClause.elements.map((element) => element.name.text)
    : [exportClause.name.text]
}

function boundNames(name) {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)))
}

function isExported(statement) {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
  )
}
