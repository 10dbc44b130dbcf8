#!/usr/bin/env node
if (!(Number(process.versions.node.split('.')[0]) >= 24)) { console.error('kinfolio needs Node 24 or newer and this is ' + process.version + '. Run `npm install` in its folder once, then `npx kinfolio` there.'); process.exit(1) } // oxfmt-ignore
await import('../src/cli.ts')
