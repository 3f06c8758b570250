import type { ContainerSecurity, PodShape, Stated } from '../../model/pod-security.ts'

/** What a pod says that a control forbids: where, and in a few words what. */
export type Violation = { readonly pointer: string; readonly what: string }

/** What one control of the Pod Security Standards forbids of a pod. */
export type ControlTest = (pod: PodShape) => readonly Violation[]

/** What holds of single containers, of all three kinds. */
export function ofContainers(
  test: (container: ContainerSecurity, pod: PodShape) => readonly Violation[],
): ControlTest {
  return (pod) => pod.containers.flatMap((container) => test(container, pod))
}

/** Says what is wrong with a container, and where it stands; where nothing is set, at the container itself. */
export function inContainer(
  { name, pointer }: ContainerSecurity,
  what: string,
  place: string = pointer,
): Violation {
  return { pointer: place, what: `container ${name} ${what}` }
}

/** A control that a pod with a user namespace of its own (hostUsers false) need not meet. */
export function unlessOwnUsers(test: ControlTest): ControlTest {
  return (pod) => (pod.hostUsers ? test(pod) : [])
}

/** A control that speaks of Linux alone: a pod that says it is for Windows need not meet it. */
export function unlessWindows(test: ControlTest): ControlTest {
  return (pod) => (pod.os === 'windows' ? [] : test(pod))
}

/** Values that a pod's own security context or those of its containers state and that are not allowed. */
export function statedWrongly<T>(
  of: (context: PodShape['context']) => Stated<T> | undefined,
  isAllowed: (value: T) => boolean,
  said: (value: T) => string,
): ControlTest {
  return (pod) => {
    const own = of(pod.context)
    const wrong =
      own === undefined || isAllowed(own.value)
        ? []
        : [{ pointer: own.pointer, what: `pod ${said(own.value)}` }]
    const inside = pod.containers.flatMap((container) => {
      const found = of(container)
      return found === undefined || isAllowed(found.value)
        ? []
        : [inContainer(container, said(found.value), found.pointer)]
    })
    return [...wrong, ...inside]
  }
}
