import { objectKeyParts } from '../core/object-key.ts'
import type { ControlInCluster, SubjectView } from './report-schema.ts'

/** So many objects of a cluster are shown on the page of a control. */
const MOST = 3

/** Names that a shell leaves as they are and that are no options; any other is not put into a command. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9.:_-]*$/

/**
 * Commands that only read, for seeing in the cluster itself the first objects that a control's results rest on, and the rights of the first account that
 * it speaks of; open results first. The context is taken to be named as the cluster. None for names that a shell would not leave as they are.
 */
export function kubectlCommands({
  cluster,
  subjects,
}: Pick<ControlInCluster, 'cluster' | 'subjects'>): readonly string[] {
  if (!PLAIN.test(cluster)) return []
  const isOpen = ({ verdict }: SubjectView) => verdict === 'fail' || verdict === 'undetermined'
  const ordered = [...subjects.filter(isOpen), ...subjects.filter((one) => !isOpen(one))]
  const objects = ordered.flatMap(({ evidence }) => evidence.map(({ object }) => object))
  const gets = [...new Set(objects)].flatMap((object) => getCommand(object, cluster))
  const rights = ordered.flatMap(({ subject }) => rightsCommand(subject, cluster))
  return [...gets.slice(0, MOST), ...rights.slice(0, 1)]
}

/** A kind with its version and group is as good as the name of its resource (kubectl get TYPE.VERSION.GROUP). */
function getCommand(object: string, cluster: string): readonly string[] {
  const { group, version, kind, namespace, name } = objectKeyParts(object)
  const type = group === '' ? kind : `${kind}.${version}.${group}`
  const where = namespace === '' ? [] : ['--namespace', namespace]
  const words = [type, name, ...where, '--output', 'yaml', '--context', cluster]
  return isPlain([type, name, namespace]) ? [`kubectl get ${words.join(' ')}`] : []
}

/** Asks as another, which the asking account must be allowed to. */
function rightsCommand(subject: string, cluster: string): readonly string[] {
  const [, namespace = '', kind, ...rest] = subject.split('/')
  const name = rest.join('/')
  const as = impersonated(kind, namespace, name)
  if (as === undefined || name === '' || !isPlain([name, namespace])) return []
  const where = namespace === '' ? [] : ['--namespace', namespace]
  return [`kubectl auth can-i --list ${[...as, ...where, '--context', cluster].join(' ')}`]
}

function impersonated(
  kind: string | undefined,
  namespace: string,
  name: string,
): readonly string[] | undefined {
  if (kind === 'ServiceAccount') return ['--as', `system:serviceaccount:${namespace}:${name}`]
  if (kind === 'User') return ['--as', name]
  return kind === 'Group' ? ['--as', 'nobody', '--as-group', name] : undefined
}

function isPlain(words: readonly string[]): boolean {
  return words.every((word) => word === '' || PLAIN.test(word))
}
