/** One port of a Service that leads to a port of pods. */
export type Served = {
  /** the Service's own number */
  readonly port: number
  readonly name?: string
  readonly appProtocol?: string
  /** true: whether it leads there is not certain */
  readonly perhaps?: true
}

/** All that Services say of what is spoken on one TCP port of a pod; sorted. */
export type ServedPort = { readonly port: number; readonly by: readonly Served[] }
