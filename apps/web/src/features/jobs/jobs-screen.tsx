import { Loading } from '../../shared/ui/notes.tsx'
export function JobsScreen() {
  return <Loading />
}
