export { buildClusterTemplate } from './build-cluster-template.ts'
export {
  type EmbeddedDatabase,
  type EmbeddedDatabaseOptions,
  startEmbeddedDatabase,
} from './start-embedded-database.ts'
export { DatabaseStartError, type DatabaseStartReason } from './start-error.ts'
