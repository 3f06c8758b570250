import { nodeFiles, type Files } from '../../src/archive/directory/files.ts'

/** File operations that work a number of times and never again, as if the process had been killed there. */
export type DyingFiles = {
  readonly files: Files
  readonly death: Error
  readonly died: () => boolean
}

/** Files that die before operation `lives` (from 0), opening and flushing a file counted apart. */
export function failingFiles(lives: number): DyingFiles {
  const death = new Error('killed here')
  let left = lives
  const live = () => {
    left -= 1
    if (left < 0) throw death
  }
  const counted =
    <A extends unknown[], R>(operation: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      live()
      return operation(...args)
    }
  const files = {
    ...nodeFiles,
    link: counted(nodeFiles.link),
    unlink: counted(nodeFiles.unlink),
    mkdir: counted(nodeFiles.mkdir),
    open: counted(async (...args: Parameters<Files['open']>) => {
      const handle = await nodeFiles.open(...args)
      handle.sync = counted(handle.sync.bind(handle))
      handle.writeFile = counted(handle.writeFile.bind(handle))
      return handle
    }),
  } as Files
  return { files, death, died: () => left < 0 }
}
