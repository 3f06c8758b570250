import { classesByNamespace } from '../../analyse/queries/coverage.ts'
import type { Check, CheckInput } from '../../model/check.ts'
import type { Namespace } from '../../model/cluster.ts'
import { namespaceEvidence, undetermined } from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { ONE_OR_BOTH, defaultDenyAnswer, directionsOf } from '../default-deny.ts'
import { namespaceClasses } from '../places.ts'
import { CONNECTIVITY } from '../reads.ts'
import { subjectOf } from '../subject.ts'
import { together } from '../together.ts'

/** Default-deny coverage of each namespace of the cardholder-data environment in one direction, or in both. */
export const cdeDefaultDeny: Check = {
  id: 'cde-default-deny',
  version: 6,
  title: 'Each namespace of the cardholder-data environment denies by default',
  logic:
    'In each namespace that holds CDE workloads, a policy with an empty pod selector isolates all pods in the direction asked for, every pod of the pod network is isolated, and the policies together do not let everyone, or every pod, pass on most ports.',
  reads: CONNECTIVITY,
  needs: ['scope', 'reachability'],
  passesBy: 'denial',
  parameters: { direction: ONE_OR_BOTH },
  evaluate(input) {
    const directions = directionsOf(wordOf(input, 'direction', ONE_OR_BOTH))
    const classes = classesByNamespace(input.reachability)
    const classesOf = namespaceClasses(input)
    return together(
      [...input.cluster.namespaces.values()].flatMap((namespace) => {
        const found = classesOf(namespace)
        if (!found.has('cde')) return found.has('unclassified') ? [silent(input, namespace)] : []
        const own = classes.get(namespace.name) ?? []
        return directions.map((each) => defaultDenyAnswer(input, namespace, own, each))
      }),
    )
  },
}

function silent({ cluster }: CheckInput, namespace: Namespace) {
  return undetermined(
    subjectOf(cluster.name, '', 'Namespace', namespace.name),
    'scope-silent',
    'scope does not say whether it holds parts of the cardholder-data environment',
    namespaceEvidence(namespace),
  )
}
