import type { Instant } from '../core/clock.ts'
import type { Exposure } from './cluster.ts'
import type { ControlOutcome } from './evaluation.ts'
import type { ObjectKey } from './object.ts'
import type { PeriodComparison } from './period-comparison.ts'
import type { Protocol } from './policy.ts'
import type { Explanation, PortRange } from './reachability.ts'

/** What is on one side of a comparison. */
export type ComparisonSide = {
  /** run id, or the folder's path as given */
  readonly name: string
  readonly asOf: Instant
  readonly clusters: readonly {
    readonly name: string
    readonly status: string
    /** why its status is not `complete`, one line each */
    readonly reasons?: readonly string[]
    readonly uid?: string
    readonly root: string
  }[]
}

/**
 * Why two results are not held against each other. `population`: one side did not read the cluster, or read another one under its name; `catalogue`: another benchmark is used for it, or the control is defined otherwise;
 * `control-version`: another version of a check decided; `tool`: of the same objects, files and catalogue another version of the program says something else; `scope`: the scope does not say; `gap`: something was not read; `open`: undetermined for
 * another reason; `error`: evaluating it ended in one.
 */
export type IncomparableCause =
  'population' | 'catalogue' | 'control-version' | 'tool' | 'scope' | 'gap' | 'open' | 'error'

/** How one control of one cluster moved. */
export type ControlChange = {
  readonly cluster: string
  readonly framework: string
  readonly control: string
  readonly title: string
  readonly state:
    'new' | 'absent' | 'fixed' | 'regressed' | 'unchanged' | 'changed' | 'incomparable'
  /** of what kind the reason is; `incomparable` only */
  readonly because?: IncomparableCause
  readonly before?: ControlOutcome
  readonly after?: ControlOutcome
  /** why it is incomparable, or what changed in words */
  readonly reason: string
  /** subjects that newly fail, and that no longer do; sorted */
  readonly newlyFailing: readonly string[]
  readonly noLongerFailing: readonly string[]
}

/** One object that came, went or changed; `diff` is a unified diff of readable YAML, noise left out. Of what came or went only policies have one, of all their lines. */
export type ObjectChange = {
  readonly cluster: string
  readonly key: ObjectKey
  readonly change: 'added' | 'removed' | 'changed'
  readonly diff?: string
}

/** How a connection meets the border of the CDE: `undeclared` where the scope names neither end as in or out, so that it may cross it. */
export type CdeCrossing = 'into' | 'out-of' | 'undeclared'

/** Connections of one group of pairs that opened or closed, as one line. */
export type ConnectivityChange = {
  readonly cluster: string
  readonly change: 'opened' | 'closed'
  /** `shop/Deployment/web`, or all ranges of addresses: `203.0.113.0-203.0.113.255, 198.51.100.7` */
  readonly from: string
  readonly to: string
  readonly ports: readonly PortRange[]
  /** the part of them that could not be decided on the side where it may pass, and counts as passing; empty: all is certain */
  readonly undecided: readonly PortRange[]
  /** absent: it stays inside or outside the CDE */
  readonly cde?: CdeCrossing
  /** pairs of pods behind this line */
  readonly pairs: number
  readonly cause: readonly string[]
  /** one of them, from a pod or an address to another, as the side explains it on which it may pass */
  readonly example: Explanation
}

/** One connection of a chain, in the direction in which it is opened. */
export type ConnectedHop = {
  readonly from: string
  readonly to: string
  readonly ports: readonly PortRange[]
  /** false: whether anything may pass could not be decided, it counts as passing */
  readonly certain: boolean
}

/** A workload outside of the CDE that became connected to it over any number of connections, or no longer is. */
export type ConnectedChange = {
  readonly cluster: string
  readonly change: 'connected' | 'disconnected'
  readonly workload: string
  /** `into`: it reaches the CDE; `out-of`: the CDE reaches it */
  readonly direction: 'into' | 'out-of'
  /** one of the shortest chains on the side where it is connected; never empty */
  readonly chain: readonly ConnectedHop[]
}

/** One way from outside of the cluster to a workload that opened or closed, by what opens it. */
export type OpeningChange = {
  readonly cluster: string
  readonly change: 'opened' | 'closed'
  readonly kind: Exposure['kind']
  /** the Service, Ingress, route or Pod that opens it */
  readonly source: ObjectKey
  readonly pointer: string
  /** `shop/Deployment/web` */
  readonly workload: string
  readonly protocol: Protocol
  /** the port that the outside sees; absent where any */
  readonly port?: number
  /** the pods' port */
  readonly targetPort?: number
  /** the controller that takes the traffic first, or why it is not known; absent: none does */
  readonly through?: string
  /** CIDRs allowed to come in; empty: any */
  readonly sourceRanges: readonly string[]
  /** hosts of an Ingress or route; empty: any */
  readonly hosts: readonly string[]
}

/** Two runs or folders side by side (format comparison/v1). All lists sorted. */
export type Comparison = {
  readonly format: 'comparison/v1'
  readonly base: ComparisonSide
  readonly head: ComparisonSide
  /** differences of population, tool, catalogue and inputs: read these first */
  readonly premises: readonly string[]
  readonly controls: readonly ControlChange[]
  readonly objects: readonly ObjectChange[]
  readonly connectivity: readonly ConnectivityChange[]
  readonly connected: readonly ConnectedChange[]
  readonly openings: readonly OpeningChange[]
  /** the clusters in which something of each part was compared; in all others nothing is known to have changed or not */
  readonly compared: {
    readonly controls: readonly string[]
    readonly objects: readonly string[]
    readonly connectivity: readonly string[]
    readonly connected: readonly string[]
    readonly openings: readonly string[]
  }
  /** what could not be compared, and why */
  readonly gaps: readonly string[]
  /** two periods; absent where runs or folders were named */
  readonly periods?: PeriodComparison
}
