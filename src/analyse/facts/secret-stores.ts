import { objectKeyOf } from '../../core/object-key.ts'
import type { SecretStoreApi } from '../../model/origins.ts'
import type { FactReader } from './fact-reader.ts'

/** Stores by the CustomResourceDefinitions through which they bring secrets into a cluster. */
const STORES: ReadonlyMap<string, string> = new Map([
  ['externalsecrets.external-secrets.io', 'External Secrets Operator'],
  ['secretproviderclasses.secrets-store.csi.x-k8s.io', 'Secrets Store CSI driver'],
  ['vaultstaticsecrets.secrets.hashicorp.com', 'Vault Secrets Operator'],
])

/** Reads which known stores outside of the cluster it has an API for. */
export function secretStoresReader(): FactReader<readonly SecretStoreApi[]> {
  const found: SecretStoreApi[] = []
  return {
    kinds: ['apiextensions.k8s.io/CustomResourceDefinition'],
    take: (object) => {
      const store = STORES.get(object.metadata.name)
      if (store !== undefined) found.push({ key: objectKeyOf(object), store })
    },
    done: () => found.sort((one, other) => (one.key < other.key ? -1 : 1)),
  }
}
