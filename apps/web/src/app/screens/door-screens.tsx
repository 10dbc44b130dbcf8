import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { SignInScreen } from '../../features/sign-in/sign-in-screen.tsx'
import { WelcomeScreen } from '../../features/sign-in/welcome-screen.tsx'
import { safeNext } from '../safe-next.ts'

export function Welcome() {
  const navigate = useNavigate()
  return (
    <WelcomeScreen
      onSignedIn={() => void navigate({ to: '/dashboard', replace: true })}
      onSignIn={() => void navigate({ to: '/dashboard/sign-in' })}
    />
  )
}

export function SignIn() {
  const router = useRouter()
  const { next, ended } = useSearch({ from: '/dashboard/sign-in' })
  return <SignInScreen hasEnded={ended === true} onSignedIn={() => router.history.replace(safeNext(next))} />
}
