import { Loading } from '../../shared/ui/notes.tsx'
export function DocumentScreen() {
  return <Loading />
}
