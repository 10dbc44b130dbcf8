import type { Box, PageLine } from '@kinfolio/contracts'

/** One line under correction. A new line has no box: the server places it below its neighbour. */
export type EditLine = { key: number; text: string; box: Box | null }
export type Editing = { lines: readonly EditLine[]; nextKey: number; past: readonly Snapshot[]; focus: Focus | null }
type Snapshot = { lines: readonly EditLine[]; typedIn: number | null }
type Focus = { key: number; at: number }

export type Edit =
  | { kind: 'type'; key: number; text: string }
  | { kind: 'split'; key: number; at: number }
  | { kind: 'join'; key: number }
  | { kind: 'add' }
  | { kind: 'undo' }

/** Undo goes back this many steps. */
export const UNDO_MAX = 200

export function startEditing(lines: readonly Pick<PageLine, 'text' | 'box'>[]): Editing {
  const edited = lines.map(({ text, box }, key) => ({ key, text, box }))
  return { lines: edited, nextKey: edited.length, past: [], focus: null }
}

/** What a correction becomes by one edit. Typing on in one line is one step of undo. */
export function edit(editing: Editing, by: Edit): Editing {
  switch (by.kind) {
    case 'type': {
      const lines = editing.lines.map((line) => (line.key === by.key ? { ...line, text: by.text } : line))
      const goesOn = editing.past.at(-1)?.typedIn === by.key
      return { ...editing, lines, past: goesOn ? editing.past : remembered(editing, by.key), focus: null }
    }
    case 'split':
      return split(editing, by)
    case 'join':
      return join(editing, by.key)
    case 'add':
      return inserted(editing, { at: editing.lines.length, text: '' })
    case 'undo': {
      const last = editing.past.at(-1)
      return last === undefined
        ? editing
        : { ...editing, lines: last.lines, past: editing.past.slice(0, -1), focus: null }
    }
  }
}

/** What is sent: empty lines are left out. */
export function correctedLines({ lines }: Editing): { text: string; box: Box | null }[] {
  return lines.flatMap(({ text, box }) => (text.trim() === '' ? [] : [{ text: text.trim(), box }]))
}

function split(editing: Editing, { key, at }: { key: number; at: number }): Editing {
  const index = editing.lines.findIndex((line) => line.key === key)
  const line = editing.lines[index]
  if (line === undefined) return editing
  const kept = editing.lines.with(index, { ...line, text: line.text.slice(0, at).trimEnd() })
  return inserted(
    { ...editing, past: remembered(editing, null) },
    { at: index + 1, text: line.text.slice(at).trimStart(), lines: kept },
  )
}

type Insertion = { at: number; text: string; lines?: readonly EditLine[] }

function inserted(editing: Editing, { at, text, lines }: Insertion): Editing {
  const key = editing.nextKey
  return {
    lines: (lines ?? editing.lines).toSpliced(at, 0, { key, text, box: null }),
    nextKey: key + 1,
    past: lines === undefined ? remembered(editing, null) : editing.past,
    focus: { key, at: 0 },
  }
}

/** Appends a line to the one above, as Backspace at its beginning does everywhere. */
function join(editing: Editing, key: number): Editing {
  const index = editing.lines.findIndex((line) => line.key === key)
  const line = editing.lines[index]
  const above = editing.lines[index - 1]
  if (line === undefined || above === undefined) return editing
  const text = [above.text, line.text].filter((part) => part !== '').join(' ')
  return {
    ...editing,
    lines: editing.lines.with(index - 1, { ...above, text }).toSpliced(index, 1),
    past: remembered(editing, null),
    focus: { key: above.key, at: above.text.length },
  }
}

function remembered({ past, lines }: Editing, typedIn: number | null): Snapshot[] {
  return [...past, { lines, typedIn }].slice(-UNDO_MAX)
}
