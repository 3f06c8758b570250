import { matchesGlob } from '../../core/glob.ts'
import type { Namespace } from '../../model/cluster.ts'
import type {
  EngineWebhook,
  NamespaceCondition,
  PodAdmission,
  PodRefusal,
  PodRule,
} from '../../model/pod-admission.ts'
import { withoutEphemeral } from '../facts/admission/pod-ways.ts'
import { selects } from '../objects/label-match.ts'
import type { Ternary } from '../objects/label-match.ts'

/** What a rule does to pods that are made in one namespace. */
export type Refusal = {
  readonly rule: PodRule
  /** the webhook through which it is asked; absent: it needs none */
  readonly webhook?: EngineWebhook
  /**
   * `refuses`: what breaks it is refused; `reports`: only reported; `unasked`: no webhook brings these pods to its engine; `perhaps`: nobody can say
   * whether it looks at all pods there, and `limits` say why
   */
  readonly effect: 'refuses' | 'reports' | 'unasked' | 'perhaps'
  /** for people */
  readonly limits: readonly string[]
  /** what it refuses for certain, where it refuses */
  readonly refuses: readonly PodRefusal[]
  /** pods that it lets pass whatever they are, for people */
  readonly spared: readonly string[]
  /** any pod of the namespace may be among them */
  readonly sparesAny: boolean
  /** pods pass when it ends in an error or does not answer */
  readonly ignores: boolean
}

/** The rules that mean pods which are made in a namespace, in their order. */
export function refusalsIn(
  { rules, webhooks }: PodAdmission,
  namespace: Namespace,
): readonly Refusal[] {
  const brought = webhooks.flatMap((webhook) => {
    const limits = bringing(webhook, namespace)
    return limits === undefined ? [] : [{ webhook, limits }]
  })
  return rules.flatMap((rule) => refusalOf(rule, brought, namespace))
}

type Brought = { readonly webhook: EngineWebhook; readonly limits: readonly string[] }

/** What a webhook leaves out of the pods of a namespace, for people; undefined: all of them. */
function bringing(
  { where, limits, doubtful }: EngineWebhook,
  namespace: Namespace,
): readonly string[] | undefined {
  const holds = holdIn(where, namespace)
  if (holds === 'no') return undefined
  return [
    ...(holds === 'maybe' ? [UNKNOWN_NAMESPACE] : []),
    ...(doubtful.includes(namespace.name) ? [LEFT_OUT] : []),
    ...limits,
  ]
}

const UNKNOWN_NAMESPACE = 'whether it means this namespace cannot be read'

const LEFT_OUT =
  'Kyverno leaves this namespace out unless its ConfigMap says otherwise, which is not read'

function refusalOf(
  rule: PodRule,
  brought: readonly Brought[],
  namespace: Namespace,
): readonly Refusal[] {
  const holds = holdIn(rule.where, namespace)
  const spared = sparedIn(rule, namespace)
  if (holds === 'no' || spared === undefined) return []
  const through = rule.webhooks === undefined ? undefined : bestOf(rule, brought)
  const action = actionIn(rule, namespace)
  const limits = [
    ...(holds === 'maybe' ? [UNKNOWN_NAMESPACE] : []),
    ...spared.doubts,
    ...rule.limits,
    ...(through?.limits ?? []),
    ...(action === 'maybe' ? ['what it does there cannot be read'] : []),
  ]
  const isUnasked = rule.webhooks !== undefined && through === undefined
  return [
    {
      rule,
      ...(through === undefined ? {} : { webhook: through.webhook }),
      effect: effectOf(action, isUnasked, limits),
      limits,
      refuses: refusedThrough(rule, through),
      spared: spared.pods,
      sparesAny: spared.any,
      ignores: rule.ignores || through?.webhook.ignores === true,
    },
  ]
}

function refusedThrough({ refuses }: PodRule, through: Brought | undefined): PodRule['refuses'] {
  return through?.webhook.ephemeral === false ? withoutEphemeral(refuses) : refuses
}

function effectOf(
  action: Ternary,
  isUnasked: boolean,
  limits: readonly string[],
): Refusal['effect'] {
  if (action === 'no') return 'reports'
  if (isUnasked) return 'unasked'
  return limits.length > 0 ? 'perhaps' : 'refuses'
}

/** Of the webhooks that bring pods to a rule the one that leaves out least. */
function bestOf({ webhooks, policy }: PodRule, brought: readonly Brought[]): Brought | undefined {
  const rank = ({ webhook, limits }: Brought) => limits.length * 2 + Number(webhook.ignores)
  return brought
    .filter(
      ({ webhook }) =>
        webhook.family === webhooks && (webhook.only === undefined || endsIn(webhook.only, policy)),
    )
    .toSorted((one, other) => rank(one) - rank(other))[0]
}

/** A webhook for one policy of a namespace has the namespace before the name. */
function endsIn(only: string, policy: string): boolean {
  return only === policy || only.endsWith(`-${policy}`)
}

type Spared = Record<'pods' | 'doubts', readonly string[]> & { readonly any: boolean }

/** What the exceptions of a rule let pass in a namespace; undefined: everything. */
function sparedIn({ exceptions }: PodRule, namespace: Namespace): Spared | undefined {
  const meant = exceptions
    .map((each) => ({ ...each, holds: holdIn(each.where, namespace) }))
    .filter(({ holds }) => holds !== 'no')
  if (meant.some(({ holds, pods }) => holds === 'yes' && pods === undefined)) return undefined
  const some = meant.flatMap(({ pods }) => pods ?? [])
  const isDoubtful = meant.some(({ pods }) => pods === undefined)
  return {
    pods: [...new Set(some)],
    doubts: isDoubtful ? [UNKNOWN_NAMESPACE] : [],
    any: meant.some(({ named }) => named !== true),
  }
}

/** Whether a rule refuses in a namespace: the first action that holds decides, and those before it that may hold leave it open. */
function actionIn({ actions }: PodRule, namespace: Namespace): Ternary {
  const possible = actions
    .map(({ where, refuses }) => ({ holds: holdIn(where, namespace), refuses }))
    .filter(({ holds }) => holds !== 'no')
  const end = possible.findIndex(({ holds }) => holds === 'yes')
  const said = new Set(possible.slice(0, end + 1).map(({ refuses }) => refuses))
  if (end < 0 || said.size > 1) return possible.length === 0 ? 'no' : 'maybe'
  return said.has(true) ? 'yes' : 'no'
}

/** Whether all conditions hold in a namespace. */
function holdIn(where: readonly NamespaceCondition[], namespace: Namespace): Ternary {
  const each = where.map((condition) => holdsIn(condition, namespace))
  if (each.includes('no')) return 'no'
  return each.includes('maybe') ? 'maybe' : 'yes'
}

function holdsIn(condition: NamespaceCondition, { name, labels }: Namespace): Ternary {
  switch (condition.kind) {
    case 'named':
      if (condition.names.some((each) => matchesGlob(each, name))) return 'yes'
      return condition.names.some((each) => each.includes('?')) ? 'maybe' : 'no'
    case 'selected':
      return selects(condition.selector, labels)
    case 'not-read':
      return 'maybe'
  }
}
