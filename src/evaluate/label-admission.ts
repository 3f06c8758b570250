import { pointerTo } from '../core/json-pointer.ts'
import { ENFORCE_LABEL, enforcedBy } from '../analyse/queries/enforced-standard.ts'
import type { EnforcedStandard } from '../analyse/queries/enforced-standard.ts'
import { controlsOf } from '../analyse/queries/pod-standards.ts'
import type { Cluster, Namespace } from '../model/cluster.ts'
import type { Evidence, UndeterminedCause } from '../model/evaluation.ts'
import { namespaceEvidence, objectEvidence } from './answers.ts'
import { instancesOf } from './component-instances.ts'
import { listItems } from './flag-values.ts'
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
    return held ? answer('held', 'gap', named) : answer('open', 'gap', `${named}, which allows it`)
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
export function standardIn({ snapshot }: Cluster, { labels }: Namespace): EnforcedStandard {
  const { version } = snapshot.identity
  const minor = version === undefined ? undefined : minorOf(version)
  return enforcedBy(labels, minor === undefined ? undefined : minor.order % 1000)
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
  const off = disabledIn(cluster, 'PodSecurity')
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

type Instance = ReturnType<typeof instancesOf>['found'][number]
