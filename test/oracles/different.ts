/** A case of the corpus of which some lines are not ours, and why the specification says otherwise. */
export type Different = {
  readonly expected: string
  readonly why: string
  /** what the lines in question hold, expected or ours */
  readonly lines: RegExp
}

/** Every case of the corpus that exhibit answers otherwise. */
export const DIFFERENT: readonly Different[] = [
  {
    expected: 'expected/connlist/minikube_resources_connlist_output.txt',
    why:
      'pods of a Job that has ended (phase Succeeded) hold no address and take part in no traffic: ' +
      'kubernetes.io, pod lifecycle; Calico, IsFinished',
    lines: /ingress-nginx-admission-(create|patch)\[Job\]/,
  },
]
