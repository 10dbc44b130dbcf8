import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { WIDE } from './browser.ts'

const SCREENS = fileURLToPath(new URL('../../../test-results/screens', import.meta.url))
const PHONE = { width: 390, height: 844 }
/** A screen has stopped moving when nothing was fetched or painted for this long. */
const SETTLE_MS = 250

/**
 * Looks at the screen as LOOK.md wants every screen looked at: light and dark, wide and on a phone. Each of the four is
 * kept as a picture under `test-results/screens` and must pass axe without a violation.
 */
export async function look(page: Page, name: string): Promise<void> {
  const violations: string[] = []
  for (const [size, viewport] of [['wide', WIDE] as const, ['phone', PHONE] as const]) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(SETTLE_MS)
      const view = `${name}-${size}-${colorScheme}`
      await keepPicture(page, view)
      violations.push(...(await axeViolations(page)).map((violation) => `${view}: ${violation}`))
    }
  }
  await page.setViewportSize(WIDE)
  await page.emulateMedia({ colorScheme: 'light' })
  if (violations.length > 0) throw new Error(`axe found what some people cannot use:\n${violations.join('\n')}`)
}

/** Keeps what the person sees, under `test-results/screens`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(SCREENS, { recursive: true })
  await page.screenshot({ path: join(SCREENS, `${name.replaceAll(/[^\w-]+/g, '-').slice(0, 120)}.png`) })
}

async function axeViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html, failureSummary }) => {
      const why = failureSummary?.replaceAll('\n', ' ') ?? ''
      return `${id} (${help}) at ${target.join(' ')}: ${html.slice(0, 200)} ${why}`
    }),
  )
}
