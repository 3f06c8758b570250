import { createTask, type Logger } from 'node-cron'
import { once } from 'node:events'
import { instantOf, type Instant } from '../core/clock.ts'
import { describeError, isFault, messageOf } from '../core/fault.ts'
import { newestSlot } from '../archive/slots.ts'
import { readEntries } from '../archive/log.ts'
import { loadConfiguration, type Configuration } from './configuration.ts'
import type { CommandSpec, Context, Options } from './context.ts'
import { runOnce, runRequest } from './pipeline.ts'
import { SCHEDULED_RUN_OPTIONS } from './run.ts'
import { nextSlot, previousSlot } from './slot.ts'
import { openStore } from './stages/store.ts'

/** `exhibit schedule`: what the CronJob does, for those without a cluster to run in. UTC, never two runs at once. */
export const scheduleCommand: CommandSpec = {
  name: 'schedule',
  stopsItself: true,
  summary: 'run by the configured schedule until stopped',
  options: SCHEDULED_RUN_OPTIONS,
  examples: ['exhibit schedule --config /etc/exhibit/exhibit.yaml'],
  run: schedule,
}

async function schedule(
  context: Context,
  _args: readonly string[],
  options: Options,
): Promise<number> {
  const configuration = loadConfiguration(context, options)
  const { cron } = configuration.schedule
  context.log.info('schedule started', { cron, zone: 'UTC' })
  await catchUp(configuration, context, options)
  const makeUp = async () => {
    await catchUp(configuration, context, options)
    sayNext(cron, context)
  }
  const tick = async (slot: Instant) => {
    await attempt(context, options, slot, false)
    await makeUp()
  }
  if (!context.signal.aborted) await daemon(cron, context, { tick, makeUp })
  context.log.info('schedule stopped')
  return 0
}

function sayNext(cron: string, context: Context): void {
  if (context.signal.aborted) return
  const slot = nextSlot(cron, context.clock.now())
  context.log.info('waiting for the next slot', { slot: slot ?? 'none within eight years' })
}

/**
 * After downtime, or when a run took longer than to the next slot, the newest slot that no run answers for is run once; older ones stay missed. A
 * slot that comes meanwhile is caught up with too.
 */
async function catchUp(
  configuration: Configuration,
  context: Context,
  options: Options,
): Promise<void> {
  let tried: Instant | undefined
  while (!context.signal.aborted) {
    const due = await missedSlot(configuration, context)
    if (due === undefined || due === tried) return
    context.log.warn('a slot was missed: catching up', { slot: due })
    await attempt(context, options, due, true)
    tried = due
  }
}

/** The newest slot that is over and that no run answers for; absent when there is none, or when the archive cannot be read now, which is said. */
async function missedSlot(
  configuration: Configuration,
  context: Context,
): Promise<Instant | undefined> {
  try {
    const store = await openStore(configuration, context)
    const newest = newestSlot((await readEntries(store)).map(({ entry }) => entry))
    const due = previousSlot(configuration.schedule.cron, context.clock.now())
    return newest === undefined || due === undefined || newest >= due ? undefined : due
  } catch (error) {
    if (!isFault(error)) throw error
    context.stderr(describeError(error))
    return undefined
  }
}

/** One run that never ends the schedule: what went wrong is said, and the next slot comes. */
async function attempt(
  context: Context,
  options: Options,
  slot: string,
  caughtUp: boolean,
): Promise<void> {
  try {
    const configuration = loadConfiguration(context, options)
    await runOnce(context, configuration, { ...runRequest(context, options), slot, caughtUp })
  } catch (error) {
    context.stderr(describeError(error))
  }
}

/** What node-cron has to say, on our log: by itself it writes on stdout, which is data. Its warnings come as events too, and are said there. */
function loggerOf({ log }: Context): Logger {
  const error = (message: string | Error) => {
    log.warn('the schedule failed', { why: messageOf(message) })
  }
  return { info: () => undefined, debug: () => undefined, warn: () => undefined, error }
}

type Work = {
  /** answers for one slot */
  readonly tick: (slot: Instant) => Promise<void>
  /** answers for the newest slot that no run answers for */
  readonly makeUp: () => Promise<void>
}

/** Ticks until the signal, never two runs at once; a run under way is waited for. */
async function daemon(cron: string, context: Context, { tick, makeUp }: Work): Promise<void> {
  let running: Promise<void> | undefined
  const begin = (what: string, work: () => Promise<void>) => {
    if (running === undefined) running = work().finally(() => (running = undefined))
    else context.log.warn(`${what}: the run before is still going, and it is caught up with after`)
  }
  const task = createTask(
    cron,
    ({ date }) => {
      const slot = instantOf(Math.floor(date.getTime() / 60_000) * 60_000)
      begin(`slot ${slot}`, () => tick(slot))
    },
    { timezone: 'Etc/UTC', name: 'exhibit', logger: loggerOf(context) },
  )
  task.on('execution:missed', () => begin('a slot passed while this process was held up', makeUp))
  await task.start()
  sayNext(cron, context)
  if (!context.signal.aborted) await once(context.signal, 'abort')
  await task.stop()
  await running
  await task.destroy()
}
