import type { ReaderEngine } from '@kinfolio/contracts'
import { ENGINES, engineName } from '../../shared/library/engines.ts'
import { t } from '../../shared/messages/messages.ts'

/** The readers with what they can do, where pages go, and what they cost, before anything is chosen. */
export function EngineChoice({ engine, onChoose }: { engine: ReaderEngine; onChoose: (engine: ReaderEngine) => void }) {
  return (
    <fieldset>
      <legend className="mb-2 font-medium">{t('settings.engine')}</legend>
      <div className="grid gap-2">
        {ENGINES.map((choice) => (
          <label
            key={choice}
            className="grid grid-cols-[auto_1fr] gap-x-3 rounded-card text-17 font-medium border border-line bg-surface p-4 hover:border-field-line has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="engine"
              checked={choice === engine}
              onChange={() => onChoose(choice)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            {engineName(choice)}
            <span className="col-start-2 text-15 font-normal text-muted">{t(`engine.${choice}.text`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
