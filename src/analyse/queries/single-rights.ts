import type { RightsRule } from '../../model/rights.ts'

/** One verb on one resource, or on one path that is none. */
export type SingleRight =
  | {
      readonly verb: string
      readonly group: string
      readonly resource: string
      /** absent: any name */
      readonly name?: string
    }
  | { readonly verb: string; readonly url: string }
  | { readonly rule: string }

/** Single rights by a text that equal ones share. */
export type SingleRights = ReadonlyMap<string, SingleRight>

/** A rule of more single rights than this stands for itself: nobody reads a list of them, and an object must not make one grow without bound. */
const TOO_MANY = 1_000

/** Of a longer path only `*` is known to include it. */
const LONGEST_PATH = 500

/** The single rights that a rule grants; one that states very many stands whole, with its lists sorted. */
export function singleRights(rule: RightsRule, withPaths: boolean): SingleRights {
  const verbs = wildest(rule.verbs)
  const groups = wildest(rule.apiGroups)
  const resources = wildest(rule.resources)
  const names = [...new Set(rule.resourceNames)].sort()
  const urls = withPaths ? wildest(rule.nonResourceUrls.map(pathOf)) : []
  const count = groups.length * resources.length * Math.max(names.length, 1) + urls.length
  const all =
    verbs.length * count > TOO_MANY
      ? [{ rule: JSON.stringify({ verbs, groups, resources, names, urls }) }]
      : verbs.flatMap((verb) => [
          ...groups.flatMap((group) =>
            resources.flatMap((resource) =>
              names.length === 0
                ? [{ verb, group, resource }]
                : names.map((name) => ({ verb, group, resource, name })),
            ),
          ),
          ...urls.map((url) => ({ verb, url })),
        ])
  return new Map(all.map((right) => [keyOf(right), right]))
}

/** A list with `*` is any of them: the rest says nothing. */
function wildest(list: readonly string[]): readonly string[] {
  return list.includes('*') ? ['*'] : [...new Set(list)].sort()
}

/** Any number of stars at the end of a path are one. */
function pathOf(url: string): string {
  return url.replace(/\*+$/, '*')
}

/** The rights of a set that no other of them, and none of a wider set, includes. */
export function withoutCovered(own: SingleRights, wide: SingleRights): readonly SingleRight[] {
  return [...own.values()].filter((right) => {
    const key = keyOf(right)
    if (wide.has(key)) return false
    return !wider(right).some((each) => {
      const other = keyOf(each)
      return wide.has(other) || (other !== key && own.has(other))
    })
  })
}

/** Every single right that includes one. */
function wider(right: SingleRight): readonly SingleRight[] {
  if ('rule' in right) return []
  const verbs = ['*', right.verb]
  if ('url' in right)
    return verbs.flatMap((verb) => pathsOver(right.url).map((url) => ({ verb, url })))
  const { group, resource, name } = right
  const cut = resource.indexOf('/')
  const resources = ['*', ...(cut < 0 ? [] : [`*${resource.slice(cut)}`]), resource]
  const names = name === undefined ? [{}] : [{}, { name }]
  return verbs.flatMap((verb) =>
    ['*', group].flatMap((each) =>
      resources.flatMap((which) =>
        names.map((named) => ({ verb, group: each, resource: which, ...named })),
      ),
    ),
  )
}

function pathsOver(url: string): readonly string[] {
  if (url.length > LONGEST_PATH) return ['*', url]
  const stem = url.endsWith('*') ? url.slice(0, -1) : url
  const starred = Array.from({ length: stem.length + 1 }, (_, end) => `${stem.slice(0, end)}*`)
  return [...starred, url]
}

function keyOf(right: SingleRight): string {
  if ('rule' in right) return right.rule
  if ('url' in right) return JSON.stringify([right.verb, right.url])
  const { verb, group, resource, name } = right
  return JSON.stringify([verb, group, resource, ...(name === undefined ? [] : [name])])
}

/** A right as people write it: `get deployments.apps/scale`, `get configmaps named x`, `get /metrics`. Different rights have different texts. */
export function rightText(right: SingleRight): string {
  if ('rule' in right) return `a rule ${right.rule}`
  if ('url' in right) return `${plain(right.verb)} ${plain(right.url, URL_TEXT)}`
  const { verb, group, resource, name } = right
  const cut = resource.includes('/') ? resource.indexOf('/') : resource.length
  const of = group === '' ? '' : `.${plain(group, GROUP_TEXT)}`
  const below = cut === resource.length ? '' : `/${plain(resource.slice(cut + 1))}`
  const named = name === undefined ? '' : ` named ${plain(name, NAME_TEXT)}`
  return `${plain(verb)} ${plain(resource.slice(0, cut))}${of}${below}${named}`
}

const WORD_TEXT = /^[A-Za-z0-9*:_-]+$/
const GROUP_TEXT = /^[A-Za-z0-9*._-]+$/
const NAME_TEXT = /^[A-Za-z0-9*:._-]+$/
const URL_TEXT = /^\/[A-Za-z0-9*:._/-]*$|^\*$/

/** What such words are not made of stands in quotes, so that no name poses as another right. */
function plain(text: string, made = WORD_TEXT): string {
  return made.test(text) ? text : JSON.stringify(text)
}
