import { PAPERS } from '../render/paper.ts'
import type { OptionSpec } from './context.ts'

/** Flags that several commands share, each said once. */
export const CONFIG: OptionSpec = {
  flags: '--config <file>',
  description: 'configuration file (EXHIBIT_CONFIG; exhibit.yaml in the current folder)',
}
export const ARCHIVE: OptionSpec = {
  flags: '--archive <folder>',
  description: 'archive folder, instead of the configured archive (EXHIBIT_ARCHIVE)',
}
export const KEY_DIR: OptionSpec = {
  flags: '--key-dir <folder>',
  description: 'folder of local keys (EXHIBIT_KEY_DIR; $XDG_STATE_HOME/exhibit/keys)',
}
export const ESTATE: OptionSpec = {
  flags: '--estate <file>',
  description: 'estate file (EXHIBIT_ESTATE)',
}
export const KUBECONFIG: OptionSpec = {
  flags: '--kubeconfig <file>',
  description: 'read every context of this kubeconfig, without an estate file',
}
export const ALLOW_EXEC: OptionSpec = {
  flags: '--allow-exec',
  description: 'let credential plugins of the kubeconfig run',
}
export const PAPER: OptionSpec = {
  flags: '--paper <size>',
  description: `what reports are printed on, instead of report.paper of exhibit.yaml (${PAPERS[0]})`,
  choices: PAPERS,
}
export const OUTPUT: OptionSpec = {
  flags: '-o, --output <format>',
  description: 'form of the data on stdout',
  choices: ['table', 'json'],
  fallback: 'table',
}
export const TRUST: OptionSpec = {
  flags: '--trust <file>',
  description: 'root certificates (PEM) that signatures must lead to',
}
export const SIGNER: OptionSpec = {
  flags: '--signer <fingerprint>',
  description: 'the one signing certificate to trust, by its SHA-256 fingerprint',
}
