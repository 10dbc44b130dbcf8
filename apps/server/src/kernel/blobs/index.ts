export { type BlobStoreOptions, openBlobs } from './stores.ts'
export { BlobMissing, type Blobs, type BlobSource, BlobTooLarge, type StoredBlob, StorageFull } from './blobs.port.ts'
