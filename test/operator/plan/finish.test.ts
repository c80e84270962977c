import { describe, expect, test } from 'vitest'
import { polecatStatus, type PolecatStatus } from '../../../src/polecat/status.ts'
import { plan } from '../../../src/operator/plan.ts'
import { anEndedPod, aPod, ended, pushed, rescue, running, sha, worked, type Seen } from '../a-pod.ts'
import { claimed, observed } from '../observed.ts'

function finished(seen: Seen, status: Partial<PolecatStatus> = {}): PolecatStatus {
  const before = { ...claimed(), phase: 'Working' as const, ...status }
  const planned = plan(observed({ ...seen, pods: [anEndedPod(seen)], status: before }))
  expect(planned.actions).toEqual([{ type: 'removePodFinalizer', pod: 'fix-it-1a2b-1' }])
  return polecatStatus.parse(JSON.parse(JSON.stringify(planned.status)))
}

const saved3 = 'pushed 3 commits (a1b2c3d) to polecat/fix-it'
const uncommitted = `uncommitted work saved at ${rescue}/uncommitted`
const rescued = { ...pushed, rescueRefs: [`${rescue}/uncommitted`] }
const waits = { waiting: { reason: 'PodInitializing' } }
const neverStarted = { agent: waits, push: waits, save: waits, phase: 'Failed' } as const
const evicted = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' } as const
const asked = { annotations: { 'gastown.io/stop': 'terminated', 'gastown.io/stop-at': '2026-01-01T00:01:00Z' } }
const unanswered: Seen['push'] & object = {
  state: 'waiting',
  final: true,
  reason: 'PushFailed',
  message: 'no answer',
  unverified: ['refs/heads/polecat/fix-it'],
}
const mayBeThere = 'unknown whether commits sent to refs/heads/polecat/fix-it arrived'

const outcomes: [string, Seen, string, string, string][] = [
  ['a good end', {}, 'Done', 'Pushed', saved3],
  ['one commit', { push: { ...pushed, commits: 1 } }, 'Done', 'Pushed', 'pushed 1 commit (a1b2c3d) to polecat/fix-it'],
  [
    'a branch of another name, as git-push says',
    { push: { ...pushed, branch: 'polecat/fix-it-1a2b' } },
    'Done',
    'Pushed',
    'pushed 3 commits (a1b2c3d) to polecat/fix-it-1a2b',
  ],
  [
    'something left out',
    { push: { ...pushed, state: 'incomplete', leftOut: ['big.bin', 'and 2 more'] } },
    'Done',
    'Pushed',
    `${saved3}; not saved: big.bin, and 2 more`,
  ],
  [
    'no changes',
    {
      push: { state: 'saved', final: true, commits: 0, verifiedAt: pushed.verifiedAt },
      save: { ...worked, changed: false },
    },
    'Failed',
    'NoChanges',
    'the agent succeeded but changed nothing; nothing to save',
  ],
  [
    'no changes on top of an earlier attempt',
    { save: { ...worked, changed: false } },
    'Failed',
    'NoChanges',
    'the agent succeeded but changed nothing; nothing to save',
  ],
  [
    'uncommitted work only, and it is not to be committed',
    { push: { state: 'rescued', final: true, rescueRefs: [`${rescue}/uncommitted`] } },
    'Failed',
    'NoChanges',
    `the agent succeeded but committed nothing; ${uncommitted}`,
  ],
  [
    "commits of a repository of the agent's own",
    { push: { ...pushed, rescueRefs: [`${rescue}/embedded-0123456789ab`] } },
    'Done',
    'Pushed',
    `${saved3}; commits of a repository of the agent's own saved at ${rescue}/embedded-0123456789ab`,
  ],
  [
    'exit 3',
    { agent: 3, push: rescued },
    'Failed',
    'AgentFailed',
    `the agent ended with exit status 3; ${saved3}; ${uncommitted}`,
  ],
  ['a signal', { agent: 139 }, 'Failed', 'AgentFailed', `the agent was killed by signal 11; ${saved3}`],
  [
    'an end event that says it went wrong, with exit status 0',
    { save: { ...worked, end: { ok: false, reason: 'the model gave up' } } },
    'Failed',
    'AgentFailed',
    `the agent ended with exit status 0: the model gave up; ${saved3}`,
  ],
  [
    'a program that does not exist',
    {
      agent: 127,
      push: { state: 'saved', final: true, commits: 0 },
      save: { ...worked, changed: false },
    },
    'Failed',
    'AgentNotFound',
    "'sh', or a program that it runs, was not found in image agents:test (exit status 127); nothing to save",
  ],
  [
    'an end event that says it went well, whatever its wrapper returns',
    { agent: 1, save: { ...worked, end: { ok: true } } },
    'Done',
    'Pushed',
    saved3,
  ],
  [
    'a checkout that nobody could read is not one without changes',
    {
      push: { state: 'incomplete', final: true, leftOut: ['the checkout is gone'] },
      save: { ...worked, changed: false },
    },
    'Failed',
    'PushFailed',
    'the work could not be pushed; not saved: the checkout is gone',
  ],
  ['127 after work', { agent: 127 }, 'Failed', 'AgentFailed', `the agent ended with exit status 127; ${saved3}`],
  [
    'memory',
    { agent: ended(137, undefined, 'OOMKilled') },
    'Failed',
    'OOMKilled',
    `the agent used more memory than its limit of 4Gi; ${saved3}`,
  ],
  [
    'a power cut',
    { agent: ended(137, undefined, 'ContainerStatusUnknown') },
    'Failed',
    'NodeLost',
    `the node lost the agent's container, as in a power cut; ${saved3}`,
  ],
  [
    'the soft deadline',
    { agent: 143, save: { ...worked, stopped: 'deadline' } },
    'Failed',
    'DeadlineExceeded',
    `the deadline of 3600 s passed; ${saved3}`,
  ],
  [
    'the hard deadline',
    { agent: 137, status: { phase: 'Failed', reason: 'DeadlineExceeded' } },
    'Failed',
    'DeadlineExceeded',
    `the deadline of 3600 s passed; ${saved3}`,
  ],
  [
    'the budget',
    { agent: 143, save: { ...worked, stopped: 'budget' } },
    'Failed',
    'BudgetExceeded',
    `the budget was reached; ${saved3}`,
  ],
  [
    'the turns',
    { agent: 143, save: { ...worked, stopped: 'turns' } },
    'Failed',
    'TurnsExceeded',
    `the turn limit was reached; ${saved3}`,
  ],
  [
    'idleness',
    { agent: 143, save: { ...worked, stopped: 'idle' } },
    'Stuck',
    'Hung',
    `the agent showed no activity and was stopped; ${saved3}`,
  ],
  [
    'a full disk',
    { agent: 143, save: { ...worked, stopped: 'disk' } },
    'Failed',
    'DiskFull',
    `the disk of the pod was nearly full, so the agent was stopped; ${saved3}`,
  ],
  [
    'an eviction for the size of a volume',
    { agent: 137, status: { ...evicted, message: 'Usage of EmptyDir volume "workspace" exceeds the limit "20Gi". ' } },
    'Failed',
    'DiskFull',
    `the pod was evicted: Usage of EmptyDir volume "workspace" exceeds the limit "20Gi"; ${saved3}`,
  ],
  [
    'such an eviction, which git-save takes for a termination',
    {
      agent: 137,
      save: { ...worked, stopped: 'terminated' },
      status: { ...evicted, message: 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.' },
    },
    'Failed',
    'DiskFull',
    `the pod was evicted: Pod ephemeral local storage usage exceeds the total limit of containers 1Gi; ${saved3}`,
  ],
  [
    'terminated',
    { agent: 143, save: { ...worked, stopped: 'terminated' } },
    'Terminated',
    'Terminated',
    `terminated on request; ${saved3}`,
  ],
  [
    'terminated, and its deadline passed while it was saved',
    {
      agent: 143,
      save: { ...worked, stopped: 'terminated' },
      podMetadata: asked,
      status: { phase: 'Failed', reason: 'DeadlineExceeded' },
    },
    'Terminated',
    'Terminated',
    `terminated on request; ${saved3}`,
  ],
  [
    'terminated, and its pod deleted when that took too long',
    {
      agent: 143,
      save: { ...worked, stopped: 'terminated' },
      podMetadata: { ...asked, deletionTimestamp: '2026-01-01T00:08:00Z' },
    },
    'Terminated',
    'Terminated',
    `terminated on request; ${saved3}`,
  ],
  [
    'terminated, and git-save could not tell',
    { agent: 143, save: 'Killed', podMetadata: { annotations: { 'gastown.io/stop': 'terminated' } } },
    'Terminated',
    'Terminated',
    `terminated on request; ${saved3}`,
  ],
  [
    'a stop that came after the agent had ended',
    { podMetadata: { annotations: { 'gastown.io/stop': 'terminated' } } },
    'Done',
    'Pushed',
    saved3,
  ],
  [
    'a deleted pod, which git-save takes for a termination',
    {
      agent: 143,
      save: { ...worked, stopped: 'terminated' },
      podMetadata: { deletionTimestamp: '2026-01-01T00:01:00Z' },
    },
    'Failed',
    'PodDeleted',
    `the pod was deleted; ${saved3}`,
  ],
  [
    'a deleted pod',
    { agent: 143, podMetadata: { deletionTimestamp: '2026-01-01T00:01:00Z' } },
    'Failed',
    'PodDeleted',
    `the pod was deleted; ${saved3}`,
  ],
  [
    'a pod that was deleted after a good end',
    { podMetadata: { deletionTimestamp: '2026-01-01T00:02:00Z' } },
    'Done',
    'Pushed',
    saved3,
  ],
  [
    'an eviction that left time to save',
    { agent: 143, status: evicted },
    'Failed',
    'Evicted',
    `the pod was evicted: The node was low on resource: memory; ${saved3}`,
  ],
  [
    'an eviction that left none',
    { agent: 137, status: evicted, push: { ...pushed, final: false }, save: ended(137) },
    'Failed',
    'Evicted',
    `the pod was evicted: The node was low on resource: memory; ${saved3}; not saved: changes after the last checkpoint`,
  ],
  [
    'an eviction before any checkpoint',
    { agent: 137, status: evicted, push: ended(137), save: ended(137) },
    'Failed',
    'Evicted',
    `the pod was evicted: The node was low on resource: memory; unknown whether the work was saved; check ${rescue}/ on the remote`,
  ],
  [
    'a lost node',
    { agent: running, push: running, save: running, phase: 'Failed', status: { phase: 'Failed', reason: 'NodeLost' } },
    'Failed',
    'NodeLost',
    `the node was lost; unknown whether the work was saved; check ${rescue}/ on the remote`,
  ],
  [
    'a pod whose node the cluster has given up',
    {
      agent: running,
      push: running,
      save: running,
      phase: 'Failed',
      status: {
        phase: 'Failed',
        conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC' }],
      },
    },
    'Failed',
    'NodeLost',
    `the node was lost; unknown whether the work was saved; check ${rescue}/ on the remote`,
  ],
  [
    'a refused branch',
    {
      push: {
        ...pushed,
        state: 'rescued',
        commit: undefined,
        rescueRefs: [`${rescue}/branch`],
        reason: 'PushRejected',
        message: `pre-receive hook declined; 3 commits (a1b2c3d) saved at ${rescue}/branch`,
      },
    },
    'Failed',
    'PushRejected',
    `the git server rejected the work branch: pre-receive hook declined; 3 commits (a1b2c3d) saved at ${rescue}/branch`,
  ],
  [
    'a refused branch of an agent that failed',
    {
      agent: 3,
      push: {
        ...rescued,
        state: 'rescued',
        commit: undefined,
        reason: 'PushRejected',
        message: `protected; 3 commits (a1b2c3d) saved at ${rescue}/branch`,
      },
    },
    'Failed',
    'AgentFailed',
    `the agent ended with exit status 3; the git server rejected the work branch: protected; 3 commits (a1b2c3d) saved at ${rescue}/branch; ${uncommitted}`,
  ],
  [
    'uncommitted work that the server does not take',
    {
      agent: 3,
      push: {
        ...pushed,
        state: 'incomplete',
        leftOut: [`${rescue}/uncommitted`],
        reason: 'PushFailed',
        message: `pushed 3 commits (a1b2c3d) to polecat/fix-it; not saved: ${rescue}/uncommitted, refused`,
      },
    },
    'Failed',
    'PushFailed',
    `the work could not be pushed: pushed 3 commits (a1b2c3d) to polecat/fix-it; not saved: ${rescue}/uncommitted, refused; the agent ended with exit status 3; what is not there is lost, because the pod has ended`,
  ],
  [
    'held CI changes',
    {
      push: {
        ...pushed,
        state: 'rescued',
        commit: undefined,
        rescueRefs: [`${rescue}/branch`],
        reason: 'CIChangesHeld',
      },
    },
    'Stuck',
    'CIChangesHeld',
    `commits that change CI definitions are held for release; commits saved at ${rescue}/branch`,
  ],
  [
    'a secret in the work',
    {
      push: {
        ...pushed,
        state: 'incomplete',
        commit: undefined,
        rescueRefs: [`${rescue}/uncommitted`],
        leftOut: ['commits that contain a secret: in debug.txt (api-key)'],
        reason: 'SecretHeld',
        message: `nothing was pushed that contains the secret in debug.txt (api-key): revoke it to be safe, and take the work without it from ${rescue}/uncommitted; left out: commits that contain a secret: in debug.txt (api-key)`,
      },
    },
    'Failed',
    'SecretHeld',
    `the work contains a secret that was given to the agent: nothing was pushed that contains the secret in debug.txt (api-key): revoke it to be safe, and take the work without it from ${rescue}/uncommitted; left out: commits that contain a secret: in debug.txt (api-key)`,
  ],
  [
    'a remote that stays away',
    { push: { state: 'failed', final: true, reason: 'PushFailed', message: 'connection refused' } },
    'Failed',
    'PushFailed',
    'the work could not be pushed: connection refused; nothing was saved; what is not there is lost, because the pod has ended',
  ],
  [
    'a remote that goes away before anybody could look',
    {
      push: {
        state: 'failed',
        final: true,
        reason: 'PushFailed',
        message: 'connection refused',
        unverified: ['refs/heads/polecat/fix-it'],
      },
    },
    'Failed',
    'PushFailed',
    'the work could not be pushed: connection refused; unknown whether commits sent to refs/heads/polecat/fix-it arrived; what is not there is lost, because the pod has ended',
  ],
  [
    'a last push that was not answered when the pod ended',
    { agent: 143, save: { ...worked, stopped: 'terminated' }, podMetadata: asked, push: unanswered },
    'Failed',
    'PushFailed',
    `the work could not be pushed: no answer; terminated on request; ${mayBeThere}; what is not there is lost, because the pod has ended`,
  ],
  [
    'the same after a checkpoint',
    { push: { ...unanswered, verifiedAt: pushed.verifiedAt, rescueRefs: [`${rescue}/checkpoint`] } },
    'Failed',
    'PushFailed',
    `the work could not be pushed: no answer; commits saved at ${rescue}/checkpoint; ${mayBeThere}; what is not there is lost, because the pod has ended`,
  ],
  [
    'the same in a pod that the cluster took away',
    { agent: 143, status: evicted, push: unanswered },
    'Failed',
    'Evicted',
    `the pod was evicted: The node was low on resource: memory; the work could not be pushed: no answer; ${mayBeThere}; what is not there is lost, because the pod has ended`,
  ],
  [
    'a failure to save, which outranks the deadline',
    {
      agent: 143,
      save: { ...worked, stopped: 'deadline' },
      push: { state: 'failed', final: true, reason: 'PushFailed', message: 'connection refused' },
    },
    'Failed',
    'PushFailed',
    'the work could not be pushed: connection refused; the deadline of 3600 s passed; nothing was saved; what is not there is lost, because the pod has ended',
  ],
  [
    'a failure to save after an eviction',
    {
      agent: 143,
      status: evicted,
      push: { state: 'failed', final: true, reason: 'PushFailed', message: 'connection refused' },
    },
    'Failed',
    'PushFailed',
    'the work could not be pushed: connection refused; the pod was evicted: The node was low on resource: memory; nothing was saved; what is not there is lost, because the pod has ended',
  ],
  [
    'the last checkpoint only',
    { agent: 3, push: { ...rescued, final: false, state: 'rescued' } },
    'Failed',
    'PushFailed',
    `the work could not be pushed; the agent ended with exit status 3; ${saved3}; ${uncommitted}; not saved: changes after the last checkpoint`,
  ],
  [
    'no word of git-push',
    { push: ended(137) },
    'Failed',
    'PushFailed',
    `the work could not be pushed; unknown whether the work was saved; check ${rescue}/ on the remote`,
  ],
  [
    'no word of git-push, but nothing was changed',
    { push: ended(137), agent: 3, save: { ...worked, changed: false } },
    'Failed',
    'AgentFailed',
    'the agent ended with exit status 3; nothing to save',
  ],
  [
    'a message that was cut',
    { push: JSON.stringify(pushed).slice(0, 60), save: '{"changed":' },
    'Failed',
    'PushFailed',
    `the work could not be pushed; unknown whether the work was saved; check ${rescue}/ on the remote`,
  ],
  [
    'a message of another form',
    { push: '{"state":"wonderful","final":true}', save: '[]' },
    'Failed',
    'PushFailed',
    `the work could not be pushed; unknown whether the work was saved; check ${rescue}/ on the remote`,
  ],
  [
    'a waiting state that claims to be final',
    { push: { state: 'waiting', final: true } },
    'Failed',
    'PushFailed',
    'the work could not be pushed; not saved: changes after the last checkpoint; what is not there is lost, because the pod has ended',
  ],
  [
    'saved, but without the commit that the remote reports',
    { push: { ...pushed, commit: undefined } },
    'Failed',
    'PushRejected',
    'the git server rejected the work branch; nothing was saved',
  ],
  [
    'a clone that failed',
    { ...neverStarted, clone: { ok: false, message: 'repository not found' } },
    'Failed',
    'CloneFailed',
    'repository not found; nothing to save',
  ],
  [
    'a host key',
    { ...neverStarted, clone: { ok: false, reason: 'HostKeyMismatch', message: 'the host key has changed' } },
    'Failed',
    'HostKeyMismatch',
    expect.stringMatching(/^the host key has changed; nothing to save; compare its key/) as unknown as string,
  ],
  [
    'a base branch',
    { ...neverStarted, clone: { ok: false, reason: 'BaseBranchMissing', message: "there is no branch 'main'" } },
    'Failed',
    'BaseBranchMissing',
    "there is no branch 'main'; nothing to save",
  ],
  [
    'a refused credential',
    { ...neverStarted, clone: { ok: false, reason: 'CredentialRejected', message: 'permission denied' } },
    'Failed',
    'CredentialRejected',
    'permission denied; nothing to save',
  ],
  [
    'a clone without a word',
    { ...neverStarted, clone: ended(2) },
    'Failed',
    'CloneFailed',
    'git-clone ended with exit status 2; nothing to save',
  ],
  [
    'a clone that was too big',
    { ...neverStarted, clone: ended(137, undefined, 'OOMKilled') },
    'Failed',
    'CloneFailed',
    'git-clone used more memory than its limit; nothing to save',
  ],
  [
    'a clone that took too long',
    { ...neverStarted, clone: ended(143), status: { phase: 'Failed', reason: 'DeadlineExceeded' } },
    'Failed',
    'DeadlineExceeded',
    'the deadline of 3600 s passed; nothing to save',
  ],
  [
    'a pod that was deleted while it cloned',
    { ...neverStarted, clone: ended(143), podMetadata: { deletionTimestamp: '2026-01-01T00:01:00Z' } },
    'Failed',
    'PodDeleted',
    'the pod was deleted; nothing to save',
  ],
  [
    'an image without a shell',
    {
      agent: {
        terminated: {
          exitCode: 128,
          reason: 'StartError',
          message: 'exec: "sh": not found',
          startedAt: '1970-01-01T00:00:00Z',
        },
      },
      phase: 'Failed',
    },
    'Failed',
    'ImageUnfit',
    'the image cannot run the entry: exec: "sh": not found; nothing to save',
  ],
  [
    'setup that failed',
    { ...neverStarted, clone: undefined, setup: ended(1) },
    'Failed',
    'ImageUnfit',
    'setup ended with exit status 1; nothing to save',
  ],
]

describe('outcomes', () => {
  test.for(outcomes)('%s', ([, seen, phase, reason, message]) => {
    expect(finished(seen)).toMatchObject({
      phase,
      reason,
      message,
      podActive: false,
      finishedAt: '2026-01-01T00:02:00.000Z',
    })
  })
})

test('a pod that the operator saw being deleted is not taken for one that ended well', () => {
  const seen: Seen = { podMetadata: { deletionTimestamp: '2026-01-01T00:02:00Z' } }
  expect(finished(seen, { reason: 'PodDeleted' }).reason).toBe('PodDeleted')
})

test('the whole status of a good end', () => {
  const usage = { inputTokens: 10, turns: 2, costBasis: 'unknown' as const }
  expect(finished({ save: { ...worked, usage } })).toEqual({
    ...claimed(),
    phase: 'Done',
    reason: 'Pushed',
    message: saved3,
    podActive: false,
    startedAt: '2026-01-01T00:00:01Z',
    finishedAt: '2026-01-01T00:02:00.000Z',
    lastActivity: worked.lastOutput,
    lastPush: { attempt: 1, commit: sha },
    phases: [
      { name: 'queued', seconds: 0.5 },
      { name: 'scheduled', seconds: 1 },
      { name: 'pulled', seconds: 0 },
      { name: 'cloned', seconds: 2 },
      { name: 'agent started', seconds: 1 },
      { name: 'first output', seconds: 1 },
      { name: 'saved', seconds: 2 },
    ],
    result: {
      saved: 'saved',
      commit: sha,
      commits: 3,
      filesChanged: 2,
      insertions: 10,
      deletions: 1,
      remoteVerifiedAt: pushed.verifiedAt,
    },
    usage,
    conditions: [
      { type: 'Accepted', status: 'True', reason: 'Started', lastTransitionTime: '2026-01-01T00:00:00Z' },
      ...['PodReady', 'WorkSaved', 'Finished'].map((type) => ({
        type,
        status: type === 'PodReady' ? 'False' : 'True',
        reason: type === 'WorkSaved' ? 'Saved' : 'Pushed',
        lastTransitionTime: '2026-01-01T00:02:00.000Z',
        observedGeneration: 1,
      })),
    ],
  })
})

test('a result from before a restart of git-push counts where it has told none since', () => {
  const pod = anEndedPod({ push: ended(137) })
  const push = pod.status?.initContainerStatuses?.find(({ name }) => name === 'git-push')
  Object.assign(push ?? {}, { lastState: ended(1, JSON.stringify(pushed)) })
  expect(plan(observed({ pods: [pod], status: claimed() })).status.reason).toBe('Pushed')
})

test('control characters of others do not reach the message', () => {
  const { message } = finished({
    push: { state: 'failed', final: true, reason: 'PushFailed', message: 'remote:\u001b[31m bad\n\u202eword' },
  })
  expect(message).toBe(
    'the work could not be pushed: remote: [31m bad word; nothing was saved; what is not there is lost, because the pod has ended',
  )
})

test('in local mode the checkout of a pod that has ended is still there', () => {
  const push = { state: 'failed' as const, final: true, reason: 'PushFailed' as const, message: 'connection refused' }
  const scene = { pods: [anEndedPod({ push })], status: claimed(), plan: { local: true } }
  const words = "connection refused; nothing was saved; what is not there is still in the pod's checkout"
  expect(plan(observed(scene)).status.message).toBe(`the work could not be pushed: ${words}`)
})

test('WorkSaved is false where something is missing, and says what', () => {
  const { conditions } = finished({ push: { ...pushed, state: 'incomplete', leftOut: ['big.bin'] } })
  expect(conditions?.find(({ type }) => type === 'WorkSaved')).toMatchObject({
    status: 'False',
    reason: 'Incomplete',
    message: 'big.bin',
  })
})

test('what is finished stays as it is, and its pod stays for its logs', () => {
  const { status } = plan(observed({ pods: [anEndedPod()], status: claimed() }))
  const pod = anEndedPod({ podMetadata: { finalizers: [] } })
  expect(plan(observed({ pods: [pod], status, now: '2027-01-01T00:00:00Z' }))).toEqual({
    actions: [],
    status,
    again: undefined,
  })
})

test('a pod that is gone: PodDeleted, and unknown whether the work was saved', () => {
  const status = { ...claimed(), phase: 'Working' as const }
  expect(plan(observed({ status })).status).toMatchObject({
    phase: 'Failed',
    reason: 'PodDeleted',
    message: `the pod was deleted before its result was read; unknown whether the work was saved; check ${rescue}/ on the remote`,
    result: { saved: 'failed' },
  })
  expect(plan(observed({ status: claimed() })).status.message).toBe(
    'the pod was deleted before its result was read; nothing to save',
  )
})

describe('attempts that follow by themselves', () => {
  const scene = { spec: { maxAttempts: 3 } }

  test('a mendable failure waits for its next attempt, with a growing back-off', () => {
    const pod = anEndedPod({ ...scene, agent: 3, podMetadata: { finalizers: [] } })
    const first = plan(observed({ ...scene, pods: [pod], status: claimed() }))
    expect(first.status).toMatchObject({
      phase: 'Pending',
      reason: 'AgentFailed',
      attempt: 1,
      message: `attempt 1: the agent ended with exit status 3; ${saved3}; attempt 2 follows`,
    })
    const waiting = plan(observed({ ...scene, pods: [pod], status: first.status, now: '2026-01-01T00:02:09Z' }))
    expect(waiting).toMatchObject({ actions: [], again: new Date('2026-01-01T00:02:10Z') })
    const second = plan(observed({ ...scene, pods: [pod], status: waiting.status, now: '2026-01-01T00:02:10Z' }))
    expect(second.status).toMatchObject({ phase: 'Pending', attempt: 2, podName: 'fix-it-1a2b-2' })
    expect(second.status).not.toHaveProperty('finishedAt')
    expect(second.actions).toContainEqual({ type: 'createAttempt', attempt: 2, gitSecret: undefined })
  })

  test('the last one is final', () => {
    const input = { ...scene, attempt: 3, agent: 3 }
    const status = { ...claimed({}, 3) }
    expect(plan(observed({ ...scene, pods: [anEndedPod(input)], status })).status.phase).toBe('Failed')
  })

  test('a retry by the user counts anew', () => {
    const again = { spec: { maxAttempts: 2, attempt: 4 }, attempt: 4, agent: 3 }
    expect(plan(observed({ ...again, pods: [anEndedPod(again)], status: claimed({}, 4) })).status.phase).toBe('Pending')
  })

  test.for([
    ['NoChanges', { save: { ...worked, changed: false } }],
    ['Terminated', { agent: 143, save: { ...worked, stopped: 'terminated' as const } }],
    ['DeadlineExceeded', { agent: 143, save: { ...worked, stopped: 'deadline' as const } }],
    ['PushFailed', { push: { state: 'failed' as const, final: true } }],
  ])('%s is final', ([reason, seen]) => {
    const { status } = plan(
      observed({ ...scene, pods: [anEndedPod({ ...scene, ...(seen as Seen) })], status: claimed() }),
    )
    expect(status.reason).toBe(reason)
    expect(status.phase).not.toBe('Pending')
  })
})

test('a pod that only our finalizer keeps has ended', () => {
  const pod = aPod({
    phase: 'Pending',
    podMetadata: { deletionTimestamp: '2026-01-01T00:01:00Z' },
    status: { phase: 'Pending' },
  })
  delete pod.spec?.nodeName
  expect(plan(observed({ pods: [pod], status: claimed() })).status.reason).toBe('PodDeleted')
})
