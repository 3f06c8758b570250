/**
 * One report, printed in a process of its own by what `npm run build` made, as a user has it: node report-once.mjs VIEW FILE, VIEW being what
 * the report says, as JSON. Writes the file's size, and this process's peak memory in bytes and processor time in milliseconds, as JSON.
 */
import { readFileSync } from 'node:fs'
import { silentLog } from '../../dist/core/log.js'
import { pdf } from '../../dist/render/pdf.js'

const [view = '', file = ''] = process.argv.slice(2)
const options = { browser: { env: process.env, log: silentLog } }
const { size } = await pdf.print(JSON.parse(readFileSync(view, 'utf8')), file, options)
const { user, system } = process.cpuUsage()
const peak = process.resourceUsage().maxRSS * 1024
process.stdout.write(JSON.stringify({ size, peak, cpu: (user + system) / 1000 }))
