import { Loading } from '../../shared/ui/notes.tsx'
export function ReaderScreen() {
  return <Loading />
}
