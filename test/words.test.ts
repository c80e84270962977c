/**
 * Words that were given up for those of the field, so that they do not come back: as identifiers, and as names of files.
 * What people read is no matter of this test.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** By the word that was given up, the field's. A word with a capital, as of a type, counts too. */
const gone: Readonly<Record<string, string>> = {
  agrees: 'confirm',
  answeredCode: 'statusCodeOf',
  answerError: 'responseError',
  askGit: 'startCheckProcess',
  board: 'cache',
  borrow: 'fetchAgentCommits',
  borrowed: 'FetchOutcome',
  borrowing: 'AgentObjects',
  breath: 'yieldToEventLoop',
  breathe: 'yieldToEventLoop',
  breather: 'eventLoopYielder',
  cameToAgent: 'agentStarted',
  canAsk: 'canConfirm',
  consents: 'confirm',
  cutHanging: 'abortStalled',
  entriesAt: 'listAtRevision',
  errands: 'a queue of best effort',
  factsOf: 'processInfo, statsOf',
  fleetActs: 'FleetActions',
  furnish: 'bootstrap',
  giveMemoryBackAtRest: 'collectWhenIdle',
  grant: 'dispatch',
  grown: 'a duration that ends in Ms',
  hands: 'ExecutorDeps',
  hasRoomFor: 'tryWrite',
  hold: 'addFinalizer',
  holdUnsaved: 'keepOpen',
  isStream: 'hasEventStream',
  keepCredential: 'storeCredential',
  keptOrder: 'StoredStopRequest',
  knowing: 'limitUnauthenticated',
  laid: 'restored',
  laidAt: 'clonedAt',
  laidHeads: 'checkedOutSubmodules',
  laidUntil: 'clonedUntil',
  layLfs: 'checkoutLfs',
  layOut: 'restoreFiles, layoutOf',
  laySubmodules: 'checkoutSubmodules',
  leftRef: 'StaleRescueRef',
  leftRefs: 'staleRescueRefs',
  look: 'a verb that says what for: search, check, poll',
  lookAgain: 'watchAgainWords',
  lookAtFiles: 'scanFiles',
  lookBeside: 'scanBeside',
  lookMs: 'pollMs',
  marked: 'escapeTaskFlag',
  mayEnd: 'confirmStop',
  mayLose: 'confirmLoss',
  mayRemove: 'confirmRemoval',
  mayReplace: 'confirmReplace',
  mayStore: 'confirmStore',
  minds: 'handlesSignal',
  neutralise: 'sanitizeForTerminal',
  neutraliseLine: 'sanitize',
  neutraliseText: 'sanitizeForTerminal',
  nextLook: 'NextSync',
  onceThereIsRoom: 'writeWhenSpace',
  openGround: 'listStartTrees',
  orderPolecat: 'a request',
  orders: 'create requests',
  ordersOf: 'createRequests',
  past: 'isPast, listAtRevision',
  plainText: 'sanitizeMessage',
  poke: 'requestRender',
  printable: 'sanitizeLine',
  processSurroundings: 'processRuntime',
  putAway: 'terminatePod',
  removeDrafts: 'cleanUpTemporaryRefs',
  room: 'a quota, or capacity',
  saysEnd: 'hasEndEvent, hasEventStream',
  seeContainer: 'observeContainer',
  seen: 'observed, preconditions',
  seenContainer: 'ObservedContainer',
  seenEvent: 'selectedEvent',
  seenRenewal: 'ObservedRenewal',
  seeThrough: 'waitForOutcome',
  sieve: 'PathFilter',
  sifting: 'FolderListing',
  sixPlaces: 'roundToMicros',
  standingFile: 'existingFile',
  standingFolder: 'existingFolder',
  stateTeller: 'StateReporter',
  stopOrder: 'StopRequest',
  strangerIn: 'wrongCredentialKind',
  strangers: 'unauthenticated',
  surroundings: 'runtime, SettingsContext',
  surroundingsOf: 'runtimeOf',
  sweep: 'deleteAttemptObjects, removeOver',
  tidy: 'what is removed: removeLeftFolders',
  tidyObjects: 'cleanObjectStore',
  toldOf: 'logStateOf',
  toldWords: 'the messages of a status',
  trailing: 'passthroughArgs',
  unclaim: 'forget',
  unmarked: 'unescapeTaskFlag',
  wish: 'Command',
  workerGround: 'WorkerDeps',
  wrong: 'invalid, problem',
  youth: 'a duration that ends in Ms',
}

/** By the word that has kept one of its meanings, that one, and the files that it is used in. */
const kept: Readonly<Record<string, { readonly means: string; readonly files: RegExp }>> = {
  answer: { means: "a person's, at a prompt", files: /^confirm\/ask-yes-no\.ts$|^secrets\/ask-hidden\.ts$/ },
  release: {
    means: 'pushing the commits that were held',
    files: /^containers\/|^output\/timeline\.ts$|^pod\/|^saving\/push\/release\.ts$/,
  },
  workers: { means: 'what works a queue or a pod', files: /^operator\/|^kubelet\/pod\// },
}

const src = fileURLToPath(new URL('../src', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))

/** Without comments, texts and regular expressions. */
function identifiersOf(text: string): Set<string> {
  const code = text.replaceAll(
    /\/\*[^]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/(?![\s/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*(?=[\s.,;)\]]|$)/g,
    (found) => (found.startsWith("'") || found.startsWith('"') ? "''" : ' '),
  )
  // What stands between backticks is text, but for what it fills in.
  const filled = code.replaceAll(/`(?:\\.|[^`\\])*`/g, (template) =>
    [...template.matchAll(/\$\{([^}]*)/g)].map(([, value]) => value).join(' '),
  )
  return new Set(filled.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu))
}

test('no identifier is a word that was given up', () => {
  const found = files.flatMap((file) => {
    const identifiers = identifiersOf(readFileSync(join(src, file), 'utf8'))
    return Object.entries(gone).flatMap(([word, now]) =>
      identifiers.has(word) || identifiers.has(capital(word))
        ? `src/${file}: ${word}, in the field's words ${now}`
        : [],
    )
  })
  expect(found).toEqual([])
})

test('a word that has one meaning left is an identifier only where it means that', () => {
  const found = files.flatMap((file) => {
    const identifiers = identifiersOf(readFileSync(join(src, file), 'utf8'))
    return Object.entries(kept).flatMap(([word, { means, files: own }]) =>
      identifiers.has(word) && !own.test(file) ? `src/${file}: ${word}, which elsewhere means ${means}` : [],
    )
  })
  expect(found).toEqual([])
})

test('no file has a name that was given up', () => {
  const names = new Map(Object.entries(gone).map(([word, now]) => [kebab(word), now]))
  const found = files.flatMap((file) => {
    const now = names.get(basename(file).replace(/\.tsx?$/, ''))
    return now === undefined ? [] : `src/${file}: in the field's words ${now}`
  })
  expect(found).toEqual([])
})

test('identifiers are told from comments and texts', () => {
  const text = '/** one */ const two = `three ${four} five` // six\nif (/seven/.test(\'eight\' + "nine")) ten.eleven()'
  expect([...identifiersOf(text)].toSorted()).toEqual(['const', 'eleven', 'four', 'if', 'ten', 'test', 'two'])
})

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function kebab(word: string): string {
  return word.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
}
