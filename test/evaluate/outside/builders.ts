/** kube-bench's output for one node: sections with the status of each check, in the members that its JSON has. */
export function kubeBench(
  statuses: Readonly<Record<string, string>>,
  changes: { readonly version?: string; readonly detected?: string; readonly target?: string } = {},
): string {
  const { version = 'cis-1.12', detected = '1.34', target = 'node' } = changes
  const results = Object.entries(statuses).map(([control, status]) => ({
    test_number: control,
    test_desc: 'words of the benchmark',
    audit: '/bin/ps -fC kubelet',
    AuditEnv: '',
    AuditConfig: '',
    type: '',
    remediation: 'more words of the benchmark',
    test_info: ['more words of the benchmark'],
    status,
    actual_value: 'root 1 0 kubelet --anonymous-auth=false',
    scored: true,
    IsMultiple: false,
    expected_result: 'something is present',
  }))
  const part = {
    id: '4',
    version,
    detected_version: detected,
    text: 'Worker Node Security Configuration',
    node_type: target,
    tests: [{ section: '4.1', type: '', pass: 0, fail: 0, warn: 0, info: 0, desc: '', results }],
    total_pass: 0,
    total_fail: 0,
    total_warn: 0,
    total_info: 0,
  }
  const totals = { total_pass: 0, total_fail: 0, total_warn: 0, total_info: 0 }
  return JSON.stringify({ Controls: [part], Totals: totals })
}
