import { dirname } from 'node:path'
import { loadConfiguration } from './configuration.ts'
import type { CommandSpec } from './context.ts'
import { CONFIG, KEY_DIR } from './options.ts'
import { makeKeys, signatureFacts } from './stages/signing.ts'
import { localKeyFiles } from '../sign/local-keys.ts'

/** `exhibit init keys`: a root and a signing key of this installation, made once. */
export const initKeysCommand: CommandSpec = {
  name: 'init keys',
  summary: 'make a local root and signing key, once',
  options: [CONFIG, KEY_DIR],
  examples: ['exhibit init keys', 'exhibit init keys --key-dir /etc/exhibit/keys'],
  run: async (context, _args, options) => {
    const files = await makeKeys(loadConfiguration(context, options), context)
    const facts = signatureFacts(files)
    const { rootFile } = localKeyFiles(dirname(files.keyFile))
    context.stdout(
      [
        `signing key   ${files.keyFile}`,
        `chain         ${files.chainFile}`,
        `root          ${rootFile}   give this one to those who verify`,
        `signer        ${facts.subject}`,
        `fingerprint   ${facts.fingerprint}`,
        '',
      ].join('\n'),
    )
    return 0
  },
}
