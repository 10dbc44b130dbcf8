export { type BlobStoreOptions, openBlobs } from './blob-stores.ts'
export { BlobMissing, type Blobs, type BlobSource, BlobTooLarge, type StoredBlob, StorageFull } from './blobs.port.ts'
