import { readerRules } from '../../src/collect/kinds.ts'
import { install } from '../peer/installation.ts'
import type { Installation } from '../peer/installation.ts'
import { freePorts } from '../peer/ports.ts'
import { SCHEDULE } from '../peer/slot.ts'
import type { Assets } from './assets.ts'
import { kubeconfigText } from './kubeconfig.ts'
import type { Context } from './kubeconfig.ts'
import { FLOWS, SCOPE } from './organisation.ts'
import { startRealServer } from './real-server.ts'
import type { RealServer } from './real-server.ts'
import { seedOffice, seedPayments } from './seed.ts'
import type { Seeded } from './seed.ts'

/** Two seeded API servers, and an exhibit that expects seven clusters: not each of them is there. */
export type RealEstate = {
  readonly payments: RealServer
  readonly office: RealServer
  readonly seeded: Seeded
  readonly installation: Installation
  readonly stop: () => Promise<void>
}

/** The text of exhibit.yaml for runs into `archive`, given as the YAML of that member. */
export function configurationText(archive: string): string {
  return `estate: estate.yaml
organisation: { scope: scope.yaml, flows: flows.yaml }
archive: ${archive}
${SCHEDULE}`
}

/** Starts and seeds the servers; the account `reader` may do what deploy/reader grants, and nothing else. */
export async function startRealEstate(assets: Assets): Promise<RealEstate> {
  const start = (name: string) => startRealServer({ name, assets, readerRules: readerRules() })
  const [payments, office] = await Promise.all([start('payments'), start('office')])
  const [seeded] = await Promise.all([seedPayments(payments), seedOffice(office)])
  const installation = install(await filesFor(payments, office))
  const stop = async () => {
    await Promise.all([payments.stop(), office.stop()])
    installation.remove()
  }
  return { payments, office, seeded, installation, stop }
}

async function filesFor(payments: RealServer, office: RealServer): Promise<Record<string, string>> {
  const [dead = 0] = await freePorts(1)
  const contexts: Record<string, Context> = {
    payments: payments.context('reader'),
    office: office.context('reader'),
    'office-restricted': office.context('restricted'),
    dead: { ...office.context('reader'), server: `https://127.0.0.1:${dead}` },
    expired: office.context('expired certificate'),
    stranger: office.context('stranger'),
    'wrong-ca': { ...office.context('reader'), ca: payments.ca },
  }
  const names = Object.keys(contexts)
  const entries = names.map((name) => `  - { name: ${name}, kubeconfig: ${name}.kubeconfig }\n`)
  return {
    'exhibit.yaml': configurationText('{ directory: archive, origin: Example Payments }'),
    'estate.yaml': `clusters:\n${entries.join('')}`,
    'scope.yaml': SCOPE,
    'flows.yaml': FLOWS,
    ...Object.fromEntries(
      Object.entries(contexts).map(([name, context]) => [
        `${name}.kubeconfig`,
        kubeconfigText([context]),
      ]),
    ),
  }
}
