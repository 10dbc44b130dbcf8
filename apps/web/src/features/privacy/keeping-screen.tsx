import { deleteSpace, listDeletedSpaces, mayDo, restoreSpace } from '@kinfolio/contracts'
import type { DeletedSpace, Space } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ask, call, chooseSpace } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { useSpace } from '../../shared/api/use-space.ts'
import { dayWords } from '../../shared/format/days.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Loading } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { SettingsCard, SettingsPage } from '../../shared/ui/settings-page.tsx'
import { toasts } from '../../shared/ui/toasts.ts'
import { TypedConfirmDialog } from '../../shared/ui/typed-confirm-dialog.tsx'
import { RetentionCards } from './retention-cards.tsx'

/** What becomes of the trash and of what nobody touches, and the end of a space. */
export function KeepingScreen() {
  const space = useSpace()
  return (
    <SettingsPage title={t('keeping.title')} text={t('keeping.text')}>
      {space === null ? <Loading /> : <RetentionCards space={space} />}
      {space === null ? null : <DeleteSpace space={space} />}
      <DeletedSpaces />
    </SettingsPage>
  )
}

function DeleteSpace({ space }: { space: Space }) {
  const [isAsking, setAsking] = useState(false)
  const navigate = useNavigate()
  const { name } = space
  if (space.kind === 'personal') return <p className="text-muted">{t('keeping.personalText')}</p>
  if (!mayDo(space.role, 'delete the space')) return null
  async function send(confirm: string): Promise<string | undefined> {
    const problem = await deleteNow(space, confirm)
    if (problem === undefined) await navigate({ to: '/dashboard' })
    return problem
  }
  return (
    <SettingsCard title={t('keeping.deleteTitle', { name })} text={t('keeping.deleteText')}>
      <Button className="justify-self-start" onClick={() => setAsking(true)}>
        {t('keeping.deleteAction')}
      </Button>
      {isAsking ? (
        <TypedConfirmDialog
          title={t('keeping.deleteTitle', { name })}
          text={t('keeping.deleteText')}
          wanted={name}
          label={t('keeping.typeName', { name })}
          submit={t('keeping.deleteNow')}
          onConfirm={send}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </SettingsCard>
  )
}

async function deleteNow(space: Space, confirm: string): Promise<string | undefined> {
  try {
    const outcome = await call(deleteSpace, { params: { space_id: space.id }, body: { confirm } })
    if (!outcome.ok)
      return outcome.problem.type === '/problems/not-confirmed' ? t('privacy.mismatch') : t('keeping.personalText')
    chooseSpace(null)
    await queryClient.resetQueries()
    toasts.show({ text: t('keeping.deleted', { name: space.name }) })
    return undefined
  } catch (error) {
    return wordsOf(error).text
  }
}

function DeletedSpaces() {
  const { data } = useQuery({
    queryKey: keys.deletedSpaces,
    queryFn: ({ signal }) => ask(listDeletedSpaces, { signal }),
  })
  if (data === undefined || data.spaces.length === 0) return null
  return (
    <SettingsCard title={t('keeping.deletedTitle')}>
      <ul className="grid gap-3">
        {data.spaces.map((space) => (
          <li key={space.id} className="flex flex-wrap items-center gap-3">
            <span className="grow basis-48">
              <span className="block font-medium wrap-anywhere">{space.name}</span>
              <span className="text-13 text-muted">
                {t('keeping.deletedUntil', { day: dayWords(space.deletes_at) })}
              </span>
            </span>
            <Button onClick={() => void bringBack(space)}>{t('keeping.bringBack')}</Button>
          </li>
        ))}
      </ul>
    </SettingsCard>
  )
}

async function bringBack({ id, name }: DeletedSpace): Promise<void> {
  try {
    await ask(restoreSpace, { params: { space_id: id } })
    toasts.show({ text: t('keeping.broughtBack', { name }) })
  } catch (error) {
    sayFailure(error)
  }
  await queryClient.invalidateQueries({ queryKey: keys.me })
}
