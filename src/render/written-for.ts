import type { Control, Framework } from '../model/control.ts'

/** What a framework is written for: `platform eks, versions of Kubernetes not known here`; undefined: whatever there is. */
export function writtenFor({ kubernetes, platform }: Framework): string | undefined {
  const said = [
    ...(platform === undefined ? [] : [`platform ${platform}`]),
    ...(kubernetes === undefined ? [] : [versionsWords(kubernetes)]),
  ]
  return said.length === 0 ? undefined : said.join(', ')
}

function versionsWords(kubernetes: NonNullable<Framework['kubernetes']>): string {
  return kubernetes === 'not-held'
    ? 'versions of Kubernetes not known here'
    : `Kubernetes ${kubernetes.from} to ${kubernetes.to}`
}

/** The level of a control; where its benchmark has levels and this one is not known, that. Undefined: its framework has none. */
export function levelOf({ controls }: Framework, { level }: Control): string | undefined {
  if (level !== undefined) return level
  return controls.some((one) => one.level !== undefined) ? 'not held here' : undefined
}
