import type { Reachability } from '../../model/reachability.ts'
import { partyOf } from '../places/party.ts'
import type { Party } from '../places/party.ts'
import type { Side } from '../places/sides.ts'
import type { ServiceAddress } from '../places/service-backends.ts'
import type { ClosureOptions, Start } from './closure.ts'

/** Where a closure of places begins, and what they were taken for, a sentence each. */
export type Starts = { readonly starts: readonly Start[]; readonly said: readonly string[] }

/**
 * Where a closure of places begins. What reaches an address of a Service reaches the pods behind it, and all of their ports are followed; where
 * connections are opened from it, nothing stands behind it.
 */
export function startsOf(
  reachability: Reachability,
  sides: readonly Side[],
  direction: ClosureOptions['side'],
): Starts {
  const found = sides.map((side) => startOf(reachability, side, direction))
  return {
    starts: found.flatMap(({ starts }) => starts),
    said: [...new Set(found.flatMap(({ said }) => said))],
  }
}

function startOf(
  reachability: Reachability,
  { name, either, services = [], nodePorts = [], unread, said }: Side,
  direction: ClosureOptions['side'],
): Starts {
  const is = said === undefined ? [] : [said]
  if (direction === 'from') return { starts: [{ either }], said: is }
  const behind = services.flatMap((service) => podsBehind(reachability, service))
  const own = services.length > 0 && services.every((each) => each.own)
  const passedOn =
    nodePorts.length > 0 ? [`what node ports at ${name} pass on to pods is not followed`] : []
  return {
    starts: [
      ...behind.map((each) => ({ either: [each] })),
      ...(own ? [] : [unread === undefined ? { either } : ({ either, unsure: true } as const)]),
    ],
    said: [
      ...is,
      ...services.flatMap((each) => takenFor(reachability, each)),
      ...(unread === undefined ? [] : [`${unread}; what it would lead to is not followed`]),
      ...passedOn,
    ],
  }
}

/** What a Service stands for, and whether more may stand behind it. */
function takenFor(reachability: Reachability, service: ServiceAddress): readonly string[] {
  const { namespace, name, ports } = service.front
  const front = `Service ${namespace}/${name}`
  const behind = podsBehind(reachability, service).map((each) => each.name)
  const taken =
    behind.length === 0
      ? `no pod of the model stands behind ${front}`
      : `what reaches the pods behind ${front}, on any port: ${behind.join(', ')}`
  const more = ports.some((each) => each.more)
  return [
    taken,
    ...(more ? [`what else stands behind ${front} is not known and not followed`] : []),
  ]
}

/** The pods behind any port of a Service, each once. */
function podsBehind(reachability: Reachability, { front }: ServiceAddress): readonly Party[] {
  const keys = front.ports.flatMap(({ targets }) =>
    targets.flatMap(({ pods }) => pods.map(({ key }) => key)),
  )
  return [...new Set(keys)].flatMap((key) => partyOf(reachability, key) ?? [])
}
