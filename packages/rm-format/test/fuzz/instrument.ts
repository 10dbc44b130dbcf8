import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

/**
 * The sources once more, with a counter at every place where a program can go one way or another: this is how the
 * fuzzer sees where an input has been. (Jazzer.js 4.0.0 needs glibc 2.38, its older versions load their binary while they
 * are installed; V8's own block coverage costs a millisecond a look, which is more than most of our inputs take.)
 */
export type Instrumented = {
  format: typeof import('../../src/index.ts')
  /** How often each place was passed since `reset`. */
  counters: Uint32Array
  /** Numbers that the sources compare with: tags, kinds, codes. Chance alone would not find them. */
  literals: readonly number[]
  reset: () => void
  /**
   * Places that may be passed from here on before the code under test is stopped by an error: time that is the same on
   * every machine, and an end to loops that have none.
   */
  allow: (steps: number) => void
}

/** What the counted code throws when it went on for too long. */
export const OUT_OF_STEPS = 'the code under test went on for longer than its input allows'

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url))
const NOT_CODE = /\.(test|testing|fixture)\.ts$/
/** The name under which the counted modules find their counters. */
const GLOBAL = '__placesOfTheFuzzer'

export async function instrument(): Promise<Instrumented> {
  const found: Found = { places: 0, literals: new Set() }
  const folder = mkdtempSync(join(tmpdir(), 'rm-format-counted-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const name of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || NOT_CODE.test(name)) continue
    const target = join(folder, name.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, countedSource(readFileSync(join(SOURCES, name), 'utf8'), found))
  }
  const state = { counters: new Uint32Array(found.places), left: Infinity }
  const pass = (place: number): void => {
    state.counters[place] = (state.counters[place] ?? 0) + 1
    if (--state.left < 0) throw new Error(OUT_OF_STEPS)
  }
  Reflect.set(globalThis, GLOBAL, pass)
  const format: Instrumented['format'] = await import(pathToFileURL(join(folder, 'index.js')).href)
  rmSync(folder, { recursive: true })
  return {
    format,
    counters: state.counters,
    literals: [...found.literals],
    reset: () => void state.counters.fill(0),
    allow: (steps) => {
      state.left = steps
    },
  }
}

type Found = { places: number; literals: Set<number> }

function countedSource(text: string, found: Found): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2024,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
    transformers: { before: [(context) => (file) => ts.visitEachChild(file, counting(context, found), context)] },
  })
  return `const __pass = globalThis.${GLOBAL};\n${outputText}`
}

/** Counts bodies, branches, loops, cases and the right sides of `&&`, `||` and `??`. */
function counting(context: ts.TransformationContext, found: Found): ts.Visitor {
  const { factory } = context
  const passing = (): ts.Expression =>
    factory.createCallExpression(factory.createIdentifier('__pass'), undefined, [
      factory.createNumericLiteral(found.places++),
    ])
  const first = (): ts.Statement => factory.createExpressionStatement(passing())
  const inBlock = (statement: ts.Statement): ts.Block =>
    factory.createBlock(ts.isBlock(statement) ? [first(), ...statement.statements] : [first(), statement])
  const beside = (expression: ts.Expression): ts.Expression =>
    factory.createParenthesizedExpression(factory.createComma(passing(), expression))
  const visit: ts.Visitor = (node) => {
    if (ts.isNumericLiteral(node)) found.literals.add(Number(node.text))
    if (ts.isTypeNode(node)) return node
    return counted(ts.visitEachChild(node, visit, context))
  }
  const counted = (node: ts.Node): ts.Node => {
    if (ts.isFunctionDeclaration(node) && node.body !== undefined) {
      const { modifiers, asteriskToken, name, typeParameters, parameters, type } = node
      const parts = [modifiers, asteriskToken, name, typeParameters, parameters, type] as const
      return factory.updateFunctionDeclaration(node, ...parts, inBlock(node.body))
    }
    if (ts.isArrowFunction(node)) {
      const body = ts.isBlock(node.body) ? inBlock(node.body) : beside(node.body)
      const { modifiers, typeParameters, parameters, type, equalsGreaterThanToken } = node
      const parts = [modifiers, typeParameters, parameters, type, equalsGreaterThanToken] as const
      return factory.updateArrowFunction(node, ...parts, body)
    }
    if (ts.isMethodDeclaration(node) && node.body !== undefined) {
      const { modifiers, asteriskToken, name, questionToken, typeParameters, parameters, type } = node
      const parts = [modifiers, asteriskToken, name, questionToken, typeParameters, parameters, type] as const
      return factory.updateMethodDeclaration(node, ...parts, inBlock(node.body))
    }
    if (ts.isIfStatement(node)) {
      const otherwise = node.elseStatement === undefined ? factory.createBlock([first()]) : inBlock(node.elseStatement)
      return factory.updateIfStatement(node, node.expression, inBlock(node.thenStatement), otherwise)
    }
    if (ts.isConditionalExpression(node)) {
      const { condition, questionToken, whenTrue, colonToken, whenFalse } = node
      const parts = [condition, questionToken, beside(whenTrue), colonToken, beside(whenFalse)] as const
      return factory.updateConditionalExpression(node, ...parts)
    }
    if (ts.isBinaryExpression(node) && MAY_STOP_SHORT.has(node.operatorToken.kind)) {
      return factory.updateBinaryExpression(node, node.left, node.operatorToken, beside(node.right))
    }
    if (ts.isForStatement(node)) {
      const { initializer, condition, incrementor, statement } = node
      return factory.updateForStatement(node, initializer, condition, incrementor, inBlock(statement))
    }
    if (ts.isForOfStatement(node)) {
      const { awaitModifier, initializer, expression, statement } = node
      return factory.updateForOfStatement(node, awaitModifier, initializer, expression, inBlock(statement))
    }
    if (ts.isWhileStatement(node)) return factory.updateWhileStatement(node, node.expression, inBlock(node.statement))
    if (ts.isCaseClause(node)) return factory.updateCaseClause(node, node.expression, [first(), ...node.statements])
    return node
  }
  return visit
}

const MAY_STOP_SHORT: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
])
