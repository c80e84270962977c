import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadCredentials } from '../../src/apiserver/credentials.ts'
import { aFolder } from './a-server.ts'

const day = 86_400_000

test('are made once and kept', async () => {
  const folder = aFolder()
  const first = await loadCredentials(folder)
  expect(await loadCredentials(folder)).toEqual(first)
})

test('are made anew when their end is near', async () => {
  const folder = aFolder()
  const first = await loadCredentials(folder)
  expect(await loadCredentials(folder, Date.now() + 300 * day)).toEqual(first)
  const later = Date.now() + 310 * day
  const second = await loadCredentials(folder, later)
  expect(second.serverCertificate).not.toBe(first.serverCertificate)
  expect(Date.parse(new X509Certificate(second.clientCertificate).validTo)).toBeGreaterThan(later + 300 * day)
})

test.each([
  ['damaged', () => '{"authority":'],
  ['incomplete', () => '{"authority":"x"}'],
  [
    'of two authorities',
    (mine: string, other: string) =>
      JSON.stringify({ ...JSON.parse(mine), authority: JSON.parse(other).authority as string }),
  ],
])('are made anew when the file is %s', async (_, content) => {
  const folder = aFolder()
  const mine = JSON.stringify(await loadCredentials(folder))
  const other = JSON.stringify(await loadCredentials(aFolder()))
  writeFileSync(join(folder, 'pki', 'credentials.json'), content(mine, other))
  const again = await loadCredentials(folder)
  const server = new X509Certificate(again.serverCertificate)
  expect(server.verify(new X509Certificate(again.authority).publicKey)).toBe(true)
  expect(server.subjectAltName).toBe('IP Address:127.0.0.1, DNS:localhost')
})
