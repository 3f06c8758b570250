import { REDACTED } from '../../core/redacted.ts'

/** Whether a label of a pod is part of its identity, by its key; `maybe` where that differs between versions. */
export type IdentityLabels = (key: string) => 'yes' | 'no' | 'maybe'

type Pattern = { readonly ignore: boolean; readonly expression: RegExp }

/** Characters of patterns that are understood: a pattern of the cluster is never more than text with few wildcards. */
const PLAIN = /^(?:[\w/-]|\\?\.(?!\*)|\.\*)+$/
const MOST_WILDCARDS = 3

/** Patterns of all versions (pkg/labelsfilter/filter.go, defaultLabelPrefixCfg); `!` leaves labels out. */
const DEFAULTS: readonly Pattern[] = [
  'app\\.kubernetes\\.io',
  '!io\\.kubernetes',
  '!kubernetes\\.io',
  '!.*beta\\.kubernetes\\.io',
  '!k8s\\.io',
  '!pod-template-generation',
  '!pod-template-hash',
  '!controller-revision-hash',
  '!annotation.*',
  '!etcd_node',
].flatMap((text) => patternOf(text) ?? [])

/** Patterns that newer versions have. */
const NEWER: readonly Pattern[] = [
  '!statefulset\\.kubernetes\\.io/pod-name',
  '!apps\\.kubernetes\\.io/pod-index',
  '!batch\\.kubernetes\\.io/job-completion-index',
  '!batch\\.kubernetes\\.io/controller-uid',
  '!controller-uid',
].flatMap((text) => patternOf(text) ?? [])

/**
 * Which labels are part of identities, by the setting `labels` of Cilium: patterns, added to its own (Documentation, "Limiting
 * Identity-Relevant Labels"). undefined where a pattern is not understood.
 */
export function identityLabels(setting: string): IdentityLabels | undefined {
  if (setting === REDACTED) return undefined
  const words = setting.split(/\s+/).filter((word) => word !== '')
  const own = words.filter(forPods).map((word) => patternOf(word.replace(/^[a-z0-9]*:/, '')))
  if (own.includes(undefined)) return undefined
  const added = own.filter((pattern) => pattern !== undefined)
  const inclusive = added.some(({ ignore }) => !ignore)
  return (key) => {
    const answers = new Set(
      [[], NEWER].map((newer) => isKept(key, [...DEFAULTS, ...newer, ...added], inclusive)),
    )
    if (answers.size > 1) return 'maybe'
    return answers.has(true) ? 'yes' : 'no'
  }
}

/** Patterns for labels of other sources say nothing of pods. */
function forPods(word: string): boolean {
  return !word.includes(':') || word.startsWith('k8s:') || word.startsWith('any:')
}

function patternOf(text: string): Pattern | undefined {
  const ignore = text.startsWith('!')
  const body = ignore ? text.slice(1) : text
  if (!PLAIN.test(body) || body.split('.*').length > MOST_WILDCARDS + 1) return undefined
  return { ignore, expression: new RegExp(body) }
}

/** A label is kept where the longest pattern that takes it in is longer than the shortest that leaves it out (filterLabels). */
function isKept(key: string, patterns: readonly Pattern[], inclusive: boolean): boolean {
  const lengths = (ignore: boolean) =>
    patterns
      .filter((pattern) => pattern.ignore === ignore)
      .flatMap(({ expression }) => {
        const found = expression.exec(key)
        return found?.index === 0 && found[0] !== '' ? [found[0].length] : []
      })
  const included = Math.max(0, ...lengths(false))
  const ignored = Math.min(...lengths(true))
  return (!inclusive && ignored === Infinity) || included > (ignored === Infinity ? 0 : ignored)
}
