import { isFault } from '../../core/fault.ts'
import {
  loadConfiguration,
  namedFiles,
  type Configuration,
  type NamedFiles,
} from '../configuration.ts'
import type { Context, Options } from '../context.ts'
import { nextSlot } from '../slot.ts'
import { failures, ok, type Diagnosis } from './diagnosis.ts'

const SUBJECT = 'configuration'

/** What exhibit.yaml came to; without a configuration only the files that it names are looked at. */
export type CheckedConfiguration = {
  readonly diagnoses: readonly Diagnosis[]
  readonly configuration?: Configuration
  /** the files that a configuration with faults still names */
  readonly named?: NamedFiles
}

/** Reads the configuration of this call, with every fault as a line of its own. */
export function checkConfiguration(context: Context, options: Options): CheckedConfiguration {
  try {
    const configuration = loadConfiguration(context, options)
    const { file, schedule } = configuration
    const source = file === undefined ? 'no exhibit.yaml: flags and defaults' : `${file} is valid`
    const next = nextSlot(schedule.cron, context.clock.now()) ?? 'never'
    const what = `${source}; schedule ${schedule.cron} (UTC), next slot ${next}`
    return { configuration, diagnoses: [ok(SUBJECT, what)] }
  } catch (error) {
    if (!isFault(error)) throw error
    const named = namedFiles(context, options)
    const diagnoses = failures(SUBJECT, error, 'mend exhibit.yaml')
    return { diagnoses, ...(named === undefined ? {} : { named }) }
  }
}
