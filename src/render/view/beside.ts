import type { Control, Framework } from '../../model/control.ts'
import type { ReportCluster } from '../../model/report.ts'
import type { ControlInCluster } from '../report-schema.ts'
import { prose, visible } from '../text.ts'
import { SIGN_OFF_WORDS, WAIVER_WORDS } from '../words.ts'
import { anchorOf } from './anchor.ts'

/** What people have stated that concerns one control in one cluster: its sign-offs, and the waivers that match failures of its checks, in whatever state. */
export function besideView(
  { id: framework }: Pick<Framework, 'id'>,
  { id: control, checks }: Pick<Control, 'id' | 'checks'>,
  { evaluation }: Pick<ReportCluster, 'evaluation'>,
): Pick<ControlInCluster, 'signOffs' | 'waivers'> {
  const { signOffs = [], waivers = [] } = evaluation?.organisation ?? {}
  const isMine = (each: { readonly framework: string; readonly control: string }) =>
    each.framework === framework && each.control === control
  const used = new Set(checks.map(({ check }) => check))
  return {
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
