import { Loading } from '../../shared/ui/notes.tsx'
export function PageScreen() {
  return <Loading />
}
