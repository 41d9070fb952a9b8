import type { Rpc } from '../http2/call.ts';
import { message } from '../wire/writer.ts';

const LEADER = 8;

/**
 * `Gossip/Read`: a cluster of one, which leads it. It gives the name by which it was asked, so that a client that found
 * the node once finds it again, whatever address the node is bound to and whatever names its certificate has.
 */
export function gossipRpc(address: () => { readonly host: string; readonly port: number }, instanceId: string): Rpc {
  return (call) => ({
    message() {
      const { host, port } = named(call.headers[':authority']) ?? address();
      const member = message()
        .message(1, message().text(2, instanceId))
        .number(2, Date.now() * 10_000)
        .number(3, LEADER)
        .number(4, 1)
        .message(5, message().text(1, host).number(2, port));
      call.send(message().message(1, member).done());
      call.end();
    },
  });
}

function named(authority: string | undefined): { readonly host: string; readonly port: number } | undefined {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(authority ?? '') ?? [];
  return host === undefined ? undefined : { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
