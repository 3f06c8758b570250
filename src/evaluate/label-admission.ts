import { pointerTo } from '../core/json-pointer.ts'
import { ENFORCE_LABEL, enforcedBy } from '../analyse/queries/enforced-standard.ts'
import type { EnforcedStandard } from '../analyse/queries/enforced-standard.ts'
import { controlsOf } from '../analyse/queries/pod-standards.ts'
import type { Cluster, Namespace } from '../model/cluster.ts'
import type { Evidence, UndeterminedCause } from '../model/evaluation.ts'
import { namespaceEvidence, objectEvidence } from './answers.ts'
import { instancesOf } from './component-instances.ts'
import { gatesOf, listItems } from './flag-values.ts'
import type { Admission } from './pod-admission.ts'
import { minorOf } from './version-range.ts'

/** What the labels of Pod Security on a namespace, and the default of the API server, say of new pods; see admissionBy. */
export function bySecurityLabels(
  cluster: Cluster,
  namespace: Namespace,
  controls: readonly string[] | undefined,
): Admission {
  const enforced = standardIn(cluster, namespace)
  const evidence = labelEvidence(namespace)
  const server = serverOf(cluster)
  if (server.kind === 'off')
    return { verdict: 'open', cause: 'gap', said: server.said, evidence: server.evidence }
  const answer = (verdict: Admission['verdict'], cause: UndeterminedCause, said: string) => ({
    ...{ verdict, cause, said, evidence },
  })
  if (enforced.kind === 'level') {
    const refused = controlsOf(enforced.level, enforced.minor)
    const held = controls === undefined || refused.some((each) => controls.includes(each))
    const named = `${ENFORCE_LABEL} is ${levelWords(enforced)}`
    if (!held) return answer('open', 'gap', `${named}, which allows it`)
    const doubt = doubtIn(cluster)
    return doubt === undefined
      ? answer('held', 'gap', named)
      : answer('unknown', doubt.cause, `${named}; ${doubt.said}`)
  }
  switch (enforced.kind) {
    case 'unknown':
      return answer('unknown', 'untranslated', `the label ${ENFORCE_LABEL} was redacted`)
    case 'privileged':
      return answer('open', 'gap', `${ENFORCE_LABEL} is privileged`)
    case 'none':
      return server.kind === 'no-default'
        ? answer(
            'open',
            'gap',
            `no label ${ENFORCE_LABEL}, and the API server has no other default`,
          )
        : answer('unknown', 'out-of-reach', `no label ${ENFORCE_LABEL}; ${server.said}`)
  }
}

/** What the label says, and what Kubernetes makes of it where that is no level: level and version as in PolicyToEvaluate. */
function levelWords({ level, written }: Extract<EnforcedStandard, { kind: 'level' }>): string {
  if (written === level) return level
  return `${JSON.stringify(written)}, which is no level and is treated as ${level}`
}

/** What a namespace enforces by its labels. */
export function standardIn(cluster: Cluster, { labels }: Namespace): EnforcedStandard {
  const minor = versionOf(cluster)
  return enforcedBy(labels, minor === undefined ? undefined : minor.order % 1000)
}

function versionOf({ snapshot }: Cluster): ReturnType<typeof minorOf> {
  const { version } = snapshot.identity
  return version === undefined ? undefined : minorOf(version)
}

/** The first version of Kubernetes that asks the plug-in PodSecurity unless told otherwise: in 1.22 its feature gate was alpha (KEP-2579). */
const FIRST = { text: '1.23', order: 1_023 }

/** The first version in which its feature gate cannot be switched off. */
const LOCKED = 1_025

/** Why labels may count for nothing; undefined: the plug-in that asks them is on unless command lines say otherwise. */
function doubtIn(cluster: Cluster): Pick<Admission, 'cause' | 'said'> | undefined {
  const runs = versionOf(cluster)
  if (runs !== undefined && runs.order >= FIRST.order) return undefined
  const since = `such labels count by default since Kubernetes ${FIRST.text}`
  return runs === undefined
    ? { cause: 'gap', said: `${since}, and the version of this cluster is not known` }
    : { cause: 'out-of-reach', said: `${since}, and this cluster runs ${runs.text}` }
}

function labelEvidence(namespace: Namespace): readonly Evidence[] {
  const value = Object.hasOwn(namespace.labels, ENFORCE_LABEL)
    ? namespace.labels[ENFORCE_LABEL]
    : undefined
  if (value === undefined) return namespaceEvidence(namespace)
  const pointer = pointerTo('/metadata/labels', ENFORCE_LABEL)
  return [{ object: namespace.key, pointer, value }]
}

type ServerSetting =
  | { readonly kind: 'no-default' }
  | { readonly kind: 'not-seen'; readonly said: string }
  | { readonly kind: 'off'; readonly said: string; readonly evidence: readonly Evidence[] }

/** What the command lines of the API server say of Pod Security. Its default level stands in a file that --admission-control-config-file names. */
function serverOf(cluster: Cluster): ServerSetting {
  const { found, missing } = instancesOf(cluster, 'kube-apiserver')
  const off = disabledIn(cluster, 'PodSecurity') ?? gatedIn(cluster)
  if (off !== undefined) {
    const said = 'the API server runs without the admission plug-in PodSecurity'
    return { kind: 'off', said, evidence: [objectEvidence(off.key)] }
  }
  const isWhole = missing.length === 0 && found.every(({ open }) => open === undefined)
  if (!isWhole)
    return { kind: 'not-seen', said: 'a default of the API server is not visible through the API' }
  const named = found.some(({ flags }) => flags.has('admission-control-config-file'))
  return named
    ? { kind: 'not-seen', said: 'a default may stand in the file that the API server is given' }
    : { kind: 'no-default' }
}

/** The API server that runs without an admission plug-in, as far as command lines are visible. */
export function disabledIn(cluster: Cluster, plugIn: string): Instance | undefined {
  return instancesOf(cluster, 'kube-apiserver').found.find(({ flags }) => {
    const value = flags.get('disable-admission-plugins')?.value ?? ''
    return listItems(value)?.includes(plugIn) ?? value.includes(plugIn)
  })
}

/** The API server whose feature gates switch Pod Security off, in versions that take that. */
function gatedIn(cluster: Cluster): Instance | undefined {
  const runs = versionOf(cluster)
  if (runs !== undefined && runs.order >= LOCKED) return undefined
  return instancesOf(cluster, 'kube-apiserver').found.find(({ flags }) => {
    const gates = gatesOf(flags.get('feature-gates')?.value ?? '')
    return (gates?.get('PodSecurity') ?? gates?.get('AllBeta')) === 'false'
  })
}

type Instance = ReturnType<typeof instancesOf>['found'][number]
