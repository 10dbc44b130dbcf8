import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { t } from '../../shared/messages/messages.ts'
import { buttonClasses } from '../../shared/ui/button.tsx'
import { signUpQuery } from './join.ts'

/** What else one can do at the door: only what this server offers, and nothing while that is not known. */
export function OtherWays() {
  const { data } = useQuery(signUpQuery)
  if (data === undefined) return null
  return (
    <div className="mt-4 grid gap-1">
      {data.sends_mail ? (
        <Link to="/dashboard/forgot" className={buttonClasses('link')}>
          {t('password.forgot')}
        </Link>
      ) : null}
      {data.mode === 'closed' ? null : (
        <Link to="/dashboard/register" className={buttonClasses('quiet')}>
          {t('register.link')}
        </Link>
      )}
    </div>
  )
}
