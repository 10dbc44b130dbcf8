import { Loading } from '../../shared/ui/notes.tsx'
export function SettingsScreen() {
  return <Loading />
}
