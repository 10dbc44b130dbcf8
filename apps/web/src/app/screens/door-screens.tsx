import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { JoinScreen } from '../../features/sign-in/join-screen.tsx'
import { ForgotScreen } from '../../features/sign-in/forgot-screen.tsx'
import { RegisterScreen } from '../../features/sign-in/register-screen.tsx'
import { ResetScreen } from '../../features/sign-in/reset-screen.tsx'
import { SignInScreen } from '../../features/sign-in/sign-in-screen.tsx'
import { VerifyScreen } from '../../features/sign-in/verify-screen.tsx'
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

export function Join() {
  const navigate = useNavigate()
  return (
    <JoinScreen
      onJoined={() => void navigate({ to: '/dashboard', replace: true })}
      onSignIn={() => void navigate({ to: '/dashboard/sign-in', search: { next: '/dashboard/join' } })}
    />
  )
}

export function SignIn() {
  const router = useRouter()
  const { next, ended, back } = useSearch({ from: '/dashboard/sign-in' })
  return (
    <SignInScreen
      hasEnded={ended === true}
      back={back}
      next={next}
      onSignedIn={() => router.history.replace(safeNext(next))}
    />
  )
}

export function Register() {
  const navigate = useNavigate()
  return <RegisterScreen onSignedIn={() => void navigate({ to: '/dashboard', replace: true })} />
}

export { ForgotScreen as Forgot, ResetScreen as Reset, VerifyScreen as Verify }
