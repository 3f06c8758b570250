import { factsReader } from '../../src/analyse/facts/facts.ts'
import { grants, grantsOf } from '../../src/analyse/queries/who-can.ts'
import type { ClusterFacts } from '../../src/model/facts.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Grant, Rights } from '../../src/model/rights.ts'
import type { Asked } from './naive-rights.ts'

/** What checks ask of a cluster that holds these objects. */
export function factsOf(objects: readonly KubeObject[]): ClusterFacts {
  const reader = factsReader()
  for (const object of objects) reader.take(object)
  return reader.done()
}

/** The answer of the engine to a question: whether any grant is for whom and where it is asked, were the request possible or not. */
export function may(rights: Rights, asked: Asked): boolean {
  const { verb, group, subresource, name, namespace } = asked
  const resource = subresource === undefined ? asked.resource : `${asked.resource}/${subresource}`
  const wanted = { verb, group, resource, ...(name === undefined ? {} : { name }) }
  return grantsOf(rights, (rule) => grants(rule, wanted)).some(
    (grant) =>
      (grant.namespace === undefined || grant.namespace === namespace) && isFor(grant, asked),
  )
}

function isFor({ subject }: Grant, { user, groups }: Asked): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === user
    case 'Group':
      return groups.includes(subject.name)
    case 'ServiceAccount':
      return user === `system:serviceaccount:${subject.namespace ?? ''}:${subject.name}`
  }
}
