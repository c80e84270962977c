/**
 * A limit of unauthenticated connections. Every user of the machine can open connections to a port on loopback, and keep
 * them until a time-out ends them; so those without a credential yet are few enough that they take no place from others:
 * for one too many the oldest is closed.
 */
import type { Socket } from 'node:net'
import type { Server } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { Access } from './access.ts'

/** Limit: more than ever shake hands at once, and half of all connections. */
const mostUnauthenticated = 1000

/** `access`, with the limit: who is let in counts no more. */
export function limitUnauthenticated(server: Server, access: Access): Access {
  /** Connections by the port of the other side, which a connection and what TLS makes of it share; the oldest first. */
  const unauthenticated = new Map<number | undefined, Socket>()
  const note = (socket: Socket): void => {
    const { remotePort } = socket
    unauthenticated.set(remotePort, socket)
    socket.once('close', () => {
      if (unauthenticated.get(remotePort) === socket) unauthenticated.delete(remotePort)
    })
  }
  server.on('connection', (socket: Socket) => {
    note(socket)
    if (unauthenticated.size <= mostUnauthenticated) return
    for (const oldest of unauthenticated.values()) return void oldest.destroy()
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.authorized) unauthenticated.delete(socket.remotePort)
    else note(socket)
  })
  return {
    refuse(request) {
      const refused = access.refuse(request)
      if (!refused) unauthenticated.delete(request.socket.remotePort)
      return refused
    },
  }
}
