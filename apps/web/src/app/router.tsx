import { comingBack, jobState } from '@kinfolio/contracts'
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { z } from 'zod'
import { session } from '../shared/api/client.ts'
import { queryClient } from '../shared/api/query-client.ts'
import { collectionsQuery, documentsQuery } from '../shared/library/queries.ts'
import { Loading } from '../shared/ui/notes.tsx'
import { ClosedScreen, CrashScreen, NotFoundScreen } from './error-screens.tsx'
import { Frame } from './frame/frame.tsx'
import { requirePerson } from './guard.ts'

/** What a person typed into the address: left aside, not refused, when it is no such thing. */
function typed<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined)
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundScreen })

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/dashboard', throw: true })
  },
})
const welcome = createRoute({
  getParentRoute: () => root,
  path: '/dashboard/welcome',
  component: lazyRouteComponent(() => import('./screens/door-screens.tsx'), 'Welcome'),
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/dashboard/sign-in',
  validateSearch: z.object({ next: typed(z.string()), ended: typed(z.boolean()), back: typed(comingBack) }),
  component: lazyRouteComponent(() => import('./screens/door-screens.tsx'), 'SignIn'),
})

const join = createRoute({
  getParentRoute: () => root,
  path: '/dashboard/join',
  component: lazyRouteComponent(() => import('./screens/door-screens.tsx'), 'Join'),
})
const register = createRoute({
  getParentRoute: () => root,
  path: '/dashboard/register',
  component: lazyRouteComponent(() => import('./screens/door-screens.tsx'), 'Register'),
})
const forgot = createRoute({
  getParentRoute: () => root,
  path: '/dashboard/forgot',
  component: lazyRouteComponent(() => import('./screens/door-screens.tsx'), 'Forgot'),
})
const reset = createRoute({
  getParentRoute: () => root,
  path: '/dashboard/reset',
  component: lazyRouteComponent(() => import('./screens/door-screens.tsx'), 'Reset'),
})
const verify = createRoute({
  getParentRoute: () => root,
  path: '/dashboard/verify',
  component: lazyRouteComponent(() => import('./screens/door-screens.tsx'), 'Verify'),
})
const doors = [welcome, signIn, join, register, forgot, reset, verify]

/** Everything behind the sign-in stands in the frame. */
const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Frame,
  errorComponent: ClosedScreen,
  beforeLoad: ({ location }) => requirePerson({ href: location.href, hadSession: session.wasSignedIn() }),
})

/** What the library shows is asked for beside its code. A failure is said by the screen, which asks again. */
function askForLibrary(): void {
  void queryClient.prefetchInfiniteQuery(documentsQuery('root'))
  void queryClient.prefetchQuery(collectionsQuery)
}

const screen = { getParentRoute: () => frame } as const

const library = createRoute({
  ...screen,
  path: '/dashboard',
  loader: askForLibrary,
  component: lazyRouteComponent(() => import('../features/library/library-screen.tsx'), 'LibraryScreen'),
})
const collection = createRoute({
  ...screen,
  path: '/dashboard/collections/$id',
  component: lazyRouteComponent(() => import('../features/library/library-screen.tsx'), 'CollectionScreen'),
})
const archive = createRoute({
  ...screen,
  path: '/dashboard/archive',
  component: lazyRouteComponent(() => import('../features/library/archive-screen.tsx'), 'ArchiveScreen'),
})
const trash = createRoute({
  ...screen,
  path: '/dashboard/trash',
  component: lazyRouteComponent(() => import('../features/library/trash-screen.tsx'), 'TrashScreen'),
})
const document = createRoute({
  ...screen,
  path: '/dashboard/documents/$id',
  component: lazyRouteComponent(() => import('../features/document/document-screen.tsx'), 'DocumentScreen'),
})
/** The older service's word for a document; links of it keep working. */
const notebook = createRoute({
  ...screen,
  path: '/dashboard/notebooks/$id',
  beforeLoad: ({ params }) => {
    redirect({ to: '/dashboard/documents/$id', params, throw: true })
  },
})
const page = createRoute({
  ...screen,
  path: '/dashboard/documents/$id/pages/$number',
  validateSearch: z.object({ q: typed(z.coerce.string()) }),
  component: lazyRouteComponent(() => import('../features/page/page-screen.tsx'), 'PageScreen'),
})
const search = createRoute({
  ...screen,
  path: '/dashboard/search',
  validateSearch: z.object({
    q: typed(z.coerce.string()),
    in: typed(z.string()),
    from: typed(z.string()),
    to: typed(z.string()),
  }),
  component: lazyRouteComponent(() => import('../features/search/search-screen.tsx'), 'SearchScreen'),
})
const jobs = createRoute({
  ...screen,
  path: '/dashboard/jobs',
  validateSearch: z.object({ state: typed(jobState) }),
  component: lazyRouteComponent(() => import('../features/jobs/jobs-screen.tsx'), 'JobsScreen'),
})
const settings = createRoute({
  ...screen,
  path: '/dashboard/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-screen.tsx'), 'SettingsScreen'),
})
const reader = createRoute({
  ...screen,
  path: '/dashboard/settings/reader',
  component: lazyRouteComponent(() => import('../features/settings/reader-screen.tsx'), 'ReaderScreen'),
})
const plan = createRoute({
  ...screen,
  path: '/dashboard/settings/plan',
  component: lazyRouteComponent(() => import('../features/quotas/plan-screen.tsx'), 'PlanScreen'),
})

const family = createRoute({
  ...screen,
  path: '/dashboard/settings/family',
  component: lazyRouteComponent(() => import('../features/spaces/family-screen.tsx'), 'FamilyScreen'),
})
const account = createRoute({
  ...screen,
  path: '/dashboard/settings/account',
  component: lazyRouteComponent(() => import('../features/account/account-screen.tsx'), 'AccountScreen'),
})
const apiKeys = createRoute({
  ...screen,
  path: '/dashboard/settings/api-keys',
  component: lazyRouteComponent(() => import('../features/account/api-keys-screen.tsx'), 'ApiKeysScreen'),
})

const activity = createRoute({
  ...screen,
  path: '/dashboard/settings/activity',
  component: lazyRouteComponent(() => import('../features/activity/activity-screen.tsx'), 'ActivityScreen'),
})
const data = createRoute({
  ...screen,
  path: '/dashboard/settings/data',
  component: lazyRouteComponent(() => import('../features/privacy/take-and-delete-screen.tsx'), 'TakeAndDeleteScreen'),
})
const keeping = createRoute({
  ...screen,
  path: '/dashboard/settings/keeping',
  component: lazyRouteComponent(() => import('../features/privacy/keeping-screen.tsx'), 'KeepingScreen'),
})
const security = createRoute({
  ...screen,
  path: '/dashboard/settings/security',
  validateSearch: z.object({ back: typed(comingBack), linked: typed(z.boolean()) }),
  component: lazyRouteComponent(() => import('./screens/security-screen.tsx'), 'SecurityScreen'),
})

/** Where the code of a device without a keyboard is typed; the link of its QR code brings it along. */
const connect = createRoute({
  ...screen,
  path: '/dashboard/connect',
  validateSearch: z.object({ code: typed(z.coerce.string()) }),
  component: lazyRouteComponent(() => import('./screens/connect-screen.tsx'), 'Connect'),
})

const notices = createRoute({
  ...screen,
  path: '/dashboard/notices',
  component: lazyRouteComponent(() => import('../features/notices/notices-screen.tsx'), 'NoticesScreen'),
})
const noticeSettings = createRoute({
  ...screen,
  path: '/dashboard/settings/notices',
  component: lazyRouteComponent(() => import('../features/notices/notice-settings-screen.tsx'), 'NoticeSettingsScreen'),
})
const webhooks = createRoute({
  ...screen,
  path: '/dashboard/settings/webhooks',
  component: lazyRouteComponent(() => import('../features/webhooks/webhooks-screen.tsx'), 'WebhooksScreen'),
})

const inFrame = [
  account,
  apiKeys,
  security,
  notices,
  noticeSettings,
  webhooks,
  library,
  collection,
  archive,
  trash,
  document,
  notebook,
  page,
  search,
  jobs,
  settings,
  reader,
  family,
  connect,
  activity,
  data,
  keeping,
  plan,
]

export const router = createRouter({
  routeTree: root.addChildren([index, ...doors, frame.addChildren(inFrame)]),
  defaultPendingComponent: Loading,
  defaultErrorComponent: CrashScreen,
  defaultNotFoundComponent: NotFoundScreen,
  defaultPreload: 'intent',
  scrollRestoration: true,
})

/** The code of the first screen is fetched while the session is asked about, not after it. */
export function fetchFirstScreen(): void {
  const [matched] = router.getMatchedRoutes(router.latestLocation.pathname)
  for (const route of matched) void router.loadRouteChunk(route)
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
