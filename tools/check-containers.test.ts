import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkContainers } from './check-containers.mjs'
import { makeTree } from './fixture-tree.ts'

const DOCKERFILE = `FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json ./
COPY apps/server/package.json apps/server/
RUN npm ci

FROM build
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["true"]
ENTRYPOINT ["tini", "--"]
`
const COMPOSE = `services:
  house:
    build: .
    volumes: ['house:/data']
    deploy: { resources: { limits: { cpus: '1', memory: 1G } } }
  postgres:
    profiles: [postgres]
    image: postgres:18
    deploy: { resources: { limits: { cpus: '1', memory: 1G } } }
volumes:
  house:
`

function problemsOf({ dockerfile = DOCKERFILE, compose = COMPOSE, ...files }: Record<string, string>): string[] {
  using tree = makeTree({
    Dockerfile: dockerfile,
    'compose.yaml': compose,
    'package.json': '{}',
    'apps/server/package.json': '{}',
    ...files,
  })
  return checkContainers({ root: tree.root }).problems
}

/** Makes one change and insists that it changed something, so that no test passes on an untouched file. */
function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from)
  return text.replace(from, to)
}

describe('the container files', () => {
  it('stand when they keep every promise', () => {
    expect(problemsOf({})).toEqual([])
  })

  it('of this house stand', () => {
    const root = resolve(import.meta.dirname, '..')
    expect(readFileSync(resolve(root, 'Dockerfile'), 'utf8')).toContain('/healthz')
    expect(checkContainers({ root }).problems).toEqual([])
  })

  it.each([
    ['a word that is no instruction', 'VOLUME /data', 'VOLUMES /data', 'VOLUMES'],
    ['a flag that does not exist', 'HEALTHCHECK CMD', 'HEALTHCHECK --interva=30s CMD', 'interva'],
    ['an image without a user', 'USER node\n', '', 'the image has no USER'],
    ['an image that runs as root', 'USER node', 'USER root', 'the image runs as root'],
    ['an image without a health check', 'HEALTHCHECK CMD ["true"]\n', '', 'the image has no HEALTHCHECK'],
    ['an image of any version', 'node:24-bookworm-slim', 'node', 'FROM node names no version'],
    ['an image of the latest version', 'node:24-bookworm-slim', 'node:latest', 'FROM node:latest names no version'],
    ['recommended packages', ' --no-install-recommends', '', 'apt-get install without'],
    ['package lists left behind', ' && rm -rf /var/lib/apt/lists/*', '', 'leaves its lists'],
    ['ADD', 'COPY package.json', 'ADD package.json', 'ADD fetches'],
    ['a copy of what is not there', 'COPY package.json ./', 'COPY package.json gone.json ./', 'COPY of gone.json'],
    [
      'a forgotten workspace',
      'COPY apps/server/package.json apps/server/\n',
      '',
      'apps/server/package.json is not copied',
    ],
  ])('fall with %s', (...wrong) => {
    const [, from, to, problem] = wrong
    expect(problemsOf({ dockerfile: changed(DOCKERFILE, from, to) }).join('\n')).toContain(problem)
  })

  it.each([
    ['a key that compose does not know', 'build: .', 'builds: .', 'must NOT have additional properties'],
    ['two services by default', '    profiles: [postgres]\n', '', 'one service by default, not 2 (house, postgres)'],
    ['an image of any version', 'postgres:18', 'postgres', 'postgres: the image names no version'],
    ['no limit of memory', `, memory: 1G } } }\n  postgres`, ` } } }\n  postgres`, 'house has no limit'],
    ['too many rights', 'build: .', 'build: .\n    privileged: true', 'house is privileged'],
    ['a volume nobody declared', `['house:/data']`, `['home:/data']`, 'the volume home is not declared'],
  ])('fall with %s in compose.yaml', (...wrong) => {
    const [, from, to, problem] = wrong
    expect(problemsOf({ compose: changed(COMPOSE, from, to) }).join('\n')).toContain(problem)
  })

  it('hand on only what the server knows', () => {
    const compose = changed(COMPOSE, 'build: .', 'build: .\n    environment: [PORT, TZ, PORTS=1]')
    const config = { 'apps/server/src/config.ts': '{\n  PORT: setting(),\n}' }
    expect(problemsOf({ compose, ...config })).toEqual([
      'compose.yaml: PORTS is handed on, but config.ts does not know it',
    ])
  })

  it('fall when they are not there', () => {
    using tree = makeTree({ 'README.md': '' })
    expect(checkContainers({ root: tree.root }).problems).toEqual([
      'it-looked: there is no Dockerfile',
      'it-looked: there is no compose.yaml',
    ])
  })
})
