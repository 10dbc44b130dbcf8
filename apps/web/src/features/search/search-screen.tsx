import { Loading } from '../../shared/ui/notes.tsx'
export function SearchScreen() {
  return <Loading />
}
