type UrlParts = { path: string; params?: unknown; query?: unknown }

/** Fills `:names` of a route's path and appends its query; parts that are undefined are left out. */
export function buildUrl({ path, params, query }: UrlParts): string {
  const values = entriesOf(params)
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = values.find(([key]) => key === name)?.[1]
    if (value === undefined) throw new Error(`${path} needs a value for ${name}`)
    return encodeURIComponent(value)
  })
  const search = new URLSearchParams(entriesOf(query)).toString()
  return search === '' ? filled : `${filled}?${search}`
}

function entriesOf(values: unknown): [string, string][] {
  if (typeof values !== 'object' || values === null) return []
  return Object.entries(values).flatMap(([key, value]): [string, string][] =>
    value === undefined || value === null ? [] : [[key, String(value)]],
  )
}
