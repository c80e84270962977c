/**
 * Every user of the machine can open connections to a port on loopback, and keep them until a time-out ends them. Those on
 * which nobody has shown yet who he is are few enough that they take no place from others: for one too many the oldest goes.
 */
import type { Socket } from 'node:net'
import type { Server } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { Access } from './access.ts'

/** More than ever shake hands at once, and half of all connections. */
const mostStrangers = 1000

/** Access that takes note of who is let in. */
export function knowing(server: Server, access: Access): Access {
  /** By the port of the other side, which a connection and what TLS makes of it share; the oldest first. */
  const strangers = new Map<number | undefined, Socket>()
  const note = (socket: Socket): void => {
    const { remotePort } = socket
    strangers.set(remotePort, socket)
    socket.once('close', () => {
      if (strangers.get(remotePort) === socket) strangers.delete(remotePort)
    })
  }
  server.on('connection', (socket: Socket) => {
    note(socket)
    if (strangers.size <= mostStrangers) return
    for (const oldest of strangers.values()) return void oldest.destroy()
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.authorized) strangers.delete(socket.remotePort)
    else note(socket)
  })
  return {
    refuse(request) {
      const refused = access.refuse(request)
      if (!refused) strangers.delete(request.socket.remotePort)
      return refused
    },
  }
}
