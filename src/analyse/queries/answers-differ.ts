import type { Engine } from '../engine/engine.ts'
import { memoTable } from '../engine/memo-table.ts'

/**
 * Whether two answers of an engine, by their ids, are different ones. Protocols without ports count where both answers are certain: NetworkPolicy
 * does not define them, so that for whoever it isolates they are never decidable.
 */
export function answersDiffer({ answers, sets }: Engine): (a: number, b: number) => boolean {
  const { mustOf, mayOf } = answers
  const ported = sets.of([{ protocol: 'SCTP' }, { protocol: 'TCP' }, { protocol: 'UDP' }])
  const within = (id: number) => sets.intersect(id, ported)
  const table = memoTable((a, b) => {
    const same = within(mustOf(a)) === within(mustOf(b)) && within(mayOf(a)) === within(mayOf(b))
    if (!same) return 1
    const opened = sets.subtract(mustOf(b), mayOf(a))
    const closed = sets.subtract(mustOf(a), mayOf(b))
    return opened === sets.none && closed === sets.none ? 0 : 1
  })
  return (a, b) => a !== b && table(a, b) === 1
}
