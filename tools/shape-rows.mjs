const PER_LINES = 1000
/** What decides "half" and "nine of ten". */
const MEDIAN = 0.5
const P90 = 0.9

/**
 * The limits that hold for the house as a whole, each with its value as it is now.
 *
 * @param {(import('./measure-file.mjs').FileShape & { path: string, isTest: boolean })[]} files
 * @returns {{ name: string, value: string, limit: string, isOk: boolean }[]}
 */
export function shapeRows(files) {
  const sources = files.filter((file) => !file.isTest)
  // The bench measures: it neither does the work nor proves it, so it stands on neither side of this ratio.
  const weighed = sources.filter((file) => !file.path.startsWith('bench/'))
  const functionLines = sources.flatMap((file) => file.functions.filter(isWhole).map((shape) => shape.lines))
  const fileLines = sources.map((file) => file.lines)
  const params = sources.flatMap((file) => file.functions.map((shape) => shape.params))
  const format = sources.filter((file) => file.path.startsWith('packages/rm-format/'))
  return [
    atMost({ name: 'function lines, median', value: quantile(functionLines, MEDIAN), limit: 15 }),
    atMost({ name: 'function lines, 90th percentile', value: quantile(functionLines, P90), limit: 40 }),
    atMost({ name: 'file lines, median', value: quantile(fileLines, MEDIAN), limit: 60 }),
    atMost({ name: 'file lines, 90th percentile', value: quantile(fileLines, P90), limit: 180 }),
    atMost({ name: 'positional parameters, 90th percentile', value: quantile(params, P90), limit: 2 }),
    atMost({ name: 'as, per 1,000 lines', value: (sum(files, 'casts') * PER_LINES) / lines(files), limit: 1.5 }),
    atLeast({
      name: 'tests : source, in lines',
      value: lines(files.filter((f) => f.isTest)) / lines(weighed),
      limit: 1,
    }),
    between({ name: 'comments, % of lines', value: commentPercent(sources), low: 5, high: 15 }),
    ...(format.length > 0
      ? [between({ name: 'comments in rm-format, %', value: commentPercent(format), low: 15, high: 30 })]
      : []),
  ]
}

/** A callback is part of the function it is written in; counting it again would make every median small. */
function isWhole(shape) {
  return shape.isNamed
}

function quantile(numbers, q) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0
}

function commentPercent(files) {
  return (sum(files, 'commentLines') * 100) / lines(files)
}

function lines(files) {
  return Math.max(1, sum(files, 'lines'))
}

function sum(files, key) {
  return files.reduce((total, file) => total + file[key], 0)
}

function atMost({ name, value, limit }) {
  return { name, value: show(value), limit: `≤ ${limit}`, isOk: value <= limit }
}

function atLeast({ name, value, limit }) {
  return { name, value: show(value), limit: `≥ ${limit}`, isOk: value >= limit }
}

function between({ name, value, low, high }) {
  return { name, value: show(value), limit: `${low}–${high}`, isOk: value >= low && value <= high }
}

function show(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}
