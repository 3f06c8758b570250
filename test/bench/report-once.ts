/** One report, printed in a process of its own: node report-once.ts POLICIES FILE. Writes its size and this process's peak memory, in bytes, as JSON. */
import { silentLog } from '../../src/core/log.ts'
import { pdf } from '../../src/render/pdf.ts'
import { longReport } from './long-report.ts'

const [policies = '0', file = ''] = process.argv.slice(2)
const view = longReport(Number(policies))
const { size } = await pdf.print(view, file, { browser: { env: process.env, log: silentLog } })
const peak = process.resourceUsage().maxRSS * 1024
process.stdout.write(JSON.stringify({ size, peak }))
