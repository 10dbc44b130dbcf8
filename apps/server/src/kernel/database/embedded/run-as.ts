import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'

/** The system user PostgreSQL runs as. `switches` is true when that is another user than ours, which only root may do. */
export type RunAs = { uid: number; gid: number; switches: boolean }

const nobody = { uid: 65534, gid: 65534 }

/**
 * PostgreSQL refuses to run as root. Anyone else runs it as themselves. Root hands it to the owner of an existing
 * cluster (so that ownership never wanders between restarts), else to a `kinfolio` or `postgres` user when there is
 * one, else to nobody; an installation that shares its machine with other programs of nobody makes a `kinfolio` user.
 */
export function chooseRunAs(clusterDir: string): RunAs {
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  if (uid !== 0) return { uid, gid, switches: false }
  const owner = statSync(clusterDir, { throwIfNoEntry: false })
  // A cluster owned by root is one that somebody restored or chowned by hand: it is given back below.
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, switches: true }
  return { ...(findUser('kinfolio') ?? findUser('postgres') ?? nobody), switches: true }
}

/** How spawn is told whom to become; node clears the supplementary groups when it switches. */
export function spawnIdentity(runAs: RunAs): { uid?: number; gid?: number } {
  return runAs.switches ? { uid: runAs.uid, gid: runAs.gid } : {}
}

/**
 * Whether `runAs` may enter `dir` and every folder above it, judged by the permission bits: a checkout in /root (0700)
 * may not be. Access lists are not looked at, so the answer may err towards "no", for which there is always a way.
 */
export function canEnter(runAs: RunAs, dir: string): boolean {
  for (let at = dir; ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false })
    if (found === undefined || !hasRight(runAs, found, 0o1)) return false
    if (dirname(at) === at) return true
  }
}

function hasRight(runAs: RunAs, found: { mode: number; uid: number; gid: number }, right: number): boolean {
  if (!runAs.switches) return true
  if (found.uid === runAs.uid) return (found.mode & (right << 6)) !== 0
  if (found.gid === runAs.gid) return (found.mode & (right << 3)) !== 0
  return (found.mode & right) !== 0
}

/** True when the C library can name this user; initdb asks for it and gives up otherwise (`docker run --user 12345`). */
export function hasUserName(runAs: RunAs): boolean {
  if (runAs.switches) return passwdLines().some((fields) => Number(fields[2]) === runAs.uid)
  try {
    return userInfo().username !== ''
  } catch {
    // The system has no entry for us.
    return false
  }
}

function findUser(name: string): { uid: number; gid: number } | undefined {
  const fields = passwdLines().find((line) => line[0] === name)
  if (fields === undefined) return undefined
  const uid = Number(fields[2])
  const gid = Number(fields[3])
  return Number.isInteger(uid) && uid > 0 && Number.isInteger(gid) ? { uid, gid } : undefined
}

function passwdLines(): string[][] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    // Without the file there are no named users, which is the answer.
    return []
  }
}
