import { objectKeyOf, objectKeyParts } from '../../core/object-key.ts'
import type { AllowedBy } from '../../model/bypass.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Direction } from '../../model/policy.ts'

/**
 * What allows traffic of the pods of a namespace that no policy decides: under Calico the profile of the namespace, which is a rule that somebody may
 * have written, else the network plug-in's default, which no object says. A profile that does not allow everything is a policy of the model and isolates.
 */
export function allowedBy(cluster: Cluster, namespace: string, direction: Direction): AllowedBy {
  const { enforcer, policies } = cluster
  const plugins = enforcer.kind === 'present' ? enforcer.name.split(', ') : []
  if (plugins.includes('Calico') || policies.some(({ api }) => api === 'calico'))
    return byProfile(cluster, `kns.${namespace}`, direction)
  if (plugins.some((name) => name === 'Cilium' || name === 'GKE Dataplane V2')) {
    const said = "Cilium's mode default enforces nothing on endpoints that no policy selects"
    return { kind: 'default', said }
  }
  return { kind: 'default', said: 'the network allows by default' }
}

/** One that allows everything does so by its first rule of the direction. */
function byProfile(cluster: Cluster, name: string, direction: Direction): AllowedBy {
  const kind = 'profile'
  const object = profileOf(cluster, name)
  if (object === undefined)
    return { kind, name, said: `the profile ${name} of Calico allows by default` }
  if (cluster.policies.some(({ source }) => source === object)) {
    const said = `the profile ${name} of Calico, or one of its service account, may allow`
    return { kind, name, object, said }
  }
  const pointer = `/spec/${direction}/0`
  return { kind, name, object, pointer, said: `the profile ${name} of Calico allows (${pointer})` }
}

/** The profile as the snapshot has it, the served object before the stored one. */
function profileOf({ stated }: Cluster, wanted: string): ObjectKey | undefined {
  const found = stated.context.map(objectKeyOf).filter((key) => {
    const { kind, name } = objectKeyParts(key)
    return kind === 'Profile' && name === wanted
  })
  return found.find((key) => key.startsWith('projectcalico.org/')) ?? found[0]
}
