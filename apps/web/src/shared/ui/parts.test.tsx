// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { CallFailed } from '../api/call-failed.ts'
import { commandKey, isTyping } from '../keyboard.ts'
import { Button, buttonClasses, IconButton } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field, TextAreaField, TextField } from './field.tsx'
import { LazyMenu } from './lazy.tsx'
import { MoreBelow } from './more-below.tsx'
import { Alert, Empty, FailureNote, Loading } from './notes.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { ToastRegion } from './toast-region.tsx'
import { toasts } from './toasts.ts'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
  for (const toast of toasts.shown()) toasts.close(toast.id)
})
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })

test('a button in a form sends nothing unless it says so', () => {
  let sent = 0
  render(
    <form
      onSubmit={(event) => {
        event.preventDefault()
        sent++
      }}
    >
      <Button>Look</Button>
      <IconButton label="Close" icon="×" />
      <Button type="submit">Send</Button>
    </form>,
  )
  fireEvent.click(button('Look'))
  fireEvent.click(button('Close'))
  expect(sent).toBe(0)
  fireEvent.click(button('Send'))
  expect(sent).toBe(1)
})

test('a button without words says its name aloud and when it is pointed at', () => {
  render(<IconButton label="Zoom in" icon={<svg aria-hidden />} />)
  expect(button('Zoom in').title).toBe('Zoom in')
})

test('every button is as large as a finger', () => {
  for (const look of ['primary', 'plain', 'quiet', 'link'] as const) expect(buttonClasses(look)).toContain('min-h-11')
  render(<IconButton label="Close" icon="×" />)
  expect(button('Close').className).toContain('size-11')
})

test('a label leads to its field, and the hint is read with it', () => {
  render(<TextField label="Model" hint="Its own name" />)
  const field = screen.getByLabelText('Model')
  expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Its own name')
  expect(field.hasAttribute('aria-invalid')).toBe(false)
})

test('an error takes the place of the hint and marks the field', () => {
  render(<TextAreaField label="Names" hint="One a line" error="Too many" />)
  const field = screen.getByLabelText('Names')
  expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Too many')
  expect(field.getAttribute('aria-invalid')).toBe('true')
  expect(screen.queryByText('One a line')).toBeNull()
})

test('a field with nothing to add points to nothing', () => {
  render(<Field label="Folder" renderControl={(wiring) => <select {...wiring} />} />)
  expect(screen.getByLabelText('Folder').hasAttribute('aria-describedby')).toBe(false)
})

test('two fields of one name do not share their explanations', () => {
  render(
    <>
      <TextField label="Name" hint="first" />
      <TextField label="Name" hint="second" />
    </>,
  )
  const ids = screen.getAllByLabelText('Name').map((field) => field.getAttribute('aria-describedby'))
  expect(new Set(ids).size).toBe(2)
})

test('progress is said in numbers, and an unknown total is no full bar', () => {
  render(
    <>
      <ProgressBar done={3} total={12} label="Reading" />
      <ProgressBar done={0} total={0} label="Counting" />
    </>,
  )
  const values = (name: string) => {
    const bar = screen.getByRole('progressbar', { name })
    return [bar.getAttribute('value'), bar.getAttribute('max')]
  }
  expect([values('Reading'), values('Counting')]).toEqual([
    ['3', '12'],
    ['0', '1'],
  ])
})

test('an alarm is announced, a wait is said politely', () => {
  render(
    <>
      <Alert>Wrong</Alert>
      <Loading />
      <Loading label="Looking" />
    </>,
  )
  expect(screen.getByRole('alert').textContent).toBe('Wrong')
  expect(screen.getAllByRole('status').map((status) => status.textContent)).toEqual(['Loading…', 'Looking…'])
})

test('a failure says what happened and offers to try again only where that helps', () => {
  let tries = 0
  const error = new CallFailed({ kind: 'refused', status: 500, instance: 'req-3' })
  const { rerender } = render(<FailureNote error={error} onRetry={() => tries++} />)
  const alert = within(screen.getByRole('alert'))
  expect(alert.getByRole('heading').textContent).toBe('This did not work')
  expect(alert.getByText('Reference for the log: req-3')).toBeTruthy()
  fireEvent.click(alert.getByRole('button', { name: 'Try again' }))
  expect(tries).toBe(1)
  expect(alert.getByRole('heading').tagName).toBe('H2')
  rerender(<FailureNote isWholeScreen error={new Error('bug')} />)
  expect(screen.getByRole('heading').tagName).toBe('H1')
  expect(screen.queryByRole('button')).toBeNull()
  expect(screen.queryByText(/Reference/)).toBeNull()
})

test('an empty part has a heading of its place: the first of a screen when it is alone on it', () => {
  const { rerender } = render(<Empty title="Nothing yet" text="It comes." />)
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('Nothing yet')
  rerender(<Empty isWholeScreen title="Nothing yet" text="It comes." />)
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Nothing yet')
})

test('a list that ends offers no more, one that goes on can be continued without scrolling', () => {
  let asked = 0
  const { rerender } = render(<MoreBelow hasMore={false} onMore={() => asked++} />)
  expect(screen.queryByRole('button')).toBeNull()
  rerender(<MoreBelow hasMore onMore={() => asked++} />)
  fireEvent.click(button('Show more'))
  expect(asked).toBe(1)
})

test('a list that goes on asks by itself when its end comes near, with what it asks for now', () => {
  const near: ((entries: { isIntersecting: boolean }[]) => void)[] = []
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
        near.push(tell)
      }
      observe(): void {}
      disconnect(): void {}
    },
  )
  const asked: string[] = []
  const { rerender } = render(<MoreBelow hasMore onMore={() => asked.push('first')} />)
  act(() => near[0]?.([{ isIntersecting: false }]))
  expect(asked).toEqual([])
  rerender(<MoreBelow hasMore onMore={() => asked.push('second')} />)
  act(() => near[0]?.([{ isIntersecting: true }]))
  expect(asked).toEqual(['second'])
  expect(near).toHaveLength(1)
  vi.unstubAllGlobals()
})

test('messages are announced where they stand, and can be closed', () => {
  render(<ToastRegion />)
  const region = within(screen.getByRole('region', { name: 'Messages' }))
  act(() => toasts.show({ text: 'Moved' }))
  expect(region.getByText('Moved')).toBeTruthy()
  expect(screen.getByRole('region').getAttribute('aria-live')).toBe('polite')
  fireEvent.click(region.getByRole('button', { name: 'Close this message' }))
  expect(region.queryByText('Moved')).toBeNull()
})

test('an undo runs once, and its message goes with it', () => {
  let undone = 0
  render(<ToastRegion />)
  act(() => toasts.show({ text: 'In the trash', action: { label: 'Undo', run: () => undone++ } }))
  fireEvent.click(button('Undo'))
  expect([undone, screen.queryByText('In the trash')]).toEqual([1, null])
})

test('a message goes by itself after its time, an alarm waits for a person', () => {
  vi.useFakeTimers()
  render(<ToastRegion />)
  act(() => {
    toasts.show({ text: 'Moved' })
    toasts.show({ text: 'No room left', tone: 'bad' })
  })
  act(() => void vi.advanceTimersByTime(1_000))
  expect(screen.getByText('Moved')).toBeTruthy()
  act(() => void vi.advanceTimersByTime(60_000))
  expect(screen.queryByText('Moved')).toBeNull()
  expect(screen.getByText('No room left')).toBeTruthy()
})

test('a dialog carries its name, and closes by its button and by Escape', async () => {
  let closed = 0
  render(
    <Dialog title="Keyboard" onClose={() => closed++}>
      <p>Keys</p>
    </Dialog>,
  )
  const dialog = await screen.findByRole('dialog', { name: 'Keyboard' })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
  await vi.waitFor(() => expect(closed).toBe(1))
  fireEvent.keyDown(dialog, { key: 'Escape' })
  await vi.waitFor(() => expect(closed).toBe(2))
})

test('a menu says before it is opened that it is one, and runs what is chosen', async () => {
  const ran: string[] = []
  render(
    <div id="content">
      <LazyMenu
        trigger={<Button>More</Button>}
        entries={[
          { kind: 'action', label: 'Rename', run: () => ran.push('rename') },
          { kind: 'heading', label: 'Appearance' },
          { kind: 'choice', label: 'Dark', isChosen: true, run: () => ran.push('dark') },
          { kind: 'choice', label: 'Light', isChosen: false, run: () => ran.push('light') },
        ]}
      />
    </div>,
  )
  expect([button('More').getAttribute('aria-haspopup'), button('More').getAttribute('aria-expanded')]).toEqual([
    'menu',
    'false',
  ])
  fireEvent.click(button('More'))
  const choices = await screen.findAllByRole('menuitemcheckbox')
  expect(choices.map((choice) => choice.getAttribute('aria-checked'))).toEqual(['true', 'false'])
  expect(screen.queryByRole('menuitem', { name: 'Appearance' })).toBeNull()
  fireEvent.click(screen.getByRole('menuitem', { name: 'Rename' }))
  await vi.waitFor(() => expect(ran).toEqual(['rename']))
  fireEvent.click(button('More'))
  fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Light' }))
  expect(ran).toEqual(['rename', 'light'])
  await vi.waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
})

test.each([
  ['<input>', true],
  ['<textarea></textarea>', true],
  ['<select></select>', true],
  ['<div contenteditable="true"></div>', true],
  ['<div role="dialog"></div>', true],
  ['<div role="menu"></div>', true],
  ['<button></button>', false],
  ['<div></div>', false],
])('a key pressed in %s is a person’s own: %s', (html, isTheirs) => {
  document.body.innerHTML = html
  const target = document.body.firstElementChild
  expect(isTyping(target)).toBe(isTheirs)
  target?.append(document.createElement('span'))
  expect(isTyping(target?.firstElementChild ?? null)).toBe(isTheirs)
  document.body.innerHTML = ''
})

test('a key pressed nowhere in particular is nobody’s', () => {
  expect([isTyping(null), isTyping(window)]).toEqual([false, false])
})

test.each([
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', '⌘'],
  ['Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X)', '⌘'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'Ctrl'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Ctrl'],
])('on %s the key of commands is written %s', (userAgent, key) => {
  vi.stubGlobal('navigator', { userAgent })
  expect(commandKey()).toBe(key)
  vi.unstubAllGlobals()
})
