import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf } from '../../core/digest.ts'
import type { JsonObject } from '../../core/json.ts'
import type { SampledItem, SampleGroup, SampleSource } from '../../model/sample.ts'
import { csvOf } from '../csv.ts'
import { populationCsv } from '../period/tables/population.ts'
import { POPULATION_FILE } from '../period/view/population.ts'
import { drawnTable, SELECTION, SELECTION_METHOD } from './table.ts'

/** One file of a sample. */
export type SampleFile = { readonly fileName: string; readonly bytes: Uint8Array }

/** The file of the keys that were hashed, one a line. */
export const KEYS_FILE = 'keys.txt'

/**
 * sample.json, sample.csv, the population that it was drawn from (the file that the report of a period has) and the keys of all items of the kind, one a line, from which anybody with a
 * shell gets the same sample.
 */
export function sampleFiles(source: SampleSource): readonly SampleFile[] {
  return [
    { fileName: 'sample.json', bytes: Buffer.from(`${canonicalJson(sampleJson(source))}\n`) },
    { fileName: 'sample.csv', bytes: csvOf(drawnTable(source)) },
    { fileName: POPULATION_FILE, bytes: populationCsv(source) },
    { fileName: KEYS_FILE, bytes: keysOf(source) },
  ]
}

function keysOf({ sample }: SampleSource): Uint8Array {
  return Buffer.from(sample.keys.map((key) => `${key}\n`).join(''))
}

/** What sample.json says (`sample/v1`). */
export function sampleJson(source: SampleSource): JsonObject {
  const { id, sample, population, of, runs, gaps, askedBy, drawnAt } = source
  const { kind, size, seed, byCluster } = sample.question
  return {
    format: 'sample/v1',
    ...(id === undefined ? {} : { id }),
    selection: SELECTION,
    ...(askedBy === undefined ? {} : { askedBy }),
    ...{ drawnAt, of, kind, seed, size },
    strata: byCluster ? 'cluster' : 'none',
    order: SELECTION_METHOD,
    population: {
      file: POPULATION_FILE,
      digest: digestOf(populationCsv(source)),
      items: population.length,
    },
    keys: { file: KEYS_FILE, digest: digestOf(keysOf(source)), items: sample.keys.length },
    groups: sample.groups.map(groupJson),
    gaps,
    runs,
  }
}

function groupJson({ cluster, total, items }: SampleGroup): JsonObject {
  return {
    ...(cluster === undefined ? {} : { cluster }),
    ...{ total, sampled: items.length },
    items: items.map(itemJson),
  }
}

function itemJson({ place, item, key, digest }: SampledItem): JsonObject {
  const { number, cluster, first, last } = item
  return { ...{ place, number, cluster, key, digest }, item: item.key, first, last }
}
