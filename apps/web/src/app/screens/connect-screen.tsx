import { useSearch } from '@tanstack/react-router'
import { ConnectScreen } from '../../features/approvals/connect-screen.tsx'

export function Connect() {
  const { code } = useSearch({ from: '/frame/dashboard/connect' })
  return <ConnectScreen code={code} />
}
