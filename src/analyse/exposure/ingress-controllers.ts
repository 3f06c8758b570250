import type { Ingress } from '../objects/ingresses.ts'
import { KNOWN_CONTROLLERS } from './known-controllers.ts'
import type { KnownController } from './known-controllers.ts'
import type { ControllerClass } from './passages.ts'

/** A controller that serves an Ingress or a Gateway, or perhaps does. */
export type ServingController =
  | {
      readonly known: KnownController
      /** whether its class refers to parameters of the controller's own, which are not read */
      readonly parameters: boolean
    }
  | { readonly known?: undefined; readonly why: string }

/** The controllers that may serve an Ingress. */
export type ServingControllers = {
  /** whichever serves it is one of these; none: nothing tells */
  readonly candidates: readonly ServingController[]
  /** what to say where none of them is found among the pods; absent: what the one candidate says */
  readonly why?: string
  /** whether no other may serve it, too */
  readonly certain: boolean
}

/** Which controllers serve an Ingress, by its class; where it names none, by the default class; without one controllers differ: any that is there may. */
export function controllersOf(
  { className, oldClass }: Pick<Ingress, 'className' | 'oldClass'>,
  classes: ReadonlyMap<string, ControllerClass>,
): ServingControllers {
  const named = className ?? oldClass
  if (named === undefined) return withoutClass(classes)
  const made = classes.get(named)
  if (made !== undefined) return { candidates: [ofClass(made)], certain: true }
  const known = KNOWN_CONTROLLERS.filter(({ annotations }) => annotations.includes(named))
  return known.length > 0
    ? {
        candidates: known.map((each) => ({ known: each, parameters: false })),
        why: `the class ${named} is served by no pod that was found`,
        certain: true,
      }
    : { candidates: [], why: `no IngressClass is called ${named}`, certain: false }
}

function withoutClass(classes: ReadonlyMap<string, ControllerClass>): ServingControllers {
  const defaults = [...classes.values()].filter(({ isDefault }) => isDefault)
  if (defaults.length > 0) {
    const why = 'no pod of the default class was found'
    return { candidates: defaults.map(ofClass), why, certain: true }
  }
  const known = KNOWN_CONTROLLERS.filter(
    ({ serves, annotations }) => serves === 'pods' && annotations.length > 0,
  )
  return {
    candidates: known.map((each) => ({ known: each, parameters: false })),
    why: 'it names no class, and no pod of a known controller was found',
    certain: false,
  }
}

function ofClass(made: ControllerClass): ServingController {
  return byClass('IngressClass', made)
}

/** The controller that a class is of. */
export function byClass(
  kind: 'IngressClass' | 'GatewayClass',
  { name, controller, parameters }: ControllerClass,
): ServingController {
  const known = KNOWN_CONTROLLERS.find(({ classes }) => classes.test(controller))
  return known === undefined
    ? { why: `${kind} ${name} is of ${controller}, which is not a known controller` }
    : { known, parameters }
}
