import { mayDo, memberRole, permissions } from '@kinfolio/contracts'
import type { Permission } from '@kinfolio/contracts'
import { Check, Minus } from 'lucide-react'
import { roleWords } from '../../shared/library/role-words.ts'
import { t } from '../../shared/messages/messages.ts'
import type { PlainMessageKey } from '../../shared/messages/messages.ts'

/** What each action of the matrix is called, in its order. */
const ACTIONS: Record<Permission, PlainMessageKey> = {
  'export the space': 'may.exportSpace',
  'see members': 'may.seeMembers',
  'see usage': 'may.seeUsage',
  'leave the space': 'may.leave',
  'import files': 'may.importFiles',
  'change documents': 'may.changeDocuments',
  'create folders': 'may.createFolders',
  'change folders': 'may.changeFolders',
  'correct a page': 'may.correct',
  'read pages': 'may.read',
  'cancel jobs': 'may.cancelJobs',
  'try jobs again': 'may.retryJobs',
  'choose the reader': 'may.chooseReader',
  'invite people': 'may.invite',
  'change roles': 'may.changeRoles',
  'remove people': 'may.removePeople',
  'rename the space': 'may.rename',
  'manage webhooks': 'may.webhooks',
  'delete for good': 'may.deleteForGood',
  'read the audit log': 'may.readAudit',
  'set retention': 'may.setRetention',
  'choose the plan': 'may.choosePlan',
  'hand over the space': 'may.handOver',
  'delete the space': 'may.deleteSpace',
}
const isAction = (name: string): name is Permission => Object.hasOwn(permissions, name)

/** The matrix that the server asks, as it stands. */
export function RoleTable() {
  return (
    <details className="rounded-card border border-line bg-surface p-4">
      <summary className="min-h-11 cursor-pointer content-center text-17 font-medium">{t('family.mayTitle')}</summary>
      <p className="mb-2 text-muted">{t('family.mayText')}</p>
      {/* A wide table is scrolled by itself, with the keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to take the keyboard (WCAG 2.1.1) */}
      <section aria-label={t('family.mayTitle')} tabIndex={0} className="overflow-x-auto">
        <table className="w-full text-15">
          <thead>
            <tr className="border-b border-line text-left text-13 text-muted">
              <th className="min-w-36 py-2 pr-3 font-medium">{t('may.action')}</th>
              {memberRole.options.map((role) => (
                <th key={role} className="px-2 text-center font-medium whitespace-nowrap">
                  {roleWords(role)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.keys(permissions)
              .filter(isAction)
              .map((action) => (
                <tr key={action} className="border-b border-line last:border-0">
                  <th scope="row" className="py-2 pr-3 text-left font-normal">
                    {t(ACTIONS[action])}
                  </th>
                  {memberRole.options.map((role) => (
                    <td key={role} className="px-2">
                      <Mark may={mayDo(role, action)} />
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

function Mark({ may }: { may: boolean }) {
  const Icon = may ? Check : Minus
  return (
    <span className={`flex justify-center ${may ? 'text-good' : 'text-muted'}`}>
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">{may ? t('may.yes') : t('may.no')}</span>
    </span>
  )
}
