import { resolve } from 'node:path'
import { Fault } from '../core/fault.ts'
import { readTextFile } from '../core/text-file.ts'
import type { Trust } from '../model/signer.ts'
import { parseFingerprint } from '../sign/fingerprint.ts'
import { certificatesOfPem } from '../sign/pem.ts'
import { textOption, type Context, type Options } from './context.ts'

/** What the flags `--trust` and `--signer` give to trust; neither: nothing, and no answer is then `valid`. */
export function trustOf(context: Context, options: Options): Trust {
  const roots = textOption(options, 'trust')
  const signer = textOption(options, 'signer')
  if (roots !== undefined && signer !== undefined) {
    throw new Fault('USAGE', '--trust and --signer were both given', { hint: 'give one of them' })
  }
  if (roots !== undefined) return rootTrust(resolve(context.cwd, roots))
  return signer === undefined ? { kind: 'none' } : signerTrust(signer)
}

function rootTrust(path: string): Trust {
  const certificates = certificatesOfPem(readTextFile(path, 'root certificates'), path)
  return { kind: 'root', certificates }
}

function signerTrust(text: string): Trust {
  const fingerprint = parseFingerprint(text)
  if (fingerprint !== undefined) return { kind: 'signer', fingerprint }
  throw new Fault('USAGE', `--signer ${text} is not a SHA-256 fingerprint`, {
    hint: "'openssl x509 -noout -fingerprint -sha256 -in chain.pem' prints it",
  })
}
