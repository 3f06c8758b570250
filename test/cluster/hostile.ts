import type { Labels } from './manifest.ts'

/** Stands wherever a secret may stand: it may appear in nothing that exhibit writes. */
export const CANARY = 'canary-7f3a91c4-must-not-be-stored'

/** Annotations that try to be a formula, a line of a log, mark-up, a path, and text that runs backwards. */
export const HOSTILE: Labels = {
  'example.com/formula': '=cmd()|/C calc!A0',
  'example.com/line': 'first\nexhibit: verified\r\nlast',
  'example.com/markup': '<script>alert(1)</script><img src=x onerror=alert(1)>{{constructor}}',
  'example.com/path': '../../../../etc/passwd',
  'example.com/backwards': 'invoice\u202Efdp.exe\u2066 \u0000nul',
  'example.com/secret': CANARY,
  'example.com/long': 'x'.repeat(200_000),
  'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"password":"${CANARY}"}}`,
}
