import type { ReaderSettings } from '@kinfolio/contracts'
import { Check, CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextAreaField, TextField } from '../../shared/ui/field.tsx'
import { EngineChoice } from './engine-choice.tsx'
import { KeyField } from './key-field.tsx'
import { PriceFields } from './price-fields.tsx'
import { bodyOf, choosing, formOf, takesAddress, takesKey, takesModel } from './reader-form.ts'
import type { FormMistakes, ReaderForm } from './reader-form.ts'
import { saveReader, tryReader } from './try-reader.ts'
import type { Verdict } from './try-reader.ts'

export function ReaderFields({ settings }: { settings: ReaderSettings }) {
  const [form, setForm] = useState(() => formOf(settings))
  const [mistakes, setMistakes] = useState<FormMistakes>({})
  const [busy, setBusy] = useState<'nothing' | 'testing' | 'saving'>('nothing')
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const change = (by: Partial<ReaderForm>): void => setForm({ ...form, ...by })

  async function run(kind: 'testing' | 'saving'): Promise<void> {
    const ready = bodyOf(form)
    setMistakes(ready.ok ? {} : ready.mistakes)
    setVerdict(null)
    if (!ready.ok) return
    setBusy(kind)
    const said = await (kind === 'testing' ? tryReader(ready.body) : saveReader(ready.body))
    if (kind === 'saving' && said.isGood) change({ key: '', forgetsKey: false })
    setBusy('nothing')
    setVerdict(said)
  }

  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        void run('saving')
      }}
    >
      <EngineChoice engine={form.engine} onChoose={(engine) => change(choosing(engine, settings))} />
      {takesAddress(form.engine) ? (
        <TextField
          label={t('settings.baseUrl')}
          hint={t('settings.baseUrlHint')}
          error={mistakes.baseUrl}
          inputMode="url"
          spellCheck={false}
          value={form.baseUrl}
          onChange={(event) => change({ baseUrl: event.target.value })}
        />
      ) : null}
      {takesModel(form.engine) ? (
        <TextField
          label={t('settings.model')}
          hint={t('settings.modelHint')}
          spellCheck={false}
          maxLength={200}
          value={form.model}
          onChange={(event) => change({ model: event.target.value })}
        />
      ) : null}
      {takesKey(form.engine) ? <KeyField settings={settings} form={form} change={change} error={mistakes.key} /> : null}
      <TextField
        label={t('settings.languages')}
        hint={t('settings.languagesHint')}
        error={mistakes.languages}
        spellCheck={false}
        value={form.languages}
        onChange={(event) => change({ languages: event.target.value })}
      />
      <TextAreaField
        label={t('settings.names')}
        hint={t('settings.namesHint')}
        error={mistakes.names}
        rows={4}
        value={form.names}
        onChange={(event) => change({ names: event.target.value })}
      />
      <PriceFields form={form} change={change} mistakes={mistakes} />
      <output className="block">{verdict === null ? null : <Said verdict={verdict} />}</output>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={busy !== 'nothing'}>
          {busy === 'saving' ? t('settings.saving') : t('settings.save')}
        </Button>
        <Button disabled={busy !== 'nothing'} onClick={() => void run('testing')}>
          {busy === 'testing' ? t('settings.testing') : t('settings.test')}
        </Button>
      </div>
    </form>
  )
}

function Said({ verdict }: { verdict: Verdict }) {
  const Icon = verdict.isGood ? Check : CircleAlert
  return (
    <span className="flex items-start gap-2 rounded-card border border-line bg-surface p-3">
      <Icon aria-hidden className={`mt-px size-[18px] shrink-0 ${verdict.isGood ? 'text-good' : 'text-bad'}`} />
      <span className="min-w-0 wrap-anywhere">
        <span className="block font-medium">{verdict.title}</span>
        {verdict.text}
      </span>
    </span>
  )
}
