import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import type { Found } from '../peer/part.ts'

/** Paths of the programs, in the layout of envtest: one folder that holds all three. */
export type Assets = {
  readonly etcd: string
  readonly apiServer: string
  readonly kubectl: string
}

const HOW =
  'set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl: ' +
  'KUBEBUILDER_ASSETS="$(.ci/build-cluster-peers.sh)" npm run test:cluster'

/** The programs in the folder that KUBEBUILDER_ASSETS names. */
export function findAssets(folder = process.env.KUBEBUILDER_ASSETS): Found<Assets> {
  if (folder === undefined || folder === '') return { kind: 'missing', how: HOW }
  const location = {
    etcd: join(folder, 'etcd'),
    apiServer: join(folder, 'kube-apiserver'),
    kubectl: join(folder, 'kubectl'),
  }
  const missing = Object.values(location).find((path) => !isProgram(path))
  return missing === undefined
    ? { kind: 'found', location }
    : { kind: 'missing', how: `${missing} is not a program; ${HOW}` }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
