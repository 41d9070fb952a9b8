import type { Rpc } from '../http2/call.ts';
import { message } from '../wire/writer.ts';

const LEADER = 8;

/** `Gossip/Read`: a cluster of one, which leads it. Clients that discover their node by gossip find it here. */
export function gossipRpc(address: () => { readonly host: string; readonly port: number }, instanceId: string): Rpc {
  return (call) => ({
    message() {
      const { host, port } = address();
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
