#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) { console.error('rm-ink needs Node 22.18 or newer; this is ' + process.version + '.'); process.exit(1) } // prettier-ignore

// Published copies hold compiled files; in the source tree Node runs the TypeScript itself.
const compiled = new URL('../dist/cli.js', import.meta.url)
const { existsSync } = await import('node:fs')
const { run } = await import(existsSync(compiled) ? compiled.href : new URL('../src/cli.ts', import.meta.url).href)
process.exitCode = await run(process.argv.slice(2))
