import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  /** The database's address, through the proxy. */
  url: string;
  /** Connections that are open stay open and pass nothing any more, as when a machine or a firewall forgets them. */
  freeze(): void;
  /** Ends all connections and refuses new ones until `recover`. */
  breakDown(): Promise<void>;
  recover(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<[Socket, Socket]>();
  const server = createServer((client) => {
    const database = connect({ host: hostname, port: Number(port) });
    client.pipe(database).pipe(client);
    for (const socket of [client, database]) socket.on('error', () => undefined);
    pairs.add([client, database]);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = (server.address() as AddressInfo).port;
  const url = new URL(target);
  url.port = String(own);
  async function breakDown(): Promise<void> {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy();
    pairs.clear();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  }
  return {
    url: url.href,
    breakDown,
    async recover() {
      server.listen(own, '127.0.0.1');
      await once(server, 'listening');
    },
    freeze() {
      for (const [client, database] of pairs) {
        client.unpipe(database).pause();
        database.unpipe(client).pause();
      }
    },
    stop: breakDown,
  };
}
