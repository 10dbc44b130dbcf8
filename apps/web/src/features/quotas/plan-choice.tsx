import { mayDo, type MemberRole, type Plan, putPlan, type SpaceUsage } from '@kinfolio/contracts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { plansQuery } from '../../shared/quotas/queries.ts'
import { planWords } from '../../shared/quotas/usage-words.ts'

/** The plan of the space. Owners choose another one, where whoever runs the server lets them. */
export function PlanChoice({ usage, role }: { usage: SpaceUsage; role: MemberRole }) {
  const { data } = useQuery(plansQuery)
  const mayChoose = data?.owners_choose === true && mayDo(role, 'choose the plan')
  return (
    <section className="grid gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="font-interface text-17 font-medium">{t('quota.plan', { title: usage.plan.title })}</h2>
      <p className="text-muted">{planWords(usage.plan)}</p>
      {mayChoose ? (
        <PlanForm key={usage.plan.id} current={usage.plan} plans={data.plans} />
      ) : (
        <p className="text-muted">{t('quota.askOperator')}</p>
      )}
    </section>
  )
}

function PlanForm({ current, plans }: { current: Plan; plans: readonly Plan[] }) {
  const [chosen, setChosen] = useState(current.id)
  const [isBusy, setBusy] = useState(false)
  const cache = useQueryClient()

  async function save(): Promise<void> {
    setBusy(true)
    try {
      const outcome = await call(putPlan, { body: { plan: chosen } })
      if (outcome.ok) {
        cache.setQueryData(keys.usage, outcome.answer)
        toasts.show({ text: t('quota.chosen', { title: outcome.answer.plan.title }) })
      } else toasts.show({ text: outcome.problem.title, tone: 'bad' })
    } catch (error) {
      sayFailure(error)
    }
    setBusy(false)
  }
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <fieldset className="grid gap-2">
        <legend className="sr-only">{t('quota.choose')}</legend>
        {plans.map((plan) => (
          <label
            key={plan.id}
            className="grid min-h-11 grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 rounded-card border border-field-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="plan"
              checked={chosen === plan.id}
              onChange={() => setChosen(plan.id)}
              className="row-span-2 size-4 accent-accent"
            />
            <span className="font-medium">{plan.title}</span>
            <span className="text-13 text-muted">{planWords(plan)}</span>
          </label>
        ))}
      </fieldset>
      <Button look="primary" type="submit" disabled={isBusy || chosen === current.id} className="justify-self-start">
        {isBusy ? t('settings.saving') : t('quota.choose')}
      </Button>
    </form>
  )
}
