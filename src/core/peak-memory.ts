import { readFileSync } from 'node:fs'

/**
 * The most memory that this process has held so far, in MB. Linux tells it for this program alone; what `resourceUsage` says there begins with the
 * peak of the process that started it.
 */
export function peakMegabytes(): number {
  return (ownPeak() ?? process.resourceUsage().maxRSS) / 1024
}

function ownPeak(): number | undefined {
  try {
    const [, kilobytes] =
      /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes)
  } catch {
    return undefined
  }
}
