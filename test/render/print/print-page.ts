/** A process that prints one page and says under what it ran: node print-page.ts FILE; FILE is the PDF. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { jobOf, printed, quietBrowser } from './pages.ts'

/** System calls by number: what the kernel answers, as an errno; 0 where it agrees. */
const CALLS = `
import ctypes, json
libc = ctypes.CDLL(None, use_errno=True)
def call(*numbers):
    return ctypes.get_errno() if libc.syscall(*numbers) < 0 else 0
print(json.dumps({
    "new user namespace by unshare": call(272, 0x10000000),
    "new user namespace by clone": call(56, 0x10000000, 0, 0, 0, 0),
    "clone3": call(435, 0, 0),
    "mount": call(165, 0, 0, 0, 0, 0),
    "keyctl": call(250, 0, 0, 0, 0, 0),
    "personality without random addresses": call(135, 0x0040000),
    "socket of the host's own kind": call(41, 40, 1, 0),
    "a call of later years": call(4000),
}))
`

const [file = ''] = process.argv.slice(2)
const job = jobOf('<p>SENTINEL under a filter</p>')
const { bytes, browser } = await printed(job, quietBrowser({ sandbox: false }))
writeFileSync(file, bytes)
const answers = spawnSync('python3', ['-c', CALLS], { encoding: 'utf8' })
const status = readFileSync('/proc/self/status', 'utf8')
process.stdout.write(
  JSON.stringify({ status, browser, answers: JSON.parse(answers.stdout) as unknown }),
)
