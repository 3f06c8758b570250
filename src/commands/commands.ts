import type { CommandSpec } from './context.ts'
import { compareCommand } from './compare/compare.ts'
import { archiveGetCommand } from './archive-get/archive-get.ts'
import { archiveListCommand } from './archive-list.ts'
import { controlsCoverageCommand } from './controls/coverage.ts'
import { controlsExplainCommand } from './controls/explain.ts'
import { controlsListCommand } from './controls/list.ts'
import { demoCommand } from './demo/demo.ts'
import { doctorCommand } from './doctor.ts'
import { initClusterCommand } from './init-cluster.ts'
import { initKeysCommand } from './init-keys.ts'
import { reachCommand } from './reach/reach.ts'
import { reportCommand } from './report.ts'
import { runCommand } from './run.ts'
import { sampleCommand } from './sample/sample.ts'
import { scheduleCommand } from './schedule.ts'
import { signoffCheckCommand } from './signoff-check.ts'
import { signoffListCommand, signoffNewCommand } from './signoff.ts'
import { verifyCommand } from './verify.ts'

/** Every command, in the order of --help. A test compares this list with --help and with the README. */
export const COMMANDS: readonly CommandSpec[] = [
  runCommand,
  reportCommand,
  compareCommand,
  reachCommand,
  verifyCommand,
  archiveListCommand,
  archiveGetCommand,
  sampleCommand,
  controlsListCommand,
  controlsExplainCommand,
  controlsCoverageCommand,
  signoffListCommand,
  signoffNewCommand,
  signoffCheckCommand,
  scheduleCommand,
  doctorCommand,
  initKeysCommand,
  initClusterCommand,
  demoCommand,
]
