export { buildClusterTemplate } from './build-cluster-template.ts'
export { type EmbeddedDatabase, startEmbeddedDatabase } from './start-embedded-database.ts'
export { DatabaseStartError } from './start-error.ts'
