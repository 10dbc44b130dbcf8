export { SIGN_IN, SWEEP, type Context } from './contexts.ts'
export { afterCommit, beforeCommit, openDatabase, type Database, type Db, type Tx } from './database.ts'
export { migrate, MigrationRefused, migrationStatus } from './migrations.ts'
export type { DB } from './tables.ts'
