import { createHash } from 'node:crypto'
import { type Sha256, sha256 } from '@kinfolio/contracts'

export function hashOfText(text: string): Sha256 {
  return sha256.parse(createHash('sha256').update(text).digest('hex'))
}
