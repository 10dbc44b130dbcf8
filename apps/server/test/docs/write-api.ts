import { writeFile } from 'node:fs/promises'
import { printApi } from './print-api.ts'

await writeFile(new URL('../../../../docs/api.md', import.meta.url), printApi())
