import { readFile } from 'node:fs/promises'
import { checkedFolder, checkedPath } from '../../src/archive/layout.ts'
import { readBytes, type Store, type StoreBody, type StoredName } from '../../src/archive/store.ts'

/** A store in memory, whose objects a test may read and alter. */
export type MemoryStore = Store & { readonly objects: Map<string, Buffer> }

/** A store in memory with the given objects. */
export function memoryStore(objects = new Map<string, Buffer>()): MemoryStore {
  const below = (folder: string) =>
    [...objects].filter(([path]) => path.startsWith(folder)).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    kind: 'directory',
    objects,
    describe: () => '/memory',
    putIfAbsent: async (path, body) => {
      checkedPath(path)
      const bytes = await bytesOf(body)
      if (objects.has(path)) return 'exists'
      objects.set(path, bytes)
      return 'created'
    },
    open: async (path) => {
      const bytes = objects.get(checkedPath(path))
      return Promise.resolve(bytes === undefined ? undefined : pieces([bytes]))
    },
    list: (folder) =>
      pieces(below(checkedFolder(folder)).map(([path, { length }]) => ({ path, size: length }))),
    names: (folder) =>
      pieces(
        namesIn(
          below(checkedFolder(folder)).map(([path]) => path),
          folder,
        ),
      ),
    confirmSole: () => Promise.resolve(),
  }
}

/** A copy in memory of everything in a store. */
export async function inMemory(store: Store): Promise<MemoryStore> {
  const objects = new Map<string, Buffer>()
  for await (const { path } of store.list('')) {
    objects.set(path, Buffer.from((await readBytes(store, path, 1 << 26)) ?? ''))
  }
  return memoryStore(objects)
}

async function bytesOf(body: StoreBody): Promise<Buffer> {
  return body.kind === 'bytes' ? Buffer.from(body.bytes) : readFile(body.file)
}

function namesIn(paths: readonly string[], folder: string): readonly StoredName[] {
  const names = paths.map((path) => path.slice(folder.length).replace(/\/.*$/s, '/'))
  return [...new Set(names)].sort().map((name) => ({ name }))
}

// eslint-disable-next-line @typescript-eslint/require-await -- the stores' interface is asynchronous
async function* pieces<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items
}
