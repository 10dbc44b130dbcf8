/** A folded page with a line of ink. The word beside it says the name, so the picture stays silent. */
export function Logo({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="8 6 46 52" className={className} aria-hidden="true">
      <path
        d="M17 10h21l11 11v29a4 4 0 0 1-4 4H17a4 4 0 0 1-4-4V14a4 4 0 0 1 4-4z"
        className="fill-page stroke-ink"
        strokeWidth="2.5"
        strokeLinejoin="round"
      />
      <path d="M38 10v8a3 3 0 0 0 3 3h8z" className="fill-line stroke-ink" strokeWidth="2.5" strokeLinejoin="round" />
      <path
        d="M20 42c4-9 7-13 9-12s-3 8-1 9 5-8 7-7-1 6 1 6 3-3 7-5"
        className="stroke-page-accent"
        fill="none"
        strokeWidth="3.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
