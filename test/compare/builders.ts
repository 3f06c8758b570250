import type { CheckResult, ControlResult, Evaluation, Verdict } from '../../src/model/evaluation.ts'

/** A check result with defaults. */
export function checkResult(subject: string, verdict: Verdict, checkVersion = 1): CheckResult {
  return { check: 'example', checkVersion, subject, verdict, reason: 'because', evidence: [] }
}

/** A control result whose outcome follows from nothing: tests state it. */
export function controlResult(
  outcome: ControlResult['outcome'],
  results: readonly CheckResult[] = [],
  control = '1.1',
): ControlResult {
  return {
    framework: 'example-1.0',
    control,
    title: 'An example',
    method: 'automated',
    outcome,
    reason: `it is ${outcome}`,
    counts: {
      population: results.length,
      pass: 0,
      fail: 0,
      waived: 0,
      undetermined: 0,
      outOfReach: 0,
      notApplicable: 0,
    },
    results,
    residual: 'everything else',
    procedures: [],
  }
}

/** An evaluation of cluster `prod` with the given controls. */
export function evaluation(...controls: readonly ControlResult[]): Evaluation {
  return {
    format: 'evaluation/v1',
    cluster: 'prod',
    snapshot: 'sha256:00',
    catalogue: 'sha256:11',
    asOf: '2025-09-29T02:00:40Z',
    evaluatedAt: '2025-09-29T02:01:00Z',
    controls,
    scope: [],
    segmentation: [],
    enforcer: 'unknown',
    assumptions: [],
    blockers: [],
    organisation: { unclassified: [], waivers: [], unusedFlows: [], overdueFlows: [] },
    gaps: [],
  }
}
