import type { Store } from '../../src/archive/store.ts'

/** A store that works a number of times and never again, as if the process had been killed there. */
export type DyingStore = {
  readonly store: Store
  readonly death: Error
  readonly died: () => boolean
}

/** When a put dies: before anything is stored, or after it is and before anybody hears of it. */
export type Moment = 'before' | 'after'

/** A store whose operation number `lives` (from 0) is its last. */
export function dyingStore(inner: Store, lives: number, moment: Moment): DyingStore {
  const death = new Error('killed here')
  let left = lives
  const dead = () => left < 0
  const live = async <T>(work: () => Promise<T>): Promise<T> => {
    left -= 1
    if (left < -1 || (dead() && moment === 'before')) throw death
    const result = await work()
    if (dead()) throw death
    return result
  }
  const store: Store = {
    ...inner,
    putIfAbsent: (path, body, mediaType) => live(() => inner.putIfAbsent(path, body, mediaType)),
    open: (path) => live(() => inner.open(path)),
    confirmSole: (path) => live(() => inner.confirmSole(path)),
  }
  return { store, death, died: dead }
}
