/**
 * Does to pods what OpenShift's admission does in a namespace with a range of uids: those who choose no uid get the
 * range's first, and its number as the group of their volumes. A Kubernetes webhook, run as a program of its own:
 * node openshift-admission.ts ADDRESS PORT UID CERTIFICATE-FILE KEY-FILE
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'

interface Review {
  readonly apiVersion: string
  readonly request: { readonly uid: string; readonly object: { readonly spec: { securityContext?: object } } }
}

const [address, port, uid, cert, key] = process.argv.slice(2) as [string, string, string, string, string]

const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', (part: string) => (text += part))
  request.on('end', () => {
    const { apiVersion, request } = JSON.parse(text) as Review
    const given = request.object.spec.securityContext ?? {}
    const value = { runAsUser: Number(uid), fsGroup: Number(uid), ...given }
    const patch = Buffer.from(JSON.stringify([{ op: 'add', path: '/spec/securityContext', value }])).toString('base64')
    const answer = { uid: request.uid, allowed: true, patchType: 'JSONPatch', patch }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ apiVersion, kind: 'AdmissionReview', response: answer }))
  })
})
server.listen(Number(port), address, () => console.log('listening'))
