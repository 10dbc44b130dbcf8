const FUNCTION_LINES_MAX = 70
/** A component is mostly markup, which reads from top to bottom: STYLE gives it more room. */
const COMPONENT_LINES_MAX = 120
const FILE_LINES_MAX = 400
const PARAMS_MAX = 3
const EXPORTED_PARAMS_MAX = 2
const FACE_EXPORTS_MAX = 12

const UNNAMED_IDEAS = /^(utils?|helpers?|managers?|services?|data|infos?|items?)$/
/** Names that the platform gave: a browser calls this kind of script so. */
const GIVEN_NAMES = /service-worker|serviceWorker|ServiceWorker/g
const FILE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|tsx|mts|cts|mjs|cjs|js)$/
const TOOL_CONFIGURATION = /(^|\/)[a-z-]+\.config\.(ts|mjs)$/
const USE_CASE = /^apps\/server\/src\/modules\/[^/]+\/(?!index\.ts$)/
const FACE = /^apps\/server\/src\/modules\/[^/]+\/index\.ts$/
/** The kernel's parts and the packages have faces too; theirs have no limit, since they are offered to the whole house. */
const OTHER_FACE = /^(packages\/[^/]+\/src|apps\/server\/src\/kernel(\/[^/]+)+)\/index\.ts$/

/**
 * What is wrong with one file, whatever the rest of the house looks like.
 *
 * @param {import('./measure-file.mjs').FileShape & { path: string, isTest: boolean }} file
 * @returns {string[]}
 */
export function fileProblems(file) {
  return [
    ...sizeProblems(file),
    ...(file.isTest ? [] : file.functions.flatMap((shape) => functionProblems({ file, shape }))),
    ...habitProblems(file),
    ...nameProblems(file),
    ...faceProblems(file),
  ]
}

function sizeProblems({ path, lines }) {
  return lines > FILE_LINES_MAX ? [`${path}: ${lines} lines, limit ${FILE_LINES_MAX}`] : []
}

function functionProblems({ file, shape }) {
  const where = `${file.path}:${shape.line} ${shape.name}`
  const isComponent = file.path.endsWith('.tsx') && /^[A-Z]/.test(shape.name)
  const linesMax = isComponent ? COMPONENT_LINES_MAX : FUNCTION_LINES_MAX
  const problems = []
  if (shape.lines > linesMax) problems.push(`${where}: ${shape.lines} lines, limit ${linesMax}`)
  // A function whose type is given from outside has its parameters from there: nobody here chose their number.
  const paramsMax = shape.isExported && !shape.isTypedByContext ? EXPORTED_PARAMS_MAX : PARAMS_MAX
  if (shape.params > paramsMax) problems.push(`${where}: ${shape.params} positional parameters, limit ${paramsMax}`)
  return problems
}

function habitProblems({ path, isTest, findings }) {
  return (
    findings
      .filter(({ what }) => !(isTest && what === '@ts-expect-error'))
      // What a whole module, or the composition, is built from is not one use case.
      .filter(({ what }) => !(what.includes(' dependencies, limit') && !USE_CASE.test(path)))
      .filter(({ what }) => !(TOOL_CONFIGURATION.test(path) && what === 'a default export'))
      .map(({ line, what }) => `${path}:${line}: ${what}`)
  )
}

function nameProblems({ path, functions }) {
  const fileName = path.split('/').at(-1) ?? path
  const problems = []
  if (!FILE_NAME.test(fileName)) problems.push(`${path}: file names are kebab-case`)
  const unnamed = unnamedIdea(fileName.replace(/\.[a-z]+$/, ''))
  if (unnamed) problems.push(`${path}: a file named after "${unnamed}" is an unnamed idea`)
  for (const { name, line, isExported } of functions) {
    const word = isExported ? unnamedIdea(name) : undefined
    if (word) problems.push(`${path}:${line}: the exported name ${name} says "${word}", which says nothing`)
  }
  return problems
}

/** The first of the empty words in a name, read word by word: `readItem` has one, `readMetadata` has none. */
function unnamedIdea(name) {
  const words = name.replace(GIVEN_NAMES, '').split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/)
  return words.find((word) => UNNAMED_IDEAS.test(word.toLowerCase()))
}

function faceProblems({ path, exports, isBarrel }) {
  if (FACE.test(path)) {
    if (exports.includes('*')) return [`${path}: a face names each of its exports, export * hides them`]
    return exports.length > FACE_EXPORTS_MAX ? [`${path}: ${exports.length} exports, limit ${FACE_EXPORTS_MAX}`] : []
  }
  return isBarrel && !OTHER_FACE.test(path) ? [`${path}: only faces re-export and do nothing else`] : []
}
