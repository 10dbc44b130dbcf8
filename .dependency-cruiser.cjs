/**
 * The direction of every import in the house (ARCHITECTURE.md has the picture). `tools/check-boundaries.mjs` runs
 * these rules and adds the ones that no path pattern can say.
 */
const server = '^apps/server/src/'
const test = '(\\.(test|contract|testing|fixture)\\.tsx?|/test/.+)$'

/** A module calls the faces of the modules before it in this list, and announces events to those after it. */
const MODULES = [
  'accounts',
  'spaces',
  'notices',
  'devices',
  'files',
  'library',
  'recognition',
  'speech',
  'connectors',
  'exchange',
  'remote',
  'billing',
  'operations',
]

/** The one file beside an `adapters/` folder that knows which adapters there are. */
const REGISTRIES = '/(readers|voices|connectors|mailers|webhook-senders|buses|scanners|stores|blob-stores)\\.ts$'

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const moduleOrder = MODULES.slice(0, -1).map((name, position) => ({
  name: 'modules-call-only-those-above',

  from: { path: `${server}modules/${name}/` },
  to: { path: `${server}modules/(${MODULES.slice(position + 1).join('|')})/` },
}))

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const FORBIDDEN = [
  { name: 'no-cycles', from: {}, to: { circular: true } },
  {
    name: 'modules-meet-at-their-face',

    from: { path: `${server}modules/([^/]+)/` },
    to: { path: `${server}modules/`, pathNot: [`${server}modules/$1/`, `${server}modules/[^/]+/index\\.ts$`] },
  },
  {
    name: 'modules-meet-at-their-face',

    from: { path: '^(apps|packages|bench)/', pathNot: `${server}modules/` },
    to: { path: `${server}modules/[^/]+/`, pathNot: `${server}modules/[^/]+/index\\.ts$` },
  },
  ...moduleOrder,
  {
    name: 'nothing-imports-the-composition-root',

    from: { path: `${server}(modules|kernel)/` },
    to: { path: `${server}(main|compose|config)\\.ts$` },
  },
  {
    name: 'the-kernel-knows-no-module',

    from: { path: `${server}kernel/` },
    to: { path: `${server}modules/` },
  },
  {
    name: 'adapters-are-reached-through-their-registry',

    from: { path: server, pathNot: ['/adapters/', REGISTRIES, test] },
    to: { path: `${server}.+/adapters/` },
  },
  {
    name: 'contracts-run-anywhere',

    from: { path: '^packages/(contracts|rm-format|ink)/src/', pathNot: test },
    to: { dependencyTypes: ['core'] },
  },
  { name: 'packages-know-no-app', from: { path: '^packages/' }, to: { path: '^apps/' } },
  {
    name: 'apps-meet-through-contracts',

    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'mit-packages-import-no-agpl-package',

    from: { path: '^packages/(rm-format|ink|rm-ink)/' },
    to: { path: '^(packages/(contracts|testkit)|apps)/' },
  },
  {
    name: 'web-flows-from-app-to-features-to-shared',

    from: { path: '^apps/web/src/shared/' },
    to: { path: '^apps/web/src/(app|features)/' },
  },
  {
    name: 'web-flows-from-app-to-features-to-shared',

    from: { path: '^apps/web/src/features/' },
    to: { path: '^apps/web/src/app/' },
  },
  {
    name: 'web-features-never-import-each-other',

    from: { path: '^apps/web/src/features/([^/]+)/' },
    to: { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
  },
  {
    name: 'only-tests-import-what-is-for-tests',
    from: { path: '^(apps|packages)/', pathNot: [test, '^packages/testkit/'] },
    to: {
      path: [
        '^(apps|packages)/.*\\.(test|testing|fixture)\\.tsx?$',
        '^(apps|packages)/[^/]+/test/',
        // The handwriting also makes the demo library; everything else of the testkit is for tests.
        '^packages/testkit/(?!src/(index|handwriting[a-z-]*)\\.ts$)',
      ],
    },
  },
  {
    name: 'every-import-can-be-resolved',

    from: {},
    to: { couldNotResolve: true, pathNot: '^(virtual:|bun:|vitest)' },
  },
]

/** @type {{ modules: string[], forbidden: import('dependency-cruiser').IForbiddenRuleType[], options: import('dependency-cruiser').ICruiseOptions }} */
module.exports = {
  modules: MODULES,
  forbidden: FORBIDDEN.map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
