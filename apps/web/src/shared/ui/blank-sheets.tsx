/** Three sheets on the desk, the topmost with a line of ink: what belongs where nothing is yet. */
export function BlankSheets({ className = 'h-32' }: { className?: string }) {
  return (
    <svg viewBox="0 0 200 120" className={className} aria-hidden="true">
      <g className="fill-page stroke-line" strokeWidth="1.5">
        <rect x="34" y="22" width="68" height="90" rx="3" transform="rotate(-9 68 67)" />
        <rect x="98" y="22" width="68" height="90" rx="3" transform="rotate(8 132 67)" />
        <rect x="66" y="14" width="68" height="94" rx="3" />
      </g>
      <g className="stroke-line" strokeWidth="1">
        <path d="M74 36h52M74 50h52M74 64h52M74 78h52M74 92h52" />
      </g>
      <g className="stroke-page-accent" fill="none" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
        <path d="M77 47c3-9 5-13 7-12s-3 9-1 10 5-8 7-7-1 6 1 6 3-4 5-4 0 4 2 4 3-3 5-4 1 4 3 4 4-3 8-5" />
        <path d="M77 61c2-5 4-7 5-6s-1 5 1 5 3-4 5-4 0 4 2 4 3-3 4-3 1 3 3 3 3-2 5-3" />
      </g>
    </svg>
  )
}
