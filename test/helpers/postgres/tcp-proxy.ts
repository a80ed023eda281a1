import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  /** The database's address, through the proxy. */
  url: string;
  /** Connections that are open stay open and pass nothing any more, as when a machine or a firewall forgets them. */
  freeze(): void;
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
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    freeze() {
      for (const [client, database] of pairs) {
        client.unpipe(database).pause();
        database.unpipe(client).pause();
      }
    },
    async stop() {
      for (const sockets of pairs) for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
