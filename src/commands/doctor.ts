import { resolve } from 'node:path'
import { isFault } from '../core/fault.ts'
import type { Estate } from '../model/estate.ts'
import type { Configuration, NamedFiles } from './configuration.ts'
import {
  flagOption,
  listOption,
  textOption,
  type CommandSpec,
  type Context,
  type Options,
} from './context.ts'
import { checkBrowser } from './doctor/browser.ts'
import { checkClock } from './doctor/clock.ts'
import { checkClusters, type CheckedClusters } from './doctor/clusters.ts'
import { checkConfiguration } from './doctor/configuration.ts'
import {
  describeDiagnoses,
  diagnosesJson,
  exitCodeOf,
  failures,
  type Diagnosis,
} from './doctor/diagnosis.ts'
import { checkEstate } from './doctor/estate.ts'
import { checkCatalogue, checkOrganisation } from './doctor/organisation.ts'
import { checkSigning } from './doctor/signing.ts'
import { checkStore } from './doctor/store.ts'
import { checkWebhooks } from './doctor/webhooks.ts'
import { ALLOW_EXEC, ARCHIVE, CONFIG, ESTATE, KEY_DIR, KUBECONFIG, OUTPUT } from './options.ts'
import { stringifyJson } from './output.ts'
import { collectOptions } from './stages/collect-options.ts'
import { estateOf } from './stages/basis.ts'

/** `exhibit doctor`: looks at everything that a run needs, one line each, and writes nothing but a probe into the archive. */
export const doctorCommand: CommandSpec = {
  name: 'doctor',
  summary:
    'check configuration, clusters, archive, signing key, webhooks, clock and browser; writes nothing but a probe into the archive, sends no message',
  options: [
    CONFIG,
    ESTATE,
    KUBECONFIG,
    ALLOW_EXEC,
    { flags: '--cluster <name...>', description: 'ask only these clusters' },
    ARCHIVE,
    KEY_DIR,
    { flags: '--no-write-probe', description: 'do not write a probe into the archive' },
    { flags: '--no-pdf', description: 'do not look for a browser' },
    { flags: '--no-browser-sandbox', description: "switch the browser's own sandbox off" },
    OUTPUT,
  ],
  examples: [
    'exhibit doctor --config /etc/exhibit/exhibit.yaml',
    'exhibit doctor --kubeconfig ~/.kube/config --archive ./archive --no-pdf',
    'exhibit doctor --cluster prod-eu -o json',
  ],
  run: async (context, _args, options) => {
    const diagnoses = await examine(context, options)
    const json = textOption(options, 'output') === 'json'
    context.stdout(json ? stringifyJson(diagnosesJson(diagnoses)) : describeDiagnoses(diagnoses))
    return exitCodeOf(diagnoses)
  },
}

/** Everything in the order in which a run needs it. Without a configuration only what does not depend on it is looked at. */
async function examine(context: Context, options: Options): Promise<readonly Diagnosis[]> {
  const { configuration, named, diagnoses } = checkConfiguration(context, options)
  const catalogue = await checkCatalogue(configuration ?? named ?? {}, context)
  const depending =
    configuration === undefined
      ? await examineNamed(named, context, options)
      : await examineWith(configuration, context, options)
  const browser = await checkBrowser(configuration, options, context)
  return [...diagnoses, ...catalogue, ...depending, ...browser]
}

/** The files that a configuration with faults still names: their faults are told with its own. */
async function examineNamed(
  named: NamedFiles | undefined,
  context: Context,
  options: Options,
): Promise<readonly Diagnosis[]> {
  if (named === undefined) return []
  const organisation = await checkOrganisation(named, context)
  if (named.estate === undefined && options.kubeconfig === undefined) return organisation
  const estate = estateFor(named, context, options)
  const faults = 'diagnoses' in estate ? estate.diagnoses : checkEstate(estate, context.clock.now())
  return [...organisation, ...faults]
}

async function examineWith(
  configuration: Configuration,
  context: Context,
  options: Options,
): Promise<readonly Diagnosis[]> {
  const now = context.clock.now()
  const organisation = await checkOrganisation(configuration, context)
  const clusters = await examineEstate(configuration, context, options)
  const store = await checkStore(configuration, context, options.writeProbe !== false)
  const signing = await checkSigning(configuration, store.store, context)
  const clocks = [...clusters.clocks, ...store.clocks]
  return [
    ...organisation,
    ...clusters.diagnoses,
    ...store.diagnoses,
    ...signing,
    ...(await checkWebhooks(configuration, context)),
    checkClock(now, clocks, store.newestSealedAt),
  ]
}

async function examineEstate(
  configuration: Configuration,
  context: Context,
  options: Options,
): Promise<CheckedClusters> {
  const estate = estateFor(configuration, context, options)
  if ('diagnoses' in estate) return { diagnoses: estate.diagnoses, clocks: [] }
  const { diagnoses, clocks } = await checkClusters(estate, collectOptions(context))
  return { diagnoses: [...checkEstate(estate, context.clock.now()), ...diagnoses], clocks }
}

function estateFor(
  configuration: Pick<NamedFiles, 'estate'>,
  context: Context,
  options: Options,
): Estate | { readonly diagnoses: readonly Diagnosis[] } {
  const kubeconfig = textOption(options, 'kubeconfig')
  try {
    return estateOf(configuration, {
      clusters: listOption(options, 'cluster'),
      allowExec: flagOption(options, 'allowExec'),
      ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(context.cwd, kubeconfig) }),
    })
  } catch (error) {
    if (!isFault(error) || error.code === 'USAGE') throw error
    return { diagnoses: failures('estate', error, 'mend the estate file') }
  }
}
