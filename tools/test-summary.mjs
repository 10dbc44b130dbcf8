const NO_REASON = 'no reason given'

/** @typedef {{ passed: number, failed: number, skipped: Map<string, number> }} Summary */

/**
 * Counts what a run left behind. A failed hook or a file that cannot be imported is a failure of its own: its tests
 * are only marked as skipped, and would otherwise vanish from the count.
 *
 * @param {{ modules: readonly import('vitest/node').TestModule[], unhandledErrors: readonly unknown[], isFilteredByName: boolean }} run
 * @returns {Summary}
 */
export function summarize({ modules, unhandledErrors, isFilteredByName }) {
  /** @type {Summary} */
  const summary = { passed: 0, failed: unhandledErrors.length, skipped: new Map() }
  for (const module of modules) {
    summary.failed += brokenContainers(module)
    for (const test of module.children.allTests()) countTest({ summary, test, isFilteredByName })
  }
  return summary
}

/**
 * The lines that end a run, and the code to exit with.
 *
 * @param {{ summary: Summary, isCi: boolean }} input
 */
export function report({ summary, isCi }) {
  const { passed, failed, skipped } = summary
  const skips = [...skipped.values()].reduce((sum, count) => sum + count, 0)
  const lines = [...skipped]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([reason, count]) => `${count} skipped: ${reason}`)
  if (passed + failed === 0) lines.push('no test ran: that proves nothing, so it counts as a failure')
  if (isCi && skips > 0) lines.push('CI=true: a skipped test counts as a failure of the run')
  lines.push(`${passed} passed, ${failed} failed${skips > 0 ? `, ${skips} skipped` : ''}`)
  return { lines, exitCode: failed > 0 || passed === 0 || (isCi && skips > 0) ? 1 : 0 }
}

function brokenContainers(module) {
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0).length
  return suites + (module.errors().length > 0 ? 1 : 0)
}

function countTest({ summary, test, isFilteredByName }) {
  const { state, note } = test.result()
  if (state === 'passed') summary.passed += 1
  // A test still pending after the run was cut off: it did not pass.
  else if (state === 'failed' || state === 'pending') summary.failed += 1
  else {
    const reason = reasonOf({ note, name: test.fullName, mode: test.options.mode })
    // Asked for by name, the other tests of a file are left out, not skipped.
    if (isFilteredByName && reason === NO_REASON) return
    summary.skipped.set(reason, (summary.skipped.get(reason) ?? 0) + 1)
  }
}

function reasonOf({ note, name, mode }) {
  const need = /\bneeds .+/.exec(note ?? '') ?? /\bneeds [^>)\]]+/.exec(name)
  if (need) return need[0].trim()
  if (note) return note
  return mode === 'todo' ? 'not written yet (todo)' : NO_REASON
}
