import { isFault } from '../../core/fault.ts'
import { isJsonObject } from '../../core/json.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import { parseYaml } from '../../core/yaml.ts'
import type {
  ComponentInstance,
  ComponentName,
  ControlPlane,
  KubeProxySettings,
} from '../../model/control-plane.ts'
import type { KubeObject } from '../../model/object.ts'
import { at, itemsOf, labelsOf, textOf, wholeOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import { readCommandLine } from './command-line.ts'
import type { FactReader } from './fact-reader.ts'

const COMPONENTS: readonly ComponentName[] = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
  'kube-proxy',
]

/**
 * Reads what kube-system shows of the control plane: mirror pods of static pods (annotation kubernetes.io/config.mirror), known by their label
 * `component` or the name of their container, and kube-proxy, which is a DaemonSet as a rule.
 */
export function controlPlaneReader(): FactReader<ControlPlane> {
  const instances: ComponentInstance[] = []
  const alike = new Map<string, ComponentInstance>()
  let kubeProxy: KubeProxySettings | undefined
  return {
    kinds: ['/Pod', 'apps/DaemonSet', '/ConfigMap'],
    take: (object) => {
      if (object.metadata.namespace !== 'kube-system') return
      if (object.kind === 'ConfigMap') kubeProxy = settingsIn(object) ?? kubeProxy
      else if (object.kind === 'DaemonSet') instances.push(...daemonOf(object))
      else instances.push(...mirrorOf(object, alike))
    },
    done: () => ({
      instances: [...instances, ...alike.values()].sort((one, other) =>
        one.key < other.key ? -1 : 1,
      ),
      ...(kubeProxy === undefined ? {} : { kubeProxy }),
    }),
  }
}

function daemonOf(object: KubeObject): readonly ComponentInstance[] {
  const template = at(wholeOf(object), 'spec', 'template')
  const container = containerOf(template, 'kube-proxy')
  return container === undefined ? [] : [instanceOf(object, 'kube-proxy', template, container)]
}

/** A mirror pod; of those of kube-proxy, of which each node has one, the first by key of each command line is put aside. */
function mirrorOf(
  object: KubeObject,
  alike: Map<string, ComponentInstance>,
): readonly ComponentInstance[] {
  const pod = wholeOf(object)
  if (!('kubernetes.io/config.mirror' in labelsOf(at(pod, 'metadata', 'annotations')))) return []
  const { component } = labelsOf(at(pod, 'metadata', 'labels'))
  const name = COMPONENTS.find((each) => each === component || containerOf(pod, each) !== undefined)
  const [only, ...others] = itemsOf(at(pod, 'spec', 'containers'))
  const container =
    name === undefined
      ? undefined
      : (containerOf(pod, name) ?? (others.length > 0 ? undefined : only))
  if (name === undefined || container === undefined) return []
  if (name !== 'kube-proxy') {
    const node = textOf(at(pod, 'spec', 'nodeName'))
    return [
      { ...instanceOf(object, name, pod, container), ...(node === undefined ? {} : { node }) },
    ]
  }
  const words = JSON.stringify(wordsOf(container).map(({ value }) => value))
  const [known, found] = [alike.get(words), instanceOf(object, name, pod, container)]
  if (known === undefined || found.key < known.key) alike.set(words, found)
  return []
}

function containerOf(pod: Field, name: string): Field | undefined {
  return itemsOf(at(pod, 'spec', 'containers')).find((each) => textOf(at(each, 'name')) === name)
}

function wordsOf(container: Field): readonly Field[] {
  return [...itemsOf(at(container, 'command')), ...itemsOf(at(container, 'args'))]
}

function instanceOf(
  object: KubeObject,
  component: ComponentName,
  pod: Field,
  container: Field,
): ComponentInstance {
  const variables = itemsOf(at(container, 'env')).flatMap((each) => textOf(at(each, 'name')) ?? [])
  const more = itemsOf(at(container, 'envFrom')).length > 0 ? ['*'] : []
  return {
    key: objectKeyOf(object),
    component,
    ...readCommandLine(component, wordsOf(container)),
    environment: [...new Set([...variables, ...more])].sort(),
    configMaps: configMapsOf(pod, container),
  }
}

/** Which ConfigMap a container finds in which folder. */
function configMapsOf(pod: Field, container: Field): ReadonlyMap<string, string> {
  const named = new Map(
    itemsOf(at(pod, 'spec', 'volumes')).flatMap((volume) => {
      const map = textOf(at(volume, 'configMap', 'name'))
      const name = textOf(at(volume, 'name'))
      return map === undefined || name === undefined ? [] : [[name, map] as const]
    }),
  )
  return new Map(
    itemsOf(at(container, 'volumeMounts')).flatMap((mount) => {
      const map = named.get(textOf(at(mount, 'name')) ?? '')
      const path = textOf(at(mount, 'mountPath'))
      return map === undefined || path === undefined ? [] : [[path.replace(/\/+$/, ''), map]]
    }),
  )
}

function settingsIn(object: KubeObject): KubeProxySettings | undefined {
  if (object.metadata.name !== 'kube-proxy') return undefined
  const key = objectKeyOf(object)
  const text = labelsOf(at(wholeOf(object), 'data'))['config.conf']
  if (text === undefined) return { key, unreadable: 'it has no key config.conf' }
  try {
    const [document] = parseYaml(text, 'config.conf')
    if (!isJsonObject(document?.value)) return { key, unreadable: 'its config.conf is no mapping' }
    const value = document.value.metricsBindAddress
    if (value === undefined || value === null) return { key, metricsBindAddress: '' }
    if (typeof value === 'string') return { key, metricsBindAddress: value }
    return { key, unreadable: 'metricsBindAddress of its config.conf is no text' }
  } catch (error) {
    if (!isFault(error)) throw error
    return { key, unreadable: 'its config.conf cannot be read as YAML' }
  }
}
