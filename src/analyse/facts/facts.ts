import { objectKeyOf } from '../../core/object-key.ts'
import type { UnreadableObject } from '../../model/cluster.ts'
import type { ClusterFacts } from '../../model/facts.ts'
import type { KubeObject } from '../../model/object.ts'
import { UnreadableField } from '../objects/fields.ts'
import { podAdmissionReader } from './admission/admission.ts'
import { controlPlaneReader } from './control-plane.ts'
import type { FactReader } from './fact-reader.ts'
import { imageVerifiersReader } from './image-verifiers.ts'
import { persistentVolumesReader } from './persistent-volumes.ts'
import { admissionReader, policyMarksReader } from './policy-marks.ts'
import { literalsReader } from './literals.ts'
import { podSecurityReader } from './pod-security.ts'
import { certainlyAlike, rememberedAlikeness } from './pods-alike.ts'
import { quotasReader } from './quotas.ts'
import { rightsReader } from './rights.ts'
import { secretStoresReader } from './secret-stores.ts'
import { serviceAccountsReader } from './service-accounts.ts'
import { tokensReader } from './tokens.ts'

/** Takes in the objects of one cluster, in any order, and tells in the end what checks ask of them. */
export type FactsReader = {
  readonly take: (object: KubeObject) => void
  readonly done: () => ClusterFacts
}

/** Reads what checks ask of a cluster beside who can reach whom. An object with wrong types is listed as unreadable and takes no further part. */
export function factsReader(): FactsReader {
  const areAlike = rememberedAlikeness(certainlyAlike)
  const rights = rightsReader()
  const serviceAccounts = serviceAccountsReader()
  const tokens = tokensReader(areAlike)
  const controlPlane = controlPlaneReader()
  const literals = literalsReader(areAlike)
  const podSecurity = podSecurityReader(areAlike)
  const quotas = quotasReader()
  const policyMarks = policyMarksReader()
  const admission = admissionReader()
  const podAdmission = podAdmissionReader()
  const persistentVolumes = persistentVolumesReader()
  const [secretStores, imageVerifiers] = [secretStoresReader(), imageVerifiersReader()]
  const unreadable: UnreadableObject[] = []
  const families = [rights, serviceAccounts, tokens, controlPlane, literals, podSecurity]
  const seen = [persistentVolumes, secretStores, imageVerifiers]
  const takers = takersOf([...families, ...seen, quotas, policyMarks, admission, podAdmission])
  return {
    take: (object) => {
      const group = groupOf(object)
      const mine = takers.get(`${group}/${object.kind}`) ?? takers.get(`${group}/*`) ?? []
      for (const take of mine) taken(object, take, unreadable)
    },
    done: () => ({
      rights: rights.done(),
      serviceAccounts: serviceAccounts.done(),
      tokens: tokens.done(),
      controlPlane: controlPlane.done(),
      literals: literals.done(),
      podSecurity: podSecurity.done(),
      quotas: quotas.done(),
      policyMarks: policyMarks.done(),
      admission: admission.done(),
      podAdmission: podAdmission.done(),
      persistentVolumes: persistentVolumes.done(),
      secretStores: secretStores.done(),
      imageVerifiers: imageVerifiers.done(),
      unreadable: unreadable.sort((one, other) => (one.key < other.key ? -1 : 1)),
    }),
  }
}

type Take = (object: KubeObject) => void

/** What one family cannot read of an object leaves the others as they are. */
function taken(object: KubeObject, take: Take, unreadable: UnreadableObject[]): void {
  try {
    take(object)
  } catch (error) {
    if (!(error instanceof UnreadableField)) throw error
    unreadable.push({ key: objectKeyOf(object), pointer: error.pointer, why: error.message })
  }
}

/** Who takes which kind: several families may look at one. */
function takersOf(
  readers: readonly Pick<FactReader<unknown>, 'kinds' | 'take'>[],
): ReadonlyMap<string, readonly Take[]> {
  const each = readers.flatMap(({ kinds, take }) => kinds.map((kind) => ({ kind, take })))
  const byKind = Map.groupBy(each, ({ kind }) => kind)
  return new Map([...byKind].map(([kind, takers]) => [kind, takers.map(({ take }) => take)]))
}

function groupOf({ apiVersion }: KubeObject): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}
