import type { Control, Framework } from '../../model/control.ts'
import type { ReportCluster } from '../../model/report.ts'
import type { OutcomeHistory } from '../../model/history.ts'
import { OUTCOME_LETTERS } from '../../model/outcome-letters.ts'
import type { ControlInCluster } from '../report-schema.ts'
import { listed, prose, visible } from '../text.ts'
import { OUTCOMES, shortOutcomeWord, SIGN_OFF_WORDS, WAIVER_WORDS } from '../words.ts'
import { anchorOf } from './anchor.ts'

/** What people have stated that concerns one control in one cluster: its sign-offs, and the waivers that match failures of its checks, in whatever state. */
export function besideView(
  { id: framework }: Pick<Framework, 'id'>,
  { id: control, checks }: Pick<Control, 'id' | 'checks'>,
  { evaluation }: Pick<ReportCluster, 'evaluation'>,
): Pick<ControlInCluster, 'signOffs' | 'waivers' | 'recent'> {
  const { signOffs = [], waivers = [] } = evaluation?.organisation ?? {}
  const isMine = (each: { readonly framework: string; readonly control: string }) =>
    each.framework === framework && each.control === control
  const used = new Set(checks.map(({ check }) => check))
  return {
    ...recentView(`${framework}/${control}`, evaluation?.history?.outcomes),
    signOffs: signOffs.filter(isMine).map(({ id, state, why, performedOn, until }) => ({
      ...{ id: visible(id), anchor: anchorOf('signed-off', id), state },
      ...{ word: SIGN_OFF_WORDS[state], performedOn: visible(performedOn) },
      ...{ until: visible(until ?? ''), why: prose(why) },
    })),
    waivers: waivers
      .filter(({ check, matched }) => matched > 0 && used.has(check))
      .map(({ id, state, matched, check, expires, approvedBy }) => ({
        ...{ id: visible(id), anchor: anchorOf('waiver', id), state, word: WAIVER_WORDS[state] },
        ...{ matched, check: visible(check), expires: visible(expires) },
        approvedBy: prose(approvedBy),
      })),
  }
}

/** The strip of the newest runs; one run alone is no history. */
function recentView(
  name: string,
  outcomes: OutcomeHistory | undefined,
): Pick<ControlInCluster, 'recent'> {
  const letters = outcomes?.controls.find(([control]) => control === name)?.[1]
  const [from, to] = [outcomes?.runs[0], outcomes?.runs.at(-1)]
  if (letters === undefined || from === undefined || to === undefined || letters.length < 2)
    return {}
  const seen = OUTCOMES.filter((outcome) => letters.includes(OUTCOME_LETTERS[outcome]))
  const said = seen.map((outcome) => {
    const count = letters.split(OUTCOME_LETTERS[outcome]).length - 1
    return `${shortOutcomeWord(outcome)} in ${count}`
  })
  const words = `${listed(said)} of the newest ${letters.length} runs`
  return { recent: { letters, runs: letters.length, from: from.asOf, to: to.asOf, words } }
}
