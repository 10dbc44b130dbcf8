import { REALTIME_PROTOCOL } from '@kinfolio/contracts'
import { once } from 'node:events'
import { WebSocket } from 'ws'

/** A crowd of sockets of one person in a process of its own; says so once all are welcome, and stays. */
const [url = '', amount = '0', token = ''] = process.argv.slice(2)
const AT_ONCE = 50

for (let opened = 0; opened < Number(amount); opened += AT_ONCE) {
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, Number(amount) - opened) }, async () => {
      const socket = new WebSocket(url, { perMessageDeflate: false })
      await once(socket, 'open')
      socket.send(JSON.stringify({ type: 'hello', protocol: REALTIME_PROTOCOL, token }))
      await once(socket, 'message')
    }),
  )
}
process.send?.('open')
