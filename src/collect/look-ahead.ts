/**
 * The values of several generators, one generator after the other, while the first values of the next `ahead` ones are already being made.
 *
 * Stopping early ends all generators that were started.
 */
export async function* inOrder<T>(
  sources: readonly (() => AsyncGenerator<T>)[],
  ahead: number,
): AsyncGenerator<T> {
  const started: {
    readonly from: AsyncGenerator<T>
    readonly first: Promise<IteratorResult<T>>
  }[] = []
  const start = (source: () => AsyncGenerator<T>) => {
    const from = source()
    const first = from.next()
    // awaited when its turn comes; until then a rejection is nobody's
    first.catch(() => undefined)
    started.push({ from, first })
  }
  try {
    for (let index = 0; index < sources.length; index++) {
      for (const source of sources.slice(started.length, index + 1 + ahead)) start(source)
      const current = started[index]
      if (current === undefined) throw new Error('a generator was not started')
      for (let step = await current.first; step.done !== true; step = await current.from.next())
        yield step.value
    }
  } finally {
    // not awaited: one that waits for its server ends when the caller ends its requests
    for (const { from } of started) from.return(undefined).catch(() => undefined)
  }
}
