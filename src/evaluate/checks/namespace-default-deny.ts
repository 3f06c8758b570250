import { classesByNamespace } from '../../analyse/queries/coverage.ts'
import type { Check } from '../../model/check.ts'
import { namespaceEvidence, notApplicable } from '../answers.ts'
import { listOf, wordOf } from '../baseline.ts'
import { DIRECTIONS, defaultDenyAnswer } from '../default-deny.ts'
import { CONNECTIVITY } from '../reads.ts'
import { subjectOf } from '../subject.ts'

/** Default-deny coverage of every namespace in one direction, whatever the scope says of it. */
export const namespaceDefaultDeny: Check = {
  id: 'namespace-default-deny',
  version: 5,
  title: 'Each namespace denies by default, and policies isolate each pod',
  logic:
    'A policy with an empty pod selector isolates all pods of the namespace in this direction, every pod of the pod network is isolated, and the policies together do not let everyone, or every pod, pass on most ports. Pods on the host network are counted apart.',
  reads: CONNECTIVITY,
  needs: ['reachability'],
  passesBy: 'denial',
  parameters: { direction: DIRECTIONS, except: 'list' },
  evaluate(input) {
    const direction = wordOf(input, 'direction', DIRECTIONS)
    const except = new Map(listOf(input, 'except').map(({ value, reason }) => [value, reason]))
    const classes = classesByNamespace(input.reachability)
    return [...input.cluster.namespaces.values()].map((namespace) => {
      const excepted = except.get(namespace.name)
      if (excepted === undefined)
        return defaultDenyAnswer(input, namespace, classes.get(namespace.name) ?? [], direction)
      const subject = subjectOf(input.cluster.name, '', 'Namespace', namespace.name)
      const said = `left out by the baseline: ${excepted}`
      return notApplicable(subject, said, namespaceEvidence(namespace))
    })
  },
}
