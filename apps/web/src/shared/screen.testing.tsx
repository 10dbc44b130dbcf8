import { QueryClientProvider } from '@tanstack/react-query'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router'
import { act, cleanup, configure, render, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { vi } from 'vitest'
import { session } from './api/client.ts'
import { queryClient } from './api/query-client.ts'
import { someTokens } from './server.testing.ts'
import { ToastRegion } from './ui/toast-region.tsx'
import { toasts } from './ui/toasts.ts'

// Outside a test's own server there is none: what is still asked after a test goes nowhere.
const refuse = (): never => {
  throw new TypeError('There is no server here')
}
Object.assign(globalThis, { fetch: async () => refuse(), XMLHttpRequest: refuse })

// Two loaded cores are slow to come round; what is there at once is not waited for.
configure({
  asyncUtilTimeout: 8_000,
  getElementError: (message) => Object.assign(new Error(message ?? ''), { name: 'NotOnScreen' }),
})

type Shown = { path?: string; at?: string }

/**
 * Shows one screen or part as the app would: inside a router whose routes have the app's own ids, with the app's
 * query cache and its messages. Answers where the person is, which is how leaving the screen is seen.
 */
export async function show(Screen: () => ReactNode, { path = '/dashboard', at = path }: Shown = {}) {
  const root = createRootRoute({ component: Outlet })
  const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Outlet })
  const shown = createRoute({ getParentRoute: () => frame, path, component: Screen })
  const elsewhere = createRoute({ getParentRoute: () => frame, path: '$', component: () => null })
  const router = createRouter({
    routeTree: root.addChildren([frame.addChildren([shown, elsewhere])]),
    history: createMemoryHistory({ initialEntries: [at] }),
    defaultPendingMinMs: 0,
  })
  const view = render(
    <QueryClientProvider client={queryClient}>
      <div id="content">
        {/* The app registers the type of its one router, which these three routes are not. */}
        <RouterProvider router={router as never} />
      </div>
      <ToastRegion />
    </QueryClientProvider>,
  )
  await act(async () => router.load())
  return { ...view, address: () => router.state.location.href }
}

/** What every screen test begins with: somebody is signed in, nothing is cached, and one try is all there is. */
export function freshTab(): void {
  queryClient.clear()
  queryClient.setDefaultOptions({ queries: { ...queryClient.getDefaultOptions().queries, retry: false } })
  session.signedIn(someTokens())
  for (const toast of toasts.shown()) toasts.close(toast.id)
}

/** What every screen test ends with. */
export function closeTab(): void {
  cleanup()
  forgetTab()
}

/** Ends a test whose screen stays for the next one. */
export function forgetTab(): void {
  queryClient.clear()
  vi.unstubAllGlobals()
}

/** The text of the messages at the foot of the screen. */
export function saidBelow(): string[] {
  return toasts.shown().map(({ text }) => text)
}

/** Waits until a message says this. */
export async function isSaid(text: string): Promise<void> {
  await waitFor(() => {
    if (!saidBelow().includes(text)) throw new Error(`“${text}” is not said; said is: ${saidBelow().join(' | ')}`)
  })
}

/** The element that explains a field to those who hear the page. */
export function explanationOf(field: HTMLElement): string {
  const id = field.getAttribute('aria-describedby')
  return id === null ? '' : (document.getElementById(id)?.textContent ?? '')
}

export const button = (name: string | RegExp): HTMLButtonElement =>
  screen.getByRole<HTMLButtonElement>('button', { name })
