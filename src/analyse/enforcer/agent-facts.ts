import type { Pod } from '../../model/cluster.ts'
import type { Known } from '../../model/enforcer.ts'

/** What the pods of a network plugin show of it. */
export type AgentFacts = {
  /** the version in the image tag of each agent: `[3, 30]`; undefined where a digest or another name hides it */
  readonly versions: readonly (Version | undefined)[]
  /** flags of agents whose command lines are kept; see Pod.flags */
  readonly flags: readonly (readonly string[] | undefined)[]
  /** images of all agents */
  readonly images: readonly string[]
  /** settings of Cilium that hold on all nodes; absent: not read */
  readonly settings?: Readonly<Record<string, string>>
  /** keys of settings that differ between nodes; absent: none does */
  readonly varying?: ReadonlySet<string>
}

type Version = readonly [number, number]

/** What is known of one thing that a plugin may do, from its agents. */
export type Knowledge = (facts: AgentFacts) => Known

/** The versions of an image among those of pods, and their flags. */
export function agentFacts(
  pods: readonly Pod[],
  image: RegExp,
  { settings, varying }: Pick<AgentFacts, 'settings' | 'varying'> = {},
): AgentFacts {
  return {
    versions: pods.map(({ images }) => versionIn(images.filter((each) => image.test(each)))),
    flags: pods.map(({ flags }) => flags),
    images: [...new Set(pods.flatMap(({ images }) => images))].sort(),
    ...(settings === undefined ? {} : { settings }),
    ...(varying === undefined ? {} : { varying }),
  }
}

/** `v3.30.1`, `1.18.1-eksbuild.2`, `v20240813-c6f155d6` (kindnetd, by its date). */
const VERSION = /^v?([0-9]+)(?:\.([0-9]+))?/

function versionIn(images: readonly string[]): Version | undefined {
  const [, major, minor = '0'] = VERSION.exec(images.map(tagOf).find(Boolean) ?? '') ?? []
  return major === undefined ? undefined : [Number(major), Number(minor)]
}

/** The tag of an image, also where a digest follows it; empty: it has none. */
export function tagOf(image: string): string {
  const [named = ''] = image.split('@')
  return /:([^/:]+)$/.exec(named)?.[1] ?? ''
}

/** The same answer of all agents; else not known. */
export function ofAll(answers: readonly Known[]): Known {
  const [first = 'unknown'] = answers
  return answers.every((each) => each === first) ? first : 'unknown'
}

/** Whatever the version. */
export const always: Knowledge = () => 'yes'

/** In no version. */
export const never: Knowledge = () => 'no'

/** Nothing that is read says. */
export const hidden: Knowledge = () => 'unknown'

/** From a version on, and before another one where it was taken out again. */
export function from(since: Version, until?: Version): Knowledge {
  return ({ versions }) =>
    ofAll(
      versions.map((version) => {
        if (version === undefined) return 'unknown'
        const later = until !== undefined && isAtLeast(version, until)
        return isAtLeast(version, since) && !later ? 'yes' : 'no'
      }),
    )
}

/** What holds only from a version on, and what decides then. */
export function both(one: Knowledge, other: Knowledge): Knowledge {
  return (facts) => {
    const answers = [one(facts), other(facts)]
    if (answers.includes('no')) return 'no'
    return answers.includes('unknown') ? 'unknown' : 'yes'
  }
}

/** A flag of the agents that is on or off; `otherwise` where the command line is kept and does not have it. */
export function flagged(name: string, otherwise: Known): Knowledge {
  return ({ flags }) =>
    ofAll(
      flags.map((words) => {
        if (words === undefined) return 'unknown'
        const word = words.findLast((each) => each.replace(/^--?/, '').split('=')[0] === name)
        if (word === undefined) return otherwise
        const value = word.includes('=') ? word.slice(word.indexOf('=') + 1).toLowerCase() : 'true'
        if (['true', 't', '1'].includes(value)) return 'yes'
        return ['false', 'f', '0'].includes(value) ? 'no' : 'unknown'
      }),
    )
}

/** A setting of Cilium that is off unless it says otherwise. */
export function setting(name: string): Knowledge {
  return ({ settings, varying }) => {
    if (settings === undefined || varying?.has(name) === true) return 'unknown'
    const value = settings[name]?.trim().toLowerCase() ?? 'false'
    if (['true', 't', '1'].includes(value)) return 'yes'
    return ['false', 'f', '0', ''].includes(value) ? 'no' : 'unknown'
  }
}

function isAtLeast([major, minor]: Version, [wantedMajor, wantedMinor]: Version): boolean {
  return major === wantedMajor ? minor >= wantedMinor : major > wantedMajor
}
