type ProgressBarProps = { done: number; total: number; label: string }

/** Real progress only: what is done of a known total. */
export function ProgressBar({ done, total, label }: ProgressBarProps) {
  return <progress aria-label={label} value={done} max={Math.max(1, total)} className="progress" />
}
