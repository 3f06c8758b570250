import type { ContainerSecurity, SecretVariable, Stated } from '../../model/pod-security.ts'
import { at, itemsOf, objectOf, pointerOf, portOf, textOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import { hasValue, readContext, stated, statedFlag, statedText } from './security-context.ts'
import type { Place } from './security-context.ts'

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe']
const LIFECYCLE = ['postStart', 'preStop']

/** What one container of a pod may do. */
export function readContainer(
  kind: ContainerSecurity['kind'],
  container: Field,
  place: Place,
): ContainerSecurity {
  const context = at(container, 'securityContext')
  const privileged = statedFlag(at(context, 'privileged'), place)
  const allowPrivilegeEscalation = statedFlag(at(context, 'allowPrivilegeEscalation'), place)
  const procMount = statedText(at(context, 'procMount'), place)
  return {
    name: textOf(at(container, 'name')) ?? '',
    kind,
    pointer: pointerOf(container).slice(place.base),
    hasContext: hasValue(context),
    ...readContext(context, place),
    ...(privileged === undefined ? {} : { privileged }),
    ...(allowPrivilegeEscalation === undefined ? {} : { allowPrivilegeEscalation }),
    ...(procMount === undefined ? {} : { procMount }),
    added: textsIn(at(context, 'capabilities', 'add'), place),
    dropped: textsIn(at(context, 'capabilities', 'drop'), place),
    hostPorts: itemsOf(at(container, 'ports')).flatMap((each) => hostPortOf(each, place)),
    handlerHosts: handlersOf(container).flatMap((each) => hostsOf(each, place)),
    secretVariables: [...fromSecrets(container, place), ...fromWholeSecrets(container, place)],
  }
}

function textsIn(list: Field, place: Place): readonly Stated<string>[] {
  return itemsOf(list).flatMap((each) => statedText(each, place) ?? [])
}

function hostPortOf(port: Field, place: Place): readonly Stated<number>[] {
  const field = at(port, 'hostPort')
  const number = portOf(field)
  const found = number === undefined ? undefined : stated(field, place, number)
  return found === undefined ? [] : [found]
}

function handlersOf(container: Field): readonly Field[] {
  return [
    ...PROBES.map((name) => at(container, name)),
    ...LIFECYCLE.map((name) => at(container, 'lifecycle', name)),
  ]
}

function hostsOf(handler: Field, place: Place): readonly Stated<string>[] {
  return ['httpGet', 'tcpSocket'].flatMap((name) => {
    const host = statedText(at(handler, name, 'host'), place)
    return host === undefined || host.value === '' ? [] : [host]
  })
}

function fromSecrets(container: Field, place: Place): readonly SecretVariable[] {
  return itemsOf(at(container, 'env')).flatMap((each) => {
    const source = at(each, 'valueFrom', 'secretKeyRef')
    if (!hasValue(source)) return []
    objectOf(source)
    return [
      {
        variable: textOf(at(each, 'name')) ?? '',
        secret: textOf(at(source, 'name')) ?? '',
        pointer: pointerOf(source).slice(place.base),
      },
    ]
  })
}

function fromWholeSecrets(container: Field, place: Place): readonly SecretVariable[] {
  return itemsOf(at(container, 'envFrom')).flatMap((each) => {
    const source = at(each, 'secretRef')
    if (!hasValue(source)) return []
    return [
      {
        secret: textOf(at(source, 'name')) ?? '',
        pointer: pointerOf(source).slice(place.base),
      },
    ]
  })
}
