import { open, type FileHandle } from 'node:fs/promises'
import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf } from '../../core/digest.ts'
import { printable } from '../../core/log.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import { stringifyYaml } from '../../core/yaml-text.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { SignedParent } from '../../model/parent.ts'
import type { KubeObject } from '../../model/object.ts'
import { parentLines } from './parent-lines.ts'

/** The objects that the evidence of one control in one cluster names, sorted. */
export function objectsNamedBy(
  { controls }: Pick<Evaluation, 'controls'>,
  framework: string,
  control: string,
): readonly ObjectKey[] {
  const result = controls.find((one) => one.framework === framework && one.control === control)
  const keys = (result?.results ?? []).flatMap(({ evidence }) =>
    evidence.map((each) => each.object),
  )
  return [...new Set(keys)].sort()
}

/** YAML of the objects of some clusters, in a file: only where each one is stays in memory. */
export type ObjectTexts = {
  /** the documents of some objects of a cluster in pieces, and at the end which of them are not among its archived objects */
  pieces(
    cluster: string,
    keys: readonly ObjectKey[],
    parent: SignedParent,
  ): AsyncIterable<Uint8Array>
}

/** A file that YAML of objects is kept in meanwhile. */
export class ObjectFile implements ObjectTexts {
  readonly #file: FileHandle
  readonly #places = new Map<string, readonly [start: number, length: number]>()
  #size = 0

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async create(path: string): Promise<ObjectFile> {
    return new ObjectFile(await open(path, 'wx+', 0o600))
  }

  /** Keeps those of a cluster's objects that are named. */
  async take(
    cluster: string,
    objects: AsyncIterable<KubeObject>,
    named: ReadonlySet<ObjectKey>,
  ): Promise<void> {
    if (named.size === 0) return
    for await (const object of objects) {
      const key = objectKeyOf(object)
      if (!named.has(key)) continue
      const digest = digestOf(canonicalJson(object))
      const text = `---\n# ${printable(key)}\n# ${digest}\n${stringifyYaml(object)}`
      const bytes = Buffer.from(text)
      await this.#file.write(bytes, 0, bytes.length, this.#size)
      this.#places.set(placeOf(cluster, key), [this.#size, bytes.length])
      this.#size += bytes.length
    }
  }

  async *pieces(
    cluster: string,
    keys: readonly ObjectKey[],
    parent: SignedParent,
  ): AsyncGenerator<Uint8Array> {
    const head = [
      `cluster ${cluster} of run ${parent.run}`,
      ...parentLines(parent),
      'each object under its key and the digest of its canonical JSON',
    ]
    yield Buffer.from(commented(head))
    const missing: ObjectKey[] = []
    for (const key of keys) {
      const place = this.#places.get(placeOf(cluster, key))
      if (place === undefined) missing.push(key)
      else yield await this.#read(place)
    }
    if (missing.length > 0)
      yield Buffer.from(
        commented(['named by the evidence, and not among the archived objects:', ...missing]),
      )
  }

  async #read([start, length]: readonly [number, number]): Promise<Uint8Array> {
    const { buffer } = await this.#file.read(Buffer.alloc(length), 0, length, start)
    return buffer
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

function placeOf(cluster: string, key: ObjectKey): string {
  return JSON.stringify([cluster, key])
}

function commented(lines: readonly string[]): string {
  return lines.map((line) => `# ${printable(line)}\n`).join('')
}
