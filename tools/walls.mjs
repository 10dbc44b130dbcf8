import { globSync } from 'node:fs'

const CODE = ['apps', 'packages', 'tools', 'bench']
const bin = (path) => `node_modules/${path}`

/**
 * Every wall by name, each as commands for Node. CONTRIBUTING.md says in words what each one keeps out.
 *
 * @param {{ root: string }} input
 * @returns {import('./run-walls.mjs').Wall[]}
 */
export function walls({ root }) {
  const code = CODE.filter(
    (folder) => globSync(`${folder}/**/*.{ts,tsx,mjs}`, { cwd: root, exclude: isForeign }).length > 0,
  )
  return [
    {
      name: 'types',
      commands: typeProjects(root).map((project) => [bin('@typescript/native/bin/tsc'), '-p', project, '--noEmit']),
    },
    { name: 'lint', commands: [[bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', ...code]] },
    { name: 'boundaries', commands: [['tools/check-boundaries.mjs']] },
    { name: 'dead-code', commands: [[bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints']] },
    { name: 'formatting', commands: [[bin('oxfmt/bin/oxfmt'), '--check', ...code]] },
    { name: 'shape', commands: [['tools/check-shape.mjs']] },
    { name: 'tracked-files', commands: [['tools/check-tracked.mjs']] },
    { name: 'licences', commands: [['tools/check-licences.mjs']] },
    { name: 'containers', commands: [['tools/check-containers.mjs']] },
  ]
}

/** The root project and every folder that needs compiler settings of its own. */
function typeProjects(root) {
  return ['tsconfig.json', ...globSync('{apps/*,packages/*,tools,bench}/tsconfig.json', { cwd: root })]
}

function isForeign(path) {
  return /(^|\/)(node_modules|dist)(\/|$)/.test(typeof path === 'string' ? path : path.name)
}
