import { writeFile } from 'node:fs/promises'
import { printPermissions } from './print-permissions.ts'

await writeFile(new URL('../../../../docs/permissions.md', import.meta.url), printPermissions())
