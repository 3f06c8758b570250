import type { KubeObject } from '../../model/object.ts'
import { at, labelsOf, requiredText, wholeOf } from './fields.ts'
import { waypointForOf } from './gateways.ts'
import type { ControllerClass } from '../exposure/passages.ts'

const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class'

/** Reads an IngressClass (v1, v1beta1). */
export function readIngressClass(object: KubeObject): ControllerClass {
  const annotations = labelsOf(at(wholeOf(object), 'metadata', 'annotations'))
  return {
    name: object.metadata.name,
    controller: requiredText(at(wholeOf(object), 'spec', 'controller')),
    isDefault: annotations[IS_DEFAULT] === 'true',
    parameters: at(wholeOf(object), 'spec', 'parameters').value !== undefined,
  }
}

/** Reads a GatewayClass (v1, v1beta1). */
export function readGatewayClass(object: KubeObject): ControllerClass {
  return {
    name: object.metadata.name,
    controller: requiredText(at(wholeOf(object), 'spec', 'controllerName')),
    isDefault: false,
    parameters: at(wholeOf(object), 'spec', 'parametersRef').value !== undefined,
    ...waypointForOf(object),
  }
}
