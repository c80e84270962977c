import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeSecretFolder, removeOrphanedSecrets } from '../../../src/kubelet/volumes/secret-folders.ts'

function fails(line: string): never {
  throw new Error(line)
}

test('secrets whose pod has no folder any more are removed, and no others', async () => {
  const place = mkdtempSync(join(tmpdir(), 'gastown-secrets-'))
  const memory = join(place, 'memory')
  try {
    mkdirSync(join(place, 'one/pods/here'), { recursive: true })
    await makeSecretFolder(join(memory, 'here'), join(place, 'one/pods/here'))
    await makeSecretFolder(join(memory, 'gone'), join(place, 'two/pods/gone'))
    mkdirSync(join(memory, 'just-made'))
    await removeOrphanedSecrets(memory, fails)
    expect(readdirSync(memory).toSorted()).toEqual(['here', 'just-made'])
  } finally {
    rmSync(place, { recursive: true })
  }
})

test('daemons that remove the same secrets at once fail at none, and leave none', async () => {
  const place = mkdtempSync(join(tmpdir(), 'gastown-secrets-'))
  const memory = join(place, 'memory')
  try {
    for (let round = 0; round < 20; round++) {
      await makeSecretFolder(join(memory, 'gone'), join(place, 'pods/gone'))
      for (let volume = 0; volume < 8; volume++) {
        mkdirSync(join(memory, 'gone', `${volume}`))
        writeFileSync(join(memory, 'gone', `${volume}`, 'key'), 'secret')
      }
      const told: string[] = []
      await Promise.all([1, 2, 3].map(() => removeOrphanedSecrets(memory, (line) => told.push(line))))
      expect(existsSync(join(memory, 'gone')) ? told : []).toEqual([])
    }
  } finally {
    rmSync(place, { recursive: true })
  }
})
