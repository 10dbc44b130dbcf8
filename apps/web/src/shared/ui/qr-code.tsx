import { useMemo } from 'react'
import { encode } from 'uqr'

/** A text for the camera of a phone. Dark on light in both themes: cameras read no other. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const path = useMemo(() => squares(encode(text, { border: 4 }).data), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${path.size} ${path.size}`}
      className="size-52 rounded-card"
      shapeRendering="crispEdges"
    >
      <rect width={path.size} height={path.size} fill="white" />
      <path d={path.d} fill="black" />
    </svg>
  )
}

function squares(rows: readonly (readonly boolean[])[]): { size: number; d: string } {
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return { size: rows.length, d: dark.join('') }
}
