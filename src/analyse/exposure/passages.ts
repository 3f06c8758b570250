import type { Pod } from '../../model/cluster.ts'
import type { Labels } from '../../model/object.ts'
import type { Passage } from '../../model/passage.ts'
import type { Gateway } from '../objects/gateways.ts'
import type { Ingress } from '../objects/ingresses.ts'
import { byClass, controllersOf } from './ingress-controllers.ts'
import type { ServingController } from './ingress-controllers.ts'
import { GATEWAY_NAME, OWNING_GATEWAY, ROUTER, ROUTER_LABEL } from './known-controllers.ts'
import type { KnownController } from './known-controllers.ts'

/** An IngressClass or a GatewayClass: which controller serves it. */
export type ControllerClass = {
  readonly name: string
  readonly controller: string
  /** whether it serves Ingresses that name no class */
  readonly isDefault: boolean
  /** whether it refers to parameters of the controller's own */
  readonly parameters: boolean
  /** what goes through waypoints of the class that do not say; absent: Services */
  readonly waypointFor?: string
}

/** What tells which controller serves an Ingress, a Gateway or a Route, and where its pods are. */
export type PassageInput = {
  readonly pods: readonly Pod[]
  /** by name */
  readonly ingressClasses: ReadonlyMap<string, ControllerClass>
  readonly gatewayClasses: ReadonlyMap<string, ControllerClass>
  readonly platformNamespaces: readonly string[]
}

/** What serves each Ingress, Gateway and Route of a cluster. */
export type Passages = {
  readonly ofIngress: (ingress: Pick<Ingress, 'className' | 'oldClass'>) => Passage
  readonly ofGateway: (gateway: Gateway) => Passage
  readonly ofRoute: () => Passage
}

/** Finds what serves by the classes of a cluster and a table of known controllers; pods of a controller are looked for once. */
export function passagesIn(input: PassageInput): Passages {
  const found = new Map<KnownController, Passage>()
  const router = routerOf(input)
  const proxies = proxiesByGateway(input.pods)
  const passage = (known: KnownController): Passage => {
    const made = found.get(known) ?? (known.name === ROUTER ? router : passageOf(known, input))
    found.set(known, made)
    return made
  }
  return {
    ofIngress: (ingress) => ofIngress(ingress, input, passage),
    ofGateway: (gateway) => ofGateway(gateway, proxies, input, passage),
    ofRoute: () => router,
  }
}

function ofIngress(
  ingress: Pick<Ingress, 'className' | 'oldClass'>,
  { ingressClasses }: PassageInput,
  passage: (known: KnownController) => Passage,
): Passage {
  const { candidates, why } = controllersOf(ingress, ingressClasses)
  const passages = candidates.map((each) => through(each, passage))
  const [only] = passages
  return why === undefined && only !== undefined ? only : anyOf(passages, why ?? '')
}

function through(
  serving: ServingController,
  passage: (known: KnownController) => Passage,
): Passage {
  return serving.known === undefined
    ? { kind: 'unknown', why: serving.why }
    : passage(serving.known)
}

/** The pods of several controllers together; else what the first one is, else unknown. */
function anyOf(passages: readonly Passage[], why: string): Passage {
  const withPods = passages.filter((each) => each.kind === 'pods')
  const [first] = withPods
  if (first === undefined)
    return passages.find(({ kind }) => kind !== 'unknown') ?? { kind: 'unknown', why }
  return {
    kind: 'pods',
    controller: withPods.map(({ controller }) => controller).join(' or '),
    pods: [...new Set(withPods.flatMap(({ pods }) => pods))],
    recognised: withPods.length === 1 && first.recognised,
  }
}

/** Pods by the Gateway, `namespace/name`, that they say they serve. */
function proxiesByGateway(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const named = pods.flatMap((pod) => {
    const { labels, namespace } = pod
    const [near, far] = [labels[GATEWAY_NAME], labels[OWNING_GATEWAY.name]]
    return [
      ...(near === undefined ? [] : [{ place: `${namespace}/${near}`, pod }]),
      ...(far === undefined
        ? []
        : [{ place: `${labels[OWNING_GATEWAY.namespace] ?? namespace}/${far}`, pod }]),
    ]
  })
  const groups = Map.groupBy(named, ({ place }) => place)
  return new Map([...groups].map(([place, found]) => [place, found.map(({ pod }) => pod)]))
}

/** Pods that say they serve this Gateway; else those that the controller has for all of its Gateways. */
function ofGateway(
  { className, name, namespace }: Gateway,
  proxies: ReadonlyMap<string, readonly Pod[]>,
  input: PassageInput,
  passage: (known: KnownController) => Passage,
): Passage {
  const place = `${namespace}/${name}`
  const own = proxies.get(place)
  if (own !== undefined) return podsOf(`the proxy of Gateway ${place}`, own, input)
  const made = input.gatewayClasses.get(className)
  if (made === undefined) return { kind: 'unknown', why: `no GatewayClass is called ${className}` }
  return through(byClass('GatewayClass', made), passage)
}

function routerOf(input: PassageInput): Passage {
  const pods = input.pods.filter(({ labels }) => labels[ROUTER_LABEL] !== undefined)
  if (pods.length > 0) return podsOf(ROUTER, pods, input)
  return { kind: 'unknown', why: `no pod of ${ROUTER} was found` }
}

function passageOf(known: KnownController, input: PassageInput): Passage {
  const { name: controller, serves } = known
  if (serves !== 'pods') return { kind: serves, controller }
  const pods = input.pods.filter((pod) => isOf(known, pod))
  if (pods.length > 0) return podsOf(controller, pods, input)
  return { kind: 'unknown', why: `no pod of ${controller} was found` }
}

/** What only stands in for finished jobs of a controller has its labels too, and never its image: either is enough. */
function isOf({ image, labels }: KnownController, { images, labels: own }: Pod): boolean {
  return (
    labels.some((set) => isWithin(set, own)) ||
    (image !== undefined && images.some((each) => image.test(each)))
  )
}

function isWithin(set: Labels, own: Labels): boolean {
  return Object.entries(set).every(([key, value]) => own[key] === value)
}

/** All pods that look like it, since any of them may serve; that it is none of them is known only where some stand in a platform namespace. */
function podsOf(
  controller: string,
  pods: readonly Pod[],
  { platformNamespaces }: PassageInput,
): Passage {
  const recognised = pods.some(({ namespace }) => platformNamespaces.includes(namespace))
  return { kind: 'pods', controller, pods, recognised }
}
