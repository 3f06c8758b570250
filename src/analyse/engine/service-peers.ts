import type { Cluster, ServiceTarget } from '../../model/cluster.ts'
import type { Peer } from '../../model/policy.ts'
import { selects } from '../objects/label-match.ts'

/** A peer that names Services. */
export type ServicePeer = Extract<Peer, { kind: 'service' }>

/** A Service that a peer means, surely or, where a redacted label decides, perhaps. */
export type MeantService = { readonly service: ServiceTarget; readonly sure: boolean }

/** The Services that a peer means, in the order of the cluster. */
export function servicesMeant(
  { namespace, name, labels = [] }: ServicePeer,
  { services }: Cluster,
): readonly MeantService[] {
  const exact =
    namespace === undefined || name === undefined ? undefined : services.get(`${namespace}/${name}`)
  const candidates =
    namespace === undefined || name === undefined
      ? [...services.values()]
      : exact === undefined
        ? []
        : [exact]
  return candidates.flatMap((service): MeantService[] => {
    if (namespace !== undefined && service.namespace !== namespace) return []
    if (name !== undefined && service.name !== name) return []
    const answer = selects(labels, service.labels)
    return answer === 'no' ? [] : [{ service, sure: answer === 'yes' }]
  })
}
